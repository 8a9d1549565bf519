"""PURE. A recorded final document, cut back to what it may have looked like after each of its plays.

What a cut document says, and where it comes from:

- plays: the first k of the recording, unchanged; ``currentPlay``, ``scoringPlays`` and ``playsByInning`` follow.
- line score: runs, hits and errors counted from those plays. Runners left on base are absent, because the recording
  does not tell them per play. Bases and batter come from the last play's matchup; other fielders are absent.
- status: Pre-Game before the first play, then In Progress. Attendance, duration, decisions and leaders are absent.
- box score: the recording's people, their game and team totals empty.

Only the recording itself, shown as the last state, is complete.
"""

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]
JsonObject = dict[str, Any]

_HITS = frozenset({"single", "double", "triple", "home_run"})
_PRE_GAME = {"abstractGameState": "Preview", "codedGameState": "P", "detailedState": "Pre-Game", "statusCode": "P"}
_IN_PROGRESS = {"abstractGameState": "Live", "codedGameState": "I", "detailedState": "In Progress", "statusCode": "I"}
_KNOWN_AFTERWARDS = frozenset({"attendance", "gameDurationMinutes", "delayDurationMinutes"})


def cut_back(final: Document, shown: int, stamp: str, boxscore: JsonObject) -> Document:
    """``final`` after its first ``shown`` plays, stamped ``stamp``; ``boxscore`` is ``final``'s, emptied.

    Unchanged parts are shared with ``final`` and between its cuts.
    """
    game, live = final["gameData"], final["liveData"]
    plays = live["plays"]["allPlays"][:shown]
    return {
        **final,
        "metaData": {**final["metaData"], "timeStamp": stamp, "gameEvents": [], "logicalEvents": []},
        "gameData": {
            **game,
            "status": _status(game.get("status", {}), started=bool(plays)),
            "gameInfo": {k: v for k, v in game.get("gameInfo", {}).items() if k not in _KNOWN_AFTERWARDS},
        },
        "liveData": {
            "plays": _plays(live["plays"], plays),
            "linescore": line_score(plays, live.get("linescore", {}).get("scheduledInnings", 9)),
            "boxscore": boxscore,
            "leaders": {name: {} for name in live.get("leaders", {})},
        },
    }


def play_stamp(play: JsonObject) -> str | None:
    """The time code of a play's end, or None when the play does not tell it."""
    text = play["about"].get("endTime") or play.get("playEndTime")
    if not isinstance(text, str) or len(text) < 19:
        return None
    digits = text[:19].replace("-", "").replace(":", "").replace("T", "_")
    return digits if len(digits) == 15 else None


def line_score(plays: list[JsonObject], scheduled_innings: int) -> JsonObject:
    """The line score after ``plays``, in upstream's form."""
    halves = _halves(plays)
    teams = {side: _sum(halves, side) for side in ("home", "away")}
    if not plays:
        return {"scheduledInnings": scheduled_innings, "innings": [], "teams": teams, "defense": {}, "offense": {}}
    last = plays[-1]
    inning, top = _place(last)
    count = last.get("count", {})
    over = count.get("outs", 0) >= 3
    ended = ("Middle" if top else "End") if over else ("Top" if top else "Bottom")
    return {
        "currentInning": inning,
        "currentInningOrdinal": ordinal(inning),
        "inningState": ended,
        "inningHalf": "Top" if top else "Bottom",
        "isTopInning": top,
        "scheduledInnings": scheduled_innings,
        "innings": [
            {
                "num": number,
                "ordinalNum": ordinal(number),
                "home": halves.get((number, "home"), {"hits": 0, "errors": 0}),
                "away": halves.get((number, "away"), {"hits": 0, "errors": 0}),
            }
            for number in range(1, inning + 1)
        ],
        "teams": teams,
        "defense": _people(last, {"pitcher": "pitcher"}),
        "offense": _people(last, {"batter": "batter"} | ({} if over else _BASES)),
        "balls": count.get("balls", 0),
        "strikes": count.get("strikes", 0),
        "outs": count.get("outs", 0),
    }


_BASES = {"first": "postOnFirst", "second": "postOnSecond", "third": "postOnThird"}


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th ..."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _status(final: JsonObject, *, started: bool) -> JsonObject:
    kept = {key: value for key, value in final.items() if key == "startTimeTBD"}
    return {**(_IN_PROGRESS if started else _PRE_GAME), **kept, "abstractGameCode": "L" if started else "P"}


def _plays(recorded: JsonObject, plays: list[JsonObject]) -> JsonObject:
    shown = len(plays)
    cut: JsonObject = {
        **recorded,
        "allPlays": plays,
        "scoringPlays": [index for index in recorded.get("scoringPlays", []) if index < shown],
        "playsByInning": list(_plays_by_inning(recorded.get("playsByInning", []), shown)),
    }
    cut.pop("currentPlay", None)
    if plays:
        cut["currentPlay"] = plays[-1]
    return cut


def _plays_by_inning(recorded: list[JsonObject], shown: int) -> Iterator[JsonObject]:
    for inning in recorded:
        if inning.get("startIndex", shown) >= shown:
            return
        yield {
            **inning,
            "endIndex": min(inning.get("endIndex", shown - 1), shown - 1),
            "top": [index for index in inning.get("top", []) if index < shown],
            "bottom": [index for index in inning.get("bottom", []) if index < shown],
            "hits": {"away": [], "home": []},
        }


def _place(play: JsonObject) -> tuple[int, bool]:
    about = play["about"]
    return about["inning"], about["isTopInning"]


def _halves(plays: list[JsonObject]) -> dict[tuple[int, str], JsonObject]:
    """Runs, hits and errors by inning and team. A team's runs exist from its first play at bat in the inning on."""
    halves: dict[tuple[int, str], JsonObject] = {}
    scores = {"away": 0, "home": 0}
    for play in plays:
        inning, top = _place(play)
        batting, fielding = ("away", "home") if top else ("home", "away")
        offense = halves.setdefault((inning, batting), {"hits": 0, "errors": 0})
        defense = halves.setdefault((inning, fielding), {"hits": 0, "errors": 0})
        result = play["result"]
        score = result.get(f"{batting}Score", scores[batting])
        offense["runs"] = offense.get("runs", 0) + score - scores[batting]
        scores[batting] = score
        offense["hits"] += result.get("eventType") in _HITS
        defense["errors"] += len(_errors(play))
    return halves


def _errors(play: JsonObject) -> set[tuple[Any, ...]]:
    """The errors of a play; one error is credited with every runner that it helped, and counts once."""
    return {
        (credit.get("player", {}).get("id"), credit["credit"], runner.get("details", {}).get("playIndex"))
        for runner in play.get("runners", [])
        for credit in runner.get("credits", [])
        if "error" in credit.get("credit", "")
    }


def _sum(halves: dict[tuple[int, str], JsonObject], side: str) -> JsonObject:
    mine = [half for (_, team), half in halves.items() if team == side]
    return {key: sum(half.get(key, 0) for half in mine) for key in ("runs", "hits", "errors")}


def _people(play: JsonObject, roles: dict[str, str]) -> JsonObject:
    matchup = play.get("matchup", {})
    return {role: matchup[source] for role, source in roles.items() if source in matchup}


def emptied_boxscore(recorded: JsonObject) -> JsonObject:
    """The people of the box score without what they did."""
    emptied = {**recorded, "info": [], "pitchingNotes": []}
    emptied.pop("topPerformers", None)
    if "teams" in recorded:
        emptied["teams"] = {side: _emptied_team(team) for side, team in recorded["teams"].items()}
    return emptied


def _emptied_team(team: JsonObject) -> JsonObject:
    players = team.get("players", {})
    return {
        **team,
        "teamStats": {"batting": {}, "pitching": {}, "fielding": {}},
        "players": {key: {**player, "stats": _NO_STATS} for key, player in players.items()},
        "info": [],
        "note": [],
    }


_NO_STATS: JsonObject = {"batting": {}, "pitching": {}, "fielding": {}}
