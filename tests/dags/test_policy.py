"""Rules that every DAG keeps (case 26: they load in the Airflow that is pinned)."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bags import DAGS, load_bag

SOURCES = sorted(DAGS.rglob("*.py"))
# What a DAG file may import beside the standard library. The provider's own models come as `kubernetes`.
ALLOWED = {"airflow", "kubernetes", "baseball_batch"}
LONGEST_LOAD_SECONDS = 10.0  # Airflow's own default is 30

# Loads all DAGs with sockets, processes and files outside Python's own folders forbidden. Run in a process of its own.
GUARDED = """
import sys, time
from pathlib import Path
from airflow.dag_processing.dagbag import BundleDagBag
import airflow.providers.cncf.kubernetes.operators.pod  # what Airflow's own imports open is not the point
folder = Path(sys.argv[1])
touched = []
def look(event, arguments):
    if not watching: return
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.posix_spawn", "os.mkdir"):
        touched.append((event, str(arguments)))
    if event == "open" and not str(arguments[0]).startswith((sys.base_prefix, sys.prefix, str(folder))):
        touched.append((event, str(arguments[0])))
watching = False
sys.addaudithook(look)
sys.path.append(str(folder))
import importlib.util
watching = True
began = time.monotonic()
for file in sorted(folder.glob("*.py")):
    spec = importlib.util.spec_from_file_location(file.stem, file)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
watching = False
print(time.monotonic() - began)
print(touched)
"""


@pytest.fixture(scope="module")
def bag(airflow_home: Path) -> Any:
    return load_bag()


def tasks(bag: Any) -> list[Any]:
    return [task for dag in bag.dags.values() for task in dag.tasks]


def test_every_file_loads(bag: Any) -> None:
    assert bag.import_errors == {}
    assert set(bag.dags) == {"game_aggregation", "corrections", "season_backfill", "data_quality"}
    assert bag.size() == len(list(DAGS.glob("*.py"))), "one DAG a file; shared modules are not parsed"


def test_loading_opens_nothing_and_is_quick(airflow_home: Path) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", GUARDED, str(DAGS)], capture_output=True, text=True, timeout=120, check=True
    )
    seconds, touched = loaded.stdout.splitlines()[-2:]
    assert touched == "[]"
    assert float(seconds) < LONGEST_LOAD_SECONDS


# A program beside Airflow's processes, which no DAG loads; it asks Airflow's database how they are.
OF_ITS_OWN_PROCESS = {"heartbeat.py": {"psycopg"}}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(DAGS)))
def test_imports_are_airflow_or_the_standard_library(source: Path) -> None:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    own = OF_ITS_OWN_PROCESS.get(source.name, set())
    assert names - ALLOWED - own - set(sys.stdlib_module_names) == set()


def test_the_rest_of_airflow_is_reached_through_its_sdk_and_the_provider() -> None:
    modules = set(re.findall(r"^from (airflow[\w.]*)", "\n".join(map(Path.read_text, SOURCES)), flags=re.MULTILINE))
    assert modules == {
        "airflow.sdk",
        "airflow.sdk.exceptions",
        "airflow.providers.cncf.kubernetes.operators.pod",
    }


def test_pods_are_made_in_one_module() -> None:
    makers = {source.name for source in SOURCES if "KubernetesPodOperator" in source.read_text(encoding="utf-8")}
    assert makers == {"aggregator_pod.py", "process_pod.py"}
    for dag_file in DAGS.glob("*.py"):
        assert "k8s" not in dag_file.read_text(encoding="utf-8")


def test_every_dag_says_what_it_is(bag: Any) -> None:
    for dag in bag.dags.values():
        assert len(dag.doc_md) > 100, dag.dag_id
        assert "baseball" in dag.tags
        assert dag.catchup is False
        assert dag.max_active_runs == 1
        assert len(dag.deadline) == 1


def test_schedules(bag: Any) -> None:
    schedules = {dag.dag_id: dag.schedule for dag in bag.dags.values()}
    assert schedules == {
        "game_aggregation": "*/10 * * * *",
        "corrections": "0 12 * * *",
        "season_backfill": None,
        "data_quality": "20 * * * *",
    }


def test_every_task_has_owner_retries_back_off_time_limit_and_alerts(bag: Any) -> None:
    for task in tasks(bag):
        assert task.owner == "baseball-stats", task.task_id
        assert task.retries == 2
        assert task.retry_exponential_backoff == 2.0
        assert task.max_retry_delay.total_seconds() == 900
        assert 0 < task.execution_timeout.total_seconds() <= 3 * 3600
        assert [alert.event for alert in task.on_failure_callback] == ["failure"]
        assert [alert.event for alert in task.on_retry_callback] == ["retry"]


def test_every_pod_counts_in_the_pool_and_mapped_ones_are_capped_and_named(bag: Any) -> None:
    pods = [task for task in tasks(bag) if "Pod" in task.task_type]
    assert len(pods) == 2 + 4 + 1 + 4
    assert {task.pool for task in pods} == {"game_aggregator"}
    mapped = [task for task in pods if task.is_mapped]
    assert {task.task_id: task.max_active_tis_per_dagrun for task in mapped} == {
        "aggregate_game": 4,
        "rerun_game": 4,
        "aggregate_chunk": 2,
    }
    for task in mapped:
        assert task.map_index_template == "{{ task.annotations['baseball/subject'] }}"
        assert task.partial_kwargs["skip_on_exit_code"] == 3


def test_no_secret_stands_in_the_code() -> None:
    for source in SOURCES:
        assert not re.search(r"(?i)(password|token|secret)\s*=\s*[\"'][^\"']+[\"']", source.read_text(encoding="utf-8"))
