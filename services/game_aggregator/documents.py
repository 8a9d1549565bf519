"""Where documents come from: the archive, files, standard input."""

import gzip
import sys
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from baseball_core.archive.base import FEED, PATCH
from baseball_core.archive.reading import MAX_ANSWER_BYTES, ArchiveReader, Entry, Game, published
from baseball_core.archive.rebuilding import Rebuilder
from baseball_core.codec import decompress
from baseball_core.errors import ArchiveError, FeedError, MessageError


class Source(Struct, frozen=True):
    """Where a document was found: what ties a result to what it was computed from."""

    game_pk: int
    content_hash: str
    archive_key: str
    fetched_at: datetime


class Found(Struct, frozen=True):
    """A game's newest published document; ``entries`` are its manifest's, to rebuild it from."""

    source: Source
    entries: tuple[Entry, ...]
    entry: Entry


def newest(reader: ArchiveReader, game: Game) -> Found | None:
    """The newest published document of a game, not read yet; None when nothing of it was published.

    Raises ArchiveError.
    """
    entries = reader.manifest(game.folders).entries
    documents = [entry for entry in published(entries) if entry.line.kind in (FEED, PATCH) and entry.line.result_hash]
    if not documents:
        return None
    entry = documents[-1]
    source = Source(game.game_pk, entry.line.result_hash or "", entry.archive_key, entry.line.fetched_at)
    return Found(source, entries, entry)


def newest_of(reader: ArchiveReader, game_pk: int) -> Found:
    """As ``newest``, by gamePk. Raises ArchiveError ``no_document`` when the archive has none."""
    for game in reader.games(game_pk=game_pk):
        found = newest(reader, game)
        if found is not None:
            return found
    raise ArchiveError(f"the archive has no document of game {game_pk}", reason="no_document", game_pk=game_pk)


def body(reader: ArchiveReader, found: Found) -> bytes:
    """The document's bytes, checked by their hash. Raises ArchiveError: ``object_missing``, ``object_corrupt``."""
    return Rebuilder(found.entries, reader.body).document(found.entry)


def read_paths(paths: Sequence[str]) -> Iterator[tuple[str, bytes | FeedError]]:
    """(name, bytes) of each file; ``-`` is standard input, a folder stands for the documents in it.

    What cannot be read comes as a FeedError in place of its bytes.
    """
    for path in paths:
        if path == "-":
            yield "-", sys.stdin.buffer.read()
            continue
        for file in _files(Path(path)):
            try:
                yield str(file), _content(file)
            except (OSError, EOFError, zlib.error, MessageError) as exc:
                yield str(file), FeedError(f"cannot be read: {exc}", reason="unreadable")


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.name.endswith((".json", ".json.gz", ".json.zst")))


def _content(file: Path) -> bytes:
    data = file.read_bytes()
    if file.suffix == ".gz":
        return gzip.decompress(data)
    return decompress(data, MAX_ANSWER_BYTES) if file.suffix == ".zst" else data
