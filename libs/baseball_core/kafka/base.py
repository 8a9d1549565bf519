"""What the rest of the pipeline knows of Kafka: records, protocols, the handler's contract, errors.

Nothing here imports a Kafka client. ``producer`` and ``consumer`` speak to a real broker, ``local`` to memory, and
both pass the suite in tests/contract.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from baseball_core.errors import BrokerError
from baseball_core.messages import Headers, Outgoing


class TopicPartition(NamedTuple):
    """One partition of one topic; sorts and hashes as the pair it is."""

    topic: str
    partition: int


class Record(msgspec.Struct, frozen=True):
    """One message as read from a broker. Grain: (topic, partition, offset).

    ``timestamp`` is the broker's, aware UTC; it is no substitute for the fetched-at header. ``value`` is ``None``
    for a tombstone.
    """

    topic: str
    partition: int
    offset: int
    timestamp: datetime
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def source(self) -> TopicPartition:
        return TopicPartition(self.topic, self.partition)

    @property
    def size(self) -> int:
        """Bytes of key, value and headers."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers

    def header(self, name: str) -> bytes | None:
        """The last header of that name, or ``None``."""
        return next((value for found, value in reversed(self.headers) if found == name), None)


class Refusal(msgspec.Struct, frozen=True):
    """A record that no repetition can make good. ``reason`` is a low-cardinality code, ``detail`` is for people."""

    record: Record
    reason: str
    detail: str


class Handler(Protocol):
    """What a consumer does with its records; one call is one transaction."""

    def handle(self, records: Sequence[Record]) -> Sequence[Refusal]:
        """Does the work of a batch and makes it durable before returning.

        ``records`` is never empty and holds each partition's records in offset order. Three outcomes:

        - returns: every record is done but those in the returned refusals, which the loop turns into dead letters
          before it commits the offsets. Returning ``()`` is the usual case.
        - raises a PipelineError with ``retryable`` true: nothing of the batch may be visible; the loop keeps the
          offsets, backs off and hands the records in again, perhaps grouped otherwise.
        - raises anything else: nothing of the batch may be visible; the loop logs it and hands the records in one by
          one, so that only the record that fails alone becomes a dead letter (its reason is the error's).

        A record may be handed in again after it was done (crash, rebalance, failed commit, replay), so the work must
        be idempotent. A record whose good parts were stored is done, not refused: refusals in a row stop the
        consumer. Runs in the loop's thread; while it blocks, no other record is read and no rebalance happens, so
        it must return within the consumer's poll interval (5 minutes), and within 8 s for a drain to succeed.
        """
        ...


class Producer(Protocol):
    """Sends messages. Safe to use from several threads."""

    def publish(self, messages: Sequence[Outgoing], timeout: float) -> None:
        """Returns when the broker has acknowledged every message on all in-sync replicas.

        Blocks for at most ``timeout`` seconds. Messages of one key are stored in the order given. Raises
        DeliveryError that names the messages whose delivery was refused or is not known; those not named are
        stored. A message whose delivery is not known may still arrive, so readers must bear repetition.
        """
        ...

    def close(self) -> None:
        """Frees the connection; never raises. Messages of a ``publish`` under way in another thread may fail."""
        ...


class RebalanceListener(Protocol):
    """Told of partitions gained and lost, from inside ``poll`` and ``close``, never while either is not running."""

    def on_assigned(self, partitions: Iterable[TopicPartition]) -> None:
        """Partitions that were gained, not all that are held."""
        ...

    def on_revoked(self, partitions: Iterable[TopicPartition]) -> None:
        """Partitions that another member gets next: work in hand for them is finished and committed, or dropped."""
        ...


class Consumer(Protocol):
    """Reads as a member of a consumer group. For one thread only. Offsets are committed when told, never by itself."""

    def subscribe(self, topics: Sequence[str], listener: RebalanceListener) -> None:
        """Joins the group; partitions arrive during later polls. Call once."""
        ...

    def poll(self, timeout: float) -> Record | None:
        """The next record, or ``None`` after ``timeout`` seconds. Must be called at least every poll interval.

        Raises BrokerError: a retryable one (missing right or topic, connection) means poll again later; one that is
        not means that this consumer cannot go on. Without a committed offset reading begins at the oldest record.
        """
        ...

    def commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Stores the next offset to read per partition, and blocks until the broker has acknowledged.

        Raises CommitError when it has not, for example because the partition belongs to another member by now.
        """
        ...

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions held now."""
        ...

    def pause(self, partitions: Iterable[TopicPartition]) -> None:
        """Polling goes on and keeps the membership, but returns no record of these partitions."""
        ...

    def resume(self, partitions: Iterable[TopicPartition]) -> None:
        """Undoes ``pause``; partitions that are not paused are left alone."""
        ...

    def seek(self, offsets: Mapping[TopicPartition, int]) -> None:
        """The next record of each partition is the one at the given offset. Only for assigned partitions."""
        ...

    def close(self) -> None:
        """Leaves the group without committing; never raises."""
        ...


class Undelivered(msgspec.Struct, frozen=True):
    """A message without acknowledgement, and what the client library said about it."""

    message: Outgoing
    reason: str
    detail: str


class DeliveryError(BrokerError):
    """Messages were not acknowledged; ``failures`` holds exactly those.

    ``retryable`` is false when the broker will never take at least one of them as it is (too large, malformed).
    """

    default_reason = "not_delivered"

    def __init__(self, failures: Sequence[Undelivered]) -> None:
        first = failures[0]
        named = ", ".join(
            f"{failure.message.topic}[{failure.message.key.decode(errors='replace')}]" for failure in failures[:5]
        )
        more = f" and {len(failures) - 5} more" if len(failures) > 5 else ""
        super().__init__(
            f"not delivered: {named}{more}: {first.detail}",
            reason=first.reason,
            topic=first.message.topic,
            count=len(failures),
        )
        self.failures = tuple(failures)
        self.retryable = not any(failure.reason in PERMANENT_REFUSALS for failure in failures)


class CommitError(BrokerError):
    """Offsets were not stored; the records will be handed out again."""

    default_reason = "offsets_not_committed"
    retryable = True


class BrokerUnavailableError(BrokerError):
    """The broker cannot be used at the moment; trying again later may help."""

    default_reason = "broker_unavailable"
    retryable = True


PERMANENT_REFUSALS = frozenset({"msg_size_too_large", "invalid_record", "invalid_msg", "record_list_too_large"})
"""Delivery reasons that no repetition changes; named as the client library's codes, in lower case."""
