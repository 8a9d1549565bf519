"""The simulator's own clock: simulated time that runs at a speed, can be paused and can jump."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
"""Upstream's day is the US Eastern one."""


@dataclass(frozen=True)
class _Reading:
    simulated: datetime
    real: float
    speed: float


class SimulatedClock:
    """``speed`` simulated seconds pass per real second from ``start`` on; speed 0 stands still.

    Every change keeps the present instant, so time is continuous except for jumps.
    """

    def __init__(self, start: datetime, speed: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._start = start.astimezone(UTC)
        self._initial_speed = speed
        self._resume_speed = speed
        self._reading = _Reading(self._start, monotonic(), speed)

    def now(self) -> datetime:
        """The simulated instant, aware UTC."""
        reading = self._reading
        return reading.simulated + timedelta(seconds=(self._monotonic() - reading.real) * reading.speed)

    @property
    def speed(self) -> float:
        return self._reading.speed

    def set_speed(self, speed: float) -> None:
        """Goes on from now at ``speed``, also when the clock was paused."""
        self._set(self.now(), speed)
        self._resume_speed = speed

    def pause(self) -> None:
        self._set(self.now(), 0.0)

    def resume(self) -> None:
        """Goes on at the speed before the pause."""
        self._set(self.now(), self._resume_speed)

    def jump_to(self, instant: datetime) -> None:
        self._set(instant.astimezone(UTC), self.speed)

    def jump(self, seconds: float) -> None:
        self._set(self.now() + timedelta(seconds=seconds), self.speed)

    def restart(self) -> None:
        """Back to the first instant at the first speed."""
        self._resume_speed = self._initial_speed
        self._set(self._start, self._initial_speed)

    def _set(self, simulated: datetime, speed: float) -> None:
        self._reading = _Reading(simulated, self._monotonic(), speed)
