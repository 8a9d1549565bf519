"""Short-lived pods of a test's own, under the restricted profile."""

from typing import Any

import kube
from installation import Installation
from surroundings import Surroundings

RESTRICTED = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")


def run_to_end(installation: Installation, name: str, labels: dict[str, str], spec: dict[str, Any]) -> str:
    """What a pod's only container says until it ends; the pod is deleted. Fails with that when the container does."""
    metadata = {"name": name, "labels": labels}
    kube.apply(
        [{"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}], namespace=installation.namespace
    )

    def end() -> str:
        phase: str = installation.get("pod", name)["status"]["phase"]
        return phase if phase in ("Succeeded", "Failed") else ""

    try:
        ended = kube.wait_until(end, 240.0, f"the end of pod {name}")
        said = installation.kubectl("logs", name)
        assert ended == "Succeeded", said
        return said
    finally:
        installation.kubectl("delete", "pod", name, "--force", "--grace-period=0", "--wait=false")


def run_python(
    installation: Installation,
    surroundings: Surroundings,
    name: str,
    program: str,
    *,
    labels: dict[str, str],
    secrets: dict[str, str] | None = None,
) -> str:
    """What a program prints in a pod of the transformer's image; ``secrets`` maps folders to secrets mounted there."""
    mounted = dict(secrets or {})
    container = {
        "name": "main",
        "image": f"{surroundings.registry}/baseball-stats/rt-transformer:{surroundings.tag}",
        "command": ["python", "-c", program],
        "securityContext": RESTRICTED,
        "volumeMounts": [{"name": secret, "mountPath": folder} for folder, secret in mounted.items()],
    }
    user = {"runAsNonRoot": True, "runAsUser": 10001, "fsGroup": 10001, "seccompProfile": {"type": "RuntimeDefault"}}
    spec = {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "securityContext": user,
        "containers": [container],
        "volumes": [{"name": secret, "secret": {"secretName": secret}} for secret in mounted.values()],
    }
    return run_to_end(installation, name, labels, spec)


def run_as_user(installation: Installation, surroundings: Surroundings, name: str, program: str, user: str) -> str:
    """What a program prints in a pod that may reach the broker, with the certificate of one of its users."""
    return run_python(
        installation,
        surroundings,
        name,
        program,
        labels={"app.kubernetes.io/part-of": "baseball-stats-pipeline"},
        secrets={"/ca": "platform-cluster-ca-cert", "/user": f"platform-{user}"},
    )


def replay(installation: Installation, name: str) -> str:
    """Publishes the whole archive again, in a pod like the poller's."""
    template = installation.get("deployment", "baseball-poller")["spec"]["template"]
    container = next(one for one in template["spec"]["containers"] if one["name"] == "poller")
    kept = {
        key: value
        for key, value in container.items()
        if not key.endswith("Probe") and key not in ("lifecycle", "ports")
    }
    spec = {
        **template["spec"],
        "restartPolicy": "Never",
        "containers": [{**kept, "command": ["pipeline-archive", "republish"]}],
    }
    return run_to_end(installation, name, template["metadata"]["labels"], spec)
