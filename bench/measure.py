"""How figures are made: contenders interleaved round by round, ratios taken within a round, their median reported.

PURE but for ``interleaved``, which calls the contenders.
"""

import math
import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

T = TypeVar("T")


class Target(msgspec.Struct, frozen=True):
    """A bound that a figure must keep; exactly one of the two is given."""

    at_least: float | None = None
    at_most: float | None = None

    def met_by(self, value: float) -> bool:
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most

    def text(self) -> str:
        return f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"


class Spread(msgspec.Struct, frozen=True):
    """Median and range of one figure over the rounds."""

    median: float
    low: float
    high: float
    rounds: int


class Figure(msgspec.Struct, frozen=True):
    """One line of the result.

    ``target`` and ``met`` are null for a figure that is only reported. ``spread`` is lowest and highest round.
    """

    name: str
    value: float
    unit: str
    target: str | None
    met: bool | None
    spread: tuple[float, float] | None
    rounds: int


def spread(values: Sequence[float]) -> Spread:
    """Raises ValueError without values."""
    if not values:
        raise ValueError("no rounds were measured")
    return Spread(statistics.median(values), min(values), max(values), len(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0 to 1) of all values do not exceed. Raises ValueError when empty."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    rank = max(1, math.ceil(share * len(ordered)))
    return ordered[min(rank, len(ordered)) - 1]


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> list[float]:
    """Round by round. Raises ValueError when the rounds do not match."""
    return [above / below for above, below in zip(numerators, denominators, strict=True)]


def interleaved(contenders: Mapping[str, Callable[[], T]], rounds: int, rng: random.Random) -> dict[str, list[T]]:
    """Calls every contender once a round, in a new random order each time, after one round that is not kept.

    Entry i of every list is of the same round, so that a slow moment of the machine hits all contenders alike.
    """
    measured: dict[str, list[T]] = {name: [] for name in contenders}
    names = list(contenders)
    for number in range(rounds + 1):
        rng.shuffle(names)
        for name in names:
            value = contenders[name]()
            if number:
                measured[name].append(value)
    return measured


def figure(name: str, values: Sequence[float], unit: str, target: Target | None = None) -> Figure:
    """The median of the rounds' values against its target. Raises ValueError without values."""
    return figure_with_value(name, spread(values).median, values, unit, target)


def figure_with_value(
    name: str, value: float, values: Sequence[float], unit: str, target: Target | None = None
) -> Figure:
    """A value taken over all rounds together, where rounds are parts of one whole; ``values`` are the rounds' own."""
    found = spread(values)
    return Figure(
        name=name,
        value=value,
        unit=unit,
        target=target.text() if target else None,
        met=target.met_by(value) if target else None,
        spread=(found.low, found.high),
        rounds=found.rounds,
    )


def total_figure(
    name: str, numerators: Sequence[float], denominators: Sequence[float], unit: str, target: Target | None = None
) -> Figure:
    """The ratio of two sums over all rounds."""
    value = sum(numerators) / sum(denominators)
    return figure_with_value(name, value, ratios(numerators, denominators), unit, target)
