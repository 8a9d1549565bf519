"""What is done about an object that does not fit its type: the part that is wrong goes, the rest stays. PURE.

The usual way never comes here. An object that failed is decoded without types and converted again and again: a value
of a wrong type is converted where nothing is lost by it ("7" to 7, 7.0 to 7, 7 to "7"), else it is left out; what
was left out is a fault that names the value's place.
"""

import json
import re
from typing import Any, TypeVar

import msgspec

from baseball_core.errors import FeedError

T = TypeVar("T")

EXCERPT_CHARACTERS = 300
MOST_FAULTS = 50
"""An object with more wrong values is not what it should be, and is refused as a whole."""

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_UNSTORABLE = re.compile(
    rb"\\(?:(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|(u[dD][89a-fA-F][0-9a-fA-F]{2}|u0000)|.)"
)


class Fault(msgspec.Struct, frozen=True):
    """A part of a document that was refused. ``json_path`` says which; ``excerpt`` is the beginning of its JSON."""

    entity: str
    entity_key: str
    json_path: str
    reason: str
    excerpt: str


def excerpt(value: object) -> str:
    """The beginning of a value's JSON, in ASCII, fit for a log and a database."""
    if isinstance(value, bytes):
        text = value[:EXCERPT_CHARACTERS].decode("utf-8", "replace")
    else:
        text = as_json(value).decode()
    return text[:EXCERPT_CHARACTERS].encode("ascii", "backslashreplace").decode().replace("\x00", "")


def as_json(value: object) -> bytes:
    """The JSON of something that was decoded untyped; unlike msgspec's, it knows integers of any size."""
    return json.dumps(value).encode()


def storable(body: bytes) -> bytes:
    """Replaces the escapes that no database text can hold, NUL and halves of surrogate pairs, by U+FFFD."""

    def mended(match: re.Match[bytes]) -> bytes:
        return rb"\ufffd" if match.group(2) else match.group(0)

    return _UNSTORABLE.sub(mended, body)


def untyped(raw: bytes | msgspec.Raw) -> Any:
    """The value as dicts and lists. Raises FeedError when the bytes are no JSON at all."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise FeedError(f"not JSON: {exc}", reason=syntax_reason(exc)) from exc


def syntax_reason(exc: Exception) -> str:
    """The reason code of a document that cannot be read at all."""
    return "nested_too_deep" if isinstance(exc, RecursionError) else "not_json"


def convert(value: Any, kind: type[T], *, entity: str, key: str, path: str) -> tuple[T | None, list[Fault]]:
    """``value`` as ``kind``, without the parts that do not fit; None when nothing is left. ``value`` is changed."""
    faults: list[Fault] = []
    while True:
        try:
            return msgspec.convert(value, kind, strict=False), faults
        except msgspec.ValidationError as exc:
            message, _, place = str(exc).partition(" - at `")
            # A dict of values has no names in the message ("[...]"): then the whole dict goes.
            inner = place.rstrip("`").removeprefix("$").partition("[...]")[0]
            steps = [name or int(index) for name, index in _STEP.findall(inner)]
            if not steps or len(faults) == MOST_FAULTS:
                return None, [*faults, Fault(entity, key, path, "wrong_type", excerpt(value))]
            parent = value
            for step in steps[:-1]:
                parent = parent[step]
            wrong = parent[steps[-1]]
            if isinstance(wrong, int | float) and not isinstance(wrong, bool) and message.startswith("Expected `str"):
                parent[steps[-1]] = str(wrong)
                continue
            del parent[steps[-1]]
            faults.append(Fault(entity, f"{key}{inner}", f"{path}{inner}", "wrong_type", excerpt(wrong)))
