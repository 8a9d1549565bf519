"""Records that nothing can make good, kept whole: origin, reason, detail, the original bytes and headers.

A dead letter is a message of its own topic with the record's key, value and headers unchanged and further headers
named ``dead-letter-*``. Taking those away again gives the message that was refused.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

import msgspec

from baseball_core.clock import Clock
from baseball_core.errors import BrokerError, MessageError
from baseball_core.kafka.base import Producer, Record, Refusal
from baseball_core.messages import DEAD_LETTER, Headers, Outgoing
from baseball_core.telemetry.metrics import KAFKA_DEAD_LETTERS

PREFIX = "dead-letter-"
REINJECTED = "reinjected-from"
"""Header of a message that came back out of the dead letter topic: ``partition:offset`` there."""
DETAIL_LIMIT = 2000
PUBLISH_TIMEOUT_SECONDS = 5.0


class DeadLetterLimitError(BrokerError):
    """Too many bad records in a row: more likely our fault than theirs, so the consumer stops."""

    default_reason: ClassVar[str] = "dead_letter_limit"


class DeadLetter(msgspec.Struct, frozen=True):
    """One refused record as read back. Grain: (partition, offset) of the dead letter topic.

    A crash between writing a dead letter and committing its offset writes it again, so (topic, origin_partition,
    origin_offset) may occur twice.
    """

    partition: int
    offset: int
    origin_topic: str
    origin_partition: int
    origin_offset: int
    origin_timestamp: datetime
    refused_at: datetime
    reason: str
    detail: str
    key: bytes | None
    value: bytes | None
    headers: Headers

    @property
    def identity(self) -> str:
        return f"{self.partition}:{self.offset}"

    def restored(self) -> Outgoing:
        """The refused message, for its own topic, marked with where it was kept."""
        return Outgoing(
            topic=self.origin_topic,
            key=self.key or b"",
            value=self.value or b"",
            headers=(*self.headers, (REINJECTED, self.identity.encode())),
        )


def dead_letter(refusal: Refusal, now: datetime, topic: str = DEAD_LETTER) -> Outgoing:
    """The message that keeps a refused record."""
    record = refusal.record
    absent = [name for name in ("key", "value") if getattr(record, name) is None]
    told = {
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "timestamp": record.timestamp.astimezone(UTC).isoformat(),
        "refused-at": now.astimezone(UTC).isoformat(),
        "reason": refusal.reason,
        "detail": refusal.detail[:DETAIL_LIMIT],
        "absent": ",".join(absent),
    }
    return Outgoing(
        topic=topic,
        key=record.key or b"",
        value=record.value or b"",
        # Surrogates, which broken input can bring into a detail, have no UTF-8 form.
        headers=(
            *record.headers,
            *((PREFIX + name, text.encode(errors="backslashreplace")) for name, text in told.items()),
        ),
    )


def parse_dead_letter(record: Record) -> DeadLetter:
    """Reads a record of the dead letter topic. Raises MessageError when it is none of ours."""
    told = {
        name.removeprefix(PREFIX): value.decode(errors="replace")
        for name, value in record.headers
        if name.startswith(PREFIX)
    }
    try:
        return DeadLetter(
            partition=record.partition,
            offset=record.offset,
            origin_topic=told["topic"],
            origin_partition=int(told["partition"]),
            origin_offset=int(told["offset"]),
            origin_timestamp=datetime.fromisoformat(told["timestamp"]),
            refused_at=datetime.fromisoformat(told["refused-at"]),
            reason=told["reason"],
            detail=told["detail"],
            key=None if "key" in told["absent"] else record.key,
            value=None if "value" in told["absent"] else record.value,
            headers=tuple(header for header in record.headers if not header[0].startswith(PREFIX)),
        )
    except (KeyError, ValueError) as exc:
        raise MessageError(
            f"{record.topic}[{record.partition}] offset {record.offset} is no dead letter: {exc!r}",
            reason="not_a_dead_letter",
        ) from exc


class DeadLetters:
    """Writes refused records to the dead letter topic."""

    def __init__(self, producer: Producer, clock: Clock, topic: str = DEAD_LETTER) -> None:
        self._producer = producer
        self._clock = clock
        self._topic = topic

    def keep(self, refusals: Sequence[Refusal]) -> None:
        """Returns when the broker has acknowledged every refusal; blocks for at most 5 s.

        Raises DeliveryError; some may be stored then, and will be stored again when the records are.
        """
        now = self._clock.now()
        self._producer.publish(
            [dead_letter(refusal, now, self._topic) for refusal in refusals], PUBLISH_TIMEOUT_SECONDS
        )
        for refusal in refusals:
            KAFKA_DEAD_LETTERS.labels(refusal.reason).inc()
