"""How hardened a rendered chart is: one row of a table. PURE.

Containers of Deployments, StatefulSets and DaemonSets are counted for the first columns, those workloads for the next
three, objects for the last.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from chart_checks.objects import Object

WORKLOADS: Final = ("Deployment", "StatefulSet", "DaemonSet")
LABELS: Final = ("app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/managed-by")
SCALERS: Final = ("HorizontalPodAutoscaler", "ScaledObject")


class Share(msgspec.Struct, frozen=True):
    """How many of all have a property."""

    having: int
    of: int

    def __str__(self) -> str:
        return f"{self.having}/{self.of}"


class Row(msgspec.Struct, frozen=True):
    """``shares`` by column; ``counts`` by column."""

    shares: dict[str, Share]
    counts: dict[str, int]

    @property
    def is_full(self) -> bool:
        """Whether each share is whole."""
        return all(share.having == share.of for share in self.shares.values())


def measure(objects: Sequence[Object]) -> Row:
    """The row of what a chart rendered."""
    workloads = [found for found in objects if found["kind"] in WORKLOADS]
    pods = [(found, found["spec"]["template"]) for found in workloads]
    containers = [(pod["spec"], container) for _, pod in pods for container in pod["spec"]["containers"]]
    shares = {
        name: _share(has(spec, container) for spec, container in containers) for name, has in OF_CONTAINER.items()
    }
    shares |= {name: _share(has(found, pod) for found, pod in pods) for name, has in OF_WORKLOAD.items()}
    hooks = [found for found in objects if _is_test(found)]
    counts = {
        "NP": _count(objects, "NetworkPolicy"),
        "PDB": _count(objects, "PodDisruptionBudget"),
        "HPA": _count(objects, *SCALERS),
        "T": len(hooks),
    }
    return Row(shares, counts)


def table(rows: dict[str, Row]) -> str:
    """Markdown, a line a chart."""
    columns = [*OF_CONTAINER, *OF_WORKLOAD, "NP", "PDB", "HPA", "T"]
    lines = [["chart", *columns], ["---"] * (len(columns) + 1)]
    for name, row in rows.items():
        cells = {name: str(cell) for name, cell in (row.shares | row.counts).items()}
        lines.append([name, *(cells[column] for column in columns)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def secure(spec: Object, container: Object) -> dict[str, Any]:
    """A container's security context over its pod's, as the kubelet applies them."""
    return {**spec.get("securityContext", {}), **container.get("securityContext", {})}


def needs_token(pod: Object) -> bool:
    """Whether the pod says what it needs the Kubernetes API for."""
    return bool(pod["metadata"].get("annotations", {}).get("baseball-stats/kubernetes-api"))


OF_CONTAINER: Final[dict[str, Callable[[Object, Object], bool]]] = {
    "req": lambda _, container: bool(container.get("resources", {}).get("requests")),
    "lim": lambda _, container: bool(container.get("resources", {}).get("limits")),
    "live": lambda _, container: "livenessProbe" in container,
    "ready": lambda _, container: "readinessProbe" in container,
    "nonroot": lambda spec, container: secure(spec, container).get("runAsNonRoot") is True,
    "rofs": lambda spec, container: secure(spec, container).get("readOnlyRootFilesystem") is True,
    "noesc": lambda spec, container: secure(spec, container).get("allowPrivilegeEscalation") is False,
    "drop": lambda spec, container: "ALL" in secure(spec, container).get("capabilities", {}).get("drop", ()),
    "secc": lambda spec, container: secure(spec, container).get("seccompProfile", {}).get("type") == "RuntimeDefault",
    "dig": lambda _, container: "@sha256:" in container["image"],
}
OF_WORKLOAD: Final[dict[str, Callable[[Object, Object], bool]]] = {
    # A workload that needs the Kubernetes API mounts a token and says why.
    "tok": lambda _, pod: pod["spec"].get("automountServiceAccountToken") is False or needs_token(pod),
    "lab": lambda found, pod: all(
        name in part["metadata"].get("labels", {}) for part in (found, pod) for name in LABELS
    ),
    "spr": lambda _, pod: bool(pod["spec"].get("topologySpreadConstraints") or pod["spec"].get("affinity")),
}


def _share(answers: Iterable[bool]) -> Share:
    known = list(answers)
    return Share(sum(known), len(known))


def _count(objects: Sequence[Object], *kinds: str) -> int:
    return sum(found["kind"] in kinds for found in objects)


def _is_test(found: Object) -> bool:
    hook: str | None = found["metadata"].get("annotations", {}).get("helm.sh/hook")
    return hook == "test"
