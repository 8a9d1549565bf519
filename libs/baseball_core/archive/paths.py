"""The names of everything in the archive; no other module knows one. PURE."""

import re
from datetime import UTC, datetime

from baseball_core.archive.base import Answer

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_OBJECT = re.compile(r"^([0-9a-f]{64})\.json\.zst$")
_SEASON = re.compile(r"^([0-9]{4}|unknown)$")
NO_GAME = "-"


def safe(text: str | None) -> str:
    """A folder name that upstream text cannot break out of."""
    return _UNSAFE.sub("_", text or "")[:32] or "unknown"


def folder_of(answer: Answer) -> str:
    """``season/game type/gamePk``, or ``season/-/kind`` for an answer about no single game."""
    season = safe(answer.season)
    if answer.game_pk is None:
        return f"{season}/{NO_GAME}/{safe(answer.kind)}"
    return f"{season}/{safe(answer.game_type)}/{answer.game_pk}"


def is_season(name: str) -> bool:
    """Whether a top-level folder holds answers."""
    return _SEASON.match(name) is not None


def object_name(folder: str, content_hash: str) -> str:
    return f"{folder}/{content_hash}.json.zst"


def hash_of(name: str) -> str | None:
    """The hash that an answer's object is named by; ``None`` for every other name."""
    match = _OBJECT.match(name.rpartition("/")[2])
    return match.group(1) if match else None


def manifest_folder(folder: str) -> str:
    return f"{folder}/manifest"


def segment_name(folder: str, first: datetime, writer: str, number: int) -> str:
    """``writer`` keeps two processes from meeting, ``number`` two segments of one."""
    return f"{manifest_folder(folder)}/{first.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{writer}-{number:06d}.jsonl"
