"""``api-service`` as operators run it: its own process, several workers, signals, metrics, bad settings."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from local_stack.ports import free_ports
from local_stack.processes import ManagedProcess, url_answers
from support.builders import GAME_PK, a_game, a_past_state, a_state, save
from support.stack import Database

pytestmark = pytest.mark.postgres
SCRIPT = str(Path(sys.executable).parent / "api-service")


class Running:
    """A started service."""

    def __init__(self, process: ManagedProcess, port: int, metrics_port: int, log: Path) -> None:
        self.process = process
        self.base = f"http://127.0.0.1:{port}"
        self.metrics = f"http://127.0.0.1:{metrics_port}/metrics"
        self.log = log

    def wait_counted(self, route: str, count: int) -> None:
        """Blocks until so many requests of the route are counted, which happens just after their answers."""
        self.process.wait_ready(lambda: _requests_counted(httpx.get(self.metrics).text, route) == count)


def _environment(url: str, port: int, **settings: str) -> dict[str, str]:
    inherited = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_CONFIG")
    plain = {name: os.environ[name] for name in inherited if name in os.environ}
    return {**plain, "DATABASE_URL": url, "HTTP_PORT": str(port), **settings}


@contextmanager
def _running(url: str, folder: Path, **settings: str) -> Iterator[Running]:
    port, metrics_port = free_ports(2)
    temporary = folder / "tmp"
    temporary.mkdir()
    log = folder / "api.log"
    environment = _environment(url, port, METRICS_PORT=str(metrics_port), TMPDIR=str(temporary), **settings)
    process = ManagedProcess("api", [SCRIPT], env=environment, log=log)
    process.start()
    try:
        process.wait_ready(url_answers(f"http://127.0.0.1:{port}/livez"))
        yield Running(process, port, metrics_port, log)
    finally:
        process.stop()


def _requests_counted(text: str, route: str) -> float:
    pattern = rf'^api_requests_total{{[^}}]*route="{re.escape(route)}"[^}}]*}} (\S+)$'
    return sum(float(value) for value in re.findall(pattern, text, re.MULTILINE))


def test_workers_share_one_port_and_one_page_of_metrics_and_end_on_sigterm(database: Database, tmp_path: Path) -> None:
    save(database.writer_url, a_game(), a_state(), a_past_state())
    with _running(database.reader_url, tmp_path, HTTP_WORKERS="2") as service:
        master = psutil.Process(service.process.pid)
        for _ in range(40):
            assert httpx.get(f"{service.base}/games/{GAME_PK}/state").status_code == 200
        assert httpx.get(f"{service.base}/nothing").status_code == 404
        assert len(master.children()) == 2
        service.wait_counted("/games/{game_pk}/state", 40)
        page = httpx.get(service.metrics).text
        assert _requests_counted(page, "none") >= 1
        assert str(GAME_PK) not in page
        assert re.findall(r"^tables_readable (\S+)$", page, re.MULTILINE) == ["1.0"]
        with httpx.stream("GET", f"{service.base}/games/{GAME_PK}/stream") as stream:
            next(stream.iter_lines())
            service.process.ask_to_stop()
            assert service.process.wait(10) == 0
        assert not psutil.pid_exists(master.pid)
    assert list((tmp_path / "tmp").iterdir()) == []
    log = service.log.read_text()
    assert '"event": "settings_loaded"' in log
    assert "baseball_reader:" not in log
    assert "Traceback" not in log
    assert "SIGKILL" not in log


def test_a_killed_or_stuck_worker_is_replaced_and_a_killed_master_takes_its_workers_along(
    database: Database, tmp_path: Path
) -> None:
    with _running(database.reader_url, tmp_path, HTTP_WORKERS="1", HTTP_WORKER_TIMEOUT_SECONDS="5") as service:
        master = psutil.Process(service.process.pid)
        (worker,) = master.children()
        for count, number in enumerate((signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP), start=1):
            assert httpx.get(f"{service.base}/readyz").status_code == 200
            service.wait_counted("/readyz", count)
            worker.send_signal(number)
            psutil.wait_procs([worker], timeout=30)
            service.process.wait_ready(lambda: bool(master.children()))
            service.process.wait_ready(url_answers(f"{service.base}/livez"))
            (successor,) = master.children()
            assert successor.pid != worker.pid
            worker = successor
        service.wait_counted("/readyz", 3)
        master.kill()
        psutil.wait_procs([successor], timeout=30)
        assert not successor.is_running()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"HTTP_PORT": "0"}, "HTTP_PORT"),
        ({"HTTP_PORT": "http"}, "HTTP_PORT"),
        ({"HTTP_WORKERS": "0"}, "HTTP_WORKERS"),
        ({"POOL_SIZE": "-3"}, "POOL_SIZE"),
        ({"POOL_STATEMENT_SECONDS": "soon"}, "POOL_STATEMENT_SECONDS"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"DATABASE_URL": "mysql://user:secret@127.0.0.1/baseball"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://user:secret@127.0.0.1:port/baseball"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://user:secret@127.0.0.1:5432"}, "DATABASE_URL"),
    ],
)
def test_a_bad_setting_is_one_line_and_exit_code_2(tmp_path: Path, settings: dict[str, str], named: str) -> None:
    environment = _environment("postgresql://baseball_reader:pw@127.0.0.1:9/baseball", 18999, **settings)
    done = subprocess.run([SCRIPT], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert named in done.stderr
    assert "secret" not in done.stderr


def test_a_metrics_port_in_use_is_a_bad_setting(database: Database, tmp_path: Path) -> None:
    with _running(database.reader_url, tmp_path, HTTP_WORKERS="1") as service:
        taken = service.metrics.split(":")[2].removesuffix("/metrics")
        environment = _environment(database.reader_url, free_ports(1)[0], METRICS_PORT=taken)
        done = subprocess.run([SCRIPT], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
        assert "METRICS_PORT" in done.stderr


def test_requests_under_way_are_answered_before_the_process_ends(database: Database, tmp_path: Path) -> None:
    save(database.writer_url, a_game(), a_state())
    with _running(database.reader_url, tmp_path, HTTP_WORKERS="1") as service:
        statuses: list[int] = []
        refused = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=service.base) as client:
                try:
                    while True:
                        statuses.append(client.get(f"/games/{GAME_PK}/state").status_code)
                except httpx.TransportError:
                    refused.set()

        asking = threading.Thread(target=ask)
        asking.start()
        while len(statuses) < 20:
            assert asking.is_alive()
        service.process.ask_to_stop()
        assert service.process.wait(10) == 0
        asking.join(10)
        assert refused.is_set()
        assert set(statuses) == {200}
