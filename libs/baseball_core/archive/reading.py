"""The archive's reading side: which games there are, their manifests, their bytes."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from baseball_core.archive.base import ManifestLine
from baseball_core.archive.objects import ObjectInfo, Objects
from baseball_core.archive.paths import NO_GAME, hash_of, is_season, manifest_folder, object_name
from baseball_core.codec import content_hash, decompress
from baseball_core.errors import ArchiveError, MessageError

MAX_ANSWER_BYTES = 134_217_728
"""Largest body that is read back: more than the poller accepts, so everything archived can be read."""
READ_THREADS = 16

_LINE = msgspec.json.Decoder(ManifestLine)


class Entry(msgspec.Struct, frozen=True):
    """A manifest line and the folder it stands in."""

    folder: str
    line: ManifestLine

    @property
    def archive_key(self) -> str:
        return object_name(self.folder, self.line.hash)


class Game(msgspec.Struct, frozen=True):
    """Where a game's answers are: more than one folder when its season or game type was corrected on the way."""

    game_pk: int
    folders: tuple[str, ...]


class Manifest(msgspec.Struct, frozen=True):
    """The lines of some folders by fetched-at, each once, and what could not be read as a line, as text."""

    entries: tuple[Entry, ...]
    unreadable: tuple[str, ...]


def parse_segment(name: str, data: bytes) -> tuple[list[ManifestLine], list[str]]:
    """The lines of a segment, and a text for each that is none."""
    lines: list[ManifestLine] = []
    unreadable: list[str] = []
    for number, text in enumerate(data.splitlines(), start=1):
        try:
            lines.append(_LINE.decode(text))
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            unreadable.append(f"{name} line {number}: {exc}")
    return lines, unreadable


class ArchiveReader:
    """Reads what an ObjectArchive wrote. Every method may raise ArchiveUnavailableError."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def games(self, season: str | None = None, game_pk: int | None = None) -> list[Game]:
        """The games that have answers, by gamePk; only those of a season, or the one."""
        found: dict[int, list[str]] = {}
        for year, game_type, name in self._folders(season):
            if game_type != NO_GAME and name.isdecimal() and (game_pk is None or int(name) == game_pk):
                found.setdefault(int(name), []).append(f"{year}/{game_type}/{name}")
        return [Game(number, tuple(folders)) for number, folders in sorted(found.items())]

    def folders_without_game(self, season: str | None = None, kind: str | None = None) -> list[str]:
        """The folders of answers about no single game."""
        return [
            f"{year}/{game_type}/{name}"
            for year, game_type, name in self._folders(season)
            if game_type == NO_GAME and kind in (None, name)
        ]

    def _folders(self, season: str | None) -> Iterator[tuple[str, str, str]]:
        for year in self._objects.folders(""):
            if is_season(year) and season in (None, year):
                for game_type in self._objects.folders(year):
                    for name in self._objects.folders(f"{year}/{game_type}"):
                        yield year, game_type, name

    def manifest(self, folders: Iterable[str]) -> Manifest:
        """All lines of these folders. Lines of one instant stay in the order in which they were written."""
        entries: list[Entry] = []
        unreadable: list[str] = []
        for folder in folders:
            names = sorted(found.name for found in self._objects.below(manifest_folder(folder)))
            for name, data in zip(names, self._all(names), strict=True):
                lines, bad = parse_segment(name, data or b"")
                entries += [Entry(folder, line) for line in lines]
                unreadable += bad
        entries.sort(key=lambda entry: entry.line.fetched_at)
        # A segment whose acknowledgement was lost is written again under another name.
        return Manifest(tuple(dict.fromkeys(entries)), tuple(unreadable))

    def _all(self, names: Sequence[str]) -> list[bytes | None]:
        """Side by side where there are several: an object store answers one in tens of milliseconds."""
        if len(names) < 2:
            return [self._objects.get(name) for name in names]
        with ThreadPoolExecutor(min(len(names), READ_THREADS)) as pool:
            return list(pool.map(self._objects.get, names))

    def objects(self, folder: str) -> list[ObjectInfo]:
        """The answers' objects in a folder, manifest segments left out, by name."""
        found = [info for info in self._objects.below(folder) if hash_of(info.name) is not None]
        return sorted(found, key=lambda info: info.name)

    def body(self, name: str) -> bytes:
        """An answer's bytes as received.

        Raises ArchiveError: ``object_missing``, ``object_corrupt`` when they are not what the name says.
        """
        data = self._objects.get(name)
        if data is None:
            raise ArchiveError(f"{name} is missing", reason="object_missing", name=name)
        try:
            body = decompress(data, MAX_ANSWER_BYTES)
        except MessageError as exc:
            raise ArchiveError(f"{name} cannot be read: {exc}", reason="object_corrupt", name=name) from exc
        if content_hash(body) != hash_of(name):
            raise ArchiveError(f"{name} holds other bytes than its name says", reason="object_corrupt", name=name)
        return body


def published(entries: Sequence[Entry]) -> list[Entry]:
    """The entries whose document became a message."""
    return [entry for entry in entries if entry.line.sequence is not None]
