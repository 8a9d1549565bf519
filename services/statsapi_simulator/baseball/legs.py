"""What a play does to the runners, before the scorer judges it: legs from base to base, outs and credits."""

from dataclasses import dataclass, field

from statsapi_simulator.baseball.records import Bases, Credit

NEXT_BASE = {None: "1B", "1B": "2B", "2B": "3B", "3B": "score"}
BASE_NUMBER = {None: 0, "1B": 1, "2B": 2, "3B": 3, "score": 4, "4B": 4}
NUMBER_BASE = {1: "1B", 2: "2B", 3: "3B", 4: "score"}


@dataclass(frozen=True, slots=True)
class Leg:
    """One movement. ``end`` None means out at ``out_base``; ``event`` overrides the play's own event."""

    runner: int
    start: str | None
    end: str | None
    reason: str | None = None
    out_base: str | None = None
    credits: tuple[Credit, ...] = ()
    event: tuple[str, str] | None = None
    by_error: bool = False
    """Gained by an error or a passed ball: earned-run reconstruction leaves it out."""
    origin: str | None = None

    @property
    def is_out(self) -> bool:
        return self.end is None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished turn at bat or a running play: event, legs in scoring order and the words for it."""

    event: str
    event_type: str
    text: str
    legs: tuple[Leg, ...] = ()
    rbi: bool = True
    is_out: bool = False
    phantom_outs: int = 0
    """Outs the defense had in hand and lost by an error (for earned runs)."""
    swaps: tuple[tuple[int, int], ...] = field(default=())
    """(runner put out, batter who takes his place on base) on a force or a fielder's choice."""


def forced(bases: Bases, base: str) -> bool:
    """Is the runner on ``base`` forced when the batter becomes a runner?"""
    if base == "1B":
        return True
    if base == "2B":
        return bases.first is not None
    return bases.first is not None and bases.second is not None


def advance(runner: int, start: str, end: str, *, is_forced: bool, split: bool = False) -> tuple[Leg, ...]:
    """A runner's way on a batted ball. With ``split`` the forced base and the rest are two legs, as on a single."""
    if is_forced and split and end != NEXT_BASE[start]:
        between = NEXT_BASE[start]
        return (
            Leg(runner, start, between, "r_adv_force", origin=start),
            Leg(runner, between, end, "r_adv_play", origin=start),
        )
    return (Leg(runner, start, end, "r_adv_force" if is_forced else "r_adv_play", origin=start),)


def forced_advances(bases: Bases) -> tuple[Leg, ...]:
    """Everybody who must move one base when the batter takes first (walk, hit by pitch, interference)."""
    return tuple(
        Leg(runner, base, NEXT_BASE[base], "r_adv_force", origin=base)
        for base, runner in bases.runners().items()
        if forced(bases, base)
    )
