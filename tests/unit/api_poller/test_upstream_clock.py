"""Real time, simulated time, and jumps."""

from datetime import UTC, datetime, timedelta

import pytest

from api_poller.upstream_clock import UpstreamClock, parse_clock
from baseball_core.errors import FeedError

NOON = datetime(2026, 7, 4, 16, tzinfo=UTC)


class StandingClock:
    def __init__(self):
        self.seconds = 0.0

    def now(self):
        return NOON + timedelta(seconds=self.seconds)

    def monotonic(self):
        return self.seconds


def test_without_a_scale_it_is_real_time():
    clock = StandingClock()
    upstream = UpstreamClock(clock)
    clock.seconds = 90
    assert upstream.now() == clock.now()


def test_with_a_scale_time_runs_faster_and_real_pauses_are_shorter():
    clock = StandingClock()
    upstream = UpstreamClock(clock, 60)
    clock.seconds = 1
    assert upstream.now() == NOON + timedelta(minutes=1)
    assert upstream.real_seconds_until(upstream.now() + timedelta(minutes=2)) == 2
    assert upstream.after_real_seconds(2) == upstream.now() + timedelta(minutes=2)


def test_a_reading_is_taken_over_and_its_jump_reported():
    clock = StandingClock()
    upstream = UpstreamClock(clock, 1)
    clock.seconds = 10
    assert upstream.set(NOON - timedelta(days=1), 5) == timedelta(days=-1, seconds=-10)
    clock.seconds = 11
    assert upstream.now() == NOON - timedelta(days=1) + timedelta(seconds=5)


def test_a_clock_that_stands_still_is_asked_again_within_a_minute():
    upstream = UpstreamClock(StandingClock())
    upstream.set(NOON, 0)
    assert upstream.real_seconds_until(NOON + timedelta(seconds=1)) == 60
    assert upstream.real_seconds_until(NOON) == 0


def test_an_answer_of_the_clock_is_understood():
    assert parse_clock(b'{"now":"2026-07-04T12:00:00-04:00","speed":60}') == (NOON, 60.0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"now":"noon","speed":1}',
        b'{"now":"2026-07-04T12:00:00","speed":1}',
        b'{"now":"2026-07-04T12:00:00Z","speed":-1}',
        b'{"now":"2026-07-04T12:00:00Z","speed":true}',
        b'{"now":"2026-07-04T12:00:00Z","speed":"1"}',
    ],
)
def test_an_answer_that_tells_no_time_is_refused(body):
    with pytest.raises(FeedError):
        parse_clock(body)
