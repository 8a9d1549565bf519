"""Answers of an invented game, as the poller archives them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from baseball_core.archive.base import FEED, PATCH, Answer
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.archive.reading import ArchiveReader
from baseball_core.codec import content_hash

START = datetime(2025, 7, 4, 23, 5, tzinfo=UTC)
GAME = 745001
FOLDER = f"2025/R/{GAME}"


def reader_of(archive: ObjectArchive) -> ArchiveReader:
    return ArchiveReader(archive.objects)


def document(version: int, official_date: str = "2025-07-04", game_pk: int = GAME) -> dict[str, Any]:
    """A game document as far as the archive looks into one."""
    return {
        "gamePk": game_pk,
        "metaData": {"timeStamp": f"20250704_2305{version:02d}"},
        "gameData": {"datetime": {"officialDate": official_date}},
        "liveData": {"plays": {"allPlays": [{"n": play, "text": "x" * 200} for play in range(version + 20)]}},
    }


def feed(version: int, *, sequence: int | None = 1, game_pk: int = GAME, **changes: Any) -> Answer:
    body = json.dumps(document(version, game_pk=game_pk), indent=1).encode()
    fields = {
        "season": "2025",
        "game_type": "R",
        "game_pk": game_pk,
        "kind": FEED,
        "body": body,
        "fetched_at": START + timedelta(seconds=10 * version),
        "http_status": 200,
        "url": f"https://example.test/api/v1.1/game/{game_pk}/feed/live",
        "time_code": f"20250704_2305{version:02d}",
        "result_hash": content_hash(changes.get("body", body)),
        "sequence": sequence,
    }
    return Answer(**(fields | changes))


def patch_body(version: int) -> bytes:
    """The diffPatch answer from one version to the next."""
    play = {"n": version + 20 - 1, "text": "x" * 200}
    operations = [
        {"op": "replace", "path": "/metaData/timeStamp", "value": f"20250704_2305{version:02d}"},
        {"op": "add", "path": "/liveData/plays/allPlays/-", "value": play},
    ]
    return json.dumps([{"diff": operations}]).encode()


def patch(version: int, base_hash: str, **changes: Any) -> Answer:
    result = msgspec.json.encode(document(version))
    fields = {
        "kind": PATCH,
        "body": patch_body(version),
        "base_hash": base_hash,
        "result_hash": content_hash(result),
        "sequence": version + 1,
    }
    return feed(version, **(fields | changes))


def follow(archive: ObjectArchive, versions: int) -> list[bytes]:
    """A game followed by patches; gives the bytes that were published."""
    first = feed(0)
    archive.store(first)
    bodies = [first.body]
    base = first.result_hash or ""
    for version in range(1, versions):
        answer = patch(version, base)
        archive.store(answer)
        base = answer.result_hash or ""
        bodies.append(msgspec.json.encode(document(version)))
    return bodies
