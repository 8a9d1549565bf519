"""One turn at bat, pitch by pitch, with everything that can come between."""

from dataclasses import replace

from statsapi_simulator.baseball.balls_in_play import BallsInPlay
from statsapi_simulator.baseball.legs import Outcome
from statsapi_simulator.baseball.manager import Change
from statsapi_simulator.baseball.mishaps import Mishaps
from statsapi_simulator.baseball.pitching import BALLS, CALLS, STRIKES, decide_call
from statsapi_simulator.baseball.recorder import Recorder
from statsapi_simulator.baseball.records import Review


class Turn(BallsInPlay):
    """Plays turns at bat until somebody is out, on base or home."""

    def play(self, openings: list[Change], runner_on_second: int | None = None, *, already_open: bool = False) -> bool:
        """One turn at bat. ``openings`` are announced first. True when the batter's turn was complete.

        ``runner_on_second`` is the automatic runner of an extra inning, announced by the first play. The first play
        of a game is ``already_open``: it holds the status advisories.
        """
        rec, book = self.recorder, self.recorder.book
        pinch = self.manager.pinch_hitter()
        if not already_open:
            rec.begin_play(book.batting_side.due() if pinch is None else pinch.player)
        if self.rng.random() < 0.5:
            rec.show("new_batter", logical=("newBatter",))
        placed_first = self.rng.random() < 0.5
        if runner_on_second is not None and placed_first:
            self._place(runner_on_second)
        for change in [*openings, *([pinch] if pinch is not None else [])]:
            self.announce(change)
        if runner_on_second is not None:
            if not placed_first:
                self._place(runner_on_second)
            # Whoever begins the half is charged with him, whether he was announced before or after.
            rec.earned.place(runner_on_second, book.pitcher, clean=False)
        runner = self.manager.pinch_runner()
        if runner is not None:
            self.announce(runner)
        self._interruptions()
        if not already_open:
            rec.play_start = rec.events[0].start if rec.events else rec.now
        if self._walks_him_on_purpose():
            return True
        while True:
            done = self._pitch()
            if done is not None:
                return done

    def _place(self, runner: int) -> None:
        """Announces the automatic runner."""
        text = f"{self.players[runner].name} starts inning at 2nd base."
        event = "Runner Placed On Base"
        self.recorder.action(event, "runner_placed", text, seconds=1.0, player=runner, base=2)

    def _interruptions(self) -> None:
        """Visits to the mound, timeouts, an ejection: things that only take time."""
        rec, rng = self.recorder, self.rng
        roll = rng.random()
        if roll < 0.045 and rec.book.mound_visits[rec.book.defense] < 4:
            rec.action("Mound Visit", "mound_visit", "Mound Visit.", seconds=24.0)
        elif roll < 0.0465:
            side = rec.book.sides[rec.book.offense]
            boss = side.club.manager
            text = f"{side.club.nickname} manager {boss.name} ejected by HP umpire."
            rec.action("Ejection", "ejection", text, seconds=60.0, player=boss.id)
        elif roll < 0.048:
            rec.action(
                "Injury", "injury", f"Injury delay: {self.batter.name} is looked at.", seconds=95.0, player=rec.batter
            )

    def _between_pitches(self) -> bool | None:
        """Pickoffs, step offs, balks, timeouts, a new pitcher. False when the half ended on the bases."""
        rec, rng, book = self.recorder, self.rng, self.recorder.book
        roll = rng.random()
        for change in (
            self.manager.relief_in_mid_turn(book.balls, book.strikes),
            self.manager.pinch_hitter_in_mid_turn(rec.batter, book.balls, book.strikes),
        ):
            if change is not None:
                self.announce(change)
        if roll < 0.035 and rec.events:
            rec.action("Batter Timeout", "batter_timeout", "Batter Timeout.", seconds=16.0, player=rec.batter)
        elif roll < 0.047 and book.on_base and rec.disengagements < 2:
            rec.disengagements += 1
            rec.add(
                rec.new_event(
                    "stepoff", "Pitcher Step Off", seconds=6.0, code="PSO", play_id=rec.play_id(),
                    disengagement=rec.disengagements, from_catcher=False,
                )
            )  # fmt: skip
        elif roll < 0.0478 and book.on_base:
            outcome = self._running().balk(self.batter)
            rec.running_play(outcome, rec.batter)
            return self._game_over()
        elif roll < 0.12 and book.on_base and rec.disengagements < 2:
            return self._pickoff()
        elif roll > 0.9985 and rec.pitch_number == 0 and book.strikes == 0:
            rec.add(
                rec.new_event(
                    "no_pitch", CALLS["AC"], seconds=2.0, code="AC", strikes=1, play_id=rec.play_id(),
                    violation=("batter_timer", CALLS["AC"], rec.batter),
                )
            )  # fmt: skip
            rec.show("automatic_strike", logical=("countChange", "count01"))
        return None

    def _pickoff(self) -> bool | None:
        rec, book = self.recorder, self.recorder.book
        base = self.rng.choices(("1B", "2B", "3B"), weights=(74, 14, 12))[0]
        if base not in book.bases.runners():
            return None
        rec.disengagements += 1
        result, outcome = self._running().pickoff(base)
        rec.add(
            rec.new_event(
                "pickoff", f"Pickoff Attempt {base}", seconds=7.0, code=base[0], play_id=rec.play_id(),
                disengagement=rec.disengagements, from_catcher=False, is_out=result == "out",
            )
        )  # fmt: skip
        if outcome is None:
            rec.show("pickoff")
            return None
        return self._on_the_bases(outcome)

    def _on_the_bases(self, outcome: Outcome) -> bool | None:
        """A running play of its own; when it makes the third out, the play ends without the batter."""
        rec, book = self.recorder, self.recorder.book
        outs = sum(leg.is_out for leg in outcome.legs)
        if book.outs + outs < 3:
            rec.running_play(outcome, rec.batter)
            return self._game_over()
        last = len(rec.events) - 1
        before = book.bases
        if last < 0:
            rec.running_play(outcome, rec.batter)
        else:
            moves = rec.moves_of(outcome, last)
            ended = replace(rec.events.pop(), is_out=True)
            rec.events.append(ended)
            rec.moves.extend(moves)
            book.apply(replace(ended, kind="action", code=None, is_substitution=False, violation=None), moves)
        rec.finish(outcome, bases_before=before, balls=book.balls, strikes=book.strikes)
        rec.publish(outcome.event_type, logical=("midInning",))
        return False

    def _game_over(self) -> bool | None:
        """A winning run that came in between pitches ends the game in mid turn."""
        book = self.recorder.book
        if book.top or book.inning < self.scheduled_innings or book.runs(1) <= book.runs(0):
            return None
        rec = self.recorder
        last = rec.events[-1]
        outcome = Outcome(last.event or "", last.event_type or "", last.description, rbi=False)
        rec.finish(outcome, bases_before=book.bases, balls=book.balls, strikes=book.strikes)
        rec.publish(last.event_type or "")
        return False

    def _pitch(self) -> bool | None:
        rec, rng, book = self.recorder, self.rng, self.recorder.book
        rec.wait(rng.uniform(11.0, 17.0))
        ended = self._between_pitches()
        if ended is not None:
            return ended
        bases = book.bases
        wants_bunt = self._bunts(bases)
        call = decide_call(rng, self.pitcher, self.batter, book.balls, book.strikes, offense=self.offense)
        going = None if call in "XFH" else self._running().steal(book.outs)
        if call == "B" and rng.random() < 0.07:
            call = "*B"
        elif call == "S":
            call = rng.choices(("S", "W", "T"), weights=(88, 5, 7))[0]
        elif call == "F" and wants_bunt:
            call = "L"
        if call == "X":
            return self._in_play(wants_bunt)
        if call == "H":
            return self._end_with(
                self._takes_first("Hit By Pitch", "hit_by_pitch", f"{self.batter.name} hit by pitch."), code="H"
            )
        if call in ("F", "L", "T") and rng.random() < 0.0006:
            return self._interference()
        if call == "B" and book.on_base and book.balls < 3 and rng.random() < 0.0008:
            return self._batter_interference()
        balls = book.balls + (call in BALLS)
        strikes = book.strikes + (call in STRIKES)
        if call == "F" and book.strikes == 2:
            strikes = 2
        if balls == 4:
            text = f"{self.batter.name} walks."
            return self._end_with(self._takes_first("Walk", "walk", text), code=call, balls=4)
        if strikes == 3:
            return self._strikeout(call, going)
        self._plain_pitch(call, balls, strikes, going)
        return self._after_pitch(call, going)

    def _plain_pitch(self, call: str, balls: int, strikes: int, going: str | None) -> None:
        """A pitch that does not end the turn; rarely a call of ball or strike is challenged and turned round."""
        rec, rng, book = self.recorder, self.rng, self.recorder.book
        logical = ("countChange", f"count{balls}{strikes}")
        challenged = call in ("B", "C") and rng.random() < 0.012 and going is None
        if challenged and balls < 4 and strikes < 3:
            turned = rng.random() < 0.5 and book.strikes < 2 and book.balls < 3
            side = book.offense if call == "C" else book.defense
            player = rec.batter if call == "C" else book.fielding_side.catcher
            team = book.sides[side].club.id
            made = self._pitch_event(call, balls=balls, strikes=strikes)

            def show_first_call(recorder: Recorder) -> None:
                recorder.add(
                    replace(made, review=Review("MJ", team, overturned=False, in_progress=True, player=player))
                )
                recorder.status = "MJ"
                recorder.show("challenge", logical=logical)
                recorder.status = "I"

            rec.provisionally(show_first_call)
            rec.wait(16.0)
            if turned:
                other = "B" if call == "C" else "C"
                balls, strikes = book.balls + (other == "B"), book.strikes + (other == "C")
                made = replace(made, code=other, description=CALLS[other], balls=balls, strikes=strikes)
            rec.add(replace(made, review=Review("MJ", team, overturned=turned, player=player)))
            book.count_review(side, overturned=turned, balls_and_strikes=True)
            rec.show("challenge_decided", logical=("countChange", f"count{balls}{strikes}"))
            return
        rec.add(self._pitch_event(call, balls=balls, strikes=strikes, runner_going=going is not None))
        rec.show(CALLS[call].lower().replace(" ", "_"), logical=logical)

    def _after_pitch(self, call: str, going: str | None) -> bool | None:
        """What runners make of a pitch that got away, or of a running start."""
        rng, rec, book = self.rng, self.recorder, self.recorder.book
        if not book.on_base:
            return None
        running = self._running()
        if going is not None:
            late = book.inning >= 9 and book.runs(book.defense) - book.runs(book.offense) >= 3
            if late and going == "1B" and book.outs < 3:
                free = running.indifference()
                if free is not None:
                    rec.running_play(free, rec.batter)
                    return None
            outcome = running.steal_result(going)
            if (
                outcome.is_out
                and going == "1B"
                and book.bases.third is not None
                and book.outs < 2
                and rng.random() < 0.4
            ):
                outcome = running.caught_with_another()
            return self._on_the_bases(outcome)
        if (call in ("*B", "W") and rng.random() < 0.2) or (call == "B" and rng.random() < 0.002):
            outcome = running.passed_ball() if rng.random() < 0.22 else running.wild_pitch()
            return self._on_the_bases(outcome)
        seldom = Mishaps(rng, self.players, book.bases, self._defense()).seldom(book.outs)
        return None if seldom is None else self._on_the_bases(seldom)
