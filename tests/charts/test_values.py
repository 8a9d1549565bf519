"""What the charts can be told: everything is described, a typo is refused with its path, nonsense with a reason."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from baseball_core.settings import document
from chart_checks.rendering import CHARTS, OFFLINE, RELEASES, ChartError, merged, render
from support.charts import SERVICES

charts = pytest.mark.parametrize("chart", list(RELEASES))


def schema_of(chart: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CHARTS / chart / "values.schema.json").read_text(encoding="utf-8"))
    return loaded


def nodes(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every sub-schema with where it is."""
    if isinstance(schema, dict):
        yield path, schema
        for key, inner in schema.items():
            yield from nodes(inner, f"{path}/{key}")


@charts
def test_every_object_of_the_schema_is_closed(chart: str) -> None:
    for path, node in nodes(schema_of(chart)):
        if node.get("type") == "object":
            free_form = "properties" not in node and "additionalProperties" in node
            assert free_form or node.get("additionalProperties") is False, path


@charts
def test_every_value_is_described(chart: str) -> None:
    for path, node in nodes(schema_of(chart)):
        if path.rpartition("/")[0].endswith("properties"):
            assert node.get("description"), path


@charts
def test_the_defaults_name_every_value_of_the_schema(chart: str) -> None:
    schema = schema_of(chart)

    def missing(values: Any, node: dict[str, Any], path: str) -> Iterator[str]:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node
        for name, inner in node.get("properties", {}).items():
            if name not in values:
                yield f"{path}.{name}"
            elif isinstance(values[name], dict):
                yield from missing(values[name], inner, f"{path}.{name}")

    defaults = yaml.safe_load((CHARTS / chart / "values.yaml").read_text(encoding="utf-8"))
    # A peer is any of these; which ones is what the defaults choose.
    found = [path for path in missing(defaults, schema, "") if ".peers" not in path]
    assert found == []


@pytest.mark.parametrize(
    ("chart", "values", "path"),
    [
        ("baseball-stats", {"replicas": 2}, "replicas"),
        ("baseball-stats", {"api": {"replica": 2}}, "/api"),
        ("baseball-stats", {"transformer": {"autoscaling": {"mode": "kafka"}}}, "/transformer/autoscaling/mode"),
        ("baseball-stats", {"poller": {"resources": {"limits": {"memroy": "1Gi"}}}}, "/poller/resources/limits"),
        ("baseball-stats", {"poller": {"settings": {"POLL_WORKER": 4}}}, "POLL_WORKER"),
        ("baseball-stats", {"poller": {"settings": {"ARCHIVE_URL": "memory://"}}}, "ARCHIVE_URL"),
        ("baseball-stats", {"api": {"image": {"digest": "sha256:1234"}}}, "/api/image/digest"),
        ("baseball-stats", {"networkPolicy": {"kafka": {"peers": []}}}, "/networkPolicy/kafka/peers"),
        ("platform", {"kafka": {"replicas": 3}}, "/kafka"),
        ("platform", {"postgres": {"storage": {"size": "10G"}}}, "/postgres/storage/size"),
    ],
)
def test_a_typo_is_refused_with_its_path(chart: str, values: dict[str, Any], path: str) -> None:
    with pytest.raises(ChartError) as refused:
        render(chart, values, OFFLINE)
    assert path in str(refused.value)


STORE = {"enabled": True, "destination": "s3://bucket/path"}
RESTORE = {
    "postgres": {
        "backup": STORE | {"serverName": "second"},
        "recovery": {"enabled": True, "serverName": "first"},
    },
    "networkPolicy": {"backups": {"peers": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]}},
}
S3 = {"archive": {"type": "s3", "s3": {"url": "s3://bucket"}}}
WATCHED = {"monitoring": {"enabled": True}}
NEITHER = {"kafka": {"enabled": False}, "postgres": {"enabled": False}}
LAG = {"transformer": {"autoscaling": {"mode": "lag", "bootstrapServers": "kafka.ns.svc:9093"}}}


@pytest.mark.parametrize(
    ("chart", "values", "text"),
    [
        ("platform", {"requireOperators": True}, "needs kafka.strimzi.io/v1, which this cluster does not know"),
        ("platform", {"requireOperators": True, "kafka": {"enabled": False}}, "install CloudNativePG"),
        ("platform", {"kafka": {"nodes": 2}}, "kafka.nodes=2 is worse than 1"),
        ("platform", {"postgres": {"backup": {"enabled": True}}}, "postgres.backup.destination is needed"),
        ("platform", {"postgres": {"backup": STORE}}, "networkPolicy.backups.peers is needed"),
        ("platform", {"postgres": {"recovery": {"enabled": True, "backup": ""}}}, "postgres.backup.destination"),
        ("platform", RESTORE | {"requireOperators": True, "kafka": {"enabled": False}}, "install CloudNativePG"),
        (
            "platform",
            merged(RESTORE, {"postgres": {"recovery": {"serverName": ""}}}),
            "postgres.recovery.serverName or postgres.recovery.backup is needed",
        ),
        (
            "platform",
            merged(RESTORE, {"postgres": {"backup": {"serverName": "first"}}}),
            "postgres.backup.serverName must differ from postgres.recovery.serverName",
        ),
        ("baseball-stats", LAG | {"requireOperators": True}, "needs keda.sh/v1alpha1"),
        (
            "baseball-stats",
            WATCHED | {"requireOperators": True},
            "monitoring.enabled=true needs monitoring.coreos.com/v1",
        ),
        ("platform", WATCHED | NEITHER | {"requireOperators": True}, "needs monitoring.coreos.com/v1"),
        ("baseball-stats", {"transformer": {"autoscaling": {"mode": "lag"}}}, "bootstrapServers is needed"),
        ("baseball-stats", LAG | {"kafka": {"securityProtocol": "SASL_SSL"}}, "use mode=cpu"),
        ("baseball-stats", LAG | {"kafka": {"ca": {"secret": ""}}}, "kafka.ca.secret"),
        ("baseball-stats", {"archive": {"type": "s3"}}, "archive.s3.url is needed"),
        ("baseball-stats", S3, "networkPolicy.s3.peers is needed"),
        ("baseball-stats", {"tracing": {"endpoint": "http://c:4318"}}, "networkPolicy.tracing.peers is needed"),
        (
            "baseball-stats",
            {"poller": {"replicas": 2}},
            "poller.replicas=2 needs an archive that pods on several nodes",
        ),
        ("baseball-stats", {"api": {"ingress": {"enabled": True}}}, "api.ingress.host is needed"),
        ("baseball-stats", {"api": {"httpRoute": {"enabled": True}}}, "api.httpRoute.parentRefs is needed"),
        (
            "baseball-stats",
            {"api": {"autoscaling": {"mode": "cpu", "minReplicas": 9}}},
            "api.autoscaling.minReplicas (9) is more than maxReplicas (6)",
        ),
    ],
)
def test_an_impossible_combination_is_refused_with_a_reason(chart: str, values: dict[str, Any], text: str) -> None:
    with pytest.raises(ChartError) as refused:
        render(chart, merged(OFFLINE, values))
    assert text in str(refused.value)


NOT_BY_SETTINGS = {
    # The chart's own business: where things are, who may use them, how they are watched.
    *("DATABASE_URL", "ARCHIVE_URL", "STATSAPI_BASE_URL", "STATSAPI_USER_AGENT", "POLL_CLOCK_URL"),
    *("POLL_LEASE_NAME", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "KUBERNETES_ACCOUNT_DIR"),
    *("HTTP_HOST", "HTTP_PORT", "METRICS_HOST", "METRICS_PORT", "LOG_FORMAT", "LOG_LEVEL"),
    *("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_TRACES_SAMPLER_ARG"),
    # Of no use in a pod: another clock than the simulator's, a name that must differ between pods, files.
    *("POLL_TIME_SCALE", "CONSUMER_INSTANCE_ID", "HTTP_URL_FILE", "SLATE_FEEDS_DIR", "SLATE_FEEDS_SPACING"),
}


@pytest.mark.parametrize("component", list(SERVICES))
def test_settings_takes_what_the_service_takes(component: str) -> None:
    declared = {field.variable for field in document(SERVICES[component])}
    taken = schema_of("baseball-stats")["properties"][component]["properties"]["settings"]["propertyNames"]["enum"]
    assert set(taken) == {name for name in declared - NOT_BY_SETTINGS if not name.startswith("KAFKA_")}
