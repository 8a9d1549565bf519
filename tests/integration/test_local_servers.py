"""PostgreSQL and broker on one folder, as demo and ``local-stack up`` start them."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from confluent_kafka.admin import AdminClient

from local_stack.errors import StackError
from local_stack.postgres import OWNER, READER
from local_stack.processes import ManagedProcess
from local_stack.servers import Servers


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    made = Servers(tmp_path / "world", os.environ)
    yield made
    made.stop()


@pytest.mark.kafka
@pytest.mark.postgres
def test_a_second_start_goes_on_with_the_data_and_passwords_of_the_first(servers: Servers, tmp_path: Path) -> None:
    steps: list[str] = []
    servers.start(steps.append)
    assert steps == ["PostgreSQL 18", "Apache Kafka"]
    with psycopg.connect(servers.database_url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS a")
    servers.stop()

    again = Servers(tmp_path / "world", os.environ)
    again.start(steps.append)
    try:
        with psycopg.connect(again.database_url(READER)) as connection:
            assert connection.execute("SELECT a FROM kept").fetchall() == [(1,)]
        topics = AdminClient({"bootstrap.servers": again.kafka_environment["KAFKA_BOOTSTRAP_SERVERS"]}).list_topics(
            timeout=10
        )
        assert {"live_game_data", "mlb_schedule", "live_game_data.dead_letter"} <= set(topics.topics)
        with pytest.raises(StackError, match="another process is using"):
            Servers(tmp_path / "world", os.environ).start(steps.append)
    finally:
        again.stop()


@pytest.mark.postgres
def test_the_test_broker_says_what_it_lacks(tmp_path: Path) -> None:
    steps: list[str] = []
    servers = Servers(tmp_path / "world", os.environ, "mock")
    try:
        servers.start(steps.append)
        assert any("not Kafka" in step for step in steps)
        client = AdminClient({"bootstrap.servers": servers.kafka_environment["KAFKA_BOOTSTRAP_SERVERS"]})
        assert client.list_topics(timeout=10).brokers
    finally:
        servers.stop()


@pytest.mark.kafka
@pytest.mark.postgres
@pytest.mark.slow
def test_nothing_is_left_when_the_command_is_interrupted_or_killed(tmp_path: Path) -> None:
    for number in (signal.SIGINT, signal.SIGKILL):
        code = (
            "import os, pathlib, time\n"
            "from local_stack.servers import Servers\n"
            f"servers = Servers(pathlib.Path({str(tmp_path / number.name)!r}), os.environ)\n"
            "try:\n"
            "    servers.start(lambda step: None)\n"
            "    print('up', flush=True)\n"
            "    time.sleep(600)\n"
            "except KeyboardInterrupt:\n"
            "    servers.stop()\n"
        )
        process = ManagedProcess(
            "servers", [sys.executable, "-c", code], env=dict(os.environ), log=tmp_path / "log", stop_signal=number
        )
        process.start()
        process.wait_ready(lambda: (tmp_path / "log").read_text().count("up") >= 1)
        process.stop(deadline=30)
        (tmp_path / "log").write_text("")
        _await_gone(str(tmp_path / number.name))


def _await_gone(text: str) -> None:
    """Waits until no process has ``text`` in its command line; fails after 30 s."""
    deadline = time.monotonic() + 30
    while found := [process.pid for process in psutil.process_iter() if text in _command_line(process)]:
        assert time.monotonic() < deadline, f"still running: {found}"
        time.sleep(0.1)


def _command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
