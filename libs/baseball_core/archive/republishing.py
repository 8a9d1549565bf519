"""The archive back into Kafka: the same documents with the same fetched-at, time code and sequence.

Everything downstream lets the newest fetched-at win, so a replay leaves the tables as they are, or as they would
have been. Documents go in fetched-at order, day by day: the games of one day merged, as they were published.
"""

import heapq
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import msgspec

from baseball_core.archive.base import FEED, PATCH, SCHEDULE
from baseball_core.archive.reading import ArchiveReader, Entry, Game, published
from baseball_core.archive.rebuilding import Rebuilder
from baseball_core.codec import content_hash
from baseball_core.errors import ArchiveError
from baseball_core.kafka.base import Producer
from baseball_core.messages import (
    GameDocument,
    Outgoing,
    ScheduleRowMessage,
    encode_game_document,
    encode_schedule_row,
)

PUBLISH_TIMEOUT_SECONDS = 60.0
BATCH_MESSAGES = 64


class Slice(msgspec.Struct, frozen=True):
    """What to replay; every condition that is not None must hold. ``day`` is a game's official date."""

    season: str | None = None
    game_pk: int | None = None
    day: date | None = None


class _Datetime(msgspec.Struct, rename="camel"):
    official_date: date | None = None


class _GameData(msgspec.Struct):
    datetime: _Datetime = msgspec.field(default_factory=_Datetime)


class _Document(msgspec.Struct, rename="camel"):
    game_data: _GameData = msgspec.field(default_factory=_GameData)


class _Dates(msgspec.Struct):
    date: date
    games: list[msgspec.Raw] = []


class _Schedule(msgspec.Struct):
    dates: list[_Dates] = []


class _Row(msgspec.Struct, rename="camel"):
    game_pk: int


class GameReplay(msgspec.Struct, frozen=True):
    """A game's published documents, in order, and the day it belongs to."""

    game: Game
    day: date
    entries: tuple[Entry, ...]
    documents: tuple[Entry, ...]


def select_games(reader: ArchiveReader, wanted: Slice) -> list[GameReplay]:
    """The games of a slice that have published documents, by day, then by first fetched-at."""
    replays: list[GameReplay] = []
    for game in reader.games(wanted.season, wanted.game_pk):
        entries = reader.manifest(game.folders).entries
        documents = tuple(entry for entry in published(entries) if entry.line.kind in (FEED, PATCH))
        if not documents:
            continue
        day = _day_of(reader, entries, documents)
        if wanted.day in (None, day):
            replays.append(GameReplay(game, day, entries, documents))
    return sorted(replays, key=lambda replay: (replay.day, replay.documents[0].line.fetched_at))


def _day_of(reader: ArchiveReader, entries: Sequence[Entry], documents: Sequence[Entry]) -> date:
    """The official date in the newest full feed; a game without one belongs to the day of its first document."""
    for entry in reversed(entries):
        if entry.line.kind == FEED and entry.line.result_hash is not None:
            try:
                document = msgspec.json.decode(reader.body(entry.archive_key), type=_Document)
            except msgspec.DecodeError:
                continue
            except ArchiveError as exc:
                if exc.retryable:
                    raise
                continue
            if document.game_data.datetime.official_date is not None:
                return document.game_data.datetime.official_date
    return documents[0].line.fetched_at.date()


def game_messages(reader: ArchiveReader, replay: GameReplay) -> Iterator[tuple[datetime, Outgoing]]:
    """The messages of a game with their fetched-at. Raises ArchiveError at the first that cannot be rebuilt."""
    rebuilder = Rebuilder(replay.entries, reader.body)
    for entry in replay.documents:
        line = entry.line
        document = GameDocument(
            game_pk=replay.game.game_pk,
            fetched_at=line.fetched_at,
            time_code=line.time_code,
            sequence=line.sequence or 0,
            content_hash=line.result_hash or "",
            archive_key=entry.archive_key,
            body=rebuilder.document(entry),
        )
        yield line.fetched_at, encode_game_document(document)


def schedule_messages(reader: ArchiveReader, wanted: Slice) -> Iterator[tuple[datetime, Outgoing]]:
    """The schedule rows of a slice in fetched-at order, each when it is first seen or has changed."""
    seen: dict[tuple[int, date], str] = {}
    for folder in reader.folders_without_game(wanted.season, SCHEDULE):
        for entry in reader.manifest([folder]).entries:
            if entry.line.http_status != 200:
                continue
            for row in schedule_rows(reader.body(entry.archive_key), entry.line.fetched_at):
                key = (row.game_pk, row.schedule_date)
                in_slice = wanted.game_pk in (None, row.game_pk) and wanted.day in (None, row.schedule_date)
                if in_slice and seen.get(key) != row.content_hash:
                    seen[key] = row.content_hash
                    yield entry.line.fetched_at, encode_schedule_row(row)


def schedule_rows(body: bytes, fetched_at: datetime) -> Iterator[ScheduleRowMessage]:
    """The rows of a schedule answer as messages; an answer or a row that is none gives nothing."""
    try:
        schedule = msgspec.json.decode(body, type=_Schedule)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    for day in schedule.dates:
        for raw in day.games:
            try:
                game_pk = msgspec.json.decode(raw, type=_Row).game_pk
            except msgspec.DecodeError:
                continue
            # Decoded and encoded, as the poller does, so that both give a row the same hash.
            row = msgspec.json.encode(msgspec.json.decode(raw))
            yield ScheduleRowMessage(game_pk, day.date, fetched_at, content_hash(row), row)


class Replayed(msgspec.Struct, frozen=True):
    """How far a replay has come."""

    day: date | None
    games: int
    documents: int
    schedule_rows: int


def republish(reader: ArchiveReader, wanted: Slice, producer: Producer) -> Iterator[Replayed]:
    """Publishes a slice: schedule rows first, then the documents; yields after every day.

    Raises DeliveryError or ArchiveError; starting again from the beginning is right, nothing is counted twice.
    """
    rows = _publish(producer, (message for _, message in schedule_messages(reader, wanted)))
    yield Replayed(None, 0, 0, rows)
    replays = select_games(reader, wanted)
    for day in sorted({replay.day for replay in replays}):
        of_day = [replay for replay in replays if replay.day == day]
        merged = heapq.merge(*(game_messages(reader, replay) for replay in of_day), key=lambda timed: timed[0])
        documents = _publish(producer, (message for _, message in merged))
        yield Replayed(day, len(of_day), documents, 0)


def _publish(producer: Producer, messages: Iterator[Outgoing]) -> int:
    count = 0
    batch: list[Outgoing] = []
    for message in messages:
        batch.append(message)
        if len(batch) == BATCH_MESSAGES:
            producer.publish(batch, PUBLISH_TIMEOUT_SECONDS)
            count += len(batch)
            batch = []
    if batch:
        producer.publish(batch, PUBLISH_TIMEOUT_SECONDS)
    return count + len(batch)
