"""The line score of a moment, with defense and offense."""

from typing import Any

from statsapi_simulator.baseball.lineup import SideState
from statsapi_simulator.baseball.people import Player
from statsapi_simulator.baseball.snapshot import HalfLine, Snapshot
from statsapi_simulator.baseball.states import Fixture, State
from statsapi_simulator.documents.clubs import short_team
from statsapi_simulator.documents.people import person

_FIELD_KEYS = (
    ("pitcher", "1"), ("catcher", "2"), ("first", "3"), ("second", "4"), ("third", "5"), ("shortstop", "6"),
    ("left", "7"), ("center", "8"), ("right", "9"),
)  # fmt: skip


def ordinal(number: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{suffix}"


def linescore(fixture: Fixture, state: State, *, scheduled_innings: int) -> dict[str, Any]:
    """Before line-ups are known there are teams and nothing else."""
    snapshot = state.snapshot
    if snapshot is None:
        return {
            "scheduledInnings": scheduled_innings,
            "innings": [],
            "teams": {"home": {}, "away": {}},
            "defense": {"team": short_team(fixture.home)},
            "offense": {"team": short_team(fixture.away)},
        }
    half = "Top" if snapshot.top else "Bottom"
    # A finished game keeps the half of its last play, even when the home team has not batted in it.
    inning_state = half if state.over else snapshot.inning_state
    shown: dict[str, Any] = {}
    if state.note is not None:
        shown["note"] = state.note
    shown |= {
        "currentInning": snapshot.inning,
        "currentInningOrdinal": ordinal(snapshot.inning),
        "inningState": inning_state,
        "inningHalf": half,
        "isTopInning": snapshot.top,
        "scheduledInnings": scheduled_innings,
        "innings": _innings(snapshot),
        "teams": {
            "home": _team(snapshot.totals(1)) | {"runs": state.score[1]},
            "away": _team(snapshot.totals(0)) | {"runs": state.score[0]},
        },
        "defense": _defense(snapshot, fixture.players),
        "offense": _offense(snapshot, fixture.players),
        "balls": snapshot.balls,
        "strikes": snapshot.strikes,
        "outs": snapshot.outs,
    }
    return shown


def _innings(snapshot: Snapshot) -> list[dict[str, Any]]:
    return [
        {"num": number, "ordinalNum": ordinal(number), "home": _half(home), "away": _half(away)}
        for number, (away, home) in enumerate(snapshot.innings, start=1)
    ]


def _half(half: HalfLine) -> dict[str, int]:
    """Runs appear when one has scored or the half is over; a half that was not played has none."""
    runs = {"runs": half.runs} if half.runs or half.over else {}
    return runs | {"hits": half.hits, "errors": half.errors, "leftOnBase": half.left}


def _team(total: HalfLine) -> dict[str, int]:
    return {"runs": total.runs, "hits": total.hits, "errors": total.errors, "leftOnBase": total.left}


def _defense(snapshot: Snapshot, players: dict[int, Player]) -> dict[str, Any]:
    side = snapshot.sides[1 if snapshot.top else 0]
    field = dict(side.field)
    # While two fielders trade places, one place is empty for a moment.
    shown: dict[str, Any] = {key: person(players[field[code]]) for key, code in _FIELD_KEYS if code in field}
    shown |= _next_three(side, players, side.due(), 0)
    shown["team"] = short_team(side.club)
    return shown


def _offense(snapshot: Snapshot, players: dict[int, Player]) -> dict[str, Any]:
    side = snapshot.sides[0 if snapshot.top else 1]
    batter, ahead = current_batter(snapshot)
    shown = _next_three(side, players, batter, ahead)
    order = shown.pop("battingOrder")
    if snapshot.outs < 3:
        bases = snapshot.bases
        for key, runner in (("first", bases.first), ("second", bases.second), ("third", bases.third)):
            if runner is not None:
                shown[key] = person(players[runner])
    return shown | {"pitcher": person(players[side.pitcher]), "battingOrder": order, "team": short_team(side.club)}


def current_batter(snapshot: Snapshot) -> tuple[int, int]:
    """The man at the plate and how far the next one is in the order: the last play's batter until the next begins."""
    side = snapshot.sides[0 if snapshot.top else 1]
    if snapshot.plays:
        last = snapshot.plays[-1]
        if last.top == snapshot.top and last.inning == snapshot.inning:
            return last.batter, 0 if last.is_plate_appearance else 1
    return side.due(), 1


def _next_three(side: SideState, players: dict[int, Player], batter: int, ahead: int) -> dict[str, Any]:
    first = ahead if batter != side.due() or ahead else 1
    code = side.code_of(batter)
    return {
        "batter": person(players[batter]),
        "onDeck": person(players[side.due(first)]),
        "inHole": person(players[side.due(first + 1)]),
        "battingOrder": int(code[0]) if code is not None else side.next_place + 1,
    }
