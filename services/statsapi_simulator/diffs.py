"""PURE. From two documents to the RFC 6902 operations that turn one into the other.

The operations look like upstream's: mostly ``replace`` and ``add``, some ``copy`` and ``move`` whose source is any
place that happens to hold the same value, now and then ``test`` before a change. They must be applied in order.

Every path stays valid while they are applied: a list is compared by position between its common head and tail, so only
its last differing elements are added or removed, and nothing behind them is touched.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec

Operation = dict[str, Any]
Path = tuple[str | int, ...]

_encode = msgspec.json.Encoder(order=None).encode

_COPY_SHARE = 0.5
_MOVE_SHARE = 0.8
_MOVE_AND_BACK_SHARE = 0.03
_TESTED_PATCH_SHARE = 0.1
_DONOR_LEAVES = 400
_NEVER_WHOLE = 3
"""Down to this depth two feeds always differ somewhere, so comparing their parts as wholes first would be lost work."""


def make_operations(source: Any, target: Any, random: Random) -> list[Operation]:
    """The operations that turn ``source`` into ``target``; neither is changed. Empty when they are equal as JSON.

    ``random`` decides the variants (copy, move, test), so that one seed always gives the same operations.
    """
    comparison = _Comparison()
    comparison.compare((), source, target)
    operations = comparison.changes
    if random.random() < _TESTED_PATCH_SHARE:
        operations = list(_with_tests(operations, random))
    operations = _with_moves(operations, random)
    return [_rendered(change) for change in _with_copies(operations, comparison.unchanged, random)]


def make_envelope(source: dict[str, Any], target: dict[str, Any], random: Random) -> dict[str, Any]:
    """One update as diffPatch shows it; its first operation always replaces ``/metaData/timeStamp``."""
    stamp = target["metaData"]["timeStamp"]
    stamped = {**source, "metaData": {**source["metaData"], "timeStamp": stamp}}
    first = {"op": "replace", "path": "/metaData/timeStamp", "value": stamp}
    return {"diff": [first, *make_operations(stamped, target, random)]}


class _Change(msgspec.Struct):
    """An operation before it is written down; ``old`` is the value that a replace or remove does away with."""

    op: str
    path: Path
    value: Any = None
    old: Any = None
    origin: Path = ()
    list_item: bool = False


class _Comparison:
    """Collects the changes in an order in which they can be applied, and what stayed the same at a stable path."""

    def __init__(self) -> None:
        self.changes: list[_Change] = []
        self.unchanged: list[tuple[Path, Any]] = []

    def compare(self, path: Path, source: Any, target: Any) -> None:
        objects = isinstance(source, dict) and isinstance(target, dict)
        if source is target:
            self.unchanged.append((path, source))
        elif objects and len(path) < _NEVER_WHOLE:
            self._compare_objects(path, source, target)
        elif _same(source, target):
            self.unchanged.append((path, source))
        elif objects:
            self._compare_objects(path, source, target)
        elif isinstance(source, list) and isinstance(target, list):
            self._compare_lists(path, source, target)
        else:
            list_item = bool(path) and isinstance(path[-1], int)
            self.changes.append(_Change("replace", path, target, source, list_item=list_item))

    def _compare_objects(self, path: Path, source: dict[str, Any], target: dict[str, Any]) -> None:
        for key, value in source.items():
            if key not in target:
                self.changes.append(_Change("remove", (*path, key), old=value))
        for key, value in target.items():
            if key in source:
                self.compare((*path, key), source[key], value)
            else:
                self.changes.append(_Change("add", (*path, key), value))

    def _compare_lists(self, path: Path, source: list[Any], target: list[Any]) -> None:
        shorter = min(len(source), len(target))
        head = 0
        while head < shorter and _same(source[head], target[head]):
            self.unchanged.append(((*path, head), source[head]))
            head += 1
        tail = 0
        while tail < shorter - head and _same(source[-1 - tail], target[-1 - tail]):
            tail += 1
        paired = shorter - tail
        for position in range(head, paired):
            self.compare((*path, position), source[position], target[position])
        for position in range(paired, len(target) - tail):
            self.changes.append(_Change("add", (*path, position), target[position], list_item=True))
        for position in range(paired, len(source) - tail):
            self.changes.append(_Change("remove", (*path, paired), old=source[position], list_item=True))


def _same(left: Any, right: Any) -> bool:
    """Equal as JSON values: unlike ``==`` it tells 1 from true and 1.0.

    Objects in another key order may count as different here; they then compare without a change.
    """
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if isinstance(left, (dict, list)):
        return len(left) == len(right) and bool(_encode(left) == _encode(right))
    return bool(left == right)


def _with_tests(changes: list[_Change], random: Random) -> Iterator[_Change]:
    for change in changes:
        if change.op in ("replace", "remove") and random.random() < 0.7:
            yield _Change("test", change.path, change.old)
        yield change


def _with_moves(changes: list[_Change], random: Random) -> list[_Change]:
    """Turns pairs of a removed and an added equal value into a move.

    Only members of objects are moved away, because taking an element out of a list would shift the paths behind it.
    The move stands at the place of the added value; that the other vanishes earlier or later than before concerns no
    operation but its ``test``, so a tested value is left alone.
    """
    tested = {change.path for change in changes if change.op == "test"}
    removed: dict[bytes, list[int]] = {}
    for position, change in enumerate(changes):
        if change.op == "remove" and not change.list_item and change.path not in tested:
            removed.setdefault(_encode(change.old), []).append(position)
    if not removed:
        return changes
    result: list[_Change | None] = list(changes)
    for position, change in enumerate(changes):
        if not _takes_a_value(change):
            continue
        partners = removed.get(_encode(change.value))
        if partners and random.random() < _MOVE_SHARE:
            partner = partners.pop(0)
            result[partner] = None
            result[position] = _Change("move", change.path, origin=changes[partner].path)
    return [change for change in result if change is not None]


def _takes_a_value(change: _Change) -> bool:
    """Whether copy or move may stand for it: they overwrite a member but insert into a list."""
    return change.op == "add" or (change.op == "replace" and not change.list_item and bool(change.path))


def _with_copies(changes: list[_Change], unchanged: list[tuple[Path, Any]], random: Random) -> Iterator[_Change]:
    """Lets some values be copied (rarely: moved and copied back) from an unchanged place that holds the same."""
    donors: dict[bytes, list[Path]] | None = None
    for change in changes:
        if not _takes_a_value(change) or random.random() >= _COPY_SHARE:
            yield change
            continue
        if donors is None:
            donors = _donors(unchanged, random)
        places = donors.get(_encode(change.value))
        if not places:
            yield change
            continue
        origin = random.choice(places)
        can_leave = bool(origin) and isinstance(origin[-1], str)
        if can_leave and random.random() < _MOVE_AND_BACK_SHARE:
            yield _Change("move", change.path, origin=origin)
            yield _Change("copy", origin, origin=change.path)
        else:
            yield _Change("copy", change.path, origin=origin)


def _donors(unchanged: list[tuple[Path, Any]], random: Random) -> dict[bytes, list[Path]]:
    """Some unchanged places by what they hold: a bounded sample, since a document has tens of thousands."""
    found: dict[bytes, list[Path]] = {}
    places = random.sample(unchanged, min(len(unchanged), 24))
    budget = _DONOR_LEAVES
    for path, value in places:
        for leaf_path, leaf in _leaves(path, value, budget // len(places) + 1):
            found.setdefault(_encode(leaf), []).append(leaf_path)
    return found


def _leaves(path: Path, value: Any, limit: int) -> Iterator[tuple[Path, Any]]:
    """Up to ``limit`` scalars below ``path``, nearest first by document order."""
    pending: list[tuple[Path, Any]] = [(path, value)]
    while pending and limit > 0:
        place, current = pending.pop()
        if isinstance(current, dict):
            pending.extend(((*place, key), item) for key, item in list(current.items())[:40])
        elif isinstance(current, list):
            pending.extend(((*place, position), item) for position, item in enumerate(current[:20]))
        elif place:
            limit -= 1
            yield place, current


def _rendered(change: _Change) -> Operation:
    operation: Operation = {"op": change.op, "path": pointer(change.path)}
    if change.op in ("copy", "move"):
        operation["from"] = pointer(change.origin)
    elif change.op != "remove":
        operation["value"] = change.value
    return operation


def pointer(path: Path) -> str:
    """The RFC 6901 text of a path; the empty path is the whole document."""
    if not path:
        return ""
    text = "/".join([str(part).replace("~", "~0").replace("/", "~1") for part in path])
    return f"/{text}"
