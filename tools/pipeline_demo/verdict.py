"""PURE. Compares what was played with what the API serves, game by game and figure by figure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

Stats = dict[str, dict[int, dict[str, Any]]]
SIDES = ("away", "home")
TEAM_FIGURES = ("runs", "hits", "errors")
INNING_FIGURES = ("runs", "hits", "errors", "leftOnBase")
OFFICIAL = frozenset("FR")
"""First letters of status codes that end a game for good."""
COUNT_FIGURES = ("balls", "strikes", "outs")
# Figures that upstream gives twice under two names; the API serves the one.
SAME_AS = {"pitchesThrown": "numberOfPitches"}
# Upstream leaves this one out of a substitute's line instead of writing 0.
ABSENT_WHEN_ZERO = frozenset({"gamesStarted"})


class Played(msgspec.Struct, rename="camel", frozen=True):
    """The simulator's truth of one game: its scorer's book, or what a recorded document says."""

    game_pk: int
    status_code: str
    away: dict[str, int]
    home: dict[str, int]
    plays_total: int
    pitches_total: int
    innings_total: int
    linescore: list[dict[str, Any]]
    plays: list[dict[str, Any]]
    batting: Stats
    pitching: Stats
    fielding: Stats
    decisions: dict[str, int]


class Computed(msgspec.Struct, frozen=True):
    """The statistics that the batch computed; ``unexplained`` cells differ from the official box score."""

    batting: Stats
    pitching: Stats
    fielding: Stats
    unexplained: int


class Served(msgspec.Struct, frozen=True):
    """What the API says about one game.

    ``innings`` maps a number to each side's figures; ``plays`` an atBatIndex to event type, count and scores;
    ``pitches`` an atBatIndex to the number of its pitches; statistics are keyed as in ``Played``, names in snake_case.
    ``computed`` is None until the batch has done the game.
    """

    game_pk: int
    status_code: str | None
    teams: dict[str, dict[str, Any]]
    innings: dict[int, dict[str, dict[str, Any]]]
    plays: dict[int, dict[str, Any]]
    pitches: dict[int, int]
    batting: Stats
    pitching: Stats
    fielding: Stats
    decisions: dict[str, int]
    computed: Computed | None = None


class Difference(msgspec.Struct, frozen=True):
    """One figure that does not agree; ``where`` reads like ``plays[12].balls``."""

    where: str
    played: object
    served: object

    def __str__(self) -> str:
        return f"{self.where}: played {self.played!r}, served {self.served!r}"


class Verdict(msgspec.Struct, frozen=True):
    """The comparison of one game: what the API ends up with in short, how many figures were compared, which differ."""

    game_pk: int
    served: str
    compared: int
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences and self.compared > 0


def snake(name: str) -> str:
    """``homeRuns`` as ``home_runs``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def judge(played: Played, served: Served | None) -> Verdict:
    """The verdict over one game; a game that the API does not have differs in that one point."""
    if served is None:
        return Verdict(played.game_pk, "not served", 1, (Difference("game", "played", "missing"),))
    pairs = list(_pairs(played, served))
    differences = tuple(Difference(where, want, have) for where, want, have in pairs if want != have)
    return Verdict(played.game_pk, in_short(served), len(pairs), differences)


def in_short(served: Served) -> str:
    """The served game in a few words: status, score, sizes."""
    runs = [served.teams.get(side, {}).get("runs") or 0 for side in SIDES]
    sizes = f"{len(served.innings)} innings, {len(served.plays)} plays, {sum(served.pitches.values())} pitches"
    return f"status {served.status_code}, {runs[0]}-{runs[1]}, {sizes}"


def _pairs(played: Played, served: Served) -> Iterator[tuple[str, object, object]]:
    """Every figure as (where, played, served)."""
    yield "status_code", played.status_code, served.status_code
    for side in SIDES:
        team = played.away if side == "away" else played.home
        for figure in TEAM_FIGURES:
            yield f"{side}.{figure}", team.get(figure, 0), served.teams.get(side, {}).get(figure) or 0
    yield from _innings(played, served)
    yield from _plays(played, served)
    for kind in ("batting", "pitching", "fielding"):
        yield from _stats(kind, getattr(played, kind), getattr(served, kind))
    for role in sorted(set(played.decisions) | set(served.decisions)):
        yield f"decisions.{role}", played.decisions.get(role), served.decisions.get(role)
    if played.status_code[:1] in OFFICIAL:
        yield from _computed(played, served.computed)


def _computed(played: Played, computed: Computed | None) -> Iterator[tuple[str, object, object]]:
    """An official game has statistics, equal to what was played and to the box score."""
    yield "computed", True, computed is not None
    if computed is not None:
        yield "computed.unexplained_cells", 0, computed.unexplained
        for kind in ("batting", "pitching", "fielding"):
            yield from _stats(f"computed.{kind}", getattr(played, kind), getattr(computed, kind))


def _innings(played: Played, served: Served) -> Iterator[tuple[str, object, object]]:
    yield "innings", played.innings_total, len(served.innings)
    for inning in played.linescore:
        number = inning["num"]
        for side in SIDES:
            half: Mapping[str, Any] = inning.get(side) or {}
            had = served.innings.get(number, {}).get(side, {})
            if "runs" not in half:  # not played, or not begun: whatever else is said about it, no runs
                yield f"innings[{number}].{side}.runs", None, had.get("runs")
                continue
            for figure in INNING_FIGURES:
                if figure in half:
                    yield f"innings[{number}].{side}.{figure}", half[figure], had.get(snake(figure))


def _plays(played: Played, served: Served) -> Iterator[tuple[str, object, object]]:
    yield "plays", played.plays_total, len(served.plays)
    yield "pitches", played.pitches_total, sum(served.pitches.values())
    for play in played.plays:
        index = play["atBatIndex"]
        where = f"plays[{index}]"
        had = served.plays.get(index, {})
        yield f"{where}.eventType", play.get("eventType"), had.get("event_type")
        yield f"{where}.pitches", play["pitches"], served.pitches.get(index, 0)
        for figure in COUNT_FIGURES:
            yield f"{where}.{figure}", play.get(figure), had.get(figure)
        for score in ("awayScore", "homeScore"):
            yield f"{where}.{score}", play.get(score), had.get(snake(score))


def _stats(kind: str, played: Stats, served: Stats) -> Iterator[tuple[str, object, object]]:
    for side in SIDES:
        lines, had_lines = played.get(side, {}), served.get(side, {})
        yield f"{kind}.{side}", sorted(lines), sorted(had_lines)
        for player, line in lines.items():
            had = had_lines.get(player, {})
            for name, value in line.items():
                if isinstance(value, int) and not isinstance(value, bool):
                    figure = had.get(snake(SAME_AS.get(name, name)))
                    if figure is None and name in ABSENT_WHEN_ZERO and player in had_lines:
                        figure = 0
                    yield f"{kind}.{side}[{player}].{name}", value, figure


def all_agree(verdicts: Sequence[Verdict]) -> bool:
    """Whether there is at least one game and every game agrees in every figure."""
    return bool(verdicts) and all(verdict.agrees for verdict in verdicts)
