"""Settings to librdkafka properties. Pure but for a look at whether the named files exist."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from baseball_core.errors import SettingsError
from baseball_core.messages import MAX_MESSAGE_BYTES
from baseball_core.settings import KafkaSettings, Secret

DEAD_LETTER_MAX_BYTES = MAX_MESSAGE_BYTES + 65_536
"""A dead letter is a message of any allowed size plus the headers that say why it is one."""
STATISTICS_INTERVAL_MS = 1000


class ConsumerSettings(msgspec.Struct, frozen=True):
    """How a consumer reads: its group, its batches, and what it does when things fail."""

    group_id: Annotated[str, msgspec.Meta(min_length=1, description="consumer group; its members share the topics")] = (
        "rt_transformer"
    )
    instance_id: Annotated[
        str | None,
        msgspec.Meta(
            description="stable name of this process: restarted within the session timeout it keeps its games"
        ),
    ] = None
    session_timeout_seconds: Annotated[
        float, msgspec.Meta(ge=6, le=300, description="silence after which the group gives a member's games away")
    ] = 10.0
    batch_records: Annotated[int, msgspec.Meta(ge=1, le=10_000, description="most records in one transaction")] = 50
    batch_bytes: Annotated[
        int, msgspec.Meta(ge=1, description="a batch ends with the record that brings it to this many bytes")
    ] = 16_777_216
    batch_seconds: Annotated[
        float, msgspec.Meta(gt=0, le=60, description="longest time a batch is collected while records keep coming")
    ] = 0.5
    dead_letter_limit: Annotated[
        int, msgspec.Meta(ge=0, description="bad records in a row that are set aside before the consumer stops")
    ] = 20
    backoff_seconds: Annotated[
        float, msgspec.Meta(gt=0, le=60, description="longest first wait after a passing failure; doubles each time")
    ] = 0.25
    backoff_max_seconds: Annotated[
        float, msgspec.Meta(gt=0, le=120, description="longest wait between two attempts")
    ] = 10.0


def _file(variable: str, path: str | None) -> str | None:
    if path is not None and not Path(path).is_file():
        raise SettingsError(f"{variable}: names a PEM file that does not exist (got {path!r})")
    return path


def _revealed(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def client_config(kafka: KafkaSettings) -> dict[str, Any]:
    """The properties every client of that broker shares.

    Raises SettingsError when settings contradict each other or name a file that is not there.
    """
    if (kafka.ssl_certificate_location is None) != (kafka.ssl_key_location is None):
        raise SettingsError(
            "KAFKA_SSL_KEY_LOCATION: must be set together with KAFKA_SSL_CERTIFICATE_LOCATION (mTLS needs both)"
        )
    uses_sasl = kafka.security_protocol.startswith("SASL")
    sasl = {
        "KAFKA_SASL_MECHANISM": kafka.sasl_mechanism,
        "KAFKA_SASL_USERNAME": kafka.sasl_username,
        "KAFKA_SASL_PASSWORD": kafka.sasl_password,
    }
    for variable, value in sasl.items():
        if uses_sasl and value is None:
            raise SettingsError(f"{variable}: is required with KAFKA_SECURITY_PROTOCOL={kafka.security_protocol}")
        if not uses_sasl and value is not None:
            raise SettingsError(f"{variable}: has no effect with KAFKA_SECURITY_PROTOCOL={kafka.security_protocol}")
    properties = {
        "bootstrap.servers": kafka.bootstrap_servers,
        "security.protocol": kafka.security_protocol,
        "ssl.ca.location": _file("KAFKA_SSL_CA_LOCATION", kafka.ssl_ca_location),
        "ssl.certificate.location": _file("KAFKA_SSL_CERTIFICATE_LOCATION", kafka.ssl_certificate_location),
        "ssl.key.location": _file("KAFKA_SSL_KEY_LOCATION", kafka.ssl_key_location),
        "ssl.key.password": _revealed(kafka.ssl_key_password),
        "sasl.mechanism": kafka.sasl_mechanism,
        "sasl.username": kafka.sasl_username,
        "sasl.password": _revealed(kafka.sasl_password),
        # A broker that comes back must be found in about a second, not after the default's ten.
        "reconnect.backoff.ms": 100,
        "reconnect.backoff.max.ms": 1000,
        "topic.metadata.refresh.interval.ms": 10_000,
        "statistics.interval.ms": STATISTICS_INTERVAL_MS,
    }
    return {name: value for name, value in properties.items() if value is not None}


def producer_config(kafka: KafkaSettings, *, client_id: str, delivery_timeout: float) -> dict[str, Any]:
    """Every message acknowledged by all in-sync replicas, in order, once; no waiting for company."""
    return client_config(kafka) | {
        "client.id": client_id,
        "acks": "all",
        "enable.idempotence": True,
        "linger.ms": 0,
        # Values are zstd frames already; compressing the JSON here would cost 15 times the client's CPU.
        "compression.type": "none",
        "message.max.bytes": DEAD_LETTER_MAX_BYTES,
        "message.timeout.ms": round(delivery_timeout * 1000),
        "retry.backoff.ms": 50,
        "queue.buffering.max.kbytes": 65_536,
        # An unknown topic is refused after this time; the default is 30 s.
        "topic.metadata.propagation.max.ms": 5000,
    }


def consumer_config(
    kafka: KafkaSettings, consumer: ConsumerSettings, overrides: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A group member that commits only what it is told to.

    The classic protocol with cooperative-sticky assignment, not ``group.protocol=consumer``: it works with every
    broker, and it lets the client choose the session timeout, so that a killed process's games move on after 10 s
    and not after the broker's 45. ``overrides`` are further librdkafka properties. Raises SettingsError when they
    would let offsets move before the work is done, or skip records without a word.
    """
    session = round(consumer.session_timeout_seconds * 1000)
    properties = client_config(kafka) | {
        "client.id": consumer.instance_id or consumer.group_id,
        "group.id": consumer.group_id,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        # Where to begin is decided by the consumer, which can tell a new group from lost records.
        "auto.offset.reset": "error",
        "partition.assignment.strategy": "cooperative-sticky",
        "session.timeout.ms": session,
        "heartbeat.interval.ms": min(3000, session // 4),
        "max.poll.interval.ms": max(300_000, session),
        "check.crcs": True,
        "max.partition.fetch.bytes": DEAD_LETTER_MAX_BYTES,
        "queued.max.messages.kbytes": 32_768,
    }
    if consumer.instance_id is not None:
        properties["group.instance.id"] = consumer.instance_id
    properties |= overrides or {}
    for name, safe in (
        ("enable.auto.commit", "false"),
        ("enable.auto.offset.store", "false"),
        ("auto.offset.reset", "error"),
        ("partition.assignment.strategy", "cooperative-sticky"),
    ):
        if str(properties[name]).lower() != safe:
            raise SettingsError(f"librdkafka property {name}: must be {safe} (got {properties[name]!r})")
    return properties
