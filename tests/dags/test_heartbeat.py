"""What the probes of Airflow's processes answer. The real database's part is in the cluster."""

import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from airflow.configuration import conf
from airflow.jobs.job import Job

from baseball_batch.heartbeat import AGE, Heartbeat, server


class Database:
    """Answers with an age; None: no such job; an exception: raised at the connection."""

    def __init__(self, age: float | Exception | None) -> None:
        self.age = age
        self.asked: list[tuple[str, ...]] = []

    def connect(self, url: str, connect_timeout: int) -> "Database":
        assert url == "postgresql://airflow"
        assert connect_timeout < 5, "the kubelet does not wait longer"
        if isinstance(self.age, Exception):
            raise self.age
        return self

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""

    def execute(self, statement: str, parameters: tuple[str, ...]) -> list[tuple[Any]]:
        assert statement == AGE
        self.asked.append(parameters)
        return [(self.age,)]


@contextmanager
def served(database: Database) -> Iterator[str]:
    probe = server(Heartbeat("SchedulerJob", "postgresql://airflow", database.connect), 0)
    threading.Thread(target=probe.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{probe.server_address[1]}"
    finally:
        probe.shutdown()
        probe.server_close()


def status(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as exc:
        return exc.code, exc.read().decode()


@pytest.mark.parametrize(
    ("age", "ready", "live"),
    [
        (3.0, (200, "ok"), (200, "ok")),
        (61.0, (503, "SchedulerJob was last seen 61 s ago"), (503, "SchedulerJob was last seen 61 s ago")),
        (psycopg.OperationalError("refused"), (503, "the database does not answer: refused"), (200, "ok")),
    ],
)
def test_a_stalled_process_is_restarted_and_one_without_a_database_is_not(
    age: float | Exception, ready: tuple[int, str], live: tuple[int, str]
) -> None:
    with served(Database(age)) as url:
        assert status(f"{url}/readyz") == ready
        assert status(f"{url}/livez") == live


def test_a_process_that_has_not_begun_is_neither() -> None:
    database = Database(None)
    with served(database) as url:
        code, text = status(f"{url}/livez")
    host = socket.gethostbyname(socket.gethostname())
    assert (code, text) == (503, f"no SchedulerJob of {host}")
    assert database.asked == [("SchedulerJob", host)]


def test_what_is_asked_for_is_what_airflow_writes() -> None:
    assert Job.__tablename__ == "job"
    assert {"latest_heartbeat", "job_type", "hostname", "state"} <= set(Job.__table__.columns.keys())
    assert conf.getint("scheduler", "job_heartbeat_sec") * 10 <= 60, "several may be missed"
