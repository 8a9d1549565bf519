"""``make airflow`` end to end: scheduler, dag processor, triggerer and API server as processes, driven over REST.

The demo is a folder that this test holds; its commands are the stand-ins.
"""

import fcntl
import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from receivers import Webhook
from worlds import World, due_game, is_running

PROJECT = Path(__file__).parents[2]
START_SECONDS = 240.0
RUN_SECONDS = 180.0


def wait_for(what: str, look: Callable[[], Any], seconds: float) -> Any:
    """The first thing that ``look`` finds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError(f"{what}: not within {seconds:g} s")


class Airflow:
    """The REST API of a local Airflow."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url = url
        self._token = ""
        self._token = self._ask("POST", "/auth/token", {"username": user, "password": password})["access_token"]

    def get(self, path: str) -> Any:
        return self._ask("GET", f"/api/v2{path}")

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._ask("POST", f"/api/v2{path}", body)

    def run(self, dag_id: str, **conf: Any) -> str:
        """Starts a run and returns its id."""
        return self.post(f"/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"]

    def tasks(self, dag_id: str, run_id: str) -> list[Any]:
        return self.get(f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def descendants(pid: int) -> list[int]:
    """All processes below ``pid``, whatever their group and session."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


@pytest.fixture
def demo(tmp_path: Path, world: World, airflow_home: Path) -> Iterator[Path]:
    """A demos' folder with one demo that runs, as far as a lock can tell."""
    folder = tmp_path / "demos" / "simulated"
    folder.mkdir(parents=True)
    environment = json.loads((airflow_home / "process.json").read_text(encoding="utf-8"))
    (folder / "batch.json").write_text(json.dumps(environment), encoding="utf-8")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder.parent


@pytest.fixture
def local_airflow(tmp_path: Path, demo: Path) -> Iterator[subprocess.Popen[str]]:
    """``local-airflow`` with its own home; killed with its whole session at the end."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW_")},
        **{name: value for name, value in os.environ.items() if name.startswith("AIRFLOW_CONN_")},
        "DATA": str(demo),
        "AIRFLOW_DATA": str(tmp_path / "airflow"),
        "BASEBALL_RETRY_DELAY_SECONDS": "1",
        "BASEBALL_DEADLINE_FACTOR": "0.0001",  # every run that takes a second misses its deadline
    }
    process = subprocess.Popen(
        [PROJECT / ".venv" / "bin" / "local-airflow"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield process
    below = descendants(process.pid)
    process.kill()
    process.wait()
    for pid in below:
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)


def test_games_are_found_run_and_reported_by_a_whole_airflow(
    local_airflow: subprocess.Popen[str], world: World, webhook: Webhook
) -> None:
    world.set(
        due=[due_game(900001), due_game(900002), due_game(900003)],
        behaviour={
            "900002": {"exits": [1, 0], "says": "database is away"},
            "900003": {"exits": [4], "silent": True, "says": "outs do not balance"},
        },
    )
    assert local_airflow.stdout is not None
    lines: list[str] = []
    for line in local_airflow.stdout:
        lines.append(line)
        if "Ctrl-C ends it" in line:
            break
    said = re.search(r"Airflow (http://127\.0\.0\.1:\d+)   user (\w+)   password (\S+)", "".join(lines))
    assert said, "".join(lines)
    airflow = Airflow(*said.groups())

    def loaded() -> bool:
        return {dag["dag_id"] for dag in airflow.get("/dags")["dags"]} >= {"game_aggregation", "season_backfill"}

    wait_for("the DAGs", loaded, START_SECONDS)
    assert airflow.get("/importErrors")["total_entries"] == 0
    assert airflow.get("/pools/game_aggregator")["slots"] == 8

    airflow.run("game_aggregation")  # one may have been started by schedule before it

    def first_run_with_games() -> str | None:
        """The schedule's run or ours, whichever came first; later ones find what this one left."""
        runs = airflow.get("/dags/game_aggregation/dagRuns?order_by=start_date")["dag_runs"]
        return next((run["dag_run_id"] for run in runs if run["state"] == "failed"), None)

    run_id = wait_for("the run, which fails for one game's breached audit", first_run_with_games, RUN_SECONDS)
    tasks = airflow.tasks("game_aggregation", run_id)
    games = sorted(
        (task["rendered_map_index"], task["state"], task["try_number"])
        for task in tasks
        if task["task_id"] == "aggregate_game"
    )
    assert games == [
        ("2026-07-04 900001 Away at Home", "success", 1),
        ("2026-07-04 900002 Away at Home", "success", 2),
        ("2026-07-04 900003 Away at Home", "failed", 1),
    ]
    xcom = airflow.get(
        f"/dags/game_aggregation/dagRuns/{run_id}/taskInstances/publish_summary/xcomEntries/return_value"
    )
    assert xcom["value"].splitlines()[0] == "3 due, 3 tried: 2 aggregated, 0 unchanged, 0 held, 0 open, 1 failed"

    def subjects() -> set[str]:
        return {body["subject"] for body in webhook.bodies}

    expected = {
        "game_aggregation.aggregate_game will be tried again",
        "game_aggregation.aggregate_game failed",
        "game_aggregation: 1 of 3 games failed, 0 cells differ",
        "game_aggregation missed its deadline",
    }
    wait_for("the alerts", lambda: subjects() >= expected, RUN_SECONDS)

    below = descendants(local_airflow.pid)
    assert len(below) > 4
    local_airflow.send_signal(signal.SIGINT)
    assert local_airflow.wait(60) == 0
    assert [pid for pid in below if is_running(pid)] == []
