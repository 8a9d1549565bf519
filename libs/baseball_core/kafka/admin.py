"""The pipeline's topics: how they must be, and making them so where the pipeline itself may."""

import time
from collections.abc import Sequence

import msgspec
import structlog
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # the package re-exports without saying so
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from baseball_core.errors import BrokerError
from baseball_core.kafka.base import BrokerUnavailableError
from baseball_core.kafka.config import DEAD_LETTER_MAX_BYTES, client_config
from baseball_core.kafka.connection import reason_code
from baseball_core.messages import DEAD_LETTER, LIVE_GAME_DATA, MAX_MESSAGE_BYTES, MLB_SCHEDULE
from baseball_core.settings import KafkaSettings

log = structlog.get_logger(__name__)

_DAY_MS = 86_400_000


class TopicSpec(msgspec.Struct, frozen=True):
    """One topic. ``partitions`` is only used when it is made: more of them later would change the order of a key."""

    name: str
    partitions: int
    max_message_bytes: int
    retention_ms: int


def pipeline_topics(partitions: int = 6) -> tuple[TopicSpec, ...]:
    """The three topics. None is compacted: every observation counts, and the archive keeps them for good."""
    return (
        TopicSpec(LIVE_GAME_DATA, partitions, MAX_MESSAGE_BYTES, 7 * _DAY_MS),
        TopicSpec(MLB_SCHEDULE, partitions, MAX_MESSAGE_BYTES, 7 * _DAY_MS),
        TopicSpec(DEAD_LETTER, 1, DEAD_LETTER_MAX_BYTES, 30 * _DAY_MS),
    )


def ensure_topics(
    kafka: KafkaSettings,
    topics: Sequence[TopicSpec] | None = None,
    *,
    replication_factor: int = -1,
    timeout: float = 30.0,
) -> None:
    """Makes missing topics, corrects the limits of existing ones, and returns when all have leaders.

    Safe to call from several processes at once. ``replication_factor`` -1 is the broker's default. Blocks for at
    most ``timeout`` seconds and a request; raises BrokerError when a topic is not usable by then.
    """
    wanted = pipeline_topics() if topics is None else tuple(topics)
    client = AdminClient(client_config(kafka))
    deadline = time.monotonic() + timeout
    try:
        _create(client, wanted, replication_factor, timeout)
        _configure(client, wanted, timeout)
        while missing := _without_leader(client, wanted):
            if time.monotonic() >= deadline:
                raise BrokerUnavailableError(f"topics without a leader: {', '.join(missing)}", reason="topic_missing")
            time.sleep(0.05)
    except KafkaException as exc:
        error: KafkaError = exc.args[0]
        raise BrokerError(f"topics cannot be made: {error.str()}", reason=reason_code(error)) from exc


def _create(client: AdminClient, topics: Sequence[TopicSpec], replication_factor: int, timeout: float) -> None:
    new = [NewTopic(topic.name, topic.partitions, replication_factor, config=_config(topic)) for topic in topics]
    for name, future in client.create_topics(new, request_timeout=timeout, operation_timeout=timeout).items():
        try:
            future.result()
        except KafkaException as exc:
            if exc.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise
        else:
            log.info("kafka_topic_created", topic=name)


def _configure(client: AdminClient, topics: Sequence[TopicSpec], timeout: float) -> None:
    resources = [
        ConfigResource(
            ResourceType.TOPIC,
            topic.name,
            incremental_configs=[
                ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
                for name, value in _config(topic).items()
            ],
        )
        for topic in topics
    ]
    for future in client.incremental_alter_configs(resources, request_timeout=timeout).values():
        future.result()


def _config(topic: TopicSpec) -> dict[str, str]:
    return {
        "max.message.bytes": str(topic.max_message_bytes),
        "retention.ms": str(topic.retention_ms),
        "cleanup.policy": "delete",
    }


def _without_leader(client: AdminClient, topics: Sequence[TopicSpec]) -> list[str]:
    known = client.list_topics(timeout=10).topics
    return [
        topic.name
        for topic in topics
        if topic.name not in known
        or not known[topic.name].partitions
        or any(partition.leader < 0 for partition in known[topic.name].partitions.values())
    ]
