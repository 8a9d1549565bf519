"""The statistics behind the benchmark's figures."""

import random
import statistics

import pytest
from bench import measure
from hypothesis import given
from hypothesis import strategies as st

VALUES = st.lists(st.floats(min_value=0.001, max_value=1e6), min_size=1, max_size=200)


def test_a_ratio_is_taken_within_a_round() -> None:
    assert measure.ratios([2.0, 9.0], [1.0, 3.0]) == [2.0, 3.0]


def test_rounds_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        measure.ratios([1.0], [1.0, 2.0])


def test_without_rounds_there_is_no_figure() -> None:
    with pytest.raises(ValueError, match="no rounds"):
        measure.spread([])
    with pytest.raises(ValueError, match="no values"):
        measure.percentile([], 0.5)


@given(VALUES)
def test_the_spread_encloses_the_median(values: list[float]) -> None:
    found = measure.spread(values)
    assert found.low <= found.median <= found.high
    assert found.median == statistics.median(values)
    assert found.rounds == len(values)


@given(VALUES, st.floats(min_value=0.0, max_value=1.0))
def test_a_percentile_is_the_smallest_value_that_covers_its_share(values: list[float], share: float) -> None:
    found = measure.percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    smaller = [value for value in values if value < found]
    assert not smaller or sum(value <= max(smaller) for value in values) < share * len(values)


def test_every_contender_runs_once_a_round_and_the_first_round_is_not_kept() -> None:
    calls: list[str] = []

    def contender(name: str) -> int:
        calls.append(name)
        return len(calls)

    kept = measure.interleaved({"a": lambda: contender("a"), "b": lambda: contender("b")}, 20, random.Random(1))
    assert len(calls) == 42
    assert all(set(calls[start : start + 2]) == {"a", "b"} for start in range(0, 42, 2))
    assert [len(values) for values in kept.values()] == [20, 20]
    assert min(kept["a"] + kept["b"]) == 3
    assert {calls[start] for start in range(0, 42, 2)} == {"a", "b"}


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        (measure.Target(at_least=7.0), 7.0, True),
        (measure.Target(at_least=7.0), 6.99, False),
        (measure.Target(at_most=2.5), 2.5, True),
        (measure.Target(at_most=2.5), 2.51, False),
    ],
)
def test_a_target_is_met_at_its_bound(target: measure.Target, value: float, met: bool) -> None:
    figure = measure.figure("name", [value, value, value], "x", target)
    assert figure.met is met
    assert figure.spread == (value, value)


def test_a_figure_without_target_is_only_reported() -> None:
    figure = measure.figure("name", [1.0, 3.0, 2.0], "MB")
    assert (figure.value, figure.target, figure.met, figure.spread) == (2.0, None, None, (1.0, 3.0))


def test_the_figure_of_a_whole_is_the_ratio_of_the_sums_and_not_the_median_of_its_parts() -> None:
    figure = measure.total_figure("name", [1.0, 1.0, 8.0], [1.0, 1.0, 2.0], "x", measure.Target(at_most=2.5))
    assert (figure.value, figure.met, figure.spread, figure.rounds) == (2.5, True, (1.0, 4.0), 3)
