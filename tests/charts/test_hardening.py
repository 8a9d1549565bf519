"""Every column of the hardening table is full, and what the table does not count is hardened too."""

import copy
from typing import Any

import pytest

from chart_checks.__main__ import hardening_table, released
from chart_checks.hardening import Share, measure, needs_token, secure
from chart_checks.objects import Object, containers_of, pod_of
from chart_checks.rendering import CHARTS, OFFLINE, RELEASES, profile, render

PRODUCTION = profile("baseball-stats", "production")


def production() -> list[Object]:
    return released("baseball-stats", PRODUCTION)


def test_every_share_of_the_application_is_whole() -> None:
    row = measure(production())
    assert row.is_full
    assert row.shares["req"] == Share(7, 7)


def test_each_column_sees_what_is_taken_away() -> None:
    workload = next(found for found in production() if found["kind"] == "Deployment")

    def without(column: str) -> Share:
        found = copy.deepcopy(workload)
        pod = found["spec"]["template"]
        container: dict[str, Any] = pod["spec"]["containers"][0]
        {
            "req": lambda: container["resources"].pop("requests"),
            "lim": lambda: container["resources"].pop("limits"),
            "live": lambda: container.pop("livenessProbe"),
            "ready": lambda: container.pop("readinessProbe"),
            "nonroot": lambda: pod["spec"]["securityContext"].pop("runAsNonRoot"),
            "rofs": lambda: container["securityContext"].pop("readOnlyRootFilesystem"),
            "noesc": lambda: container["securityContext"].pop("allowPrivilegeEscalation"),
            "drop": lambda: container["securityContext"].pop("capabilities"),
            "secc": lambda: pod["spec"]["securityContext"].pop("seccompProfile"),
            "dig": lambda: container.update(image="baseball-stats/api-service:latest"),
            "tok": lambda: pod["spec"].pop("automountServiceAccountToken"),
            "lab": lambda: pod["metadata"]["labels"].pop("app.kubernetes.io/instance"),
            "spr": lambda: pod["spec"].pop("topologySpreadConstraints"),
        }[column]()
        return measure([found]).shares[column]

    columns = measure([workload]).shares
    assert {column: without(column) for column in columns} == dict.fromkeys(columns, Share(0, 1))


def test_policies_budgets_scalers_and_tests_are_there() -> None:
    objects = production()
    workloads = [found for found in objects if found["kind"] == "Deployment"]
    policed = [found["spec"]["podSelector"]["matchLabels"] for found in objects if found["kind"] == "NetworkPolicy"]
    budgets = {found["metadata"]["name"] for found in objects if found["kind"] == "PodDisruptionBudget"}
    for found in workloads:
        assert found["spec"]["selector"]["matchLabels"] in policed
    assert budgets == {f"baseball-{name}" for name in ("api", "airflow-api-server", "poller", "transformer")}, (
        "those with more than one replica"
    )
    assert measure(objects).counts["HPA"] == 2


@pytest.mark.parametrize("chart", list(RELEASES))
def test_each_chart_has_a_test_and_a_schema(chart: str) -> None:
    assert measure(render(chart, OFFLINE)).counts["T"] >= 1
    assert (CHARTS / chart / "values.schema.json").is_file()


@pytest.mark.parametrize("chart", list(RELEASES))
def test_beginning_jobs_and_tests_are_as_restricted_as_workloads(chart: str) -> None:
    pods = [pod for found in render(chart, profile(chart, "kind"), OFFLINE) if (pod := pod_of(found)) is not None]
    containers = [(pod["spec"], container) for pod in pods for container in containers_of(pod)]
    assert len(containers) >= 1
    for spec, container in containers:
        context = secure(spec, container)
        assert context["runAsNonRoot"] is True
        assert context["runAsUser"] > 0
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        assert {"requests", "limits"} <= set(container["resources"])


def test_a_token_is_mounted_where_a_role_is_bound_and_a_reason_given_and_nowhere_else() -> None:
    objects = render("baseball-stats", profile("baseball-stats", "kind"), OFFLINE)
    bound = {subject["name"] for found in objects if found["kind"] == "RoleBinding" for subject in found["subjects"]}
    pods = [pod for found in objects if (pod := pod_of(found)) is not None]
    holders = {pod["spec"]["serviceAccountName"] for pod in pods if pod["spec"]["automountServiceAccountToken"]}
    explained = {pod["spec"]["serviceAccountName"] for pod in pods if needs_token(pod)}
    assert holders == bound == explained
    assert holders
    accounts = [found for found in objects if found["kind"] == "ServiceAccount"]
    assert all(found["automountServiceAccountToken"] is False for found in accounts), "the pod asks for it"
    assert not any(found["kind"].startswith("ClusterRole") for found in objects)


def test_a_token_without_a_reason_is_seen() -> None:
    objects = render("baseball-stats", profile("baseball-stats", "kind"), OFFLINE)
    found = next(o for o in objects if o["kind"] == "Deployment" and needs_token(o["spec"]["template"]))
    assert measure([found]).shares["tok"] == Share(1, 1)
    del found["spec"]["template"]["metadata"]["annotations"]["baseball-stats/kubernetes-api"]
    assert measure([found]).shares["tok"] == Share(0, 1)


def test_the_table_in_the_documents_is_the_measured_one() -> None:
    text = (CHARTS.parent / "README.md").read_text(encoding="utf-8")
    assert hardening_table() in text
