"""The parts of one running simulator, put together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from statsapi_simulator.baseball.timeline import Timeline
from statsapi_simulator.clock import SimulatedClock
from statsapi_simulator.faults import FaultBook
from statsapi_simulator.recordings import RefusedFile, UsableFile
from statsapi_simulator.rendering import Body, Renderer
from statsapi_simulator.slate import Slate
from statsapi_simulator.traffic import Traffic


@dataclass(frozen=True)
class Feeds:
    """Which recorded files are served and which are not; empty for a simulated slate."""

    usable: tuple[UsableFile, ...] = ()
    refused: tuple[RefusedFile, ...] = ()


class Simulator:
    """Games, clock, faults and counters of one process. Used from one thread only (the server's event loop).

    ``play`` gives the games; ``start`` is the first simulated instant, by default half an hour before the first game.
    """

    def __init__(
        self,
        play: Callable[[], Iterable[Timeline]],
        *,
        seed: int = 1,
        start: datetime | None = None,
        speed: float = 1.0,
        feeds: Feeds | None = None,
        etags: bool = False,
    ) -> None:
        self.seed = seed
        self.etags = etags
        self.slate = Slate(play)
        self.clock = SimulatedClock(start or self.slate.opening(), speed)
        self.renderer = Renderer(seed)
        self.faults = FaultBook(seed)
        self.traffic = Traffic()
        self.feeds = feeds or Feeds()
        self.last_answers: dict[str, Body] = {}

    def reset(self) -> None:
        """Back to the beginning: first instant, no faults, no corrections, nothing served, nothing counted."""
        self.slate.replay()
        self.renderer.forget()
        self.faults.clear()
        self.traffic.clear()
        self.last_answers.clear()
        self.clock.restart()
