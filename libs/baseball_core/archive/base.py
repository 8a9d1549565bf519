"""What the archive promises: answers in, names out, every published document rebuildable."""

from datetime import datetime
from typing import Protocol

import msgspec

from baseball_core.errors import ArchiveError

FEED = "feed"
"""Kind of an answer that is one complete game document."""
PATCH = "patch"
"""Kind of a diffPatch answer, whatever its shape."""
SCHEDULE = "schedule"
"""Kind of a schedule answer: its rows are ``dates[].games[]``."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the API. Grain: (folder, fetched_at).

    ``game_pk`` None: an answer about no single game. ``kind`` is one of the constants here or any other short name
    (such answers are kept, and never rebuilt from). ``body`` is exactly as received, after HTTP's own compression.
    ``result_hash`` is the hash of the game document after this answer (``content_hash`` of the published bytes),
    None where the answer gives no document; ``base_hash`` is the result hash of the document a patch was applied
    to. ``sequence`` is that of the message that will be published because of this answer; None means that nothing
    will be published, and then the manifest line may wait in memory for up to 30 s.
    """

    season: str
    kind: str
    body: bytes
    fetched_at: datetime
    http_status: int
    url: str
    game_pk: int | None = None
    game_type: str | None = None
    time_code: str | None = None
    base_hash: str | None = None
    result_hash: str | None = None
    sequence: int | None = None


class StoredAnswer(msgspec.Struct, frozen=True):
    """Where an answer lies. ``duplicate``: these bytes were there already, and only a manifest line is new.

    ``deferred``: it will lie there, and waits in memory meanwhile, as DeferringArchive lets it.
    """

    archive_key: str
    content_hash: str
    duplicate: bool
    deferred: bool = False


class ManifestLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer in a manifest segment. Grain: (folder, fetched_at).

    ``hash`` names the object beside the manifest; ``size`` is the body's in bytes, uncompressed. The other fields
    are the Answer's.
    """

    fetched_at: datetime
    kind: str
    hash: str
    size: int
    http_status: int
    url: str
    time_code: str | None = None
    base_hash: str | None = None
    result_hash: str | None = None
    sequence: int | None = None


class Archive(Protocol):
    """Keeps answers. Safe to use from several threads; one game's answers come from one at a time."""

    def store(self, answer: Answer) -> StoredAnswer:
        """Keeps an answer; blocks until its bytes are stored and, if it has a sequence, its manifest line too.

        After that the document can be rebuilt whatever happens to this process. Raises ArchiveUnavailableError
        (retryable) when the archive cannot be written: the answer may or may not be stored then, and storing it
        again is right.
        """
        ...

    def read_object(self, name: str) -> bytes | None:
        """What ``write_object`` wrote last, or ``None``. Raises ArchiveUnavailableError."""
        ...

    def write_object(self, name: str, data: bytes) -> None:
        """Replaces an object as a whole; readers see the old or the new bytes. Raises ArchiveUnavailableError."""
        ...

    def flush(self) -> None:
        """Writes the manifest lines that wait in memory. Raises ArchiveUnavailableError; they go on waiting then."""
        ...

    def close(self) -> None:
        """Flushes; what cannot be written now is logged and lost (lines of answers that said nothing new)."""
        ...


class ArchiveUnavailableError(ArchiveError):
    """The archive cannot be reached, is full or refuses us; the same call may succeed later."""

    default_reason = "archive_unavailable"
    retryable = True
