"""The transformer as it is deployed: its own process, real Kafka, real PostgreSQL."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from baseball_core.kafka.admin import ensure_topics
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.messages import GameDocument, Outgoing, encode_game_document
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from local_stack.ports import free_ports
from local_stack.processes import ManagedProcess, url_answers
from support.feeds import a_document, a_feed, a_play
from support.stack import Database, Kafka
from support.tables import rows
from support.waiting import wait_for

SCRIPT = Path(sys.executable).with_name("rt-transformer")

Start = Callable[..., ManagedProcess]


def inherited() -> dict[str, str]:
    """What a process gets beside its settings; the second is how coverage follows it."""
    return {name: os.environ[name] for name in ("PATH", "COVERAGE_PROCESS_CONFIG") if name in os.environ}


@pytest.fixture
def start(kafka: Kafka, database: Database, tmp_path: Path) -> Iterator[Start]:
    """Starts transformers in a consumer group of the test's own."""
    ensure_topics(KafkaSettings(bootstrap_servers=kafka.bootstrap_servers))
    group = f"test-{uuid.uuid4().hex[:8]}"
    started: list[ManagedProcess] = []

    def begin(**settings: str) -> ManagedProcess:
        environment = {
            **inherited(),
            "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
            "DATABASE_URL": database.writer_url,
            "CONSUMER_GROUP_ID": group,
            "CONSUMER_SESSION_TIMEOUT_SECONDS": "6",
            **settings,
        }
        process = ManagedProcess(
            f"transformer-{len(started)}", [str(SCRIPT)], env=environment, log=tmp_path / f"{len(started)}.log"
        )
        process.start()
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill9()


@pytest.fixture
def publish(kafka: Kafka) -> Iterator[Callable[..., None]]:
    producer = KafkaProducer(KafkaSettings(bootstrap_servers=kafka.bootstrap_servers), Health(), client_id="test")
    yield lambda *messages: producer.publish(messages, 20.0)
    producer.close()


def a_game_pk() -> int:
    return uuid.uuid4().int % 2_000_000_000 + 1


def a_fresh_document(game_pk: int, number: int = 1, plays: int = 2) -> GameDocument:
    feed = a_feed([a_play(index) for index in range(plays)], game_pk=game_pk)
    return a_document(feed, number, game_pk=game_pk, fetched_at=datetime.now(UTC))


def test_a_pitch_is_readable_and_announced_soon_after_its_document_was_published(
    start: Start, publish: Callable[..., None], database: Database
) -> None:
    start()
    game_pk = a_game_pk()
    document = a_fresh_document(game_pk)
    with psycopg.connect(database.reader_url, autocommit=True) as connection:
        connection.execute("LISTEN game_changed")
        publish(encode_game_document(document))
        # The topic is shared: notices of other tests' documents may come before, also several at a time.
        with closing(connection.notifies(timeout=40.0)) as notices:
            told = (json.loads(notice.payload) for notice in notices)
            version = next(notice["version"] for notice in told if notice["game_pk"] == game_pk)
    assert rows(database.reader_url, "SELECT version FROM games WHERE game_pk = %s", game_pk) == [{"version": version}]
    assert rows(database.reader_url, "SELECT count(*) AS n FROM pitches WHERE game_pk = %s", game_pk) == [{"n": 2}]


def test_one_bad_record_costs_one_record(start: Start, publish: Callable[..., None], database: Database) -> None:
    start()
    one, two = a_game_pk(), a_game_pk()
    bad = encode_game_document(a_fresh_document(one))
    publish(
        encode_game_document(a_fresh_document(one)),
        Outgoing(bad.topic, bad.key, b"no zstd frame", bad.headers),
        encode_game_document(a_fresh_document(two)),
    )
    wait_for(lambda: len(rows(database.reader_url, "SELECT 1 FROM games WHERE game_pk = ANY(%s)", [one, two])) == 2)


def test_sigterm_drains_and_exits_cleanly_and_the_rest_is_done_after_a_restart(
    start: Start, publish: Callable[..., None], database: Database
) -> None:
    first = start()
    game_pk = a_game_pk()
    publish(encode_game_document(a_fresh_document(game_pk)))
    wait_for(lambda: bool(rows(database.reader_url, "SELECT 1 FROM games WHERE game_pk = %s", game_pk)))
    begun = time.monotonic()
    first.stop()
    assert time.monotonic() - begun < 10.0
    assert first.exit_code == 0
    publish(encode_game_document(a_fresh_document(game_pk, 2, plays=3)))
    start()
    query = "SELECT count(*) AS n FROM plays WHERE game_pk = %s"
    wait_for(lambda: rows(database.reader_url, query, game_pk) == [{"n": 3}])
    assert rows(database.reader_url, "SELECT count(*) AS n FROM game_state_history WHERE game_pk = %s", game_pk) == [
        {"n": 2}
    ]


def test_readiness_shows_a_database_that_is_away_and_liveness_does_not(start: Start, database: Database) -> None:
    port = free_ports(1)[0]
    away = database.writer_url.replace("127.0.0.1:", "127.0.0.1:1").rsplit("/", 1)[0]
    process = start(METRICS_PORT=str(port), DATABASE_URL=f"{away[: away.rindex(':')]}:1/baseball")
    process.wait_ready(url_answers(f"http://127.0.0.1:{port}/livez"))
    process.wait_ready(url_answers(f"http://127.0.0.1:{port}/readyz", status=503))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL: is required"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL: must be like postgresql://"),
        ({"CONSUMER_BATCH_RECORDS": "none"}, "CONSUMER_BATCH_RECORDS: "),
        ({"KAFKA_BOOTSTRAP_SERVERS": ""}, "KAFKA_BOOTSTRAP_SERVERS: is required"),
    ],
)
def test_a_bad_setting_is_one_clear_line_and_exit_code_2(changes: dict[str, str], says: str) -> None:
    environment = {
        **inherited(),
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "DATABASE_URL": "postgresql://baseball_writer:x@127.0.0.1:1/baseball",
        **changes,
    }
    done = subprocess.run([str(SCRIPT)], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert ":x@" not in done.stderr + done.stdout


def test_arguments_are_refused() -> None:
    done = subprocess.run([str(SCRIPT), "--now"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "takes no arguments" in done.stderr
