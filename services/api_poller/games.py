"""The games that are tracked, shared by the scheduler and the workers."""

import threading
from collections.abc import Callable, Iterable, Mapping

from api_poller.tracking import TrackedGame, sequence_used

Change = Callable[[TrackedGame | None], TrackedGame]


class Games:
    """A table of frozen records; every change is one atomic step. Safe to use from several threads."""

    def __init__(
        self,
        games: Iterable[TrackedGame] = (),
        sequences: Mapping[int, int] | None = None,
        first_sequence: int = 0,
    ) -> None:
        """``sequences`` holds the last number of each forgotten game; others begin after ``first_sequence``."""
        self.first_sequence = first_sequence
        self._lock = threading.Lock()
        self._games = {game.game_pk: game for game in games}
        self._sequences = dict(sequences or {})
        self._version = 0

    def get(self, game_pk: int) -> TrackedGame:
        with self._lock:
            return self._games[game_pk]

    def all(self) -> list[TrackedGame]:
        with self._lock:
            return list(self._games.values())

    def observe(self, game_pk: int, change: Change) -> TrackedGame:
        """Replaces a game, or creates it (``change`` gets None). Returns what it is now."""
        with self._lock:
            before = self._games.get(game_pk)
            after = change(before)
            if before is None:
                after = sequence_used(after, self._sequences.pop(game_pk, self.first_sequence))
            if after is not before:
                self._games[game_pk] = after
                self._version += 1
            return after

    def update(self, game_pk: int, change: Callable[[TrackedGame], TrackedGame]) -> TrackedGame:
        """Replaces a game that is tracked."""
        with self._lock:
            after = self._games[game_pk] = change(self._games[game_pk])
            self._version += 1
            return after

    def forget(self, game_pk: int) -> None:
        """Drops a game but for its sequence, which goes on should the game come back."""
        with self._lock:
            self._sequences[game_pk] = self._games.pop(game_pk).sequence
            self._version += 1

    def sequences(self) -> dict[int, int]:
        """The last sequence of each forgotten game."""
        with self._lock:
            return dict(self._sequences)

    @property
    def version(self) -> int:
        """Grows with every change: tells whether a checkpoint is out of date."""
        return self._version
