"""What a backup needs to be worth something: it is made, kept where a restore finds it, and never written over."""

from typing import Any

import pytest

from chart_checks.objects import Object
from chart_checks.rendering import OFFLINE, merged, render
from support.charts import CRDS, check_custom

PEERS = [{"ipBlock": {"cidr": "192.0.2.0/24"}}]
STORE = {
    "postgres": {"backup": {"enabled": True, "destination": "s3://bucket/path"}},
    "networkPolicy": {"backups": {"peers": PEERS}},
}
SNAPSHOTS = {"postgres": {"backup": {"enabled": True, "method": "volumeSnapshot", "snapshotClass": "fast"}}}


def rendered(*layers: dict[str, Any]) -> dict[str, Object]:
    """By kind, the objects of PostgreSQL's cluster."""
    found = {
        made["kind"]: made
        for made in render("platform", OFFLINE, *layers)
        if made["metadata"]["name"] == "platform-postgres"
    }
    if CRDS.is_dir():
        for made in found.values():
            if "cnpg.io" in made["apiVersion"]:
                check_custom(made)
    return found


@pytest.mark.parametrize(
    ("instances", "synchronous"),
    [
        (1, None),
        (2, {"method": "any", "number": 1, "dataDurability": "preferred"}),
        (3, {"method": "any", "number": 1, "dataDurability": "required", "failoverQuorum": True}),
    ],
)
def test_a_commit_outlives_the_primary_where_there_is_a_replica(
    instances: int, synchronous: dict[str, Any] | None
) -> None:
    """The transformer commits its offsets after its rows: what a fail-over loses is not read again."""
    spec = rendered({"postgres": {"instances": instances}})["Cluster"]["spec"]
    assert spec.get("postgresql", {}).get("synchronous") == synchronous


def test_without_backup_nothing_asks_for_one() -> None:
    assert set(rendered()) == {"Cluster", "NetworkPolicy"}
    assert {"plugins", "backup", "externalClusters"}.isdisjoint(rendered()["Cluster"]["spec"])


def test_the_changes_between_two_base_backups_go_to_the_same_place() -> None:
    found = rendered(STORE)
    (plugin,) = found["Cluster"]["spec"]["plugins"]
    backup = found["ScheduledBackup"]["spec"]
    assert plugin["isWALArchiver"] is True
    assert plugin["parameters"]["barmanObjectName"] == found["ObjectStore"]["metadata"]["name"]
    assert backup["pluginConfiguration"]["name"] == plugin["name"] == "barman-cloud.cloudnative-pg.io"
    assert backup["cluster"]["name"] == found["Cluster"]["metadata"]["name"]
    assert len(backup["schedule"].split()) == 6, "seconds come first"


@pytest.mark.parametrize("secret", ["", "keys"])
def test_credentials_are_named_or_the_pods_own(secret: str) -> None:
    store = rendered(STORE, {"postgres": {"backup": {"credentialsSecret": secret}}})["ObjectStore"]
    credentials = store["spec"]["configuration"]["s3Credentials"]
    if secret:
        assert {part["name"] for part in credentials.values()} == {secret}
    else:
        assert credentials == {"inheritFromIAMRole": True}


def test_postgresql_reaches_the_store_and_nothing_else_outside() -> None:
    policies = [made for made in render("platform", OFFLINE, STORE) if made["kind"] == "NetworkPolicy"]
    by_name = {made["metadata"]["name"]: made["spec"] for made in policies}
    targets = [rule.get("to") for rule in by_name["platform-postgres-egress"]["egress"]]
    assert PEERS in targets
    assert None not in targets
    assert PEERS not in [rule["to"] for rule in by_name["platform-egress"]["egress"]], "Kafka has no business there"


def test_snapshots_need_no_store() -> None:
    found = rendered(SNAPSHOTS)
    assert "ObjectStore" not in found
    assert found["Cluster"]["spec"]["backup"]["volumeSnapshot"]["className"] == "fast"
    assert found["ScheduledBackup"]["spec"]["method"] == "volumeSnapshot"


def test_a_restore_reads_the_lost_cluster_and_writes_beside_it() -> None:
    wanted = {
        "postgres": {
            "backup": {"serverName": "second"},
            "recovery": {"enabled": True, "serverName": "first", "targetTime": "2026-07-04 20:00:00+00"},
        }
    }
    spec = rendered(STORE, wanted)["Cluster"]["spec"]
    recovery = spec["bootstrap"]["recovery"]
    (origin,) = spec["externalClusters"]
    assert recovery["source"] == origin["name"]
    assert (recovery["database"], recovery["owner"]) == ("baseball", "baseball_owner")
    assert recovery["recoveryTarget"] == {"targetTime": "2026-07-04 20:00:00+00"}
    assert origin["plugin"]["parameters"]["serverName"] == "first"
    assert spec["plugins"][0]["parameters"]["serverName"] == "second"
    assert "initdb" not in spec["bootstrap"]


def test_a_snapshot_is_restored_by_its_backup() -> None:
    spec = rendered(merged(SNAPSHOTS, {"postgres": {"recovery": {"enabled": True, "backup": "last"}}}))["Cluster"][
        "spec"
    ]
    assert spec["bootstrap"]["recovery"]["backup"] == {"name": "last"}
    assert "externalClusters" not in spec
