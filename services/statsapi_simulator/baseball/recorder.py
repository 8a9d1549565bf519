"""Turns decisions of the game into records: keeps the clock, tells the book, and captures what becomes visible when."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from statsapi_simulator.baseball.book import ScoreBook
from statsapi_simulator.baseball.earned import EarnedRuns
from statsapi_simulator.baseball.legs import Outcome
from statsapi_simulator.baseball.people import Player
from statsapi_simulator.baseball.records import Event, Move, Play, Review
from statsapi_simulator.baseball.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Frame:
    """One visible state of the game on the field: ``stamp`` is the newest update in it, ``at`` when it is published."""

    at: datetime
    stamp: datetime
    snapshot: Snapshot
    status: str
    game_events: tuple[str, ...] = ()
    logical_events: tuple[str, ...] = ()


class Recorder:
    """Writes the play at hand. All times are UTC; nothing here decides what happens.

    ``looks`` gives what nothing depends on (flights, ids, delays of publication). Without it the game is played for its
    result only: no frames, no flights.
    """

    def __init__(self, looks: Random | None, book: ScoreBook, players: dict[int, Player], start: datetime) -> None:
        self.looks = looks
        self.book = book
        self.players = players
        self.now = start
        self.earned = EarnedRuns()
        self.frames: list[Frame] = []
        self.status = "I"
        self.events: list[Event] = []
        self.moves: list[Move] = []
        self.disengagements = 0
        self.pitch_number = 0
        self.play_start = start
        self.batter = 0
        self.review: Review | None = None
        self._lag = 0.0 if looks is None else looks.uniform(9.0, 13.0)

    # ---- time ----------------------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=round(seconds, 3))

    # ---- plays ---------------------------------------------------------------------------------------------

    def begin_play(self, batter: int) -> None:
        self.batter = batter
        self.events, self.moves = [], []
        self.disengagements = self.pitch_number = 0
        self.review = None
        self.play_start = self.now
        self.book.balls = self.book.strikes = 0

    @property
    def index(self) -> int:
        """atBatIndex of the play at hand."""
        plays = self.book.plays
        return plays[-1].index + 1 if plays and plays[-1].complete else (plays[-1].index if plays else 0)

    def play(self, **changes: Any) -> Play:
        """The play at hand as it stands."""
        book = self.book
        batter, pitcher = self.players[self.batter], self.players[book.pitcher]
        away, home = book.runs(0), book.runs(1)
        base = Play(
            index=self.index,
            inning=book.inning,
            top=book.top,
            batter=self.batter,
            pitcher=book.pitcher,
            bat_side=batter.bats_against(pitcher.throws),
            pitch_hand=pitcher.throws,
            start=self.play_start,
            end=self.events[-1].end if self.events else self.play_start,
            balls=book.balls,
            strikes=book.strikes,
            outs=book.outs,
            away=away,
            home=home,
            events=tuple(self.events),
            bases_after=book.bases,
            review=self.review,
        )
        return replace(base, **changes) if changes else base

    def show(self, *game_events: str, logical: tuple[str, ...] = (), play: Play | None = None) -> None:
        """Publishes the present state; the play at hand is incomplete unless one is given."""
        if self.looks is None:
            return
        self.book.show(play or self.play())
        self.publish(*game_events, logical=logical)

    def publish(self, *game_events: str, logical: tuple[str, ...] = (), book: ScoreBook | None = None) -> None:
        if self.looks is None:
            return
        stamp = self.now
        at = stamp + timedelta(seconds=self._lag + self.looks.uniform(-1.5, 1.5))
        if self.frames and at <= self.frames[-1].at:
            at = self.frames[-1].at + timedelta(milliseconds=400)
        shown = (book or self.book).snapshot()
        self.frames.append(Frame(at, stamp, shown, self.status, game_events, logical))

    def new_event(self, kind: str, description: str, *, seconds: float, **more: Any) -> Event:
        """An event that starts now and takes ``seconds``; the count is the book's unless given."""
        start = self.now
        self.wait(seconds)
        book = self.book
        values: dict[str, Any] = {
            "kind": kind,
            "index": len(self.events),
            "start": start,
            "end": self.now,
            "description": description,
            "balls": book.balls,
            "strikes": book.strikes,
            "outs": book.outs,
            "away": book.runs(0),
            "home": book.runs(1),
        }
        return Event(**(values | more))

    def add(self, event: Event, moves: tuple[Move, ...] = ()) -> None:
        """Writes an event and its movements into the play and the book."""
        self.events.append(event)
        self.moves.extend(moves)
        self.book.apply(event, moves)

    def action(self, event: str, event_type: str, description: str, *, seconds: float = 12.0, **more: Any) -> None:
        """A substitution, an advisory, a visit: something that moves nobody."""
        made = self.new_event("action", description, seconds=seconds, event=event, event_type=event_type, **more)
        self.add(made)
        self.show(event_type)

    def running_play(self, outcome: Outcome, player: int | None, *, seconds: float = 14.0) -> None:
        """A play on the bases, as an action of its own after the pitch."""
        index = len(self.events)
        moves = self.moves_of(outcome, index)
        outs = sum(move.is_out for move in moves)
        runs = sum(move.scores for move in moves)
        away, home = self.book.runs(0), self.book.runs(1)
        made = self.new_event(
            "action",
            outcome.text,
            seconds=seconds,
            event=outcome.event,
            event_type=outcome.event_type,
            player=player,
            play_id=self.play_id(),
            is_base_running=True,
            is_out=outs > 0,
            is_scoring=runs > 0,
            outs=self.book.outs + outs,
            away=away + (runs if self.book.top else 0),
            home=home + (0 if self.book.top else runs),
        )
        self.add(made, moves)
        self.show(outcome.event_type, logical=("runnersOn",))

    def moves_of(self, outcome: Outcome, play_index: int, *, batter_reaches: bool = False) -> tuple[Move, ...]:
        """The scorer's judgement on an outcome: out numbers, responsible pitchers, earned runs, runs batted in."""
        book, earned = self.book, self.earned
        pitcher = book.pitcher
        outs = book.outs
        if batter_reaches:
            clean = outcome.event_type not in ("field_error", "catcher_interf") and outcome.phantom_outs == 0
            earned.place(self.batter, book.charged_pitcher(outcome.event_type), clean=clean)
        for out, batter in outcome.swaps:
            earned.take_over(batter, out)
        moves = []
        for leg in outcome.legs:
            event, event_type = leg.event or (outcome.event, outcome.event_type)
            is_run = leg.end == "score"
            is_earned = team_unearned = False
            if is_run:
                is_earned, team_unearned = earned.judge(
                    leg.runner, pitcher, event_type=outcome.event_type, start=leg.start, outs=outs
                )
                if leg.by_error:
                    is_earned, team_unearned = False, True
            out_number = None
            is_out = leg.is_out and leg.out_base is not None
            if is_out:
                outs += 1
                out_number = outs
            moves.append(
                Move(
                    runner=leg.runner,
                    origin=leg.origin,
                    start=leg.start,
                    end=leg.end,
                    event=event,
                    event_type=event_type,
                    play_index=play_index,
                    reason=leg.reason,
                    out_base=leg.out_base,
                    is_out=is_out,
                    out_number=out_number,
                    responsible=earned.responsible(leg.runner, pitcher) if is_run else None,
                    rbi=is_run and outcome.rbi and not leg.by_error and leg.event is None,
                    earned=is_earned,
                    team_unearned=team_unearned,
                    credits=leg.credits,
                )
            )
            earned.advance(leg)
        if outcome.phantom_outs:
            earned.lose_out(pitcher, outcome.phantom_outs)
        return tuple(moves)

    def finish(self, outcome: Outcome, *, bases_before: Any, balls: int, strikes: int) -> Play:
        """Completes the play at hand with the outcome whose moves are already written."""
        last = len(self.events) - 1
        rbi = sum(move.rbi for move in self.moves if move.play_index == last)
        self.book.balls, self.book.strikes = balls, strikes
        done = self.play(
            moves=tuple(self.moves),
            event=outcome.event,
            event_type=outcome.event_type,
            description=outcome.text,
            rbi=rbi,
            is_out=outcome.is_out,
            complete=True,
            captivating=self._captivating(outcome, rbi),
        )
        self.book.finish(done, bases_before)
        return done

    def _captivating(self, outcome: Outcome, rbi: int) -> int:
        base = {"home_run": 36, "triple": 30, "double": 14, "triple_play": 90}.get(outcome.event_type, 0)
        return base + 14 * rbi

    def play_id(self) -> str | None:
        return None if self.looks is None else str(uuid.UUID(int=self.looks.getrandbits(128), version=4))

    def provisionally(self, write: Callable[["Recorder"], None]) -> None:
        """Shows what ``write`` does and then forgets it: a call that is overturned. Takes no time."""
        if self.looks is None:
            return
        now = self.now
        book, earned = self.book, self.earned
        kept = (list(self.events), list(self.moves), self.pitch_number, self.review)
        self.book = book.fork()
        self.earned = earned.fork()
        write(self)
        self.book, self.earned = book, earned
        self.events, self.moves, self.pitch_number, self.review = kept
        self.now = now
