"""How a turn at bat ends with a ball in play, and calls on it that do not stand."""

from dataclasses import replace

from statsapi_simulator.baseball.batted import BattedBall
from statsapi_simulator.baseball.contact import bunt_ball, hit_ball
from statsapi_simulator.baseball.endings import Endings
from statsapi_simulator.baseball.legs import Outcome
from statsapi_simulator.baseball.pitching import CALLS
from statsapi_simulator.baseball.recorder import Recorder
from statsapi_simulator.baseball.records import Bases, Event, Hit, Review


class BallsInPlay(Endings):
    """Writes the ball in play; a first call may be shown and overturned."""

    def _in_play(self, bunting: bool) -> bool:
        rec, rng, book = self.recorder, self.rng, self.recorder.book
        before = book.bases
        ball = BattedBall(
            rng,
            batter=self.batter,
            players=self.players,
            bases=before,
            outs=book.outs,
            defense=self._defense(),
            offense=self.offense,
            runs_to_win=self._runs_to_win(),
        )
        hit = bunt_ball(rng, popup=rng.random() < 0.12) if bunting else hit_ball(rng, self.batter, offense=self.offense)
        outcome, hit = ball.resolve(hit)
        runs = any(leg.end == "score" for leg in outcome.legs)
        code = "E" if runs else ("X" if outcome.is_out else "D")
        event = self._pitch_event(code, balls=book.balls, strikes=book.strikes, hit=hit, is_out=outcome.is_out)
        rec.wait(rng.uniform(3.0, 9.0))
        event = replace(event, end=rec.now)
        if rng.random() < 0.3:
            self._show_contact_first(event)
        if self.wants_rollback and self._suits_rollback(outcome, before):
            self._roll_back(event, ball, hit, before)
        elif outcome.is_out and hit.trajectory == "ground_ball" and rng.random() < 0.03:
            self._upheld(event, outcome, before, Review("MF", book.batting_side.club.id, overturned=False))
            book.count_review(book.offense, overturned=False, balls_and_strikes=False)
        elif outcome.event_type == "home_run" and rng.random() < 0.05:
            self._upheld(event, outcome, before, Review("NH", None, overturned=False))
        if rec.review is not None:
            outcome = replace(outcome, text=f"{self._verdict(rec.review)}: {outcome.text}")
        self._write(rec, event, outcome, before)
        self._close(outcome)
        return True

    def _write(self, recorder: Recorder, event: Event, outcome: Outcome, before: Bases) -> None:
        """The deciding pitch with everything that followed from it."""
        written = replace(event, index=len(recorder.events))
        safe = any(leg.runner == recorder.batter and not leg.is_out for leg in outcome.legs)
        recorder.add(written, recorder.moves_of(outcome, written.index, batter_reaches=safe))
        recorder.finish(outcome, bases_before=before, balls=written.balls, strikes=written.strikes)

    def _verdict(self, review: Review) -> str:
        decided = "overturned" if review.overturned else "upheld"
        for side in self.recorder.book.sides:
            if side.club.id == review.team:
                return f"{side.club.nickname} challenged (close play), call on the field was {decided}"
        return f"Umpire reviewed (home run), call on the field was {decided}"

    def _under_review(self, recorder: Recorder, review: Review) -> None:
        """The play just written is looked at again."""
        recorder.wait(25.0)
        recorder.status = review.kind
        recorder.review = replace(review, overturned=False, in_progress=True)
        recorder.book.show(replace(recorder.book.plays[-1], review=recorder.review))
        recorder.publish("review")
        recorder.status = "I"

    def _upheld(self, event: Event, outcome: Outcome, before: Bases, review: Review) -> None:
        """The call is reviewed and stands."""

        def looked_at(recorder: Recorder) -> None:
            self._write(recorder, event, outcome, before)
            recorder.publish(outcome.event_type)
            self._under_review(recorder, review)

        self.recorder.provisionally(looked_at)
        self.recorder.wait(95.0)
        self.recorder.review = review

    def _show_contact_first(self, event: Event) -> None:
        """For a moment the feed knows the ball is in play and nothing else."""

        def contact(recorder: Recorder) -> None:
            recorder.events.append(event)
            recorder.show("in_play", logical=("inPlay",))

        self.recorder.provisionally(contact)

    def _suits_rollback(self, outcome: Outcome, before: Bases) -> bool:
        nobody_scored = not any(leg.end == "score" for leg in outcome.legs)
        return before.third is not None and outcome.event_type == "field_out" and nobody_scored

    def _roll_back(self, event: Event, ball: BattedBall, hit: Hit, before: Bases) -> None:
        """First a single that scores a run, then a challenge by the defense takes it off the board."""
        rec = self.recorder
        self.wants_rollback = False
        single = ball.base_hit("single", hit)
        review = Review("MA", rec.book.fielding_side.club.id, overturned=True)

        def first_call(recorder: Recorder) -> None:
            shown = replace(event, code="E", description=CALLS["E"], is_out=False)
            self._write(recorder, shown, single, before)
            recorder.publish("single", logical=("countChange",))
            self._under_review(recorder, review)

        rec.provisionally(first_call)
        rec.wait(110.0)
        rec.review = review
        rec.book.count_review(rec.book.defense, overturned=True, balls_and_strikes=False)

    def _runs_to_win(self) -> int | None:
        book = self.recorder.book
        if book.top or book.inning < self.scheduled_innings:
            return None
        return book.runs(0) - book.runs(1) + 1

    def _bunts(self, bases: Bases) -> bool:
        book = self.recorder.book
        chance = bases.count > 0 and bases.third is None and book.outs == 0 and book.strikes < 2
        return chance and self.batter.contact + self.batter.power < 0.0 and self.rng.random() < 0.2
