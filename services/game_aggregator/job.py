"""Some games: find their documents, evaluate those that are new, load them. What cannot be done is said game by game.

What is true if a step fails: the archive is only read; a document with holes or a breached audit leaves a line in
``game_aggregations`` and the tables as they were; a database that goes away leaves everything as it was.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import structlog
from msgspec import Struct

from baseball_core.archive.reading import ArchiveReader, Game
from baseball_core.clock import Clock
from baseball_core.db.session import RowsRefusedError, WriteSession
from baseball_core.errors import ArchiveError, FeedError
from game_aggregator.documents import Found, Source, body, newest
from game_aggregator.evaluation import RULES_VERSION, Evaluated, evaluate
from game_aggregator.load import Loaded, load, note_outcome
from game_aggregator.readiness import Complete, NotReadyError, complete
from game_aggregator.register import Register
from game_aggregator.wire import decode

log = structlog.get_logger(__name__)

Outcome = Literal["aggregated", "unchanged", "held", "failed", "open"]
"""``open``: the game is not over; nothing was expected of it."""


class GameReport(Struct, frozen=True, kw_only=True):
    """What became of one game. ``reason`` and ``detail`` are those of a game that is held or failed."""

    game_pk: int
    outcome: Outcome
    reason: str | None = None
    detail: str | None = None
    rows_written: int = 0
    ledger_rows: int = 0
    cells_compared: int = 0
    cells_differing: int = 0
    cells_registered: int = 0
    unknown_events: dict[str, int] = {}
    content_hash: str | None = None


class Job:
    """Aggregates games of an archive into a database. For one thread."""

    def __init__(self, reader: ArchiveReader, session: WriteSession, register: Register, clock: Clock) -> None:
        self._reader = reader
        self._session = session
        self._register = register
        self._clock = clock

    def run(self, games: Sequence[Game]) -> list[GameReport]:
        """Runs some games as one batch, one transaction for all that can be loaded.

        Raises ArchiveUnavailableError and
        DatabaseUnavailableError (retryable: nothing of the batch was written).
        """
        now = self._clock.now()
        reports: dict[int, GameReport] = {}
        ready: list[tuple[Source, Complete]] = []
        found = [document for game in games if (document := self._find(game, reports)) is not None]
        done = self._up_to_date([document.source for document in found])
        for document in found:
            source = document.source
            if source.game_pk in done:
                reports[source.game_pk] = done[source.game_pk]
                continue
            parts = self._read(document, reports, now)
            if parts is not None:
                ready.append((source, parts))
        if ready:
            self._load(ready, reports, now)
        return [reports[game.game_pk] for game in games if game.game_pk in reports]

    def _find(self, game: Game, reports: dict[int, GameReport]) -> Found | None:
        try:
            document = newest(self._reader, game)
        except ArchiveError as exc:
            if exc.retryable:
                raise
            reports[game.game_pk] = _failed(game.game_pk, exc.reason, str(exc), None)
            return None
        if document is None:
            reports[game.game_pk] = GameReport(game_pk=game.game_pk, outcome="open", reason="no_document")
        return document

    def _read(self, found: Found, reports: dict[int, GameReport], now: datetime) -> Complete | None:
        source = found.source
        try:
            parts = complete(decode(body(self._reader, found)))
            if parts.game_pk != source.game_pk:
                raise FeedError(f"the document is of game {parts.game_pk}", reason="other_game")
            return parts
        except ArchiveError as exc:
            if exc.retryable:
                raise
            reports[source.game_pk] = _failed(source.game_pk, exc.reason, str(exc), source.content_hash)
        except NotReadyError as exc:
            outcome: Outcome = "open" if exc.reason == "not_final" else "held"
            reports[source.game_pk] = GameReport(
                game_pk=source.game_pk,
                outcome=outcome,
                reason=exc.reason,
                detail=str(exc),
                content_hash=source.content_hash,
            )
            if outcome == "held":
                note_outcome(self._session, source, outcome, exc.reason, str(exc), now)
        except FeedError as exc:
            reports[source.game_pk] = _failed(source.game_pk, exc.reason, str(exc), source.content_hash)
            note_outcome(self._session, source, "failed", exc.reason, str(exc), now)
        return None

    def _load(self, ready: Sequence[tuple[Source, Complete]], reports: dict[int, GameReport], now: datetime) -> None:
        batch: list[tuple[Source, Evaluated]] = []
        for (source, _), evaluated in zip(ready, evaluate([parts for _, parts in ready], self._register), strict=True):
            trouble = trouble_of(evaluated)
            if trouble is None:
                batch.append((source, evaluated))
                continue
            reason, detail = trouble
            reports[source.game_pk] = _failed(source.game_pk, reason, detail, source.content_hash)
            note_outcome(self._session, source, "failed", reason, detail, now)
        if batch:
            self._write(batch, reports, now)

    def _write(self, batch: Sequence[tuple[Source, Evaluated]], reports: dict[int, GameReport], now: datetime) -> None:
        """One transaction for all; when the database refuses it, one for each, so that only the refused one fails."""
        try:
            done = load(self._session, batch, now)
        except RowsRefusedError as exc:
            if len(batch) > 1:
                for game in batch:
                    self._write([game], reports, now)
                return
            source = batch[0][0]
            reports[source.game_pk] = _failed(source.game_pk, exc.reason, str(exc), source.content_hash)
            note_outcome(self._session, source, "failed", exc.reason, str(exc), now)
            return
        for (source, evaluated), loaded in zip(batch, done, strict=True):
            reports[source.game_pk] = _aggregated(source, evaluated, loaded)

    def _up_to_date(self, sources: Sequence[Source]) -> dict[int, GameReport]:
        """Games whose rows come from this very document by these very rules."""
        with self._session.transaction(pipelined=False) as connection:
            rows = connection.execute(
                "SELECT r.game_pk, r.content_hash, r.cells_compared, r.cells_differing, r.cells_registered"
                " FROM game_results r JOIN game_aggregations a USING (game_pk)"
                " WHERE r.game_pk = ANY(%s) AND a.outcome = 'aggregated' AND a.rules_version = %s",
                ([source.game_pk for source in sources], RULES_VERSION),
            ).fetchall()
        hashes = {source.game_pk: source.content_hash for source in sources}
        return {
            game_pk: GameReport(
                game_pk=game_pk,
                outcome="unchanged",
                content_hash=content_hash,
                cells_compared=compared,
                cells_differing=differing,
                cells_registered=registered,
            )
            for game_pk, content_hash, compared, differing, registered in rows
            if hashes[game_pk] == content_hash
        }


def _failed(game_pk: int, reason: str, detail: str, content_hash: str | None) -> GameReport:
    log.error("game_failed", game_pk=game_pk, reason=reason, detail=detail)
    return GameReport(game_pk=game_pk, outcome="failed", reason=reason, detail=detail, content_hash=content_hash)


def trouble_of(evaluated: Evaluated) -> tuple[str, str] | None:
    """Why an evaluated game must not be loaded: a breached audit, or a register that is no longer true."""
    if evaluated.breaches:
        texts = (
            f"{breach.audit}: {breach.detail}" + (f" (plays {_listed(breach.plays)})" if breach.plays else "")
            for breach in evaluated.breaches
        )
        return "audit_breached", "; ".join(texts)
    if evaluated.judged.stale:
        cells = "; ".join(f"{d.side} {d.player_id} {d.scope}.{d.statistic}" for d in evaluated.judged.stale)
        return "register_stale", f"the register of known faults names what is no longer so: {cells}"
    return None


def _listed(plays: Sequence[int]) -> str:
    return ", ".join(map(str, plays))


def _aggregated(source: Source, evaluated: Evaluated, loaded: Loaded) -> GameReport:
    judged = evaluated.judged
    return GameReport(
        game_pk=source.game_pk,
        outcome="aggregated" if loaded.changed else "unchanged",
        rows_written=loaded.rows_written,
        ledger_rows=loaded.ledger_rows,
        cells_compared=evaluated.compared,
        cells_differing=len(judged.differences),
        cells_registered=judged.registered,
        unknown_events=evaluated.game.unknown,
        content_hash=source.content_hash,
    )
