"""One suite for the in-memory broker and the real one."""

import threading
import uuid
import zlib
from typing import Any

import pytest

from baseball_core.kafka.base import CommitError, DeliveryError, TopicPartition
from baseball_core.messages import MAX_MESSAGE_BYTES, Outgoing

TIMEOUT = 20.0


def message(topic: str, key: str = "745001", value: bytes = b"{}", headers: Any = ()) -> Outgoing:
    return Outgoing(topic, key.encode(), value, tuple(headers))


def new_group() -> str:
    return f"group-{uuid.uuid4().hex[:8]}"


def test_a_published_message_is_read_with_key_value_and_headers_unchanged(broker, listener, read):
    topic = broker.new_topic()
    headers = (("fetched-at", b"2025-07-04T23:05:00.000001+00:00"), ("empty", b""), ("twice", b"1"), ("twice", b"2"))
    broker.producer().publish([message(topic, "745001", b"\x00\xff\x28\xb5", headers)], TIMEOUT)
    consumer = broker.consumer(new_group())
    consumer.subscribe([topic], listener)
    [record] = read(consumer, 1)
    assert (record.topic, record.partition, record.offset) == (topic, 0, 0)
    assert (record.key, record.value, record.headers) == (b"745001", b"\x00\xff\x28\xb5", headers)
    assert record.header("twice") == b"2"
    assert record.timestamp.utcoffset() is not None


def test_messages_of_one_key_stay_in_order_in_one_partition(broker, listener, read):
    topic = broker.new_topic(partitions=4)
    producer = broker.producer()
    for round_ in range(5):
        producer.publish([message(topic, str(745000 + game), str(round_).encode()) for game in range(8)], TIMEOUT)
    consumer = broker.consumer(new_group())
    consumer.subscribe([topic], listener)
    records = read(consumer, 40)
    for game in range(8):
        own = [record for record in records if record.key == str(745000 + game).encode()]
        assert [record.value for record in own] == [b"0", b"1", b"2", b"3", b"4"]
        assert len({record.partition for record in own}) == 1
    assert len({record.partition for record in records}) > 1


def test_a_key_goes_to_the_partition_that_crc32_names(broker, listener, read):
    """Both brokers place a game alike, so a test on the fake says something about the real one."""
    topic = broker.new_topic(partitions=6)
    keys = ["745001", "745002", "778899", "1", "716463"]
    broker.producer().publish([message(topic, key) for key in keys], TIMEOUT)
    consumer = broker.consumer(new_group())
    consumer.subscribe([topic], listener)
    placed = {record.key: record.partition for record in read(consumer, len(keys))}
    assert placed == {key.encode(): zlib.crc32(key.encode()) % 6 for key in keys}


def test_reading_goes_on_at_the_committed_offset(broker, listener, new_listener, read):
    topic, group = broker.new_topic(), new_group()
    broker.producer().publish([message(topic, value=str(number).encode()) for number in range(6)], TIMEOUT)
    first = broker.consumer(group)
    first.subscribe([topic], listener)
    assert len(read(first, 4)) == 4
    first.commit({TopicPartition(topic, 0): 3})
    first.close()
    second = broker.consumer(group)
    second.subscribe([topic], new_listener())
    assert [record.value for record in read(second, 3)] == [b"3", b"4", b"5"]


def test_nothing_is_committed_by_itself(broker, listener, new_listener, read):
    topic, group = broker.new_topic(), new_group()
    broker.producer().publish([message(topic, value=b"0"), message(topic, value=b"1")], TIMEOUT)
    first = broker.consumer(group)
    first.subscribe([topic], listener)
    assert len(read(first, 2)) == 2
    first.close()
    second = broker.consumer(group)
    second.subscribe([topic], new_listener())
    assert [record.value for record in read(second, 2)] == [b"0", b"1"]


def test_a_paused_partition_gives_nothing_and_goes_on_where_it_was(broker, listener, read):
    topic = broker.new_topic()
    producer = broker.producer()
    producer.publish([message(topic, value=str(number).encode()) for number in range(4)], TIMEOUT)
    consumer = broker.consumer(new_group())
    consumer.subscribe([topic], listener)
    assert [record.value for record in read(consumer, 2)] == [b"0", b"1"]
    consumer.pause(consumer.assignment())
    assert read(consumer, 1, polls=6) == []
    consumer.resume(consumer.assignment())
    assert [record.value for record in read(consumer, 2)] == [b"2", b"3"]


def test_a_seek_while_paused_holds_after_the_resumption(broker, listener, read):
    topic = broker.new_topic()
    broker.producer().publish([message(topic, value=str(number).encode()) for number in range(5)], TIMEOUT)
    consumer = broker.consumer(new_group())
    consumer.subscribe([topic], listener)
    assert len(read(consumer, 4)) == 4
    consumer.pause(consumer.assignment())
    consumer.seek({TopicPartition(topic, 0): 1})
    assert read(consumer, 1, polls=4) == []
    consumer.resume(consumer.assignment())
    assert [record.value for record in read(consumer, 4)] == [b"1", b"2", b"3", b"4"]


def test_two_members_share_the_partitions_and_the_second_inherits_all(broker, new_listener, read):
    topic, group = broker.new_topic(partitions=4), new_group()
    one, other = new_listener(), new_listener()
    first = broker.consumer(group)
    first.subscribe([topic], one)
    until(lambda: len(one.held) == 4, first, read)
    second = broker.consumer(group)
    second.subscribe([topic], other)
    until(lambda: len(one.held) == 2 and len(other.held) == 2, first, read, second)
    assert not one.held & other.held
    assert len(one.revoked) == 2, "cooperative: what stays is not taken away in between"
    assert first.assignment() == one.held
    first.close()
    until(lambda: len(other.held) == 4, second, read)


def test_a_commit_for_a_partition_of_another_member_is_refused(broker, new_listener, read):
    topic, group = broker.new_topic(), new_group()
    consumer = broker.consumer(group)
    consumer.subscribe([topic], new_listener())
    until(lambda: len(consumer.assignment()) == 1, consumer, read)
    with pytest.raises(CommitError) as caught:
        consumer.commit({TopicPartition(f"{topic}-other", 0): 1})
    assert caught.value.retryable


def test_a_message_of_the_largest_allowed_size_passes(broker, listener, read):
    topic = broker.new_topic()
    value = bytes(MAX_MESSAGE_BYTES - 4096)
    broker.producer().publish([message(topic, value=value)], TIMEOUT)
    consumer = broker.consumer(new_group())
    consumer.subscribe([topic], listener)
    [record] = read(consumer, 1)
    assert record.value == value


def test_a_message_over_the_limit_is_named_and_its_neighbours_are_stored(broker, listener, read):
    topic = broker.new_topic()
    good, huge = message(topic, "1", b"good"), message(topic, "2", bytes(MAX_MESSAGE_BYTES + 1))
    with pytest.raises(DeliveryError) as caught:
        broker.producer().publish([good, huge, good], TIMEOUT)
    assert [failure.message for failure in caught.value.failures] == [huge]
    assert caught.value.reason == "msg_size_too_large"
    assert not caught.value.retryable
    consumer = broker.consumer(new_group())
    consumer.subscribe([topic], listener)
    assert [record.key for record in read(consumer, 2)] == [b"1", b"1"]


def test_an_unknown_topic_is_a_delivery_error_that_names_it(broker):
    absent = f"absent-{uuid.uuid4().hex[:8]}"
    with pytest.raises(DeliveryError, match=absent) as caught:
        broker.producer().publish([message(absent)], TIMEOUT)
    assert caught.value.reason == "unknown_topic_or_part"


def test_publishing_nothing_is_done_at_once(broker):
    broker.producer().publish([], TIMEOUT)


def test_threads_publish_through_one_producer(broker, listener, read):
    topic = broker.new_topic()
    producer = broker.producer()
    failures: list[BaseException] = []

    def publish(game: int) -> None:
        try:
            for number in range(10):
                producer.publish([message(topic, str(game), str(number).encode())], TIMEOUT)
        except BaseException as exc:
            failures.append(exc)
            raise

    threads = [threading.Thread(target=publish, args=(game,)) for game in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    consumer = broker.consumer(new_group())
    consumer.subscribe([topic], listener)
    records = read(consumer, 80)
    for game in range(8):
        assert [r.value for r in records if r.key == str(game).encode()] == [str(n).encode() for n in range(10)]


def test_closing_twice_does_no_harm(broker, listener):
    topic = broker.new_topic()
    consumer = broker.consumer(new_group())
    consumer.subscribe([topic], listener)
    consumer.close()
    consumer.close()
    producer = broker.producer()
    producer.close()
    producer.close()


def until(condition, consumer, read, *others) -> None:
    """Polls all consumers in turn until the condition holds."""
    for _ in range(600):
        if condition():
            return
        for each in (consumer, *others):
            read(each, 1, polls=1)
    pytest.fail("the group did not settle")
