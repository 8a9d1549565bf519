"""Figures from metrics pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from pipeline_demo.figures import Rate, samples, total

PAGE = """# HELP lag records
# TYPE lag gauge
lag{topic="a",partition="0"} 3.0
lag{topic="a",partition="1"} 4.0
lag{topic="b",partition="0"} 1e2
lag_created{topic="b"} 5
up 1
"""


def test_samples_of_a_name_are_summed_by_label() -> None:
    assert total(PAGE, "lag") == 107
    assert total(PAGE, "lag", topic="a") == 7
    assert total(PAGE, "lag", topic="a", partition="1") == 4
    assert total(PAGE, "up") == 1
    assert total(PAGE, "absent") == 0


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.integers(0, 10**9), max_size=5))
def test_what_the_metrics_library_writes_is_read_back(values: dict[str, int]) -> None:
    registry = CollectorRegistry()
    gauge = Gauge("lag", "records", ["topic"], registry=registry)
    Counter("lags", "records", registry=registry).inc(5)
    for topic, value in values.items():
        gauge.labels(topic).set(value)
    page = generate_latest(registry).decode()
    assert sorted(value for _, value in samples(page, "lag")) == sorted(values.values())


def test_a_rate_is_the_increase_over_the_window() -> None:
    rate = Rate(window=5)
    assert rate.add(0, 0) == 0
    assert rate.add(1, 10) == pytest.approx(10)
    assert rate.add(2, 30) == pytest.approx(15)
    for second in range(3, 20):
        last = rate.add(second, 30)
    assert last == 0


def test_a_restarted_counter_starts_the_rate_anew() -> None:
    rate = Rate()
    rate.add(0, 100)
    assert rate.add(1, 5) == 0
    assert rate.add(2, 7) == pytest.approx(2)
