"""What the tables say of the pipeline, as metrics: read at a scrape, for the batch's short-lived pods have no port.

Every replica says the same; queries take the greatest.
"""

import asyncio
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Final

import asyncpg
import structlog
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api_service.database import FAILURES, session_settings
from api_service.settings import Settings
from baseball_core.clock import Clock
from baseball_core.telemetry.metrics import (
    TABLES_DUE_GAMES,
    TABLES_GAMES_IN_PLAY,
    TABLES_GAMES_NOT_STARTED,
    TABLES_OLDEST_DUE,
    TABLES_OLDEST_LIVE,
    TABLES_READABLE,
    TABLES_STUCK_GAMES,
    TABLES_UNEXPLAINED,
    TableGauge,
)

log = structlog.get_logger(__name__)

KEPT_SECONDS: Final = 10.0
"""Prometheus servers that read one after the other share a reading."""

_AGE: Final = "coalesce(extract(epoch FROM now() - min(fetched_at)), 0)::float8"
STATEMENT: Final = f"""
WITH recent AS (
    SELECT phase, fetched_at FROM games
    WHERE phase IN ('live', 'delayed') AND fetched_at > now() - interval '1 day'
), due AS (
    SELECT r.game_pk IS NOT NULL AS corrected, g.fetched_at
    FROM games g LEFT JOIN game_aggregations a USING (game_pk) LEFT JOIN game_results r USING (game_pk)
    WHERE g.archive_key <> '' AND g.phase = 'final'
      AND (a.game_pk IS NULL OR (a.content_hash <> g.content_hash AND a.fetched_at < g.fetched_at))
)
SELECT
    (SELECT count(*) FROM recent) AS in_play,
    (SELECT {_AGE} FROM recent WHERE phase = 'live') AS oldest_live,
    (SELECT count(*) FROM games
     WHERE phase IN ('scheduled', 'pregame', 'warmup') AND start_time_tbd IS NOT TRUE
       AND (double_header = 'Y' AND game_number > 1) IS NOT TRUE
       AND game_date BETWEEN now() - interval '12 hours' AND now() - interval '30 minutes') AS not_started,
    (SELECT count(*) FROM due WHERE NOT corrected) AS due_new,
    (SELECT count(*) FROM due WHERE corrected) AS due_corrected,
    (SELECT {_AGE} FROM due WHERE NOT corrected) AS oldest_new,
    (SELECT {_AGE} FROM due WHERE corrected) AS oldest_corrected,
    (SELECT count(*) FROM game_aggregations WHERE outcome = 'failed') AS failed,
    (SELECT count(*) FROM game_aggregations WHERE outcome = 'held' AND since < now() - interval '1 day') AS held,
    (SELECT count(*) FROM reconciliation WHERE registered IS NULL) AS unexplained
"""  # noqa: S608 - the inserted text is a constant of this module


class TableMetrics(Collector):
    """One reading a scrape, shared for ``KEPT_SECONDS``; blocks for a connection and one statement.

    While the database is away only ``tables_readable`` is shown, as 0: no number outlives what it was read from.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._row: Any = None

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that registering does not connect."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """As prometheus-client calls it, from any thread."""
        row = self._current()
        yield _family(TABLES_READABLE, {(): 0 if row is None else 1})
        if row is None:
            return
        yield _family(TABLES_GAMES_IN_PLAY, {(): row["in_play"]})
        yield _family(TABLES_OLDEST_LIVE, {(): row["oldest_live"]})
        yield _family(TABLES_GAMES_NOT_STARTED, {(): row["not_started"]})
        yield _family(TABLES_DUE_GAMES, {("new",): row["due_new"], ("corrected",): row["due_corrected"]})
        yield _family(TABLES_OLDEST_DUE, {("new",): row["oldest_new"], ("corrected",): row["oldest_corrected"]})
        yield _family(TABLES_STUCK_GAMES, {("failed",): row["failed"], ("held",): row["held"]})
        yield _family(TABLES_UNEXPLAINED, {(): row["unexplained"]})

    def _current(self) -> Any:
        with self._lock:
            now = self._clock.monotonic()
            if now - self._read_at >= KEPT_SECONDS:
                self._row = self._read()
                self._read_at = now
            return self._row

    def _read(self) -> Any:
        try:
            return asyncio.run(self._fetch())
        except FAILURES as exc:
            log.warning("tables_not_read", error=type(exc).__name__)
            return None

    async def _fetch(self) -> Any:
        """By a connection of its own: the master has no pool, and forks its workers."""
        connection = await asyncpg.connect(
            self._settings.database.url.reveal(),
            timeout=self._settings.pool.connect_seconds,
            command_timeout=self._settings.pool.statement_seconds + 1,
            server_settings=session_settings(self._settings),
        )
        try:
            return await connection.fetchrow(STATEMENT)
        finally:
            connection.terminate()


def _family(gauge: TableGauge, values: dict[tuple[str, ...], float]) -> Metric:
    family = GaugeMetricFamily(gauge.name, gauge.documentation, labels=gauge.labels)
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family
