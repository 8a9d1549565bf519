"""What a document has that we do not know: keys, codes, statuses. PURE.

An unknown key or code is no error; it is kept where there is a column for it and counted, so that a change upstream is
seen before it hurts. What is known of keys is the wire classes themselves: their fields and their ``unused`` keys. A
survey decodes the whole document without types, which is slow, so documents are sampled.
"""

import functools
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from baseball_core.feed import codes
from baseball_core.feed.repair import untyped
from baseball_core.feed.wire_feed import TypedFeed
from baseball_core.feed.wire_plays import PlayHead

VALUE_CHARACTERS = 60

_PLAY = "$.liveData.plays.allPlays[]"
KNOWN_CODES = {
    "$.gameData.status.statusCode": codes.STATUS_CODES,
    "$.gameData.game.type": codes.GAME_TYPES,
    "$.gameData.game.doubleHeader": codes.DOUBLE_HEADERS,
    "$.liveData.linescore.inningState": codes.INNING_STATES,
    f"{_PLAY}.result.eventType": codes.EVENT_TYPES,
    f"{_PLAY}.playEvents[].type": codes.EVENT_KINDS,
    f"{_PLAY}.playEvents[].details.eventType": codes.EVENT_TYPES,
    f"{_PLAY}.playEvents[].details.call.code": codes.CALLS,
    f"{_PLAY}.runners[].credits[].credit": codes.CREDITS,
    "$.gameData.players.ID*.primaryPosition.code": codes.POSITIONS,
}
STATUS_PATH = "$.gameData.status.statusCode"

_PLAYER_KEY = re.compile(r"ID\d+")


class Finding(msgspec.Struct, frozen=True):
    """Something unknown. ``kind`` is unknown_key, unknown_code or unknown_status; places in lists and players' keys are
    left out of the path. ``value`` is the key's type or the code."""

    json_path: str
    kind: str
    value: str


class _Shape:
    """What is known of the objects at one place: their keys, and the shapes below."""

    def __init__(self, known: frozenset[str], below: dict[str, Any], item: "_Shape | None") -> None:
        self.known = known
        self.below = below
        self.item = item


def survey(body: bytes) -> set[Finding]:
    """Everything unknown in a document. Raises FeedError when it is no JSON."""
    return set(_walk(untyped(body), _feed_shape(), "$"))


def _walk(value: Any, shape: _Shape | None, path: str) -> Iterator[Finding]:
    if isinstance(value, dict):
        if shape is None:
            return
        for key, inner in value.items():
            if shape.item is not None:
                name = "ID*" if _PLAYER_KEY.fullmatch(key) else key
                yield from _walk(inner, shape.item, f"{path}.{name}")
            elif key not in shape.known:
                yield Finding(f"{path}.{key[:VALUE_CHARACTERS]}", "unknown_key", type(inner).__name__)
            elif key in shape.below:
                yield from _walk(inner, shape.below[key], f"{path}.{key}")
            elif isinstance(inner, str):
                yield from _code(inner, f"{path}.{key}")
    elif isinstance(value, list) and shape is not None:
        for inner in value:
            yield from _walk(inner, shape, f"{path}[]")


def _code(value: str, path: str) -> Iterator[Finding]:
    known = KNOWN_CODES.get(path)
    if known is not None and value not in known:
        yield Finding(path, "unknown_status" if path == STATUS_PATH else "unknown_code", value[:VALUE_CHARACTERS])


@functools.cache
def _feed_shape() -> _Shape:
    shape = _shape_of(msgspec.inspect.type_info(TypedFeed), {})
    assert shape is not None
    return shape


def _shape_of(info: msgspec.inspect.Type, made: dict[type, _Shape]) -> _Shape | None:
    """The shape of a type; None for values below which nothing is looked at."""
    if isinstance(info, msgspec.inspect.UnionType):
        shapes = [shape for kind in info.types if (shape := _shape_of(kind, made)) is not None]
        return shapes[0] if shapes else None
    if isinstance(info, msgspec.inspect.ListType):
        return _shape_of(info.item_type, made)
    if isinstance(info, msgspec.inspect.DictType):
        item = _shape_of(info.value_type, made)
        return _Shape(frozenset(), {}, item) if item is not None else None
    if not isinstance(info, msgspec.inspect.StructType):
        return None
    kind = info.cls
    wire: Any = getattr(kind, "__origin__", kind)
    if wire is PlayHead:
        return None  # a copy of one of the plays
    if kind not in made:
        names = {field.encode_name for field in info.fields}
        made[kind] = _Shape(frozenset(names | set(wire.unused.split())), {}, None)
        for field in info.fields:
            below = _shape_of(field.type, made)
            if below is not None:
                made[kind].below[field.encode_name] = below
    return made[kind]
