"""The pods as Kubernetes would get them: strictly valid, restricted, and with what the deployment says."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import kubernetes_validate
import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from bags import KUBERNETES, environment, load_bag
from kubernetes.client import ApiClient
from kubernetes.client import models as k8s

KUBERNETES_VERSION = "1.35"
PODS = [
    ("game_aggregation", "find_due_games"),
    ("game_aggregation", "aggregate_game"),
    ("corrections", "recheck"),
    ("corrections", "find_due_games"),
    ("corrections", "rerun_game"),
    ("corrections", "read_ledger"),
    ("season_backfill", "aggregate_chunk"),
    *(("data_quality", f"check_{name}") for name in ("freshness", "reconciliation", "invariants", "held")),
]
MAPPED = {"aggregate_game", "rerun_game", "aggregate_chunk"}
ALL_OPTIONS = {
    "BASEBALL_NAMESPACE": "stats",
    "BASEBALL_RELEASE": "game-day",
    "BASEBALL_IMAGE_PULL_SECRETS": "registry",
    "BASEBALL_NODE_SELECTOR": '{"pool": "batch"}',
    "BASEBALL_TOLERATIONS": '[{"key": "spot", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60}]',
    "BASEBALL_PRIORITY_CLASS": "low",
    "BASEBALL_ANNOTATIONS": '{"team.test/cost-centre": "stats"}',
    "BASEBALL_KAFKA_CA_SECRET": "kafka-ca",
    "BASEBALL_KAFKA_CERTIFICATE_SECRET": "kafka-user",
    "BASEBALL_KAFKA_PASSWORD_SECRET": "kafka-password",
    "BASEBALL_ARCHIVE_SECRET": "s3",
    "BASEBALL_ARCHIVE_CLAIM": "archive",
    "BASEBALL_BACKFILL_MEMORY": "4Gi",
}


def pod_of(dag_id: str, task_id: str, **settings: str) -> dict[str, Any]:
    """The pod that the provider would create, as JSON."""
    with environment(**KUBERNETES, **settings):
        task = load_bag().dags[dag_id].get_task(task_id)
    if task_id in MAPPED:
        task = task.unmap({"arguments": ["run"], "annotations": {"baseball/subject": "2026-07-04 900001 Away at Home"}})
    return ApiClient().sanitize_for_serialization(task.build_pod_request_obj(dry_run=True))


def container(pod: dict[str, Any], name: str = "base") -> dict[str, Any]:
    return next(each for each in pod["spec"]["containers"] if each["name"] == name)


@pytest.mark.parametrize("settings", [{}, ALL_OPTIONS], ids=["defaults", "all options"])
@pytest.mark.parametrize(("dag_id", "task_id"), PODS)
def test_every_pod_is_valid_and_restricted(
    airflow_home: Path, dag_id: str, task_id: str, settings: dict[str, str]
) -> None:
    pod = pod_of(dag_id, task_id, **settings)
    assert kubernetes_validate.validate(pod, KUBERNETES_VERSION, strict=True) == KUBERNETES_VERSION
    spec = pod["spec"]
    assert spec["restartPolicy"] == "Never"
    assert spec["automountServiceAccountToken"] is False
    assert spec["serviceAccountName"] == "game-aggregator"
    assert spec["activeDeadlineSeconds"] > 600
    assert spec["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "fsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert {each["name"] for each in spec["containers"]} == {"base", "airflow-xcom-sidecar"}
    for each in spec["containers"]:
        assert each["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
    assert {"name": "tmp", "mountPath": "/tmp"} in container(pod)["volumeMounts"]
    resources = container(pod)["resources"]
    assert set(resources["requests"]) == set(resources["limits"]) == {"cpu", "memory"}
    assert (
        pod["metadata"]["labels"].items()
        >= {
            "app.kubernetes.io/part-of": "baseball-stats-pipeline",
            "app.kubernetes.io/managed-by": "airflow",
            "app.kubernetes.io/name": "baseball-stats",
            "app.kubernetes.io/instance": settings.get("BASEBALL_RELEASE", "baseball"),
            "app.kubernetes.io/component": "recheck" if task_id == "recheck" else "game-aggregator",
        }.items()
    )


def test_the_schema_refuses_what_it_does_not_know(airflow_home: Path) -> None:
    pod = pod_of("game_aggregation", "find_due_games")
    pod["spec"]["containers"][0]["evnFrom"] = []
    with pytest.raises(kubernetes_validate.ValidationError, match="evnFrom"):
        kubernetes_validate.validate(pod, KUBERNETES_VERSION, strict=True)


def secrets(base: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Secret and key by variable; a variable that is said in clear raises KeyError."""
    references = {each["name"]: each["valueFrom"]["secretKeyRef"] for each in base.get("env", [])}
    return {name: (found["name"], found["key"]) for name, found in references.items()}


def test_the_environment_comes_from_config_maps_and_secrets_alone(airflow_home: Path) -> None:
    base = container(pod_of("game_aggregation", "aggregate_game"))
    assert base["envFrom"] == [{"configMapRef": {"name": "game-aggregator"}}]
    assert base["image"] == "registry.test/game-aggregator:1.0"
    assert secrets(base) == {"DATABASE_URL": ("baseball-writer", "DATABASE_URL")}
    named = {"BASEBALL_DATABASE_SECRET": "pg", "BASEBALL_DATABASE_KEY": "uri"}
    assert secrets(container(pod_of("game_aggregation", "aggregate_game", **named))) == {"DATABASE_URL": ("pg", "uri")}


def test_the_poller_gets_its_own_settings(airflow_home: Path) -> None:
    pod = pod_of("corrections", "recheck", **ALL_OPTIONS)
    base = container(pod)
    assert base["command"] == ["api-poller"]
    assert base["image"] == "registry.test/api-poller:1.0"
    assert base["args"][:2] == ["recheck", "--days"]
    assert [next(iter(each.values()))["name"] for each in base["envFrom"]] == ["api-poller", "s3"]
    assert secrets(base) == {
        "KAFKA_SASL_USERNAME": ("kafka-password", "username"),
        "KAFKA_SASL_PASSWORD": ("kafka-password", "password"),
    }
    assert {"name": "archive", "mountPath": "/data/archive", "readOnly": False} in base["volumeMounts"]
    assert pod["metadata"]["namespace"] == "stats"
    assert pod["spec"]["imagePullSecrets"] == [{"name": "registry"}]


def test_the_pods_run_where_and_as_the_deployment_says(airflow_home: Path) -> None:
    pod = pod_of("game_aggregation", "aggregate_game", **ALL_OPTIONS)
    assert pod["metadata"]["annotations"] == {
        "team.test/cost-centre": "stats",
        "baseball/subject": "2026-07-04 900001 Away at Home",
    }
    spec = pod["spec"]
    assert spec["nodeSelector"] == {"pool": "batch"}
    assert spec["tolerations"] == json.loads(ALL_OPTIONS["BASEBALL_TOLERATIONS"])
    assert spec["priorityClassName"] == "low"


def files(pod: dict[str, Any]) -> dict[str, str]:
    """The secret that is mounted, read-only, by folder."""
    volumes = {each["name"]: each["secret"]["secretName"] for each in pod["spec"]["volumes"] if "secret" in each}
    mounts = [each for each in container(pod)["volumeMounts"] if each["name"] in volumes]
    assert all(each["readOnly"] for each in mounts)
    return {each["mountPath"]: volumes[each["name"]] for each in mounts}


def test_the_poller_gets_kafka_s_certificates_as_files_and_the_aggregator_none(airflow_home: Path) -> None:
    assert files(pod_of("corrections", "recheck", **ALL_OPTIONS)) == {
        "/etc/kafka/ca": "kafka-ca",
        "/etc/kafka/user": "kafka-user",
    }
    assert files(pod_of("corrections", "recheck")) == {}
    assert files(pod_of("corrections", "rerun_game", **ALL_OPTIONS)) == {}


def test_the_aggregator_cannot_write_to_the_archive(airflow_home: Path) -> None:
    pod = pod_of("game_aggregation", "aggregate_game", **ALL_OPTIONS)
    assert {"name": "archive", "mountPath": "/data/archive", "readOnly": True} in container(pod)["volumeMounts"]
    claim = next(each for each in pod["spec"]["volumes"] if each["name"] == "archive")
    assert claim["persistentVolumeClaim"] == {"claimName": "archive", "readOnly": True}


def test_a_season_gets_more_than_a_game(airflow_home: Path) -> None:
    season = container(pod_of("season_backfill", "aggregate_chunk", **ALL_OPTIONS))
    assert season["resources"]["limits"] == {"cpu": "2", "memory": "4Gi"}
    game = container(pod_of("game_aggregation", "aggregate_game", **ALL_OPTIONS))
    assert game["resources"]["limits"] == {"cpu": "1", "memory": "768Mi"}


def test_the_mapped_pod_says_its_game(airflow_home: Path) -> None:
    pod = pod_of("game_aggregation", "aggregate_game")
    assert pod["metadata"]["annotations"] == {"baseball/subject": "2026-07-04 900001 Away at Home"}


def test_succeeded_pods_are_deleted_and_failed_ones_kept(airflow_home: Path) -> None:
    with environment(**KUBERNETES):
        bag = load_bag()
    for dag_id, task_id in PODS:
        task = bag.dags[dag_id].get_task(task_id)
        options = task.partial_kwargs if task_id in MAPPED else vars(task)
        assert str(getattr(options["on_finish_action"], "value", options["on_finish_action"])) == "delete_succeeded_pod"


class KubernetesApi(ThreadingHTTPServer):
    """As much of the API server as an operator needs after a pod's end; keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _KubernetesRequest)
        self.requests: list[str] = []
        self.pod: dict[str, Any] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def write_config(self, file: Path) -> str:
        url = f"http://127.0.0.1:{self.server_address[1]}"
        file.write_text(
            json.dumps(
                {
                    "current-context": "test",
                    "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
                    "clusters": [{"name": "test", "cluster": {"server": url}}],
                    "users": [{"name": "test", "user": {}}],
                }
            ),
            encoding="utf-8",
        )
        return str(file)


class _KubernetesRequest(BaseHTTPRequestHandler):
    server: KubernetesApi

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests.append(f"{self.command} {self.path.partition('?')[0]}")
        body = json.dumps(self.server.pod if "/pods" in self.path else {"items": []}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PATCH = do_DELETE = _answer  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def kubernetes_api() -> Iterator[KubernetesApi]:
    server = KubernetesApi()
    yield server
    server.shutdown()
    server.server_close()


def an_ended_pod(exit_code: int, words: str = "") -> k8s.V1Pod:
    """A pod whose command has ended, as the API shows it."""
    ended = k8s.V1ContainerStateTerminated(exit_code=exit_code, message=words)
    status = k8s.V1ContainerStatus(
        name="base", image="x", image_id="x", ready=False, restart_count=0, state=k8s.V1ContainerState(terminated=ended)
    )
    return k8s.V1Pod(
        metadata=k8s.V1ObjectMeta(name="game-aggregator-1", namespace="stats", labels={}),
        spec=k8s.V1PodSpec(containers=[k8s.V1Container(name="base")]),
        status=k8s.V1PodStatus(phase="Failed" if exit_code else "Succeeded", container_statuses=[status]),
    )


@pytest.mark.parametrize(
    ("exit_code", "outcome"),
    [
        (1, AirflowException),
        (2, AirflowFailException),
        (3, AirflowSkipException),
        (4, AirflowFailException),
        (137, AirflowException),
        (0, None),
    ],
)
def test_exit_codes_decide_over_retry_skip_and_what_is_kept(
    airflow_home: Path, tmp_path: Path, kubernetes_api: KubernetesApi, exit_code: int, outcome: type | None
) -> None:
    with environment(**KUBERNETES):
        task = load_bag().dags["game_aggregation"].get_task("aggregate_game")
    operator = task.unmap({"arguments": ["run"], "annotations": {}})
    operator.config_file = kubernetes_api.write_config(tmp_path / "config.json")
    operator.in_cluster = False
    pod = an_ended_pod(exit_code, "outs do not balance")
    kubernetes_api.pod = ApiClient().sanitize_for_serialization(pod)
    result = {"outcome": "failed"}
    pushed: dict[str, Any] = {}
    context = {"ti": SimpleNamespace(xcom_push=pushed.__setitem__)}
    if outcome is None:
        operator.cleanup(pod, pod, result, context)
    else:
        with pytest.raises(outcome) as caught:
            operator.cleanup(pod, pod, result, context)
        assert type(caught.value) is outcome
        assert pushed == {"return_value": result}, "a failed command's answer is kept"
        if exit_code != 3:
            assert "outs do not balance" in str(caught.value)
    deleted = "DELETE /api/v1/namespaces/stats/pods/game-aggregator-1" in kubernetes_api.requests
    assert deleted == (exit_code == 0)
