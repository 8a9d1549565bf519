"""The one consumer loop: collect a batch, have it handled, set refused records aside, commit, go on.

What is true if a step fails:

- handling fails in passing: nothing was done, offsets are kept; the loop goes back to the batch's first records,
  waits (paused, but polling, so that the group keeps this member), and collects them again.
- handling fails for good: the records are handed in one by one; the one at fault becomes a dead letter.
- a dead letter cannot be written: as if handling had failed in passing. The work is repeated, which it must bear.
- the commit fails: the work is done; the offsets are committed with the next batch, or another member repeats it.
- the process dies anywhere: everything since the last commit is repeated.

Everything happens in one thread, so no work is ever in flight while a partition is taken away: what was collected
but not yet handled for it is dropped, and its next owner reads it again.
"""

import random
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import structlog

from baseball_core.clock import Clock, SystemClock
from baseball_core.errors import PipelineError
from baseball_core.kafka.base import CommitError, Consumer, Handler, Record, Refusal, TopicPartition
from baseball_core.kafka.config import ConsumerSettings
from baseball_core.kafka.dead_letter import DeadLetterLimitError, DeadLetters
from baseball_core.lifecycle import Shutdown
from baseball_core.telemetry.health import Health
from baseball_core.telemetry.metrics import (
    KAFKA_BATCH_RECORDS,
    KAFKA_BATCH_SECONDS,
    KAFKA_BATCHES_ISOLATED,
    KAFKA_BATCHES_RETRIED,
    KAFKA_COMMIT_FAILURES,
    KAFKA_RECORDS,
)

log = structlog.get_logger(__name__)

IDLE_POLL_SECONDS = 0.5
PAUSED_POLL_SECONDS = 0.2
READING_COMPONENT = "kafka_reading"
HANDLING_COMPONENT = "record_handling"
READ_ERROR_SHOWN_SECONDS = 30.0
"""A missing right or topic is reported again every 10 s; without a report for this long it is over."""


class Verdict(msgspec.Struct, frozen=True):
    """What is to become of a handled batch, see ``judge``."""

    offsets: Mapping[TopicPartition, int]
    set_aside: tuple[Refusal, ...]
    run: int
    stopped_by: Refusal | None


def judge(records: Sequence[Record], refusals: Sequence[Refusal], run: int, limit: int) -> Verdict:
    """Which refusals become dead letters, up to which offsets to commit, and whether to stop.

    ``run`` is the number of records refused in a row so far. At most ``limit`` records in a row are set aside; the
    next one stops the consumer, and neither it nor anything after it is committed. Raises PipelineError when a
    refusal names a record that is not in the batch: it would be lost.
    """
    refused = {(refusal.record.source, refusal.record.offset): refusal for refusal in refusals}
    if not refused.keys() <= {(record.source, record.offset) for record in records}:
        raise PipelineError("the handler refused a record that it was not given", reason="handler_contract")
    offsets: dict[TopicPartition, int] = {}
    set_aside: list[Refusal] = []
    for record in records:
        refusal = refused.get((record.source, record.offset))
        if refusal is None:
            run = 0
        elif run >= limit:
            return Verdict(offsets, tuple(set_aside), run, refusal)
        else:
            run += 1
            set_aside.append(refusal)
        offsets[record.source] = record.offset + 1
    return Verdict(offsets, tuple(set_aside), run, None)


def backoff_delay(attempt: int, first: float, longest: float, chance: float) -> float:
    """Seconds to wait before attempt ``attempt`` + 1: exponential, capped, the upper half jittered by ``chance``.

    ``chance`` is in [0, 1). The lower half is kept so that a broken database is never hammered.
    """
    whole = min(longest, first * 2.0 ** min(attempt - 1, 30))
    return whole * (0.5 + chance / 2)


class ConsumerLoop:
    """Runs a handler over topics until it is told to stop. Make it, call ``run`` once."""

    def __init__(
        self,
        consumer: Consumer,
        handler: Handler,
        dead_letters: DeadLetters,
        *,
        topics: Sequence[str],
        settings: ConsumerSettings,
        health: Health,
        clock: Clock | None = None,
    ) -> None:
        self._consumer = consumer
        self._handler = handler
        self._dead_letters = dead_letters
        self._topics = tuple(topics)
        for topic in topics:
            # Shown as 0 from the start: the first dead letter must be an increase.
            KAFKA_RECORDS.labels(topic, "dead_letter")
        self._settings = settings
        self._health = health
        self._clock = clock or SystemClock()
        self._batch: list[Record] = []
        self._owed: dict[TopicPartition, int] = {}
        self._run = 0
        self._failures = 0
        self._read_failed_at: float | None = None
        self._backing_off = False

    def run(self, shutdown: Shutdown) -> None:
        """Blocks until a stop is requested, then finishes the batch in hand, commits and leaves the group.

        Raises DeadLetterLimitError when too many records in a row were refused, and any BrokerError that is not
        retryable; the group is left in any case.
        """
        self._consumer.subscribe(self._topics, self)
        try:
            while not shutdown.requested:
                self._health.beat()
                self._collect(shutdown)
                if self._batch:
                    self._work(shutdown)
                elif self._owed:
                    self._commit({})
        finally:
            self._consumer.close()
        log.info("consumer_drained", owed=len(self._owed))

    # --- rebalances, from inside poll -----------------------------------------------------------------------

    def on_assigned(self, partitions: Iterable[TopicPartition]) -> None:
        """As base.RebalanceListener."""
        if self._backing_off:
            self._consumer.pause(partitions)

    def on_revoked(self, partitions: Iterable[TopicPartition]) -> None:
        """As base.RebalanceListener: what was collected is dropped, its next owner reads it again."""
        gone = set(partitions)
        self._batch = [record for record in self._batch if record.source not in gone]
        self._owed = {source: offset for source, offset in self._owed.items() if source not in gone}

    # --- the steps ------------------------------------------------------------------------------------------

    def _collect(self, shutdown: Shutdown) -> None:
        """Fills the batch: waits for the first record, then takes what has already arrived, within the limits."""
        self._batch = []
        size = 0
        record = self._poll(IDLE_POLL_SECONDS, shutdown)
        deadline = self._clock.monotonic() + self._settings.batch_seconds
        while record is not None:
            self._batch.append(record)
            size += record.size
            full = len(self._batch) >= self._settings.batch_records or size >= self._settings.batch_bytes
            if full or shutdown.requested or self._clock.monotonic() >= deadline:
                return
            record = self._poll(0.0, shutdown)

    def _poll(self, wait: float, shutdown: Shutdown) -> Record | None:
        try:
            record = self._consumer.poll(wait)
        except PipelineError as exc:
            if not exc.retryable:
                raise
            self._health.set(READING_COMPONENT, False, f"{exc.reason}: {exc}")
            self._read_failed_at = self._clock.monotonic()
            log.warning("reading_failed", reason=exc.reason, error=str(exc))
            shutdown.wait(self._settings.backoff_seconds)
            return None
        if self._read_failed_at is not None and (
            record is not None or self._clock.monotonic() - self._read_failed_at > READ_ERROR_SHOWN_SECONDS
        ):
            self._health.set(READING_COMPONENT, True)
            self._read_failed_at = None
        return record

    def _work(self, shutdown: Shutdown) -> None:
        records, self._batch = self._batch, []
        started = self._clock.monotonic()
        try:
            refusals = self._attempt(records)
            verdict = judge(records, refusals, self._run, self._settings.dead_letter_limit)
            if verdict.set_aside:
                self._dead_letters.keep(verdict.set_aside)
        except PipelineError as exc:
            if not exc.retryable:
                raise
            self._back_off(records, exc, shutdown)
            return
        self._run = verdict.run
        self._failures = 0
        self._health.set(HANDLING_COMPONENT, True)
        self._commit(verdict.offsets)
        self._count(records, verdict, self._clock.monotonic() - started)
        if verdict.stopped_by is not None:
            raise DeadLetterLimitError(
                f"more than {self._settings.dead_letter_limit} bad records in a row, the last one: "
                f"{verdict.stopped_by.reason}: {verdict.stopped_by.detail}",
                topic=verdict.stopped_by.record.topic,
                partition=verdict.stopped_by.record.partition,
                offset=verdict.stopped_by.record.offset,
            )

    def _attempt(self, records: Sequence[Record]) -> Sequence[Refusal]:
        """Hands the batch in; when that fails for good, each record alone. Raises retryable PipelineErrors."""
        try:
            return self._handler.handle(records)
        except PipelineError as exc:
            if exc.retryable:
                raise
            reason, detail = exc.reason, str(exc)
            log.warning("batch_failed", reason=reason, error=detail, records=len(records))
        except Exception as exc:
            # A bug that one record triggers must cost that record, not the stream; the run limit catches the rest.
            reason, detail = "unexpected_error", f"{type(exc).__name__}: {exc}"
            log.exception("handler_crashed", records=len(records))
        if len(records) == 1:
            return [Refusal(records[0], reason, detail)]
        KAFKA_BATCHES_ISOLATED.labels(reason).inc()
        return [refusal for record in records for refusal in self._attempt([record])]

    def _commit(self, offsets: Mapping[TopicPartition, int]) -> None:
        self._owed |= offsets
        if not self._owed:
            return
        try:
            self._consumer.commit(self._owed)
        except CommitError as exc:
            KAFKA_COMMIT_FAILURES.inc()
            log.warning("offsets_not_committed", error=str(exc), partitions=len(self._owed))
            return
        self._owed = {}

    def _back_off(self, records: Sequence[Record], cause: PipelineError, shutdown: Shutdown) -> None:
        """Goes back to the first of ``records`` in each partition and waits, polling, before they are read again."""
        self._failures += 1
        delay = backoff_delay(
            self._failures, self._settings.backoff_seconds, self._settings.backoff_max_seconds, random.random()
        )
        KAFKA_BATCHES_RETRIED.labels(cause.reason).inc()
        self._health.set(HANDLING_COMPONENT, False, f"{cause.reason}: {cause}")
        log.warning(
            "batch_postponed",
            reason=cause.reason,
            error=str(cause),
            records=len(records),
            failures=self._failures,
            seconds=round(delay, 3),
        )
        self._backing_off = True
        self._consumer.pause(self._consumer.assignment())
        self._rewind(records)
        until = self._clock.monotonic() + delay
        while not shutdown.requested and self._clock.monotonic() < until:
            self._health.beat()
            stray = self._poll(min(PAUSED_POLL_SECONDS, delay), shutdown)
            if stray is not None:
                self._rewind([stray])
        self._backing_off = False
        self._consumer.resume(self._consumer.assignment())

    def _rewind(self, records: Sequence[Record]) -> None:
        held = self._consumer.assignment()
        first: dict[TopicPartition, int] = {}
        for record in records:
            if record.source in held:
                first.setdefault(record.source, record.offset)
        self._consumer.seek(first)

    def _count(self, records: Sequence[Record], verdict: Verdict, seconds: float) -> None:
        KAFKA_BATCH_RECORDS.observe(len(records))
        KAFKA_BATCH_SECONDS.observe(seconds)
        for refusal in verdict.set_aside:
            KAFKA_RECORDS.labels(refusal.record.topic, "dead_letter").inc()
            log.warning(
                "record_set_aside",
                topic=refusal.record.topic,
                partition=refusal.record.partition,
                offset=refusal.record.offset,
                key=(refusal.record.key or b"").decode("utf-8", "replace")[:40],
                reason=refusal.reason,
                detail=refusal.detail[:200],
            )
        aside = {(refusal.record.source, refusal.record.offset) for refusal in verdict.set_aside}
        for record in records:
            if record.offset < verdict.offsets.get(record.source, 0) and (record.source, record.offset) not in aside:
                KAFKA_RECORDS.labels(record.topic, "done").inc()
