"""The simulator's clock, driven by a hand-made monotonic time."""

from datetime import UTC, datetime, timedelta

import pytest

from statsapi_simulator.clock import SimulatedClock

START = datetime(2026, 7, 4, 17, tzinfo=UTC)


class Hand:
    """A monotonic time that the test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def clock(hand: Hand) -> SimulatedClock:
    return SimulatedClock(START, 60.0, hand)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_simulated_time_runs_at_its_speed(clock: SimulatedClock, hand: Hand) -> None:
    hand.seconds += 2
    assert clock.now() == after(120)


def test_a_change_of_speed_keeps_the_present(clock: SimulatedClock, hand: Hand) -> None:
    hand.seconds += 1
    clock.set_speed(2)
    assert clock.now() == after(60)
    hand.seconds += 5
    assert clock.now() == after(70)


def test_a_paused_clock_stands_still_and_resumes_at_its_speed(clock: SimulatedClock, hand: Hand) -> None:
    hand.seconds += 1
    clock.pause()
    hand.seconds += 100
    assert clock.now() == after(60)
    assert clock.speed == 0
    clock.resume()
    hand.seconds += 1
    assert clock.now() == after(120)


def test_jumps_go_both_ways_and_keep_the_speed(clock: SimulatedClock, hand: Hand) -> None:
    clock.jump(3600)
    assert clock.now() == after(3600)
    clock.jump(-1800)
    assert clock.now() == after(1800)
    clock.jump_to(after(10))
    hand.seconds += 1
    assert clock.now() == after(70)


def test_restart_goes_back_to_the_first_instant_and_speed(clock: SimulatedClock, hand: Hand) -> None:
    hand.seconds += 7
    clock.set_speed(5)
    clock.pause()
    clock.restart()
    hand.seconds += 1
    assert clock.now() == after(60)


def test_an_instant_in_another_zone_is_the_same_instant(hand: Hand) -> None:
    eastern = datetime.fromisoformat("2026-07-04T13:00:00-04:00")
    assert SimulatedClock(eastern, 1.0, hand).now() == START
