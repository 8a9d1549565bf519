"""Messages: what is sent is what is read, and what is not ours is refused with a reason."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baseball_core.codec import compress
from baseball_core.errors import MessageError
from baseball_core.messages import (
    LIVE_GAME_DATA,
    MLB_SCHEDULE,
    GameDocument,
    ScheduleRowMessage,
    decode_game_document,
    decode_schedule_row,
    encode_game_document,
    encode_schedule_row,
)

DOCUMENT = GameDocument(
    900001, datetime(2026, 7, 4, 23, 5, 6, 789, UTC), "20260704_230500", 7, "ab" * 32, "2026/R/900001/x", b"{}"
)

documents = st.builds(
    GameDocument,
    game_pk=st.integers(1, 2**31 - 1),
    fetched_at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    time_code=st.none() | st.from_regex(r"\A\d{8}_\d{6}\Z"),
    sequence=st.integers(0, 10**6),
    content_hash=st.from_regex(r"\A[0-9a-f]{64}\Z"),
    archive_key=st.text(min_size=1, max_size=80),
    body=st.binary(max_size=500),
)


@given(documents)
def test_a_document_survives_the_way_through_the_broker(document: GameDocument) -> None:
    message = encode_game_document(document)
    assert message.topic == LIVE_GAME_DATA
    assert decode_game_document(message.key, message.value, message.headers) == document


def test_one_game_has_one_key_on_both_topics() -> None:
    row = ScheduleRowMessage(900001, date(2026, 7, 4), DOCUMENT.fetched_at, "cd" * 32, b"{}")
    message = encode_schedule_row(row)
    assert (message.topic, message.key) == (MLB_SCHEDULE, encode_game_document(DOCUMENT).key)
    assert decode_schedule_row(message.key, message.value, message.headers) == row


def test_times_are_utc_whatever_zone_they_came_in() -> None:
    eastern = DOCUMENT.fetched_at.astimezone(timezone(timedelta(hours=-4)))
    message = encode_game_document(GameDocument(1, eastern, None, 0, "", "", b""))
    assert dict(message.headers)["fetched-at"] == b"2026-07-04T23:05:06.000789+00:00"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("schema-version", b"2", "unknown_schema"),
        ("fetched-at", b"yesterday", "bad_header"),
        ("fetched-at", b"2026-07-04T23:05:06", "bad_header"),
        ("sequence", b"-1", "bad_header"),
        ("time-code", b"\xff", "bad_header"),
    ],
)
def test_a_wrong_header_is_refused_with_a_reason(name: str, value: bytes, reason: str) -> None:
    message = encode_game_document(DOCUMENT)
    headers = tuple((key, value if key == name else old) for key, old in message.headers)
    with pytest.raises(MessageError) as caught:
        decode_game_document(message.key, message.value, headers)
    assert caught.value.reason == reason


@pytest.mark.parametrize("key", [None, b"", b"abc", b"0", b"-4", b"\xff", b"1.5"])
def test_a_key_that_is_no_game_is_refused(key: bytes | None) -> None:
    message = encode_game_document(DOCUMENT)
    with pytest.raises(MessageError) as caught:
        decode_game_document(key, message.value, message.headers)
    assert caught.value.reason == "bad_key"


def test_a_message_without_headers_or_value_is_refused() -> None:
    message = encode_game_document(DOCUMENT)
    with pytest.raises(MessageError, match="schema version"):
        decode_game_document(message.key, message.value, ())
    with pytest.raises(MessageError, match="without a value"):
        decode_game_document(message.key, None, message.headers)
    with pytest.raises(MessageError, match="over the limit"):
        decode_game_document(message.key, compress(b"x" * 100), message.headers, limit=99)
    row = encode_schedule_row(ScheduleRowMessage(1, date(2026, 7, 4), DOCUMENT.fetched_at, "", b""))
    headers = tuple((name, b"soon" if name == "schedule-date" else value) for name, value in row.headers)
    with pytest.raises(MessageError, match="schedule-date"):
        decode_schedule_row(row.key, row.value, headers)
