"""Outs on balls in play: on the ground and in the air, with what the runners do meanwhile."""

from statsapi_simulator.baseball.fielding import cover_second
from statsapi_simulator.baseball.legs import NEXT_BASE, Leg, Outcome, advance, forced
from statsapi_simulator.baseball.records import Hit
from statsapi_simulator.baseball.situation import Situation


class Outs(Situation):
    """The ways to make an out, or to force one."""

    def ground_out(self, hit: Hit) -> Outcome:
        from_home = hit.trajectory == "bunt_grounder"
        fielder = hit.location
        first = self.bases.first is not None
        spare = self.outs < 2
        roll = self.rng.random()
        if from_home and self.bases.count and self.bases.third is None and self.outs < 2:
            return self.sacrifice_bunt(hit)
        if first and spare:
            if self.bases.second is not None and self.outs == 0 and roll < 0.12 and fielder in "56":
                return self.triple_play(hit)
            if roll < 0.40 and fielder in "13456":
                return self.double_play(hit)
            if roll < 0.62:
                return self.force_out(hit)
        elif first and self.outs == 2 and roll < 0.3:
            return self.force_out(hit)
        elif self.bases.third is not None and spare and not first and fielder in "156" and roll < 0.14:
            return self.choice_at_home(hit)
        if first and roll > 0.985 and spare:
            return self.choice_all_safe(hit)
        return self.plain_ground_out(hit)

    def plain_ground_out(self, hit: Hit) -> Outcome:
        fielder = hit.location
        third_out = self.outs == 2
        if fielder == "3" and self.rng.random() < 0.75:
            given, path = self.defense.assists_to("3"), f"to {self.defense.words('3')}"
        else:
            target = "1" if fielder == "3" else "3"
            given = self.defense.assists_to(fielder, target)
            path = self.defense.path_words(fielder, target)
        legs = [Leg(self.batter.id, None, None, out_base="1B", credits=given)]
        ends: dict[int, str] = {}
        if not third_out:
            for base, who in self.bases.runners().items():
                is_forced = forced(self.bases, base)
                free = NEXT_BASE[base] not in self.held(ends)
                if is_forced or (free and self.rng.random() < (0.5 if base == "3B" else 0.65)):
                    ends[who] = NEXT_BASE[base]
                    legs += advance(who, base, NEXT_BASE[base], is_forced=is_forced)
        how = {"hard": " sharply", "soft": " softly"}.get(hit.hardness, "")
        comma = "," if "to" in path.split()[1:] and not path.startswith("to ") else ""
        text = f"{self.batter.name} grounds out{how}{comma} {path}."
        event = "Bunt Groundout" if hit.trajectory == "bunt_grounder" else "Groundout"
        return Outcome(event, "field_out", text + self.moved(ends), tuple(legs), is_out=True)

    def force_out(self, hit: Hit) -> Outcome:
        fielder = hit.location if hit.location in "123456" else "6"
        cover = cover_second(fielder)
        runner = self.bases.first
        assert runner is not None
        given = self.defense.assists_to(fielder, cover) if fielder != cover else self.defense.assists_to(cover)
        legs = [
            Leg(runner, "1B", None, "r_force_out", out_base="2B", credits=given, origin="1B"),
            Leg(self.batter.id, None, "1B"),
        ]
        ends: dict[int, str] = {}
        if self.outs < 2:
            for base, who in self.bases.runners().items():
                if base != "1B" and (forced(self.bases, base) or self.rng.random() < 0.5):
                    ends[who] = NEXT_BASE[base]
                    legs += advance(who, base, NEXT_BASE[base], is_forced=forced(self.bases, base))
        text = (
            f"{self.batter.name} grounds into a force out, {self.defense.path_words(fielder, cover)}."
            f"{self.moved(ends)} {self.name_of(runner)} out at 2nd. {self.batter.name} to 1st."
        )
        return Outcome("Forceout", "force_out", text, tuple(legs), is_out=True, swaps=((runner, self.batter.id),))

    def double_play(self, hit: Hit) -> Outcome:
        fielder = hit.location
        cover = cover_second(fielder)
        runner = self.bases.first
        assert runner is not None
        second = (self.defense.credit(cover, "f_assist"), self.defense.credit("3", "f_putout"))
        legs = [
            Leg(
                runner,
                "1B",
                None,
                "r_force_out",
                out_base="2B",
                credits=self.defense.assists_to(fielder, cover),
                origin="1B",
            ),
            Leg(self.batter.id, None, None, out_base="1B", credits=second),
        ]
        ends: dict[int, str] = {}
        if self.outs == 0:
            for base, who in self.bases.runners().items():
                if base != "1B":
                    ends[who] = NEXT_BASE[base]
                    legs += advance(who, base, NEXT_BASE[base], is_forced=forced(self.bases, base))
        text = (
            f"{self.batter.name} grounds into a double play, {self.defense.path_words(fielder, cover, '3')}."
            f"{self.moved(ends)} {self.name_of(runner)} out at 2nd. {self.batter.name} out at 1st."
        )
        return Outcome("Grounded Into DP", "grounded_into_double_play", text, tuple(legs), rbi=False, is_out=True)

    def triple_play(self, hit: Hit) -> Outcome:
        first, second = self.bases.first, self.bases.second
        assert first is not None
        assert second is not None
        legs = (
            Leg(second, "2B", None, "r_force_out", out_base="3B", credits=self.defense.assists_to("5"), origin="2B"),
            Leg(
                first, "1B", None, "r_force_out", out_base="2B", credits=self.defense.assists_to("5", "4"), origin="1B"
            ),
            Leg(self.batter.id, None, None, out_base="1B", credits=self.defense.assists_to("4", "3")),
        )
        path = self.defense.path_words("5", "4", "3")
        text = f"{self.batter.name} grounds into a triple play, {path}."
        event = self.rng.choice((("Triple Play", "triple_play"), ("Grounded Into TP", "grounded_into_triple_play")))
        return Outcome(*event, text, legs, rbi=False, is_out=True)

    def choice_at_home(self, hit: Hit) -> Outcome:
        runner = self.bases.third
        assert runner is not None
        legs = [
            Leg(
                runner,
                "3B",
                None,
                "r_runner_out",
                out_base="4B",
                credits=self.defense.assists_to(hit.location, "2"),
                origin="3B",
            ),
            Leg(self.batter.id, None, "1B"),
        ]
        path = self.defense.path_words(hit.location, "2")
        text = f"{self.batter.name} reaches on a fielder's choice out, {path}. {self.name_of(runner)} out at home."
        return Outcome(
            "Fielders Choice Out",
            "fielders_choice_out",
            text,
            tuple(legs),
            is_out=True,
            swaps=((runner, self.batter.id),),
        )

    def choice_all_safe(self, hit: Hit) -> Outcome:
        legs = [Leg(self.batter.id, None, "1B", credits=(self.defense.credit(hit.location, "f_fielded_ball"),))]
        ends: dict[int, str] = {}
        for base, who in self.bases.runners().items():
            if forced(self.bases, base):
                ends[who] = NEXT_BASE[base]
                legs += advance(who, base, NEXT_BASE[base], is_forced=True)
        text = f"{self.batter.name} reaches on a fielder's choice, fielded by {self.defense.words(hit.location)}."
        return Outcome("Fielders Choice", "fielders_choice", text + self.moved(ends), tuple(legs))

    def sacrifice_bunt(self, hit: Hit) -> Outcome:
        given = self.defense.assists_to(hit.location, "4" if hit.location in "13" else "3")
        legs = [Leg(self.batter.id, None, None, out_base="1B", credits=given)]
        ends: dict[int, str] = {}
        for base, who in self.bases.runners().items():
            ends[who] = NEXT_BASE[base]
            legs += advance(who, base, NEXT_BASE[base], is_forced=True)
        path = self.defense.path_words(hit.location, "4" if hit.location in "13" else "3")
        text = f"{self.batter.name} out on a sacrifice bunt, {path}."
        ahead = next(iter(ends))
        if self.outs == 0 and ends[ahead] == "2B" and self.rng.random() < 0.3:
            thrown = self.defense.assists_to("4" if hit.location in "13" else "3", "5")
            legs.append(Leg(ahead, "2B", None, "r_thrown_out", out_base="3B", credits=thrown, origin="1B"))
            text += f"{self.moved(ends)} {self.name_of(ahead)} out at 3rd."
            return Outcome("Sacrifice Bunt DP", "sac_bunt_double_play", text, tuple(legs), is_out=True)
        return Outcome("Sac Bunt", "sac_bunt", text + self.moved(ends), tuple(legs), is_out=True)

    def air_out(self, hit: Hit) -> Outcome:
        fielder = hit.location if len(hit.location) == 1 else "8"
        words, event = {
            "fly_ball": ("flies out", "Flyout"),
            "line_drive": ("lines out", "Lineout"),
            "popup": ("pops out", "Pop Out"),
            "bunt_popup": ("pops out on a bunt", "Bunt Pop Out"),
        }[hit.trajectory]
        catch = Leg(self.batter.id, None, None, out_base="1B", credits=self.defense.assists_to(fielder))
        deep = fielder in "789" and hit.trajectory in ("fly_ball", "line_drive")
        if self.outs < 2 and deep and self.bases.third is not None and self.rng.random() < 0.68:
            return self.tagging_home(fielder, catch)
        if (
            self.outs < 2
            and hit.trajectory == "line_drive"
            and self.bases.first is not None
            and self.rng.random() < 0.06
        ):
            if self.bases.second is not None and self.outs == 0 and fielder in "456":
                return self.line_drive_triple_play(fielder, catch)
            return self.doubled_off(fielder, catch)
        if fielder in "79" and hit.trajectory == "fly_ball" and self.rng.random() < 0.006:
            return self.fan_interference(fielder, catch)
        legs = [catch]
        ends: dict[int, str] = {}
        second = self.bases.second
        if self.outs < 2 and deep and second is not None and self.bases.third is None and self.rng.random() < 0.25:
            ends[second] = "3B"
            legs += advance(second, "2B", "3B", is_forced=False)
        text = f"{self.batter.name} {words} to {self.defense.words(fielder)}."
        return Outcome(event, "field_out", text + self.moved(ends), tuple(legs), is_out=True)

    def tagging_home(self, fielder: str, catch: Leg) -> Outcome:
        """A runner tags up at third: a sacrifice fly, or rarely a double play at the plate."""
        runner = self.bases.third
        assert runner is not None
        if self.rng.random() < 0.035:
            throw = self.defense.outfield_assist(fielder, "2")
            legs: tuple[Leg, ...] = (
                catch,
                Leg(runner, "3B", None, "r_thrown_out", out_base="4B", credits=throw, origin="3B"),
            )
            text = (
                f"{self.batter.name} flies into a double play, {self.defense.path_words(fielder, '2')}. "
                f"{self.name_of(runner)} out at home."
            )
            return Outcome("Double Play", "double_play", text, legs, rbi=False, is_out=True)
        legs = (catch, *advance(runner, "3B", "score", is_forced=False))
        ends = {runner: "score"}
        first, second = self.bases.first, self.bases.second
        text = f"{self.batter.name} out on a sacrifice fly to {self.defense.words(fielder)}."
        if self.outs == 0 and first is not None and second is None and self.rng.random() < 0.3:
            throw = self.defense.outfield_assist(fielder, "4")
            legs = (*legs, Leg(first, "1B", None, "r_thrown_out", out_base="2B", credits=throw, origin="1B"))
            return Outcome("Sac Fly Double Play", "sac_fly_double_play", text + self.moved(ends), legs, is_out=True)
        if second is not None and self.rng.random() < 0.4:
            ends[second] = "3B"
            legs = (*legs, *advance(second, "2B", "3B", is_forced=False))
        return Outcome("Sac Fly", "sac_fly", text + self.moved(ends), legs, is_out=True)

    def fan_interference(self, fielder: str, catch: Leg) -> Outcome:
        """A spectator takes the ball from a fielder who would have caught it: the batter is out, nobody moves."""
        text = f"{self.batter.name} out on fan interference, {self.defense.words(fielder)}."
        return Outcome("Fan Interference", "fan_interference", text, (catch,), is_out=True)

    def line_drive_triple_play(self, fielder: str, catch: Leg) -> Outcome:
        """Both runners were under way."""
        first, second = self.bases.first, self.bases.second
        assert first is not None
        assert second is not None
        cover = cover_second(fielder)
        on_second = self.defense.assists_to(cover) if fielder == cover else self.defense.assists_to(fielder, cover)
        legs = (
            catch,
            Leg(second, "2B", None, "r_doubled_off", out_base="2B", credits=on_second, origin="2B"),
            Leg(
                first,
                "1B",
                None,
                "r_doubled_off",
                out_base="1B",
                credits=self.defense.assists_to(cover, "3"),
                origin="1B",
            ),
        )
        text = f"{self.batter.name} lines into a triple play, {self.defense.path_words(fielder, cover, '3')}."
        return Outcome("Triple Play", "triple_play", text, legs, rbi=False, is_out=True)

    def doubled_off(self, fielder: str, catch: Leg) -> Outcome:
        runner = self.bases.first
        assert runner is not None
        given = self.defense.assists_to("3") if fielder == "3" else self.defense.assists_to(fielder, "3")
        legs = (catch, Leg(runner, "1B", None, "r_doubled_off", out_base="1B", credits=given, origin="1B"))
        path = self.defense.path_words(fielder, "3") if fielder != "3" else f"to {self.defense.words('3')}"
        text = f"{self.batter.name} lines into a double play, {path}. {self.name_of(runner)} doubled off 1st."
        return Outcome("Double Play", "double_play", text, legs, rbi=False, is_out=True)
