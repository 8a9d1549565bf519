"""The poller against the real simulator over HTTP: faults on demand, and the archive checked afterwards."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from api_poller.__main__ import build
from api_poller.changes import projection
from api_poller.checkpoint import load_checkpoint
from api_poller.poller import Poller
from api_poller.settings import PollSettings, Settings, StatsApiSettings
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import ArchiveReader
from baseball_core.archive.verifying import verify
from baseball_core.clock import SystemClock
from baseball_core.kafka.local import LocalBroker
from baseball_core.lifecycle import Shutdown
from baseball_core.messages import LIVE_GAME_DATA, GameDocument, decode_game_document
from baseball_core.settings import ArchiveSettings, KafkaSettings
from baseball_core.telemetry.health import Health
from support.small_feeds import a_feed, a_play
from support.waiting import wait_for

GAMES = (7, 8, 9)
PLAYS = 12
SPEED = "400"


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three finished games, which the simulator lets grow from play to play."""
    folder = tmp_path_factory.mktemp("feeds")
    for game_pk in GAMES:
        plays = [a_play(number, away=number) for number in range(PLAYS)]
        final = a_feed(game_pk, plays=plays, runs=(PLAYS - 1, 0), stamp="20260704_181140")
        (folder / f"{game_pk}.json").write_text(json.dumps(final))
    return folder


class Day:
    """One simulator, one broker in memory and one archive on disk; pollers come and go."""

    def __init__(self, base: str, archive: Path) -> None:
        self.base = base
        self.archive_url = f"file://{archive}"
        self.broker = LocalBroker()

    @contextmanager
    def poller(self, **poll: Any) -> Iterator[Poller]:
        archive = ObjectArchive(self.archive_url)
        shutdown = Shutdown()
        settings = Settings(
            kafka=KafkaSettings(bootstrap_servers="none:1"),
            archive=ArchiveSettings(url=self.archive_url),
            statsapi=StatsApiSettings(base_url=self.base, read_timeout=1.0, backoff_max=0.2, circuit_failures=1000),
            poll=PollSettings(clock_url=f"{self.base}/simulator/clock", **({"verify_every": 5} | poll)),
        )
        poller = build(
            settings,
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
            yield poller
        finally:
            shutdown.request()
            thread.join(20)
            archive.close()
        assert not thread.is_alive()

    def fault(self, kind: str, **rule: Any) -> None:
        requests.post(f"{self.base}/simulator/faults", json={"kind": kind, **rule}, timeout=10).raise_for_status()

    def strikes(self) -> int:
        rules = requests.get(f"{self.base}/simulator/faults", timeout=10).json()["rules"]
        return sum(rule["strikes"] for rule in rules)

    def final(self, game_pk: int) -> Any:
        return requests.get(f"{self.base}/simulator/feeds/{game_pk}/final", timeout=10).json()

    def documents(self, game_pk: int) -> list[GameDocument]:
        decoded = [
            decode_game_document(record.key, record.value, record.headers)
            for record in self.broker.records(LIVE_GAME_DATA)
        ]
        return [document for document in decoded if document.game_pk == game_pk]

    def is_followed_to_the_end(self) -> bool:
        return all(
            (documents := self.documents(game_pk))
            and projection(msgspec.json.decode(documents[-1].body)) == projection(self.final(game_pk))
            for game_pk in GAMES
        )

    def check(self) -> None:
        """What must hold however the day went."""
        for game_pk in GAMES:
            documents = self.documents(game_pk)
            sequences = [document.sequence for document in documents]
            assert sequences == sorted(set(sequences))
            times = [document.fetched_at for document in documents]
            assert times == sorted(set(times))
        reader = ArchiveReader(Objects(self.archive_url))
        for game in reader.games():
            verified = verify(reader, game.folders)
            assert [finding for finding in verified.findings if not finding.harmless] == []
            assert verified.published >= len(self.documents(game.game_pk)), "every published document can be rebuilt"


@pytest.fixture
def day(simulator: Callable[..., str], feeds: Path, tmp_path: Path) -> Day:
    base = simulator(SLATE_FEEDS_DIR=str(feeds), CLOCK_START="2026-07-04T17:50:00Z", CLOCK_SPEED=SPEED)
    return Day(base, tmp_path / "archive")


def test_games_are_followed_from_pregame_to_final_by_patches(day: Day) -> None:
    """case 1, case 3, case 6, case 8"""
    with day.poller():
        wait_for(day.is_followed_to_the_end)
    day.check()
    stats = requests.get(f"{day.base}/simulator/stats", timeout=10).json()["endpoints"]
    assert stats["diffPatch"]["requests"] > stats["feed"]["requests"]


HARMFUL = [
    {"kind": "429", "retry_after": 0},
    {"kind": "500"},
    {"kind": "503", "retry_after": 1},
    {"kind": "404", "path": "feed/live"},
    {"kind": "hang", "seconds": 2.0, "probability": 0.05},
    {"kind": "truncated"},
    {"kind": "truncated_json"},
    {"kind": "corrupted_json"},
    {"kind": "html"},
    {"kind": "wrong_game_pk", "path": "feed/live"},
    {"kind": "not_a_number"},
    {"kind": "huge_number"},
    {"kind": "deep_nesting"},
    {"kind": "duplicate_key"},
    {"kind": "lone_surrogate"},
    {"kind": "wrong_type"},
    {"kind": "duplicate", "path": "feed/live"},
    {"kind": "out_of_order", "path": "feed/live"},
    {"kind": "whole_feed", "path": "diffPatch"},
    {"kind": "full_in_list", "path": "diffPatch"},
    {"kind": "failing_test", "path": "diffPatch"},
    {"kind": "bad_operation", "path": "diffPatch"},
    {"kind": "lost_operations", "path": "diffPatch"},
    {"kind": "huge", "size": 60_000_000, "path": "feed/live", "probability": 0.05},
]


@pytest.mark.parametrize("fault", HARMFUL, ids=[fault["kind"] for fault in HARMFUL])
def test_whatever_goes_wrong_upstream_every_game_ends_right(day: Day, fault: dict[str, Any]) -> None:
    """case 4, case 7, case 9, case 10: a third of the requests is struck until the games are well under way."""
    day.fault(**{"probability": 0.3, "until": "2026-07-04T18:10:00Z"} | fault)
    with day.poller():
        wait_for(day.is_followed_to_the_end)
    assert day.strikes() > 0
    day.check()


def test_pollers_that_come_and_go_leave_neither_gap_nor_flood(day: Day) -> None:
    """case 12 of a restart: three pollers in a row, one archive."""
    for _ in range(3):
        with day.poller() as poller:
            wait_for(lambda poller=poller: any(game.sequence for game in poller.games.all()))
            time.sleep(0.5)
    with day.poller():
        wait_for(day.is_followed_to_the_end)
    day.check()
    bodies = [[document.content_hash for document in day.documents(game_pk)] for game_pk in GAMES]
    assert all(len(hashes) <= PLAYS + 4 for hashes in bodies), "restarts publish nothing twice"


STORIES = "suspended_resumed,postponed_made_up,doubleheader_traditional,walk_off,unknown_status,challenge_rollback"
IDLE = {"scheduled", "suspended", "postponed", "cancelled", "final"}


@pytest.mark.slow
def test_games_that_take_another_way_are_followed_to_their_end(simulator: Callable[..., str], tmp_path: Path) -> None:
    """case 2, case 8, case 15, case 16: over two days, with nights in between that are skipped."""
    base = simulator(SLATE_STORIES=STORIES, SLATE_GAMES="7", SLATE_SEED="3", CLOCK_SPEED="900")
    day = Day(base, tmp_path / "archive")

    def shown() -> list[dict[str, Any]]:
        games: list[dict[str, Any]] = requests.get(f"{base}/simulator/games", timeout=30).json()["games"]
        return games

    def is_told() -> bool:
        for game in shown():
            documents = day.documents(game["game_pk"])
            if not game["finished"] or not documents:
                return False
            if projection(msgspec.json.decode(documents[-1].body)) != projection(day.final(game["game_pk"])):
                return False
        return True

    with day.poller(verify_every=50) as poller:

        def is_told_or_moved_on() -> bool:
            if {game.phase.value for game in poller.games.all()} <= IDLE:
                requests.post(f"{base}/simulator/clock", json={"jump_seconds": 600}, timeout=10).raise_for_status()
                time.sleep(0.3)
            return is_told()

        wait_for(is_told_or_moved_on, seconds=240)
        assert {game.phase.value for game in poller.games.all()} <= {"final", "game_over", "unknown"}
    day.check()
