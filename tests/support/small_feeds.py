"""Small feed documents of imaginary games, for tests that need the shape and not the size."""

from collections.abc import Sequence
from typing import Any

Document = dict[str, Any]

HOME = {"id": 201, "name": "Home Club", "link": "/api/v1/teams/201", "sport": {"id": 1}}
AWAY = {"id": 202, "name": "Away Club", "link": "/api/v1/teams/202", "sport": {"id": 1}}

_STATES = {"S": "Preview", "P": "Preview", "I": "Live", "O": "Final", "F": "Final"}


def a_play(
    index: int,
    *,
    inning: int = 1,
    top: bool = True,
    event: str = "field_out",
    away: int = 0,
    home: int = 0,
    outs: int = 1,
    runners: Sequence[Document] = (),
    first: int | None = None,
    ended: str | None = None,
) -> Document:
    """A completed play; ``away`` and ``home`` are the scores after it, ``first`` the runner then on first base."""
    matchup: Document = {"batter": {"id": 1000 + index}, "pitcher": {"id": 2000}}
    if first is not None:
        matchup["postOnFirst"] = {"id": first}
    minute = f"{index:02d}"
    return {
        "result": {"type": "atBat", "eventType": event, "awayScore": away, "homeScore": home},
        "about": {
            "atBatIndex": index,
            "inning": inning,
            "isTopInning": top,
            "isComplete": True,
            "startTime": f"2026-07-04T18:{minute}:00.000Z",
            "endTime": ended or f"2026-07-04T18:{minute}:40.500Z",
        },
        "count": {"balls": 1, "strikes": 2, "outs": outs},
        "matchup": matchup,
        "playEvents": [{"isPitch": True}, {"isPitch": False}, {"isPitch": True}],
        "runners": list(runners),
        "atBatIndex": index,
    }


def an_error(player: int, play_index: int = 0) -> Document:
    """A runner who was helped by an error of ``player``."""
    return {
        "details": {"playIndex": play_index},
        "credits": [{"player": {"id": player}, "credit": "f_fielding_error"}],
    }


def a_feed(
    game_pk: int = 7,
    *,
    code: str = "F",
    stamp: str = "20260704_210000",
    plays: Sequence[Document] = (),
    runs: tuple[int, int] = (0, 0),
    innings: Sequence[Document] = (),
    logical_events: Sequence[str] = (),
) -> Document:
    """A feed document; ``runs`` are the away and the home club's."""
    status = {
        "abstractGameState": _STATES[code[0]],
        "codedGameState": code[0],
        "detailedState": "as the code says",
        "statusCode": code,
        "startTimeTBD": False,
    }
    return {
        "copyright": "nobody's",
        "gamePk": game_pk,
        "link": f"/api/v1.1/game/{game_pk}/feed/live",
        "metaData": {"wait": 10, "timeStamp": stamp, "gameEvents": [], "logicalEvents": list(logical_events)},
        "gameData": {
            "game": {"pk": game_pk, "type": "R", "season": "2026", "gameNumber": 1, "doubleHeader": "N"},
            "datetime": {"dateTime": "2026-07-04T18:00:00Z", "officialDate": "2026-07-04"},
            "status": status,
            "teams": {"away": AWAY, "home": HOME},
            "players": {"ID1000": {"id": 1000, "fullName": "Señor Batter"}},
            "venue": {"id": 301, "name": "The Ground", "link": "/api/v1/venues/301"},
            "gameInfo": {"attendance": 100, "firstPitch": "2026-07-04T18:00:00.000Z"},
        },
        "liveData": {
            "plays": {
                "allPlays": list(plays),
                "scoringPlays": [],
                "playsByInning": [],
                **({"currentPlay": plays[-1]} if plays else {}),
            },
            "linescore": {
                "scheduledInnings": 9,
                "innings": list(innings),
                "teams": {"away": {"runs": runs[0]}, "home": {"runs": runs[1]}},
            },
            "boxscore": {
                "teams": {
                    "away": {"team": AWAY, "players": {"ID1000": _player(1000, {"hits": 1})}, "info": ["x"]},
                    "home": {"team": HOME, "players": {"ID2000": _player(2000, {})}, "info": []},
                },
                "info": ["x"],
            },
            "decisions": {"winner": {"id": 2000}},
            "leaders": {"hitDistance": {"x": 1}},
        },
    }


def _player(number: int, batting: Document) -> Document:
    return {"person": {"id": number}, "stats": {"batting": batting, "pitching": {}, "fielding": {}}}
