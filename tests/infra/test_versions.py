"""Whatever names a version of something that this project does not make names that of infra/versions.env."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from support.stubs import ROOT, VERSIONS

SKAFFOLD = list(yaml.safe_load_all((ROOT / "skaffold.yaml").read_text(encoding="utf-8")))
SCHEMA = ROOT.parent / "shared" / "schemas" / "skaffold-v4beta14.json"
CHARTS = {
    "strimzi-kafka-operator": "STRIMZI",
    "cloudnative-pg": "CLOUDNATIVE_PG",
    "keda": "KEDA",
    "kube-prometheus-stack": "KUBE_PROMETHEUS_STACK",
}


def remote_releases(node: Any) -> list[dict[str, Any]]:
    """Every release of another's chart, those that a profile adds included."""
    if isinstance(node, list):
        return [found for inner in node for found in remote_releases(inner)]
    if not isinstance(node, dict):
        return []
    return ([node] if "remoteChart" in node else []) + remote_releases(list(node.values()))


def test_skaffold_installs_the_operators_of_the_script() -> None:
    found = {release["remoteChart"].rpartition("/")[2]: release["version"] for release in remote_releases(SKAFFOLD)}
    assert found == {chart: VERSIONS[f"{name}_CHART_VERSION"] for chart, name in CHARTS.items()}
    script = (ROOT / "infra" / "operators" / "install").read_text(encoding="utf-8")
    for release in remote_releases(SKAFFOLD):
        assert release["remoteChart"] in script
        assert release.get("repo", "") in script
        assert f"release {release['name']} {release['namespace']} " in script
        assert release["wait"] is True
        assert all((ROOT / path).is_file() and path in script for path in release.get("valuesFiles", ()))


@pytest.mark.skipif(not SCHEMA.is_file(), reason="no schema of skaffold at ../shared/schemas")
def test_skaffold_knows_every_field() -> None:
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for config in SKAFFOLD:
        validator.validate(config)
        with pytest.raises(jsonschema.ValidationError):
            validator.validate(config | {"deploys": {}})


def test_skaffold_builds_every_target_and_gives_each_image_to_the_chart() -> None:
    ours = next(config for config in SKAFFOLD if config["metadata"]["name"] == "baseball")
    targets = re.findall(r"^FROM runtime AS (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    built = {artifact["image"]: artifact["docker"]["target"] for artifact in ours["build"]["artifacts"]}
    assert built == {f"baseball-stats/{target}": target for target in targets}
    values = yaml.safe_load((ROOT / "charts" / "baseball-stats" / "values.yaml").read_text(encoding="utf-8"))
    expected = {}
    for path, image in images(values):
        name = re.sub(r"[/.:-]", "_", image["repository"])
        expected |= {f"{path}.repository": f"{{{{.IMAGE_REPO_{name}}}}}", f"{path}.tag": f"{{{{.IMAGE_TAG_{name}}}}}"}
    release = next(release for release in ours["deploy"]["helm"]["releases"] if release["name"] == "baseball")
    assert release["setValueTemplates"] == expected


def images(values: dict[str, Any], path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Each image in the values with its path."""
    found = []
    for key, inner in values.items():
        if isinstance(inner, dict):
            here = f"{path}.{key}" if path else key
            found += [(here, inner)] if "repository" in inner else images(inner, here)
    return found


def test_kind_makes_the_pinned_node() -> None:
    cluster = yaml.safe_load((ROOT / "infra" / "kind" / "cluster.yaml").read_text(encoding="utf-8"))
    values = yaml.safe_load((ROOT / "infra" / "kind" / "values.yaml").read_text(encoding="utf-8"))
    assert [node["image"] for node in cluster["nodes"]] == [VERSIONS["KIND_NODE_IMAGE"]]
    mappings = [mapping for node in cluster["nodes"] for mapping in node["extraPortMappings"]]
    assert {mapping["listenAddress"] for mapping in mappings} == {"127.0.0.1"}
    assert [mapping["containerPort"] for mapping in mappings] == [values["api"]["nodePort"]]
    for name in ("KIND_NODE_IMAGE", "KIND_NODE_IMAGE_OLDER"):
        assert re.search(r":v1\.\d+\.\d+@sha256:[0-9a-f]{64}$", VERSIONS[name])


@pytest.mark.parametrize("path", ["docs/install.md", "infra/README.md"])
def test_documents_name_these_versions(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    named: list[tuple[str, str]] = re.findall(
        r"(Strimzi|CloudNativePG chart|KEDA|kube-prometheus-stack|kind) (?:v)?(\d+\.\d+\.\d+)", text
    )
    known = {
        "Strimzi": VERSIONS["STRIMZI_CHART_VERSION"],
        "CloudNativePG chart": VERSIONS["CLOUDNATIVE_PG_CHART_VERSION"],
        "KEDA": VERSIONS["KEDA_CHART_VERSION"],
        "kube-prometheus-stack": VERSIONS["KUBE_PROMETHEUS_STACK_CHART_VERSION"],
        "kind": VERSIONS["KIND_VERSION"].removeprefix("v"),
    }
    assert named
    for what, version in named:
        assert version == known[what]


def test_a_values_file_of_an_operator_is_yaml() -> None:
    for path in sorted(Path(ROOT / "infra" / "operators").glob("*.yaml")):
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
