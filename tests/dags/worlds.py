"""The stand-ins' world, and a DAG run in it."""

import json
import os
import sys
from pathlib import Path
from typing import Any

STAND_IN = Path(__file__).with_name("stand_in.py")


def due_game(game_pk: int, label: str | None = None, day: str = "2026-07-04") -> dict[str, Any]:
    return {
        "game_pk": game_pk,
        "official_date": day,
        "label": label or f"{day} {game_pk} Away at Home",
        "reason": "new",
    }


def a_correction(game_pk: int) -> dict[str, Any]:
    """A row of the correction ledger: a hit less."""
    return {
        "game_pk": game_pk,
        "table_name": "player_game_batting",
        "side": "home",
        "player_id": 700042,
        "column_name": "hits",
        "old_value": "2",
        "new_value": "1",
    }


class World:
    """Writes what the stand-ins read; each test has its own folder."""

    def __init__(self, folder: Path, environment_file: Path) -> None:
        self._world = folder / "world.json"
        self._calls = folder / "calls.jsonl"
        commands = folder / "bin"
        commands.mkdir()
        for name in ("game-aggregator", "api-poller"):
            script = commands / name
            script.write_text(f"#!{sys.executable} -IS\n{STAND_IN.read_text(encoding='utf-8')}", encoding="utf-8")
            script.chmod(0o755)
        environment = {
            "PATH": f"{commands}:{os.environ['PATH']}",
            "WORLD": str(self._world),
            "CALLS": str(self._calls),
            "DATABASE_URL": "postgresql://writer@127.0.0.1/baseball",
        }
        environment_file.write_text(json.dumps(environment), encoding="utf-8")
        self.set()

    def set(self, **world: Any) -> None:
        self._world.write_text(json.dumps({"due": [], **world}), encoding="utf-8")

    @property
    def calls(self) -> list[dict[str, Any]]:
        if not self._calls.exists():
            return []
        return [json.loads(line) for line in self._calls.read_text(encoding="utf-8").splitlines()]

    @property
    def commands(self) -> list[str]:
        """The command lines, in order, without the result file."""
        return [" ".join([call["program"], *call["arguments"][:-1]]) for call in self.calls]

    @property
    def processes(self) -> list[int]:
        """The ids of all processes that the commands were and started."""
        return [pid for call in self.calls for pid in call["processes"]]


class Run:
    """What became of a DAG run."""

    def __init__(self, dag_run: Any) -> None:
        self.state = str(dag_run.state)
        self._instances = dag_run.get_task_instances()

    def states(self, task_id: str) -> list[str]:
        """States of a task, or of all its mapped instances in order."""
        found = sorted((ti.map_index, str(ti.state)) for ti in self._instances if ti.task_id == task_id)
        return [state for _, state in found]

    def tries(self, task_id: str) -> list[int]:
        return [ti.try_number for ti in self._of(task_id)]

    def labels(self, task_id: str) -> list[str]:
        return [ti.rendered_map_index for ti in self._of(task_id)]

    def result(self, task_id: str) -> Any:
        """The XCom of a task that is not mapped."""
        return self._of(task_id)[0].xcom_pull(task_ids=task_id)

    def _of(self, task_id: str) -> list[Any]:
        return sorted((ti for ti in self._instances if ti.task_id == task_id), key=lambda ti: ti.map_index)


def is_running(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def run_dag(dag_id: str, **conf: Any) -> Run:
    """Runs the DAG to its end in this process; each task's commands are real processes."""
    from airflow.dag_processing.dagbag import BundleDagBag

    folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    bag = BundleDagBag(folder, bundle_path=folder, bundle_name="dags-folder")
    dag = bag.dags[dag_id]
    dag.deadline = None  # dag.test() of Airflow 3.3.2 fails on DAGs with deadlines; tests/dags/test_alerts.py has these
    return Run(dag.test(run_conf=conf or None))
