"""What rendered objects are held against: Kubernetes and the operators, strictly, and the services' own settings."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import kubernetes_validate.utils
import msgspec
import yaml

import api_poller.settings
import api_service.settings
import rt_transformer.settings
import statsapi_simulator.settings

CRDS = Path(__file__).parents[2].parent / "shared" / "crds"
ABSENT = "no definitions of custom resources at ../shared/crds"

SERVICES: dict[str, type[msgspec.Struct]] = {
    "poller": api_poller.settings.Settings,
    "transformer": rt_transformer.settings.Settings,
    "api": api_service.settings.Settings,
    "simulator": statsapi_simulator.settings.Settings,
}

Object = dict[str, Any]


# The validator reads its schemas, a megabyte, anew for every object; most of its time is that.
kubernetes_validate.utils.schema_contents = cache(kubernetes_validate.utils.schema_contents)


def is_custom(found: Object) -> bool:
    """Whether an operator defines this kind; Kubernetes' own groups have no domain, or end in k8s.io."""
    group = found["apiVersion"].rpartition("/")[0]
    return "." in group and (not group.endswith(".k8s.io") or group.startswith("gateway."))


def check_built_in(found: Object, version: str) -> None:
    """Raises kubernetes_validate's ValidationError unless Kubernetes ``version`` knows every field of it."""
    _check_built_in(json.dumps(found), version)


@cache  # profiles have most objects in common
def _check_built_in(text: str, version: str) -> None:
    assert kubernetes_validate.validate(json.loads(text), version, strict=True) == version


def check_custom(found: Object) -> None:
    """Raises jsonschema's ValidationError unless the CRD knows every field of it. Its CEL rules are not evaluated."""
    _validator(found["apiVersion"], found["kind"]).validate(found)


@cache
def _validator(api_version: str, kind: str) -> jsonschema.Draft202012Validator:
    """Of the definition's schema, closed. Raises LookupError when no served version of that name is defined."""
    if kind == "ObjectStore":
        return _object_store()
    group, _, name = api_version.rpartition("/")
    for path in CRDS.glob(f"{kind.lower()}*.{group}.yaml"):
        spec = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["spec"]
        for version in spec["versions"]:
            if spec["names"]["kind"] == kind and version["name"] == name and version["served"]:
                schema = _closed(version["schema"]["openAPIV3Schema"])
                schema["properties"] |= {"metadata": {"type": "object"}}
                return jsonschema.Draft202012Validator(schema)
    raise LookupError(f"{api_version} {kind} is not defined in {CRDS}")


def _object_store() -> jsonschema.Draft202012Validator:
    """The Barman Cloud plugin's kind is not among the definitions; its documentation says that its configuration is
    what a Cluster takes as ``backup.barmanObjectStore``, but for the server's name."""
    path = CRDS / "clusters.postgresql.cnpg.io.yaml"
    spec = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["spec"]
    cluster = spec["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
    backup = cluster["backup"]["properties"]
    configuration = _closed(backup["barmanObjectStore"])
    del configuration["properties"]["serverName"]
    retention = _closed(backup["retentionPolicy"])
    schema = {
        "properties": {
            "spec": {
                "properties": {"configuration": configuration, "retentionPolicy": retention},
                "required": ["configuration"],
                "additionalProperties": False,
            }
        }
    }
    return jsonschema.Draft202012Validator(schema)


def _closed(schema: Object) -> Object:
    """OpenAPI v3 as Kubernetes extends it, as JSON Schema that takes nothing it does not name."""
    kept = {
        key: value
        for key, value in schema.items()
        if (key not in ("format", "nullable") and not isinstance(value, bool | type(None))) or key == "uniqueItems"
    }
    for key in ("properties", "patternProperties"):
        if key in kept:
            kept[key] = {name: _closed(inner) for name, inner in kept[key].items()}
    for key in ("items", "not", "additionalProperties"):
        if isinstance(kept.get(key), dict):
            kept[key] = _closed(kept[key])
    if schema.get("x-kubernetes-int-or-string"):
        kept.pop("anyOf", None)
        kept["type"] = ["integer", "string"]
    is_open = "additionalProperties" in schema or schema.get("x-kubernetes-preserve-unknown-fields")
    if "properties" in kept and not is_open:
        kept["additionalProperties"] = False
    if schema.get("nullable") and isinstance(kept.get("type"), str):
        kept["type"] = [kept["type"], "null"]
    return kept
