"""Every metric of the pipeline, declared once; docs/metrics.md is generated from this file.

Label values come from small closed sets (reasons, states, topics), never from games, players or paths.
"""

from prometheus_client import Counter, Gauge, Histogram

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
KAFKA_BATCH_RECORDS = Histogram("kafka_batch_records", "records a batch", buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500))
KAFKA_BATCH_SECONDS = Histogram(
    "kafka_batch_seconds",
    "from a batch's hand-over to its committed offsets",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5, 30),
)

# --- archive (baseball_core.archive) ------------------------------------------------------------------------

# --- poller (api_poller) ------------------------------------------------------------------------------------

# --- transformer (rt_transformer) ---------------------------------------------------------------------------

# --- API (api_service) --------------------------------------------------------------------------------------

# --- simulator (statsapi_simulator) -------------------------------------------------------------------------

__all__ = ["COMPONENT_READY", "Counter", "Gauge", "Histogram"]
