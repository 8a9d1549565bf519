"""Rendered objects and the pods in them. PURE."""

from collections.abc import Iterator
from typing import Any

Object = dict[str, Any]


def pod_of(found: Object) -> Object | None:
    """The pod's metadata and spec in a workload, Job or pod; None in any other object."""
    if found["kind"] == "Pod":
        return found
    spec = found["spec"]["jobTemplate"]["spec"] if found["kind"] == "CronJob" else found.get("spec", {})
    template: Object | None = spec.get("template")
    return template if template is not None and "containers" in template.get("spec", {}) else None


def containers_of(pod: Object) -> Iterator[Object]:
    """All of a pod's containers, those that only begin it included."""
    spec = pod["spec"]
    yield from spec.get("initContainers", ())
    yield from spec["containers"]
