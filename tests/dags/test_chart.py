"""What the chart tells Airflow, by its rendered golden files: options that Airflow has, pods that its policies know."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from airflow.configuration import retrieve_configuration_description
from bags import environment, load_bag
from kubernetes.client import ApiClient

GOLDEN = Path(__file__).parents[1] / "charts" / "golden"
PROCESSES = ("api-server", "scheduler", "dag-processor", "triggerer")


def objects(profile: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((GOLDEN / f"baseball-stats-{profile}.yaml").read_text(encoding="utf-8")))


def named(profile: str, kind: str, name: str) -> dict[str, Any]:
    return next(each for each in objects(profile) if (each["kind"], each["metadata"]["name"]) == (kind, name))


def settings(profile: str, process: str) -> Iterator[str]:
    """Every variable of a process."""
    yield from named(profile, "ConfigMap", f"baseball-airflow-{process}")["data"]
    pod = named(profile, "Deployment", f"baseball-airflow-{process}")["spec"]["template"]["spec"]
    for entry in pod["containers"][0]["env"]:
        yield entry["name"]


@pytest.mark.parametrize("profile", ["kind", "production"])
@pytest.mark.parametrize("process", PROCESSES)
def test_airflow_knows_every_option(profile: str, process: str) -> None:
    known = {
        f"AIRFLOW__{section}__{option}".upper()
        for section, its in retrieve_configuration_description(include_providers=False).items()
        for option in its["options"]
    }
    told = [name for name in settings(profile, process) if name.startswith("AIRFLOW__")]
    assert len(told) > 10
    assert set(told) <= known


@pytest.mark.parametrize("profile", ["kind", "production"])
@pytest.mark.parametrize(
    ("dag_id", "task_id", "component"),
    [("game_aggregation", "find_due_games", "game-aggregator"), ("corrections", "recheck", "recheck")],
)
def test_the_pods_fit_the_release(airflow_home: Path, profile: str, dag_id: str, task_id: str, component: str) -> None:
    config = named(profile, "ConfigMap", "baseball-airflow-scheduler")["data"]
    told = {name: value for name, value in config.items() if name.startswith("BASEBALL_")}
    with environment(**told, AIRFLOW_CONN_KUBERNETES_DEFAULT=config["AIRFLOW_CONN_KUBERNETES_DEFAULT"]):
        task = load_bag().dags[dag_id].get_task(task_id)
        pod = ApiClient().sanitize_for_serialization(task.build_pod_request_obj(dry_run=True))
    spec, base = pod["spec"], pod["spec"]["containers"][0]
    policy = named(profile, "NetworkPolicy", f"baseball-{component}")["spec"]["podSelector"]["matchLabels"]
    assert policy.items() <= pod["metadata"]["labels"].items()
    denied = named(profile, "NetworkPolicy", "baseball-default-deny")["spec"]["podSelector"]["matchLabels"]
    assert denied.items() <= pod["metadata"]["labels"].items()
    assert named(profile, "ServiceAccount", spec["serviceAccountName"])
    its = named(profile, "ConfigMap", base["envFrom"][0]["configMapRef"]["name"])["data"]
    folders = [each["mountPath"] for each in base["volumeMounts"]]
    files = [value for name, value in its.items() if name.endswith("_LOCATION")]
    assert all(str(Path(file).parent) in folders for file in files)
    assert len(files) == (3 if component == "recheck" else 0)
    if its["ARCHIVE_URL"].startswith("file://"):
        assert its["ARCHIVE_URL"].removeprefix("file://") in folders
    else:
        assert base["envFrom"][1]["secretRef"]["name"] == "baseball-archive"
    sidecar = json.loads(config["AIRFLOW_CONN_KUBERNETES_DEFAULT"])["extra"]
    assert sidecar["xcom_sidecar_container_image"] == told["BASEBALL_AGGREGATOR_IMAGE"]
    assert set(json.loads(sidecar["xcom_sidecar_container_resources"])) == {"requests", "limits"}
