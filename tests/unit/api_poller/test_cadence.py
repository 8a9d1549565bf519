"""How long until the next poll."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_poller.cadence import REREADS, WaitLimits, poll_interval, rereads_after
from api_poller.game_status import KNOWN_CODES, parse_game_status
from baseball_core.errors import FeedError
from baseball_core.feed.status import Phase, phase

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WAIT = timedelta(seconds=10)


def interval(current, *, since=MINUTE, until_start=None, until_resume=None):
    return poll_interval(current, since=since, until_start=until_start, until_resume=until_resume, wait=WAIT)


@pytest.mark.parametrize(
    ("code", "low", "high"),
    [
        ("S", 5 * 60, 15 * 60),
        ("P", 60, 60),
        ("PW", 30, 30),
        ("PR", 60, 120),
        ("I", 10, 10),
        ("MF", 10, 10),
        ("NA", 10, 10),
        ("IR", 60, 120),
        ("IZ", 10, 10),
        ("IH", 10, 10),
        ("UR", 3600, 3600),
        ("T", 3600, 3600),
        ("UZ", 10, 10),
        ("O", 10, 10),
        ("OR", 10, 10),
        ("QO", 10, 10),
        ("W", 300, 300),
        ("X", 300, 300),
        ("?", 300, 300),
        ("DR", 3600, 3600),
    ],
)
def test_the_cadence_is_that_of_the_rule_book(code, low, high):
    """case 15"""
    found = interval(phase(code), until_start=2 * HOUR if code == "S" else None)
    assert low <= found.total_seconds() <= high


@pytest.mark.parametrize("code", ["F", "FT", "FR", "R", "C", "CR"])
def test_an_official_or_cancelled_game_is_not_polled_at_a_rate(code):
    assert interval(phase(code)) is None


@pytest.mark.parametrize("code", sorted(KNOWN_CODES))
def test_every_code_of_the_rules_has_a_cadence_or_is_over(code):
    """case 15"""
    assert phase(code) is not Phase.UNKNOWN or code in "WX"
    assert interval(phase(code)) is not None or code[0] in "FRC"


def test_near_its_start_a_scheduled_game_is_polled_more_often():
    steps = [interval(Phase.SCHEDULED, until_start=until) for until in (72 * HOUR, 20 * HOUR, MINUTE, -MINUTE)]
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) == 4


def test_a_game_that_should_have_begun_long_ago_is_not_polled_every_minute_for_ever():
    assert interval(Phase.SCHEDULED, until_start=-24 * HOUR) >= 5 * MINUTE


def test_a_suspended_game_waits_for_its_resumption():
    assert interval(Phase.SUSPENDED, until_resume=60 * 24 * HOUR) == HOUR
    assert interval(Phase.SUSPENDED, until_resume=30 * MINUTE) == 5 * MINUTE
    assert interval(Phase.SUSPENDED, until_resume=-MINUTE) == MINUTE


def test_a_game_that_stays_over_but_unofficial_is_polled_ever_slower():
    assert interval(Phase.GAME_OVER, since=24 * HOUR) > interval(Phase.GAME_OVER, since=HOUR)
    assert interval(Phase.POSTPONED, since=100 * HOUR) > interval(Phase.POSTPONED, since=HOUR)


def test_an_official_game_is_read_again_after_ten_minutes_an_hour_and_a_day():
    """case 8"""
    now = datetime(2026, 7, 4, tzinfo=UTC)
    assert [moment - now for moment in rereads_after(now)] == [10 * MINUTE, HOUR, 24 * HOUR] == list(REREADS)


@given(st.none() | st.floats(allow_nan=False))
def test_any_wait_ends_up_between_floor_and_ceiling(wait):
    assert timedelta(seconds=5) <= WaitLimits(5, 30).clamp(wait) <= timedelta(seconds=30)


def test_the_api_s_list_of_statuses_adds_to_the_bundled_one():
    assert parse_game_status(b'[{"statusCode":"ZZ"},{"statusCode":"F"},{"statusCode":5},7]') == {"ZZ", "F"}


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"[{}]", b"null", b"<html>", b"[" * 99_999])
def test_an_answer_without_statuses_is_refused(body):
    with pytest.raises(FeedError):
        parse_game_status(body)
