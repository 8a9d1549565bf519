"""One turn at bat, pitch by pitch, with everything that can come between."""

from dataclasses import replace
from random import Random

from statsapi_simulator.baseball.batted import BattedBall
from statsapi_simulator.baseball.contact import bunt_ball, hit_ball
from statsapi_simulator.baseball.fielding import Defense
from statsapi_simulator.baseball.legs import Leg, Outcome, forced_advances
from statsapi_simulator.baseball.manager import Change, Manager
from statsapi_simulator.baseball.people import POSITIONS, Player
from statsapi_simulator.baseball.pitching import BALLS, CALLS, STRIKES, decide_call, throw
from statsapi_simulator.baseball.recorder import Recorder
from statsapi_simulator.baseball.records import Bases, Event, Hit, Move, Review
from statsapi_simulator.baseball.running import Running


class Turn:
    """Plays turns at bat until somebody is out, on base or home. Keeps no state of its own between turns."""

    def __init__(
        self, rng: Random, recorder: Recorder, manager: Manager, players: dict[int, Player], offense: float
    ) -> None:
        self.rng = rng
        self.recorder = recorder
        self.manager = manager
        self.players = players
        self.offense = offense
        self._names = {player_id: player.name for player_id, player in players.items()}
        self.scheduled_innings = 9
        self.wants_rollback = False
        """The next ball in play that suits is first called a run-scoring hit and then overturned."""

    # ---- announcements -------------------------------------------------------------------------------------

    def announce(self, change: Change) -> None:
        """Writes a substitution into the play at hand."""
        book = self.recorder.book
        name = self.players[change.player].name
        outgoing = self.players[change.replaced].name if change.replaced is not None else ""
        order: str | None = None
        side = book.sides[book.offense if change.kind == "offensive_substitution" else book.defense]
        if change.kind == "pitching_substitution":
            text = f"Pitching Change: {name} replaces {self.players[book.pitcher].name}."
            event, seconds = "Pitching Substitution", 150.0
        elif change.kind == "offensive_substitution":
            assert change.replaced is not None
            role = "Pinch-hitter" if change.position == "11" else "Pinch-runner"
            text = f"Offensive Substitution: {role} {name} replaces {outgoing}."
            event, seconds = "Offensive Substitution", 35.0
            order = self._next_code(side.place_of(change.replaced), book.offense)
        elif change.kind == "defensive_substitution":
            assert change.replaced is not None
            spot = POSITIONS[change.position][0].lower()
            place = side.place_of(change.replaced)
            text = f"Defensive Substitution: {name} replaces {outgoing}, batting {place + 1}, playing {spot}."
            event, seconds = "Defensive Sub", 25.0
            order = self._next_code(place, book.defense)
        else:
            spot = POSITIONS[change.position][0].lower()
            newcomer = change.replaced is not None
            text = f"{name} remains in the game as the {spot}." if newcomer else f"{name} moves to {spot}."
            event, seconds, order = "Defensive Switch", 1.0, side.code_of(change.player)
        if change.kind == "offensive_substitution" and change.position == "12" and change.replaced is not None:
            self.recorder.earned.substitute(change.player, change.replaced)
        self.recorder.action(
            event,
            change.kind,
            text,
            seconds=seconds,
            player=change.player,
            position=change.position,
            batting_order=order,
            replaced=change.replaced,
            base=change.base,
            is_substitution=True,
        )

    def _next_code(self, place: int, side: int) -> str:
        used = sum(1 for _, code in self.recorder.book.sides[side].order_codes if code[0] == str(place + 1))
        return f"{place + 1}{used:02d}"

    # ---- the turn ------------------------------------------------------------------------------------------

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
        if runner_on_second is not None:
            text = f"{self.players[runner_on_second].name} starts inning at 2nd base."
            rec.action("Runner Placed On Base", "runner_placed", text, seconds=1.0, player=runner_on_second, base=2)
        for change in [*openings, *([pinch] if pinch is not None else [])]:
            self.announce(change)
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

    @property
    def batter(self) -> Player:
        return self.players[self.recorder.batter]

    @property
    def pitcher(self) -> Player:
        return self.players[self.recorder.book.pitcher]

    def _defense(self) -> Defense:
        return Defense(self.recorder.book.fielding_side, self._names)

    def _running(self) -> Running:
        return Running(self.rng, self.players, self.recorder.book.bases, self._defense())

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

    def _between_pitches(self) -> bool | None:
        """Pickoffs, step offs, balks, timeouts, a new pitcher. False when the half ended on the bases."""
        rec, rng, book = self.recorder, self.rng, self.recorder.book
        roll = rng.random()
        change = self.manager.relief_in_mid_turn(book.balls, book.strikes)
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
        base = self.rng.choices(("1B", "2B", "3B"), weights=(88, 10, 2))[0]
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

    # ---- pitches -------------------------------------------------------------------------------------------

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

    def _pitch_event(self, code: str, *, balls: int, strikes: int, hit: Hit | None = None, **more: object) -> Event:
        rec = self.recorder
        rec.pitch_number += 1
        flight = None if rec.looks is None else throw(rec.looks, self.pitcher, self.batter, code)
        return rec.new_event(
            "pitch", CALLS[code], seconds=self.rng.uniform(3.0, 5.0), code=code, balls=balls, strikes=strikes,
            pitch=flight, pitch_number=rec.pitch_number, play_id=rec.play_id(), hit=hit, **more,
        )  # fmt: skip

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
            rec.pitch_number += 1
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
                outcome = running.indifference()
                if outcome is not None:
                    rec.running_play(outcome, rec.batter)
                    return None
            return self._on_the_bases(running.steal_result(going))
        if (call in ("*B", "W") and rng.random() < 0.2) or (call == "B" and rng.random() < 0.002):
            outcome = running.passed_ball() if rng.random() < 0.22 else running.wild_pitch()
            return self._on_the_bases(outcome)
        return None

    def _bunts(self, bases: Bases) -> bool:
        book = self.recorder.book
        chance = bases.count > 0 and bases.third is None and book.outs == 0 and book.strikes < 2
        return chance and self.batter.contact + self.batter.power < -0.6 and self.rng.random() < 0.12

    # ---- endings -------------------------------------------------------------------------------------------

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
            rec.review = Review("MF", book.batting_side.club.id, overturned=False)
            book.count_review(book.offense, overturned=False, balls_and_strikes=False)
        event = replace(event, index=len(rec.events))
        moves = rec.moves_of(
            outcome,
            event.index,
            batter_reaches=any(leg.runner == self.batter.id and not leg.is_out for leg in outcome.legs),
        )
        rec.add(event, moves)
        if rec.review is not None:
            verdict = "overturned" if rec.review.overturned else "upheld"
            side = next(s for s in book.sides if s.club.id == rec.review.team)
            outcome = replace(
                outcome,
                text=f"{side.club.nickname} challenged (close play), call on the field was {verdict}: {outcome.text}",
            )
        rec.finish(outcome, bases_before=before, balls=book.balls, strikes=book.strikes)
        self._close(outcome)
        return True

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

        def first_call(recorder: Recorder) -> None:
            shown = replace(event, index=len(recorder.events), code="E", description=CALLS["E"], is_out=False)
            moves: tuple[Move, ...] = recorder.moves_of(single, shown.index, batter_reaches=True)
            recorder.add(shown, moves)
            recorder.finish(single, bases_before=before, balls=shown.balls, strikes=shown.strikes)
            recorder.publish("single", logical=("countChange",))
            recorder.wait(25.0)
            recorder.status = "MA"
            recorder.review = Review("MA", recorder.book.fielding_side.club.id, overturned=False, in_progress=True)
            done = replace(recorder.book.plays[-1], review=recorder.review)
            recorder.book.show(done)
            recorder.publish("challenge")
            recorder.status = "I"

        rec.provisionally(first_call)
        rec.wait(110.0)
        rec.review = Review("MA", rec.book.fielding_side.club.id, overturned=True)
        rec.book.count_review(rec.book.defense, overturned=True, balls_and_strikes=False)

    def _runs_to_win(self) -> int | None:
        book = self.recorder.book
        if book.top or book.inning < self.scheduled_innings:
            return None
        return book.runs(0) - book.runs(1) + 1

    def _close(self, outcome: Outcome) -> None:
        """Publishes the complete play and sends the next man to the plate."""
        rec, book = self.recorder, self.recorder.book
        book.sides[book.offense] = book.batting_side.advanced()
        logical = ("midInning",) if book.outs >= 3 else ("newBatter",)
        rec.publish(outcome.event_type, logical=logical)
        rec.wait(self.rng.uniform(8.0, 15.0))
