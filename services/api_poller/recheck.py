"""``api-poller recheck``: one look at every game that was corrected in the last days.

What is true beside a running poller: the archive takes both writers' answers, each in manifest segments of its own;
the checkpoint is the poller's alone and is not touched. The poller may publish the same document once more, under a
sequence number that this one has used, because it knows only its own: the later fetch wins (ADR 4), and both say the
same. What is true when a step fails or the process is killed: the archive does not say what the broker took, so the
games under way stand in an object of their own until they are done; the next run publishes those once more.
"""

from collections.abc import Iterable
from datetime import timedelta

import msgspec
import structlog

from api_poller.changes import canonical_hash
from api_poller.game_poll import GamePoller
from api_poller.games import Games
from api_poller.schedule import ScheduleRow
from api_poller.schedule_poll import SchedulePoller
from api_poller.tracking import TrackedGame, sequence_used
from api_poller.upstream_clock import UpstreamClock
from baseball_core.archive.base import FEED, PATCH, Archive
from baseball_core.archive.reading import ArchiveReader, Entry, published
from baseball_core.archive.rebuilding import Rebuilder
from baseball_core.errors import ArchiveError, PipelineError
from baseball_core.kafka.base import DeliveryError

log = structlog.get_logger()

NAME = "poller/recheck.json"
"""The games of which it is not known whether the broker took what the archive calls published: a list of gamePk."""


class Failure(msgspec.Struct, frozen=True):
    """A changed game that was not brought up to date, and why."""

    game_pk: int
    reason: str


class Rechecked(msgspec.Struct, frozen=True):
    """The games that upstream names, how many of their documents were news and are published, what failed."""

    changed: tuple[int, ...]
    published: int
    failed: tuple[Failure, ...]


class Rechecker:
    """Reads game/changes once, and each game that it names once. From one thread."""

    def __init__(
        self,
        *,
        archive: Archive,
        reader: ArchiveReader,
        schedule_poller: SchedulePoller,
        game_poller: GamePoller,
        games: Games,
        clock: UpstreamClock,
    ) -> None:
        self._archive = archive
        self._reader = reader
        self._schedule_poller = schedule_poller
        self._game_poller = game_poller
        self._games = games
        self._clock = clock

    def recheck(self, days: int) -> Rechecked:
        """Archives and publishes what is new of the games corrected in the last ``days``.

        Raises PipelineError when game/changes or the archive cannot be read; a game that fails costs only itself.
        """
        rows = list(self._schedule_poller.changed_since(self._clock.now() - timedelta(days=days)))
        if not rows:
            return Rechecked((), 0, ())
        changed = tuple(row.game_pk for row in rows)
        doubtful = set(msgspec.json.decode(self._archive.read_object(NAME) or b"[]", type=set[int]))
        self._archive.write_object(NAME, msgspec.json.encode(sorted(doubtful.union(changed))))
        folders = {game.game_pk: game.folders for game in self._reader.games()}
        count = 0
        failed: list[Failure] = []
        for row in rows:
            try:
                self._track(row, folders.get(row.game_pk, ()), is_doubtful=row.game_pk in doubtful)
                count += self._game_poller.read_now(row.game_pk)
                doubtful.discard(row.game_pk)
            except PipelineError as exc:
                log.warning("recheck_failed", game_pk=row.game_pk, reason=exc.reason, error=str(exc))
                failed.append(Failure(row.game_pk, exc.reason))
                if isinstance(exc, DeliveryError | ArchiveError):
                    doubtful.add(row.game_pk)
            self._game_poller.forget(row.game_pk)
        self._archive.write_object(NAME, msgspec.json.encode(sorted(doubtful)))
        return Rechecked(changed, count, tuple(failed))

    def _track(self, row: ScheduleRow, folders: Iterable[str], *, is_doubtful: bool) -> None:
        known = self._known(row, folders)
        if is_doubtful:
            known = msgspec.structs.replace(known, canonical_hash=None)
        self._games.observe(row.game_pk, lambda _: known)
        # A game that is met for the first time begins at the checkpoint's number, which is not ours.
        self._games.update(row.game_pk, lambda game: sequence_used(game, known.sequence))

    def _known(self, row: ScheduleRow, folders: Iterable[str]) -> TrackedGame:
        """The game as the archive knows it: what was published last, and under which number."""
        game = TrackedGame(game_pk=row.game_pk, season=row.season, game_type=row.game_type)
        entries = self._reader.manifest(folders).entries
        documents = [entry for entry in published(entries) if entry.line.kind in (FEED, PATCH)]
        if not documents:
            return game
        newest = documents[-1]
        return msgspec.structs.replace(
            game,
            canonical_hash=self._hash_of(newest, Rebuilder(entries, self._reader.body)),
            fetched_at=entries[-1].line.fetched_at,
            time_code=newest.line.time_code,
            sequence=max(entry.line.sequence or 0 for entry in documents),
        )

    def _hash_of(self, newest: Entry, rebuilder: Rebuilder) -> str | None:
        """None when the archive cannot give the document any more: then whatever is fetched counts as news."""
        try:
            document = rebuilder.document(newest)
        except ArchiveError as exc:
            if exc.retryable:
                raise
            log.warning("archived_document_unusable", reason=exc.reason, error=str(exc))
            return None
        return canonical_hash(msgspec.json.decode(document))
