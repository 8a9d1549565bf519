"""Examples for the OpenAPI document: an invented game, put together field by field so that no model lacks one. PURE."""

from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel

_START: Final = "2026-07-04T23:10:00.000000Z"
_FETCHED: Final = "2026-07-05T00:41:07.118204Z"

_VALUES: Final[dict[str, object]] = {
    "game_pk": 900001,
    "season": "2026",
    "game_type": "R",
    "sport_id": 1,
    "official_date": "2026-07-04",
    "schedule_date": "2026-07-04",
    "original_date": "2026-07-04",
    "game_official_date": "2026-07-04",
    "game_date": _START,
    "first_pitch": "2026-07-04T23:12:00.000000Z",
    "fetched_at": _FETCHED,
    "first_observed_at": "2026-07-01T12:00:03.500000Z",
    "last_observed_at": _FETCHED,
    "version": 1783212067118204,
    "time_code": "20260705_004105",
    "sequence": 212,
    "start_time_tbd": False,
    "day_night": "night",
    "double_header": "N",
    "game_number": 1,
    "gameday_type": "P",
    "tiebreaker": "N",
    "scheduled_innings": 9,
    "phase": "live",
    "game_phase": "live",
    "abstract_game_state": "Live",
    "coded_game_state": "I",
    "status_code": "I",
    "detailed_state": "In Progress",
    "away_team_id": 7001,
    "away_team_name": "Rivertown Herons",
    "home_team_id": 7002,
    "home_team_name": "Lakeside Foxes",
    "team_id": 7001,
    "team_name": "Rivertown Herons",
    "opponent_team_id": 7002,
    "opponent_team_name": "Lakeside Foxes",
    "venue_id": 5001,
    "venue_name": "Lakeside Park",
    "away_score": 2,
    "home_score": 3,
    "game_away_score": 2,
    "game_home_score": 3,
    "inning": 6,
    "game_inning": 6,
    "inning_state": "Top",
    "game_inning_state": "Top",
    "is_top_inning": True,
    "half": "top",
    "side": "away",
    "balls": 2,
    "strikes": 1,
    "outs": 1,
    "away_runs": 2,
    "home_runs": 3,
    "runner_on_first_id": 800004,
    "batter_id": 800001,
    "pitcher_id": 800002,
    "player_id": 800001,
    "runner_id": 800004,
    "on_deck_id": 800005,
    "in_hole_id": 800006,
    "full_name": "Mateo Iñarra",
    "first_name": "Mateo",
    "last_name": "Iñarra",
    "use_name": "Mateo",
    "boxscore_name": "Iñarra",
    "name_slug": "mateo-inarra-800001",
    "birth_date": "1999-03-14",
    "mlb_debut_date": "2022-05-01",
    "height": "6' 1\"",
    "weight_pounds": 195,
    "bat_side": "L",
    "pitch_hand": "R",
    "position_code": "8",
    "position_codes": ["8"],
    "batting_order": "300",
    "at_bat_index": 41,
    "event_index": 2,
    "event": "Single",
    "event_type": "single",
    "description": "Mateo Iñarra singles on a line drive to center field.",
    "last_play_event": "Single",
    "last_play_description": "Mateo Iñarra singles on a line drive to center field.",
    "last_play_ended_at": "2026-07-05T00:40:58.201000Z",
    "started_at": "2026-07-05T00:40:12.530000Z",
    "ended_at": "2026-07-05T00:40:58.201000Z",
    "call_code": "X",
    "call_description": "In play, no out",
    "type_code": "FF",
    "type_description": "Four-Seam Fastball",
    "start_speed_mph": 95.4,
    "launch_speed_mph": 101.2,
    "launch_angle_degrees": 12.0,
    "total_distance_feet": 231.0,
    "name": "Rivertown Herons",
    "abbreviation": "RVT",
    "city": "Lakeside",
    "time_zone": "America/Chicago",
    "active": True,
    "total": 412,
    "next": "/teams?limit=1&cursor=WyJhMWIyYzNkNGU1ZjYiLFs3MDAxXV0",
    "base": "2B",
    "birth_city": "Puerto Llano",
    "birth_country": "USA",
    "birth_state_province": "TX",
    "club_name": "Herons",
    "country": "USA",
    "credit": "f_putout",
    "division_name": "Eastern Division",
    "start_base": "1B",
    "origin_base": "1B",
    "end_base": "2B",
    "out_base": "2B",
    "first_year_of_play": "1901",
    "franchise_name": "Rivertown",
    "hardness": "hard",
    "hit_location": "8",
    "jersey_number": "8",
    "primary_number": "8",
    "kind": "action",
    "league_name": "Eastern League",
    "location_name": "Rivertown",
    "men_on_base": "Men_On",
    "movement_reason": "r_adv_play",
    "play_id": "5f0c9f0e-1d3c-4f7e-9a55-2f6d0c7b9e11",
    "position_abbreviation": "CF",
    "result_type": "atBat",
    "review_type": "MA",
    "roof_type": "Open",
    "series_description": "Regular Season",
    "short_name": "Rivertown",
    "state": "Illinois",
    "status_reason": "Rain",
    "team_code": "rvt",
    "trajectory": "line_drive",
    "turf_type": "Grass",
    "violation_type": "Pitch Timer - Batter",
    "weather_condition": "Clear",
    "weather_wind": "5 mph, Out To CF",
}
_BY_TYPE: Final[dict[type, object]] = {
    int: 1,
    float: 1.5,
    bool: False,
    date: "2026-07-05",
    datetime: _START,
}


def of(model: type[BaseModel]) -> dict[str, object]:
    """A valid body of ``model``."""
    return {field.alias or name: _value(name, field.annotation) for name, field in model.model_fields.items()}


def _value(name: str, annotation: Any) -> object:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return of(annotation)
    origin, parts = get_origin(annotation), get_args(annotation)
    if name in _VALUES and origin is not dict:
        return _VALUES[name]
    if origin is UnionType:
        return _value(name, next(part for part in parts if part is not NoneType))
    if origin is list:
        return [_value("", parts[0])]
    if origin is dict:
        return {"runs": 2, "hits": 5}
    if origin is Literal:
        return parts[0]
    return _BY_TYPE[annotation]
