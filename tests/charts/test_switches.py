"""Whatever the switches say: what is rendered is whole, and nothing in it points at something that is not there."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chart_checks.objects import Object, containers_of, pod_of
from chart_checks.rendering import OFFLINE, render
from support.charts import CRDS, check_built_in, check_custom, is_custom

PEERS = [{"ipBlock": {"cidr": "192.0.2.0/24"}}]
SCALINGS = st.builds(
    lambda mode, least, more: {"mode": mode, "minReplicas": least, "maxReplicas": least + more},
    st.sampled_from(["none", "cpu"]),
    st.integers(1, 3),
    st.integers(0, 3),
)
SWITCHES = st.fixed_dictionaries(
    {
        "fullnameOverride": st.sampled_from(["", "stats", "a" * 35]),
        "image": st.fixed_dictionaries({"registry": st.sampled_from(["", "registry.example.org/ours"])}),
        "simulator": st.fixed_dictionaries({"enabled": st.booleans()}),
        "tracing": st.sampled_from([{}, {"endpoint": "http://collector.observability.svc:4318"}]),
        "kafka": st.fixed_dictionaries(
            {
                "securityProtocol": st.sampled_from(["SSL", "SASL_SSL", "PLAINTEXT"]),
                "ca": st.fixed_dictionaries({"secret": st.sampled_from(["", "broker-ca"])}),
            }
        ),
        "archive": st.sampled_from(
            [
                {"type": "volume", "volume": {"existingClaim": ""}},
                {"type": "volume", "volume": {"existingClaim": "kept", "storageClass": "fast"}},
                {"type": "s3", "s3": {"url": "s3://b", "credentialsSecret": "keys", "endpoint": "http://s3:7070"}},
                {"type": "s3", "s3": {"url": "s3://b/prefix"}},
            ]
        ),
        "poller": st.fixed_dictionaries({"schedule": st.fixed_dictionaries({"enabled": st.booleans()})}),
        "transformer": st.fixed_dictionaries({"replicas": st.integers(0, 3), "autoscaling": SCALINGS}),
        "api": st.fixed_dictionaries(
            {
                "replicas": st.integers(0, 3),
                "autoscaling": SCALINGS,
                "ingress": st.sampled_from([{"enabled": False}, {"enabled": True, "host": "h.example.org"}]),
                "httpRoute": st.sampled_from(
                    [{"enabled": False}, {"enabled": True, "parentRefs": [{"name": "public"}], "hostnames": []}]
                ),
            }
        ),
        "airflow": st.fixed_dictionaries(
            {
                "enabled": st.booleans(),
                "existingSecret": st.sampled_from(["", "airflow-keys"]),
                "connectionsSecret": st.sampled_from(["", "alerts"]),
                "apiServer": st.fixed_dictionaries({"replicas": st.integers(0, 2)}),
            }
        ),
        "monitoring": st.fixed_dictionaries(
            {"enabled": st.booleans(), "labels": st.sampled_from([{}, {"release": "prometheus"}])}
        ),
        "networkPolicy": st.fixed_dictionaries(
            {
                "enabled": st.booleans(),
                "s3": st.just({"peers": PEERS}),
                "tracing": st.just({"peers": PEERS}),
                "monitoring": st.sampled_from([{}, {"peers": []}]),
            }
        ),
    }
)


def keyed(found: Object) -> tuple[str, str]:
    return found["kind"], found["metadata"]["name"]


def referred(pod: Object) -> set[tuple[str, str]]:
    """The objects of ours that a pod cannot start without."""
    spec = pod["spec"]
    names = {("ServiceAccount", spec["serviceAccountName"])} if "serviceAccountName" in spec else set()
    for container in containers_of(pod):
        for source in container.get("envFrom", ()):
            if "configMapRef" in source:
                names.add(("ConfigMap", source["configMapRef"]["name"]))
    for volume in spec.get("volumes", ()):
        if claim := volume.get("persistentVolumeClaim"):
            names.add(("PersistentVolumeClaim", claim["claimName"]))
    return names


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SWITCHES)
def test_any_combination_of_switches_is_whole(values: dict[str, Any]) -> None:
    objects = render("baseball-stats", values, OFFLINE)
    there = Counter(keyed(found) for found in objects)
    assert max(there.values()) == 1
    for found in objects:
        assert len(found["metadata"]["name"]) <= 63
        if not is_custom(found):
            check_built_in(found, "1.35")
        elif CRDS.is_dir():
            check_custom(found)
        pod = pod_of(found)
        if pod is not None:
            missing = referred(pod) - set(there) - {("PersistentVolumeClaim", "kept")}
            assert missing == set()
            mounts = {mount["name"] for c in containers_of(pod) for mount in c.get("volumeMounts", ())}
            assert mounts == {volume["name"] for volume in pod["spec"].get("volumes", ())}
        if found["kind"] == "Deployment":
            assert found["spec"]["selector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
            component = found["metadata"]["labels"]["app.kubernetes.io/component"]
            scaled = ("HorizontalPodAutoscaler", found["metadata"]["name"]) in there
            scaled |= component == "poller" and values["poller"]["schedule"]["enabled"]
            its = values["airflow"]["apiServer"] if component == "airflow-api-server" else values.get(component, {})
            wanted = its.get("replicas", 1)
            assert found["spec"].get("replicas") == (None if scaled else wanted), "one owner of the number of pods"
    for component in ("transformer", "api"):
        its = values[component]
        least = its["autoscaling"]["minReplicas"] if its["autoscaling"]["mode"] != "none" else its["replicas"]
        budgets = [name for kind, name in there if kind == "PodDisruptionBudget" and name.endswith(f"-{component}")]
        assert len(budgets) == (1 if least > 1 else 0)
    assert any(kind == "NetworkPolicy" for kind, _ in there) is values["networkPolicy"]["enabled"]
    made = values["airflow"]["enabled"] and not values["airflow"]["existingSecret"]
    assert sum(kind == "Secret" for kind, _ in there) == made, "all other credentials come from secrets that are there"
    assert sum(kind == "CronJob" for kind, _ in there) == values["poller"]["schedule"]["enabled"]
    assert sum(kind == "Ingress" for kind, _ in there) == values["api"]["ingress"]["enabled"]


def test_a_change_of_settings_alone_replaces_that_component_s_pods_and_no_other() -> None:
    def pods(**values: Any) -> dict[str, Object]:
        found = {
            o["metadata"]["name"]: o["spec"]["template"]
            for o in render("baseball-stats", values)
            if pod_of(o) and "template" in o["spec"]
        }
        assert len(found) == 4
        return found

    before, after = pods(), pods(api={"settings": {"HTTP_WORKERS": 3}})
    assert [name for name in before if before[name] != after[name]] == ["baseball-api"]


def test_a_digest_decides_over_the_tag() -> None:
    digest = "sha256:" + "ab" * 32
    values = {"image": {"registry": "registry.example.org/x", "tag": "1.2"}, "api": {"image": {"digest": digest}}}
    images = {
        container["image"]
        for found in render("baseball-stats", values)
        if found["kind"] == "Deployment" and found["metadata"]["name"] == "baseball-api"
        for container in containers_of(found["spec"]["template"])
    }
    assert images == {
        f"registry.example.org/x/baseball-stats/api-service:1.2@{digest}",
        "registry.example.org/x/baseball-stats/migrations:1.2",
    }


def test_an_image_that_changes_makes_a_new_migration_job_and_a_setting_of_another_does_not() -> None:
    def job(**values: Any) -> str:
        names = [found["metadata"]["name"] for found in render("baseball-stats", values) if found["kind"] == "Job"]
        assert len(names) == 1
        return names[0]

    assert job() == job(api={"replicas": 3})
    assert job() != job(image={"tag": "0.2.0"})
