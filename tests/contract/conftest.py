"""The brokers under test: one in memory, one real. What passes here on both may be faked elsewhere."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.kafka.base import Consumer, Producer, Record, TopicPartition
from baseball_core.kafka.config import ConsumerSettings
from baseball_core.kafka.consumer import KafkaConsumer
from baseball_core.kafka.local import LocalBroker, LocalTopic
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.messages import MAX_MESSAGE_BYTES
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from contract.bucket_server import Bucket
from support.stack import Kafka


class Broker(Protocol):
    """What the suite needs to make; everything made is closed at the end of the test."""

    def new_topic(self, partitions: int = 1) -> str: ...

    def producer(self) -> Producer: ...

    def consumer(self, group: str) -> Consumer: ...


class BrokerInMemory:
    def __init__(self) -> None:
        self.local = LocalBroker(topics={})
        self._closing: list[Callable[[], None]] = []

    def new_topic(self, partitions: int = 1) -> str:
        name = f"topic-{uuid.uuid4().hex[:8]}"
        self.local.topics[name] = LocalTopic(partitions, MAX_MESSAGE_BYTES)
        self.local.logs |= {TopicPartition(name, number): [] for number in range(partitions)}
        return name

    def producer(self) -> Producer:
        return self.local.producer()

    def consumer(self, group: str) -> Consumer:
        consumer = self.local.consumer(group)
        self._closing.append(consumer.close)
        return consumer

    def close(self) -> None:
        for close in reversed(self._closing):
            close()


class RealBroker:
    def __init__(self, kafka: Kafka) -> None:
        self.settings = KafkaSettings(bootstrap_servers=kafka.bootstrap_servers)
        self._kafka = kafka
        self._closing: list[Callable[[], None]] = []

    def new_topic(self, partitions: int = 1) -> str:
        return self._kafka.new_topic("contract", partitions=partitions)

    def producer(self) -> Producer:
        producer = KafkaProducer(self.settings, Health(), client_id="contract")
        self._closing.append(producer.close)
        return producer

    def consumer(self, group: str) -> Consumer:
        settings = ConsumerSettings(group_id=group, session_timeout_seconds=6.0)
        consumer = KafkaConsumer(self.settings, settings, Health())
        self._closing.append(consumer.close)
        return consumer

    def close(self) -> None:
        for close in reversed(self._closing):
            close()


@pytest.fixture(params=["memory", pytest.param("real", marks=pytest.mark.kafka)])
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    made = BrokerInMemory() if request.param == "memory" else RealBroker(request.getfixturevalue("kafka"))
    yield made
    made.close()


@pytest.fixture
def producer(kafka: Kafka) -> Iterator[KafkaProducer]:
    """Of the run's own broker."""
    made = KafkaProducer(KafkaSettings(bootstrap_servers=kafka.bootstrap_servers), Health(), client_id="contract")
    yield made
    made.close()


class Listener:
    """Remembers what a consumer holds, as told."""

    def __init__(self) -> None:
        self.held: set[TopicPartition] = set()
        self.revoked: list[TopicPartition] = []

    def on_assigned(self, partitions: object) -> None:
        assert isinstance(partitions, list)
        self.held.update(partitions)

    def on_revoked(self, partitions: object) -> None:
        assert isinstance(partitions, list)
        self.held.difference_update(partitions)
        self.revoked += partitions


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def new_listener() -> type[Listener]:
    return Listener


Read = Callable[..., list[Record]]


@pytest.fixture
def read() -> Read:
    """``read(consumer, count)``: polls until that many records are there (or, with ``polls``, that often)."""

    def reading(consumer: Consumer, count: int, polls: int = 400) -> list[Record]:
        records: list[Record] = []
        for _ in range(polls):
            if len(records) == count:
                break
            record = consumer.poll(0.05)
            if record is not None:
                records.append(record)
        return records

    return reading


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    serving = Bucket()
    monkeypatch.setenv("AWS_ENDPOINT_URL", serving.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-for-the-log")
    yield serving
    serving.close()


@pytest.fixture(params=["file", "memory", "bucket"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "bucket":
        request.getfixturevalue("bucket")
        return "s3://games/live/archive"
    return "memory://" if request.param == "memory" else (tmp_path / "the archive").as_uri()


@pytest.fixture
def archive(url: str) -> ObjectArchive:
    return ObjectArchive(url)
