"""Who is responsible for a runner, and whether his run is earned (Official Baseball Rules, 9.16).

The inning is reconstructed without errors and passed balls as it goes along:

- a runner who reached by an error, by interference or as the automatic runner never scores an earned run; on a force or
  a fielder's choice the batter inherits the responsible pitcher and the taint of the runner put out (9.16(b), (g));
- bases gained by an error or a passed ball are a debt: the run is earned only when the hit that brings the runner in
  would have brought him in from where he should have been; in doubt it is unearned;
- when errors have cost outs that would have ended the inning, later runs are unearned: for the team from the first lost
  out on, for a relief pitcher only by outs lost since he came in (9.16(i)).
"""

from dataclasses import dataclass, replace

from statsapi_simulator.baseball.legs import BASE_NUMBER, Leg


@dataclass(frozen=True, slots=True)
class Charge:
    pitcher: int
    clean: bool = True
    debt: int = 0
    """Bases he owes to errors and passed balls."""


class EarnedRuns:
    """Follows the runners of one half inning."""

    def __init__(self) -> None:
        self._charges: dict[int, Charge] = {}
        self._lost_outs = 0
        self._lost_since: dict[int, int] = {}

    def begin_half(self) -> None:
        self._charges = {}
        self._lost_outs = 0
        self._lost_since = {}

    def fork(self) -> "EarnedRuns":
        """A copy for calls that do not stand."""
        other = EarnedRuns()
        other._charges = dict(self._charges)
        other._lost_outs = self._lost_outs
        other._lost_since = dict(self._lost_since)
        return other

    def place(self, runner: int, pitcher: int, *, clean: bool) -> None:
        self._charges[runner] = Charge(pitcher, clean=clean)

    def substitute(self, runner: int, replaced: int) -> None:
        self._charges[runner] = self._charges.pop(replaced)

    def lose_out(self, pitcher: int, count: int) -> None:
        self._lost_outs += count
        self._lost_since[pitcher] = self._lost_since.get(pitcher, 0) + count

    def take_over(self, batter: int, runner_out: int) -> None:
        """The batter stands on base in place of a runner who was put out."""
        if runner_out in self._charges:
            self._charges[batter] = replace(self._charges[runner_out], debt=0)

    def advance(self, leg: Leg) -> None:
        charge = self._charges.get(leg.runner)
        if charge is not None and leg.by_error and leg.end is not None and leg.start is not None:
            gained = BASE_NUMBER[leg.end] - BASE_NUMBER[leg.start]
            self._charges[leg.runner] = replace(charge, debt=charge.debt + gained)

    def responsible(self, runner: int, pitcher: int) -> int:
        charge = self._charges.get(runner)
        return pitcher if charge is None else charge.pitcher

    def judge(self, runner: int, pitcher: int, *, event_type: str, start: str | None, outs: int) -> tuple[bool, bool]:
        """(earned, team unearned) of a run that scores on ``event_type`` from ``start`` with ``outs`` before it."""
        charge = self._charges.get(runner, Charge(pitcher))
        should_be = BASE_NUMBER[start] - charge.debt
        would_score = (
            charge.debt == 0
            or event_type in ("home_run", "triple")
            or (event_type == "double" and should_be >= 2)
            or (event_type == "single" and should_be >= 3)
        )
        clean = charge.clean and would_score
        team_earned = clean and outs + self._lost_outs < 3
        earned = clean and outs + self._lost_since.get(charge.pitcher, 0) < 3
        return earned, not team_earned
