"""When a poller must run, by the schedule's rows and by what the poller itself knows."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api_poller.needed import games_of, is_needed, needed_at, note_needs, note_of, replicas_for
from api_poller.schedule import parse_schedule
from api_poller.tracking import TrackedGame
from support.moving_games import a_row, a_schedule

DAY = date(2026, 7, 4)
NOON = datetime(2026, 7, 4, 17, 0, tzinfo=UTC)
EVENING = datetime(2026, 7, 4, 23, 5, tzinfo=UTC)
LEAD = timedelta(minutes=60)


def a_game(code: str, **known: Any) -> TrackedGame:
    """A game whose document was read: its status is the document's."""
    row = {"row_day": DAY, "starts_at": EVENING, "canonical_hash": "seen", "status_code": code}
    return TrackedGame(game_pk=7, season="2026", game_type="R", **(row | known))


def by_rows(now: datetime, *rows: dict[str, Any], day: date = DAY) -> datetime | None:
    answer = parse_schedule(json.dumps(a_schedule({day.isoformat(): list(rows)})).encode())
    return needed_at(games_of(answer.rows, now), now)


@pytest.mark.parametrize("code", ["P", "PW", "PR", "I", "IR", "IH", "MA", "O", "UZ", "X"])
def test_a_game_that_is_open_or_that_nobody_understands_needs_a_poller_now(code: str) -> None:
    assert needed_at([a_game(code)], NOON) == NOON
    assert by_rows(NOON, a_row(7, code=code)) == NOON


@pytest.mark.parametrize("code", ["DR", "CR", "F", "FR"])
def test_a_game_that_is_not_played_any_more_needs_none(code: str) -> None:
    assert needed_at([a_game(code)], NOON) is None
    assert by_rows(NOON, a_row(7, code=code)) is None


def test_a_game_to_come_needs_one_at_its_start_and_for_some_hours_after_it_should_have_begun() -> None:
    game = a_game("S")
    assert needed_at([game], NOON) == EVENING
    assert not is_needed(EVENING, EVENING - LEAD - timedelta(seconds=1), LEAD)
    assert is_needed(EVENING, EVENING - LEAD, LEAD)
    assert needed_at([game], EVENING + timedelta(hours=11)) == EVENING
    assert needed_at([game], EVENING + timedelta(hours=13)) is None


def test_a_game_after_midnight_in_utc_belongs_to_the_same_day() -> None:
    late = datetime(2026, 7, 5, 2, 10, tzinfo=UTC)
    assert by_rows(late - LEAD, a_row(7, code="S", starts="2026-07-05T02:10:00Z")) == late
    assert by_rows(late, a_row(7, code="I", starts="2026-07-05T02:10:00Z")) == late


def test_a_start_that_nobody_knows_may_be_at_any_time_of_its_day() -> None:
    unknown = a_game("S", starts_at=None)
    placeholder = a_game("S", start_is_placeholder=True)
    for game in (unknown, placeholder):
        assert needed_at([game], NOON) == NOON
        assert needed_at([game], NOON - timedelta(days=1)) is None
        assert needed_at([game], NOON + timedelta(days=1)) is None


def test_a_second_game_that_waits_for_the_first_needs_one_when_the_first_is_over() -> None:
    common: dict[str, Any] = {"double_header": "Y", "teams": (1, 2), "start_is_placeholder": True}
    second = a_game("S", game_number=2, **common)

    def first(code: str) -> TrackedGame:
        return TrackedGame(
            game_pk=6,
            season="2026",
            game_type="R",
            row_day=DAY,
            starts_at=EVENING,
            canonical_hash="seen",
            status_code=code,
            double_header="Y",
            teams=(2, 1),
        )

    assert needed_at([first("S"), second], NOON) == EVENING, "not before the first game"
    assert needed_at([first("F"), second], NOON) == NOON


def test_a_suspended_game_needs_one_when_it_goes_on() -> None:
    resumes = NOON + timedelta(days=2)
    assert needed_at([a_game("U", resumes_at=resumes)], NOON) == resumes
    assert needed_at([a_game("T", resumes_at=None)], NOON) == NOON, "perhaps today"
    assert needed_at([a_game("T", resumes_at=None, row_day=DAY - timedelta(days=2))], NOON) is None


def test_a_postponed_game_s_new_row_counts_and_the_old_one_does_not() -> None:
    start = NOON + timedelta(hours=3)
    rows = a_schedule(
        {
            "2026-07-03": [a_row(7, code="DR")],
            "2026-07-04": [a_row(7, code="S", starts=start.strftime("%Y-%m-%dT%H:%M:%SZ"))],
        }
    )
    answer = parse_schedule(json.dumps(rows).encode())
    assert needed_at(games_of(answer.rows, NOON), NOON) == start


def test_a_final_game_is_looked_after_until_its_corrections_were_read() -> None:
    reread = NOON + timedelta(minutes=10)
    assert needed_at([a_game("F", next_poll=reread)], NOON) == reread
    assert needed_at([a_game("F", next_poll=reread, asked=True)], NOON) == NOON
    assert needed_at([a_game("F")], NOON) is None


def test_the_first_need_of_all_counts() -> None:
    games = [a_game("S"), a_game("F", next_poll=NOON + timedelta(minutes=10)), a_game("DR")]
    assert needed_at(games, NOON) == NOON + timedelta(minutes=10)
    assert needed_at([], NOON) is None


def test_the_note_says_it_in_the_lease() -> None:
    assert not note_needs(note_of(None), NOON, LEAD)
    assert not note_needs(note_of(NOON + timedelta(minutes=61)), NOON, LEAD)
    assert note_needs(note_of(NOON + timedelta(minutes=60)), NOON, LEAD)
    assert note_needs(note_of(NOON - timedelta(days=3)), NOON, LEAD)


@pytest.mark.parametrize("note", [None, "", "soon", "2026-07-04T17:00:00"])
def test_no_note_and_one_that_nobody_understands_ask_for_a_poller(note: str | None) -> None:
    assert note_needs(note, NOON, LEAD)


@pytest.mark.parametrize(
    ("by_schedule", "by_note", "present", "expected"),
    [
        (True, False, 0, 2),
        (False, True, 0, 2),
        (True, None, 0, 2),
        (None, True, 0, 2),
        (True, True, 1, 2),
        (False, False, 2, 0),
        (None, False, 2, 2),
        (False, None, 2, 2),
        (None, None, 1, 1),
        (None, None, 0, 0),
    ],
)
def test_what_is_not_known_stops_no_poller(
    by_schedule: bool | None, by_note: bool | None, present: int, expected: int
) -> None:
    assert replicas_for(by_schedule=by_schedule, by_note=by_note, present=present, wanted=2) == expected
