"""A broker in memory: the same promises as the real one as far as tests/contract goes, without processes or time.

For unit tests. ``available`` is the switch for outages; nothing survives the object.
"""

import itertools
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from baseball_core.clock import Clock, SystemClock
from baseball_core.kafka.base import (
    CommitError,
    DeliveryError,
    RebalanceListener,
    Record,
    TopicPartition,
    Undelivered,
)
from baseball_core.kafka.config import DEAD_LETTER_MAX_BYTES
from baseball_core.messages import DEAD_LETTER, LIVE_GAME_DATA, MAX_MESSAGE_BYTES, MLB_SCHEDULE, Outgoing


class LocalTopic(msgspec.Struct, frozen=True):
    """A topic of a LocalBroker."""

    partitions: int = 1
    max_message_bytes: int = MAX_MESSAGE_BYTES


PIPELINE_TOPICS = {
    LIVE_GAME_DATA: LocalTopic(partitions=6),
    MLB_SCHEDULE: LocalTopic(partitions=6),
    DEAD_LETTER: LocalTopic(max_message_bytes=DEAD_LETTER_MAX_BYTES),
}


class _Group:
    """One consumer group: who should own what, who does, and how far it has read."""

    def __init__(self) -> None:
        self.members: dict[int, tuple[str, ...]] = {}
        self.owners: dict[TopicPartition, int] = {}
        self.targets: dict[TopicPartition, int] = {}
        self.committed: dict[TopicPartition, int] = {}

    def balance(self, partitions: Iterable[TopicPartition]) -> None:
        """New targets: everything shared out evenly, each partition where it is if that is fair (sticky)."""
        self.targets = {}
        for topic, group in itertools.groupby(sorted(partitions), key=lambda source: source.topic):
            members = [member for member, topics in self.members.items() if topic in topics]
            sources = list(group)
            if not members:
                continue
            fair = -(-len(sources) // len(members))
            held: dict[int, int] = dict.fromkeys(members, 0)
            homeless = []
            for source in sources:
                owner = self.owners.get(source, -1)
                if owner in held and held[owner] < fair:
                    held[owner] += 1
                    self.targets[source] = owner
                else:
                    homeless.append(source)
            for source in homeless:
                member = min(held, key=lambda candidate: held[candidate])
                held[member] += 1
                self.targets[source] = member


class LocalBroker:
    """Topics, partitions and consumer groups in memory. Thread-safe."""

    def __init__(self, topics: Mapping[str, LocalTopic] = PIPELINE_TOPICS, clock: Clock | None = None) -> None:
        self.topics = dict(topics)
        self.available = True
        self.clock = clock or SystemClock()
        self.changed = threading.Condition()
        self.logs: dict[TopicPartition, list[Record]] = {
            TopicPartition(name, number): [] for name, topic in topics.items() for number in range(topic.partitions)
        }
        self.groups: dict[str, _Group] = defaultdict(_Group)
        self.member_ids = itertools.count()

    def producer(self) -> "LocalProducer":
        return LocalProducer(self)

    def consumer(self, group_id: str) -> "LocalConsumer":
        return LocalConsumer(self, group_id)

    def records(self, topic: str) -> list[Record]:
        """Everything in a topic, partition by partition."""
        with self.changed:
            return [record for source, log in sorted(self.logs.items()) if source.topic == topic for record in log]

    def committed(self, group_id: str) -> dict[TopicPartition, int]:
        """The next offsets to read that a group has committed."""
        with self.changed:
            return dict(self.groups[group_id].committed)

    def refusal_of(self, message: Outgoing) -> Undelivered | None:
        """Why the broker does not take a message, or ``None``."""
        if not self.available:
            return Undelivered(message, "msg_timed_out", "the broker is away")
        topic = self.topics.get(message.topic)
        if topic is None:
            return Undelivered(message, "unknown_topic_or_part", "there is no such topic")
        size = len(message.key) + len(message.value) + sum(len(name) + len(value) for name, value in message.headers)
        if size > topic.max_message_bytes:
            return Undelivered(message, "msg_size_too_large", f"{size} bytes, {topic.max_message_bytes} are allowed")
        return None

    def append(self, message: Outgoing) -> None:
        """Stores a message; a key's partition is the one librdkafka would choose."""
        number = zlib.crc32(message.key) % self.topics[message.topic].partitions
        log = self.logs[TopicPartition(message.topic, number)]
        log.append(
            Record(
                topic=message.topic,
                partition=number,
                offset=len(log),
                timestamp=self.clock.now(),
                key=message.key,
                value=message.value,
                headers=tuple(message.headers),
            )
        )


class LocalProducer:
    """A Producer on a LocalBroker."""

    def __init__(self, broker: LocalBroker) -> None:
        self._broker = broker

    def publish(self, messages: Sequence[Outgoing], timeout: float) -> None:
        """As base.Producer."""
        with self._broker.changed:
            failures = []
            for message in messages:
                if failure := self._broker.refusal_of(message):
                    failures.append(failure)
                else:
                    self._broker.append(message)
            self._broker.changed.notify_all()
        if failures:
            raise DeliveryError(failures)

    def close(self) -> None:
        """As base.Producer."""


class LocalConsumer:
    """A Consumer on a LocalBroker."""

    def __init__(self, broker: LocalBroker, group_id: str) -> None:
        self._broker = broker
        self._group = broker.groups[group_id]
        self._member = next(broker.member_ids)
        self._listener: RebalanceListener | None = None
        self._positions: dict[TopicPartition, int] = {}
        self._paused: set[TopicPartition] = set()

    def subscribe(self, topics: Sequence[str], listener: RebalanceListener) -> None:
        """As base.Consumer."""
        self._listener = listener
        with self._broker.changed:
            self._group.members[self._member] = tuple(topics)
            self._group.balance(self._broker.logs)
            self._broker.changed.notify_all()

    def poll(self, timeout: float) -> Record | None:
        """As base.Consumer."""
        deadline = time.monotonic() + timeout
        while True:
            self._rebalance()
            with self._broker.changed:
                record = self._next() if self._broker.available else None
                left = deadline - time.monotonic()
                if record is not None or left <= 0:
                    return record
                self._broker.changed.wait(min(left, 0.05))

    def _rebalance(self) -> None:
        """Gives up what is meant for others first; takes what nobody holds."""
        with self._broker.changed:
            targets = self._group.targets
            given_up = [source for source in sorted(self._positions) if targets.get(source) != self._member]
            gained = [
                source
                for source, member in sorted(targets.items())
                if member == self._member and source not in self._group.owners
            ]
            for source in gained:
                self._group.owners[source] = self._member
                self._positions[source] = self._group.committed.get(source, 0)
        if self._listener is None:
            return
        if given_up:
            self._listener.on_revoked(given_up)
            self._release(given_up)
        if gained:
            self._listener.on_assigned(gained)

    def _release(self, partitions: Iterable[TopicPartition]) -> None:
        with self._broker.changed:
            for source in partitions:
                self._positions.pop(source, None)
                self._paused.discard(source)
                self._group.owners.pop(source, None)
            self._broker.changed.notify_all()

    def _next(self) -> Record | None:
        for source, position in self._positions.items():
            if source not in self._paused and position < len(self._broker.logs[source]):
                self._positions[source] = position + 1
                return self._broker.logs[source][position]
        return None

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """As base.Consumer."""
        with self._broker.changed:
            if not self._broker.available:
                raise CommitError("the broker is away", error="transport")
            foreign = [source for source in offsets if self._group.owners.get(source) != self._member]
            if foreign:
                raise CommitError(f"{foreign[0]} belongs to another member", error="unknown_member_id")
            self._group.committed.update(offsets)

    def assignment(self) -> frozenset[TopicPartition]:
        """As base.Consumer."""
        return frozenset(self._positions)

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """As base.Consumer."""
        self._paused.update(partitions)

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """As base.Consumer."""
        self._paused.difference_update(partitions)

    def seek(self, offsets: Mapping[TopicPartition, int]) -> None:
        """As base.Consumer."""
        with self._broker.changed:
            self._positions.update(offsets)

    def close(self) -> None:
        """As base.Consumer."""
        with self._broker.changed:
            if self._group.members.pop(self._member, None) is None:
                return
            held = sorted(self._positions)
        if held and self._listener is not None:
            self._listener.on_revoked(held)
        self._release(held)
        with self._broker.changed:
            self._group.balance(self._broker.logs)
            self._broker.changed.notify_all()
