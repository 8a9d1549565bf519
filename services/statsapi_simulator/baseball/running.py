"""Plays on the bases between and on pitches: steals, pickoffs, wild pitches, balks."""

from random import Random

from statsapi_simulator.baseball.fielding import BASE_WORDS, Defense
from statsapi_simulator.baseball.legs import NEXT_BASE, Leg, Outcome
from statsapi_simulator.baseball.people import Player
from statsapi_simulator.baseball.records import Bases

_STEAL_WORDS = {"2B": "2nd base", "3B": "3rd base", "score": "home"}
_STEAL_CODES = {"2B": "2b", "3B": "3b", "score": "home"}
_COVERS = {"1B": "3", "2B": "6", "3B": "5"}


class Running:
    """Decides what runners try. Every method gives an Outcome, or None when nobody tries."""

    def __init__(self, rng: Random, players: dict[int, Player], bases: Bases, defense: Defense) -> None:
        self.rng = rng
        self.players = players
        self.bases = bases
        self.defense = defense

    def _name(self, runner: int) -> str:
        return self.players[runner].name

    def steal(self, outs: int) -> str | None:
        """The base from which somebody runs on this pitch, if anybody does."""
        first, second, third = self.bases.first, self.bases.second, self.bases.third
        if first is not None and second is None:
            chance = 0.034 + 0.022 * max(self.players[first].speed, -1.0)
            if self.rng.random() < chance:
                return "1B"
        elif second is not None and third is None and outs < 2:
            chance = 0.006 + 0.005 * max(self.players[second].speed, -0.5)
            if self.rng.random() < chance:
                return "2B"
        elif third is not None and second is None and first is None and self.rng.random() < 0.008:
            return "3B"
        return None

    def steal_result(self, base: str) -> Outcome:
        """Safe or out; on a steal of third a runner on first comes along."""
        runner = self.bases.runners()[base]
        target = NEXT_BASE[base]
        code = _STEAL_CODES[target]
        safe = self.rng.random() < 0.73 + 0.07 * self.players[runner].speed
        if not safe:
            cover = {"2B": self.rng.choice("46"), "3B": "5", "score": "2"}[target]
            given = self.defense.assists_to("2", cover) if cover != "2" else self.defense.assists_to("1", "2")
            out_base = "4B" if target == "score" else target
            path = self.defense.path_words("2", cover) if cover != "2" else self.defense.path_words("1", "2")
            event = f"Caught Stealing {'Home' if code == 'home' else code.upper()}"
            leg = Leg(runner, base, None, f"r_caught_stealing_{code}", out_base=out_base, credits=given, origin=base)
            text = f"{self._name(runner)} caught stealing {_STEAL_WORDS[target]}, {path}."
            return Outcome(event, f"caught_stealing_{code}", text, (leg,), rbi=False, is_out=True)
        legs = [Leg(runner, base, target, f"r_stolen_base_{code}", origin=base)]
        text = f"{self._name(runner)} steals {_STEAL_WORDS[target]}."
        if base == "2B" and self.bases.first is not None:
            follower = self.bases.first
            legs.append(
                Leg(follower, "1B", "2B", "r_stolen_base_2b", origin="1B", event=("Stolen Base 2B", "stolen_base_2b"))
            )
            text += f" {self._name(follower)} steals 2nd base."
        event = f"Stolen Base {'Home' if code == 'home' else code.upper()}"
        return Outcome(event, f"stolen_base_{code}", text, tuple(legs), rbi=False)

    def caught_with_another(self) -> Outcome:
        """The runner on first is caught, and the one on third, who broke for home on the throw, is out as well."""
        first, third = self.bases.first, self.bases.third
        assert first is not None
        assert third is not None
        caught = ("Caught Stealing 2B", "caught_stealing_2b")
        at_second, at_home = self.defense.assists_to("2", "4"), self.defense.assists_to("4", "2")
        legs = (
            Leg(first, "1B", None, "r_caught_stealing_2b", "2B", at_second, event=caught, origin="1B"),
            Leg(third, "3B", None, "r_thrown_out", out_base="4B", credits=at_home, origin="3B"),
        )
        path = self.defense.path_words("2", "4", "2")
        text = f"{self._name(first)} caught stealing 2nd base, {self._name(third)} out at home, {path}."
        return Outcome("Cs Double Play", "cs_double_play", text, legs, rbi=False, is_out=True)

    def indifference(self) -> Outcome | None:
        runner = self.bases.first
        if runner is None or self.bases.second is not None:
            return None
        leg = Leg(runner, "1B", "2B", "r_defensive_indiff", origin="1B")
        text = f"{self._name(runner)} advances to 2nd on defensive indifference."
        return Outcome("Defensive Indiff", "defensive_indiff", text, (leg,), rbi=False)

    def _everybody(self, *, by_error: bool) -> tuple[tuple[Leg, ...], str]:
        legs = []
        text = ""
        for base, runner in self.bases.runners().items():
            end = NEXT_BASE[base]
            legs.append(Leg(runner, base, end, "r_adv_play", by_error=by_error, origin=base))
            verb = "scores" if end == "score" else f"to {BASE_WORDS[end]}"
            text += f" {self._name(runner)} {verb}."
        return tuple(legs), text

    def wild_pitch(self) -> Outcome:
        legs, text = self._everybody(by_error=False)
        only = next(iter(self.bases.runners().items()))
        words = f"Wild pitch by {self.defense.words('1')}.{text}"
        if self.bases.count == 1 and only[0] == "1B" and self.rng.random() < 0.06:
            thrown = (self.defense.credit("2", "f_throwing_error"),)
            legs = (
                *legs,
                Leg(
                    only[1],
                    "2B",
                    "3B",
                    "r_adv_play",
                    credits=thrown,
                    event=("Error", "error"),
                    by_error=True,
                    origin="1B",
                ),
            )
            words += f" {self._name(only[1])} to 3rd on a throwing error by {self.defense.words('2')}."
        return Outcome("Wild Pitch", "wild_pitch", words, legs, rbi=False)

    def passed_ball(self) -> Outcome:
        legs, text = self._everybody(by_error=True)
        return Outcome(
            "Passed Ball", "passed_ball", f"Passed ball by {self.defense.words('2')}.{text}", legs, rbi=False
        )

    def balk(self, batter: Player) -> Outcome:
        legs, text = self._everybody(by_error=False)
        return Outcome(
            "Balk", "balk", f"With {batter.name} batting,{text} Balk by {self.defense.words('1')}.", legs, rbi=False
        )

    def pickoff(self, base: str) -> tuple[str, Outcome | None]:
        """A throw to a base: ('attempt', None) or what came of it; to second and third only when it is worth it."""
        runner = self.bases.runners()[base]
        roll = self.rng.random() * (1.0 if base == "1B" else 0.25)
        target = NEXT_BASE[base]
        is_free = target not in self.bases.runners()
        if roll < 0.018:
            return "out", self._picked_off(runner, base)
        if roll < 0.026 and is_free:
            return "out", self._picked_off_running(runner, base)
        if roll < 0.034 and is_free:
            thrown = (self.defense.credit("1", "f_throwing_error"),)
            code = base.lower()
            leg = Leg(runner, base, target, f"r_pickoff_error_{code}", credits=thrown, by_error=True, origin=base)
            text = f"Throwing error by {self.defense.words('1')} on the pickoff attempt."
            return "error", Outcome(f"Pickoff Error {base}", f"pickoff_error_{code}", text, (leg,), rbi=False)
        return "attempt", None

    def _picked_off(self, runner: int, base: str, thrower: str = "1") -> Outcome:
        code, cover = base.lower(), _COVERS[base]
        given = self.defense.assists_to(thrower, cover)
        leg = Leg(runner, base, None, f"r_pickoff_{code}", out_base=base, credits=given, origin=base)
        who = self.defense.opening_words(thrower)
        text = f"{who} picks off {self._name(runner)} on throw to {self.defense.words(cover)}."
        return Outcome(f"Pickoff {base}", f"pickoff_{code}", text, (leg,), rbi=False, is_out=True)

    def _picked_off_running(self, runner: int, base: str) -> Outcome:
        """The runner breaks for the next base and is thrown out there: picked off and caught stealing."""
        target = NEXT_BASE[base]
        code = _STEAL_CODES[target]
        path = ("1", _COVERS[base], {"2B": "6", "3B": "5", "score": "2"}[target])
        given = self.defense.assists_to(*path)
        out_base = "4B" if target == "score" else target
        reason = f"r_pickoff_caught_stealing_{code}"
        leg = Leg(runner, base, None, reason, out_base=out_base, credits=given, origin=base)
        where = _STEAL_WORDS[target]
        text = f"{self._name(runner)} picked off and caught stealing {where}, {self.defense.path_words(*path)}."
        event = f"Pickoff Caught Stealing {'Home' if code == 'home' else code.upper()}"
        return Outcome(event, f"pickoff_caught_stealing_{code}", text, (leg,), rbi=False, is_out=True)
