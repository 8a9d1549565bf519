"""A member of a consumer group on a real broker. Offsets move only when the caller says so."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from confluent_kafka import OFFSET_BEGINNING, KafkaError, KafkaException, Message
from confluent_kafka import Consumer as Client
from confluent_kafka import TopicPartition as ClientPartition

from baseball_core.clock import Clock, SystemClock
from baseball_core.errors import BrokerError, SettingsError
from baseball_core.kafka.base import (
    BrokerUnavailableError,
    CommitError,
    RebalanceListener,
    Record,
    TopicPartition,
)
from baseball_core.kafka.certificates import show_expiry
from baseball_core.kafka.config import ConsumerSettings, consumer_config
from baseball_core.kafka.connection import Connection, reason_code
from baseball_core.messages import Headers
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from baseball_core.telemetry.metrics import KAFKA_CONSUMER_LAG, KAFKA_OFFSETS_OUT_OF_RANGE, KAFKA_REBALANCES

log = structlog.get_logger(__name__)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMMITTED_TIMEOUT_SECONDS = 5.0
COMMIT_TIMEOUT_SECONDS = 2.0
CLOSE_TIMEOUT_SECONDS = 2.0


class KafkaConsumer:
    """A Consumer on a real broker.

    A group without a committed offset begins at the oldest record. A committed offset that the topic no longer
    holds means lost records: it is logged as an error, counted, and reading goes on at the oldest record there is.
    Raises SettingsError for settings that are refused here (automatic commits) or by librdkafka.
    """

    def __init__(
        self,
        kafka: KafkaSettings,
        consumer: ConsumerSettings,
        health: Health,
        *,
        clock: Clock | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> None:
        self._closed = False
        self._connection = Connection("kafka_consumer", health, clock or SystemClock())
        properties = consumer_config(kafka, consumer, overrides)
        try:
            self._client = Client(properties | self._connection.callbacks() | {"stats_cb": self._on_statistics})
        except KafkaException as exc:
            raise SettingsError(f"KAFKA_*: librdkafka refuses the settings: {exc.args[0].str()}") from exc
        show_expiry(kafka)
        self._listener: RebalanceListener | None = None
        self._not_begun: set[TopicPartition] = set()
        self._lag_shown: set[TopicPartition] = set()

    def _on_statistics(self, text: str) -> None:
        statistics = self._connection.on_statistics(text)
        if self._closed:
            return
        held = self.assignment()
        for topic, topic_statistics in statistics.topics.items():
            for number, partition in topic_statistics.partitions.items():
                source = TopicPartition(topic, int(number))
                if source in held and partition.consumer_lag >= 0:
                    KAFKA_CONSUMER_LAG.labels(*map(str, source)).set(partition.consumer_lag)
                    self._lag_shown.add(source)

    def subscribe(self, topics: Sequence[str], listener: RebalanceListener) -> None:
        """As base.Consumer."""
        self._listener = listener
        self._client.subscribe(
            list(topics), on_assign=self._on_assign, on_revoke=self._on_revoke, on_lost=self._on_revoke
        )

    def _on_assign(self, client: Client, partitions: list[ClientPartition]) -> None:
        if not partitions:
            return
        gained = _ours(partitions)
        KAFKA_REBALANCES.labels("assigned").inc(len(gained))
        log.info("kafka_partitions_assigned", partitions=_named(gained))
        client.incremental_assign(partitions)
        if self._listener is not None:
            self._listener.on_assigned(gained)

    def _on_revoke(self, client: Client, partitions: list[ClientPartition]) -> None:
        given_up = _ours(partitions)
        KAFKA_REBALANCES.labels("revoked").inc(len(given_up))
        log.info("kafka_partitions_revoked", partitions=_named(given_up))
        for source in self._lag_shown.intersection(given_up):
            # Another member reports the lag of this partition from now on.
            KAFKA_CONSUMER_LAG.remove(*map(str, source))
            self._lag_shown.discard(source)
        self._not_begun.difference_update(given_up)
        if self._listener is not None:
            self._listener.on_revoked(given_up)
        client.incremental_unassign(partitions)

    def poll(self, timeout: float) -> Record | None:
        """As base.Consumer."""
        try:
            message = self._client.poll(timeout)
        except KafkaException as exc:
            raise _translated(exc.args[0]) from exc
        if message is None:
            self._begin_at_oldest()
            return None
        error = message.error()
        if error is None:
            return record_of(message)
        if error.code() == KafkaError._AUTO_OFFSET_RESET:
            self._not_begun.add(TopicPartition(message.topic() or "", message.partition() or 0))
            self._begin_at_oldest()
            return None
        if error.code() == KafkaError._MAX_POLL_EXCEEDED:
            log.error("kafka_poll_interval_exceeded", error=error.str())
            return None
        raise _translated(error, message.topic())

    def _begin_at_oldest(self) -> None:
        """Starts reading the partitions whose start offset is missing or gone.

        The client says so once a partition: what cannot be started now must be tried again, or is never read.
        """
        if not self._not_begun:
            return
        try:
            asked = self._client.committed(_theirs(self._not_begun), timeout=_COMMITTED_TIMEOUT_SECONDS)
        except KafkaException as exc:
            raise _translated(exc.args[0]) from exc
        for partition in asked:
            if partition.error is not None:
                raise _translated(partition.error, partition.topic)
            if partition.offset >= 0:
                KAFKA_OFFSETS_OUT_OF_RANGE.labels(partition.topic).inc()
                log.error(
                    "kafka_offset_out_of_range",
                    topic=partition.topic,
                    partition=partition.partition,
                    committed=partition.offset,
                )
            partition.offset = OFFSET_BEGINNING
            self._start_at(partition)
            self._not_begun.discard(TopicPartition(partition.topic, partition.partition))

    def _start_at(self, partition: ClientPartition) -> None:
        """The client accepts no seek on a partition that it has not begun to fetch; assigning it anew starts it."""
        try:
            self._client.incremental_unassign([partition])
            self._client.incremental_assign([partition])
        except KafkaException as exc:
            raise _translated(exc.args[0], partition.topic) from exc

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """As base.Consumer; blocks for at most 2 s."""
        asked = [ClientPartition(source.topic, source.partition, offset) for source, offset in offsets.items()]
        answers: Future[list[ClientPartition]] = Future()
        # Without a coordinator the client's call blocks for a whole session timeout, too long for a drain; and an
        # asynchronous commit is only answered by a poll, which would hand out records meanwhile.
        threading.Thread(target=self._commit, args=(asked, answers), name="kafka-commit", daemon=True).start()
        try:
            answered = answers.result(COMMIT_TIMEOUT_SECONDS)
        except TimeoutError as exc:
            raise CommitError("offsets not committed: no answer in time", error="timed_out") from exc
        except KafkaException as exc:
            raise CommitError(f"offsets not committed: {exc.args[0].str()}", error=reason_code(exc.args[0])) from exc
        for answer in answered:
            if answer.error is not None:
                raise CommitError(
                    f"offset of {answer.topic}[{answer.partition}] not committed: {answer.error.str()}",
                    error=reason_code(answer.error),
                )

    def _commit(self, asked: list[ClientPartition], answers: "Future[list[ClientPartition]]") -> None:
        try:
            answers.set_result(self._client.commit(offsets=asked, asynchronous=False))
        except (KafkaException, RuntimeError) as exc:
            # RuntimeError: the consumer was closed meanwhile.
            answers.set_exception(exc)

    def assignment(self) -> frozenset[TopicPartition]:
        """As base.Consumer."""
        return frozenset(_ours(self._client.assignment()))

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """As base.Consumer."""
        self._client.pause(_theirs(partitions))

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """As base.Consumer."""
        self._client.resume(_theirs(partitions))

    def seek(self, offsets: Mapping[TopicPartition, int]) -> None:
        """As base.Consumer."""
        for source, offset in offsets.items():
            partition = ClientPartition(source.topic, source.partition, offset)
            try:
                self._client.seek(partition)
            except KafkaException as exc:
                if exc.args[0].code() != KafkaError._STATE:
                    raise _translated(exc.args[0]) from exc
                self._start_at(partition)

    def close(self) -> None:
        """As base.Consumer; blocks for at most 2 s. The group then learns of it by the session timeout."""
        if self._closed:
            return
        self._closed = True
        # The client waits for a commit under way, and so for a coordinator that may be dead.
        closing = threading.Thread(target=self._client.close, name="kafka-close", daemon=True)
        closing.start()
        closing.join(CLOSE_TIMEOUT_SECONDS)
        log.info("kafka_consumer_closed", complete=not closing.is_alive())


def _ours(partitions: Iterable[ClientPartition]) -> list[TopicPartition]:
    return [TopicPartition(partition.topic, partition.partition) for partition in partitions]


def _theirs(partitions: Iterable[TopicPartition]) -> list[ClientPartition]:
    return [ClientPartition(source.topic, source.partition) for source in partitions]


def _named(partitions: Iterable[TopicPartition]) -> list[str]:
    return [f"{source.topic}[{source.partition}]" for source in partitions]


def _translated(error: KafkaError, topic: str | None = None) -> BrokerError:
    about = f"{topic}: " if topic else ""
    if error.fatal():
        return BrokerError(f"the consumer failed for good: {about}{error.str()}", reason="consumer_failed")
    return BrokerUnavailableError(f"cannot read: {about}{error.str()}", reason=reason_code(error))


def record_of(message: Message) -> Record:
    """The record of a message that carries no error."""
    _, milliseconds = message.timestamp()
    return Record(
        topic=message.topic() or "",
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        timestamp=_EPOCH + timedelta(milliseconds=max(0, milliseconds)),
        key=message.key(),
        value=message.value(),
        headers=_headers(message),
    )


def _headers(message: Message) -> Headers:
    pairs: Any = message.headers() or ()
    return tuple((name, value or b"") for name, value in pairs)
