"""A folder of recorded feed documents, served as if the games were happening now.

Several documents of one game become its moments, in the order of their time stamps. A lone document of a finished game
is played as a growing game (see ``growing``). A lone document of a game that is not finished stays as it is. In every
case the last moment is the recorded document itself.
"""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from statsapi_simulator.baseball.timeline import CorrectionKind, GameTruth, Moment, ScheduledRow, Timeline
from statsapi_simulator.clock import EASTERN
from statsapi_simulator.growing import cut_back, emptied_boxscore, play_stamp
from statsapi_simulator.recorded_feed import all_plays, can_grow, is_finished, schedule_row, truth, why_unusable

Document = dict[str, Any]

_SUFFIXES = (".json", ".json.gz", ".json.zst")
_MAX_BYTES = 64 * 1024 * 1024
_DAMAGED = (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError, RecursionError)
"""What reading a document raises when a value deep inside is not what it should be."""


@dataclass(frozen=True)
class UsableFile:
    """A file that is served; ``moments`` counts the states of its game, files of the same game together."""

    file: str
    game_pk: int
    moments: int


@dataclass(frozen=True)
class RefusedFile:
    """A file that is not served, and why."""

    file: str
    reason: str


@dataclass(frozen=True)
class Recordings:
    """What a folder held."""

    timelines: tuple[Timeline, ...]
    usable: tuple[UsableFile, ...]
    refused: tuple[RefusedFile, ...]


class _UnusableError(Exception):
    """Why one file cannot be served; never leaves this module."""


def read_recordings(folder: Path, *, start: datetime, spacing: timedelta) -> Recordings:
    """Reads every document below ``folder``. A bad file is listed with its reason and disturbs no other.

    All games begin at ``start``; ``spacing`` of simulated time lies between two states. Raises OSError when the folder
    itself cannot be read.
    """
    games: dict[int, list[tuple[str, Document]]] = {}
    refused: list[RefusedFile] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        try:
            document = _read(path)
        except _UnusableError as exc:
            refused.append(RefusedFile(name, str(exc)))
        else:
            games.setdefault(document["gamePk"], []).append((name, document))
    timelines: list[Timeline] = []
    usable: list[UsableFile] = []
    for game_pk, documents in sorted(games.items()):
        timeline = _timeline(documents, start, spacing)
        timelines.append(timeline)
        usable += [UsableFile(name, game_pk, len(timeline.moments)) for name, _ in documents]
    return Recordings(tuple(timelines), tuple(usable), tuple(refused))


def _read(path: Path) -> Document:
    if not path.name.endswith(_SUFFIXES):
        raise _UnusableError(f"not one of {', '.join(_SUFFIXES)}")
    try:
        document = msgspec.json.decode(_content(path))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise _UnusableError(f"not JSON: {exc}") from exc
    reason = why_unusable(document)
    if reason is not None:
        raise _UnusableError(f"not a feed: {reason}")
    try:
        _rehearse(document)
    except _DAMAGED as exc:
        raise _UnusableError(f"wrong shape: {type(exc).__name__}: {exc}") from exc
    usable: Document = document
    return usable


def _content(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
        if path.name.endswith(".gz"):
            unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            content = unpacker.decompress(raw, _MAX_BYTES + 1)
            if not unpacker.eof and len(content) <= _MAX_BYTES:
                raise _UnusableError("gzip stream is truncated")
        elif path.name.endswith(".zst"):
            with zstandard.ZstdDecompressor().stream_reader(raw) as reader:
                content = reader.read(_MAX_BYTES + 1)
        else:
            content = raw
    except OSError as exc:
        raise _UnusableError(f"cannot be read: {exc.strerror}") from exc
    except (zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as exc:
        raise _UnusableError(f"cannot be unpacked: {exc}") from exc
    if len(content) > _MAX_BYTES:
        raise _UnusableError(f"larger than {_MAX_BYTES} bytes")
    return content


def _rehearse(document: Document) -> None:
    """Does once everything that serving will do, so that a damaged document is refused now and not in mid game."""
    msgspec.json.encode(document)
    for hydrated in (False, True):
        schedule_row(document, hydrated=hydrated)
    truth(document)
    if can_grow(document):
        boxscore = emptied_boxscore(document["liveData"].get("boxscore", {}))
        for shown in range(len(all_plays(document)) + 1):
            cut_back(document, shown, "", boxscore)


def _timeline(documents: list[tuple[str, Document]], start: datetime, spacing: timedelta) -> Timeline:
    ordered = sorted(documents, key=lambda item: (item[1]["metaData"]["timeStamp"], is_finished(item[1]), item[0]))
    distinct: list[Document] = []
    for _, document in ordered:
        if not distinct or document != distinct[-1]:
            distinct.append(document)
    last = distinct[-1]
    if len(distinct) == 1 and is_finished(last) and can_grow(last):
        return GrowingGame(last, start, spacing)
    return RecordedGame(distinct, start, spacing)


class RecordedGame:
    """A game whose states are the recorded documents themselves; a Timeline."""

    def __init__(self, documents: Sequence[Document], start: datetime, spacing: timedelta) -> None:
        self._last = documents[-1]
        self._documents = documents
        self._day = start.astimezone(EASTERN).date()
        self._moments = [
            Moment(index, start + index * spacing, stamp) for index, stamp in enumerate(self._stamps(documents))
        ]

    def _stamps(self, documents: Sequence[Document]) -> list[str]:
        return [document["metaData"]["timeStamp"] for document in documents]

    @property
    def game_pk(self) -> int:
        game_pk: int = self._last["gamePk"]
        return game_pk

    @property
    def season(self) -> str:
        return str(self._last["gameData"].get("game", {}).get("season", self._day.year))

    @property
    def game_type(self) -> str:
        return str(self._last["gameData"].get("game", {}).get("type", "R"))

    @property
    def sport_id(self) -> int:
        home = self._last["gameData"].get("teams", {}).get("home", {})
        sport: int = home.get("sport", {}).get("id", 1)
        return sport

    @property
    def moments(self) -> Sequence[Moment]:
        return self._moments

    @property
    def truth(self) -> GameTruth:
        return truth(self._last)

    def document(self, index: int) -> Document:
        return self._documents[index]

    def schedule_rows(self, now: datetime, *, hydrated: bool = False) -> list[ScheduledRow]:
        """One row, under the day of the replay, where a poll of today finds it. Its own dates stay the recorded."""
        index = max((m.index for m in self._moments if m.at <= now), default=0)
        return [ScheduledRow(self._day, schedule_row(self.document(index), hydrated=hydrated))]

    def boxscore(self, index: int) -> Document:
        return _section(self.document(index), "boxscore")

    def linescore(self, index: int) -> Document:
        return _section(self.document(index), "linescore")

    def play_by_play(self, index: int) -> Document:
        return _section(self.document(index), "plays")

    def rescored(self, index: int, current: int) -> None:
        """A recording is never corrected."""

    def with_correction(self, kind: CorrectionKind, at: datetime, seed: int) -> Timeline:
        """Raises ValueError: what a recording says is not changed."""
        raise ValueError("a recorded game cannot be corrected")


class GrowingGame(RecordedGame):
    """A finished game of which only the end was recorded: it grows play by play; a Timeline."""

    def __init__(self, final: Document, start: datetime, spacing: timedelta) -> None:
        self._stamps_shown = _growing_stamps(final)
        self._boxscore = emptied_boxscore(final["liveData"].get("boxscore", {}))
        super().__init__([final], start, spacing)

    def _stamps(self, documents: Sequence[Document]) -> list[str]:
        return self._stamps_shown

    def document(self, index: int) -> Document:
        if index == len(self._stamps_shown) - 1:
            return self._last
        return cut_back(self._last, index, self._stamps_shown[index], self._boxscore)


def _growing_stamps(final: Document) -> list[str]:
    """A stamp per state: before the first play, after each play, the recorded one; never later than the recorded."""
    end = final["metaData"]["timeStamp"]
    plays = all_plays(final)
    stamps = [_before_first_play(plays[0], end)]
    for play in plays:
        stamps.append(max(stamps[-1], min(play_stamp(play) or stamps[-1], end)))
    return [*stamps, end]


def _before_first_play(play: Document, end: str) -> str:
    started = play_stamp({"about": {"endTime": play["about"].get("startTime")}})
    return min(started or end, end)


def _section(document: Document, name: str) -> Document:
    section: Document = document["liveData"].get(name, {})
    return section
