"""What can be set, by environment variable."""

import msgspec

from baseball_core.kafka.config import ConsumerSettings
from baseball_core.settings import DatabaseSettings, KafkaSettings, LogSettings, MetricsSettings, TracingSettings


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The transformer's settings; DATABASE_URL is the writer role's."""

    kafka: KafkaSettings
    database: DatabaseSettings
    consumer: ConsumerSettings = ConsumerSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    otel: TracingSettings = TracingSettings()
