"""Politeness without a network or time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_poller.limits import CircuitBreaker, TokenBucket, UpstreamWaitError, pause_after


@given(st.integers(1, 1000), st.floats(0, 0.999999), st.floats(0.01, 10), st.floats(10, 1000))
def test_a_pause_lies_in_the_upper_half_of_its_bound(failures, fraction, first, longest):
    """case 9: jittered and bounded."""
    full = min(longest, first * 2.0 ** min(failures - 1, 30))
    assert full / 2 <= pause_after(failures, first=first, longest=longest, fraction=fraction) <= full


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.integers(1, 10), st.floats(0.5, 20))
def test_no_stretch_of_time_sees_more_than_burst_and_rate_allow(gaps, burst, rate):
    bucket = TokenBucket(rate, burst, 0.0)
    now, used = 0.0, []
    for gap in gaps:
        now += gap
        used.append(now + bucket.take(now))
    for first in range(len(used)):
        for last in range(first, len(used)):
            assert last - first + 1 <= burst + (used[last] - used[first]) * rate + 1e-6


def test_a_clock_set_back_neither_fills_nor_empties_the_bucket():
    bucket = TokenBucket(1.0, 2, 1_000_000.0)
    assert bucket.take(0.0) == 0
    assert bucket.take(0.0) == 0
    assert bucket.take(0.0) == 1.0
    assert bucket.take(5.0) == 0


def test_the_breaker_counts_only_failures_in_a_row():
    breaker = CircuitBreaker(failures=2, seconds=10)
    for now in range(10):
        breaker.failed(now)
        breaker.succeeded()
    breaker.before(10)
    assert not breaker.is_open


def test_the_breaker_lets_one_trial_through_after_its_time():
    breaker = CircuitBreaker(failures=2, seconds=10)
    breaker.failed(0)
    breaker.failed(1)
    with pytest.raises(UpstreamWaitError) as refused:
        breaker.before(4)
    assert refused.value.wait_seconds == 7
    breaker.before(11)
    with pytest.raises(UpstreamWaitError):
        breaker.before(12)
    breaker.succeeded()
    breaker.before(12)
