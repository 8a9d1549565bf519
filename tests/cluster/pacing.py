"""The simulated clock, held so that the day outlasts what is done to it, however slow the machine is."""

import threading
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

import httpx

from conftest import Day

SPEED = 20.0
"""Simulated seconds a second. The hours of all tests of the disturbed day together are fewer than the five it has."""


class Pace:
    """While entered, the clock runs for at most ``hours`` of baseball, and then stands."""

    def __init__(self, day: Day, hours: float) -> None:
        self._day = day
        self._limit = now(day) + timedelta(hours=hours)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Pace":
        set_clock(self._day, speed=SPEED)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(1.0):
            if now(self._day) >= self._limit:
                set_clock(self._day, speed=0)
                return


def now(day: Day) -> datetime:
    """The simulated instant."""
    return datetime.fromisoformat(day.simulated("/simulator/clock")["now"])


def set_clock(day: Day, **change: Any) -> None:
    answer = httpx.post(f"{day.simulator.url}/simulator/clock", json=change, trust_env=False, timeout=30.0)
    answer.raise_for_status()
