"""PURE. The ``fields`` parameter: a flat comma list that names every node on the way to a value."""

from typing import Any


def parse_fields(text: str | None) -> frozenset[str] | None:
    """The named nodes, or None when nothing is to be left out."""
    if not text:
        return None
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def select(value: Any, fields: frozenset[str]) -> Any:
    """``value`` without the members that ``fields`` does not name, at every depth. The input is not changed."""
    if isinstance(value, dict):
        return {key: select(item, fields) for key, item in value.items() if key in fields}
    if isinstance(value, list):
        return [select(item, fields) for item in value]
    return value
