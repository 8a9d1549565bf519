"""What every benchmark is given."""

import contextlib
import gc
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.measure import Figure
from bench.stack import Parts, real_parts
from bench.workloads import PROJECT

BUILD = PROJECT / "build"


class Context:
    """Rounds, randomness, and the real servers, started when the first benchmark asks for them."""

    def __init__(self, *, rounds: int, quick: bool, seed: int, say: Callable[[str], None]) -> None:
        self.rounds = rounds
        self.quick = quick
        self.rng = random.Random(seed)
        self.say = say
        self._exits = contextlib.ExitStack()
        self._parts: Parts | None = None

    def parts(self) -> Parts:
        if self._parts is None:
            self.say("starting PostgreSQL and Kafka")
            self._parts = self._exits.enter_context(real_parts(BUILD))
        return self._parts

    def folder(self, name: str) -> Path:
        """An empty folder that lives as long as the servers."""
        folder = self.parts().folder / name
        folder.mkdir(parents=True)
        return folder

    def close(self) -> None:
        gc.collect()  # clients in reference cycles would complain that their broker goes away
        self._exits.close()


Benchmark = Callable[[Context], Sequence[Figure]]
