"""Baseline: ``json.loads`` and dict loops that build the rows of every table of the live path.

What most projects write, without deliberate slowness: each value is looked up once, nothing is copied twice. The
same tables and columns as the real decoder (bench/decode.py compares the rows before it measures).
"""

import json
import unicodedata
from datetime import UTC, date, datetime
from typing import Any

from bench.typical_boxscore import boxscore_rows
from bench.typical_plays import instant, play_rows

Row = dict[str, Any]

PHASES = {
    "S": "scheduled", "P": "pregame", "I": "live", "M": "live", "N": "live", "U": "suspended", "T": "suspended",
    "O": "game_over", "Q": "game_over", "F": "final", "R": "final", "D": "postponed", "C": "cancelled",
}  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def number(text: str | None) -> int | None:
    return int(text) if text and text.lstrip("-").isdigit() else None


def plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


def version_of(fetched_at: datetime) -> int:
    return int((fetched_at - EPOCH).total_seconds() * 1_000_000)


def phase_of(status_code: str | None) -> str:
    return PHASES.get((status_code or "X")[0], "unknown")


def game_row(document: dict[str, Any], fetched_at: datetime) -> Row:
    game_data = document.get("gameData", {})
    game = game_data.get("game", {})
    when = game_data.get("datetime", {})
    status = game_data.get("status", {})
    teams = game_data.get("teams", {})
    info = game_data.get("gameInfo", {})
    weather = game_data.get("weather", {})
    probable = game_data.get("probablePitchers", {})
    line = document.get("liveData", {}).get("linescore", {})
    decisions = document.get("liveData", {}).get("decisions", {})
    return {
        "game_pk": document["gamePk"],
        "season": game.get("season"),
        "game_type": game.get("type"),
        "sport_id": teams.get("home", {}).get("sport", {}).get("id"),
        "game_date": instant(when.get("dateTime")),
        "official_date": day(when.get("officialDate")),
        "original_date": day(when.get("originalDate")),
        "resume_date": instant(when.get("resumeDateTime")),
        "resumed_from_date": instant(when.get("resumedFromDateTime")),
        "day_night": when.get("dayNight"),
        "double_header": game.get("doubleHeader"),
        "game_number": game.get("gameNumber"),
        "gameday_type": game.get("gamedayType"),
        "tiebreaker": game.get("tiebreaker"),
        "start_time_tbd": status.get("startTimeTBD"),
        "scheduled_innings": line.get("scheduledInnings"),
        "away_team_id": teams.get("away", {}).get("id"),
        "home_team_id": teams.get("home", {}).get("id"),
        "away_score": line.get("teams", {}).get("away", {}).get("runs"),
        "home_score": line.get("teams", {}).get("home", {}).get("runs"),
        "venue_id": game_data.get("venue", {}).get("id"),
        "abstract_game_state": status.get("abstractGameState"),
        "coded_game_state": status.get("codedGameState"),
        "status_code": status.get("statusCode"),
        "detailed_state": status.get("detailedState"),
        "status_reason": status.get("reason"),
        "phase": phase_of(status.get("statusCode")),
        "weather_condition": weather.get("condition"),
        "weather_temp_fahrenheit": number(weather.get("temp")),
        "weather_wind": weather.get("wind"),
        "attendance": info.get("attendance"),
        "first_pitch": instant(info.get("firstPitch")),
        "game_duration_minutes": info.get("gameDurationMinutes"),
        "delay_duration_minutes": info.get("delayDurationMinutes"),
        "away_probable_pitcher_id": probable.get("away", {}).get("id"),
        "home_probable_pitcher_id": probable.get("home", {}).get("id"),
        "winning_pitcher_id": decisions.get("winner", {}).get("id"),
        "losing_pitcher_id": decisions.get("loser", {}).get("id"),
        "save_pitcher_id": decisions.get("save", {}).get("id"),
        "schedule_date": None,
        "time_code": document.get("metaData", {}).get("timeStamp"),
        "sequence": 0,
        "content_hash": "",
        "archive_key": "",
        "fetched_at": fetched_at,
        "version": version_of(fetched_at),
    }


def state_row(document: dict[str, Any], fetched_at: datetime) -> Row:
    live = document.get("liveData", {})
    status = document.get("gameData", {}).get("status", {})
    line = live.get("linescore", {})
    totals = line.get("teams", {})
    offense = line.get("offense", {})
    current = live.get("plays", {}).get("currentPlay", {})
    count = current.get("count", {})
    result = current.get("result", {})
    row = {
        "game_pk": document["gamePk"],
        "fetched_at": fetched_at,
        "version": version_of(fetched_at),
        "time_code": document.get("metaData", {}).get("timeStamp"),
        "sequence": 0,
        "content_hash": "",
        "status_code": status.get("statusCode"),
        "detailed_state": status.get("detailedState"),
        "phase": phase_of(status.get("statusCode")),
        "inning": line.get("currentInning"),
        "inning_state": line.get("inningState"),
        "is_top_inning": line.get("isTopInning"),
        "balls": count.get("balls"),
        "strikes": count.get("strikes"),
        "outs": count.get("outs"),
        "runner_on_first_id": offense.get("first", {}).get("id"),
        "runner_on_second_id": offense.get("second", {}).get("id"),
        "runner_on_third_id": offense.get("third", {}).get("id"),
        "batter_id": current.get("matchup", {}).get("batter", {}).get("id"),
        "pitcher_id": current.get("matchup", {}).get("pitcher", {}).get("id"),
        "on_deck_id": offense.get("onDeck", {}).get("id"),
        "in_hole_id": offense.get("inHole", {}).get("id"),
        "at_bat_index": current.get("about", {}).get("atBatIndex"),
        "last_play_event": result.get("event"),
        "last_play_description": result.get("description"),
        "last_play_ended_at": instant(current.get("about", {}).get("endTime")),
    }
    for side in ("away", "home"):
        for column, key in (("runs", "runs"), ("hits", "hits"), ("errors", "errors"), ("left_on_base", "leftOnBase")):
            row[f"{side}_{column}"] = totals.get(side, {}).get(key)
    return row


def inning_rows(game_pk: int, linescore: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for inning in linescore.get("innings", []):
        for side, half in (("away", "top"), ("home", "bottom")):
            line = inning.get(side, {})
            rows.append(
                {
                    "game_pk": game_pk,
                    "inning": inning.get("num"),
                    "half": half,
                    "runs": line.get("runs"),
                    "hits": line.get("hits"),
                    "errors": line.get("errors"),
                    "left_on_base": line.get("leftOnBase"),
                }
            )
    return rows


def team_row(team: dict[str, Any], source: Row) -> Row:
    return {
        "team_id": team.get("id"),
        "name": team.get("name"),
        "abbreviation": team.get("abbreviation"),
        "team_code": team.get("teamCode"),
        "team_name": team.get("teamName"),
        "short_name": team.get("shortName"),
        "location_name": team.get("locationName"),
        "franchise_name": team.get("franchiseName"),
        "club_name": team.get("clubName"),
        "sport_id": team.get("sport", {}).get("id"),
        "league_id": team.get("league", {}).get("id"),
        "league_name": team.get("league", {}).get("name"),
        "division_id": team.get("division", {}).get("id"),
        "division_name": team.get("division", {}).get("name"),
        "venue_id": team.get("venue", {}).get("id"),
        "first_year_of_play": team.get("firstYearOfPlay"),
        "active": team.get("active"),
        **source,
    }


def venue_row(venue: dict[str, Any], source: Row) -> Row:
    location = venue.get("location", {})
    field = venue.get("fieldInfo", {})
    return {
        "venue_id": venue.get("id"),
        "name": venue.get("name"),
        "city": location.get("city"),
        "state": location.get("state"),
        "country": location.get("country"),
        "latitude": location.get("defaultCoordinates", {}).get("latitude"),
        "longitude": location.get("defaultCoordinates", {}).get("longitude"),
        "elevation_feet": location.get("elevation"),
        "time_zone": venue.get("timeZone", {}).get("id"),
        "capacity": field.get("capacity"),
        "turf_type": field.get("turfType"),
        "roof_type": field.get("roofType"),
        "left_line_feet": field.get("leftLine"),
        "left_center_feet": field.get("leftCenter"),
        "center_feet": field.get("center"),
        "right_center_feet": field.get("rightCenter"),
        "right_line_feet": field.get("rightLine"),
        "active": venue.get("active"),
        **source,
    }


def player_row(player: dict[str, Any], source: Row) -> Row:
    return {
        "player_id": player.get("id"),
        "full_name": player.get("fullName"),
        "first_name": player.get("firstName"),
        "last_name": player.get("lastName"),
        "use_name": player.get("useName"),
        "boxscore_name": player.get("boxscoreName"),
        "name_slug": player.get("nameSlug"),
        "search_name": plain(player.get("fullName") or ""),
        "primary_number": player.get("primaryNumber"),
        "birth_date": day(player.get("birthDate")),
        "birth_city": player.get("birthCity"),
        "birth_state_province": player.get("birthStateProvince"),
        "birth_country": player.get("birthCountry"),
        "height": player.get("height"),
        "weight_pounds": player.get("weight"),
        "position_code": player.get("primaryPosition", {}).get("code"),
        "position_abbreviation": player.get("primaryPosition", {}).get("abbreviation"),
        "bat_side": player.get("batSide", {}).get("code"),
        "pitch_hand": player.get("pitchHand", {}).get("code"),
        "mlb_debut_date": day(player.get("mlbDebutDate")),
        "active": player.get("active"),
        **source,
    }


def rows_of(body: bytes, fetched_at: datetime) -> dict[str, list[Row]]:
    """All rows of a feed document, by table name."""
    document = json.loads(body)
    game_pk = document["gamePk"]
    game_data = document.get("gameData", {})
    live = document.get("liveData", {})
    game = game_row(document, fetched_at)
    state = state_row(document, fetched_at)
    source = {"source_game_date": game["game_date"] or fetched_at, "source_game_pk": game_pk}
    return {
        "games": [game],
        "game_states": [state],
        "game_state_history": [dict(state)],
        "innings": inning_rows(game_pk, live.get("linescore", {})),
        **play_rows(game_pk, live.get("plays", {}).get("allPlays", [])),
        **boxscore_rows(game_pk, live.get("boxscore", {})),
        "teams": [team_row(team, source) for team in game_data.get("teams", {}).values()],
        "venues": [venue_row(game_data["venue"], source)] if "venue" in game_data else [],
        "players": [player_row(player, source) for player in game_data.get("players", {}).values()],
    }
