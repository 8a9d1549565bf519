"""Dead letters keep everything of the record they stand for, and give it back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baseball_core.clock import SystemClock
from baseball_core.errors import MessageError
from baseball_core.kafka.base import Record, Refusal
from baseball_core.kafka.config import DEAD_LETTER_MAX_BYTES
from baseball_core.kafka.dead_letter import PREFIX, DeadLetters, dead_letter, parse_dead_letter
from baseball_core.kafka.local import LocalBroker
from baseball_core.messages import DEAD_LETTER, LIVE_GAME_DATA, MAX_MESSAGE_BYTES

NOW = datetime(2025, 7, 4, 23, 5, tzinfo=UTC)
PRODUCED = datetime(2025, 7, 4, 23, 4, 59, 123000, tzinfo=UTC)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda name: not name.startswith(PREFIX))
headers = st.lists(st.tuples(names, st.binary(max_size=20)), max_size=5).map(tuple)


def kept(record: Record, reason: str = "bad_feed", detail: str = "$.liveData: expected object") -> Record:
    """The record as it is read back from the dead letter topic."""
    message = dead_letter(Refusal(record, reason, detail), NOW)
    return Record(message.topic, 0, 7, NOW, message.key, message.value, message.headers)


@given(
    key=st.none() | st.binary(max_size=20),
    value=st.none() | st.binary(max_size=200),
    headers=headers,
    partition=st.integers(0, 100),
    offset=st.integers(0, 2**62),
    reason=st.text(st.characters(codec="ascii"), max_size=30),
    detail=st.text(max_size=4000),
)
def test_everything_of_the_refused_record_comes_back(key, value, headers, partition, offset, reason, detail):
    record = Record(LIVE_GAME_DATA, partition, offset, PRODUCED, key, value, headers)
    letter = parse_dead_letter(kept(record, reason, detail))
    assert (letter.origin_topic, letter.origin_partition, letter.origin_offset) == (LIVE_GAME_DATA, partition, offset)
    assert (letter.key, letter.value, letter.headers) == (key, value, headers)
    assert (letter.origin_timestamp, letter.refused_at, letter.reason) == (PRODUCED, NOW, reason)
    assert letter.detail.startswith(detail[:50].encode(errors="backslashreplace").decode())


def test_the_restored_message_is_the_refused_one_marked_with_where_it_was_kept():
    record = Record(LIVE_GAME_DATA, 3, 41, PRODUCED, b"745001", b"bytes", (("sequence", b"9"),))
    restored = parse_dead_letter(kept(record)).restored()
    assert (restored.topic, restored.key, restored.value) == (LIVE_GAME_DATA, b"745001", b"bytes")
    assert restored.headers == (("sequence", b"9"), ("reinjected-from", b"0:7"))


def test_a_record_refused_again_after_reinjection_tells_its_newest_origin_only():
    record = Record(LIVE_GAME_DATA, 3, 41, PRODUCED, b"745001", b"bytes", ())
    again = parse_dead_letter(kept(record)).restored()
    second = Record(LIVE_GAME_DATA, 3, 99, PRODUCED, again.key, again.value, again.headers)
    letter = parse_dead_letter(kept(second, "still_bad"))
    assert (letter.origin_offset, letter.reason) == (99, "still_bad")
    assert letter.headers == (("reinjected-from", b"0:7"),)


def test_a_record_of_another_kind_in_the_topic_is_refused_not_misread():
    with pytest.raises(MessageError, match="offset 5"):
        parse_dead_letter(Record(DEAD_LETTER, 0, 5, NOW, b"k", b"v", (("sequence", b"1"),)))


def test_the_largest_message_still_fits_with_the_longest_detail():
    record = Record(LIVE_GAME_DATA, 3, 41, PRODUCED, b"745001", bytes(MAX_MESSAGE_BYTES), ())
    broker = LocalBroker()
    DeadLetters(broker.producer(), SystemClock()).keep([Refusal(record, "bad_feed", "é" * 100_000)])
    [stored] = broker.records(DEAD_LETTER)
    assert stored.size < DEAD_LETTER_MAX_BYTES
    assert stored.value == record.value
