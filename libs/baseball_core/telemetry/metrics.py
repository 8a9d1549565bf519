"""Every metric of the pipeline, declared once; docs/metrics.md is generated from this file.

Label values come from small closed sets (reasons, states, topics), never from games, players or paths.
"""

from typing import NamedTuple

from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase


class TableGauge(NamedTuple):
    """A gauge that no process sets: the API computes it from the tables at a scrape."""

    name: str
    documentation: str
    labels: tuple[str, ...] = ()


# --- every process -----------------------------------------------------------------------------------------

COMPONENT_READY = Gauge(
    "pipeline_component_ready", "1 while the named dependency of this process works, else 0", ["component"]
)

# --- Kafka library (baseball_core.kafka) --------------------------------------------------------------------

KAFKA_PUBLISHED = Counter("kafka_messages_published_total", "messages acknowledged by the broker", ["topic"])
KAFKA_NOT_DELIVERED = Counter(
    "kafka_messages_not_delivered_total", "messages without acknowledgement", ["topic", "reason"]
)
KAFKA_PUBLISH_SECONDS = Histogram(
    "kafka_publish_seconds",
    "from handing messages to the client to the last acknowledgement",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30),
)
KAFKA_CLIENT_ERRORS = Counter(
    "kafka_client_errors_total", "errors the client library reported outside of a call", ["client", "reason"]
)
KAFKA_RECORDS = Counter("kafka_records_total", "records by outcome: done or dead_letter", ["topic", "outcome"])
KAFKA_DEAD_LETTERS = Counter("kafka_dead_letters_total", "records diverted to the dead letter topic", ["reason"])
KAFKA_BATCHES_RETRIED = Counter(
    "kafka_batches_retried_total", "batches whose offsets were kept after a passing failure", ["reason"]
)
KAFKA_BATCHES_ISOLATED = Counter(
    "kafka_batches_isolated_total", "batches handed in again record by record to find the one at fault", ["reason"]
)
KAFKA_COMMIT_FAILURES = Counter("kafka_commit_failures_total", "offset commits without acknowledgement")
KAFKA_REBALANCES = Counter("kafka_rebalances_total", "partitions gained or lost", ["change"])
KAFKA_OFFSETS_OUT_OF_RANGE = Counter(
    "kafka_offsets_out_of_range_total", "committed offsets the topic no longer holds: records were lost", ["topic"]
)
KAFKA_CONSUMER_LAG = Gauge(
    "kafka_consumer_lag_records", "records after the committed offset, per assigned partition", ["topic", "partition"]
)
KAFKA_CERTIFICATE_EXPIRY = Gauge(
    "kafka_certificate_expiry_timestamp_seconds",
    "when the certificate that this process read at its start ends: ca (the broker's, the first to end) or user",
    ["certificate"],
)
KAFKA_BATCH_RECORDS = Histogram("kafka_batch_records", "records a batch", buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500))
KAFKA_BATCH_SECONDS = Histogram(
    "kafka_batch_seconds",
    "from a batch's hand-over to its committed offsets",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5, 30),
)

# --- archive (baseball_core.archive) ------------------------------------------------------------------------

ARCHIVE_ANSWERS = Counter(
    "archive_answers_total", "answers stored; duplicate: the same bytes were there already", ["kind", "content"]
)
ARCHIVE_BYTES = Counter("archive_bytes_total", "bytes of new objects, compressed", ["kind"])
ARCHIVE_FAILURES = Counter("archive_failures_total", "answers that could not be stored at the first try", ["reason"])
ARCHIVE_DEFERRED_ANSWERS = Gauge("archive_deferred_answers", "answers that wait in memory for the archive")
ARCHIVE_DEFERRED_BYTES = Gauge("archive_deferred_bytes", "what their bodies take, compressed")

# --- poller (api_poller) ------------------------------------------------------------------------------------

POLLER_REQUESTS = Counter("poller_requests_total", "requests to the API by outcome", ["endpoint", "outcome"])
POLLER_RETRIES = Counter(
    "poller_request_retries_total", "further attempts of a request after 429, 5xx or no connection"
)
POLLER_REQUEST_SECONDS = Histogram(
    "poller_request_seconds",
    "from asking to the last byte, retries included",
    ["endpoint"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
POLLER_WIRE_BYTES = Counter("poller_wire_bytes_total", "bytes of answers as sent, mostly gzip", ["endpoint"])
POLLER_BODY_BYTES = Counter("poller_body_bytes_total", "bytes of answers after decompression", ["endpoint"])
POLLER_CIRCUIT_OPEN = Gauge("poller_circuit_open", "1 while a host is left alone after too many failures")
POLLER_POLLS = Counter(
    "poller_game_polls_total", "polls of games: published, unchanged, nothing_new, not_modified, failed", ["outcome"]
)
POLLER_POLL_LATENESS = Histogram(
    "poller_game_poll_lateness_seconds",
    "real seconds from a poll's due time to its start",
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60),
)
POLLER_MOST_OVERDUE = Gauge(
    "poller_most_overdue_seconds", "real seconds since the poll was due of the game that has waited longest for one"
)
POLLER_RELOADS = Counter("poller_reloads_total", "full documents fetched because a patch did not fit", ["reason"])
POLLER_VERIFICATIONS = Counter(
    "poller_verifications_total",
    "patched documents compared with full ones: equal, healed (they differed), inconclusive",
    ["result"],
)
POLLER_REFUSED_ANSWERS = Counter("poller_refused_answers_total", "answers archived but not used", ["reason"])
POLLER_REFUSED_ROWS = Counter("poller_refused_rows_total", "schedule rows without a gamePk or a day")
POLLER_UNKNOWN_STATUS = Counter("poller_unknown_status_total", "documents with a status code that no list names")
POLLER_EFFECT_FAILURES = Counter(
    "poller_effect_failures_total", "archive, publish or checkpoint failed; tried again later", ["effect", "reason"]
)
POLLER_UNDELIVERABLE = Counter("poller_undeliverable_total", "messages that the broker will never take", ["reason"])
POLLER_CRASHED_JOBS = Counter("poller_crashed_jobs_total", "polls ended by a bug; see the log", ["job"])
POLLER_TRACKED_GAMES = Gauge("poller_tracked_games", "games known to the poller", ["phase"])
POLLER_CHANGED_GAMES = Counter("poller_changed_games_total", "corrections announced by game/changes")
POLLER_LEADER = Gauge("poller_leader", "1 while this process polls, 0 while it stands by for the one that does")
POLLER_LEASE_TRANSITIONS = Gauge(
    "poller_lease_transitions", "how often the Lease has changed hands, as the Lease itself says"
)
POLLER_LEASE_FAILURES = Counter(
    "poller_lease_failures_total", "looks at the Lease or renewals that failed, or that another overtook", ["reason"]
)

# --- transformer (rt_transformer) ---------------------------------------------------------------------------

TRANSFORMER_DOCUMENTS = Counter(
    "transformer_documents_total",
    "game documents by outcome: applied, superseded (a newer one in the same batch), stale, repeated, refused",
    ["outcome"],
)
TRANSFORMER_SCHEDULE_ROWS = Counter("transformer_schedule_rows_total", "schedule rows: stored, refused", ["outcome"])
TRANSFORMER_GAMES = Counter(
    "transformer_games_written_total",
    "games written per transaction: difference (against the document before) or replacement (everything)",
    ["way"],
)
TRANSFORMER_ROWS = Counter("transformer_rows_sent_total", "rows sent to the database", ["table"])
TRANSFORMER_SECONDS = Histogram(
    "transformer_step_seconds",
    "time of a batch's steps: read (decompress, decode), write (lock, decide, statements, commit)",
    ["step"],
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5, 30),
)
TRANSFORMER_AGE = Histogram(
    "transformer_document_age_seconds",
    "from fetching a document to its committed rows, for documents that were applied",
    buckets=(0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600),
)
TRANSFORMER_QUARANTINED = Counter(
    "transformer_quarantined_total", "parts of documents that were refused", ["entity", "reason"]
)
TRANSFORMER_DRIFT = Counter(
    "transformer_drift_total", "unknown keys, codes and statuses met in sampled documents", ["kind"]
)

# --- API (api_service) --------------------------------------------------------------------------------------

API_REQUESTS = Counter("api_requests_total", "requests answered, by route template", ["route", "method", "status"])
API_REQUEST_SECONDS = Histogram(
    "api_request_seconds",
    "from the request's arrival to the end of its answer, by route template",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
API_STREAMS = Gauge("api_streams_open", "open event streams of all workers", multiprocess_mode="livesum")

# --- the tables, computed by the API at a scrape (api_service.tables) ---------------------------------------

TABLES_READABLE = TableGauge("tables_readable", "1 when the tables could be read for this scrape, else 0")
TABLES_GAMES_IN_PLAY = TableGauge("tables_games_in_play", "games being played or interrupted, of the last 24 hours")
TABLES_OLDEST_LIVE = TableGauge(
    "tables_oldest_live_document_seconds", "age of the newest document of the live game that has shown nothing longest"
)
TABLES_GAMES_NOT_STARTED = TableGauge(
    "tables_games_not_started", "games that should have begun more than half an hour ago, up to 12 hours ago"
)
TABLES_DUE_GAMES = TableGauge(
    "tables_due_games", "final games whose newest document the batch has not looked at: new or corrected", ("reason",)
)
TABLES_OLDEST_DUE = TableGauge(
    "tables_oldest_due_game_seconds", "age of the document of the game that has been due longest", ("reason",)
)
TABLES_STUCK_GAMES = TableGauge(
    "tables_stuck_games", "games without a result: failed, or held for more than a day", ("outcome",)
)
TABLES_UNEXPLAINED = TableGauge(
    "tables_unexplained_differences", "computed cells that differ from the official ones without a registered reason"
)


class Declared(NamedTuple):
    """A metric as Prometheus shows it; ``kind`` is counter, gauge or histogram."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str


def declared() -> list[Declared]:
    """Every metric of this module, in order."""
    return [_described(metric) for metric in globals().values() if isinstance(metric, MetricWrapperBase | TableGauge)]


def _described(metric: MetricWrapperBase | TableGauge) -> Declared:
    if isinstance(metric, TableGauge):
        return Declared(metric.name, "gauge", metric.labels, metric.documentation)
    family = next(iter(metric.describe()))
    name = f"{family.name}_total" if family.type == "counter" else family.name
    return Declared(name, family.type, tuple(metric._labelnames), family.documentation)
