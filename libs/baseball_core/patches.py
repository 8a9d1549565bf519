"""diffPatch answers: what they are, and how they change a document. Strict RFC 6902, nothing guessed.

Upstream copies and moves between unrelated places and inserts into lists, so all operations of all envelopes are
applied in order to the complete document. Anything that does not fit raises PatchError, and the caller reloads.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from baseball_core.errors import PatchError

MAX_COPIED_VALUES = 1_000_000
"""Values that the operations of one envelope may copy: 25 complete games; stops a patch that doubles itself."""

Operation = Mapping[str, Any]


class NothingNew(msgspec.Struct, frozen=True):
    """The answer ``[]``: the document is as it was."""


class FullDocument(msgspec.Struct, frozen=True):
    """The answer holds a complete document, which replaces the one held; ``envelopes`` came after it."""

    document: dict[str, Any]
    envelopes: tuple[list[Operation], ...] = ()


class Patches(msgspec.Struct, frozen=True):
    """One list of operations an update, oldest first."""

    envelopes: tuple[list[Operation], ...]


Answer = NothingNew | FullDocument | Patches


class _RefusedError(ValueError):
    """Why one operation cannot be applied; becomes a PatchError that also says which one."""


def parse_answer(body: bytes) -> Answer:
    """What a diffPatch answer says.

    Raises PatchError: ``invalid_json`` (also nesting that is too deep), ``unknown_answer`` for any other shape.
    """
    try:
        parsed = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise PatchError(f"answer is not JSON: {exc}", reason="invalid_json") from exc
    if _is_document(parsed):
        return FullDocument(parsed)
    if not isinstance(parsed, list):
        raise PatchError("answer is neither a list nor a document", reason="unknown_answer")
    if not parsed:
        return NothingNew()
    document: dict[str, Any] | None = None
    envelopes: list[list[Operation]] = []
    for position, element in enumerate(parsed):
        if _is_document(element):
            document, envelopes = element, []
        elif isinstance(element, dict) and isinstance(element.get("diff"), list):
            envelopes.append(element["diff"])
        else:
            raise PatchError(
                f"element {position} of the answer is neither a patch nor a document", reason="unknown_answer"
            )
    return Patches(tuple(envelopes)) if document is None else FullDocument(document, tuple(envelopes))


def _is_document(value: object) -> bool:
    return isinstance(value, dict) and "gamePk" in value and isinstance(value.get("liveData"), dict)


def apply_answer(document: object, answer: Answer) -> object:
    """The document after ``answer``. Works in place; after a PatchError ``document`` is unusable."""
    if isinstance(answer, NothingNew):
        return document
    if isinstance(answer, FullDocument):
        document = answer.document
    for envelope in answer.envelopes:
        document = apply_patch(document, envelope)
    return document


def apply_patch(document: object, operations: Sequence[Operation]) -> object:
    """Applies the operations in order and returns the document (another object if its root was replaced).

    Works in place. Raises PatchError with the operation's ``index`` and ``path``; ``document`` is then half
    patched and must be thrown away. Values are copied in, so ``operations`` and ``document`` share nothing.
    """
    budget = [MAX_COPIED_VALUES]
    for index, operation in enumerate(operations):
        try:
            document = _apply(document, operation, budget)
        except (_RefusedError, RecursionError) as exc:
            name, path = (
                (operation.get("op"), operation.get("path")) if isinstance(operation, Mapping) else (None, None)
            )
            raise PatchError(
                f"operation {index} ({name} {path!r}): {exc}", reason="patch_refused", index=index, path=path
            ) from exc
    return document


def _apply(document: object, operation: Operation, budget: list[int]) -> object:
    if not isinstance(operation, Mapping):
        raise _RefusedError("not an object")
    name = operation.get("op")
    path = _parts(operation, "path")
    if name == "add":
        return _add(document, path, _copied(_value(operation), budget))
    if name == "replace":
        return _replace(document, path, _copied(_value(operation), budget))
    if name == "remove":
        _remove(document, path)
        return document
    if name == "copy":
        return _add(document, path, _copied(_resolve(document, _parts(operation, "from")), budget))
    if name == "move":
        return _move(document, _parts(operation, "from"), path)
    if name == "test":
        if not json_equal(_resolve(document, path), _value(operation)):
            raise _RefusedError("the value there is another one")
        return document
    raise _RefusedError("unknown operation")


def _value(operation: Operation) -> object:
    if "value" not in operation:
        raise _RefusedError("has no value")
    return operation["value"]


def _parts(operation: Operation, member: str) -> list[str]:
    """The reference parts of a JSON pointer (RFC 6901)."""
    pointer = operation.get(member)
    if not isinstance(pointer, str):
        raise _RefusedError(f"{member} is not a text")
    if not pointer:
        return []
    if pointer[0] != "/":
        raise _RefusedError(f"{member} does not begin with '/'")
    parts = pointer[1:].split("/")
    return parts if "~" not in pointer else [_unescaped(part) for part in parts]


def _unescaped(part: str) -> str:
    if part.count("~") != part.count("~0") + part.count("~1"):
        raise _RefusedError(f"'~' in {part!r} is followed by neither 0 nor 1")
    return part.replace("~1", "/").replace("~0", "~")


def _index(part: str, limit: int) -> int:
    """The list index that ``part`` names, below ``limit``."""
    if not (part.isascii() and part.isdigit()) or (part[0] == "0" and part != "0"):
        raise _RefusedError(f"{part!r} is no list index")
    # Digits beyond any list's length are refused unread: int() of thousands of them raises or takes long.
    if len(part) > 9 or int(part) >= limit:
        raise _RefusedError(f"index {part[:12]} is past the end of the list")
    return int(part)


def _resolve(document: object, parts: Sequence[str]) -> object:
    here: object = document
    for part in parts:
        if isinstance(here, dict):
            if part not in here:
                raise _RefusedError(f"there is no member {part!r}")
            here = here[part]
        elif isinstance(here, list):
            here = here[_index(part, len(here))]
        else:
            raise _RefusedError(f"{part!r} is looked for in something that is neither object nor list")
    return here


def _add(document: object, parts: list[str], value: object) -> object:
    if not parts:
        return value
    parent = _resolve(document, parts[:-1])
    part = parts[-1]
    if isinstance(parent, dict):
        parent[part] = value
    elif isinstance(parent, list):
        parent.insert(len(parent) if part == "-" else _index(part, len(parent) + 1), value)
    else:
        raise _RefusedError("its place is in something that is neither object nor list")
    return document


def _replace(document: object, parts: list[str], value: object) -> object:
    if not parts:
        return value
    _resolve(document, parts)
    parent = _resolve(document, parts[:-1])
    if isinstance(parent, dict):
        parent[parts[-1]] = value
    else:
        cast(list[object], parent)[int(parts[-1])] = value
    return document


def _remove(document: object, parts: list[str]) -> object:
    if not parts:
        raise _RefusedError("the whole document cannot be removed")
    removed = _resolve(document, parts)
    parent = _resolve(document, parts[:-1])
    if isinstance(parent, dict):
        del parent[parts[-1]]
    else:
        del cast(list[object], parent)[int(parts[-1])]
    return removed


def _move(document: object, source: list[str], target: list[str]) -> object:
    if source == target:
        _resolve(document, source)
        return document
    if target[: len(source)] == source:
        raise _RefusedError("a value cannot be moved into itself")
    return _add(document, target, _remove(document, source))


def _copied(value: object, budget: list[int]) -> object:
    budget[0] -= 1
    if budget[0] < 0:
        raise _RefusedError(f"copies more than {MAX_COPIED_VALUES} values")
    if isinstance(value, dict):
        return {name: _copied(member, budget) for name, member in value.items()}
    if isinstance(value, list):
        return [_copied(element, budget) for element in value]
    return value


def json_equal(one: object, other: object) -> bool:
    """Equality of JSON values: 1 equals 1.0, but no number equals true or false; members in any order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(json_equal(value, other[name]) for name, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(json_equal(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other
