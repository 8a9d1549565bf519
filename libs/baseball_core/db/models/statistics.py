"""What the batch computes of finished games, how it compares with the official box score, and what changed since.

The counts are those of ``baseball_core.statistics.catalogue``, in its order. ``side`` (away, home) stands in the keys
because a traded player may appear for both teams of a resumed game; ``team_id`` is the team at that time.
"""

from datetime import date

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, SmallInteger, Table
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from baseball_core.db.base import Base, Instant, Key, Number, Small, SmallKey, TextKey
from baseball_core.statistics.catalogue import COLUMNS, GROUPS, Group


class GameResult(Base):
    """Grain: one row per game_pk whose statistics are in the tables, and the document that they were computed from.

    ``winning_team_id`` is null for a tie; of a forfeited game it is who was given the game. ``official_date`` is the
    baseball day that the statistics belong to. ``first_aggregated_at`` and ``changed_at`` say when the rows of the
    game were first and last written. ``unknown_events`` counts event types that the rules do not know.
    """

    __tablename__ = "game_results"

    game_pk: Mapped[Key]
    season: Mapped[str]
    sport_id: Mapped[Number]
    game_type: Mapped[str]
    official_date: Mapped[date]
    status_code: Mapped[str]
    innings: Mapped[Small]
    away_team_id: Mapped[Number]
    away_team_name: Mapped[str]
    home_team_id: Mapped[Number]
    home_team_name: Mapped[str]
    away_runs: Mapped[Small]
    home_runs: Mapped[Small]
    winning_team_id: Mapped[Number | None]
    winning_pitcher_id: Mapped[Number | None]
    losing_pitcher_id: Mapped[Number | None]
    save_pitcher_id: Mapped[Number | None]
    cells_compared: Mapped[Number]
    cells_differing: Mapped[Number]
    cells_registered: Mapped[Number]
    unknown_events: Mapped[Number]
    content_hash: Mapped[str]
    archive_key: Mapped[str]
    fetched_at: Mapped[Instant]
    first_aggregated_at: Mapped[Instant]
    changed_at: Mapped[Instant]

    __table_args__ = (Index(None, "season", "sport_id", "game_type", "official_date", "game_pk"),)


class GameAggregation(Base):
    """Grain: one row per game_pk that the batch has looked at: its newest attempt.

    ``outcome`` is aggregated, held (the document has holes) or failed (an audit was breached, the document or the
    archive is damaged); ``reason`` its code and ``detail`` its words. ``since`` is when this outcome began.
    """

    __tablename__ = "game_aggregations"

    game_pk: Mapped[Key]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    detail: Mapped[str | None]
    content_hash: Mapped[str]
    fetched_at: Mapped[Instant]
    rules_version: Mapped[Number]
    since: Mapped[Instant]

    __table_args__ = (Index(None, "outcome", "since"),)


def _counts(group: Group, prefix: str = "") -> list[Column[int]]:
    return [Column(f"{prefix}{name}", SmallInteger, nullable=False) for name in COLUMNS[group]]


def _player_key() -> list[Column[object]]:
    return [
        Column("game_pk", Integer, primary_key=True, autoincrement=False),
        Column("side", Text, primary_key=True),
        Column("player_id", Integer, primary_key=True, autoincrement=False),
        Column("team_id", Integer, nullable=False),
    ]


class PlayerGameBatting(Base):
    """Grain: one row per (game_pk, side, player_id) who was in the batting order, or pitched under a designated hitter.

    ``batting_order`` is the official text: 100 is the lead-off starter, 101 his first substitute; null for who never
    stood in the order.
    """

    __table__ = Table(
        "player_game_batting",
        Base.metadata,
        *_player_key(),
        Column("batting_order", Text),
        *_counts("batting"),
        Index(None, "player_id", "game_pk"),
    )


class PlayerGamePitching(Base):
    """Grain: one row per (game_pk, side, player_id) who pitched. ``pitching_order`` is 1 for the starter."""

    __table__ = Table(
        "player_game_pitching",
        Base.metadata,
        *_player_key(),
        Column("pitching_order", SmallInteger, nullable=False),
        *_counts("pitching"),
        Index(None, "player_id", "game_pk"),
    )


class PlayerGameFielding(Base):
    """Grain: one row per (game_pk, side, player_id) who appeared. ``position_codes``: positions played, in order.

    The codes are the official texts: 1 pitcher ... 9 right field, 10 designated hitter, 11 pinch hitter, 12 runner.
    """

    __table__ = Table(
        "player_game_fielding",
        Base.metadata,
        *_player_key(),
        Column("position_codes", ARRAY(Text), nullable=False),
        *_counts("fielding"),
        Index(None, "player_id", "game_pk"),
    )


class TeamGameStats(Base):
    """Grain: one row per (game_pk, side).

    ``runs`` to ``left_on_base`` are the line score's; ``left_on_base`` counts who was on base when a half ended, while
    ``batting_left_on_base`` adds up the batters' numbers. The rest adds up the players, group by group.
    """

    __table__ = Table(
        "team_game_stats",
        Base.metadata,
        Column("game_pk", Integer, primary_key=True, autoincrement=False),
        Column("side", Text, primary_key=True),
        Column("team_id", Integer, nullable=False),
        Column("opponent_team_id", Integer, nullable=False),
        *(Column(name, SmallInteger, nullable=False) for name in ("runs", "hits", "errors", "left_on_base")),
        *(column for group in GROUPS for column in _counts(group, f"{group}_")),
        Index(None, "team_id", "game_pk"),
    )


class ReconciliationDifference(Base):
    """Grain: one row per cell (game_pk, side, player_id, scope, inning, statistic) that differs from the box score.

    ``scope`` is batting, pitching, fielding, line or lineup; ``player_id`` 0 is the team's total, ``inning`` 0 the
    whole game. ``computed`` and ``official`` are as text, null where one side lacks the cell. ``registered`` is the
    reason in the register of known faults, null for a difference that nobody has explained.
    """

    __tablename__ = "reconciliation"

    game_pk: Mapped[Key]
    side: Mapped[TextKey]
    player_id: Mapped[Key]
    scope: Mapped[TextKey]
    inning: Mapped[SmallKey]
    statistic: Mapped[TextKey]
    computed: Mapped[str | None]
    official: Mapped[str | None]
    registered: Mapped[str | None]

    __table_args__ = (Index(None, "player_id", "game_pk"),)


class LedgerEntry(Base):
    """Grain: one row per cell that changed after a game was first aggregated; append-only.

    ``side`` and ``player_id`` are null for ``game_results``, ``player_id`` for ``team_game_stats``. A row that came or
    went has one entry for each of its cells that is not zero, with null on the missing side. The hashes are those of
    the document before and of the one that changed the cell.
    """

    __tablename__ = "correction_ledger"

    ledger_id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    game_pk: Mapped[Number]
    table_name: Mapped[str]
    side: Mapped[str | None]
    player_id: Mapped[Number | None]
    column_name: Mapped[str]
    old_value: Mapped[str | None]
    new_value: Mapped[str | None]
    old_content_hash: Mapped[str]
    new_content_hash: Mapped[str]
    noticed_at: Mapped[Instant]

    __table_args__ = (
        Index(None, "game_pk", "ledger_id"),
        Index(None, "player_id", "ledger_id"),
        Index(None, "noticed_at", "ledger_id"),
    )
