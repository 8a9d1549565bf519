"""``api-poller`` as its own process, with a real broker and a real archive on disk."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from confluent_kafka import Consumer

from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import ArchiveReader
from baseball_core.archive.verifying import verify
from baseball_core.kafka.admin import ensure_topics
from baseball_core.messages import LIVE_GAME_DATA, MLB_SCHEDULE, GameDocument, decode_game_document
from baseball_core.settings import KafkaSettings
from local_stack.kafka import KafkaBroker
from local_stack.ports import free_ports
from local_stack.processes import ManagedProcess, url_answers
from support.moving_games import MovingGame, a_row, a_schedule
from support.scripted_api import Reply, ScriptedApi, json_reply, scripted_api
from support.waiting import wait_for

COMMAND = [str(Path(sys.executable).parent / "api-poller")]


class Stage:
    """A scripted API, a broker, an archive folder, and a poller process that can be started again and again."""

    def __init__(self, api: ScriptedApi, broker: KafkaBroker, folder: Path) -> None:
        self.api = api
        self.archive_url = f"file://{folder}/archive"
        self.metrics_port = free_ports(1)[0]
        self.process = ManagedProcess(
            "api-poller",
            COMMAND,
            env={
                "PATH": os.environ["PATH"],
                **{name: os.environ[name] for name in ("COVERAGE_PROCESS_CONFIG",) if name in os.environ},
                "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
                "ARCHIVE_URL": self.archive_url,
                "STATSAPI_BASE_URL": api.url,
                "STATSAPI_READ_TIMEOUT": "2",
                "POLL_TIME_SCALE": "60",
                "POLL_CHECKPOINT_SECONDS": "0.1",
                "METRICS_PORT": str(self.metrics_port),
            },
            log=folder / "api-poller.log",
        )
        self._records: list[Any] = []
        self._consumer = Consumer(
            {
                "bootstrap.servers": broker.bootstrap_servers,
                "group.id": "test",
                "auto.offset.reset": "earliest",
                "fetch.message.max.bytes": 5_242_880,
            }
        )
        self._consumer.subscribe([LIVE_GAME_DATA, MLB_SCHEDULE])

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.metrics_port}{path}"

    def counts(self) -> Counter[int]:
        """How many documents of each game were published so far."""
        while (message := self._consumer.poll(0.05)) is not None:
            assert message.error() is None, message.error()
            self._records.append(message)
        return Counter(int(message.key()) for message in self._records if message.topic() == LIVE_GAME_DATA)

    def documents(self, game_pk: int = 7) -> list[GameDocument]:
        """Everything published about a game so far."""
        self.counts()
        return [
            decode_game_document(message.key(), message.value(), tuple(message.headers() or ()))
            for message in self._records
            if message.topic() == LIVE_GAME_DATA and int(message.key()) == game_pk
        ]

    def close(self) -> None:
        self.process.kill9()
        self._consumer.close()


@pytest.fixture
def stage(throwaway_kafka: KafkaBroker, tmp_path: Path) -> Iterator[Stage]:
    ensure_topics(KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers))
    with scripted_api() as api:
        api.on("/api/v1/game/changes", json_reply({"totalGames": 0, "dates": []}))
        api.on("/api/v1/gameStatus", json_reply([{"statusCode": "F"}]))
        api.on(
            "/api/v1/schedule",
            lambda request: json_reply(a_schedule({request.params["endDate"]: [a_row(7, code="I")]})),
        )
        stage = Stage(api, throwaway_kafka, tmp_path)
        yield stage
        stage.close()


def test_a_game_of_a_megabyte_reaches_the_broker_and_sigterm_ends_the_process_cleanly(stage: Stage) -> None:
    """case 13: larger than Kafka's default limit, and not compressible to nothing."""
    game = MovingGame(stage.api)
    noise = random.Random(1)
    game.newest["gameData"]["ballast"] = "".join(noise.choices("0123456789abcdef", k=4_000_000))
    stage.process.start()
    stage.process.wait_ready(url_answers(stage.url("/readyz")))
    wait_for(lambda: stage.documents())
    game.move()
    wait_for(lambda: len(stage.documents()) == 2)
    assert json.loads(stage.documents()[-1].body) == game.newest
    metrics = requests.get(stage.url("/metrics"), timeout=5).text
    assert 'poller_game_polls_total{outcome="published"} 2.0' in metrics
    assert requests.get(stage.url("/livez"), timeout=5).status_code == 200
    stage.process.ask_to_stop()
    assert stage.process.wait(8.0) == 0
    assert "poller_stopped" in stage.process.log.read_text()


def test_sigterm_ends_the_process_also_while_a_request_hangs(stage: Stage) -> None:
    release = threading.Event()
    game = MovingGame(stage.api)
    stage.process.env["STATSAPI_READ_TIMEOUT"] = "60"
    stage.api.on(game.diff_path, lambda request: json_reply([], hold=release))
    stage.process.start()
    wait_for(lambda: stage.api.asked("diffPatch"))
    stage.process.ask_to_stop()
    assert stage.process.wait(10.0) == 0
    release.set()
    wait_for(lambda: stage.counts() == {7: 1})


def test_a_recheck_is_a_process_that_prints_its_result_and_ends(stage: Stage, tmp_path: Path) -> None:
    game = MovingGame(stage.api, code="F")
    stage.api.on("/api/v1/game/changes", json_reply(a_schedule({"2026-07-02": [a_row(7, code="F")]})))
    output = tmp_path / "rechecked.json"
    command = [*COMMAND, "recheck", "--days", "3", "--output", str(output)]

    def recheck() -> tuple[int, Any]:
        done = subprocess.run(command, env=stage.process.env, capture_output=True, timeout=60, check=False)
        assert done.stdout.decode() == output.read_text() + "\n", "logs go to standard error"
        return done.returncode, json.loads(done.stdout)

    assert recheck() == (0, {"changed": [7], "published": 1, "failed": []})
    wait_for(lambda: stage.counts() == {7: 1})
    assert recheck() == (0, {"changed": [7], "published": 0, "failed": []})
    game.move()
    assert recheck() == (0, {"changed": [7], "published": 1, "failed": []})
    wait_for(lambda: stage.counts() == {7: 2})
    assert [document.sequence for document in stage.documents()] == [1, 2]
    assert json.loads(stage.documents()[-1].body) == game.newest
    stage.api.on(game.feed_path, Reply(status=404))
    assert recheck() == (1, {"changed": [7], "published": 0, "failed": [{"game_pk": 7, "reason": "http_404"}]})


@pytest.mark.slow
def test_killed_again_and_again_it_loses_nothing_and_numbers_nothing_twice(stage: Stage) -> None:
    game = MovingGame(stage.api)
    chance = random.Random(7)
    for _ in range(12):
        stage.process.start()
        for _ in range(chance.randint(1, 4)):
            game.move()
            time.sleep(chance.random() * 0.6)
        stage.process.kill9()
        assert stage.process.exit_code == -signal.SIGKILL
    stage.process.start()
    wait_for(lambda: stage.documents() and json.loads(stage.documents()[-1].body) == game.newest)
    stage.process.ask_to_stop()
    assert stage.process.wait(8.0) == 0
    documents = stage.documents()
    assert [document.sequence for document in documents] == sorted({document.sequence for document in documents})
    assert [document.fetched_at for document in documents] == sorted({document.fetched_at for document in documents})
    reader = ArchiveReader(Objects(stage.archive_url))
    for found in reader.games():
        findings = verify(reader, found.folders).findings
        assert [finding for finding in findings if not finding.harmless] == []


@pytest.mark.slow
def test_fifteen_games_in_progress_fit_into_150_megabytes(stage: Stage) -> None:
    games = [MovingGame(stage.api, number) for number in range(1, 16)]
    noise = random.Random(1)
    for game in games:
        plays = game.newest["liveData"]["plays"]["allPlays"]
        for index in range(80):
            events = [
                {
                    "isPitch": True,
                    "playId": f"{noise.getrandbits(128):032x}",
                    "details": {"description": "Called Strike", "code": "C", "ballColor": "rgba(170, 21, 11, 1.0)"},
                    "pitchData": {f"measure{number}": noise.random() * 100 for number in range(40)},
                    "count": {"balls": 1, "strikes": 2, "outs": 0},
                }
                for _ in range(5)
            ]
            plays.append({"about": {"atBatIndex": index}, "playEvents": events, "runners": []})
        assert 550_000 < len(json.dumps(game.newest)) < 950_000
    stage.api.on(
        "/api/v1/schedule",
        lambda request: json_reply(
            a_schedule({request.params["endDate"]: [a_row(number, code="I") for number in range(1, 16)]})
        ),
    )
    stage.process.start()
    wait_for(lambda: len(stage.counts()) == len(games))
    process = psutil.Process(stage.process.pid)
    largest = 0
    for count in range(2, 7):
        for game in games:
            game.move()
        wait_for(lambda count=count: min(stage.counts().values()) >= count)
        largest = max(largest, process.memory_info().rss)
    assert largest < 150_000_000, "the limit is 150 MB"
