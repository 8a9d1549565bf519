"""A day's archive, republished into an empty broker and read into an empty database, leaves the day's very tables."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from baseball_core.kafka.admin import ensure_topics
from baseball_core.settings import KafkaSettings
from local_stack.kafka import KafkaBroker
from local_stack.kafka_jars import KafkaInstallation
from local_stack.processes import ManagedProcess
from pipeline_demo.settings import Settings
from support.day import Day, Rows, differences, read_tables
from support.stack import Database

pytestmark = [pytest.mark.slow, pytest.mark.kafka, pytest.mark.postgres, pytest.mark.timeout(600)]

SETTINGS = Settings(seed=5, games=2, speed=400.0)
SCRIPTS = Path(sys.executable).parent
# Which documents are looked at for unknown keys is sampled, by the machine's clock; migrations run at another time.
SAMPLED = {"alembic_version", "schema_revisions", "feed_drift"}


def whole(url: str) -> Rows:
    """Every table with every column, fetch times and history included."""
    return read_tables(url, tables_left_out=SAMPLED, columns_left_out=())


def test_republishing_the_archive_rebuilds_the_same_tables(
    tmp_path: Path, kafka_installation: KafkaInstallation, throwaway_kafka: KafkaBroker, database: Database
) -> None:
    day = Day(tmp_path / "day", kafka_installation, os.environ, SCRIPTS, SETTINGS)
    try:
        day.start()
        day.wait_until(day.over, 300, "the end of the day")
        day.wait_until(lambda: finished(day), 120, "final games in the tables")
        assert day.processes["poller"].stop() == 0  # what it still had in hand is archived and published
        expected = settled(day)
        day.processes["transformer-1"].stop()
        day.processes["transformer-2"].stop()
        archive = day.environment("poller")["ARCHIVE_URL"]
        inherited = day.environment("transformer-1")
    finally:
        day.close()
    assert len(expected["game_state_history"]) > 50

    kafka = {"KAFKA_BOOTSTRAP_SERVERS": throwaway_kafka.bootstrap_servers}
    ensure_topics(KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers))
    republished = subprocess.run(
        [str(SCRIPTS / "pipeline-archive"), "republish"],
        env={**os.environ, **kafka, "ARCHIVE_URL": archive},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert republished.returncode == 0, republished.stdout + republished.stderr
    transformer = ManagedProcess(
        "transformer",
        [str(SCRIPTS / "rt-transformer")],
        env={**inherited, **kafka, "DATABASE_URL": database.writer_url, "METRICS_PORT": "0"},
        log=tmp_path / "transformer.log",
    )
    transformer.start()
    try:
        deadline = time.monotonic() + 120
        while differences(expected, whole(database.owner_url)) and time.monotonic() < deadline:
            time.sleep(1.0)
    finally:
        transformer.stop()
    assert differences(expected, whole(database.owner_url)) == []


def finished(day: Day) -> bool:
    rows = day.tables()
    return len(rows["games"]) == SETTINGS.games and len(rows["boxscore_batting"]) > 0


def settled(day: Day) -> Rows:
    """The tables once nothing changes any more."""
    last: Rows = {}

    def still() -> bool:
        nonlocal last
        now = whole(day.database_url)
        same, last = now == last, now
        time.sleep(2.0)
        return same

    day.wait_until(still, 120, "tables that stay as they are")
    return last
