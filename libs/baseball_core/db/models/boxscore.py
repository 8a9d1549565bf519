"""The official box score, as delivered: what our own statistics are compared with.

A player may be listed for both teams (a traded player in a resumed game), hence ``side`` (away, home) in the keys.
A listed player who did not play has a row in ``boxscore_players`` only.
"""

from sqlalchemy import Index, Integer
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from baseball_core.db.base import Base, Key, Number, Small, TextKey


class BoxscoreTeam(Base):
    """Grain: one row per (game_pk, side). The three columns of totals hold the official keys as delivered."""

    __tablename__ = "boxscore_teams"

    game_pk: Mapped[Key]
    side: Mapped[TextKey]
    team_id: Mapped[Number | None]
    batting: Mapped[dict[str, object]] = mapped_column(JSONB)
    pitching: Mapped[dict[str, object]] = mapped_column(JSONB)
    fielding: Mapped[dict[str, object]] = mapped_column(JSONB)
    batter_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    pitcher_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    batting_order_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer))


class BoxscorePlayer(Base):
    """Grain: one row per (game_pk, side, player_id): every listed player.

    ``batting_order`` is the official text: 100 is the lead-off starter, 101 his first substitute.
    """

    __tablename__ = "boxscore_players"

    game_pk: Mapped[Key]
    side: Mapped[TextKey]
    player_id: Mapped[Key]
    team_id: Mapped[Number | None]
    jersey_number: Mapped[str | None]
    position_code: Mapped[str | None]
    position_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    batting_order: Mapped[str | None]
    status_code: Mapped[str | None]
    is_substitute: Mapped[bool | None]
    is_on_bench: Mapped[bool | None]

    __table_args__ = (Index(None, "player_id", "game_pk"),)


class BoxscoreBatting(Base):
    """Grain: one row per (game_pk, side, player_id) with an official batting line."""

    __tablename__ = "boxscore_batting"

    game_pk: Mapped[Key]
    side: Mapped[TextKey]
    player_id: Mapped[Key]
    team_id: Mapped[Number | None]
    games_played: Mapped[Small | None]
    fly_outs: Mapped[Small | None]
    ground_outs: Mapped[Small | None]
    air_outs: Mapped[Small | None]
    pop_outs: Mapped[Small | None]
    line_outs: Mapped[Small | None]
    runs: Mapped[Small | None]
    doubles: Mapped[Small | None]
    triples: Mapped[Small | None]
    home_runs: Mapped[Small | None]
    strike_outs: Mapped[Small | None]
    base_on_balls: Mapped[Small | None]
    intentional_walks: Mapped[Small | None]
    hits: Mapped[Small | None]
    hit_by_pitch: Mapped[Small | None]
    at_bats: Mapped[Small | None]
    caught_stealing: Mapped[Small | None]
    stolen_bases: Mapped[Small | None]
    ground_into_double_play: Mapped[Small | None]
    ground_into_triple_play: Mapped[Small | None]
    plate_appearances: Mapped[Small | None]
    total_bases: Mapped[Small | None]
    rbi: Mapped[Small | None]
    left_on_base: Mapped[Small | None]
    sac_bunts: Mapped[Small | None]
    sac_flies: Mapped[Small | None]
    catchers_interference: Mapped[Small | None]
    pickoffs: Mapped[Small | None]

    __table_args__ = (Index(None, "player_id", "game_pk"),)


class BoxscorePitching(Base):
    """Grain: one row per (game_pk, side, player_id) with an official pitching line; innings are outs."""

    __tablename__ = "boxscore_pitching"

    game_pk: Mapped[Key]
    side: Mapped[TextKey]
    player_id: Mapped[Key]
    team_id: Mapped[Number | None]
    games_played: Mapped[Small | None]
    games_started: Mapped[Small | None]
    games_pitched: Mapped[Small | None]
    games_finished: Mapped[Small | None]
    complete_games: Mapped[Small | None]
    shutouts: Mapped[Small | None]
    wins: Mapped[Small | None]
    losses: Mapped[Small | None]
    saves: Mapped[Small | None]
    save_opportunities: Mapped[Small | None]
    holds: Mapped[Small | None]
    blown_saves: Mapped[Small | None]
    outs: Mapped[Small | None]
    batters_faced: Mapped[Small | None]
    at_bats: Mapped[Small | None]
    number_of_pitches: Mapped[Small | None]
    balls: Mapped[Small | None]
    strikes: Mapped[Small | None]
    hits: Mapped[Small | None]
    doubles: Mapped[Small | None]
    triples: Mapped[Small | None]
    home_runs: Mapped[Small | None]
    runs: Mapped[Small | None]
    earned_runs: Mapped[Small | None]
    base_on_balls: Mapped[Small | None]
    intentional_walks: Mapped[Small | None]
    strike_outs: Mapped[Small | None]
    hit_by_pitch: Mapped[Small | None]
    hit_batsmen: Mapped[Small | None]
    balks: Mapped[Small | None]
    wild_pitches: Mapped[Small | None]
    pickoffs: Mapped[Small | None]
    fly_outs: Mapped[Small | None]
    ground_outs: Mapped[Small | None]
    air_outs: Mapped[Small | None]
    pop_outs: Mapped[Small | None]
    line_outs: Mapped[Small | None]
    caught_stealing: Mapped[Small | None]
    stolen_bases: Mapped[Small | None]
    rbi: Mapped[Small | None]
    inherited_runners: Mapped[Small | None]
    inherited_runners_scored: Mapped[Small | None]
    catchers_interference: Mapped[Small | None]
    sac_bunts: Mapped[Small | None]
    sac_flies: Mapped[Small | None]
    passed_ball: Mapped[Small | None]

    __table_args__ = (Index(None, "player_id", "game_pk"),)


class BoxscoreFielding(Base):
    """Grain: one row per (game_pk, side, player_id) with an official fielding line."""

    __tablename__ = "boxscore_fielding"

    game_pk: Mapped[Key]
    side: Mapped[TextKey]
    player_id: Mapped[Key]
    team_id: Mapped[Number | None]
    games_started: Mapped[Small | None]
    put_outs: Mapped[Small | None]
    assists: Mapped[Small | None]
    errors: Mapped[Small | None]
    chances: Mapped[Small | None]
    passed_ball: Mapped[Small | None]
    pickoffs: Mapped[Small | None]
    caught_stealing: Mapped[Small | None]
    stolen_bases: Mapped[Small | None]

    __table_args__ = (Index(None, "player_id", "game_pk"),)
