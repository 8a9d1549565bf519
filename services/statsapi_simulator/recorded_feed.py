"""PURE. What can be read off one recorded feed document: whether it is one, its schedule row, what was played."""

import re
from typing import Any

from statsapi_simulator.baseball.timeline import GameTruth

Document = dict[str, Any]

_STAMP = re.compile(r"\d{8}_\d{6}")
_FINISHED = frozenset("FRO")


def why_unusable(document: object) -> str | None:
    """Why ``document`` cannot be shown as a game's feed, or None when it can. Names the first thing that is wrong."""
    if not isinstance(document, dict):
        return f"a feed is an object, this is a {_kind(document)}"
    if type(document.get("gamePk")) is not int:
        return "gamePk is not an integer"
    for path, kind, required in _SHAPE:
        found: Any = document
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        if found is None and required:
            return f"{'.'.join(path)} is missing"
        if found is not None and not isinstance(found, kind):
            return f"{'.'.join(path)} is a {_kind(found)}"
    if not _STAMP.fullmatch(document["metaData"]["timeStamp"]):
        return "metaData.timeStamp is not YYYYMMDD_HHMMSS"
    return None


_SHAPE: tuple[tuple[tuple[str, ...], type, bool], ...] = (
    (("metaData",), dict, True),
    (("metaData", "timeStamp"), str, True),
    (("gameData",), dict, True),
    (("gameData", "status"), dict, True),
    (("gameData", "status", "statusCode"), str, True),
    (("gameData", "status", "abstractGameState"), str, True),
    (("gameData", "teams"), dict, False),
    (("liveData",), dict, True),
    (("liveData", "plays"), dict, False),
    (("liveData", "plays", "allPlays"), list, False),
    (("liveData", "linescore"), dict, False),
    (("liveData", "boxscore"), dict, False),
)
"""Path, type, and whether it must be there: below the status nothing must."""


def _kind(value: object) -> str:
    names: dict[type, str] = {
        dict: "object",
        list: "list",
        str: "text",
        bool: "boolean",
        int: "number",
        float: "number",
    }
    return "null" if value is None else names.get(type(value), type(value).__name__)


def is_finished(document: Document) -> bool:
    """Whether the game in the document was played to its end."""
    return document["gameData"]["status"]["statusCode"][:1] in _FINISHED


def can_grow(document: Document) -> bool:
    """Whether every play says where it stands, so that the document can be cut back play by play."""
    plays = all_plays(document)
    return bool(plays) and all(_is_placed(play) for play in plays)


def all_plays(document: Document) -> list[Document]:
    """The plays of the document, none when it has no such section."""
    plays: list[Document] = document["liveData"].get("plays", {}).get("allPlays", [])
    return plays


def _is_placed(play: object) -> bool:
    if not isinstance(play, dict):
        return False
    about, result = play.get("about"), play.get("result")
    return (
        isinstance(about, dict)
        and isinstance(result, dict)
        and type(about.get("inning")) is int
        and isinstance(about.get("isTopInning"), bool)
        and isinstance(play.get("count", {}), dict)
        and isinstance(play.get("matchup", {}), dict)
        and all(type(result.get(key, 0)) is int for key in ("awayScore", "homeScore"))
    )


def schedule_row(document: Document, *, hydrated: bool) -> Document:
    """The schedule row of the game as it stands in ``document``; keys that the document cannot fill are left out."""
    data, live = document["gameData"], document["liveData"]
    game, when = data.get("game", {}), data.get("datetime", {})
    status = data["status"]
    game_pk = document["gamePk"]
    row: Document = {
        "gamePk": game_pk,
        "link": f"/api/v1.1/game/{game_pk}/feed/live",
        "gameType": game.get("type"),
        "season": game.get("season"),
        "gameDate": when.get("dateTime"),
        "officialDate": when.get("officialDate"),
        "status": status,
        "teams": {side: _row_team(document, side, hydrated=hydrated) for side in ("away", "home")},
        "venue": {key: data.get("venue", {}).get(key) for key in ("id", "name", "link")},
        "content": {"link": f"/api/v1/game/{game_pk}/content"},
        "gameNumber": game.get("gameNumber"),
        "publicFacing": True,
        "doubleHeader": game.get("doubleHeader"),
        "gamedayType": game.get("gamedayType"),
        "tiebreaker": game.get("tiebreaker"),
        "calendarEventID": game.get("calendarEventID"),
        "seasonDisplay": game.get("seasonDisplay"),
        "dayNight": when.get("dayNight"),
        "scheduledInnings": live.get("linescore", {}).get("scheduledInnings", 9),
    }
    if status["abstractGameState"] == "Final":
        row["isTie"] = status["statusCode"].endswith("T")
    if hydrated:
        row["linescore"] = live.get("linescore")
        row["decisions"] = live.get("decisions")
    return {key: value for key, value in row.items() if value is not None}


def _row_team(document: Document, side: str, *, hydrated: bool) -> Document:
    team = document["gameData"].get("teams", {}).get(side, {})
    row: Document = {"team": team if hydrated else {k: team[k] for k in ("id", "name", "link") if k in team}}
    if record := team.get("record", {}).get("leagueRecord"):
        row["leagueRecord"] = {key: record[key] for key in ("wins", "losses", "pct") if key in record}
    runs = document["liveData"].get("linescore", {}).get("teams", {}).get(side, {}).get("runs")
    if runs is not None:
        row["score"] = runs
    return row


def truth(document: Document) -> GameTruth:
    """What the document says was played. Statistics are the recorded box score's."""
    live = document["liveData"]
    line, plays = live.get("linescore", {}), all_plays(document)
    teams = {side: line.get("teams", {}).get(side, {}) for side in ("away", "home")}
    box = {side: live.get("boxscore", {}).get("teams", {}).get(side, {}) for side in ("away", "home")}
    return GameTruth(
        game_pk=document["gamePk"],
        final_status_code=document["gameData"]["status"]["statusCode"],
        away_runs=teams["away"].get("runs", 0),
        home_runs=teams["home"].get("runs", 0),
        away_hits=teams["away"].get("hits", 0),
        home_hits=teams["home"].get("hits", 0),
        away_errors=teams["away"].get("errors", 0),
        home_errors=teams["home"].get("errors", 0),
        plays_total=len(plays),
        pitches_total=sum(_pitches(play) for play in plays),
        innings_total=len(line.get("innings", [])),
        linescore=tuple(_inning(inning) for inning in line.get("innings", [])),
        plays=tuple(_play(index, play) for index, play in enumerate(plays)),
        batting={side: _stats(team, "batting") for side, team in box.items()},
        pitching={side: _stats(team, "pitching") for side, team in box.items()},
        fielding={side: _stats(team, "fielding") for side, team in box.items()},
        decisions={name: person["id"] for name, person in live.get("decisions", {}).items()},
    )


def _pitches(play: Document) -> int:
    return sum(1 for event in play.get("playEvents", []) if event.get("isPitch"))


def _inning(inning: Document) -> Document:
    home = inning.get("home", {})
    return {"num": inning.get("num"), "away": inning.get("away", {}), "home": home if "runs" in home else None}


def _play(index: int, play: Document) -> Document:
    result, count = play.get("result", {}), play.get("count", {})
    return {
        "atBatIndex": play.get("atBatIndex", index),
        "eventType": result.get("eventType"),
        **{key: count.get(key) for key in ("balls", "strikes", "outs")},
        "pitches": _pitches(play),
        "awayScore": result.get("awayScore"),
        "homeScore": result.get("homeScore"),
    }


def _stats(team: Document, kind: str) -> dict[int, Document]:
    """Only players who did something: the listed others have empty statistics."""
    lines = {}
    for player in team.get("players", {}).values():
        stats = player.get("stats", {}).get(kind)
        if stats:
            lines[player["person"]["id"]] = stats
    return lines
