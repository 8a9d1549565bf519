"""What travels through Kafka: topics, keys, headers, values.

``live_game_data`` carries one complete game document a message, ``mlb_schedule`` one schedule row a message. Both
are keyed by gamePk, so one game's documents stay in order in one partition. Values are zstd frames of JSON.
"""

from datetime import UTC, date, datetime
from typing import Annotated

import msgspec

from baseball_core.codec import compress, decompress
from baseball_core.errors import MessageError

LIVE_GAME_DATA = "live_game_data"
MLB_SCHEDULE = "mlb_schedule"
DEAD_LETTER = "live_game_data.dead_letter"

MAX_MESSAGE_BYTES = 5_242_880
"""Largest message on client, topic and broker: 40 times a compressed nine-inning game."""
MAX_DOCUMENT_BYTES = 33_554_432
"""Largest document after decompression: 40 times a nine-inning game."""
SCHEMA_VERSION = "1"

Headers = tuple[tuple[str, bytes], ...]
PositiveInt = Annotated[int, msgspec.Meta(gt=0)]


class Outgoing(msgspec.Struct, frozen=True):
    """A message as handed to a producer."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers


class GameDocument(msgspec.Struct, frozen=True):
    """One observation of a game. Grain: (game_pk, fetched_at). ``body`` is uncompressed JSON.

    ``sequence`` counts the game's published documents; ``content_hash`` is sha256 of ``body``; ``archive_key`` is
    where the archived answer lies.
    """

    game_pk: int
    fetched_at: datetime
    time_code: str | None
    sequence: int
    content_hash: str
    archive_key: str
    body: bytes


class ScheduleRowMessage(msgspec.Struct, frozen=True):
    """One row of ``dates[].games[]`` as observed. Grain: (game_pk, schedule_date, fetched_at)."""

    game_pk: int
    schedule_date: date
    fetched_at: datetime
    content_hash: str
    body: bytes


def _instant(value: datetime) -> bytes:
    return value.astimezone(UTC).isoformat(timespec="microseconds").encode()


def encode_game_document(document: GameDocument) -> Outgoing:
    """The message of a document."""
    return Outgoing(
        topic=LIVE_GAME_DATA,
        key=str(document.game_pk).encode(),
        value=compress(document.body),
        headers=(
            ("schema-version", SCHEMA_VERSION.encode()),
            ("fetched-at", _instant(document.fetched_at)),
            ("time-code", (document.time_code or "").encode()),
            ("sequence", str(document.sequence).encode()),
            ("content-hash", document.content_hash.encode()),
            ("archive-key", document.archive_key.encode()),
        ),
    )


def encode_schedule_row(row: ScheduleRowMessage) -> Outgoing:
    """The message of a schedule row."""
    return Outgoing(
        topic=MLB_SCHEDULE,
        key=str(row.game_pk).encode(),
        value=compress(row.body),
        headers=(
            ("schema-version", SCHEMA_VERSION.encode()),
            ("fetched-at", _instant(row.fetched_at)),
            ("schedule-date", row.schedule_date.isoformat().encode()),
            ("content-hash", row.content_hash.encode()),
        ),
    )


def _texts(headers: Headers) -> dict[str, str]:
    try:
        texts = {name: value.decode() for name, value in headers}
    except UnicodeDecodeError as exc:
        raise MessageError("a header is not UTF-8", reason="bad_header") from exc
    version = texts.get("schema-version")
    if version != SCHEMA_VERSION:
        raise MessageError(f"schema version {version!r}, not {SCHEMA_VERSION!r}", reason="unknown_schema")
    return texts


def _game_pk(key: bytes | None) -> int:
    try:
        return msgspec.convert((key or b"").decode(), PositiveInt, strict=False)
    except (UnicodeDecodeError, msgspec.ValidationError) as exc:
        raise MessageError(f"key {key!r} is not a gamePk", reason="bad_key") from exc


def _header_instant(texts: dict[str, str]) -> datetime:
    text = texts.get("fetched-at", "")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as exc:
        raise MessageError(f"header fetched-at {text!r} is not a time", reason="bad_header") from exc
    if instant.tzinfo is None:
        raise MessageError(f"header fetched-at {text!r} has no time zone", reason="bad_header")
    return instant.astimezone(UTC)


def _body(value: bytes | None, limit: int) -> bytes:
    if value is None:
        raise MessageError("message without a value", reason="no_value")
    return decompress(value, limit)


def decode_game_document(
    key: bytes | None, value: bytes | None, headers: Headers, *, limit: int = MAX_DOCUMENT_BYTES
) -> GameDocument:
    """The document of a message. Raises MessageError with a reason; never holds more than ``limit`` bytes."""
    texts = _texts(headers)
    sequence = texts.get("sequence", "")
    if not sequence.isdecimal():
        raise MessageError(f"header sequence {sequence!r} is not a number", reason="bad_header")
    return GameDocument(
        game_pk=_game_pk(key),
        fetched_at=_header_instant(texts),
        time_code=texts.get("time-code") or None,
        sequence=int(sequence),
        content_hash=texts.get("content-hash", ""),
        archive_key=texts.get("archive-key", ""),
        body=_body(value, limit),
    )


def decode_schedule_row(
    key: bytes | None, value: bytes | None, headers: Headers, *, limit: int = MAX_DOCUMENT_BYTES
) -> ScheduleRowMessage:
    """The schedule row of a message. Raises MessageError with a reason."""
    texts = _texts(headers)
    text = texts.get("schedule-date", "")
    try:
        schedule_date = date.fromisoformat(text)
    except ValueError as exc:
        raise MessageError(f"header schedule-date {text!r} is not a date", reason="bad_header") from exc
    return ScheduleRowMessage(
        game_pk=_game_pk(key),
        schedule_date=schedule_date,
        fetched_at=_header_instant(texts),
        content_hash=texts.get("content-hash", ""),
        body=_body(value, limit),
    )
