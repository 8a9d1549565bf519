"""Rows for tests: keyword-only builders with the defaults of an invented regular-season game.

``save(url, *rows)`` writes them as the owner or writer role; every default may be overridden by name.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from baseball_core.db.base import Base
from baseball_core.db.models import (
    Action,
    BoxscoreBatting,
    BoxscoreFielding,
    BoxscorePitching,
    BoxscorePlayer,
    BoxscoreTeam,
    FieldingCredit,
    Game,
    GameState,
    GameStateHistory,
    Inning,
    Pitch,
    Play,
    Player,
    Review,
    RunnerMovement,
    ScheduleObservation,
    Team,
    Venue,
)
from baseball_core.db.session import sqlalchemy_url
from baseball_core.feed.names import search_name

GAME_PK = 900_001
HERONS, FOXES = 7001, 7002
LAKESIDE_PARK = 5001
BATTER, PITCHER, RUNNER = 800_001, 800_002, 800_003
OPENING_DAY = date(2026, 4, 1)
FIRST_PITCH = datetime(2026, 4, 1, 23, 10, tzinfo=UTC)


def version_of(fetched_at: datetime) -> int:
    """The version that a document fetched at this time has."""
    return (fetched_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def a_game(*, game_pk: int = GAME_PK, fetched_at: datetime = FIRST_PITCH, **overrides: Any) -> Game:
    """A game in progress, Herons at Foxes."""
    values: dict[str, Any] = {
        "season": "2026",
        "game_type": "R",
        "sport_id": 1,
        "game_date": FIRST_PITCH,
        "official_date": OPENING_DAY,
        "original_date": OPENING_DAY,
        "day_night": "night",
        "double_header": "N",
        "game_number": 1,
        "scheduled_innings": 9,
        "start_time_tbd": False,
        "away_team_id": HERONS,
        "home_team_id": FOXES,
        "away_score": 2,
        "home_score": 1,
        "venue_id": LAKESIDE_PARK,
        "abstract_game_state": "Live",
        "coded_game_state": "I",
        "status_code": "I",
        "detailed_state": "In Progress",
        "phase": "live",
        "sequence": 1,
        "content_hash": "0" * 64,
        "archive_key": f"2026/R/{game_pk}/{'0' * 64}.json.zst",
        "version": version_of(fetched_at),
    }
    return Game(game_pk=game_pk, fetched_at=fetched_at, **(values | overrides))


def _state_values(fetched_at: datetime) -> dict[str, Any]:
    return {
        "version": version_of(fetched_at),
        "time_code": fetched_at.strftime("%Y%m%d_%H%M%S"),
        "sequence": 1,
        "content_hash": "0" * 64,
        "status_code": "I",
        "detailed_state": "In Progress",
        "phase": "live",
        "inning": 3,
        "inning_state": "Top",
        "is_top_inning": True,
        "balls": 2,
        "strikes": 1,
        "outs": 1,
        "runner_on_first_id": RUNNER,
        "batter_id": BATTER,
        "pitcher_id": PITCHER,
        "away_runs": 2,
        "away_hits": 4,
        "away_errors": 0,
        "away_left_on_base": 3,
        "home_runs": 1,
        "home_hits": 2,
        "home_errors": 1,
        "home_left_on_base": 1,
        "at_bat_index": 12,
    }


def a_state(*, game_pk: int = GAME_PK, fetched_at: datetime = FIRST_PITCH, **overrides: Any) -> GameState:
    """The game now: top of the third, one out, a runner on first."""
    return GameState(game_pk=game_pk, fetched_at=fetched_at, **(_state_values(fetched_at) | overrides))


def a_past_state(*, game_pk: int = GAME_PK, fetched_at: datetime = FIRST_PITCH, **overrides: Any) -> GameStateHistory:
    """The same as a line of the history."""
    return GameStateHistory(game_pk=game_pk, fetched_at=fetched_at, **(_state_values(fetched_at) | overrides))


def an_inning(*, game_pk: int = GAME_PK, inning: int = 1, half: str = "top", **overrides: Any) -> Inning:
    """A half without hits."""
    values: dict[str, Any] = {"runs": 0, "hits": 0, "errors": 0, "left_on_base": 0}
    return Inning(game_pk=game_pk, inning=inning, half=half, **(values | overrides))


def a_play(*, game_pk: int = GAME_PK, at_bat_index: int = 0, **overrides: Any) -> Play:
    """A single in the top of the first."""
    values: dict[str, Any] = {
        "inning": 1,
        "half": "top",
        "result_type": "atBat",
        "event": "Single",
        "event_type": "single",
        "description": "Singles on a line drive to center field.",
        "rbi": 0,
        "away_score": 0,
        "home_score": 0,
        "is_out": False,
        "is_complete": True,
        "is_scoring_play": False,
        "has_review": False,
        "balls": 1,
        "strikes": 1,
        "outs": 0,
        "batter_id": BATTER,
        "pitcher_id": PITCHER,
        "bat_side": "L",
        "pitch_hand": "R",
        "started_at": FIRST_PITCH,
        "ended_at": FIRST_PITCH + timedelta(seconds=40),
    }
    return Play(game_pk=game_pk, at_bat_index=at_bat_index, **(values | overrides))


def a_pitch(*, game_pk: int = GAME_PK, at_bat_index: int = 0, event_index: int = 0, **overrides: Any) -> Pitch:
    """A four-seam fastball for a ball."""
    values: dict[str, Any] = {
        "pitch_number": event_index + 1,
        "batter_id": BATTER,
        "pitcher_id": PITCHER,
        "call_code": "B",
        "call_description": "Ball",
        "type_code": "FF",
        "type_description": "Four-Seam Fastball",
        "is_in_play": False,
        "is_strike": False,
        "is_ball": True,
        "balls": 1,
        "strikes": 0,
        "outs": 0,
        "start_speed_mph": 95.4,
    }
    return Pitch(game_pk=game_pk, at_bat_index=at_bat_index, event_index=event_index, **(values | overrides))


def an_action(*, game_pk: int = GAME_PK, at_bat_index: int = 0, event_index: int = 0, **overrides: Any) -> Action:
    """A stolen base."""
    values: dict[str, Any] = {
        "kind": "action",
        "event": "Stolen Base 2B",
        "event_type": "stolen_base_2b",
        "is_base_running_play": True,
        "player_id": RUNNER,
    }
    return Action(game_pk=game_pk, at_bat_index=at_bat_index, event_index=event_index, **(values | overrides))


def a_movement(
    *, game_pk: int = GAME_PK, at_bat_index: int = 0, runner_index: int = 0, **overrides: Any
) -> RunnerMovement:
    """The batter reaches first."""
    values: dict[str, Any] = {"runner_id": BATTER, "end_base": "1B", "is_out": False, "event_type": "single"}
    return RunnerMovement(game_pk=game_pk, at_bat_index=at_bat_index, runner_index=runner_index, **(values | overrides))


def a_credit(
    *, game_pk: int = GAME_PK, at_bat_index: int = 0, runner_index: int = 0, credit_index: int = 0, **overrides: Any
) -> FieldingCredit:
    """A put-out of the first baseman."""
    values: dict[str, Any] = {"player_id": 800_009, "position_code": "3", "credit": "f_putout"}
    return FieldingCredit(
        game_pk=game_pk,
        at_bat_index=at_bat_index,
        runner_index=runner_index,
        credit_index=credit_index,
        **(values | overrides),
    )


def a_review(
    *, game_pk: int = GAME_PK, at_bat_index: int = 0, event_index: int = -1, review_index: int = 0, **overrides: Any
) -> Review:
    """A challenge of the Herons that was upheld."""
    values: dict[str, Any] = {"review_type": "MA", "is_overturned": False, "challenge_team_id": HERONS}
    return Review(
        game_pk=game_pk,
        at_bat_index=at_bat_index,
        event_index=event_index,
        review_index=review_index,
        **(values | overrides),
    )


def a_boxscore_team(*, game_pk: int = GAME_PK, side: str = "away", **overrides: Any) -> BoxscoreTeam:
    """The Herons' totals, with keys as delivered."""
    values: dict[str, Any] = {
        "team_id": HERONS if side == "away" else FOXES,
        "batting": {"atBats": 31, "homeRuns": 1, "avg": ".250"},
        "pitching": {"earnedRuns": 1},
        "fielding": {"errors": 0},
        "batter_ids": [BATTER],
        "pitcher_ids": [PITCHER],
        "batting_order_ids": [BATTER],
    }
    return BoxscoreTeam(game_pk=game_pk, side=side, **(values | overrides))


def a_boxscore_player(
    *, game_pk: int = GAME_PK, side: str = "away", player_id: int = BATTER, **overrides: Any
) -> BoxscorePlayer:
    """The Herons' lead-off batter."""
    values: dict[str, Any] = {
        "team_id": HERONS if side == "away" else FOXES,
        "jersey_number": "8",
        "position_code": "8",
        "position_codes": ["8"],
        "batting_order": "100",
        "status_code": "A",
        "is_substitute": False,
        "is_on_bench": False,
    }
    return BoxscorePlayer(game_pk=game_pk, side=side, player_id=player_id, **(values | overrides))


def a_batting_line(
    *, game_pk: int = GAME_PK, side: str = "away", player_id: int = BATTER, **overrides: Any
) -> BoxscoreBatting:
    """One for four."""
    values: dict[str, Any] = {"team_id": HERONS, "games_played": 1, "at_bats": 4, "hits": 1, "plate_appearances": 4}
    return BoxscoreBatting(game_pk=game_pk, side=side, player_id=player_id, **(values | overrides))


def a_pitching_line(
    *, game_pk: int = GAME_PK, side: str = "away", player_id: int = PITCHER, **overrides: Any
) -> BoxscorePitching:
    """Six innings, one earned run."""
    values: dict[str, Any] = {"team_id": HERONS, "games_played": 1, "outs": 18, "earned_runs": 1, "strike_outs": 7}
    return BoxscorePitching(game_pk=game_pk, side=side, player_id=player_id, **(values | overrides))


def a_fielding_line(
    *, game_pk: int = GAME_PK, side: str = "away", player_id: int = BATTER, **overrides: Any
) -> BoxscoreFielding:
    """Two put-outs."""
    values: dict[str, Any] = {"team_id": HERONS, "put_outs": 2, "assists": 0, "errors": 0, "chances": 2}
    return BoxscoreFielding(game_pk=game_pk, side=side, player_id=player_id, **(values | overrides))


def a_player(*, player_id: int = BATTER, full_name: str = "Mateo Iñarra", **overrides: Any) -> Player:
    """An outfielder whose name has a letter with a tilde."""
    first, _, last = full_name.partition(" ")
    values: dict[str, Any] = {
        "first_name": first,
        "last_name": last,
        "search_name": search_name(full_name),
        "position_code": "8",
        "bat_side": "L",
        "pitch_hand": "R",
        "active": True,
        "source_game_date": FIRST_PITCH,
        "source_game_pk": GAME_PK,
    }
    return Player(player_id=player_id, full_name=full_name, **(values | overrides))


def a_team(*, team_id: int = HERONS, name: str = "Rivertown Herons", **overrides: Any) -> Team:
    """A team of the first league."""
    values: dict[str, Any] = {
        "sport_id": 1,
        "league_id": 103,
        "active": True,
        "source_game_date": FIRST_PITCH,
        "source_game_pk": GAME_PK,
    }
    return Team(team_id=team_id, name=name, **(values | overrides))


def a_venue(*, venue_id: int = LAKESIDE_PARK, name: str = "Lakeside Park", **overrides: Any) -> Venue:
    """A ballpark."""
    values: dict[str, Any] = {
        "time_zone": "America/Chicago",
        "source_game_date": FIRST_PITCH,
        "source_game_pk": GAME_PK,
    }
    return Venue(venue_id=venue_id, name=name, **(values | overrides))


def a_schedule_row(
    *, game_pk: int = GAME_PK, schedule_date: date = OPENING_DAY, content_hash: str = "a" * 64, **overrides: Any
) -> ScheduleObservation:
    """The game as scheduled."""
    values: dict[str, Any] = {
        "first_observed_at": FIRST_PITCH - timedelta(days=1),
        "last_observed_at": FIRST_PITCH - timedelta(days=1),
        "season": "2026",
        "game_type": "R",
        "game_date": FIRST_PITCH,
        "official_date": schedule_date,
        "status_code": "S",
        "phase": "scheduled",
        "away_team_id": HERONS,
        "home_team_id": FOXES,
        "double_header": "N",
        "game_number": 1,
    }
    return ScheduleObservation(
        game_pk=game_pk, schedule_date=schedule_date, content_hash=content_hash, **(values | overrides)
    )


def save(url: str, *rows: Base) -> None:
    """Writes the rows in one transaction, as the role of ``url``."""
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool)
    with Session(engine) as session, session.begin():
        session.add_all(rows)
    engine.dispose()


def execute(url: str, statement: str, *values: object) -> None:
    """Runs one statement as the role of ``url`` and commits."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode(), values)
