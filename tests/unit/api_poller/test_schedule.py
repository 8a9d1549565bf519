"""Which days are asked for, and what rows say."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_poller.schedule import baseball_day, newest_rows, parse_schedule, schedule_window
from baseball_core.errors import FeedError
from support.moving_games import a_row, a_schedule


def parsed(rows_by_day):
    return parse_schedule(msgspec.json.encode(a_schedule(rows_by_day)))


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-07-04T23:59:59", "2026-07-04"),
        ("2026-07-05T00:00:00", "2026-07-04"),
        ("2026-07-05T03:59:59", "2026-07-04"),
        ("2026-07-05T04:00:00", "2026-07-05"),
        ("2026-11-02T04:59:59", "2026-11-01"),
        ("2026-11-02T05:00:00", "2026-11-02"),
    ],
)
def test_the_baseball_day_turns_at_midnight_eastern_in_summer_and_winter(utc, day):
    """case 2: not at 00:00Z."""
    now = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert baseball_day(now) == date.fromisoformat(day)


@given(
    st.integers(0, 100 * 365 * 24 * 60).map(
        lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    )
)
def test_a_game_that_began_within_the_last_day_is_in_the_window(start):
    """case 2: however late it ends, its row is still asked for."""
    for hours in (0, 3, 6, 12):
        first, last = schedule_window(start + timedelta(hours=hours))
        assert first <= baseball_day(start) <= last
        assert last - first == timedelta(days=1)


def test_a_row_says_what_the_poller_needs():
    body = a_row(7, code="PR", double_header="Y", number=2, resumeDate="2026-09-24T17:00:00Z")
    (row,) = parsed({"2026-07-04": [body]}).rows
    assert (row.game_pk, row.day, row.status_code) == (7, date(2026, 7, 4), "PR")
    assert (row.double_header, row.game_number, row.teams) == ("Y", 2, (201, 202))
    assert row.starts_at == datetime(2026, 7, 4, 17, 5, tzinfo=UTC)
    assert row.resumes_at == datetime(2026, 9, 24, 17, 0, tzinfo=UTC)
    assert msgspec.json.decode(row.body) == body


def test_the_day_of_a_row_is_the_outer_date_and_never_the_official_one():
    """On a postponed row officialDate is already the new day."""
    (row,) = parsed({"2026-07-04": [a_row(7, code="DR", officialDate="2026-08-26")]}).rows
    assert row.day == date(2026, 7, 4)


def test_the_newest_dated_row_speaks_for_a_game():
    answer = parsed(
        {
            "2026-07-05": [a_row(7, code="S", number=2), a_row(8)],
            "2026-07-04": [a_row(7, code="DR")],
        }
    )
    newest = newest_rows(answer.rows)
    assert set(newest) == {7, 8}
    assert newest[7].status_code == "S"
    assert len(answer.rows) == 3, "every row is kept as an observation"


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"gamePk": None},
        {"gamePk": "7"},
        {"gamePk": True},
        {"gamePk": -7},
        {"gamePk": 2**31},
        {"gamePk": 7.5},
        None,
        [],
        "row",
    ],
)
def test_a_bad_row_costs_that_row(bad):
    answer = parse_schedule(msgspec.json.encode({"dates": [{"date": "2026-07-04", "games": [bad, a_row(8)]}]}))
    assert [row.game_pk for row in answer.rows] == [8]
    assert answer.refused == 1


@pytest.mark.parametrize("day", [None, "someday", 20260704, "2026-13-01"])
def test_rows_of_a_day_that_is_none_are_refused(day):
    answer = parse_schedule(msgspec.json.encode({"dates": [{"date": day, "games": [a_row(8)]}]}))
    assert (answer.rows, answer.refused) == ((), 1)


@pytest.mark.parametrize(
    "row",
    [
        {"status": None},
        {"status": {"statusCode": 5}},
        {"gameDate": "tomorrow"},
        {"gameDate": "2026-07-04T17:05:00"},
        {"gameDate": "9999-12-31T23:59:59-12:00"},
        {"teams": {"away": []}},
        {"gameNumber": "two"},
        {"doubleHeader": 1},
        {"season": 2026},
    ],
)
def test_a_field_of_the_wrong_type_is_a_field_that_is_missing(row):
    (parsed_row,) = parsed({"2026-07-04": [{**a_row(7), **row}]}).rows
    assert parsed_row.game_pk == 7


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"dates":{}}', b"<html>", b"[" * 99_999, b'{"dates":NaN}']
)
def test_what_is_no_schedule_is_refused(body):
    with pytest.raises(FeedError):
        parse_schedule(body)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["dates", "games", "date", "gamePk", "status", "teams", "totalGames"]), inner
            )
        ),
    )
)
def test_whatever_an_answer_holds_the_only_error_is_a_feed_error(body):
    try:
        answer = parse_schedule(msgspec.json.encode(body))
    except FeedError:
        return
    assert all(row.game_pk > 0 for row in answer.rows)
