"""Answers wait in memory while the archive cannot be written, so that a full volume does not stop live rows.

True if a step fails: answers are stored in the order in which they came, and an object such as the checkpoint, which
tells of stored answers, is written only when none waits. A process that is killed meanwhile takes with it what waits;
the checkpoint knows nothing of that, so the next process reads those games whole again.
"""

import threading
from collections import deque

import msgspec
import structlog

from baseball_core.archive.base import Answer, Archive, ArchiveUnavailableError, StoredAnswer
from baseball_core.archive.paths import folder_of, object_name
from baseball_core.clock import Clock, SystemClock
from baseball_core.codec import compress, content_hash, decompress
from baseball_core.telemetry.health import Health
from baseball_core.telemetry.metrics import ARCHIVE_DEFERRED_ANSWERS, ARCHIVE_DEFERRED_BYTES

log = structlog.get_logger(__name__)

LIMIT_BYTES = 32 * 2**20
"""Compressed bodies that may wait: what a poller's memory limit leaves beside the documents of a full slate."""
RETRY_SECONDS = 5.0


class _Deferred(msgspec.Struct, frozen=True):
    """An answer without its body, and the body compressed; ``size`` is that of the body in bytes."""

    answer: Answer
    body: bytes
    size: int


class DeferringArchive:
    """An Archive whose ``store`` succeeds also while ``archive`` cannot be written, for up to ``limit`` bytes.

    ``StoredAnswer.deferred`` says that an answer waits; ``archive`` of ``health`` is not ready while one does. Whoever
    stores or writes next tries again, at most every
    RETRY_SECONDS; ``store`` raises ArchiveUnavailableError when nothing more may wait.
    """

    def __init__(
        self, archive: Archive, health: Health, *, clock: Clock | None = None, limit: int = LIMIT_BYTES
    ) -> None:
        self._archive = archive
        self._health = health
        self._clock = clock or SystemClock()
        self._limit = limit
        self._lock = threading.Lock()
        self._storing = threading.Lock()
        self._waiting: deque[_Deferred] = deque()
        self._bytes = 0
        self._retry_at = float("-inf")
        self._failure = ""

    def store(self, answer: Answer) -> StoredAnswer:
        """As base.Archive; raises ArchiveUnavailableError only when nothing more may wait."""
        if self._is_waiting():
            self._store_waiting()
        # A game's answers come from one thread at a time: nothing of this game begins to wait from here on.
        if self._is_waiting():
            return self._defer(answer)
        try:
            return self._archive.store(answer)
        except ArchiveUnavailableError as exc:
            self._failed(exc)
            return self._defer(answer)

    def _is_waiting(self) -> bool:
        with self._lock:
            return bool(self._waiting)

    def _defer(self, answer: Answer) -> StoredAnswer:
        deferred = _Deferred(msgspec.structs.replace(answer, body=b""), compress(answer.body), len(answer.body))
        with self._lock:
            if self._bytes + len(deferred.body) > self._limit:
                raise ArchiveUnavailableError(f"{len(self._waiting)} answers wait already: {self._failure}")
            if not self._waiting:
                log.error("archive_answers_deferred", error=self._failure)
            self._waiting.append(deferred)
            self._count(len(deferred.body))
            self._health.set("archive", False, f"deferred: {self._failure}")
        digest = content_hash(answer.body)
        return StoredAnswer(object_name(folder_of(answer), digest), digest, duplicate=False, deferred=True)

    def _count(self, change: int) -> None:
        self._bytes += change
        ARCHIVE_DEFERRED_BYTES.set(self._bytes)
        ARCHIVE_DEFERRED_ANSWERS.set(len(self._waiting))

    def _failed(self, exc: ArchiveUnavailableError) -> None:
        with self._lock:
            self._failure = str(exc)
            self._retry_at = self._clock.monotonic() + RETRY_SECONDS

    def _store_waiting(self, *, at_once: bool = False) -> None:
        """Stores what waits, oldest first, until all is stored or one fails; by one thread at a time."""
        if not self._storing.acquire(blocking=at_once):
            return
        try:
            if not at_once and self._clock.monotonic() < self._retry_at:
                return
            stored = 0
            while (oldest := self._oldest()) is not None:
                body = decompress(oldest.body, limit=oldest.size)
                self._archive.store(msgspec.structs.replace(oldest.answer, body=body))
                with self._lock:
                    self._waiting.popleft()
                    self._count(-len(oldest.body))
                    if not self._waiting:
                        self._health.set("archive", True)
                stored += 1
            if stored:
                log.info("archive_answers_stored_late", answers=stored)
        except ArchiveUnavailableError as exc:
            self._failed(exc)
        finally:
            self._storing.release()

    def _oldest(self) -> _Deferred | None:
        with self._lock:
            return self._waiting[0] if self._waiting else None

    def _need_nothing_waiting(self) -> None:
        self._store_waiting()
        with self._lock:
            if self._waiting:
                raise ArchiveUnavailableError(f"{len(self._waiting)} answers wait: {self._failure}")

    def read_object(self, name: str) -> bytes | None:
        """As base.Archive."""
        return self._archive.read_object(name)

    def write_object(self, name: str, data: bytes) -> None:
        """As base.Archive; raises ArchiveUnavailableError also while an answer waits."""
        self._need_nothing_waiting()
        self._archive.write_object(name, data)

    def flush(self) -> None:
        """As base.Archive; raises ArchiveUnavailableError also while an answer waits."""
        self._need_nothing_waiting()
        self._archive.flush()

    def close(self) -> None:
        """As base.Archive; published answers that cannot be stored now are logged and lost to the archive."""
        self._store_waiting(at_once=True)
        with self._lock:
            if self._waiting:
                log.error("archive_answers_lost", answers=len(self._waiting), error=self._failure)
        self._archive.close()
