"""Bytes to a decoded game. PURE.

``decode_typed`` is the quick way for a document of which nothing is known. ``decode_sliced`` leaves plays, people and
box score lines as bytes; ``decode_entity`` decodes one of them. Both refuse, with FeedError, only what cannot be this
game's feed: bytes that are no JSON, another game's document, a document without its main sections. Whatever else is
wrong costs the entity or the value that is wrong, and is named by a Fault.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from baseball_core.errors import FeedError
from baseball_core.feed.repair import Fault, as_json, convert, excerpt, storable, syntax_reason, untyped
from baseball_core.feed.status import Phase, phase
from baseball_core.feed.wire import Person, Wire
from baseball_core.feed.wire_boxscore import Line
from baseball_core.feed.wire_feed import Feed, ScheduleRow, SlicedFeed, TypedFeed
from baseball_core.feed.wire_plays import Play, PlayHead

E = TypeVar("E", bound=Wire)
AnyFeed = Feed[Any, Any, Any]

SIDES = ("away", "home")
PLAYS_EXPECTED = frozenset({Phase.LIVE, Phase.DELAYED, Phase.SUSPENDED, Phase.GAME_OVER, Phase.FINAL})

_TYPED = msgspec.json.Decoder(TypedFeed)
_SLICED = msgspec.json.Decoder(SlicedFeed)
_ENTITIES: Mapping[type, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(kind) for kind in (Play, PlayHead, Person, Line, ScheduleRow)
}
_HALVES = frozenset(b"u%c%c" % (d, digit) for d in b"dD" for digit in b"89abcdefABCDEF")
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def readable(body: bytes) -> bytes:
    """The document without escapes that PostgreSQL cannot store; the very same object when there are none."""
    # Stepping from backslash to backslash is one memchr a step, forty times quicker than searching for the escapes.
    place = body.find(b"\\")
    while place >= 0:
        if body[place + 1 : place + 4] in _HALVES or body[place + 1 : place + 6] == b"u0000":
            return storable(body)
        place = body.find(b"\\", place + 2)
    return body


def decode_typed(body: bytes, game_pk: int) -> TypedFeed | None:
    """The whole document at once, or None when some value does not fit: then ``decode_sliced`` finds out which.

    Raises FeedError when it is not this game's feed.
    """
    try:
        feed = _TYPED.decode(body)
    except _UNREADABLE:
        return None
    check_identity(feed, game_pk)
    return feed


def decode_sliced(body: bytes, game_pk: int) -> tuple[SlicedFeed, list[Fault]]:
    """The document with plays, people and box score lines left as bytes, and what was wrong with the rest.

    Raises FeedError when it is not this game's feed.
    """
    faults: list[Fault] = []
    try:
        feed = _SLICED.decode(body)
    except msgspec.ValidationError:
        feed, faults = _repaired(body)
    except _UNREADABLE as exc:
        raise FeedError(f"not JSON: {exc}", reason=syntax_reason(exc)) from exc
    check_identity(feed, game_pk)
    return feed, faults


def decode_entity(raw: bytes | Raw, kind: type[E], *, entity: str, key: str, path: str) -> tuple[E | None, list[Fault]]:
    """One play, person, line or schedule row; None when nothing of it can be used."""
    try:
        return _ENTITIES[kind].decode(raw), []
    except _UNREADABLE:
        pass
    try:
        value = untyped(raw)
    except FeedError as exc:
        return None, [Fault(entity, key, path, exc.reason, excerpt(bytes(raw)))]
    return convert(value, kind, entity=entity, key=key, path=path)


def decode_schedule_row(body: bytes, game_pk: int) -> tuple[ScheduleRow, list[Fault]]:
    """One row of the schedule. Raises FeedError when it is not this game's."""
    row, faults = decode_entity(readable(body), ScheduleRow, entity="schedule_row", key="", path="$")
    if row is None:
        raise FeedError("not a schedule row", reason=faults[-1].reason)
    if row.game_pk != game_pk:
        raise FeedError(f"row of game {row.game_pk}, not {game_pk}", json_path="$.gamePk", reason="wrong_game")
    return row, faults


def check_identity(feed: AnyFeed, game_pk: int) -> None:
    """Raises FeedError unless the document is a feed, and this game's."""
    if feed.game_pk != game_pk:
        raise FeedError(f"document of game {feed.game_pk}, not {game_pk}", json_path="$.gamePk", reason="wrong_game")
    if feed.game_data is None:
        raise FeedError("document without gameData", json_path="$.gameData", reason="missing_section")
    if feed.live_data is None:
        raise FeedError("document without liveData", json_path="$.liveData", reason="missing_section")
    status = feed.game_data.status
    played = phase(status.status_code if status else None) in PLAYS_EXPECTED
    if played and (feed.live_data.plays is None or feed.live_data.plays.all_plays is None):
        # Taken as it is, such a document would delete every play of the game.
        raise FeedError("game in progress without plays", json_path="$.liveData.plays", reason="missing_section")


def _repaired(body: bytes) -> tuple[SlicedFeed, list[Fault]]:
    """The document without the values that do not fit, found by converting it piece by piece."""
    document = untyped(body)
    plays = _take(document, list, "liveData", "plays", "allPlays")
    people = _take(document, dict, "gameData", "players")
    lines = {side: _take(document, dict, "liveData", "boxscore", "teams", side, "players") for side in SIDES}
    feed, faults = convert(document, SlicedFeed, entity="game", key="", path="$")
    if feed is None:
        raise FeedError("not a feed document", reason=faults[-1].reason)
    if feed.live_data and feed.live_data.plays and plays is not None:
        feed.live_data.plays.all_plays = [Raw(as_json(play)) for play in plays]
    if feed.game_data and people is not None:
        feed.game_data.players = {key: Raw(as_json(person)) for key, person in people.items()}
    if feed.live_data and feed.live_data.boxscore and feed.live_data.boxscore.teams:
        for side in SIDES:
            team, found = getattr(feed.live_data.boxscore.teams, side), lines[side]
            if team is not None and found is not None:
                team.players = {key: Raw(as_json(line)) for key, line in found.items()}
    return feed, faults


def _take(document: Any, kind: type, *path: str) -> Any:
    """Takes a list or dict out of a document; None, and the document as it was, when there is no such thing."""
    for step in path[:-1]:
        document = document.get(step) if isinstance(document, dict) else None
    if isinstance(document, dict) and isinstance(document.get(path[-1]), kind):
        return document.pop(path[-1])
    return None
