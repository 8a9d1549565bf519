"""What a field of an upstream answer says, or None: nothing outside may be trusted to have its type. PURE."""

from datetime import UTC, date, datetime
from typing import Any

LARGEST_ID = 2_147_483_647


def member(value: object, *path: str) -> Any:
    """The value under nested members, None as soon as one is missing or no object."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def identifier(value: object) -> int | None:
    """A positive number that fits an id column."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID:
        return value
    return None


def text(value: object) -> str | None:
    """A text that is not blank."""
    return value if isinstance(value, str) and value.strip() else None


def instant(value: object) -> datetime | None:
    """An ISO 8601 instant with a zone, as UTC."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value)
        return parsed.astimezone(UTC) if parsed.tzinfo else None
    except (ValueError, OverflowError):
        return None


def day(value: object) -> date | None:
    """An ISO 8601 date."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
