"""Hits and errors: the batter reaches base, and how far everybody gets."""

from statsapi_simulator.baseball.fielding import BASE_WORDS, FIELD_WORDS, outfielder_of, sharpness
from statsapi_simulator.baseball.legs import BASE_NUMBER, NEXT_BASE, Leg, Outcome, advance, forced
from statsapi_simulator.baseball.records import Credit, Hit
from statsapi_simulator.baseball.situation import TRAJECTORY_WORDS, Situation


class Hits(Situation):
    """The ways to reach base on a ball in play."""

    def home_run(self, hit: Hit) -> Outcome:
        runners = self.bases.runners()
        legs = [Leg(self.batter.id, None, "score")]
        legs += [leg for base, who in runners.items() for leg in advance(who, base, "score", is_forced=True)]
        what = "hits a grand slam" if len(runners) == 3 else "homers"
        text = f"{self.batter.name} {what} on a {sharpness(hit)}fly ball to {FIELD_WORDS[hit.location]}."
        return Outcome("Home Run", "home_run", text + self.scored(runners.values()), tuple(legs))

    def base_hit(self, kind: str, hit: Hit) -> Outcome:
        if self.runs_to_win is not None and kind != "home_run":
            shortened = self._walk_off(hit)
            if shortened is not None:
                return shortened
        taken = {"single": 1, "double": 2, "triple": 3}[kind]
        fielder = hit.location if hit.location in "123456789" and len(hit.location) == 1 else outfielder_of(hit)
        given: tuple[Credit, ...] = (self.defense.credit(fielder, "f_fielded_ball"),)
        if kind == "single" and hit.trajectory == "ground_ball" and fielder in "789" and self.rng.random() < 0.05:
            given = (self.defense.credit({"7": "5", "8": "6", "9": "3"}[fielder], "f_deflection"), *given)
        batter_leg = Leg(self.batter.id, None, ("1B", "2B", "3B")[taken - 1], credits=given)
        legs: list[Leg] = [batter_leg]
        ends: dict[int, str] = {}
        blocked = 4
        for base, who in self.bases.runners().items():
            end = self._runner_end(kind, base, who, blocked, infield=hit.location in ("1", "2", "3", "4", "5", "6"))
            ends[who] = end
            blocked = BASE_NUMBER[end] if end != "score" else 4
            legs += advance(who, base, end, is_forced=forced(self.bases, base), split=kind == "single")
        name = {"single": "singles", "double": "doubles", "triple": "triples"}[kind]
        text = (
            f"{self.batter.name} {name} on a {sharpness(hit)}{TRAJECTORY_WORDS[hit.trajectory]} "
            f"to {self.defense.words(fielder)}."
        )
        text += self.moved(ends)
        if fielder in "789":
            extra, words = self._throw_or_error(kind, fielder, ends, batter_leg)
            legs += extra
            text += words
        return Outcome(kind.capitalize(), kind, text, tuple(legs))

    def _runner_end(self, kind: str, base: str, who: int, blocked: int, *, infield: bool) -> str:
        speed = self.players[who].speed
        if kind == "triple" or base == "3B":
            return "score"
        if kind == "double":
            if base == "2B":
                return "score"
            goes = self.rng.random() < 0.42 + 0.08 * speed + (0.2 if self.outs == 2 else 0.0)
            return "score" if goes and blocked == 4 else "3B"
        if infield:
            return NEXT_BASE[base]
        if base == "2B":
            goes = self.rng.random() < 0.58 + 0.08 * speed + (0.2 if self.outs == 2 else 0.0)
            return "score" if goes else "3B"
        goes = self.rng.random() < 0.27 + 0.06 * speed
        return "3B" if goes and blocked == 4 else "2B"

    def _throw_or_error(self, kind: str, fielder: str, ends: dict[int, str], batter_leg: Leg) -> tuple[list[Leg], str]:
        """Rarely the batter is out stretching, or an error gives him one more base."""
        roll = self.rng.random()
        behind = {BASE_NUMBER[end] for end in ends.values() if end != "score"}
        here = BASE_NUMBER[batter_leg.end]
        if here >= 3 or here + 1 in behind:
            return [], ""
        there = NEXT_BASE[batter_leg.end]
        word = BASE_WORDS[there]
        if roll < 0.008 and self.runs_to_win is None:
            at = "4" if there == "2B" else "5"
            given = self.defense.outfield_assist(fielder, at)
            leg = Leg(
                self.batter.id,
                batter_leg.end,
                None,
                "r_out_stretching",
                out_base=there,
                credits=given,
                event=("Other Out", "other_out"),
            )
            path = self.defense.path_words(fielder, at)
            return [leg], f" {self.batter.name} out at {word} on the throw, {path}."
        if roll < 0.02:
            credit = self.defense.credit(fielder, "f_fielding_error")
            leg = Leg(
                self.batter.id,
                batter_leg.end,
                there,
                "r_adv_play",
                credits=(credit,),
                event=("Error", "error"),
                by_error=True,
            )
            words = self.defense.words(fielder)
            return [leg], f" {self.batter.name} advances to {word}, on a fielding error by {words}."
        return [], ""

    def _walk_off(self, hit: Hit) -> Outcome | None:
        """The hit that wins: it counts for as many bases as the winning runner needs, nobody moves after him."""
        needed = self.runs_to_win or 0
        runners = list(self.bases.runners().items())
        if len(runners) < needed:
            return None
        winner_base = runners[needed - 1][0]
        bases_needed = 4 - BASE_NUMBER[winner_base]
        kind = {1: "single", 2: "single", 3: "double"}[bases_needed]
        fielder = outfielder_of(hit) if hit.location not in "123456" else hit.location
        if bases_needed > 1 and fielder in "123456":
            return None
        batter_end = "1B" if kind == "single" else "2B"
        legs = [Leg(self.batter.id, None, batter_end, credits=(self.defense.credit(fielder, "f_fielded_ball"),))]
        ends: dict[int, str] = {}
        for place, (base, who) in enumerate(runners):
            end = "score" if place < needed else NEXT_BASE[base]
            if place >= needed and not forced(self.bases, base) and kind == "single":
                continue
            if place >= needed and kind == "double":
                end = "3B"
            ends[who] = end
            legs += advance(who, base, end, is_forced=forced(self.bases, base), split=kind == "single")
        text = f"{self.batter.name} {kind}s on a {TRAJECTORY_WORDS[hit.trajectory]} to {self.defense.words(fielder)}."
        return Outcome(kind.capitalize(), kind, text + self.moved(ends), tuple(legs))

    def error(self, hit: Hit) -> Outcome:
        fielder = hit.location if len(hit.location) == 1 else "8"
        throwing = fielder in "3456" and self.rng.random() < 0.45
        dropped = fielder in "789" and hit.trajectory == "fly_ball"
        kind = "f_throwing_error" if throwing else "f_error_dropped_ball" if dropped else "f_fielding_error"
        legs = [Leg(self.batter.id, None, "1B", credits=(self.defense.credit(fielder, kind),), by_error=True)]
        ends: dict[int, str] = {}
        for base, who in self.bases.runners().items():
            is_forced = forced(self.bases, base)
            end = NEXT_BASE[base]
            if not is_forced and (end in self.held(ends) or self.rng.random() < 0.4):
                continue
            ends[who] = end
            reason = "r_adv_force" if is_forced else "r_adv_play"
            legs.append(Leg(who, base, end, reason, by_error=not is_forced, origin=base))
        what = "throwing" if throwing else "dropped ball" if dropped else "fielding"
        text = f"{self.batter.name} reaches on a {what} error by {self.defense.words(fielder)}."
        second_is_free = "2B" not in ends.values() and "2B" not in self.held(ends)
        if throwing and second_is_free and self.rng.random() < 0.4:
            legs.append(Leg(self.batter.id, "1B", "2B", "r_adv_play", by_error=True))
            text += f" {self.batter.name} to 2nd."
        text += self.moved(ends)
        return Outcome("Field Error", "field_error", text, tuple(legs), rbi=False, phantom_outs=1)
