"""Airflow in the chart: what its DAGs are told is there, who holds which key, and what its pods may do."""

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import api_poller.settings
import game_aggregator.settings
from baseball_core.settings import load
from chart_checks.objects import Object, containers_of, pod_of
from chart_checks.rendering import CHARTS, NAMESPACE, OFFLINE, ChartError, profile, render

DAGS = Path(__file__).parents[2] / "dags" / "baseball_batch"
KIND = profile("baseball-stats", "kind")
BUCKET = profile("baseball-stats", "production")
SCRAM = {"kafka": {"securityProtocol": "SASL_SSL", "ca": {"secret": ""}}}
PLAIN = {"kafka": {"securityProtocol": "PLAINTEXT"}}
PROCESSES = ("api-server", "scheduler", "dag-processor", "triggerer")
URL = "postgresql://role:password@host:5432/baseball"


def named(objects: list[Object], kind: str) -> dict[str, Object]:
    return {found["metadata"]["name"]: found for found in objects if found["kind"] == kind}


def config(objects: list[Object], component: str) -> dict[str, str]:
    data: dict[str, str] = named(objects, "ConfigMap")[f"baseball-{component}"]["data"]
    return data


def deployment(objects: list[Object]) -> Any:
    """What the DAGs read from the scheduler's environment; their module needs nothing but the standard library."""
    spec = importlib.util.spec_from_file_location("deployment_of_dags", DAGS / "deployment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Deployment.from_environment(config(objects, "airflow-scheduler"))


def variables(objects: list[Object], process: str) -> dict[str, tuple[str, str]]:
    """Secret and key by variable, of the process's own container."""
    container = named(objects, "Deployment")[f"baseball-airflow-{process}"]["spec"]["template"]["spec"]["containers"][0]
    references = {entry["name"]: entry["valueFrom"]["secretKeyRef"] for entry in container["env"]}
    return {name: (found["name"], found["key"]) for name, found in references.items()}


@pytest.mark.parametrize("layer", [{}, SCRAM, PLAIN, BUCKET], ids=["tls", "password", "plain", "bucket"])
def test_the_dags_are_told_of_objects_that_are_there(layer: dict[str, Any]) -> None:
    objects = render("baseball-stats", KIND, layer, OFFLINE)
    its = deployment(objects)
    assert its.namespace == NAMESPACE
    assert its.service_account in named(objects, "ServiceAccount")
    assert {its.aggregator_config, its.poller_config} <= set(named(objects, "ConfigMap"))
    assert (its.database_secret, its.database_key) == ("platform-writer", "DATABASE_URL")
    images = {
        container["image"]
        for found in objects
        if (pod := pod_of(found)) is not None
        for container in containers_of(pod)
    }
    assert its.poller_image in images
    if layer is BUCKET:
        assert (its.archive_claim, its.archive_secret) == ("", "baseball-archive")
    else:
        assert its.archive_claim in named(objects, "PersistentVolumeClaim")
    secrets = (its.kafka_ca_secret, its.kafka_certificate_secret, its.kafka_password_secret)
    assert (
        secrets
        == {
            "SSL": ("platform-cluster-ca-cert", "platform-poller", ""),
            "SASL_SSL": ("", "", "platform-poller"),
            "PLAINTEXT": ("", "", ""),
        }[layer.get("kafka", {}).get("securityProtocol", "SSL")]
    )


@pytest.mark.parametrize("layer", [{}, SCRAM, PLAIN, BUCKET], ids=["tls", "password", "plain", "bucket"])
def test_the_commands_in_the_pods_take_the_settings_they_are_given(layer: dict[str, Any]) -> None:
    objects = render("baseball-stats", KIND, layer, OFFLINE)
    password = {"KAFKA_SASL_USERNAME": "u", "KAFKA_SASL_PASSWORD": "p"} if layer is SCRAM else {}
    load(game_aggregator.settings.Settings, config(objects, "game-aggregator") | {"DATABASE_URL": URL})
    settings = load(api_poller.settings.Settings, config(objects, "recheck") | password)
    pod = {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}  # as the kubelet sets them
    poller = load(api_poller.settings.Settings, config(objects, "poller") | password | pod)
    assert (settings.kafka, settings.archive, settings.statsapi) == (poller.kafka, poller.archive, poller.statsapi)


def test_the_certificates_are_in_the_folders_that_the_dags_mount() -> None:
    told = {v for name, v in config(render("baseball-stats", KIND), "recheck").items() if name.endswith("_LOCATION")}
    folders = set(re.findall(r'"(/etc/kafka/\w+)"', (DAGS / "aggregator_pod.py").read_text(encoding="utf-8")))
    assert {str(Path(file).parent) for file in told} == folders
    assert {Path(file).name for file in told} == {"ca.crt", "user.crt", "user.key"}


def test_the_pods_fall_under_policies_by_the_labels_that_the_dags_give_them() -> None:
    source = (DAGS / "aggregator_pod.py").read_text(encoding="utf-8")
    objects = render("baseball-stats", KIND)
    release = deployment(objects).release
    components = set(re.findall(r'component="([\w-]+)"', source))
    assert components == {"game-aggregator", "recheck"}
    for component in components:
        assert named(objects, "NetworkPolicy")[f"baseball-{component}"]["spec"]["podSelector"]["matchLabels"] == {
            "app.kubernetes.io/name": re.search(r'"app.kubernetes.io/name": "([\w-]+)"', source)[1],  # type: ignore[index]
            "app.kubernetes.io/instance": release,
            "app.kubernetes.io/component": component,
        }


@pytest.mark.parametrize(
    ("component", "ports"),
    [
        ("game-aggregator", {53, 5432}),
        ("recheck", {53, 9093, 8080}),
        ("airflow-scheduler", {53, 5432, 443, 6443, 8080}),
        ("airflow-api-server", {53, 5432, 8793, 8794}),
        ("airflow-dag-processor", {53, 5432}),
        ("airflow-triggerer", {53, 5432, 8080}),
        ("airflow-migrations", {53, 5432}),
    ],
)
def test_each_may_leave_only_by_its_own_ports(component: str, ports: set[int]) -> None:
    rules = named(render("baseball-stats", KIND), "NetworkPolicy")[f"baseball-{component}"]["spec"]["egress"]
    assert {port["port"] for rule in rules for port in rule["ports"]} == ports
    assert all(rule["to"] for rule in rules), "an empty list means everywhere"


def test_games_and_airflow_have_databases_of_their_own() -> None:
    policies = named(render("baseball-stats", KIND), "NetworkPolicy")

    def databases(component: str) -> set[str]:
        return {
            peer["podSelector"]["matchLabels"]["cnpg.io/cluster"]
            for rule in policies[f"baseball-{component}"]["spec"]["egress"]
            for peer in rule["to"]
            if "cnpg.io/cluster" in peer.get("podSelector", {}).get("matchLabels", {})
        }

    assert {databases(f"airflow-{process}").pop() for process in PROCESSES} == {"platform-airflow-postgres"}
    assert databases("game-aggregator") == databases("transformer") == {"platform-postgres"}
    clusters = named(render("platform", profile("platform", "kind"), OFFLINE), "Cluster")
    assert set(clusters) == {"platform-postgres", "platform-airflow-postgres"}
    secret, key = variables(render("baseball-stats", KIND), "scheduler")["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    assert (secret, key) == ("platform-airflow-postgres-app", "uri"), "as CloudNativePG names it"


def test_each_process_holds_only_the_keys_it_uses() -> None:
    objects = render("baseball-stats", KIND)
    keys = {
        process: {key for secret, key in variables(objects, process).values() if secret == "baseball-airflow"}
        for process in PROCESSES
    }
    assert keys == {
        "api-server": {"fernet-key", "api-secret-key", "jwt-secret", "passwords.json"},
        "scheduler": {"fernet-key", "api-secret-key", "jwt-secret"},
        "dag-processor": {"fernet-key"},
        "triggerer": {"fernet-key", "api-secret-key"},
    }
    made = named(objects, "Secret")["baseball-airflow"]
    assert set.union(*keys.values()) == set(made["stringData"])
    assert made["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"


def test_the_keys_are_made_at_random_and_are_of_the_kind_that_airflow_takes() -> None:
    first, second = (named(render("baseball-stats", KIND), "Secret")["baseball-airflow"]["stringData"] for _ in "12")
    assert all(first[key] != second[key] for key in first)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}=", first["fernet-key"]), "32 bytes, URL-safe"
    assert len(first["jwt-secret"]) == len(first["api-secret-key"]) == 64, "what HMAC with SHA-512 asks for"
    assert list(json.loads(first["passwords.json"])) == ["admin"]
    assert len(json.loads(first["passwords.json"])["admin"]) == 20


def test_an_existing_secret_is_used_and_none_is_made() -> None:
    objects = render("baseball-stats", KIND, {"airflow": {"existingSecret": "mine", "connectionsSecret": "alerts"}})
    assert named(objects, "Secret") == {}
    for process in PROCESSES:
        assert {secret for secret, _ in variables(objects, process).values()} == {
            "mine",
            "platform-airflow-postgres-app",
        }
        spec = named(objects, "Deployment")[f"baseball-airflow-{process}"]["spec"]["template"]["spec"]
        sources = [source["secretRef"]["name"] for source in spec["containers"][0]["envFrom"] if "secretRef" in source]
        assert sources == (["alerts"] if process == "scheduler" else []), "where the tasks run"


def test_the_scheduler_alone_may_make_pods_and_only_in_its_own_namespace() -> None:
    objects = render("baseball-stats", KIND)
    role, binding = named(objects, "Role")["baseball-airflow-scheduler"], named(objects, "RoleBinding")
    rights = {(resource, verb) for rule in role["rules"] for resource in rule["resources"] for verb in rule["verbs"]}
    assert rights == {
        *(("pods", verb) for verb in ("create", "delete", "get", "list", "patch", "watch")),
        ("pods/log", "get"),
        ("pods/exec", "create"),
        ("pods/exec", "get"),
        ("events", "list"),
    }
    assert binding["baseball-airflow-scheduler"]["subjects"] == [
        {"kind": "ServiceAccount", "name": "baseball-airflow-scheduler"}
    ]
    assert binding["baseball-airflow-scheduler"]["roleRef"]["name"] == role["metadata"]["name"]


def test_without_airflow_nothing_of_it_is_there_but_what_another_airflow_s_pods_need() -> None:
    objects = render("baseball-stats", OFFLINE)
    assert [found["metadata"]["name"] for found in objects if "airflow" in found["metadata"]["name"]] == []
    assert {"baseball-game-aggregator", "baseball-recheck"} <= set(named(objects, "NetworkPolicy"))
    assert "baseball-game-aggregator" in named(objects, "ServiceAccount")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"settings": {"BASEBALL_NAMESPACE": "other"}}, "BASEBALL_NAMESPACE"),
        ({"settings": {"AIRFLOW__CORE__FERNET_KEY": "x"}}, "AIRFLOW__CORE__FERNET_KEY"),
        ({"settings": {"AIRFLOW__CORE__EXECUTOR": "CeleryExecutor"}}, "is decided by the chart"),
        ({"scheduler": {"replicas": 2}}, "/airflow/scheduler"),
    ],
)
def test_what_the_chart_decides_cannot_be_set_beside_it(values: dict[str, Any], text: str) -> None:
    with pytest.raises(ChartError, match=re.escape(text)):
        render("baseball-stats", {"airflow": {"enabled": True, **values}})


def test_a_setting_of_the_batch_reaches_the_dags() -> None:
    objects = render("baseball-stats", KIND, {"airflow": {"settings": {"BASEBALL_RETRIES": 1}}})
    assert deployment(objects).retries == 1


def test_what_is_said_of_all_pods_holds_for_those_that_airflow_makes() -> None:
    toleration = {"key": "spot", "operator": "Exists", "effect": "NoExecute"}
    placed = {"nodeSelector": {"pool": "stats"}, "tolerations": [toleration], "priorityClassName": "low"}
    noted = {"team.test/cost-centre": "stats"}
    told = deployment(render("baseball-stats", KIND, {"pods": {**placed, "annotations": noted}}))
    assert json.loads(told.annotations) == noted
    assert json.loads(told.node_selector) == placed["nodeSelector"]
    assert json.loads(told.tolerations) == placed["tolerations"]
    assert told.priority_class == "low"


def test_an_archive_that_one_pod_alone_may_mount_is_refused() -> None:
    with pytest.raises(ChartError, match="ReadWriteOncePod"):
        render("baseball-stats", KIND, {"archive": {"volume": {"accessMode": "ReadWriteOncePod"}}})


# What that chart decides itself, by values of its own.
THEIRS = ("AIRFLOW__API__", "AIRFLOW__LOGGING__", "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER")
THEIRS_TOO = {
    "AIRFLOW__CORE__EXECUTOR",
    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL",
    "AIRFLOW__CORE__HOSTNAME_CALLABLE",
}


def test_the_values_for_airflow_s_own_chart_tell_the_dags_what_ours_does() -> None:
    values = yaml.safe_load((CHARTS / "airflow-values.yaml").read_text(encoding="utf-8"))
    told = {entry["name"]: entry["value"] for entry in values["env"]}
    ours = {
        name: value
        for name, value in config(render("baseball-stats", {"airflow": {"enabled": True}}), "airflow-scheduler").items()
        if value and not name.startswith(THEIRS) and name not in THEIRS_TOO
    }
    connection = "AIRFLOW_CONN_KUBERNETES_DEFAULT"
    assert json.loads(told.pop(connection)) == json.loads(ours.pop(connection))
    assert told == ours
    there = render("baseball-stats")
    assert told["BASEBALL_SERVICE_ACCOUNT"] in named(there, "ServiceAccount"), "made without airflow.enabled too"
    assert {told["BASEBALL_AGGREGATOR_CONFIG"], told["BASEBALL_POLLER_CONFIG"]} <= set(named(there, "ConfigMap"))
    assert values["secret"] == [
        {
            "envName": "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
            "secretName": "platform-airflow-postgres-app",
            "secretKey": "uri",
        }
    ]
    assert values["migrateDatabaseJob"]["useHelmHooks"] is values["createUserJob"]["useHelmHooks"] is False
    assert "password" not in yaml.safe_dump(values).lower()
