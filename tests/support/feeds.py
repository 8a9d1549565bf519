"""Feed documents of an imaginary game with everything the tables hold, for the transformer's tests.

Builders take keywords and have sensible defaults; what they return are plain dicts, to be changed at will.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from baseball_core.kafka.base import Record
from baseball_core.messages import GameDocument, Outgoing, ScheduleRowMessage, encode_game_document, encode_schedule_row

Json = dict[str, Any]

GAME_PK = 900_777
FETCHED_FROM = datetime(2026, 7, 4, 20, 0, tzinfo=UTC)
HOME_PITCHER, AWAY_PITCHER, RELIEVER = 501, 601, 502
BATTERS = {"top": (611, 612, 613), "bottom": (511, 512, 513)}


def a_pitch(index: int = 0, *, balls: int = 0, strikes: int = 1, outs: int = 0, **more: Any) -> Json:
    return {
        "details": {
            "call": {"code": "C", "description": "Called Strike"},
            "description": "Called Strike",
            "code": "C",
            "isInPlay": False,
            "isStrike": True,
            "isBall": False,
            "type": {"code": "FF", "description": "Four-Seam Fastball"},
            "isOut": False,
            "hasReview": False,
        },
        "count": {"balls": balls, "strikes": strikes, "outs": outs},
        "pitchData": {
            "startSpeed": 95.1,
            "endSpeed": 87,
            "strikeZoneTop": 3.4,
            "strikeZoneBottom": 1.6,
            "coordinates": {"pX": 0.12, "pZ": 2.2},
            "breaks": {"spinRate": 2300, "spinDirection": 210, "breakAngle": 10.4},
            "zone": 5,
            "plateTime": 0.4,
            "extension": 6.2,
        },
        "index": index,
        "playId": f"pitch-{index}",
        "pitchNumber": index + 1,
        "startTime": "2026-07-04T20:00:01.000Z",
        "endTime": "2026-07-04T20:00:04.000Z",
        "isPitch": True,
        "type": "pitch",
        **more,
    }


def an_action(index: int, event_type: str, **more: Any) -> Json:
    return {
        "details": {"event": event_type.replace("_", " ").title(), "eventType": event_type, "isOut": False},
        "count": {"balls": 0, "strikes": 0, "outs": 0},
        "index": index,
        "startTime": "2026-07-04T20:00:01.000Z",
        "endTime": "2026-07-04T20:00:04.000Z",
        "isPitch": False,
        "type": "action",
        **more,
    }


def a_pitching_change(index: int, player: int, **more: Any) -> Json:
    return an_action(
        index,
        "pitching_substitution",
        player={"id": player},
        isSubstitution=True,
        position={"code": "1", "abbreviation": "P"},
        **more,
    )


def a_runner(player: int, *, end: str | None = "1B", out: bool = False) -> Json:
    return {
        "movement": {
            "originBase": None,
            "start": None,
            "end": None if out else end,
            "outBase": "1B" if out else None,
            "isOut": out,
            "outNumber": 1 if out else None,
        },
        "details": {
            "event": "Single",
            "eventType": "single",
            "movementReason": None,
            "runner": {"id": player, "fullName": f"Runner {player}"},
            "responsiblePitcher": None,
            "isScoringEvent": False,
            "rbi": False,
            "earned": False,
            "teamUnearned": False,
            "playIndex": 0,
        },
        "credits": [{"player": {"id": HOME_PITCHER}, "position": {"code": "1"}, "credit": "f_putout"}] if out else [],
    }


def a_play(
    index: int,
    *,
    half: str = "top",
    inning: int = 1,
    batter: int | None = None,
    pitcher: int | None = None,
    events: Sequence[Json] | None = None,
    runners: Sequence[Json] | None = None,
    complete: bool = True,
    event_type: str = "single",
    **more: Any,
) -> Json:
    who = BATTERS[half][index % 3] if batter is None else batter
    return {
        "result": {
            "type": "atBat",
            "event": event_type.title(),
            "eventType": event_type,
            "description": f"Batter {who}: {event_type}.",
            "rbi": 0,
            "awayScore": 0,
            "homeScore": 0,
            "isOut": False,
        },
        "about": {
            "atBatIndex": index,
            "halfInning": half,
            "isTopInning": half == "top",
            "inning": inning,
            "startTime": "2026-07-04T20:00:00.000Z",
            "endTime": "2026-07-04T20:01:00.000Z",
            "isComplete": complete,
            "isScoringPlay": False,
            "hasReview": False,
            "hasOut": False,
            "captivatingIndex": 14,
        },
        "count": {"balls": 0, "strikes": 1, "outs": 0},
        "matchup": {
            "batter": {"id": who, "fullName": f"Batter {who}"},
            "batSide": {"code": "R", "description": "Right"},
            "pitcher": {"id": (HOME_PITCHER if half == "top" else AWAY_PITCHER) if pitcher is None else pitcher},
            "pitchHand": {"code": "L", "description": "Left"},
            "splits": {"menOnBase": "Empty"},
        },
        "pitchIndex": [0],
        "actionIndex": [],
        "runnerIndex": [0],
        "runners": [a_runner(who)] if runners is None else list(runners),
        "playEvents": [a_pitch(0)] if events is None else list(events),
        "playEndTime": "2026-07-04T20:01:00.000Z",
        "atBatIndex": index,
        **more,
    }


def a_person(player: int, **more: Any) -> Json:
    return {
        "id": player,
        "fullName": f"Player {player}",
        "firstName": "Player",
        "lastName": str(player),
        "primaryNumber": "7",
        "birthDate": "1999-02-03",
        "height": "6' 1\"",
        "weight": 200,
        "active": True,
        "primaryPosition": {"code": "8", "name": "Outfielder", "type": "Outfielder", "abbreviation": "CF"},
        "useName": "Player",
        "mlbDebutDate": "2021-04-01",
        "batSide": {"code": "R", "description": "Right"},
        "pitchHand": {"code": "R", "description": "Right"},
        "nameSlug": f"player-{player}",
        **more,
    }


def a_line(player: int, *, batting: Json | None = None, pitching: Json | None = None, **more: Any) -> Json:
    return {
        "person": {"id": player, "fullName": f"Player {player}"},
        "jerseyNumber": "7",
        "position": {"code": "8", "name": "Outfielder", "type": "Outfielder", "abbreviation": "CF"},
        "status": {"code": "A", "description": "Active"},
        "parentTeamId": 1,
        "stats": {"batting": batting or {}, "pitching": pitching or {}, "fielding": {}},
        "gameStatus": {"isCurrentBatter": False, "isOnBench": False, "isSubstitute": False},
        **more,
    }


def a_team(team: int, name: str, **more: Any) -> Json:
    return {
        "id": team,
        "name": name,
        "abbreviation": name[:3].upper(),
        "sport": {"id": 1, "name": "Baseball"},
        "league": {"id": 10, "name": "Some League"},
        "venue": {"id": 77},
        "active": True,
        **more,
    }


def a_box_team(team: int, players: Sequence[int]) -> Json:
    return {
        "team": {"id": team},
        "teamStats": {"batting": {"runs": 0, "avg": ".250"}, "pitching": {}, "fielding": {}},
        "players": {f"ID{player}": a_line(player, batting={"atBats": 1, "hits": 1}) for player in players},
        "batters": list(players),
        "pitchers": [],
        "battingOrder": list(players),
    }


def a_feed(
    plays: Sequence[Json] = (),
    *,
    game_pk: int = GAME_PK,
    status: str = "I",
    offense: Json | None = None,
    game_date: str = "2026-07-04T20:00:00Z",
) -> Json:
    everybody = (HOME_PITCHER, AWAY_PITCHER, RELIEVER, *BATTERS["top"], *BATTERS["bottom"])
    return {
        "gamePk": game_pk,
        "link": f"/api/v1.1/game/{game_pk}/feed/live",
        "metaData": {"wait": 10, "timeStamp": "20260704_200000", "gameEvents": [], "logicalEvents": []},
        "gameData": {
            "game": {
                "pk": game_pk,
                "type": "R",
                "season": "2026",
                "doubleHeader": "N",
                "gameNumber": 1,
                "gamedayType": "P",
                "tiebreaker": "N",
            },
            "datetime": {"dateTime": game_date, "officialDate": game_date[:10], "dayNight": "day"},
            "status": {
                "abstractGameState": "Live",
                "codedGameState": status[0],
                "statusCode": status,
                "detailedState": "In Progress",
                "startTimeTBD": False,
            },
            "teams": {"away": a_team(2, "Away Club"), "home": a_team(1, "Home Club")},
            "players": {f"ID{player}": a_person(player) for player in everybody},
            "venue": {"id": 77, "name": "Somewhere Park", "location": {"city": "Somewhere"}},
            "weather": {"condition": "Clear", "temp": "72", "wind": "3 mph, Varies"},
            "gameInfo": {"firstPitch": "2026-07-04T20:00:00.000Z"},
            "probablePitchers": {"away": {"id": AWAY_PITCHER}, "home": {"id": HOME_PITCHER}},
        },
        "liveData": {
            "plays": {
                "allPlays": list(plays),
                **({"currentPlay": plays[-1]} if plays else {}),
                "scoringPlays": [],
                "playsByInning": [],
            },
            "linescore": {
                "currentInning": 1,
                "inningState": "Top",
                "isTopInning": True,
                "scheduledInnings": 9,
                "innings": [
                    {"num": 1, "home": {"hits": 0}, "away": {"runs": 0, "hits": 1, "errors": 0, "leftOnBase": 0}}
                ],
                "teams": {
                    "home": {"runs": 0, "hits": 0, "errors": 0},
                    "away": {"runs": 0, "hits": 1, "errors": 0, "leftOnBase": 1},
                },
                "offense": {"batter": {"id": 612}, "onDeck": {"id": 613}} if offense is None else offense,
                "defense": {"pitcher": {"id": HOME_PITCHER}},
            },
            "boxscore": {
                "teams": {
                    "away": a_box_team(2, (AWAY_PITCHER, *BATTERS["top"])),
                    "home": a_box_team(1, (HOME_PITCHER, RELIEVER, *BATTERS["bottom"])),
                }
            },
        },
    }


def encoded(feed: Json) -> bytes:
    return msgspec.json.encode(feed)


def a_document(
    feed: Json | bytes, number: int = 1, *, game_pk: int = GAME_PK, fetched_at: datetime | None = None
) -> GameDocument:
    """The ``number``-th document of a game, ten seconds after the one before."""
    return GameDocument(
        game_pk=game_pk,
        fetched_at=fetched_at or FETCHED_FROM + timedelta(seconds=10 * number),
        time_code="20260704_200000",
        sequence=number,
        content_hash=f"hash-{number}",
        archive_key=f"2026/R/{game_pk}/{number}",
        body=feed if isinstance(feed, bytes) else encoded(feed),
    )


def a_record(message: Outgoing, offset: int = 0) -> Record:
    return Record(message.topic, 0, offset, FETCHED_FROM, message.key, message.value, message.headers)


def a_document_record(document: GameDocument, offset: int = 0) -> Record:
    return a_record(encode_game_document(document), offset)


def a_schedule_row(game_pk: int = GAME_PK, *, status: str = "S", **more: Any) -> Json:
    return {
        "gamePk": game_pk,
        "gameType": "R",
        "season": "2026",
        "gameDate": "2026-07-04T20:00:00Z",
        "officialDate": "2026-07-04",
        "status": {
            "abstractGameState": "Preview",
            "codedGameState": status[0],
            "statusCode": status,
            "detailedState": "Scheduled",
            "startTimeTBD": False,
        },
        "teams": {
            "away": {"team": {"id": 2, "name": "Away Club"}},
            "home": {"team": {"id": 1, "name": "Home Club"}},
        },
        "venue": {"id": 77, "name": "Somewhere Park"},
        "doubleHeader": "N",
        "gameNumber": 1,
        "scheduledInnings": 9,
        "tiebreaker": "N",
        **more,
    }


def a_schedule_record(row: Json, day: str = "2026-07-04", *, minute: int = 0, offset: int = 0) -> Record:
    message = ScheduleRowMessage(
        game_pk=row["gamePk"],
        schedule_date=datetime.fromisoformat(day).date(),
        fetched_at=FETCHED_FROM + timedelta(minutes=minute),
        content_hash="",
        body=msgspec.json.encode(row),
    )
    return a_record(encode_schedule_row(message), offset)
