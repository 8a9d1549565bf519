"""Rows of the batch's tables for tests: keyword-only builders; every count that is not given is 0."""

from datetime import date, timedelta
from typing import Any

from baseball_core.db.models import (
    GameAggregation,
    GameResult,
    LedgerEntry,
    PlayerGameBatting,
    PlayerGameFielding,
    PlayerGamePitching,
    ReconciliationDifference,
    TeamGameStats,
)
from baseball_core.statistics.catalogue import COLUMNS, Group
from support.builders import BATTER, FIRST_PITCH, FOXES, GAME_PK, HERONS, OPENING_DAY, PITCHER

AGGREGATED = FIRST_PITCH + timedelta(hours=4)
HASH, OTHER_HASH = "a" * 64, "b" * 64
TEAMS = {HERONS: "Rivertown Herons", FOXES: "Lakeside Foxes"}


def _zeros(group: Group, prefix: str = "") -> dict[str, int]:
    return {f"{prefix}{name}": 0 for name in COLUMNS[group]}


def a_result(
    *,
    game_pk: int = GAME_PK,
    official_date: date = OPENING_DAY,
    away: int = HERONS,
    home: int = FOXES,
    away_runs: int = 2,
    home_runs: int = 1,
    **overrides: Any,
) -> GameResult:
    """Herons at Foxes, 2-1, over nine innings; the winner follows from the runs."""
    winner = None if away_runs == home_runs else away if away_runs > home_runs else home
    values: dict[str, Any] = {
        "season": "2026",
        "sport_id": 1,
        "game_type": "R",
        "status_code": "F",
        "innings": 9,
        "away_team_name": TEAMS.get(away, f"Team {away}"),
        "home_team_name": TEAMS.get(home, f"Team {home}"),
        "winning_team_id": winner,
        "cells_compared": 1500,
        "cells_differing": 0,
        "cells_registered": 0,
        "unknown_events": 0,
        "content_hash": HASH,
        "archive_key": f"2026/R/{game_pk}/{HASH}.json.zst",
        "fetched_at": AGGREGATED,
        "first_aggregated_at": AGGREGATED,
        "changed_at": AGGREGATED,
    }
    return GameResult(
        game_pk=game_pk,
        official_date=official_date,
        away_team_id=away,
        home_team_id=home,
        away_runs=away_runs,
        home_runs=home_runs,
        **(values | overrides),
    )


def an_attempt(*, game_pk: int = GAME_PK, outcome: str = "aggregated", **overrides: Any) -> GameAggregation:
    """The batch's newest attempt at the game."""
    values: dict[str, Any] = {
        "reason": None,
        "detail": None,
        "content_hash": HASH,
        "fetched_at": AGGREGATED,
        "rules_version": 1,
        "since": AGGREGATED,
    }
    return GameAggregation(game_pk=game_pk, outcome=outcome, **(values | overrides))


def batting(
    *, game_pk: int = GAME_PK, side: str = "away", player_id: int = BATTER, team_id: int = HERONS, **counts: Any
) -> PlayerGameBatting:
    """The Herons' lead-off batter."""
    values: dict[str, Any] = {"batting_order": "100", **_zeros("batting"), "games_played": 1}
    return PlayerGameBatting(game_pk=game_pk, side=side, player_id=player_id, team_id=team_id, **(values | counts))


def pitching(
    *, game_pk: int = GAME_PK, side: str = "away", player_id: int = PITCHER, team_id: int = HERONS, **counts: Any
) -> PlayerGamePitching:
    """The Herons' starter."""
    values: dict[str, Any] = {"pitching_order": 1, **_zeros("pitching"), "games_played": 1, "games_pitched": 1}
    return PlayerGamePitching(game_pk=game_pk, side=side, player_id=player_id, team_id=team_id, **(values | counts))


def fielding(
    *, game_pk: int = GAME_PK, side: str = "away", player_id: int = BATTER, team_id: int = HERONS, **counts: Any
) -> PlayerGameFielding:
    """The Herons' center fielder."""
    values: dict[str, Any] = {"position_codes": ["8"], **_zeros("fielding"), "games_started": 1}
    return PlayerGameFielding(game_pk=game_pk, side=side, player_id=player_id, team_id=team_id, **(values | counts))


def a_team_line(
    *, game_pk: int = GAME_PK, side: str = "away", team_id: int = HERONS, opponent: int = FOXES, **counts: Any
) -> TeamGameStats:
    """The Herons' game; counts of a group are named like ``batting_hits``."""
    values: dict[str, Any] = {
        **dict.fromkeys(("runs", "hits", "errors", "left_on_base"), 0),
        **_zeros("batting", "batting_"),
        **_zeros("pitching", "pitching_"),
        **_zeros("fielding", "fielding_"),
    }
    return TeamGameStats(game_pk=game_pk, side=side, team_id=team_id, opponent_team_id=opponent, **(values | counts))


def a_difference(
    *,
    game_pk: int = GAME_PK,
    side: str = "away",
    player_id: int = BATTER,
    statistic: str = "hits",
    **overrides: Any,
) -> ReconciliationDifference:
    """A hit more than the official batting line has."""
    values: dict[str, Any] = {"scope": "batting", "inning": 0, "computed": "2", "official": "1", "registered": None}
    return ReconciliationDifference(
        game_pk=game_pk, side=side, player_id=player_id, statistic=statistic, **(values | overrides)
    )


def a_correction(*, game_pk: int = GAME_PK, **overrides: Any) -> LedgerEntry:
    """A hit that became an error two days later."""
    values: dict[str, Any] = {
        "table_name": "player_game_batting",
        "side": "away",
        "player_id": BATTER,
        "column_name": "hits",
        "old_value": "2",
        "new_value": "1",
        "old_content_hash": HASH,
        "new_content_hash": OTHER_HASH,
        "noticed_at": AGGREGATED + timedelta(days=2),
    }
    return LedgerEntry(game_pk=game_pk, **(values | overrides))
