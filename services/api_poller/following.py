"""One game's document as it moves on: read whole, patched, compared. PURE but for the document it owns."""

from datetime import datetime
from typing import Any, cast

import msgspec

from api_poller.changes import projection
from api_poller.lenient import identifier, instant, member, text
from baseball_core.codec import content_hash
from baseball_core.errors import FeedError, PatchError
from baseball_core.feed.status import Phase
from baseball_core.messages import MAX_DOCUMENT_BYTES
from baseball_core.patches import FullDocument, Patches, apply_patch


class Held(msgspec.Struct):
    """The newest document of a game. ``content_hash`` is of its JSON as archived or published; ``patches`` counts
    those applied since the document was last compared with a full one, ``quiet`` the answers in a row that said
    that nothing is new; ``led_here`` holds the hashes of the envelopes that led to this time stamp."""

    document: dict[str, Any]
    time_code: str
    content_hash: str
    patches: int = 0
    quiet: int = 0
    led_here: frozenset[str] = frozenset()


class Glimpse(msgspec.Struct, frozen=True):
    """What the poller itself needs of a document; None where the document does not say."""

    status_code: str | None
    wait: float | None
    starts_at: datetime | None
    season: str | None
    game_type: str | None


QUIET_POLLS = 60
QUIET_POLLS_AT_THE_END = 6


def must_verify(held: Held, current: Phase, verify_every: int) -> bool:
    """Whether the full document is due: after so many patches, or when the game has been quiet for long.

    The stamp may stand still while the document changes, above all between the last play and the official end; a diff
    from that stamp then says "nothing new" for ever.
    """
    quiet_limit = QUIET_POLLS_AT_THE_END if current is Phase.GAME_OVER else QUIET_POLLS
    return held.patches >= verify_every or held.quiet >= quiet_limit


def glimpse(document: dict[str, Any]) -> Glimpse:
    wait = member(document, "metaData", "wait")
    placeholder = member(document, "gameData", "status", "startTimeTBD") is True
    return Glimpse(
        status_code=text(member(document, "gameData", "status", "statusCode")),
        starts_at=None if placeholder else instant(member(document, "gameData", "datetime", "dateTime")),
        wait=float(wait) if isinstance(wait, int | float) and not isinstance(wait, bool) else None,
        season=text(member(document, "gameData", "game", "season")),
        game_type=text(member(document, "gameData", "game", "type")),
    )


def read_document(body: bytes, game_pk: int) -> Held:
    """A full document as received. Raises FeedError: ``invalid_json``, ``not_a_game``, ``wrong_game``."""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise FeedError(f"feed is not JSON: {exc}", reason="invalid_json", game_pk=game_pk) from exc
    return Held(document, _checked(document, game_pk), content_hash(body))


def advance(held: Held, answer: Patches | FullDocument, game_pk: int) -> tuple[Held, bytes]:
    """The document after a diffPatch answer, and its JSON.

    Patches change ``held.document`` in place. Raises PatchError when an operation fails, an envelope does not lead on
    (a repeated or late answer), or what results is not this game; ``held`` must then be dropped.
    """
    document: object = held.document
    time_code, patches, led_here = held.time_code, held.patches, held.led_here
    if isinstance(answer, FullDocument):
        document, patches, led_here = answer.document, 0, frozenset()
        time_code = _checked_patched(document, game_pk)
        if time_code < held.time_code:
            raise PatchError(f"document leads from {held.time_code} to {time_code}", reason="time_stamp_not_newer")
    for envelope in answer.envelopes:
        document = apply_patch(document, envelope)
        moved_to = _checked_patched(document, game_pk)
        envelope_hash = content_hash(msgspec.json.encode(envelope))
        if not _leads_on(time_code, moved_to, envelope_hash, led_here):
            raise PatchError(f"patch leads from {time_code} to {moved_to}", reason="time_stamp_not_newer")
        led_here = frozenset({envelope_hash}) | (led_here if moved_to == time_code else frozenset())
        time_code, patches = moved_to, patches + 1
    game = cast(dict[str, Any], document)  # as _checked_patched has seen
    body = encoded(game)
    return Held(game, time_code, content_hash(body), patches, led_here=led_here), body


def _leads_on(time_code: str, moved_to: str, envelope_hash: str, led_here: frozenset[str]) -> bool:
    """Whether an envelope is an update of the document held, and not one that it holds already.

    Two updates may bear one stamp. Then the second is told from a repetition of the first by its hash; where nothing
    is known of how the document came to its stamp (it was read whole), it cannot be told, and is not believed.
    """
    if moved_to == time_code:
        return bool(led_here) and envelope_hash not in led_here
    return moved_to > time_code


def encoded(document: dict[str, Any]) -> bytes:
    """The JSON of a patched document. Raises PatchError when it cannot be written or is too large."""
    try:
        body = msgspec.json.encode(document)
    except (ValueError, OverflowError, RecursionError) as exc:
        raise PatchError(f"patched document is no JSON: {exc}", reason="not_encodable") from exc
    if len(body) > MAX_DOCUMENT_BYTES:
        raise PatchError(f"patched document has {len(body)} bytes", reason="too_large")
    return body


def same_game_content(one: Held, other: Held) -> bool:
    """Whether two documents tell the same game, drifting values aside."""
    return projection(one.document) == projection(other.document)


def _checked_patched(document: object, game_pk: int) -> str:
    try:
        return _checked(document, game_pk)
    except FeedError as exc:
        raise PatchError(f"after the patch: {exc}", reason=exc.reason) from exc


def _checked(document: object, game_pk: int) -> str:
    """The time stamp of a document that is this game."""
    if not isinstance(member(document, "gameData"), dict) or not isinstance(member(document, "liveData"), dict):
        raise FeedError("document has no gameData or no liveData", reason="not_a_game", game_pk=game_pk)
    named = [member(document, "gamePk"), member(document, "gameData", "game", "pk")]
    if not any(map(identifier, named)) or any(pk not in (None, game_pk) for pk in named):
        raise FeedError(f"document names game {named[0]!r}", reason="wrong_game", game_pk=game_pk)
    time_code = text(member(document, "metaData", "timeStamp"))
    if time_code is None:
        raise FeedError("document has no time stamp", json_path="$.metaData.timeStamp", reason="not_a_game")
    return time_code
