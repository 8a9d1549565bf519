"""PURE. Figures read off the processes' own metrics pages."""

import re
from collections.abc import Iterator

SAMPLE = re.compile(r"^(?P<name>[a-zA-Z_:][\w:]*)(?:\{(?P<labels>.*)\})? (?P<value>\S+)")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def samples(page: str, name: str) -> Iterator[tuple[dict[str, str], float]]:
    """Labels and value of every sample with this name on a Prometheus text page."""
    for line in page.split("\n"):
        found = SAMPLE.match(line)
        if found is not None and found["name"] == name:
            yield dict(LABEL.findall(found["labels"] or "")), float(found["value"])


def total(page: str, name: str, **labels: str) -> float:
    """The sum of the samples that carry these labels; 0 when there are none."""
    return sum(value for have, value in samples(page, name) if labels.items() <= have.items())


class Rate:
    """Increase per second of a counter over the last ``window`` seconds of readings."""

    def __init__(self, window: float = 5.0) -> None:
        self._window = window
        self._readings: list[tuple[float, float]] = []

    def add(self, at: float, value: float) -> float:
        """Takes a reading at ``at`` seconds; returns the rate. A counter that fell starts anew."""
        if self._readings and value < self._readings[-1][1]:
            self._readings = []
        self._readings.append((at, value))
        while len(self._readings) > 2 and at - self._readings[1][0] >= self._window:
            self._readings.pop(0)
        (first_at, first), (last_at, last) = self._readings[0], self._readings[-1]
        return (last - first) / (last_at - first_at) if last_at > first_at else 0.0
