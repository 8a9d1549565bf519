"""Records to decoded documents and schedule rows, by game. PURE.

A record that cannot be read is a refusal; it spoils no other.
"""

from collections.abc import Container, Sequence
from datetime import date, datetime

import msgspec

from baseball_core.errors import FeedError, MessageError, PipelineError
from baseball_core.feed.decode import decode_schedule_row
from baseball_core.feed.repair import Fault
from baseball_core.feed.wire_feed import ScheduleRow
from baseball_core.kafka.base import Record, Refusal
from baseball_core.messages import MLB_SCHEDULE, GameDocument
from baseball_core.messages import decode_game_document as open_game_document
from baseball_core.messages import decode_schedule_row as open_schedule_row
from rt_transformer.documents import LARGEST_NUMBER, Document, read_document


class Observation(msgspec.Struct, frozen=True):
    """One schedule row as observed."""

    game_pk: int
    schedule_date: date
    fetched_at: datetime
    row: ScheduleRow
    faults: list[Fault]


class Batch(msgspec.Struct):
    """What a batch holds. A game's documents are in order, each order once; ``repeated`` counts the others."""

    documents: dict[int, list[Document]]
    observations: dict[int, list[Observation]]
    refusals: list[Refusal]
    repeated: int

    @property
    def game_pks(self) -> set[int]:
        return self.documents.keys() | self.observations.keys()


def read_batch(records: Sequence[Record], *, comparable: Container[int], limit: int) -> Batch:
    """Decodes a batch. ``comparable`` are the games whose last written document is at hand.

    Of such a game, and of all but the newest document of any game, plays, people and lines are left as bytes.
    """
    batch = Batch({}, {}, [], 0)
    opened: dict[int, list[tuple[Record, GameDocument]]] = {}
    for record in records:
        try:
            if record.topic.startswith(MLB_SCHEDULE):
                observation = _read_observation(record, limit)
                batch.observations.setdefault(observation.game_pk, []).append(observation)
            else:
                message = open_game_document(record.key, record.value, record.headers, limit=limit)
                opened.setdefault(message.game_pk, []).append((record, message))
        except (MessageError, FeedError) as exc:
            batch.refusals.append(_refusal(record, exc))
    for game_pk, of_game in opened.items():
        documents: list[Document] = []
        for record, message in sorted(of_game, key=lambda pair: order_of(pair[1]), reverse=True):
            if documents and order_of(message) == documents[-1].source.order:
                batch.repeated += 1
                continue
            try:
                documents.append(read_document(message, sliced=bool(documents) or game_pk in comparable))
            except FeedError as exc:
                batch.refusals.append(_refusal(record, exc))
        if documents:
            batch.documents[game_pk] = documents[::-1]
    return batch


def order_of(message: GameDocument) -> tuple[datetime, int, str]:
    """What decides which of two documents of a game is newer."""
    return (message.fetched_at, message.sequence, message.content_hash)


def _read_observation(record: Record, limit: int) -> Observation:
    message = open_schedule_row(record.key, record.value, record.headers, limit=limit)
    if message.game_pk > LARGEST_NUMBER:
        raise FeedError("number in the envelope is out of range", reason="bad_header")
    row, faults = decode_schedule_row(message.body, message.game_pk)
    return Observation(message.game_pk, message.schedule_date, message.fetched_at, row, faults)


def _refusal(record: Record, error: PipelineError) -> Refusal:
    place = error.json_path if isinstance(error, FeedError) else "envelope"
    return Refusal(record, error.reason, f"{place}: {error}")
