"""Is everything there, is it what its name says, and does every published document come out again?"""

from collections.abc import Iterator

import msgspec

from baseball_core.archive.base import FEED, PATCH
from baseball_core.archive.reading import ArchiveReader, Manifest, published
from baseball_core.archive.rebuilding import Rebuilder
from baseball_core.errors import ArchiveError

HARMLESS = frozenset({"unlisted_object"})
"""Findings that a crash at the wrong moment explains and that lose nothing."""


class Finding(msgspec.Struct, frozen=True):
    """One thing that is not as it should be. ``reason`` is one of:

    ``object_missing`` (a manifest line without its object), ``object_corrupt``, ``unlisted_object`` (an object
    without a line: harmless), ``unreadable_line``, ``base_missing`` (a patch whose base is not there),
    ``rebuild_mismatch`` and ``bad_answer`` (a published document that does not come out again).
    """

    folder: str
    reason: str
    detail: str

    @property
    def harmless(self) -> bool:
        return self.reason in HARMLESS


class Verified(msgspec.Struct, frozen=True):
    """What was looked at in one game or kind, and what was found."""

    folders: tuple[str, ...]
    answers: int
    objects: int
    published: int
    stored_bytes: int
    findings: tuple[Finding, ...]


def verify(reader: ArchiveReader, folders: tuple[str, ...]) -> Verified:
    """Reads every byte of these folders, which belong to one game or kind, and rebuilds every published document."""
    manifest = reader.manifest(folders)
    findings = [Finding(folders[0], "unreadable_line", text) for text in manifest.unreadable]
    listed = {entry.archive_key for entry in manifest.entries}
    seen: set[str] = set()
    stored_bytes = 0
    for folder in folders:
        for info in reader.objects(folder):
            stored_bytes += info.size
            try:
                reader.body(info.name)
            except ArchiveError as exc:
                if exc.retryable:
                    raise
                findings.append(Finding(folder, exc.reason, str(exc)))
            seen.add(info.name)
            if info.name not in listed:
                findings.append(Finding(folder, "unlisted_object", f"{info.name} has no manifest line"))
    findings += [
        Finding(name.rpartition("/")[0], "object_missing", f"{name} is missing") for name in sorted(listed - seen)
    ]
    findings += _rebuilt(reader, manifest)
    return Verified(
        folders=folders,
        answers=len(manifest.entries),
        objects=len(seen),
        published=len(published(manifest.entries)),
        stored_bytes=stored_bytes,
        findings=tuple(findings),
    )


def _rebuilt(reader: ArchiveReader, manifest: Manifest) -> Iterator[Finding]:
    rebuilder = Rebuilder(manifest.entries, reader.body)
    for entry in published(manifest.entries):
        if entry.line.kind not in (FEED, PATCH):
            continue
        try:
            rebuilder.document(entry)
        except ArchiveError as exc:
            if exc.retryable:
                raise
            yield Finding(entry.folder, exc.reason, str(exc))
