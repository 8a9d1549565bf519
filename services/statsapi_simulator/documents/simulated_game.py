"""One simulated game as the server sees it: moments and the documents behind them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Any

from statsapi_simulator.baseball.corrections import RESCORINGS, other_decision, read_again
from statsapi_simulator.baseball.engine import Played
from statsapi_simulator.baseball.life import corrected
from statsapi_simulator.baseball.moments import CorrectionKind, GameTruth, Moment, ScheduledRow
from statsapi_simulator.baseball.rescoring import as_scored
from statsapi_simulator.baseball.states import Fixture, State
from statsapi_simulator.baseball.truth import truth_of
from statsapi_simulator.documents.feed import FeedBuilder
from statsapi_simulator.documents.schedule_rows import ScheduleRows


class SimulatedGame:
    """A Timeline. ``played`` is None for a game that is never played; the last ``corrections`` states are such."""

    def __init__(
        self,
        fixture: Fixture,
        states: Sequence[State],
        played: Played | None,
        *,
        builder: FeedBuilder | None = None,
        corrections: int = 0,
    ) -> None:
        self._fixture = fixture
        self._states = tuple(states)
        self._played = played
        self._corrections = corrections
        self._builder = builder or FeedBuilder(fixture, scheduled_innings=9)
        self._rows = ScheduleRows(fixture, self._builder)
        self._instants = [state.at for state in self._states]
        self.moments: Sequence[Moment] = tuple(
            Moment(index, state.at, state.time_code) for index, state in enumerate(self._states)
        )

    @property
    def game_pk(self) -> int:
        return self._fixture.game_pk

    @property
    def season(self) -> str:
        return str(self._fixture.season)

    @property
    def game_type(self) -> str:
        return self._fixture.game_type

    @property
    def sport_id(self) -> int:
        return 1

    @cached_property
    def truth(self) -> GameTruth:
        return truth_of(self.game_pk, self._states[-1])

    def document(self, index: int) -> dict[str, Any]:
        """The complete feed document at ``moments[index]``; nested parts are shared with other documents."""
        return self._builder.feed(self._states[index])

    def rescored(self, index: int, current: int) -> dict[str, Any] | None:
        """The document at ``moments[index]`` with the plays of ``moments[current]``, if that is a correction."""
        state, newest = self._states[index], self._states[current]
        first_corrected = len(self._states) - self._corrections
        if current < first_corrected or index >= first_corrected or not state.on_field:
            return None
        assert self._played is not None
        assert state.snapshot is not None
        assert newest.snapshot is not None
        if state.over:
            decisions = newest.decisions if state.decisions is not None else None
            again = replace(state, snapshot=newest.snapshot, decisions=decisions)
        else:
            again = replace(state, snapshot=as_scored(self._played, state.snapshot, newest.snapshot))
        # A builder of its own: the game's remembers parts by identity, and these records live for this answer only.
        return FeedBuilder(self._fixture, scheduled_innings=9).feed(again)

    def boxscore(self, index: int) -> dict[str, Any]:
        return self._builder.boxscore(self._states[index])

    def linescore(self, index: int) -> dict[str, Any]:
        return self._builder.linescore(self._states[index])

    def play_by_play(self, index: int) -> dict[str, Any]:
        return self._builder.plays(self._states[index])

    def schedule_rows(self, now: datetime, *, hydrated: bool = False) -> list[ScheduledRow]:
        """Rows as of ``now``; before the first moment the game is scheduled as in the first."""
        index = max(0, bisect_right(self._instants, now) - 1)
        return self._rows.rows(self._states[index], hydrated=hydrated)

    def with_correction(self, kind: CorrectionKind, at: datetime, seed: int) -> "SimulatedGame":
        """This game plus a corrected moment at ``at``; the game itself when it has nothing to correct.

        Raises ValueError when ``at`` is not after the last moment.
        """
        last = self._states[-1]
        if at <= last.at:
            raise ValueError(f"a correction at {at:%H:%M:%S} would not be after the last moment of game {self.game_pk}")
        if self._played is None or last.snapshot is None:
            return self
        state = self._corrected(self._played, last, kind, at, Random(f"correction-{seed}-{self.game_pk}"))
        if state is None:
            return self
        return SimulatedGame(
            self._fixture,
            (*self._states, state),
            self._played,
            builder=self._builder,
            corrections=self._corrections + 1,
        )

    def _corrected(self, played: Played, last: State, kind: CorrectionKind, at: datetime, rng: Random) -> State | None:
        assert last.snapshot is not None
        assert last.decisions is not None
        if kind == "changed_decision":
            other = other_decision(played, last.snapshot, last.decisions)
            return None if other is None else corrected(last, read_again(played, last.snapshot.plays), other, at)
        plays = RESCORINGS[kind](played, last.snapshot.plays, rng)
        return None if plays is None else corrected(last, read_again(played, plays), last.decisions, at)
