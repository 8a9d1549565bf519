"""The archive's writing side.

What is true if a step fails: the object is written before its manifest line, so a line never names an object that
is not there; an object without a line is left by a crash in between and harmless, the answer was not published.
"""

import secrets
import threading
from collections import OrderedDict

import msgspec
import structlog

from baseball_core.archive.base import Answer, ArchiveUnavailableError, ManifestLine, StoredAnswer
from baseball_core.archive.objects import Objects
from baseball_core.archive.paths import folder_of, object_name, segment_name
from baseball_core.clock import Clock, SystemClock
from baseball_core.codec import compress, content_hash
from baseball_core.errors import ArchiveError
from baseball_core.telemetry.metrics import ARCHIVE_ANSWERS, ARCHIVE_BYTES, ARCHIVE_FAILURES

log = structlog.get_logger(__name__)

LINES_WAIT_SECONDS = 30.0
KNOWN_OBJECTS = 4096


class _Waiting(msgspec.Struct):
    """The lines of one folder that are not yet in a segment, and when the first of them came."""

    since: float
    lines: list[ManifestLine]


class ObjectArchive:
    """An Archive at ``url``, see ``Objects``. Raises SettingsError for a URL that cannot be used.

    ``objects`` is what it writes to, for an ArchiveReader on the same memory.
    """

    def __init__(self, url: str, *, clock: Clock | None = None) -> None:
        self.objects = Objects(url)
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._waiting: dict[str, _Waiting] = {}
        self._folder_locks: dict[str, threading.Lock] = {}
        self._writer = secrets.token_hex(4)
        self._segments = 0
        self._known: OrderedDict[str, None] = OrderedDict()

    def store(self, answer: Answer) -> StoredAnswer:
        """As base.Archive."""
        folder = folder_of(answer)
        digest = content_hash(answer.body)
        name = object_name(folder, digest)
        try:
            duplicate = self._store_object(name, answer)
            self._store_line(folder, digest, answer)
        except ArchiveError as exc:
            ARCHIVE_FAILURES.labels(exc.reason).inc()
            raise
        self._write_overdue()
        ARCHIVE_ANSWERS.labels(answer.kind, "duplicate" if duplicate else "new").inc()
        return StoredAnswer(name, digest, duplicate)

    def _store_object(self, name: str, answer: Answer) -> bool:
        with self._lock:
            if name in self._known:
                self._known.move_to_end(name)
                return True
        data = compress(answer.body)
        new = self.objects.put_new(name, data)
        if new:
            ARCHIVE_BYTES.labels(answer.kind).inc(len(data))
        with self._lock:
            self._known[name] = None
            if len(self._known) > KNOWN_OBJECTS:
                self._known.popitem(last=False)
        return not new

    def _store_line(self, folder: str, digest: str, answer: Answer) -> None:
        line = ManifestLine(
            fetched_at=answer.fetched_at,
            kind=answer.kind,
            hash=digest,
            size=len(answer.body),
            http_status=answer.http_status,
            url=answer.url,
            time_code=answer.time_code,
            base_hash=answer.base_hash,
            result_hash=answer.result_hash,
            sequence=answer.sequence,
        )
        now = self._clock.monotonic()
        with self._lock:
            waiting = self._waiting.setdefault(folder, _Waiting(now, []))
            waiting.lines.append(line)
            if answer.sequence is None and now - waiting.since < LINES_WAIT_SECONDS:
                return
        # The caller stores an answer that failed again, so only its neighbours' lines go on waiting then.
        self._write_segment(folder, own=line)

    def _write_segment(self, folder: str, own: ManifestLine | None = None) -> None:
        """Writes what waits for a folder; when that fails, all of it but ``own`` waits on, and the error is raised.

        One at a time a folder: a published patch must not become durable before the lines that came before it.
        """
        with self._lock:
            folder_lock = self._folder_locks.setdefault(folder, threading.Lock())
        with folder_lock:
            with self._lock:
                waiting = self._waiting.pop(folder, None)
                self._segments += 1
                number = self._segments
            if waiting is None:
                return
            data = b"".join(msgspec.json.encode(line) + b"\n" for line in waiting.lines)
            try:
                self.objects.put_new(segment_name(folder, waiting.lines[0].fetched_at, self._writer, number), data)
            except ArchiveError:
                self._wait_again(folder, waiting, own)
                raise

    def _wait_again(self, folder: str, waiting: _Waiting, own: ManifestLine | None) -> None:
        with self._lock:
            later = self._waiting.pop(folder, None)
            lines = [line for line in waiting.lines if line is not own] + (later.lines if later else [])
            if lines:
                self._waiting[folder] = _Waiting(waiting.since, lines)

    def _write_overdue(self) -> None:
        """Writes what waits too long for games that are no longer polled."""
        now = self._clock.monotonic()
        with self._lock:
            overdue = [folder for folder, waiting in self._waiting.items() if now - waiting.since >= LINES_WAIT_SECONDS]
        for folder in overdue:
            try:
                self._write_segment(folder)
            except ArchiveUnavailableError as exc:
                # Their own next answer, or the close, meets the failure again; this answer is stored.
                log.warning("archive_lines_postponed", folder=folder, error=str(exc))
                return

    def flush(self) -> None:
        """As base.Archive."""
        with self._lock:
            folders = list(self._waiting)
        for folder in folders:
            self._write_segment(folder)

    def close(self) -> None:
        """As base.Archive."""
        try:
            self.flush()
        except ArchiveUnavailableError as exc:
            with self._lock:
                lost = sum(len(waiting.lines) for waiting in self._waiting.values())
            log.error("archive_lines_lost", lines=lost, reason=exc.reason, error=str(exc))

    def read_object(self, name: str) -> bytes | None:
        """As base.Archive."""
        return self.objects.get(name)

    def write_object(self, name: str, data: bytes) -> None:
        """As base.Archive."""
        self.objects.put(name, data)
