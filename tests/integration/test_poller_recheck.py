"""A recheck against the real simulator: what was corrected days after the end is read, and only once."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import requests

from api_poller.__main__ import build, build_rechecker
from api_poller.changes import projection
from api_poller.checkpoint import load_checkpoint
from api_poller.recheck import Rechecked
from api_poller.settings import PollSettings, Settings, StatsApiSettings
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.archive.reading import ArchiveReader
from baseball_core.archive.verifying import verify
from baseball_core.clock import SystemClock
from baseball_core.kafka.local import LocalBroker
from baseball_core.lifecycle import Shutdown
from baseball_core.messages import LIVE_GAME_DATA, GameDocument, decode_game_document
from baseball_core.settings import ArchiveSettings, KafkaSettings
from baseball_core.telemetry.health import Health
from support.waiting import wait_for

FIRST, SECOND = 900001, 900002


class World:
    """A simulator whose clock stands still, a broker in memory, an archive in a folder."""

    def __init__(self, base: str, archive: Path) -> None:
        self.base = base
        self.archive_url = f"file://{archive}"
        self.broker = LocalBroker()
        self.settings = Settings(
            kafka=KafkaSettings(bootstrap_servers="none:1"),
            archive=ArchiveSettings(url=self.archive_url),
            statsapi=StatsApiSettings(base_url=base, requests_per_second=1000.0),
            poll=PollSettings(clock_url=f"{base}/simulator/clock"),
        )

    def get(self, path: str, **parameters: Any) -> Any:
        answer = requests.get(f"{self.base}{path}", params=parameters, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, /, **body: Any) -> Any:
        answer = requests.post(f"{self.base}{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def end_of(self, game_pk: int) -> datetime:
        return datetime.fromisoformat(self.get(f"/simulator/games/{game_pk}/moments")[-1]["at"])

    def documents(self, game_pk: int) -> list[GameDocument]:
        decoded = (
            decode_game_document(record.key, record.value, record.headers)
            for record in self.broker.records(LIVE_GAME_DATA)
        )
        return [document for document in decoded if document.game_pk == game_pk]

    def is_told(self, game_pk: int) -> bool:
        documents = self.documents(game_pk)
        final = self.get(f"/api/v1.1/game/{game_pk}/feed/live")
        return bool(documents) and projection(msgspec.json.decode(documents[-1].body)) == projection(final)

    def poll_until_told(self) -> None:
        archive, shutdown = ObjectArchive(self.archive_url), Shutdown()
        poller = build(
            self.settings,
            archive=archive,
            producer=self.broker.producer(),
            clock=SystemClock(),
            health=Health(),
            shutdown=shutdown,
            checkpoint=load_checkpoint(archive),
        )
        thread = threading.Thread(target=poller.run)
        thread.start()
        try:
            wait_for(lambda: self.is_told(FIRST) and self.is_told(SECOND))
        finally:
            shutdown.request()
            thread.join(20)
            archive.close()

    def recheck(self, days: int) -> Rechecked:
        archive = ObjectArchive(self.archive_url)
        try:
            rechecker = build_rechecker(
                self.settings,
                archive=archive,
                producer=self.broker.producer(),
                clock=SystemClock(),
                shutdown=Shutdown(),
            )
            return rechecker.recheck(days)
        finally:
            archive.close()


def test_a_game_corrected_two_days_later_is_published_once_more(simulator: Callable[..., str], tmp_path: Path) -> None:
    base = simulator(SLATE_GAMES="2", SLATE_DAY="2026-07-04", SLATE_SEED="5", CLOCK_SPEED="0")
    world = World(base, tmp_path / "archive")
    end = max(world.end_of(FIRST), world.end_of(SECOND))
    world.post("/simulator/clock", jump_to=end.isoformat())
    world.poll_until_told()
    before = world.documents(FIRST)
    assert world.recheck(3) == Rechecked((), 0, ())

    at = end + timedelta(days=2)
    answer = world.post("/simulator/corrections", game_pk=FIRST, kind="hit_to_error", at=at.isoformat())
    assert answer["changes"]
    assert world.recheck(3) == Rechecked((), 0, ()), "not visible yet"
    world.post("/simulator/clock", jump_to=(at + timedelta(hours=1)).isoformat())
    assert world.recheck(1) == Rechecked((FIRST,), 1, ())
    assert world.is_told(FIRST)
    *old, new = world.documents(FIRST)
    assert old == before
    assert new.sequence == before[-1].sequence + 1

    assert world.recheck(1) == Rechecked((FIRST,), 0, ()), "nothing is published twice"
    world.post("/simulator/clock", jump_seconds=5 * 86400)
    assert world.recheck(3) == Rechecked((), 0, ()), "too long ago"
    reader = ArchiveReader(ObjectArchive(world.archive_url).objects)
    for game in reader.games():
        assert [finding for finding in verify(reader, game.folders).findings if not finding.harmless] == []
