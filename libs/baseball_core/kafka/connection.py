"""What librdkafka says about its connection, remembered for readiness and told to the log once in a while.

Certificate and password failures never come back from a call: librdkafka retries them for ever and mentions them
to ``error_cb`` only. So the last reason is kept until the statistics show a broker that is up.
"""

import threading
from typing import Any

import msgspec
import structlog
from confluent_kafka import KafkaError

from baseball_core.clock import Clock
from baseball_core.telemetry.health import Health
from baseball_core.telemetry.metrics import KAFKA_CLIENT_ERRORS

LOG_INTERVAL_SECONDS = 30.0
_CAUSES = frozenset({"ssl", "authentication", "resolve", "sasl_authentication_failed"})
"""Errors that say why no connection stands; the others only say that none does."""


def _weight(reason: str, text: str) -> int:
    """How much an error explains; one that explains less never hides one that explains more."""
    if reason == "all_brokers_down":
        return 0
    # A certificate that the broker refuses comes back as an alert on an open connection, not as an SSL error.
    return 2 if reason in _CAUSES or "SSL" in text else 1


class _BrokerStatistics(msgspec.Struct):
    state: str = ""


class _PartitionStatistics(msgspec.Struct):
    consumer_lag: int = -1


class _TopicStatistics(msgspec.Struct):
    partitions: dict[str, _PartitionStatistics] = {}


class Statistics(msgspec.Struct):
    """The part of librdkafka's statistics that is used here."""

    brokers: dict[str, _BrokerStatistics] = {}
    topics: dict[str, _TopicStatistics] = {}

    @property
    def connected(self) -> bool:
        return any(broker.state == "UP" for broker in self.brokers.values())


_DECODER = msgspec.json.Decoder(Statistics)


def reason_code(error: KafkaError) -> str:
    """The error's name as a metric label: ``topic_authorization_failed``, ``ssl``, ``msg_timed_out``."""
    return error.name().lower().lstrip("_")


class QuietLog:
    """Takes librdkafka's log lines; passes one line per facility and interval on, with the number left out."""

    def __init__(self, client: str, clock: Clock) -> None:
        self._log = structlog.get_logger(__name__).bind(client=client)
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[float, int]] = {}

    def log(self, level: int, template: str, *arguments: Any) -> None:
        """Called by the client library as if this were a ``logging.Logger``."""
        facility = str(arguments[0]) if arguments else ""
        suppressed = self.admit(facility)
        if suppressed is not None:
            text = str(arguments[-1]) if arguments else template
            self._log.log(level, "kafka_client_logged", facility=facility, text=text, suppressed=suppressed)

    def admit(self, facility: str) -> int | None:
        """How many lines of the facility were left out since the last one, or ``None`` to leave this one out."""
        now = self._clock.monotonic()
        with self._lock:
            last, suppressed = self._seen.get(facility, (float("-inf"), 0))
            if now - last < LOG_INTERVAL_SECONDS:
                self._seen[facility] = (last, suppressed + 1)
                return None
            self._seen[facility] = (now, 0)
            return suppressed


class Connection:
    """Health of one client's connection. Its methods are librdkafka callbacks: quick, and never raising.

    Not ready until the first connection stands: an upgrade to a wrong address must not replace pods that work.

    ``fatal``: reason and detail of an error after which this client does nothing more and must be made anew.
    """

    def __init__(self, component: str, health: Health, clock: Clock) -> None:
        self._component = component
        self._health = health
        self._log = structlog.get_logger(__name__).bind(client=component)
        self._quiet = QuietLog(component, clock)
        self._cause: str | None = None
        self._cause_weight = 0
        self._up = False
        self.fatal: tuple[str, str] | None = None
        health.set(component, False, "connecting")

    def callbacks(self) -> dict[str, Any]:
        """The properties that connect this object to a client."""
        return {"error_cb": self.on_error, "logger": self._quiet}

    def on_error(self, error: KafkaError) -> None:
        """Remembers and counts; not ready unless the statistics last showed a broker that is up."""
        reason = reason_code(error)
        KAFKA_CLIENT_ERRORS.labels(self._component, reason).inc()
        weight = _weight(reason, error.str())
        if error.fatal():
            self.fatal = (reason, error.str())
        if self._cause is None or self.fatal or weight >= self._cause_weight:
            self._cause, self._cause_weight = f"{reason}: {error.str()}", weight
        # One connection of several may close without harm; a bad certificate or password is bad everywhere.
        if self.fatal or not self._up or reason != "transport":
            self._health.set(self._component, False, self._cause)
        suppressed = self._quiet.admit(f"error:{reason}")
        if suppressed is not None:
            self._log.warning("kafka_client_failed", reason=reason, error=error.str(), suppressed=suppressed)

    def on_statistics(self, text: str) -> Statistics:
        """Ready again once a broker is up; gives the statistics back for other uses."""
        statistics = _DECODER.decode(text)
        if statistics.connected and not self.fatal:
            if self._cause is not None:
                self._log.info("kafka_client_connected", after=self._cause)
            self._cause = None
            self._cause_weight = 0
            self._health.set(self._component, True)
        self._up = statistics.connected
        return statistics
