"""What must survive the process, as one object beside the archive (ADR 2)."""

from datetime import date, datetime

import msgspec
import structlog

from api_poller.tracking import TrackedGame, is_closed
from baseball_core.archive.base import Archive

log = structlog.get_logger()

NAME = "poller/checkpoint.json"
UNREADABLE_NAME = "poller/checkpoint.unreadable.json"
SEQUENCE_GAP = 1000
"""More documents than a game can have between two writings; skipped after a crash, so that no number comes twice."""


class PublishedRow(msgspec.Struct, frozen=True, array_like=True):
    """A schedule row as acknowledged last. Grain: (game_pk, day)."""

    game_pk: int
    day: date
    content_hash: str


class Checkpoint(msgspec.Struct, frozen=True):
    """The poller's durable state. ``is_clean`` is true only in the writing of an orderly end.

    ``sequences`` keeps the numbers of games that are otherwise forgotten, ``first_sequence`` is the one after which
    new games begin.
    """

    games: tuple[TrackedGame, ...] = ()
    rows: tuple[PublishedRow, ...] = ()
    sequences: dict[int, int] = {}
    first_sequence: int = 0
    watermark: datetime | None = None
    is_clean: bool = True


def load_checkpoint(archive: Archive) -> Checkpoint:
    """The state to go on from; an empty one at the first start. Raises ArchiveError.

    An object that cannot be read is set aside and counts as none: the schedule and the documents themselves bring
    everything back, at the cost of one repeated document a game.
    """
    data = archive.read_object(NAME)
    if data is None:
        return Checkpoint()
    try:
        checkpoint = msgspec.json.decode(data, type=Checkpoint)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        log.error("checkpoint_unreadable", error=str(exc), kept_as=UNREADABLE_NAME)
        archive.write_object(UNREADABLE_NAME, data)
        return Checkpoint()
    if checkpoint.is_clean:
        return checkpoint
    return msgspec.structs.replace(
        checkpoint,
        games=tuple(map(_after_a_crash, checkpoint.games)),
        # A game may have been met and published after the last writing.
        first_sequence=checkpoint.first_sequence + SEQUENCE_GAP,
    )


def _after_a_crash(game: TrackedGame) -> TrackedGame:
    if is_closed(game):
        return game
    return msgspec.structs.replace(game, sequence=game.sequence + SEQUENCE_GAP)


def save_checkpoint(archive: Archive, checkpoint: Checkpoint) -> None:
    """Replaces the object. Raises ArchiveError."""
    archive.write_object(NAME, msgspec.json.encode(checkpoint))
