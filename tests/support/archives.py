"""Archives for tests: documents stored as the poller stores them."""

from datetime import datetime
from typing import Any

import msgspec

from baseball_core.archive.base import FEED, Answer
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.codec import content_hash


def archive_document(url: str, document: dict[str, Any], fetched_at: datetime, *, sequence: int = 1) -> str:
    """Stores one complete feed document as published; returns its hash."""
    body = msgspec.json.encode(document)
    archive = ObjectArchive(url)
    archive.store(
        Answer(
            season=document["gameData"]["game"]["season"],
            game_type=document["gameData"]["game"]["type"],
            game_pk=document["gamePk"],
            kind=FEED,
            body=body,
            fetched_at=fetched_at,
            http_status=200,
            url="http://upstream/feed",
            time_code=document.get("metaData", {}).get("timeStamp"),
            result_hash=content_hash(body),
            sequence=sequence,
        )
    )
    archive.close()
    return content_hash(body)
