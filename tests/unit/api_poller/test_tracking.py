"""What each observation changes in what is known of a game."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_poller.cadence import WaitLimits
from api_poller.following import Glimpse
from api_poller.game_status import KNOWN_CODES
from api_poller.schedule import parse_schedule
from api_poller.tracking import (
    TrackedGame,
    after_acknowledgement,
    after_failure,
    after_jump_back,
    due_at,
    is_closed,
    is_forgettable,
    observe_change,
    observe_document,
    observe_row,
    poll_begun,
    waits_for_first_game,
)
from baseball_core.feed.status import Phase
from support.moving_games import a_row, a_schedule

NOW = datetime(2026, 7, 4, 17, tzinfo=UTC)
LIMITS = WaitLimits(5, 30)


def row(day="2026-07-04", **fields):
    return parse_schedule(msgspec.json.encode(a_schedule({day: [a_row(**fields)]}))).rows[0]


def a_game(code=None, **known):
    """A game whose document said ``code``, or one of which there is no document yet."""
    if code is not None:
        known = {"status_code": code, "status_since": NOW, "canonical_hash": "seen", **known}
    return TrackedGame(**{"game_pk": 7, "season": "2026", "game_type": "R", "next_poll": NOW} | known)


def seen(code="I", *, starts_at=None, wait=10.0):
    return Glimpse(status_code=code, wait=wait, starts_at=starts_at, season="2026", game_type="R")


def test_a_new_game_is_due_at_once():
    game = observe_row(None, row(code="F"), NOW)
    assert due_at(game, NOW) == NOW
    assert game.phase is Phase.FINAL, "also one that is over: nobody has read its document"


def test_a_row_asks_for_a_poll_when_its_status_changes_and_only_then():
    game = poll_begun(observe_row(None, row(code="S"), NOW))
    assert not observe_row(game, row(code="S"), NOW).asked
    assert observe_row(game, row(code="P"), NOW).asked


def test_an_older_dated_row_never_overwrites_a_newer_one():
    """A postponed game and its make-up under one gamePk."""
    made_up = observe_row(a_game("S"), row("2026-07-05", code="S"), NOW)
    assert observe_row(made_up, row("2026-07-04", code="DR"), NOW) == made_up
    postponed = observe_row(None, row("2026-07-04", code="DR"), NOW)
    assert observe_row(postponed, row("2026-07-05", code="S"), NOW).row_status == "S"


@given(st.permutations([("2026-07-04", "DR"), ("2026-07-05", "DR"), ("2026-07-06", "F")]))
def test_in_whatever_order_rows_come_the_newest_dated_one_stands(order):
    game = None
    for day, code in order:
        game = observe_row(game, row(day, code=code), NOW)
    assert (game.row_day, game.row_status) == (date(2026, 7, 6), "F")


def test_the_status_is_what_the_document_says_and_not_what_a_row_says():
    game = observe_row(a_game("I"), row(code="F"), NOW)
    assert game.phase is Phase.LIVE
    assert due_at(game, NOW) == NOW


def test_a_game_that_the_schedule_drops_is_followed_to_its_end():
    """case 8: rows are only requests; without them the cadence goes on."""
    game = observe_document(a_game("O"), seen("O"), NOW, LIMITS)
    assert due_at(game, NOW) == NOW + timedelta(seconds=10)
    assert not is_closed(game)


def test_game_over_leads_to_final_and_final_to_three_re_reads():
    """case 8"""
    game = observe_document(a_game("O"), seen("F"), NOW, LIMITS)
    dues = []
    while game.next_poll is not None:
        dues.append(game.next_poll - NOW)
        game = observe_document(poll_begun(game), seen("F"), game.next_poll, LIMITS)
    assert dues == [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=24)]
    assert is_closed(game)


def test_a_late_re_read_answers_for_all_that_were_due():
    game = observe_document(a_game("O"), seen("F"), NOW, LIMITS)
    game = observe_document(game, seen("F"), NOW + timedelta(hours=30), LIMITS)
    assert game.next_poll is None


def test_another_final_status_does_not_begin_the_re_reads_again():
    game = observe_document(a_game("O"), seen("F"), NOW, LIMITS)
    game = observe_document(game, seen("FR"), NOW + timedelta(minutes=30), LIMITS)
    assert game.next_poll == NOW + timedelta(hours=1)


def test_an_official_game_that_goes_on_after_all_is_followed_again():
    game = observe_document(a_game("F", rereads=(NOW,)), seen("I"), NOW, LIMITS)
    assert game.rereads == ()
    assert game.next_poll == NOW + timedelta(seconds=10)


def test_corrections_reopen_a_closed_game_for_one_poll():
    closed = a_game("F", next_poll=None)
    assert is_closed(closed)
    asked = observe_change(closed, row(code="F"))
    assert due_at(asked, NOW) == NOW
    assert is_closed(observe_document(poll_begun(asked), seen("F"), NOW, LIMITS))


def test_a_correction_of_an_unknown_game_tracks_it():
    assert due_at(observe_change(None, row(code="F")), NOW) == NOW


def test_a_postponed_game_whose_document_tells_the_new_day_is_polled_rarely():
    game = observe_row(None, row(code="DR"), NOW)
    game = observe_document(game, seen("S", starts_at=NOW + timedelta(days=60)), NOW, LIMITS)
    assert game.next_poll - NOW > timedelta(hours=1)


def test_a_failure_keeps_what_was_asked_for_until_a_poll_succeeds():
    game = after_failure(poll_begun(observe_row(None, row(code="S"), NOW)), NOW + timedelta(seconds=3))
    assert due_at(game, NOW) == NOW + timedelta(seconds=3)
    again = observe_row(game, row(code="P"), NOW)
    assert due_at(again, NOW) == NOW + timedelta(seconds=3), "requests do not get round the back-off"
    assert after_failure(again, NOW).failures == 2
    assert observe_document(again, seen(), NOW, LIMITS).failures == 0


def test_only_an_acknowledged_document_counts_as_published():
    game = after_acknowledgement(a_game(), canonical_hash="h", fetched_at=NOW, time_code="t", sequence=5)
    assert (game.canonical_hash, game.fetched_at, game.time_code, game.sequence) == ("h", NOW, "t", 5)


def test_after_the_clock_was_set_back_nothing_waits_for_the_old_future():
    assert after_jump_back(a_game("I", next_poll=NOW + timedelta(days=9)), NOW).next_poll == NOW
    assert after_jump_back(a_game("F", next_poll=None), NOW).next_poll is None


def test_a_game_is_forgotten_only_when_closed_for_long():
    closed = a_game("F", next_poll=None)
    assert not is_forgettable(closed, NOW + timedelta(days=29))
    assert is_forgettable(closed, NOW + timedelta(days=31))
    assert not is_forgettable(a_game("U"), NOW + timedelta(days=300))


@pytest.mark.parametrize("code", [*sorted(KNOWN_CODES), "ZZ", "?", "", None])
def test_no_status_ends_polling_but_official_and_cancelled(code):
    """case 15: with every code, known or not, the game stays open or has its re-reads."""
    game = observe_document(a_game("I"), seen(code), NOW, LIMITS)
    assert (game.next_poll is None) == (game.phase is Phase.CANCELLED)


# --- doubleheaders -------------------------------------------------------------------------------------------------


def a_pair(kind, first_code, second_code="S", *, same_day=True):
    first = observe_row(None, row(game_pk=1, code=first_code, double_header=kind, number=1), NOW)
    day = "2026-07-04" if same_day else "2026-07-05"
    second = observe_row(
        None, row(day, game_pk=2, code=second_code, double_header=kind, number=2, teams=(202, 201)), NOW
    )
    return first, second


@pytest.mark.parametrize("code", ["S", "P", "PW", "PR", "I", "IR", "MF", "UZ", "?"])
def test_game_two_of_a_traditional_doubleheader_is_held_while_game_one_is_on(code):
    """case 16: its start time is a placeholder."""
    pair = a_pair("Y", code)
    assert waits_for_first_game(pair[1], pair)
    assert not waits_for_first_game(pair[0], pair)


@pytest.mark.parametrize("code", ["O", "F", "FR", "DR", "C", "UR", "TR"])
def test_game_two_is_released_when_game_one_is_over_for_the_day(code):
    """case 16"""
    pair = a_pair("Y", code)
    assert not waits_for_first_game(pair[1], pair)


def test_game_two_of_a_split_doubleheader_has_its_own_time():
    """case 16"""
    pair = a_pair("S", "I")
    assert not waits_for_first_game(pair[1], pair)


def test_game_two_is_never_held_once_it_is_on():
    """case 16: whatever game one says."""
    pair = a_pair("Y", "I", "PW")
    assert not waits_for_first_game(pair[1], pair)


def test_game_two_waits_only_for_the_game_of_its_day_and_teams():
    """case 16: not for the nearest game."""
    pair = a_pair("Y", "I", same_day=False)
    assert not waits_for_first_game(pair[1], pair)
    other = observe_row(None, row(game_pk=3, code="I", double_header="Y", number=1, teams=(1, 2)), NOW)
    second = a_pair("Y", "F")[1]
    assert not waits_for_first_game(second, [other, second])
