"""What hardly ever happens on the bases after a pitch."""

from statsapi_simulator.baseball.legs import NEXT_BASE, Leg, Outcome
from statsapi_simulator.baseball.running import Running

_SELDOM = 0.004
"""A chance for one of them on a pitch with somebody on base."""


class Mishaps(Running):
    """Throws behind runners, runners who are thrown out together, free bases, interference."""

    def seldom(self, outs: int) -> Outcome | None:
        """One of those that the runners stand for, or nothing."""
        if self.rng.random() >= _SELDOM:
            return None
        kinds = (
            self._catchers_pickoff,
            self._free_base,
            self._catchers_error,
            self._thrown_out,
            self._interference,
            self._two_runners_out,
        )
        tried = self.rng.sample(kinds, k=len(kinds))
        return next((outcome for kind in tried if (outcome := kind(outs)) is not None), None)

    def _catchers_pickoff(self, outs: int) -> Outcome | None:
        base, runner = self.rng.choice(list(self.bases.runners().items()))
        return self._picked_off(runner, base, thrower="2")

    def _lone_leader(self) -> tuple[str, int] | None:
        """A runner short of third with the next base free."""
        occupied = self.bases.runners()
        return next(((b, who) for b, who in occupied.items() if b != "3B" and NEXT_BASE[b] not in occupied), None)

    def _free_base(self, outs: int) -> Outcome | None:
        """Nobody looks."""
        found = self._lone_leader()
        if found is None:
            return None
        base, runner = found
        leg = Leg(runner, base, NEXT_BASE[base], "r_adv_play", origin=base)
        text = f"{self._name(runner)} advances to {self._word(base)} while nobody looks."
        return Outcome("Other Advance", "other_advance", text, (leg,), rbi=False)

    def _catchers_error(self, outs: int) -> Outcome | None:
        """A throw that nobody asked for goes astray."""
        found = self._lone_leader()
        if found is None:
            return None
        base, runner = found
        given = (self.defense.credit("2", "f_throwing_error"),)
        leg = Leg(runner, base, NEXT_BASE[base], "r_adv_play", credits=given, by_error=True, origin=base)
        text = f"Throwing error by {self.defense.words('2')}. {self._name(runner)} to {self._word(base)}."
        return Outcome("Error", "error", text, (leg,), rbi=False)

    def _thrown_out(self, outs: int) -> Outcome | None:
        """A runner goes on a pitch that did not get away far enough."""
        found = self._lone_leader()
        if found is None:
            return None
        base, runner = found
        cover = "6" if base == "1B" else "5"
        given = self.defense.assists_to("2", cover)
        leg = Leg(runner, base, None, "r_thrown_out", out_base=NEXT_BASE[base], credits=given, origin=base)
        path = self.defense.path_words("2", cover)
        text = f"{self._name(runner)} out at {self._word(base)} on the throw, {path}."
        return Outcome("Other Out", "other_out", text, (leg,), rbi=False, is_out=True)

    def _interference(self, outs: int) -> Outcome | None:
        """A runner hinders a fielder; the putout is that fielder's."""
        found = self._lone_leader()
        if found is None:
            return None
        base, runner = found
        cover = "4" if base == "1B" else "5"
        given = self.defense.assists_to(cover)
        leg = Leg(runner, base, None, "r_interference", out_base=NEXT_BASE[base], credits=given, origin=base)
        text = f"{self._name(runner)} out on runner interference, {self.defense.words(cover)}."
        return Outcome("Runner Interference", "runner_interference", text, (leg,), rbi=False, is_out=True)

    def _two_runners_out(self, outs: int) -> Outcome | None:
        first, second = self.bases.first, self.bases.second
        if first is None or second is None or outs > 1:
            return None
        to_third, to_second = self.defense.assists_to("2", "5"), self.defense.assists_to("5", "4")
        legs = (
            Leg(second, "2B", None, "r_runner_out", out_base="3B", credits=to_third, origin="2B"),
            Leg(first, "1B", None, "r_runner_out", out_base="2B", credits=to_second, origin="1B"),
        )
        path = self.defense.path_words("2", "5", "4")
        text = f"{self._name(second)} and {self._name(first)} run into a double play, {path}."
        return Outcome("Runner Double Play", "runner_double_play", text, legs, rbi=False, is_out=True)

    def _word(self, base: str) -> str:
        """The next base in words."""
        return {"1B": "2nd", "2B": "3rd"}[base]
