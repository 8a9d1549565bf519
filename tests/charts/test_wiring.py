"""What the charts tell the services is what the services take, and what each needs it may reach."""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from api_poller.settings import ScalerSettings
from baseball_core.messages import DEAD_LETTER, LIVE_GAME_DATA, MAX_MESSAGE_BYTES, MLB_SCHEDULE
from baseball_core.settings import load
from chart_checks.objects import Object, containers_of, pod_of
from chart_checks.rendering import OFFLINE, profile, render
from support.charts import SERVICES
from support.scripted_api import Reply, scripted_api

ALL = {"simulator": {"enabled": True}}
SCRAM = {"kafka": {"securityProtocol": "SASL_SSL", "ca": {"secret": ""}}}
BUCKET = profile("baseball-stats", "production")
OF_EVERY_POD = {"KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443"}
SECRETS = {
    # As an operator or the reader of a secret would fill them.
    "DATABASE_URL": "postgresql://role:password@host:5432/baseball",
    "uri": "postgresql://role:password@host:5432/baseball",
    "username": "user",
    "password": "password",
}
STRIMZI_USER_KEYS = {"ca.crt", "user.crt", "user.key", "user.p12", "user.password"}


def named(objects: list[Object], kind: str) -> dict[str, Object]:
    return {found["metadata"]["name"]: found for found in objects if found["kind"] == kind}


def environment(objects: list[Object], deployment: Object) -> dict[str, str]:
    """What the kubelet would put together for the first container."""
    pod = pod_of(deployment)
    assert pod is not None
    container = pod["spec"]["containers"][0]
    environ = dict(OF_EVERY_POD)
    for source in container.get("envFrom", ()):
        if "configMapRef" in source:
            environ |= named(objects, "ConfigMap")[source["configMapRef"]["name"]]["data"]
    for entry in container.get("env", ()):
        environ[entry["name"]] = SECRETS[entry["valueFrom"]["secretKeyRef"]["key"]]
    return environ


@pytest.mark.parametrize("layer", [ALL, SCRAM, BUCKET], ids=["simulator", "password", "bucket"])
@pytest.mark.parametrize("component", list(SERVICES))
def test_a_service_takes_the_settings_it_is_given(component: str, layer: dict[str, Any]) -> None:
    objects = render("baseball-stats", layer, OFFLINE)
    deployment = named(objects, "Deployment").get(f"baseball-{component}")
    if component == "simulator" and layer is not ALL:
        assert deployment is None
        return
    assert deployment is not None
    environ = environment(objects, deployment)
    settings: Any = load(SERVICES[component], environ)
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    # A probe and a scrape come from outside the pod.
    if "metrics" in ports:
        assert (settings.metrics.host, settings.metrics.port) == ("0.0.0.0", ports["metrics"])
    if "http" in ports:
        assert (settings.http.host, settings.http.port) == ("0.0.0.0", ports["http"])


def rights(objects: list[Object], account: str) -> set[tuple[str, str, str]]:
    """Resource, name and verb of everything that an account may do at the Kubernetes API."""
    bound = {
        binding["roleRef"]["name"]
        for binding in named(objects, "RoleBinding").values()
        if {"kind": "ServiceAccount", "name": account} in binding["subjects"]
    }
    return {
        (f"{resource}.{group}", name, verb)
        for role in bound
        for rule in named(objects, "Role")[role]["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for name in rule.get("resourceNames", ["any"])
        for verb in rule["verbs"]
    }


def test_poller_and_scaler_may_do_only_what_they_do_and_only_with_their_own() -> None:
    objects = render("baseball-stats")
    lease, scale = "leases.coordination.k8s.io", "deployments/scale.apps"
    assert rights(objects, "baseball-poller") == {(lease, "baseball-poller", verb) for verb in ("get", "update")}
    assert rights(objects, "baseball-scaler") == {
        (lease, "baseball-poller", "get"),
        *((scale, "baseball-poller", verb) for verb in ("get", "patch")),
    }
    assert {"baseball-poller"} == set(named(objects, "Lease")), "nobody may make one"
    assert "baseball-poller" in named(objects, "Deployment")
    with_token = {
        found["metadata"]["name"]
        for found in objects
        if (pod := pod_of(found)) is not None and pod["spec"]["automountServiceAccountToken"]
    }
    assert with_token == {"baseball-poller", "baseball-scaler"}


def test_the_scaler_keeps_as_many_pollers_as_are_wanted_by_the_rules_of_the_poller() -> None:
    layers = [profile("baseball-stats", "production"), {"poller": {"settings": {"POLL_SPORT_IDS": "1,51"}}}, OFFLINE]
    objects = render("baseball-stats", *layers)
    settings = load(ScalerSettings, environment(objects, named(objects, "CronJob")["baseball-scaler"]))
    assert (settings.scale.deployment, settings.scale.replicas) == ("baseball-poller", 2)
    assert settings.poll.sport_ids == "1,51"
    poller = load(SERVICES["poller"], environment(objects, named(objects, "Deployment")["baseball-poller"]))
    assert settings.poll.lease == poller.poll.lease  # type: ignore[attr-defined]
    assert settings.poll.lease.name == "baseball-poller"
    assert settings.statsapi == poller.statsapi  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("archive", "strategy"),
    [
        ({"type": "volume"}, "Recreate"),
        ({"type": "volume", "volume": {"accessMode": "ReadWriteMany"}}, "RollingUpdate"),
        ({"type": "s3", "s3": {"url": "s3://bucket"}}, "RollingUpdate"),
    ],
)
def test_a_new_poller_comes_before_the_old_one_goes_where_both_reach_the_archive(
    archive: dict[str, Any], strategy: str
) -> None:
    peers = {"s3": {"peers": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]}}
    objects = render("baseball-stats", {"archive": archive, "networkPolicy": peers})
    assert named(objects, "Deployment")["baseball-poller"]["spec"]["strategy"]["type"] == strategy


def mounted(deployment: Object) -> Iterator[str]:
    """Every file that a secret's volume puts into the first container."""
    spec = deployment["spec"]["template"]["spec"]
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    for mount in spec["containers"][0]["volumeMounts"]:
        for item in volumes[mount["name"]].get("secret", {}).get("items", ()):
            yield f"{mount['mountPath']}/{item['path']}"


@pytest.mark.parametrize("component", ["poller", "transformer"])
def test_the_certificates_that_kafka_s_client_is_told_of_are_mounted(component: str) -> None:
    objects = render("baseball-stats")
    deployment = named(objects, "Deployment")[f"baseball-{component}"]
    told = {value for name, value in environment(objects, deployment).items() if name.endswith("_LOCATION")}
    assert told == set(mounted(deployment))
    assert len(told) == 3


def test_the_archive_is_where_the_poller_is_told_to_write() -> None:
    objects = render("baseball-stats")
    deployment = named(objects, "Deployment")["baseball-poller"]
    mounts = {
        m["name"]: m["mountPath"] for m in deployment["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
    }
    assert environment(objects, deployment)["ARCHIVE_URL"] == f"file://{mounts['archive']}"


def test_spans_go_from_poller_and_transformer_to_the_collector_and_nowhere_else() -> None:
    url, collector = "http://collector.observability.svc:4318", {"podSelector": {"matchLabels": {"app": "collector"}}}
    traced = {"tracing": {"endpoint": url}, "networkPolicy": {"tracing": {"peers": [collector]}}}
    told, reaching = {}, {}
    for layer in ({}, traced):
        objects = render("baseball-stats", ALL, layer)
        told[bool(layer)] = {
            name.removeprefix("baseball-")
            for name, deployment in named(objects, "Deployment").items()
            if environment(objects, deployment).get("OTEL_EXPORTER_OTLP_ENDPOINT") == url
        }
        reaching[bool(layer)] = {
            name.removeprefix("baseball-")
            for name, policy in named(objects, "NetworkPolicy").items()
            if {"to": [collector], "ports": [{"port": 4318, "protocol": "TCP"}]} in policy["spec"].get("egress", [])
        }
    assert told == reaching == {False: set(), True: {"poller", "transformer"}}


def test_the_simulator_stands_for_the_api_and_tells_the_time() -> None:
    objects = render("baseball-stats", ALL)
    environ = environment(objects, named(objects, "Deployment")["baseball-poller"])
    assert "baseball-simulator" in named(objects, "Service")
    assert environ["STATSAPI_BASE_URL"] == "http://baseball-simulator"
    assert environ["POLL_CLOCK_URL"] == "http://baseball-simulator/simulator/clock"


def secrets_used(objects: list[Object]) -> Iterator[tuple[str, str]]:
    """Name and key of every secret that a pod or KEDA reads."""
    for found in objects:
        pod = pod_of(found)
        for target in found["spec"].get("secretTargetRef", ()) if "spec" in found else ():
            yield target["name"], target["key"]
        if pod is None:
            continue
        for container in containers_of(pod):
            for entry in container.get("env", ()):
                yield entry["valueFrom"]["secretKeyRef"]["name"], entry["valueFrom"]["secretKeyRef"]["key"]
        for volume in pod["spec"].get("volumes", ()):
            for item in volume.get("secret", {}).get("items", ()):
                yield volume["secret"]["secretName"], item["key"]


def test_the_platform_makes_every_secret_that_the_defaults_name() -> None:
    platform = render("platform", OFFLINE)
    kafka = next(iter(named(platform, "Kafka")))
    cluster = next(iter(named(platform, "Cluster")))
    made = {(name, key) for name in named(platform, "KafkaUser") for key in STRIMZI_USER_KEYS}
    made |= {(f"{kafka}-cluster-ca-cert", "ca.crt"), (f"{cluster}-app", "uri")}
    made |= {(name, key) for name, found in named(platform, "Secret").items() for key in found["stringData"]}
    lag = {"transformer": {"autoscaling": {"mode": "lag", "bootstrapServers": "platform-kafka-bootstrap.x.svc:9093"}}}
    used = set(secrets_used(render("baseball-stats", ALL, lag, OFFLINE)))
    assert len(used) == 3 + 1 + 2 * 3
    assert used <= made


def test_the_defaults_reach_the_broker_by_the_name_that_strimzi_gives_it() -> None:
    kafka, found = next(iter(named(render("platform", OFFLINE), "Kafka").items()))
    port = found["spec"]["kafka"]["listeners"][0]["port"]
    for component in ("poller", "transformer"):
        config = named(render("baseball-stats"), "ConfigMap")[f"baseball-{component}"]["data"]
        assert config["KAFKA_BOOTSTRAP_SERVERS"] == f"{kafka}-kafka-bootstrap:{port}"


def test_the_topics_are_those_of_the_code_and_take_its_messages() -> None:
    platform = render("platform", OFFLINE)
    topics = {found["spec"]["topicName"]: found["spec"] for found in named(platform, "KafkaTopic").values()}
    assert set(topics) == {LIVE_GAME_DATA, MLB_SCHEDULE, DEAD_LETTER}
    assert {spec["config"]["max.message.bytes"] for spec in topics.values()} == {MAX_MESSAGE_BYTES}
    config = named(platform, "Kafka")["platform"]["spec"]["kafka"]["config"]
    assert config["message.max.bytes"] == config["replica.fetch.max.bytes"] == MAX_MESSAGE_BYTES


def test_each_kafka_user_may_do_only_what_its_service_does() -> None:
    rights = {
        name.removeprefix("platform-"): {
            (acl["resource"]["type"], acl["resource"]["name"], operation)
            for acl in user["spec"]["authorization"]["acls"]
            for operation in acl["operations"]
        }
        for name, user in named(render("platform", OFFLINE), "KafkaUser").items()
    }

    def topics(*names: str, to: str) -> set[tuple[str, str, str]]:
        return {("topic", name, operation) for name in names for operation in (to, "Describe")}

    group = load(SERVICES["transformer"], {"KAFKA_BOOTSTRAP_SERVERS": "a:1", "DATABASE_URL": SECRETS["uri"]})
    group_id = group.consumer.group_id  # type: ignore[attr-defined]
    assert rights == {
        "poller": topics(LIVE_GAME_DATA, MLB_SCHEDULE, to="Write"),
        "transformer": topics(LIVE_GAME_DATA, MLB_SCHEDULE, to="Read")
        | topics(DEAD_LETTER, to="Write")
        | {("group", group_id, "Read"), ("group", group_id, "Describe")},
        "replay": topics(LIVE_GAME_DATA, MLB_SCHEDULE, to="Write") | topics(DEAD_LETTER, to="Read"),
        "keda": topics(LIVE_GAME_DATA, MLB_SCHEDULE, to="Describe") | {("group", group_id, "Describe")},
    }


def matches(selector: Object, labels: dict[str, str]) -> bool:
    return selector["matchLabels"].items() <= labels.items()


def reach(objects: list[Object]) -> set[tuple[str, str, int]]:
    """Which of our pods may open which port of which other: both its egress and the other's ingress must say so."""
    pods = {
        found["metadata"]["name"].removeprefix("baseball-"): pod["metadata"]["labels"]
        for found in objects
        if (pod := pod_of(found)) is not None
    }
    policies = [found["spec"] for found in objects if found["kind"] == "NetworkPolicy"]

    def allowed(labels: dict[str, str], rules: str, peers: str, other: dict[str, str]) -> set[int]:
        return {
            port["port"]
            for policy in policies
            if matches(policy["podSelector"], labels)
            for rule in policy.get(rules, ())
            if any("podSelector" in peer and matches(peer["podSelector"], other) for peer in rule[peers])
            for port in rule["ports"]
        }

    return {
        (source, target, port)
        for source, source_labels in pods.items()
        for target, target_labels in pods.items()
        for port in allowed(source_labels, "egress", "to", target_labels)
        & allowed(target_labels, "ingress", "from", source_labels)
    }


@pytest.mark.parametrize(("status", "exit_code"), [(200, 0), (503, 1)])
@pytest.mark.parametrize("component", ["poller", "transformer", "api"])
def test_a_probe_of_readiness_prints_what_the_service_says(component: str, status: int, exit_code: int) -> None:
    deployment = named(render("baseball-stats"), "Deployment")[f"baseball-{component}"]
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    ports = {port["containerPort"] for port in container["ports"]}
    *command, text = container["readinessProbe"]["exec"]["command"]
    said = '{"status": "unready", "archive": "archive_unavailable"}'
    with scripted_api() as service:
        service.on("/readyz", Reply(said.encode(), status=status))
        mine = next(port for port in ports if f"/127.0.0.1/{port}\n" in text or f"/127.0.0.1/{port} " in text)
        text = text.replace(f"/127.0.0.1/{mine}", f"/127.0.0.1/{service.url.rpartition(':')[2]}")
        done = subprocess.run([*command, text], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (exit_code, said + "\n")


def test_of_our_own_pods_only_pollers_and_test_may_reach_another() -> None:
    assert reach(render("baseball-stats", ALL)) == {
        ("poller", "simulator", 8080),
        ("scaler", "simulator", 8080),
        ("test-api", "api", 8080),
    }


def test_who_comes_from_outside_comes_in_only_where_it_has_business() -> None:
    def peer(who: str) -> Object:
        return {"podSelector": {"matchLabels": {"who": who}}}

    named_peers = {"apiClients": {"peers": [peer("client")]}, "monitoring": {"peers": [peer("prometheus")]}}
    entries = {
        (source["podSelector"]["matchLabels"]["who"], name.removeprefix("baseball-"), port["port"])
        for name, policy in named(
            render("baseball-stats", ALL, {"networkPolicy": named_peers}), "NetworkPolicy"
        ).items()
        for rule in policy["spec"].get("ingress", ())
        for source in rule["from"]
        for port in rule["ports"]
        if "who" in source["podSelector"]["matchLabels"]
    }
    assert entries == {
        ("client", "api", 8080),
        *(("prometheus", component, 9090) for component in ("poller", "transformer", "api")),
    }


def test_every_pod_is_under_a_policy_that_denies_what_is_not_named() -> None:
    objects = render("baseball-stats", ALL)
    denying = [
        found["spec"]["podSelector"]
        for found in objects
        if found["kind"] == "NetworkPolicy" and not found["spec"].get("ingress") and not found["spec"].get("egress")
    ]
    assert len(denying) == 1
    pods = [pod for found in objects if (pod := pod_of(found)) is not None]
    assert len(pods) == 7
    assert all(matches(denying[0], pod["metadata"]["labels"]) for pod in pods)


@pytest.mark.parametrize(
    ("component", "ports"),
    [
        ("poller", {53, 9093, 443, 6443}),
        ("scaler", {53, 443, 6443}),
        ("transformer", {53, 9093, 5432}),
        ("api", {53, 5432}),
        ("migrations", {53, 5432}),
        ("test", {53, 8080}),
    ],
)
def test_each_component_may_leave_only_by_its_own_ports(component: str, ports: set[int]) -> None:
    policy = named(render("baseball-stats"), "NetworkPolicy")[f"baseball-{component}"]["spec"]
    assert {port["port"] for rule in policy["egress"] for port in rule["ports"]} == ports
    assert all(rule["to"] for rule in policy["egress"]), "an empty list means everywhere"


def test_who_logs_in_as_whom() -> None:
    roles = {}
    for found in render("baseball-stats"):
        if (pod := pod_of(found)) is not None:
            roles[found["metadata"]["name"].split("-")[1]] = {
                entry["valueFrom"]["secretKeyRef"]["name"]
                for container in containers_of(pod)
                for entry in container.get("env", ())
            }
    assert roles == {
        "poller": set(),
        "scaler": set(),
        "transformer": {"platform-writer"},
        "api": {"platform-reader"},
        "migrations": {"platform-postgres-app"},
        "test": set(),
    }
