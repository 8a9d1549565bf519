"""The one way messages get into Kafka: acknowledged by all in-sync replicas before ``publish`` returns."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence

import structlog
from confluent_kafka import KafkaError, KafkaException, Message
from confluent_kafka import Producer as Client

from baseball_core.clock import Clock, SystemClock
from baseball_core.errors import BrokerError, SettingsError
from baseball_core.kafka.base import DeliveryError, Undelivered
from baseball_core.kafka.certificates import show_expiry
from baseball_core.kafka.config import producer_config
from baseball_core.kafka.connection import Connection, reason_code
from baseball_core.messages import Outgoing
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from baseball_core.telemetry.metrics import KAFKA_NOT_DELIVERED, KAFKA_PUBLISH_SECONDS, KAFKA_PUBLISHED

log = structlog.get_logger(__name__)

DELIVERY_UNKNOWN = "delivery_unknown"


class _Deliveries:
    """The delivery reports of one ``publish``; filled by the polling thread, awaited by the publishing one."""

    def __init__(self, count: int) -> None:
        self._lock = threading.Lock()
        self._complete = threading.Event()
        self._open = count
        self.errors: dict[int, KafkaError | None] = {}

    def settle(self, index: int, error: KafkaError | None) -> None:
        with self._lock:
            self.errors[index] = error
            self._open -= 1
            if self._open == 0:
                self._complete.set()

    def report_for(self, index: int) -> Callable[[KafkaError | None, Message], None]:
        return lambda error, _: self.settle(index, error)

    def wait(self, deadline: float, connection: Connection) -> None:
        """Returns when all is reported, at the deadline, or when the client will report nothing more."""
        while not self._complete.wait(max(0.0, min(0.5, deadline - time.monotonic()))):
            if connection.fatal or time.monotonic() >= deadline:
                return


class KafkaProducer:
    """A Producer on a real broker; one a process, shared by its threads.

    A thread of its own serves delivery reports and connection errors, so that readiness is true while nothing is
    published. ``delivery_timeout`` is how long librdkafka itself tries to deliver a message: after a ``publish``
    that gave up earlier, the message may still arrive within that time. Raises SettingsError for settings that
    librdkafka refuses.
    """

    def __init__(
        self,
        kafka: KafkaSettings,
        health: Health,
        *,
        client_id: str,
        delivery_timeout: float = 30.0,
        clock: Clock | None = None,
    ) -> None:
        self._health = health
        self._clock = clock or SystemClock()
        self._properties = producer_config(kafka, client_id=client_id, delivery_timeout=delivery_timeout)
        self._replacing = threading.Lock()
        self._client, self._connection = self._connect()
        show_expiry(kafka)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="kafka-producer", daemon=True)
        self._thread.start()

    def _connect(self) -> tuple[Client, Connection]:
        connection = Connection("kafka_producer", self._health, self._clock)
        try:
            client = Client(self._properties | connection.callbacks() | {"stats_cb": connection.on_statistics})
        except KafkaException as exc:
            raise SettingsError(f"KAFKA_*: librdkafka refuses the settings: {exc.args[0].str()}") from exc
        return client, connection

    def _usable(self) -> tuple[Client, Connection]:
        """The client, made anew after an error that was fatal to it, such as a right that is missing until now.

        Nothing is lost with the old one: who published through it was told which messages are not acknowledged.
        """
        with self._replacing:
            if self._connection.fatal:
                log.warning("kafka_producer_replaced", after=self._connection.fatal[0])
                self._client, self._connection = self._connect()
            return self._client, self._connection

    def _serve(self) -> None:
        while not self._closed.is_set():
            with self._replacing:
                client, connection = self._client, self._connection
            try:
                client.poll(0.1)
            except KafkaException as exc:
                # A fatal error is raised here and not given to the callback.
                connection.on_error(exc.args[0])

    def publish(self, messages: Sequence[Outgoing], timeout: float) -> None:
        """As base.Producer. Raises BrokerError that is not retryable once this producer is closed."""
        if self._closed.is_set():
            raise BrokerError("the producer is closed", reason="producer_closed")
        if not messages:
            return
        client, connection = self._usable()
        started = time.monotonic()
        deliveries = _Deliveries(len(messages))
        for index, message in enumerate(messages):
            _hand_over(client, message, index, deliveries, started + timeout)
        deliveries.wait(started + timeout, connection)
        failures = _failures(messages, dict(deliveries.errors), connection.fatal)
        _count(messages, failures)
        if failures:
            raise DeliveryError(failures)
        KAFKA_PUBLISH_SECONDS.observe(time.monotonic() - started)

    def close(self) -> None:
        """As base.Producer."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._thread.join()
        # A purge after a fatal error raises; there is nothing to purge then.
        with contextlib.suppress(KafkaException):
            self._client.purge()
            self._client.poll(0)
        log.info("kafka_producer_closed")


def _hand_over(client: Client, message: Outgoing, index: int, deliveries: _Deliveries, deadline: float) -> None:
    """Puts a message into the client's queue; what it refuses at once is settled as not delivered."""
    while True:
        try:
            client.produce(
                message.topic,
                value=message.value,
                key=message.key,
                headers=list(message.headers),
                on_delivery=deliveries.report_for(index),
            )
        except BufferError:
            # The queue is full; the serving thread empties it as the broker acknowledges.
            if time.monotonic() >= deadline:
                return
            time.sleep(0.01)
        except KafkaException as exc:
            deliveries.settle(index, exc.args[0])
            return
        else:
            return


def _failures(
    messages: Sequence[Outgoing], reports: dict[int, KafkaError | None], fatal: tuple[str, str] | None
) -> list[Undelivered]:
    unknown = fatal or (DELIVERY_UNKNOWN, "no delivery report in time")
    failures = []
    for index, message in enumerate(messages):
        if index not in reports:
            failures.append(Undelivered(message, *unknown))
        elif (error := reports[index]) is not None:
            # After a fatal error the client throws away what it holds, which says nothing about why.
            told = fatal if fatal and reason_code(error).startswith("purge_") else (reason_code(error), error.str())
            failures.append(Undelivered(message, *told))
    return failures


def _count(messages: Sequence[Outgoing], failures: Sequence[Undelivered]) -> None:
    failed = Counter(failure.message.topic for failure in failures)
    for topic, count in Counter(message.topic for message in messages).items():
        KAFKA_PUBLISHED.labels(topic).inc(count - failed[topic])
    for failure in failures:
        KAFKA_NOT_DELIVERED.labels(failure.message.topic, failure.reason).inc()
