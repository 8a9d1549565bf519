"""Each profile of each chart renders what is committed, and what Kubernetes and the operators take."""

import copy

import jsonschema
import kubernetes_validate
import pytest

from chart_checks.golden import PROFILES, path_of, text_of
from chart_checks.rendering import OFFLINE, RELEASES, lint, notes, profile, render
from support.charts import ABSENT, CRDS, check_built_in, check_custom, is_custom

KUBERNETES = ("1.33", "1.34", "1.35", "1.36")

profiles = pytest.mark.parametrize(("chart", "name"), PROFILES)
needs_crds = pytest.mark.skipif(not CRDS.is_dir(), reason=ABSENT)


@profiles
def test_a_profile_renders_what_is_committed(chart: str, name: str) -> None:
    committed = path_of(chart, name).read_text(encoding="utf-8")
    assert text_of(chart, name) == committed, "run `make charts` and look at what changed"


@profiles
@pytest.mark.parametrize("version", KUBERNETES)
def test_kubernetes_knows_every_field(chart: str, name: str, version: str) -> None:
    built_in = [found for found in render(chart, profile(chart, name), OFFLINE) if not is_custom(found)]
    assert built_in
    for found in built_in:
        check_built_in(found, version)


@needs_crds
@profiles
def test_the_operators_know_every_field(chart: str, name: str) -> None:
    for found in render(chart, profile(chart, name), OFFLINE):
        if is_custom(found):
            check_custom(found)


@needs_crds
def test_every_kind_of_custom_resource_is_checked() -> None:
    pooled = {"postgres": {"pooler": {"enabled": True}}}
    kinds = set()
    for chart in RELEASES:
        for found in render(chart, profile(chart, "production"), pooled if chart == "platform" else {}, OFFLINE):
            if is_custom(found):
                check_custom(found)
                kinds.add(found["kind"])
    assert kinds == {
        *("Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser"),
        *("Cluster", "DatabaseRole", "Pooler", "ScheduledBackup", "ObjectStore"),
        *("ScaledObject", "TriggerAuthentication", "HTTPRoute"),
        *("PodMonitor", "PrometheusRule"),
    }


@needs_crds
def test_the_check_of_custom_resources_refuses_an_unknown_field() -> None:
    pool = next(found for found in render("platform", OFFLINE) if found["kind"] == "KafkaNodePool")
    check_custom(pool)
    for wrong in ({"replica": 1}, {"replicas": "one"}):
        with pytest.raises(jsonschema.ValidationError):
            check_custom({**pool, "spec": {**pool["spec"], **wrong}})


def test_the_check_of_built_in_kinds_refuses_an_unknown_field() -> None:
    deployment = next(found for found in render("baseball-stats") if found["kind"] == "Deployment")
    wrong = copy.deepcopy(deployment)
    wrong["spec"]["template"]["spec"]["containers"][0]["evn"] = []
    with pytest.raises(kubernetes_validate.ValidationError, match="evn"):
        check_built_in(wrong, "1.35")


@profiles
def test_helm_has_nothing_to_say(chart: str, name: str) -> None:
    assert lint(chart, profile(chart, name), OFFLINE) == []


def test_the_notes_name_what_the_release_makes() -> None:
    text = notes("baseball-stats", {"fullnameOverride": "stats"})
    assert "port-forward service/stats-api 8000:80" in text
    services = [
        found for found in render("baseball-stats", {"fullnameOverride": "stats"}) if found["kind"] == "Service"
    ]
    assert [(found["metadata"]["name"], found["spec"]["ports"][0]["port"]) for found in services] == [("stats-api", 80)]
