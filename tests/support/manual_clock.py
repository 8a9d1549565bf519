"""A monotonic clock that only a test moves."""

from datetime import datetime


class ManualClock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> datetime:
        raise NotImplementedError

    def monotonic(self) -> float:
        return self.seconds
