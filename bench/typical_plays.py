"""Baseline: the rows of a game's plays by plain loops over dicts, as most projects write it.

The columns are those of baseball_core.db.models.plays, so that both ways produce the same rows.
"""

from datetime import datetime
from typing import Any

Row = dict[str, Any]


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def play_row(game_pk: int, play: dict[str, Any]) -> Row:
    result = play.get("result", {})
    about = play.get("about", {})
    count = play.get("count", {})
    matchup = play.get("matchup", {})
    return {
        "game_pk": game_pk,
        "at_bat_index": about.get("atBatIndex"),
        "inning": about.get("inning"),
        "half": about.get("halfInning"),
        "result_type": result.get("type"),
        "event": result.get("event"),
        "event_type": result.get("eventType"),
        "description": result.get("description"),
        "rbi": result.get("rbi"),
        "away_score": result.get("awayScore"),
        "home_score": result.get("homeScore"),
        "is_out": result.get("isOut"),
        "is_complete": about.get("isComplete"),
        "is_scoring_play": about.get("isScoringPlay"),
        "has_review": about.get("hasReview"),
        "has_out": about.get("hasOut"),
        "balls": count.get("balls"),
        "strikes": count.get("strikes"),
        "outs": count.get("outs"),
        "batter_id": matchup.get("batter", {}).get("id"),
        "bat_side": matchup.get("batSide", {}).get("code"),
        "pitcher_id": matchup.get("pitcher", {}).get("id"),
        "pitch_hand": matchup.get("pitchHand", {}).get("code"),
        "men_on_base": matchup.get("splits", {}).get("menOnBase"),
        "post_on_first_id": matchup.get("postOnFirst", {}).get("id"),
        "post_on_second_id": matchup.get("postOnSecond", {}).get("id"),
        "post_on_third_id": matchup.get("postOnThird", {}).get("id"),
        "captivating_index": about.get("captivatingIndex"),
        "started_at": instant(about.get("startTime")),
        "ended_at": instant(about.get("endTime")),
    }


def pitch_row(game_pk: int, play: dict[str, Any], event: dict[str, Any]) -> Row:
    details = event.get("details", {})
    count = event.get("count", {})
    pitch = event.get("pitchData", {})
    coordinates = pitch.get("coordinates", {})
    breaks = pitch.get("breaks", {})
    hit = event.get("hitData", {})
    matchup = play.get("matchup", {})
    return {
        "game_pk": game_pk,
        "at_bat_index": play.get("about", {}).get("atBatIndex"),
        "event_index": event.get("index"),
        "play_id": event.get("playId"),
        "pitch_number": event.get("pitchNumber"),
        "batter_id": matchup.get("batter", {}).get("id"),
        "pitcher_id": matchup.get("pitcher", {}).get("id"),
        "call_code": details.get("call", {}).get("code"),
        "call_description": details.get("call", {}).get("description"),
        "type_code": details.get("type", {}).get("code"),
        "type_description": details.get("type", {}).get("description"),
        "is_in_play": details.get("isInPlay"),
        "is_strike": details.get("isStrike"),
        "is_ball": details.get("isBall"),
        "is_out": details.get("isOut"),
        "has_review": details.get("hasReview"),
        "balls": count.get("balls"),
        "strikes": count.get("strikes"),
        "outs": count.get("outs"),
        "start_speed_mph": pitch.get("startSpeed"),
        "end_speed_mph": pitch.get("endSpeed"),
        "zone": pitch.get("zone"),
        "strike_zone_top_feet": pitch.get("strikeZoneTop"),
        "strike_zone_bottom_feet": pitch.get("strikeZoneBottom"),
        "plate_x_feet": coordinates.get("pX"),
        "plate_z_feet": coordinates.get("pZ"),
        "extension_feet": pitch.get("extension"),
        "plate_time_seconds": pitch.get("plateTime"),
        "spin_rate_rpm": breaks.get("spinRate"),
        "spin_direction_degrees": breaks.get("spinDirection"),
        "break_angle_degrees": breaks.get("breakAngle"),
        "break_vertical_induced_inches": breaks.get("breakVerticalInduced"),
        "break_horizontal_inches": breaks.get("breakHorizontal"),
        "launch_speed_mph": hit.get("launchSpeed"),
        "launch_angle_degrees": hit.get("launchAngle"),
        "total_distance_feet": hit.get("totalDistance"),
        "trajectory": hit.get("trajectory"),
        "hardness": hit.get("hardness"),
        "hit_location": hit.get("location"),
        "hit_coord_x": hit.get("coordinates", {}).get("coordX"),
        "hit_coord_y": hit.get("coordinates", {}).get("coordY"),
        "started_at": instant(event.get("startTime")),
        "ended_at": instant(event.get("endTime")),
    }


def action_row(game_pk: int, play: dict[str, Any], event: dict[str, Any]) -> Row:
    details = event.get("details", {})
    count = event.get("count", {})
    return {
        "game_pk": game_pk,
        "at_bat_index": play.get("about", {}).get("atBatIndex"),
        "event_index": event.get("index"),
        "kind": event.get("type"),
        "play_id": event.get("playId"),
        "event": details.get("event"),
        "event_type": details.get("eventType"),
        "code": details.get("code"),
        "description": details.get("description"),
        "is_substitution": event.get("isSubstitution"),
        "is_base_running_play": event.get("isBaseRunningPlay"),
        "is_scoring_play": details.get("isScoringPlay"),
        "is_out": details.get("isOut"),
        "from_catcher": details.get("fromCatcher"),
        "has_review": details.get("hasReview"),
        "player_id": event.get("player", {}).get("id"),
        "replaced_player_id": event.get("replacedPlayer", {}).get("id"),
        "position_code": event.get("position", {}).get("code"),
        "batting_order": event.get("battingOrder"),
        "base": str(event["base"]) if "base" in event else None,
        "umpire_id": event.get("umpire", {}).get("id"),
        "violation_type": details.get("violation", {}).get("type"),
        "away_score": details.get("awayScore"),
        "home_score": details.get("homeScore"),
        "balls": count.get("balls"),
        "strikes": count.get("strikes"),
        "outs": count.get("outs"),
        "started_at": instant(event.get("startTime")),
        "ended_at": instant(event.get("endTime")),
    }


def runner_row(game_pk: int, at_bat_index: int, index: int, runner: dict[str, Any]) -> Row:
    movement = runner.get("movement", {})
    details = runner.get("details", {})
    return {
        "game_pk": game_pk,
        "at_bat_index": at_bat_index,
        "runner_index": index,
        "runner_id": details.get("runner", {}).get("id"),
        "origin_base": movement.get("originBase"),
        "start_base": movement.get("start"),
        "end_base": movement.get("end"),
        "out_base": movement.get("outBase"),
        "is_out": movement.get("isOut"),
        "out_number": movement.get("outNumber"),
        "event": details.get("event"),
        "event_type": details.get("eventType"),
        "movement_reason": details.get("movementReason"),
        "responsible_pitcher_id": (details.get("responsiblePitcher") or {}).get("id"),
        "is_scoring_event": details.get("isScoringEvent"),
        "rbi": details.get("rbi"),
        "earned": details.get("earned"),
        "team_unearned": details.get("teamUnearned"),
        "play_index": details.get("playIndex"),
    }


def review_rows(game_pk: int, at_bat_index: int, event_index: int, details: dict[str, Any]) -> list[Row]:
    return [
        {
            "game_pk": game_pk,
            "at_bat_index": at_bat_index,
            "event_index": event_index,
            "review_index": index,
            "review_type": review.get("reviewType"),
            "is_overturned": review.get("isOverturned"),
            "in_progress": review.get("inProgress"),
            "challenge_team_id": review.get("challengeTeamId"),
            "player_id": review.get("player", {}).get("id"),
        }
        for index, review in enumerate([details, *details.get("additionalReviews", [])])
    ]


def play_rows(game_pk: int, all_plays: list[dict[str, Any]]) -> dict[str, list[Row]]:
    """Rows of every table of plays, by table name."""
    rows: dict[str, list[Row]] = {
        name: [] for name in ("plays", "pitches", "actions", "runner_movements", "fielding_credits", "reviews")
    }
    for play in all_plays:
        at_bat_index = play["about"]["atBatIndex"]
        rows["plays"].append(play_row(game_pk, play))
        if "reviewDetails" in play:
            rows["reviews"].extend(review_rows(game_pk, at_bat_index, -1, play["reviewDetails"]))
        for event in play.get("playEvents", []):
            if event.get("isPitch"):
                rows["pitches"].append(pitch_row(game_pk, play, event))
            else:
                rows["actions"].append(action_row(game_pk, play, event))
            if "reviewDetails" in event:
                rows["reviews"].extend(review_rows(game_pk, at_bat_index, event["index"], event["reviewDetails"]))
        for index, runner in enumerate(play.get("runners", [])):
            rows["runner_movements"].append(runner_row(game_pk, at_bat_index, index, runner))
            for number, credit in enumerate(runner.get("credits", [])):
                rows["fielding_credits"].append(
                    {
                        "game_pk": game_pk,
                        "at_bat_index": at_bat_index,
                        "runner_index": index,
                        "credit_index": number,
                        "player_id": credit.get("player", {}).get("id"),
                        "position_code": credit.get("position", {}).get("code"),
                        "credit": credit.get("credit"),
                    }
                )
    return rows
