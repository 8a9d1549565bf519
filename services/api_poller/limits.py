"""What keeps us polite and patient: a shared token bucket, a circuit breaker, growing pauses.

Bucket and breaker are safe to use from several threads and never sleep themselves; ``now`` is in seconds.
"""

import threading

from baseball_core.errors import UpstreamError


def pause_after(failures: int, *, first: float, longest: float, fraction: float) -> float:
    """Seconds to pause after so many failures in a row (at least 1): doubled each time, bounded, jittered.

    ``fraction`` in [0, 1) chooses within the upper half, so that games that failed together do not return together.
    """
    full = min(longest, first * 2.0 ** min(failures - 1, 30))
    return full * (0.5 + fraction / 2)


class TokenBucket:
    """At most ``rate`` requests a second on average and ``burst`` at once, over all threads."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._tokens = float(burst)
        self._updated = now
        self._lock = threading.Lock()

    def take(self, now: float) -> float:
        """Takes one token and returns the seconds to wait before using it (0: now). Callers queue in order."""
        with self._lock:
            # A simulator's clock may be set back: then nothing is gained, and nothing is lost.
            gained = max(0.0, now - self._updated) * self._rate
            self._tokens = min(self._burst, self._tokens + gained) - 1.0
            self._updated = now
            return max(0.0, -self._tokens / self._rate)


class UpstreamWaitError(UpstreamError):
    """Nothing may be asked of the host for ``wait_seconds``: it failed too often, or it said so itself."""

    default_reason = "told_to_wait"
    retryable = True

    def __init__(self, message: str, wait_seconds: float, *, reason: str | None = None) -> None:
        super().__init__(message, reason=reason, wait_seconds=wait_seconds)
        self.wait_seconds = wait_seconds


class CircuitBreaker:
    """Closed until ``failures`` in a row, then open for ``seconds``, then one trial at a time decides."""

    def __init__(self, failures: int, seconds: float) -> None:
        self._limit = failures
        self._seconds = seconds
        self._failures = 0
        self._open_until: float | None = None
        self._lock = threading.Lock()

    def before(self, now: float) -> None:
        """Raises UpstreamWaitError (``circuit_open``) when the host must be left alone.

        Once the time is over one caller passes as a trial, and the next may try only as much later again.
        """
        with self._lock:
            if self._open_until is None:
                return
            if now < self._open_until:
                left = self._open_until - now
                raise UpstreamWaitError(f"upstream is left alone for {left:.1f} s", left, reason="circuit_open")
            self._open_until = now + self._seconds

    def succeeded(self) -> None:
        """The host answered, whatever it said short of 5xx."""
        with self._lock:
            self._failures = 0
            self._open_until = None

    def failed(self, now: float) -> None:
        """A timeout, a broken connection or a 5xx."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._open_until = now + self._seconds

    @property
    def is_open(self) -> bool:
        return self._open_until is not None
