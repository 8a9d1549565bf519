"""What is scraped: every port that shows metrics, of our pods and the operators', and Prometheus may come in there."""

from collections.abc import Iterator

from chart_checks.objects import Object, containers_of, pod_of
from chart_checks.rendering import OFFLINE, render
from support.monitoring import ON

# Labels and named ports of the pods that the operators make, as Strimzi 1.2 and CloudNativePG 1.30 document them.
OPERATORS_PODS = {
    "broker": (
        {"strimzi.io/cluster": "platform", "strimzi.io/kind": "Kafka", "strimzi.io/name": "platform-kafka"},
        {"tcp-prometheus": 9404},
    ),
    "instance": ({"cnpg.io/cluster": "platform-postgres", "cnpg.io/podRole": "instance"}, {"metrics": 9187}),
    "instance of Airflow's": (
        {"cnpg.io/cluster": "platform-airflow-postgres", "cnpg.io/podRole": "instance"},
        {"metrics": 9187},
    ),
    "pooler": ({"cnpg.io/cluster": "platform-postgres", "cnpg.io/podRole": "pooler"}, {"metrics": 9127}),
    "of another cluster": ({"cnpg.io/cluster": "other", "cnpg.io/podRole": "instance"}, {"metrics": 9187}),
}
API = "monitoring.coreos.com/v1"
ALL = {"postgres": {"pooler": {"enabled": True}}, "airflow": {"postgres": {"enabled": True}}}


def pods(objects: list[Object]) -> Iterator[tuple[str, dict[str, str], dict[str, int]]]:
    """Component, labels and named ports of each pod of ours."""
    for found in objects:
        if (pod := pod_of(found)) is not None:
            ports = {p["name"]: p["containerPort"] for c in containers_of(pod) for p in c.get("ports", ())}
            labels = pod["metadata"]["labels"]
            yield labels["app.kubernetes.io/component"], labels, ports


def scraped(objects: list[Object], labels: dict[str, str], ports: dict[str, int]) -> list[int]:
    """The ports of such a pod that monitors of these objects name."""
    return [
        ports[endpoint["port"]]
        for found in objects
        if found["kind"] == "PodMonitor" and found["spec"]["selector"]["matchLabels"].items() <= labels.items()
        for endpoint in found["spec"]["podMetricsEndpoints"]
    ]


def open_to_monitoring(objects: list[Object], labels: dict[str, str]) -> set[int]:
    """The ports of such a pod that its policies open to the namespace of Prometheus."""
    monitoring = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
    return {
        port["port"]
        for found in objects
        if found["kind"] == "NetworkPolicy" and found["spec"]["podSelector"]["matchLabels"].items() <= labels.items()
        for rule in found["spec"].get("ingress", ())
        if monitoring in rule["from"]
        for port in rule["ports"]
    }


def test_every_metrics_port_of_ours_is_scraped_once_and_open_to_prometheus_alone() -> None:
    objects = render("baseball-stats", {"simulator": {"enabled": True}}, ON, OFFLINE)
    found = {component: scraped(objects, labels, ports) for component, labels, ports in pods(objects)}
    assert {component: ports for component, ports in found.items() if ports} == {
        "poller": [9090],
        "transformer": [9090],
        "api": [9090],
    }
    for component, labels, ports in pods(objects):
        assert open_to_monitoring(objects, labels) == ({ports["metrics"]} if "metrics" in ports else set()), component


def test_brokers_instances_and_poolers_are_scraped_once() -> None:
    objects = render("platform", ALL, ON, OFFLINE)
    found = {name: scraped(objects, labels, ports) for name, (labels, ports) in OPERATORS_PODS.items()}
    assert found == {
        "broker": [9404],
        "instance": [9187],
        "instance of Airflow's": [9187],
        "pooler": [9127],
        "of another cluster": [],
    }
    # Strimzi itself opens the brokers' port.
    for name in ("instance", "instance of Airflow's", "pooler"):
        labels, ports = OPERATORS_PODS[name]
        assert ports["metrics"] in open_to_monitoring(objects, labels)


def test_monitors_and_rules_carry_what_their_prometheus_selects_by() -> None:
    values = {"monitoring": {"labels": {"release": "prometheus"}, "interval": "15s"}}
    for chart in ("baseball-stats", "platform"):
        watching = [found for found in render(chart, values, ON, OFFLINE) if found["apiVersion"] == API]
        assert {found["kind"] for found in watching} == {"PodMonitor", "PrometheusRule"}
        assert all(found["metadata"]["labels"]["release"] == "prometheus" for found in watching)
        endpoints = [end for found in watching for end in found["spec"].get("podMetricsEndpoints", ())]
        assert {end["interval"] for end in endpoints} == {"15s"}


def test_nothing_of_it_is_there_unless_it_is_asked_for() -> None:
    for chart in ("baseball-stats", "platform"):
        assert not [found for found in render(chart, OFFLINE) if found["apiVersion"] == API]
