"""Imaginary games that a ScriptedApi serves: documents that move on, their diffs, schedule rows."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

from support.scripted_api import Reply, Request, ScriptedApi, json_reply

FIRST_STAMP = datetime(2026, 7, 4, 17, 0, 0, tzinfo=UTC)


def stamp(number: int) -> str:
    """The time code of a game's state by its number."""
    return (FIRST_STAMP + timedelta(seconds=10 * number)).strftime("%Y%m%d_%H%M%S")


def a_document(
    game_pk: int = 7, *, code: str = "I", number: int = 0, ballast: int = 0, wait: int = 10
) -> dict[str, Any]:
    """A game's document in its state ``number``; ``ballast`` bytes of it never change."""
    return {
        "copyright": "nobody's",
        "gamePk": game_pk,
        "link": f"/api/v1.1/game/{game_pk}/feed/live",
        "metaData": {"wait": wait, "timeStamp": stamp(number), "gameEvents": [], "logicalEvents": []},
        "gameData": {
            "game": {"pk": game_pk, "type": "R", "season": "2026"},
            "datetime": {"dateTime": "2026-07-04T17:05:00Z", "officialDate": "2026-07-04"},
            "status": {"statusCode": code, "startTimeTBD": False},
            "ballast": "x" * ballast,
        },
        "liveData": {
            "plays": {"allPlays": [a_play(index) for index in range(number)]},
            "linescore": {"outs": number % 3},
        },
    }


def a_play(index: int) -> dict[str, Any]:
    return {
        "result": {"event": "Single"},
        "about": {"atBatIndex": index, "startTime": f"2026-07-04T18:{index:02d}:00.000Z"},
        "matchup": {"batter": {"id": 1000 + index}, "batterHotColdZones": []},
        "playEvents": [
            {"isPitch": True, "pitchData": {"startSpeed": 93.1, "strikeZoneTop": 3.4, "typeConfidence": 0.9}}
        ],
    }


def a_row(
    game_pk: int = 7,
    *,
    code: str = "S",
    starts: str = "2026-07-04T17:05:00Z",
    double_header: str = "N",
    number: int = 1,
    teams: tuple[int, int] = (201, 202),
    **more: Any,
) -> dict[str, Any]:
    """A row of ``dates[].games[]``."""
    return {
        "gamePk": game_pk,
        "gameType": "R",
        "season": "2026",
        "gameDate": starts,
        "officialDate": "2026-07-04",
        "status": {"statusCode": code, "startTimeTBD": False},
        "teams": {"away": {"team": {"id": teams[0]}}, "home": {"team": {"id": teams[1]}}},
        "doubleHeader": double_header,
        "gameNumber": number,
        **more,
    }


def a_schedule(rows_by_day: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    total = sum(map(len, rows_by_day.values()))
    return {"totalGames": total, "dates": [{"date": day, "games": rows} for day, rows in rows_by_day.items()]}


class MovingGame:
    """A game whose states are kept; serves its newest document and the diffs that lead to it."""

    def __init__(self, api: ScriptedApi, game_pk: int = 7, *, code: str = "I", ballast: int = 0) -> None:
        self.game_pk = game_pk
        self.states = [a_document(game_pk, code=code, ballast=ballast)]
        self.envelopes: list[list[dict[str, Any]]] = []
        self.feed_path = f"/api/v1.1/game/{game_pk}/feed/live"
        self.diff_path = f"{self.feed_path}/diffPatch"
        api.on(self.feed_path, self.feed)
        api.on(self.diff_path, self.diff)

    @property
    def newest(self) -> dict[str, Any]:
        return self.states[-1]

    def move(self, *, code: str | None = None, play: bool = True) -> None:
        """The next state: one play more, perhaps another status."""
        number = len(self.states)
        document = copy.deepcopy(self.newest)
        envelope: list[dict[str, Any]] = [{"op": "replace", "path": "/metaData/timeStamp", "value": stamp(number)}]
        document["metaData"]["timeStamp"] = stamp(number)
        if play:
            plays = document["liveData"]["plays"]["allPlays"]
            envelope.append({"op": "add", "path": "/liveData/plays/allPlays/-", "value": a_play(len(plays))})
            plays.append(a_play(len(plays)))
        if code is not None:
            envelope.append({"op": "replace", "path": "/gameData/status/statusCode", "value": code})
            document["gameData"]["status"]["statusCode"] = code
        self.states.append(document)
        self.envelopes.append(envelope)

    def rescore(self, event: str = "Field Error") -> None:
        """The newest play becomes another one in place: same stamp, no diff."""
        self.newest["liveData"]["plays"]["allPlays"][-1]["result"]["event"] = event

    def feed(self, request: Request) -> Reply:
        return json_reply(self.newest)

    def diff(self, request: Request) -> Reply:
        stamps = [state["metaData"]["timeStamp"] for state in self.states]
        start, end = request.params.get("startTimecode"), request.params.get("endTimecode", stamps[-1])
        if start not in stamps:
            return json_reply({name: value for name, value in self.newest.items() if name != "copyright"})
        return json_reply([{"diff": envelope} for envelope in self.envelopes[stamps.index(start) : stamps.index(end)]])
