"""The scorer's book at one moment."""

from dataclasses import dataclass

from statsapi_simulator.baseball.lines import Line
from statsapi_simulator.baseball.lineup import SideState
from statsapi_simulator.baseball.records import Bases, Play


@dataclass(frozen=True, slots=True)
class HalfLine:
    runs: int = 0
    hits: int = 0
    errors: int = 0
    left: int = 0
    started: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a document needs about one moment. Immutable; neighbours share their parts."""

    plays: tuple[Play, ...]
    inning: int
    top: bool
    inning_state: str
    outs: int
    balls: int
    strikes: int
    bases: Bases
    away: SideState
    home: SideState
    innings: tuple[tuple[HalfLine, HalfLine], ...]
    batting: tuple[dict[int, Line], dict[int, Line]]
    pitching: tuple[dict[int, Line], dict[int, Line]]
    fielding: tuple[dict[int, Line], dict[int, Line]]
    risp: tuple[tuple[int, int], tuple[int, int]]
    """At bats and hits with runners in scoring position, per side."""
    mound_visits: tuple[int, int]
    reviews: tuple[tuple[int, int], tuple[int, int]]
    """Manager challenges (used, failed) per side."""
    abs_challenges: tuple[tuple[int, int], tuple[int, int]]
    """Challenges of balls and strikes (successful, failed) per side."""
    clock_violations: tuple[tuple[int, str], ...]

    @property
    def sides(self) -> tuple[SideState, SideState]:
        return self.away, self.home

    def totals(self, side: int) -> HalfLine:
        halves = [pair[side] for pair in self.innings]
        return HalfLine(
            runs=sum(half.runs for half in halves),
            hits=sum(half.hits for half in halves),
            errors=sum(half.errors for half in halves),
            left=sum(half.left for half in halves),
        )

    @property
    def score(self) -> tuple[int, int]:
        return self.totals(0).runs, self.totals(1).runs
