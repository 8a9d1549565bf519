"""Documents out of the archive: the last full feed, and the patches since, applied in order."""

from collections.abc import Callable, Sequence

import msgspec

from baseball_core.archive.base import FEED, PATCH
from baseball_core.archive.reading import Entry
from baseball_core.codec import content_hash
from baseball_core.errors import ArchiveError, PatchError
from baseball_core.patches import FullDocument, NothingNew, apply_answer, parse_answer

ReadBody = Callable[[str], bytes]


class _Encoded(msgspec.Struct, frozen=True):
    """A document that nobody has needed to decode yet."""

    body: bytes


class Rebuilder:
    """Rebuilds the documents of one game. Cheap when they are asked for in order: each then costs one patch.

    Holds one document in memory. ``entries`` are the game's, by fetched-at; ``read`` gives an object's bytes.
    """

    def __init__(self, entries: Sequence[Entry], read: ReadBody) -> None:
        self._entries = [entry for entry in entries if entry.line.kind in (FEED, PATCH) and entry.line.result_hash]
        self._position = {id(entry): position for position, entry in enumerate(self._entries)}
        self._read = read
        self._held: tuple[str, object] | None = None

    def document(self, entry: Entry) -> bytes:
        """The document after that entry: the bytes that were published, checked by their hash.

        Raises ArchiveError: ``no_document`` (the answer gave none), ``base_missing`` (a hole in the chain),
        ``rebuild_mismatch`` (not the document it should be), ``bad_answer``, and those of ``ArchiveReader.body``.
        """
        if id(entry) not in self._position:
            raise ArchiveError(f"{entry.archive_key} gave no document", reason="no_document")
        body = b""
        for step in self._chain(self._position[id(entry)]):
            body = self._apply(step, encode=step is entry)
        return body

    def _chain(self, position: int) -> list[Entry]:
        """The entries to apply, oldest first, beginning with a full feed or with what follows the held document."""
        chain: list[Entry] = []
        while True:
            entry = self._entries[position]
            chain.append(entry)
            if entry.line.kind == FEED or entry.line.base_hash is None:
                break
            if self._held is not None and self._held[0] == entry.line.base_hash:
                break
            base = next(
                (
                    candidate
                    for candidate in range(position - 1, -1, -1)
                    if self._entries[candidate].line.result_hash == entry.line.base_hash
                ),
                None,
            )
            if base is None:
                # A diff may be answered by a complete document; only real patches miss their base.
                break
            position = base
        return chain[::-1]

    def _apply(self, entry: Entry, *, encode: bool) -> bytes:
        body = self._read(entry.archive_key)
        held, self._held = self._held, None
        if encode and entry.line.kind == FEED and entry.line.hash == entry.line.result_hash:
            # Published as it was received: it need not be decoded unless a patch is applied to it.
            self._held = (entry.line.hash, _Encoded(body))
            return body
        try:
            if entry.line.kind == FEED:
                document: object = msgspec.json.decode(body)
            else:
                document = self._patched(entry, body, held)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, PatchError) as exc:
            raise ArchiveError(f"{entry.archive_key} cannot be applied: {exc}", reason="bad_answer") from exc
        result = entry.line.result_hash or ""
        if encode:
            body = msgspec.json.encode(document)
            if content_hash(body) != result:
                raise ArchiveError(
                    f"{entry.archive_key} leads to another document than {result[:12]}", reason="rebuild_mismatch"
                )
        self._held = (result, document)
        return body

    @staticmethod
    def _patched(entry: Entry, body: bytes, held: tuple[str, object] | None) -> object:
        answer = parse_answer(body)
        if isinstance(answer, FullDocument):
            return apply_answer(None, answer)
        if held is None or held[0] != entry.line.base_hash:
            missing = (entry.line.base_hash or "")[:12]
            raise ArchiveError(f"{entry.archive_key}: its base {missing} is not there", reason="base_missing")
        base = msgspec.json.decode(held[1].body) if isinstance(held[1], _Encoded) else held[1]
        return base if isinstance(answer, NothingNew) else apply_answer(base, answer)


def rebuild(entries: Sequence[Entry], result_hash: str, read: ReadBody) -> bytes:
    """The document of that hash, byte for byte as it was published. Raises ArchiveError, see ``Rebuilder``."""
    for entry in reversed(entries):
        if entry.line.result_hash == result_hash:
            return Rebuilder(entries, read).document(entry)
    raise ArchiveError(f"no answer led to {result_hash}", reason="no_document")
