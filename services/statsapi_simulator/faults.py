"""Faults on demand: which rule strikes a request, and what it does to the answer's bytes.

A rule strikes before the answer is made (``BEFORE``: an error status, silence, slowness), decides which answer is made
(``CHOICE``: an older state, the previous answer again, another shape), or spoils the bytes (``AFTER``).
"""

import re
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Annotated, Any, Literal

import msgspec

from statsapi_simulator.rendering import encode

FaultKind = Literal[
    "404",
    "429",
    "500",
    "503",
    "hang",
    "slow",
    "duplicate",
    "out_of_order",
    "whole_feed",
    "full_in_list",
    "truncated",
    "truncated_json",
    "corrupted_json",
    "html",
    "wrong_game_pk",
    "huge",
    "failing_test",
    "bad_operation",
    "lost_operations",
    "not_a_number",
    "huge_number",
    "deep_nesting",
    "duplicate_key",
    "lone_surrogate",
    "wrong_type",
    "wrong_totals",
]

STATUS_KINDS = frozenset({"404", "429", "500", "503"})


class FaultRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What goes wrong, where, how often and how long."""

    kind: FaultKind
    path: Annotated[str, msgspec.Meta(description="regular expression searched in the request's path")] = ""
    game_pk: int | None = None
    probability: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1.0
    count: Annotated[int, msgspec.Meta(ge=1, description="strikes at most so often")] | None = None
    until: Annotated[datetime, msgspec.Meta(tz=True, description="simulated instant of its end")] | None = None
    retry_after: Annotated[int, msgspec.Meta(ge=0, description="seconds, with 429 and 503")] | None = None
    seconds: Annotated[float, msgspec.Meta(gt=0, le=3600, description="real seconds of slow and hang")] = 30.0
    size: Annotated[int, msgspec.Meta(ge=1, le=2**31, description="bytes of a huge answer")] = 100_000_000
    back: Annotated[int, msgspec.Meta(ge=1, description="states that an out-of-order answer lies behind")] = 3

    def __post_init__(self) -> None:
        try:
            re.compile(self.path)
        except re.error as exc:
            raise ValueError(f"path is not a regular expression: {exc}") from exc


class RuleInForce(msgspec.Struct):
    """A rule, the number by which it can be removed, and how often it struck."""

    number: int
    rule: FaultRule
    strikes: int = 0


class FaultBook:
    """The rules in force, in the order in which they were given; the first that matches strikes."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.clear()

    def clear(self) -> None:
        self._random = Random(self._seed)
        self._entries: list[RuleInForce] = []
        self._numbers = 0

    def add(self, rule: FaultRule) -> int:
        """The rule's number, by which it can be removed."""
        self._numbers += 1
        self._entries.append(RuleInForce(self._numbers, rule))
        return self._numbers

    def remove(self, number: int) -> bool:
        """Whether there was such a rule."""
        before = len(self._entries)
        self._entries = [entry for entry in self._entries if entry.number != number]
        return len(self._entries) < before

    def strike(self, path: str, game_pk: int | None, now: datetime) -> RuleInForce | None:
        """The rule that strikes this request, counted as a strike; None when it is answered well."""
        for entry in self._entries:
            if self._applies(entry, path, game_pk, now) and self._random.random() < entry.rule.probability:
                entry.strikes += 1
                return entry
        return None

    @staticmethod
    def missed(entry: RuleInForce) -> None:
        """Takes a strike back that could do nothing to the answer."""
        entry.strikes -= 1

    @staticmethod
    def _applies(entry: RuleInForce, path: str, game_pk: int | None, now: datetime) -> bool:
        rule = entry.rule
        return (
            (rule.count is None or entry.strikes < rule.count)
            and (rule.until is None or now < rule.until)
            and (rule.game_pk is None or rule.game_pk == game_pk)
            and re.search(rule.path, path) is not None
        )

    def listing(self) -> list[dict[str, Any]]:
        return [
            {"id": entry.number, "strikes": entry.strikes, **msgspec.to_builtins(entry.rule)} for entry in self._entries
        ]


def _truncated_json(plain: bytes) -> bytes:
    return plain[: len(plain) // 2]


def _corrupted_json(plain: bytes) -> bytes:
    """A hole in the middle: quotes and brackets no longer pair."""
    middle = len(plain) // 2
    return plain[:middle] + b'"}]\x00{,,' + plain[middle + 9 :]


def _html(plain: bytes) -> bytes:
    return b"<!DOCTYPE html><html><head><title>Service notice</title></head><body>Be right back.</body></html>"


def _wrong_game_pk(plain: bytes) -> bytes | None:
    document = msgspec.json.decode(plain)
    if not isinstance(document, dict) or "gamePk" not in document:
        return None
    other = document["gamePk"] + 1
    document["gamePk"] = other
    game = document.get("gameData", {}).get("game")
    if isinstance(game, dict) and "pk" in game:
        game["pk"] = other
    return encode(document)


def _with_member(member: bytes) -> Callable[[bytes], bytes | None]:
    """Adds a member to an answer that is an object; a list has no place for it."""

    def add(plain: bytes) -> bytes | None:
        return plain[:-1] + b"," + member + b"}" if plain.endswith(b"}") and len(plain) > 2 else None

    return add


def _wrong_type(plain: bytes) -> bytes | None:
    """An object where a list belongs: the plays of a feed."""
    document = msgspec.json.decode(plain)
    if not isinstance(document, dict) or "liveData" not in document:
        return None
    document["liveData"]["plays"] = {"allPlays": {"0": "not a list"}}
    return encode(document)


def _wrong_totals(plain: bytes) -> bytes | None:
    """A schedule that counts one game more than it lists."""
    answer = msgspec.json.decode(plain)
    if not isinstance(answer, dict) or "totalGames" not in answer:
        return None
    return encode({**answer, "totalGames": answer["totalGames"] + 1, "totalItems": answer["totalItems"] + 1})


def _patched(change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Callable[[bytes], bytes | None]:
    """Changes the operations of the last envelope of a diffPatch answer."""

    def spoiler(plain: bytes) -> bytes | None:
        answer = msgspec.json.decode(plain)
        if not isinstance(answer, list) or not answer or "diff" not in answer[-1]:
            return None
        answer[-1]["diff"] = change(answer[-1]["diff"])
        return encode(answer)

    return spoiler


_FAILING_TEST = {"op": "test", "path": "/gamePk", "value": -1}
_BAD_OPERATION = {"op": "remove", "path": "/liveData/plays/allPlays/99999"}

SPOILERS: dict[str, Callable[[bytes], bytes | None]] = {
    "truncated_json": _truncated_json,
    "corrupted_json": _corrupted_json,
    "html": _html,
    "wrong_game_pk": _wrong_game_pk,
    "wrong_type": _wrong_type,
    "wrong_totals": _wrong_totals,
    "failing_test": _patched(lambda operations: [*operations, _FAILING_TEST]),
    "bad_operation": _patched(lambda operations: [*operations, _BAD_OPERATION]),
    "lost_operations": _patched(lambda operations: operations[:1]),
    "not_a_number": _with_member(b'"oddity":NaN'),
    "huge_number": _with_member(b'"oddity":1' + b"0" * 400),
    "deep_nesting": _with_member(b'"oddity":' + b"[" * 5000 + b"]" * 5000),
    "duplicate_key": _with_member(b'"gamePk":-1'),
    "lone_surrogate": _with_member(b'"oddity":"\\ud800"'),
}
"""PURE. From the bytes of a well-formed answer to spoilt ones; None when a kind cannot spoil such an answer."""
