"""How a turn at bat ends without a ball in play: walks, strike-outs, interference."""

from dataclasses import replace

from statsapi_simulator.baseball.at_bat import AtBat
from statsapi_simulator.baseball.legs import Leg, Outcome, forced_advances
from statsapi_simulator.baseball.pitching import CALLS


class Endings(AtBat):
    """Writes the deciding pitch and its consequences."""

    def _takes_first(self, event: str, event_type: str, text: str) -> Outcome:
        """Walk, hit by pitch, interference: the batter on first, forced runners one base on."""
        pushed = forced_advances(self.recorder.book.bases)
        for leg in pushed:
            verb = "scores" if leg.end == "score" else f"to {'2nd' if leg.end == '2B' else '3rd'}"
            text += f" {self.players[leg.runner].name} {verb}."
        return Outcome(event, event_type, text, (*pushed, Leg(self.batter.id, None, "1B")))

    def _interference(self) -> bool:
        book = self.recorder.book
        catcher = book.fielding_side.catcher
        text = f"{self.batter.name} reaches on catcher interference by {self.players[catcher].name}."
        outcome = self._takes_first("Catcher Interference", "catcher_interf", text)
        credit = self._defense().credit("2", "c_catcher_interf")
        *others, batter_leg = outcome.legs
        return self._end_with(replace(outcome, legs=(*others, replace(batter_leg, credits=(credit,)))), code="F")

    def _strikeout(self, call: str, going: str | None) -> bool:
        rng, book = self.rng, self.recorder.book
        defense = self._defense()
        how = "called out on strikes" if call == "C" else "strikes out swinging"
        if call == "L":
            how = "strikes out on a foul bunt"
        text = f"{self.batter.name} {how}."
        got_away = call == "W" and rng.random() < 0.5
        first_open = book.bases.first is None or book.outs == 2
        out = Leg(self.batter.id, None, None, out_base="1B", credits=defense.assists_to("2"))
        if got_away and first_open:
            return self._dropped_third_strike(call, text)
        bases = book.bases
        if bases.first and bases.second and book.outs == 0 and not got_away and rng.random() < 0.05:
            return self._strikeout_triple_play(call, text, out)
        if going is not None and not got_away:
            steal = self._running().steal_result(going)
            if steal.is_out and book.outs < 2:
                legs = (out, *(replace(leg, event=(steal.event, steal.event_type)) for leg in steal.legs))
                words = text[:-1] + " and " + steal.text
                outcome = Outcome("Strikeout Double Play", "strikeout_double_play", words, legs, rbi=False, is_out=True)
                return self._end_with(outcome, code=call, strikes=3)
            if not steal.is_out and book.outs < 2:
                legs = (out, *(replace(leg, event=leg.event or (steal.event, steal.event_type)) for leg in steal.legs))
                outcome = Outcome("Strikeout", "strikeout", f"{text} {steal.text}", legs, rbi=False, is_out=True)
                return self._end_with(outcome, code=call, strikes=3)
        if got_away and book.on_base and book.outs < 2:
            pitch = self._running().wild_pitch()
            legs = (out, *(replace(leg, event=leg.event or (pitch.event, pitch.event_type)) for leg in pitch.legs))
            outcome = Outcome("Strikeout", "strikeout", f"{text} {pitch.text}", legs, rbi=False, is_out=True)
            return self._end_with(outcome, code=call, strikes=3)
        return self._end_with(Outcome("Strikeout", "strikeout", text, (out,), is_out=True), code=call, strikes=3)

    def _batter_interference(self) -> bool:
        """The batter gets in the catcher's way: he is out, and it is the catcher's putout."""
        text = f"{self.batter.name} out on batter interference."
        out = Leg(self.batter.id, None, None, out_base="1B", credits=self._defense().assists_to("2"))
        outcome = Outcome("Batter Interference", "batter_interference", text, (out,), is_out=True)
        return self._end_with(outcome, code="B", balls=self.recorder.book.balls + 1)

    def _strikeout_triple_play(self, call: str, text: str, out: Leg) -> bool:
        """Two runners set out on the third strike and are both caught."""
        defense, bases = self._defense(), self.recorder.book.bases
        assert bases.first is not None
        assert bases.second is not None
        caught, thrown = ("Caught Stealing 3B", "caught_stealing_3b"), ("Other Out", "other_out")
        to_third, to_second = defense.assists_to("2", "5"), defense.assists_to("5", "4")
        legs = (
            out,
            Leg(bases.second, "2B", None, "r_caught_stealing_3b", "3B", to_third, event=caught, origin="2B"),
            Leg(bases.first, "1B", None, "r_thrown_out", "2B", to_second, event=thrown, origin="1B"),
        )
        words = f"{text[:-1]} and two runners are caught, {defense.path_words('2', '5', '4')}."
        outcome = Outcome("Strikeout Triple Play", "strikeout_triple_play", words, legs, rbi=False, is_out=True)
        return self._end_with(outcome, code=call, strikes=3)

    def _dropped_third_strike(self, call: str, text: str) -> bool:
        """The catcher lost the third strike: thrown out at first, or safe on a wild pitch or a passed ball."""
        defense = self._defense()
        batter = self.batter.id
        if self.rng.random() < 0.55:
            thrown = Leg(batter, None, None, out_base="1B", credits=defense.assists_to("2", "3"))
            words = f"{text[:-1]}, {defense.path_words('2', '3')}."
            return self._end_with(
                Outcome("Strikeout", "strikeout", words, (thrown,), is_out=True), code=call, strikes=3
            )
        passed = self.rng.random() < 0.3
        event = ("Passed Ball", "passed_ball") if passed else ("Wild Pitch", "wild_pitch")
        legs = [Leg(batter, None, None), Leg(batter, None, "1B", "r_adv_play", event=event, by_error=passed)]
        words = f"{text} {self.batter.name} to 1st."
        pushed = forced_advances(self.recorder.book.bases)
        legs += [replace(leg, event=event, reason="r_adv_play", by_error=passed) for leg in pushed]
        words += f" {event[0].capitalize()} by {defense.words('2' if passed else '1')}."
        outcome = Outcome("Strikeout", "strikeout", words, tuple(legs), rbi=False, phantom_outs=int(passed))
        return self._end_with(outcome, code=call, strikes=3)

    def _end_with(
        self, outcome: Outcome, *, code: str, kind: str = "pitch", balls: int | None = None, strikes: int | None = None
    ) -> bool:
        """The deciding pitch without a ball in play."""
        rec, book = self.recorder, self.recorder.book
        final_balls = book.balls if balls is None else balls
        final_strikes = book.strikes if strikes is None else strikes
        before = book.bases
        if kind == "pitch":
            event = self._pitch_event(code, balls=final_balls, strikes=final_strikes, is_out=outcome.is_out)
        else:
            event = rec.new_event(
                "no_pitch", CALLS[code], seconds=0.1, code=code, balls=final_balls, play_id=rec.play_id()
            )
        moves = rec.moves_of(outcome, event.index, batter_reaches=not outcome.is_out)
        rec.add(event, moves)
        rec.finish(outcome, bases_before=before, balls=final_balls, strikes=final_strikes)
        self._close(outcome)
        return True

    def _close(self, outcome: Outcome) -> None:
        """Publishes the complete play and sends the next man to the plate."""
        rec, book = self.recorder, self.recorder.book
        book.sides[book.offense] = book.batting_side.advanced()
        logical = ("midInning",) if book.outs >= 3 else ("newBatter",)
        rec.publish(outcome.event_type, logical=logical)
        rec.wait(self.rng.uniform(8.0, 15.0))

    def _walks_him_on_purpose(self) -> bool:
        rec, book = self.recorder, self.recorder.book
        bases = book.bases
        tight = book.inning >= 7 and abs(book.runs(0) - book.runs(1)) <= 2
        danger = bases.first is None and (bases.second is not None or bases.third is not None) and book.outs > 0
        if not (tight and danger and self.rng.random() < 0.09):
            return False
        for balls in range(1, 5):
            if balls < 4:
                rec.add(
                    rec.new_event("no_pitch", CALLS["VB"], seconds=0.1, code="VB", balls=balls, play_id=rec.play_id())
                )
        text = f"{self.pitcher.name} intentionally walks {self.batter.name}."
        self._end_with(self._takes_first("Intent Walk", "intent_walk", text), code="VB", kind="no_pitch", balls=4)
        return True
