"""Plays, events and movements as JSON-ready dicts. Finished parts are built once and shared between documents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from statsapi_simulator.baseball.league import Club
from statsapi_simulator.baseball.people import PITCH_NAMES, Player
from statsapi_simulator.baseball.pitching import BALLS, CALLS, IN_PLAY, STRIKES
from statsapi_simulator.baseball.records import Event, Hit, Move, Pitch, Play, Review
from statsapi_simulator.documents.clubs import boxscore_team
from statsapi_simulator.documents.people import hand, person, position, reference

_BALL_COLORS = {"ball": "rgba(39, 161, 39, 1.0)", "strike": "rgba(170, 21, 11, 1.0)", "play": "rgba(26, 86, 190, 1.0)"}
_TRAIL_COLORS = {
    "FF": "rgba(188, 0, 33, 1.0)",
    "SI": "rgba(50, 0, 221, 1.0)",
    "FC": "rgba(152, 0, 101, 1.0)",
    "SL": "rgba(0, 0, 254, 1.0)",
    "ST": "rgba(101, 0, 152, 1.0)",
    "CU": "rgba(0, 34, 255, 1.0)",
    "KC": "rgba(0, 85, 254, 1.0)",
    "CH": "rgba(0, 102, 0, 1.0)",
    "FS": "rgba(119, 0, 152, 1.0)",
}


def instant(moment: datetime) -> str:
    """UTC with milliseconds and a Z."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def men_on_base(play: Play) -> str:
    bases = play.bases_after
    if bases.count == 3:
        return "Loaded"
    if bases.second is not None or bases.third is not None:
        return "RISP"
    return "Men_On" if bases.first is not None else "Empty"


class PlayParts:
    """Builds the plays of one game. Events and complete plays are kept by identity and never built twice."""

    def __init__(self, players: dict[int, Player], clubs: tuple[Club, Club]) -> None:
        self._players = players
        self._clubs = clubs
        self._events: dict[int, tuple[Event, dict[str, Any]]] = {}
        self._plays: dict[int, tuple[Play, dict[str, Any]]] = {}
        self._balls: dict[int, tuple[Play, dict[str, Any]]] = {}

    def play(self, play: Play) -> dict[str, Any]:
        known = self._plays.get(id(play))
        if known is not None:
            return known[1]
        built = self._play(play)
        if play.complete:
            self._plays[id(play)] = (play, built)
        return built

    def all_plays(self, plays: Sequence[Play]) -> list[dict[str, Any]]:
        return [self.play(play) for play in plays]

    # ---- a play --------------------------------------------------------------------------------------------

    def _play(self, play: Play) -> dict[str, Any]:
        events = [self._event(event) for event in play.events]
        built: dict[str, Any] = {
            "result": self._result(play),
            "about": self._about(play),
            "count": {"balls": play.balls, "strikes": play.strikes, "outs": play.outs},
            "matchup": self._matchup(play),
            "pitchIndex": [event.index for event in play.events if event.kind in ("pitch", "no_pitch")],
            "actionIndex": [event.index for event in play.events if event.kind == "action"],
            "runnerIndex": list(range(len(play.moves))) if play.complete else [],
            "runners": [self._move(move) for move in play.moves] if play.complete else [],
            "playEvents": events,
            "playEndTime": instant(play.end),
            "atBatIndex": play.index,
        }
        if play.review is not None:
            built["reviewDetails"] = self._review(play.review)
        return built

    def _result(self, play: Play) -> dict[str, Any]:
        result: dict[str, Any] = {"type": "atBat"}
        if play.complete:
            result |= {"event": play.event, "eventType": play.event_type, "description": play.description}
        elif play.events and play.events[-1].kind == "action":
            # Upstream shows the last action as the result of a turn that is still going on.
            last = play.events[-1]
            result |= {"event": last.event, "eventType": last.event_type, "description": last.description}
        result |= {"rbi": play.rbi, "awayScore": play.away, "homeScore": play.home, "isOut": play.is_out}
        return result

    def _about(self, play: Play) -> dict[str, Any]:
        about: dict[str, Any] = {
            "atBatIndex": play.index,
            "halfInning": "top" if play.top else "bottom",
            "isTopInning": play.top,
            "inning": play.inning,
            "startTime": instant(play.start),
            "endTime": instant(play.end),
            "isComplete": play.complete,
            "isScoringPlay": play.is_scoring,
            "hasOut": any(move.is_out for move in play.moves),
            "captivatingIndex": play.captivating,
        }
        if play.complete:
            about["hasReview"] = play.review is not None
        return about

    def _matchup(self, play: Play) -> dict[str, Any]:
        bases = play.bases_after
        matchup: dict[str, Any] = {
            "batter": person(self._players[play.batter]),
            "batSide": hand(play.bat_side),
            "pitcher": person(self._players[play.pitcher]),
            "pitchHand": hand(play.pitch_hand),
        }
        for key, runner in (
            ("postOnFirst", bases.first),
            ("postOnSecond", bases.second),
            ("postOnThird", bases.third),
        ):
            if runner is not None:
                matchup[key] = person(self._players[runner])
        matchup |= {
            "batterHotColdZones": [],
            "pitcherHotColdZones": [],
            "splits": {
                "batter": f"vs_{play.pitch_hand}HP",
                "pitcher": f"vs_{play.bat_side}HB",
                "menOnBase": men_on_base(play),
            },
        }
        return matchup

    def _move(self, move: Move) -> dict[str, Any]:
        responsible = None if move.responsible is None else reference(move.responsible)
        # A strike-out that puts nobody out is neither out nor safe upstream: the field is null.
        is_out = None if move.end is None and not move.is_out else move.is_out
        return {
            "movement": {
                "originBase": move.origin,
                "start": move.start,
                "end": move.end,
                "outBase": move.out_base,
                "isOut": is_out,
                "outNumber": move.out_number,
            },
            "details": {
                "event": move.event,
                "eventType": move.event_type,
                "movementReason": move.reason,
                "runner": person(self._players[move.runner]),
                "responsiblePitcher": responsible,
                "isScoringEvent": move.scores,
                "rbi": move.rbi,
                "earned": move.earned,
                "teamUnearned": move.team_unearned,
                "playIndex": move.play_index,
            },
            "credits": [
                {"player": reference(credit.player), "position": position(credit.position), "credit": credit.kind}
                for credit in move.credits
            ],
        }

    # ---- events --------------------------------------------------------------------------------------------

    def _event(self, event: Event) -> dict[str, Any]:
        known = self._events.get(id(event))
        if known is not None:
            return known[1]
        built = self._build_event(event)
        self._events[id(event)] = (event, built)
        return built

    def _build_event(self, event: Event) -> dict[str, Any]:
        built: dict[str, Any] = {
            "details": self._details(event),
            "count": {"balls": event.balls, "strikes": event.strikes, "outs": event.outs},
        }
        if event.pitch is not None:
            built["pitchData"] = _pitch_data(event.pitch)
        if event.hit is not None:
            built["hitData"] = _hit_data(event.hit)
        built["index"] = event.index
        if event.play_id is not None:
            built["actionPlayId" if event.kind == "action" else "playId"] = event.play_id
        if event.kind in ("pitch", "no_pitch"):
            built["pitchNumber"] = event.pitch_number or 0
        built |= {"startTime": instant(event.start), "endTime": instant(event.end), "isPitch": event.is_pitch}
        if event.is_substitution:
            built["isSubstitution"] = True
        if event.is_base_running:
            built["isBaseRunningPlay"] = True
        built["type"] = event.kind
        if event.player is not None:
            built["player"] = reference(event.player)
        if event.position is not None:
            built["position"] = position(event.position)
        if event.batting_order is not None:
            built["battingOrder"] = event.batting_order
        if event.replaced is not None:
            built["replacedPlayer"] = reference(event.replaced)
        if event.base is not None:
            built["base"] = event.base
        if event.review is not None:
            built["reviewDetails"] = self._review(event.review)
        return built

    def _details(self, event: Event) -> dict[str, Any]:
        reviewed = event.review is not None
        if event.kind == "action":
            return {
                "description": event.description,
                "event": event.event,
                "eventType": event.event_type,
                "awayScore": event.away,
                "homeScore": event.home,
                "isScoringPlay": event.is_scoring,
                "isOut": event.is_out,
                "hasReview": reviewed,
            }
        if event.kind in ("pickoff", "stepoff"):
            return {
                "description": event.description,
                "code": event.code,
                "isOut": event.is_out,
                "hasReview": reviewed,
                "fromCatcher": bool(event.from_catcher),
                "disengagementNum": event.disengagement,
            }
        return self._call(event, reviewed=reviewed)

    def _call(self, event: Event, *, reviewed: bool) -> dict[str, Any]:
        code = event.code or ""
        details: dict[str, Any] = {
            "call": {"code": code, "description": CALLS[code]},
            "description": event.description,
            "code": code,
        }
        in_play, strike = code in IN_PLAY, code in STRIKES
        if event.pitch is not None:
            details["ballColor"] = _BALL_COLORS["play" if in_play else "strike" if strike else "ball"]
            details["trailColor"] = _TRAIL_COLORS[event.pitch.code]
        details |= {"isInPlay": in_play, "isStrike": strike, "isBall": code in BALLS or code == "H"}
        if event.pitch is not None:
            details["type"] = {"code": event.pitch.code, "description": PITCH_NAMES[event.pitch.code]}
        details |= {"isOut": event.is_out, "hasReview": reviewed}
        if event.runner_going:
            details["runnerGoing"] = True
        if event.violation is not None:
            kind, text, player = event.violation
            details["violation"] = {"type": kind, "description": text, "player": person_short(self._players[player])}
        return details

    def _review(self, review: Review) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "isOverturned": review.overturned,
            "inProgress": review.in_progress,
            "reviewType": review.kind,
        }
        if review.team is not None:
            shown["challengeTeamId"] = review.team
        if review.player is not None:
            shown["player"] = person(self._players[review.player])
        return shown

    # ---- by inning -----------------------------------------------------------------------------------------

    def by_inning(self, plays: Sequence[Play]) -> list[dict[str, Any]]:
        """Indexes of plays per half and the balls hit fair."""
        innings: list[dict[str, Any]] = []
        for play in plays:
            if len(innings) < play.inning:
                innings.append(
                    {
                        "startIndex": play.index,
                        "endIndex": play.index,
                        "top": [],
                        "bottom": [],
                        "hits": {"away": [], "home": []},
                    }
                )
            inning = innings[-1]
            inning["endIndex"] = play.index
            inning["top" if play.top else "bottom"].append(play.index)
            if play.complete and play.hit is not None:
                inning["hits"]["away" if play.top else "home"].append(self._ball_hit(play, play.hit))
        return innings

    def _ball_hit(self, play: Play, hit: Hit) -> dict[str, Any]:
        known = self._balls.get(id(play))
        if known is None:
            known = self._balls[id(play)] = (play, self._build_ball(play, hit))
        return known[1]

    def _build_ball(self, play: Play, hit: Hit) -> dict[str, Any]:
        kind = {"single": "H", "double": "H", "triple": "H", "home_run": "H", "field_error": "E"}
        return {
            "team": boxscore_team(self._clubs[0 if play.top else 1]),
            "inning": play.inning,
            "pitcher": person(self._players[play.pitcher]),
            "batter": person(self._players[play.batter]),
            "coordinates": {"x": hit.x, "y": hit.y},
            "type": kind.get(play.event_type or "", "O"),
            "description": play.event,
        }


def person_short(player: Player) -> dict[str, Any]:
    """A violation names its player without a link."""
    return {"id": player.id, "fullName": player.name}


def _pitch_data(pitch: Pitch) -> dict[str, Any]:
    a_x, a_y, a_z, v_x, v_y, v_z, x_0, y_0, z_0, pfx_x, pfx_z = pitch.flight
    angle, length, at, vertical, induced, horizontal = pitch.breaks
    return {
        "startSpeed": pitch.start_speed,
        "endSpeed": pitch.end_speed,
        "strikeZoneTop": pitch.zone_top,
        "strikeZoneBottom": pitch.zone_bottom,
        "strikeZoneWidth": 17.0,
        "strikeZoneDepth": 8.5,
        "coordinates": {
            "aY": a_y,
            "aZ": a_z,
            "pfxX": pfx_x,
            "pfxZ": pfx_z,
            "pX": pitch.px,
            "pZ": pitch.pz,
            "vX0": v_x,
            "vY0": v_y,
            "vZ0": v_z,
            "x": round(117.0 - pitch.px * 38.1, 2),
            "y": round(238.8 - pitch.pz * 27.0, 2),
            "x0": x_0,
            "y0": y_0,
            "z0": z_0,
            "aX": a_x,
        },
        "breaks": {
            "breakAngle": angle,
            "breakLength": length,
            "breakY": at,
            "breakVertical": vertical,
            "breakVerticalInduced": induced,
            "breakHorizontal": horizontal,
            "spinRate": pitch.spin,
            "spinDirection": pitch.spin_direction,
        },
        "zone": pitch.zone,
        "typeConfidence": pitch.confidence,
        "plateTime": pitch.plate_time,
        "extension": pitch.extension,
    }


def _hit_data(hit: Hit) -> dict[str, Any]:
    return {
        "launchSpeed": hit.launch_speed,
        "launchAngle": hit.launch_angle,
        "totalDistance": hit.distance,
        "trajectory": hit.trajectory,
        "hardness": hit.hardness,
        "location": hit.location,
        "coordinates": {"coordX": hit.x, "coordY": hit.y},
    }
