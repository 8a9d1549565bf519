"""Archive and broker for a poller that may be one of several: nothing is written for one that no longer leads.

A process that stood still (a frozen container, a machine without CPU time) goes on in the middle of a line. The check
right before each effect leaves it a moment of microseconds, not a term.
"""

from collections.abc import Callable, Sequence

from baseball_core.archive.base import Answer, Archive, StoredAnswer
from baseball_core.kafka.base import Producer
from baseball_core.messages import Outgoing

Check = Callable[[], None]


def unfenced() -> None:
    """The check of a process that need not lead."""


class FencedArchive:
    """An Archive; ``check`` returns only while this process leads."""

    def __init__(self, archive: Archive, check: Check) -> None:
        self._archive = archive
        self._check = check

    def store(self, answer: Answer) -> StoredAnswer:
        self._check()
        return self._archive.store(answer)

    def read_object(self, name: str) -> bytes | None:
        return self._archive.read_object(name)

    def write_object(self, name: str, data: bytes) -> None:
        self._check()
        self._archive.write_object(name, data)

    def flush(self) -> None:
        self._check()
        self._archive.flush()

    def close(self) -> None:
        self._archive.close()


class FencedProducer:
    """A Producer; ``check`` returns only while this process leads."""

    def __init__(self, producer: Producer, check: Check) -> None:
        self._producer = producer
        self._check = check

    def publish(self, messages: Sequence[Outgoing], timeout: float) -> None:
        self._check()
        self._producer.publish(messages, timeout)

    def close(self) -> None:
        self._producer.close()
