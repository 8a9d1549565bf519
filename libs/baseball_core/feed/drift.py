"""What a document has that we do not know: keys, codes, statuses. PURE.

An unknown key or code is no error; it is kept where there is a column for it and counted, so that a change upstream is
seen before it hurts. What is known of keys is the wire classes themselves: their fields and their ``unused`` keys. A
survey decodes the whole document without types, which is slow, so documents are sampled.
"""

import functools
import re
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
    """What is known of the objects at one place: their keys, the codes among their values, and the shapes below.

    ``item`` is set instead for an object whose keys are names (players): the shape of its values.
    """

    def __init__(self) -> None:
        self.known: frozenset[str] = frozenset()
        self.codes: dict[str, frozenset[str]] = {}
        self.below: dict[str, _Shape] = {}
        self.item: _Shape | None = None


def survey(body: bytes) -> set[Finding]:
    """Everything unknown in a document. Raises FeedError when it is no JSON."""
    found: set[Finding] = set()
    _walk(untyped(body), _feed_shape(), "$", found)
    return found


def _walk(value: Any, shape: _Shape, path: str, found: set[Finding]) -> None:
    if isinstance(value, list):
        for inner in value:
            _walk(inner, shape, f"{path}[]", found)
    elif isinstance(value, dict) and shape.item is not None:
        for key, inner in value.items():
            _walk(inner, shape.item, f"{path}.{'ID*' if _PLAYER_KEY.fullmatch(key) else key}", found)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in shape.below:
                _walk(inner, shape.below[key], f"{path}.{key}", found)
            elif key in shape.codes:
                if isinstance(inner, str) and inner not in shape.codes[key]:
                    place = f"{path}.{key}"
                    kind = "unknown_status" if place == STATUS_PATH else "unknown_code"
                    found.add(Finding(place, kind, inner[:VALUE_CHARACTERS]))
            elif key not in shape.known:
                found.add(Finding(f"{path}.{key[:VALUE_CHARACTERS]}", "unknown_key", type(inner).__name__))


@functools.cache
def _feed_shape() -> _Shape:
    shape = _shape_of(msgspec.inspect.type_info(TypedFeed), "$", ())
    assert shape is not None
    return shape


def _shape_of(info: msgspec.inspect.Type, path: str, above: tuple[Any, ...]) -> _Shape | None:
    """The shape at a place; None where nothing is looked at. ``above`` are the classes that it lies in."""
    if isinstance(info, msgspec.inspect.UnionType):
        return next((shape for kind in info.types if (shape := _shape_of(kind, path, above)) is not None), None)
    if isinstance(info, msgspec.inspect.ListType):
        return _shape_of(info.item_type, f"{path}[]", above)
    shape = _Shape()
    if isinstance(info, msgspec.inspect.DictType):
        shape.item = _shape_of(info.value_type, f"{path}.ID*", above)
        return shape if shape.item is not None else None
    if not isinstance(info, msgspec.inspect.StructType):
        return None
    wire: Any = getattr(info.cls, "__origin__", info.cls)
    if wire is PlayHead or wire in above:
        return None  # the current play is a copy of one of the plays; further reviews look like the first
    shape.known = frozenset({field.encode_name for field in info.fields} | set(wire.unused.split()))
    for field in info.fields:
        place = f"{path}.{field.encode_name}"
        below = _shape_of(field.type, place, (*above, wire))
        if below is not None:
            shape.below[field.encode_name] = below
        elif place in KNOWN_CODES:
            shape.codes[field.encode_name] = KNOWN_CODES[place]
    return shape
