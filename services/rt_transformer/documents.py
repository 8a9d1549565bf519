"""One document of a game, decoded as far as needed. PURE."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

from msgspec import Raw

from baseball_core.errors import FeedError
from baseball_core.feed.decode import SIDES, AnyFeed, decode_entity, decode_sliced, decode_typed, readable
from baseball_core.feed.repair import Fault
from baseball_core.feed.wire import Person
from baseball_core.feed.wire_boxscore import BoxTeam, Line
from baseball_core.feed.wire_feed import SlicedFeed, TypedFeed
from baseball_core.feed.wire_plays import Play, PlayHead
from baseball_core.messages import GameDocument
from rt_transformer.rows.game import Source

LARGEST_NUMBER = 2**31 - 1


class Document:
    """A document whose envelope and main sections are good. ``feed`` has its plays, people and lines in one of two
    shapes: decoded (``typed``), or as bytes (``sliced``)."""

    __slots__ = ("body", "faults", "sliced", "source", "typed")

    def __init__(
        self, source: Source, body: bytes, typed: TypedFeed | None, sliced: SlicedFeed | None, faults: list[Fault]
    ) -> None:
        self.source = source
        self.body = body
        self.typed = typed
        self.sliced = sliced
        self.faults = faults

    @property
    def feed(self) -> AnyFeed:
        return self.typed or self.slices()

    def slices(self) -> SlicedFeed:
        """The sliced shape, made now when the document was decoded as a whole."""
        if self.sliced is None:
            self.sliced, self.faults = decode_sliced(self.body, self.source.game_pk)
        return self.sliced

    def to_compare_with(self) -> "Document":
        """What is worth keeping until the game's next document comes."""
        return Document(self.source, self.body, None, self.sliced, [])


def read_document(message: GameDocument, *, sliced: bool) -> Document:
    """Decodes a message's document, sliced or at once. Raises FeedError when it cannot be this game's feed."""
    if message.sequence > LARGEST_NUMBER or message.game_pk > LARGEST_NUMBER:
        raise FeedError("number in the envelope is out of range", reason="bad_header")
    source = Source(
        game_pk=message.game_pk,
        fetched_at=message.fetched_at,
        sequence=message.sequence,
        content_hash=message.content_hash,
        time_code=message.time_code,
        archive_key=message.archive_key,
    )
    body = readable(message.body)
    typed = None if sliced else decode_typed(body, message.game_pk)
    if typed is not None:
        return Document(source, body, typed, None, [])
    return Document(source, body, None, *decode_sliced(body, message.game_pk))


class Plays(Sequence[Play | None]):
    """The plays of a sliced document, each decoded when first asked for; None for one that cannot be used."""

    def __init__(self, raws: Sequence[Raw]) -> None:
        self.raws = raws
        self.faults: list[Fault] = []
        self._decoded: dict[int, Play | None] = {}

    def __len__(self) -> int:
        return len(self.raws)

    @overload
    def __getitem__(self, position: int) -> Play | None: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[Play | None]: ...
    def __getitem__(self, position: int | slice) -> Play | Sequence[Play | None] | None:
        if isinstance(position, slice):
            return [self[place] for place in range(*position.indices(len(self.raws)))]
        if position not in self._decoded:
            path = f"$.liveData.plays.allPlays[{position}]"
            play, faults = decode_entity(self.raws[position], Play, entity="play", key=str(position), path=path)
            self._decoded[position] = play
            self.faults += faults
        return self._decoded[position]


def raw_plays(feed: SlicedFeed) -> list[Raw]:
    return (feed.live_data.plays.all_plays if feed.live_data and feed.live_data.plays else None) or []


def people(feed: AnyFeed) -> dict[str, Any]:
    """``gameData.players`` in the feed's shape."""
    return (feed.game_data.players if feed.game_data else None) or {}


def box_teams(feed: AnyFeed) -> Iterator[tuple[str, BoxTeam[Any]]]:
    """The sides of the box score that the document has."""
    teams = feed.live_data.boxscore.teams if feed.live_data and feed.live_data.boxscore else None
    for side in SIDES:
        team = getattr(teams, side, None)
        if team is not None:
            yield side, team


def decode_person(key: str, raw: Raw) -> tuple[Person | None, list[Fault]]:
    return decode_entity(raw, Person, entity="player", key=key, path=f"$.gameData.players.{key}")


def decode_line(side: str, key: str, raw: Raw) -> tuple[Line | None, list[Fault]]:
    path = f"$.liveData.boxscore.teams.{side}.players.{key}"
    return decode_entity(raw, Line, entity="boxscore_line", key=f"{side}.{key}", path=path)


def heads_backwards(document: Document) -> Iterator[PlayHead | None]:
    """What the state needs of the plays, from the last to the first."""
    if document.typed is not None:
        live = document.typed.live_data
        for play in reversed((live.plays.all_plays if live and live.plays else None) or []):
            yield PlayHead(play.result, play.about, play.count, play.at_bat_index)
        return
    raws = raw_plays(document.slices())
    for position in range(len(raws) - 1, -1, -1):
        head, _ = decode_entity(raws[position], PlayHead, entity="play", key=str(position), path="$")
        yield head
