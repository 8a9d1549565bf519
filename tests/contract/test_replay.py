"""A day polled from the simulator, replayed from its archive: the same messages, so the same tables."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from api_poller.__main__ import build
from api_poller.checkpoint import load_checkpoint
from api_poller.settings import PollSettings, Settings, StatsApiSettings
from baseball_core.archive.base import FEED, PATCH
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.archive.reading import ArchiveReader, published
from baseball_core.archive.republishing import Slice, republish
from baseball_core.clock import SystemClock
from baseball_core.kafka.base import Record
from baseball_core.kafka.local import LocalBroker
from baseball_core.lifecycle import Shutdown
from baseball_core.messages import LIVE_GAME_DATA, MLB_SCHEDULE, decode_schedule_row
from baseball_core.settings import ArchiveSettings, KafkaSettings
from baseball_core.telemetry.health import Health

DOCUMENTS = 60


def polled(base: str, archive: ObjectArchive, url: str, broker: LocalBroker) -> None:
    """Runs the poller until enough documents are published."""
    shutdown = Shutdown()
    settings = Settings(
        kafka=KafkaSettings(bootstrap_servers="none:1"),
        archive=ArchiveSettings(url=url),
        statsapi=StatsApiSettings(base_url=base),
        poll=PollSettings(clock_url=f"{base}/simulator/clock"),
    )
    poller = build(
        settings,
        archive=archive,
        producer=broker.producer(),
        clock=SystemClock(),
        health=Health(),
        shutdown=shutdown,
        checkpoint=load_checkpoint(archive),
    )
    thread = threading.Thread(target=poller.run)
    thread.start()
    deadline = time.monotonic() + 120
    try:
        while len(broker.records(LIVE_GAME_DATA)) < DOCUMENTS:
            assert time.monotonic() < deadline, "the poller published too little"
            time.sleep(0.05)
    finally:
        shutdown.request()
        thread.join(30)
        archive.close()


def by_key(records: list[Record]) -> dict[bytes | None, list[tuple[Any, ...]]]:
    found: dict[bytes | None, list[tuple[Any, ...]]] = defaultdict(list)
    for record in records:
        found[record.key].append((record.value, record.headers))
    return found


@pytest.fixture
def day(simulator: Callable[..., str]) -> str:
    base = simulator(SLATE_GAMES="3", CLOCK_SPEED="600")
    now = requests.get(f"{base}/simulator/clock", timeout=10).json()
    assert now["speed"] > 1
    return base


def test_a_replay_publishes_the_very_messages_that_were_published(day: str, tmp_path: Path) -> None:
    url = tmp_path.as_uri()
    archive, live, replayed = ObjectArchive(url), LocalBroker(), LocalBroker()
    polled(day, archive, url, live)
    reader = ArchiveReader(archive.objects)
    list(republish(reader, Slice(), replayed.producer()))
    kinds = {entry.line.kind for game in reader.games() for entry in published(reader.manifest(game.folders).entries)}
    assert kinds == {FEED, PATCH}, "documents of both origins were published"

    assert by_key(replayed.records(LIVE_GAME_DATA)) == by_key(live.records(LIVE_GAME_DATA))

    def rows(broker: LocalBroker) -> list[tuple[Any, ...]]:
        decoded = [decode_schedule_row(r.key, r.value, r.headers) for r in broker.records(MLB_SCHEDULE)]
        return sorted((row.game_pk, row.schedule_date, row.fetched_at, row.content_hash, row.body) for row in decoded)

    assert rows(live)
    assert rows(replayed) == rows(live)
