"""Reads a topic from its oldest record to what was its end at the start, without a group and without a trace."""

import time
from collections.abc import Iterator

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException
from confluent_kafka import TopicPartition as ClientPartition

from baseball_core.errors import SettingsError
from baseball_core.kafka.base import BrokerUnavailableError, Record
from baseball_core.kafka.config import DEAD_LETTER_MAX_BYTES, client_config
from baseball_core.kafka.connection import reason_code
from baseball_core.kafka.consumer import record_of
from baseball_core.settings import KafkaSettings

_NO_GROUP = "topic-reader"
"""The client wants the name of a group; none is joined and nothing is committed."""


def read_topic(kafka: KafkaSettings, topic: str, *, timeout: float = 30.0) -> Iterator[Record]:
    """Every record that the topic holds now, in offset order within a partition.

    Raises BrokerUnavailableError when the topic is missing or no record comes for ``timeout`` seconds, SettingsError
    for settings that librdkafka refuses.
    """
    properties = client_config(kafka) | {
        "group.id": _NO_GROUP,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "earliest",
        "max.partition.fetch.bytes": DEAD_LETTER_MAX_BYTES,
        "check.crcs": True,
    }
    try:
        client = Consumer(properties)
    except KafkaException as exc:
        raise SettingsError(f"KAFKA_*: librdkafka refuses the settings: {exc.args[0].str()}") from exc
    try:
        yield from _records(client, topic, timeout)
    except KafkaException as exc:
        raise _unreadable(topic, exc.args[0]) from exc
    finally:
        client.close()


def _records(client: Consumer, topic: str, timeout: float) -> Iterator[Record]:
    known = client.list_topics(topic, timeout=timeout).topics[topic]
    if known.error is not None:
        raise _unreadable(topic, known.error)
    left: dict[int, int] = {}
    for number in known.partitions:
        oldest, end = client.get_watermark_offsets(ClientPartition(topic, number), timeout=timeout)
        if end > oldest:
            left[number] = end
    client.assign([ClientPartition(topic, number, OFFSET_BEGINNING) for number in left])
    silent_since = time.monotonic()
    while left:
        message = client.poll(0.2)
        if message is None:
            if time.monotonic() - silent_since > timeout:
                raise BrokerUnavailableError(f"{topic}: no record for {timeout:.0f} s", reason="timed_out")
            # The last offsets of a partition may hold no record, after a transaction or a compaction.
            for position in client.position([ClientPartition(topic, number) for number in left]):
                if position.offset >= left[position.partition]:
                    del left[position.partition]
            continue
        error = message.error()
        if error is not None:
            # The client looks for the coordinator of its group also where it uses none, and needs no right to one.
            if error.code() == KafkaError.GROUP_AUTHORIZATION_FAILED:
                continue
            raise _unreadable(topic, error)
        silent_since = time.monotonic()
        record = record_of(message)
        if record.partition in left and record.offset < left[record.partition]:
            yield record
            if record.offset + 1 >= left[record.partition]:
                del left[record.partition]


def _unreadable(topic: str, error: KafkaError) -> BrokerUnavailableError:
    return BrokerUnavailableError(f"cannot read {topic}: {error.str()}", reason=reason_code(error))
