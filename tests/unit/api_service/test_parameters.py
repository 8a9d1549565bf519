"""What parameters let through can be given to PostgreSQL; what they refuse is named."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api_service.parameters import INT4_MAX, Day, Id, Instant
from api_service.search import like_patterns
from baseball_core.feed.names import search_name

IDS: TypeAdapter[int] = TypeAdapter(Id)
DAYS: TypeAdapter[date] = TypeAdapter(Day)
INSTANTS: TypeAdapter[datetime] = TypeAdapter(Instant)


def _accepted(adapter: TypeAdapter[object], text: str) -> object | None:
    try:
        return adapter.validate_python(text)
    except ValidationError:
        return None


@given(st.integers(1, INT4_MAX))
def test_every_id_that_the_database_can_hold_is_taken(number: int) -> None:
    assert IDS.validate_python(str(number)) == number


@given(st.text(max_size=30) | st.integers().map(str))
def test_no_other_text_is_an_id(text: str) -> None:
    found = _accepted(IDS, text)
    if found is not None:
        assert text.isascii()
        assert text.isdigit()
        assert 1 <= int(text) <= INT4_MAX


@given(st.dates())
def test_every_day_is_taken_in_one_form_only(day: date) -> None:
    assert DAYS.validate_python(day.isoformat()) == day
    for text in (day.strftime("%d.%m.%Y"), day.isoformat() + "T00:00:00", str(day.toordinal())):
        assert _accepted(DAYS, text) is None


@given(st.datetimes(datetime(1871, 1, 1), datetime(2199, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - strategy bounds
def test_every_time_of_baseball_is_taken_and_becomes_utc(at: datetime) -> None:
    offset = at.utcoffset()
    if offset is None or offset.seconds % 60:  # local mean times of long ago have no RFC 3339 form
        return
    found = INSTANTS.validate_python(at.isoformat())
    assert found == at.astimezone(UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-07-04T23:10:00",
        "2026-07-04T23:10:00 00:00",
        "2026-07-04",
        "1783206600",
        "2026-13-01T00:00:00Z",
        "2026-07-04T25:00:00Z",
        "",
    ],
)
def test_a_time_without_offset_or_out_of_reach_is_refused(text: str) -> None:
    assert _accepted(INSTANTS, text) is None


@given(st.text(max_size=100))
def test_a_searched_name_is_words_that_cannot_be_wildcards(name: str) -> None:
    for pattern in like_patterns(name):
        assert pattern.startswith("%")
        assert pattern.endswith("%")
        inner = pattern[1:-1].replace("\\\\", "").replace("\\%", "").replace("\\_", "")
        assert not set(inner) & {"%", "_", "\\"}


@given(st.text(st.characters(categories=["L", "Mn", "Zs"]), min_size=1, max_size=40))
def test_a_stored_name_is_found_by_itself(name: str) -> None:
    stored = search_name(name)
    for pattern in like_patterns(name):
        assert pattern[1:-1] in stored
