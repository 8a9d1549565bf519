"""The API's time: real time, or the time of a simulator that runs faster and jumps.

Every decision of the poller uses this clock; fetched-at is always real time.
"""

import threading
from datetime import datetime, timedelta

import msgspec

from api_poller.lenient import instant, member
from baseball_core.clock import Clock
from baseball_core.errors import FeedError

MOST_REAL_SECONDS = 60.0


class UpstreamClock:
    """Runs from ``origin`` at ``speed`` seconds per real second. Safe to use from several threads."""

    def __init__(self, clock: Clock, speed: float = 1.0) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._origin = clock.now()
        self._read_at = clock.monotonic()
        self._speed = speed

    def now(self) -> datetime:
        """The API's present moment, aware UTC."""
        with self._lock:
            return self._origin + timedelta(seconds=(self._clock.monotonic() - self._read_at) * self._speed)

    @property
    def speed(self) -> float:
        """Seconds of the API's time per real second; 0 while a simulator stands still."""
        return self._speed

    def after_real_seconds(self, seconds: float) -> datetime:
        """The API's time in so many real seconds."""
        return self.now() + timedelta(seconds=seconds * self._speed)

    def real_seconds_until(self, moment: datetime) -> float:
        """Real seconds until ``moment``, between 0 and a minute (a clock may jump in the meantime)."""
        remaining = (moment - self.now()).total_seconds()
        if remaining <= 0:
            return 0.0
        return min(MOST_REAL_SECONDS, remaining / self._speed) if self._speed else MOST_REAL_SECONDS

    def set(self, now: datetime, speed: float) -> timedelta:
        """Takes over a reading and returns by how much it differs from what this clock expected."""
        expected = self.now()
        with self._lock:
            self._origin, self._read_at, self._speed = now, self._clock.monotonic(), speed
        return now - expected


def parse_clock(body: bytes) -> tuple[datetime, float]:
    """Time and speed from a ``/simulator/clock`` answer. Raises FeedError."""
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise FeedError(f"clock is not JSON: {exc}", reason="invalid_json") from exc
    now, speed = instant(member(answer, "now")), member(answer, "speed")
    if now is None or isinstance(speed, bool) or not isinstance(speed, int | float) or speed < 0:
        raise FeedError("clock has no time or no speed", reason="not_a_clock")
    return now, float(speed)
