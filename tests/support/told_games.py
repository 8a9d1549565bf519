"""Games told in a few words, for the rules about pitchers: who came in when, who was out, on base, home."""

from collections import Counter
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from statsapi_simulator.baseball.decisions import Decisions, decide
from statsapi_simulator.baseball.records import Event, Move, Play

AWAY, HOME = 0, 1
STARTERS = (100, 200)
"""Pitchers of the visitors are 100 and up, of the home team 200 and up."""
NOON = datetime(2026, 7, 1, 17)  # noqa: DTZ001 - no rule looks at the time


class Told:
    """A game. Who is on base is charged to the pitcher who put him there, unless the teller says otherwise."""

    def __init__(self) -> None:
        self.plays: list[Play] = []
        self.lines: tuple[dict[int, Counter[str]], dict[int, Counter[str]]] = (
            {STARTERS[0]: Counter()},
            {STARTERS[1]: Counter()},
        )
        self.started: list[list[bool]] = []
        self._mound = list(STARTERS)
        self._charged: dict[int, int] = {}
        self._runner = 0
        self._waiting: list[Event] = []

    def half(self, inning: int, *, top: bool, outs: int = 0) -> "Told":
        """The next half begins; ``outs`` are made at once."""
        self.inning, self.top, self.outs_made = inning, top, 0
        if len(self.started) < inning:
            self.started.append([False, False])
        self.started[-1][AWAY if top else HOME] = True
        self._charged = {}
        return self.out(outs) if outs else self

    def quiet(self, first: int, last: int) -> "Told":
        """Innings in which nobody scores."""
        for inning in range(first, last + 1):
            self.half(inning, top=True, outs=3).half(inning, top=False, outs=3)
        return self

    @property
    def defense(self) -> int:
        return HOME if self.top else AWAY

    def change(self, pitcher: int) -> "Told":
        self._mound[self.defense] = pitcher
        self.lines[self.defense][pitcher] = Counter()
        self._waiting.append(self._event("pitching_substitution", player=pitcher))
        return self

    def out(self, count: int = 1) -> "Told":
        for _ in range(count):
            self.outs_made += 1
            self.lines[self.defense][self._mound[self.defense]]["outs"] += 1
            self._play(None, is_out=True)
        return self

    def on(self, runner: int) -> "Told":
        """Somebody reaches base."""
        self._charged[runner] = self._mound[self.defense]
        return self._play(runner, end="1B")

    def automatic(self, runner: int) -> "Told":
        self._charged[runner] = self._mound[self.defense]
        self._waiting.append(self._event("runner_placed", player=runner))
        return self

    def home(self, *runners: int) -> "Told":
        """They score: from base, or on a home run of their own."""
        for runner in runners:
            charged = self._charged.pop(runner, self._mound[self.defense])
            self.lines[self.defense][charged]["runs"] += 1
            self._play(runner, end="score", responsible=charged)
        return self

    def decided(self, **options: Any) -> Decisions:
        final: Any = SimpleNamespace(
            pitching=self.lines, innings=[tuple(SimpleNamespace(started=s) for s in pair) for pair in self.started]
        )
        return decide(self.plays, final, STARTERS, **options)

    def _event(self, event_type: str | None = None, player: int | None = None) -> Event:
        number, outs = len(self._waiting), self.outs_made
        return Event("action", number, NOON, NOON, "", 0, 0, outs, 0, 0, event_type=event_type, player=player)

    def _play(self, runner: int | None, *, end: str | None = None, is_out: bool = False, **more: Any) -> "Told":
        events = (*self._waiting, self._event())
        who = 999 if runner is None else runner
        move = Move(who, None, None, end, "", "", len(events) - 1, is_out=is_out, **more)
        index, self._waiting = len(self.plays), []
        self.plays.append(
            Play(
                index, self.inning, self.top, who, 0, "R", "R", NOON, NOON, 0, 0, self.outs_made, 0, 0, events, (move,)
            )
        )
        return self
