"""What Prometheus sees of the disturbed day, and which alerts fire. The last tests: in the end it is shut out."""

import json

import kube
from report import report
from truth import Reader
from watching import fired, rules, targets

from conftest import Day

JOBS = {"baseball-transformer", "baseball-api", "platform", "platform-postgres"}
"""Their namespace goes before. The poller is away when the day is over."""
FIRED = {
    "ArchiveNotWritable",
    "ApiAbsent",
    "TransformerAbsent",
    "KafkaAbsent",
    "PostgresAbsent",
    "LiveLatencyBurnsFast",
}
"""Of each group one; those of the batch need a quarter of an hour and more. The first and the last fired earlier."""
OF_KAFKA = "platform"
"""Its PodMonitor. By a policy of its own Strimzi lets everyone read a broker's metrics: nobody can be shut out.

It is made to ask in a way that the broker does not answer. Were it deleted, Prometheus would take the last answer for
the present one for five minutes more.
"""


def test_every_target_answers(rough: Day, prometheus: Reader) -> None:
    namespace = rough.installation.namespace
    rough.installation.wait_ready(300.0)
    expected = {f"{namespace}/{job}" for job in JOBS}

    def all_up() -> bool:
        found = targets(prometheus, namespace)
        return expected <= {target["labels"]["job"] for target in found} and all(
            target["health"] == "up" for target in found
        )

    kube.wait_until(all_up, 120.0, f"answers of {sorted(expected)}", every=3.0)


def test_every_rule_is_evaluated(rough: Day, prometheus: Reader) -> None:
    found = rules(prometheus, rough.installation.namespace)
    written = rough.installation.get("prometheusrules.monitoring.coreos.com")["items"]
    expected = sorted(
        rule.get("alert") or rule["record"]
        for one in written
        for group in one["spec"]["groups"]
        for rule in group["rules"]
    )
    assert len(expected) > 30
    assert sorted(rule["name"] for rule in found) == expected
    assert [(rule["name"], rule["lastError"]) for rule in found if rule["health"] != "ok"] == []


def test_who_is_shut_out_is_missed(rough: Day, prometheus: Reader) -> None:
    """Without its peers the policies keep Prometheus out, and all that it watches is absent to it.

    Policies let connections go on that were there before them, so the pods are replaced.
    """
    installation = rough.installation
    closed = {"networkPolicy": {"monitoring": {"peers": []}}}
    installation.upgrade_platform(**closed)
    installation.upgrade_app(**closed)
    asking_by_tls = [{"op": "add", "path": "/spec/podMetricsEndpoints/0/scheme", "value": "https"}]
    monitor = ("podmonitors.monitoring.coreos.com", OF_KAFKA)
    installation.kubectl("patch", *monitor, "--type", "json", "--patch", json.dumps(asking_by_tls))
    installation.kubectl("delete", "pods", "--all", "--force", "--grace-period=0", "--wait=false")
    try:
        kube.wait_until(lambda: fired(prometheus, rough) >= FIRED, 420.0, f"alerts: {sorted(FIRED)}", every=5.0)
    finally:
        report("alerts that fired in the disturbed day", sorted(fired(prometheus, rough)))
