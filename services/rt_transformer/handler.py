"""A batch is one transaction: read, lock, decide, write, commit, remember."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from baseball_core.clock import Clock
from baseball_core.db.session import WriteSession
from baseball_core.kafka.base import Record, Refusal
from baseball_core.messages import MAX_DOCUMENT_BYTES
from baseball_core.telemetry.metrics import (
    TRANSFORMER_AGE,
    TRANSFORMER_DOCUMENTS,
    TRANSFORMER_DRIFT,
    TRANSFORMER_GAMES,
    TRANSFORMER_QUARANTINED,
    TRANSFORMER_ROWS,
    TRANSFORMER_SCHEDULE_ROWS,
    TRANSFORMER_SECONDS,
)
from rt_transformer.batch import Batch, read_batch
from rt_transformer.decide import Decision, decide
from rt_transformer.documents import Document
from rt_transformer.sampling import DriftSampler
from rt_transformer.writer import lock_games, write

log = structlog.get_logger(__name__)

KEPT_GAMES = 40
"""Games whose last document is kept to compare the next one with: two full slates, about 1 MB each."""


class TransformerHandler:
    """Turns records into rows (base.Handler). For one thread only.

    It remembers the last document it wrote of each game. That memory is only used when it is what the database holds,
    so another process may write the same game at any time.
    """

    def __init__(self, session: WriteSession, clock: Clock, *, document_limit: int = MAX_DOCUMENT_BYTES) -> None:
        self._session = session
        self._clock = clock
        self._limit = document_limit
        self._kept: dict[int, Document] = {}
        self._drift = DriftSampler()

    def handle(self, records: Sequence[Record]) -> Sequence[Refusal]:
        """As base.Handler. Raises DatabaseUnavailableError (retryable) or RowsRefusedError."""
        started = self._clock.monotonic()
        batch = read_batch(records, comparable=self._kept, limit=self._limit)
        read = self._clock.monotonic()
        if batch.game_pks:
            newest = (documents[-1] for documents in batch.documents.values())
            drift = self._drift.rows(newest, self._clock.now(), read)
            with self._session.transaction() as connection:
                stored = lock_games(connection, batch.game_pks)
                decision = decide(batch, stored, self._kept)
                decision.writes.rows["feed_drift"] = drift
                write(connection, decision.writes)
            self._remember(decision)
            self._report(batch, decision, self._clock.now())
        for refusal in batch.refusals:
            _report_refusal(refusal)
        TRANSFORMER_SECONDS.labels("read").observe(read - started)
        TRANSFORMER_SECONDS.labels("write").observe(self._clock.monotonic() - read)
        return batch.refusals

    def _remember(self, decision: Decision) -> None:
        for game_pk in decision.forgotten | decision.kept.keys():
            self._kept.pop(game_pk, None)
        self._kept |= decision.kept
        while len(self._kept) > KEPT_GAMES:
            del self._kept[next(iter(self._kept))]

    def _report(self, batch: Batch, decision: Decision, now: datetime) -> None:
        for outcome, number in decision.outcomes.items():
            TRANSFORMER_DOCUMENTS.labels(outcome).inc(number)
        for way, number in decision.ways.items():
            TRANSFORMER_GAMES.labels(way).inc(number)
        for table, rows in decision.writes.rows.items():
            TRANSFORMER_ROWS.labels(table).inc(len(rows))
        for _, kind, *_ in decision.writes.rows["feed_drift"]:
            TRANSFORMER_DRIFT.labels(kind).inc()
        for document in decision.applied:
            TRANSFORMER_AGE.observe(max(0.0, (now - document.source.fetched_at).total_seconds()))
            log.debug("document_applied", game_pk=document.source.game_pk, archive_key=document.source.archive_key)
        for game_pk, fault in decision.faults:
            TRANSFORMER_QUARANTINED.labels(fault.entity, fault.reason).inc()
            log.warning(
                "entity_quarantined",
                game_pk=game_pk,
                entity=fault.entity,
                entity_key=fault.entity_key,
                json_path=fault.json_path,
                reason=fault.reason,
            )
        stored = sum(map(len, batch.observations.values()))
        if stored:
            TRANSFORMER_SCHEDULE_ROWS.labels("stored").inc(stored)
        log.debug(
            "batch_committed",
            games=len(batch.game_pks),
            rows=decision.writes.row_count,
            **decision.outcomes,
        )


def _report_refusal(refusal: Refusal) -> None:
    record = refusal.record
    counter = TRANSFORMER_SCHEDULE_ROWS if record.topic.startswith("mlb_schedule") else TRANSFORMER_DOCUMENTS
    counter.labels("refused").inc()
    log.warning(
        "record_refused",
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        reason=refusal.reason,
        detail=refusal.detail,
    )
