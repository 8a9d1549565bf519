"""The four calls to Kubernetes that the poller and its schedule need, as the pod's own account (ADR 17)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import requests
import urllib3

from api_poller.election import Lease
from api_poller.settings import KubernetesSettings
from baseball_core.errors import PipelineError

NOTE = "baseball-stats/poller-needed-at"
"""The annotation of the Lease that says when a poller must run next."""


class KubernetesError(PipelineError):
    """The API server could not be asked, or refused; ``reason`` is ``unreachable`` or ``http_<status>``."""

    default_reason = "unreachable"
    retryable = True


class ConflictError(KubernetesError):
    """Another has written the object since it was read."""

    default_reason = "http_409"


class KubernetesApi:
    """One connection; for one thread at a time."""

    def __init__(self, settings: KubernetesSettings, *, timeout: float) -> None:
        """``timeout`` is in seconds, for a connection and for each silence while it answers. Connects to nothing."""
        self._account = Path(settings.account_dir)
        self._host = f"https://{_bracketed(settings.service_host)}:{settings.service_port}"
        self._timeout = timeout
        self._session = requests.Session()
        self._session.trust_env = False
        self._leases: dict[str, dict[str, Any]] = {}

    def read_lease(self, name: str) -> Lease:
        """The Lease. Raises KubernetesError (``http_404``: there is none)."""
        return self._lease(name, self._call("GET", self._lease_path(name)))

    def replace_lease(self, name: str, lease: Lease) -> Lease:
        """Writes ``lease`` in place of its version, the one read last, and returns what it is now.

        Raises ConflictError when it is another version by now, KubernetesError; after an error that is no conflict
        the writing may have happened.
        """
        there = self._leases[name]
        annotations = dict(there["metadata"].get("annotations") or {})
        if lease.note is not None:
            annotations[NOTE] = lease.note
        spec: dict[str, Any] = {
            "holderIdentity": lease.holder,
            # The API knows no shorter one; a free Lease is not waited for anyway.
            "leaseDurationSeconds": max(1, round(lease.duration)),
            "leaseTransitions": lease.transitions,
            "acquireTime": _micro_time(lease.acquired_at),
            "renewTime": _micro_time(lease.renewed_at),
        }
        metadata = {**there["metadata"], "annotations": annotations, "resourceVersion": lease.version}
        return self._lease(
            name, self._call("PUT", self._lease_path(name), {**there, "metadata": metadata, "spec": spec})
        )

    def read_replicas(self, deployment: str) -> int:
        """The number of pods that is asked for. Raises KubernetesError."""
        return _replicas(self._call("GET", self._scale_path(deployment)))

    def set_replicas(self, deployment: str, count: int) -> None:
        """Asks for so many pods. Raises KubernetesError."""
        self._call("PATCH", self._scale_path(deployment), {"spec": {"replicas": count}})

    def close(self) -> None:
        self._session.close()

    def _lease_path(self, name: str) -> str:
        return f"/apis/coordination.k8s.io/v1/namespaces/{self._file('namespace')}/leases/{name}"

    def _scale_path(self, name: str) -> str:
        return f"/apis/apps/v1/namespaces/{self._file('namespace')}/deployments/{name}/scale"

    def _lease(self, name: str, body: Any) -> Lease:
        try:
            found = msgspec.convert(body, _LeaseObject)
        except msgspec.ValidationError as exc:
            raise KubernetesError(f"answer is no Lease: {exc}", reason="not_a_lease") from exc
        self._leases[name] = body
        spec = found.spec
        return Lease(
            version=found.metadata.resource_version,
            holder=spec.holder_identity or "",
            duration=float(spec.lease_duration_seconds or 0),
            transitions=spec.lease_transitions or 0,
            acquired_at=spec.acquire_time,
            renewed_at=spec.renew_time,
            note=(found.metadata.annotations or {}).get(NOTE),
        )

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        # The kubelet renews the token's file; a token kept here would run out.
        headers = {"Authorization": f"Bearer {self._file('token')}", "Accept": "application/json"}
        if body is not None:
            kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
            headers["Content-Type"] = kind
        try:
            answer = self._session.request(
                method,
                self._host + path,
                data=None if body is None else msgspec.json.encode(body),
                headers=headers,
                verify=str(self._account / "ca.crt"),
                timeout=self._timeout,
                allow_redirects=False,
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as exc:
            raise KubernetesError(f"{method} {path}: {exc}") from exc
        if answer.status_code == 409:
            raise ConflictError(f"{method} {path}: written by another since it was read")
        if answer.status_code != 200:
            raise KubernetesError(
                f"{method} {path} answered {answer.status_code}: {answer.text[:200]}",
                reason=f"http_{answer.status_code}",
            )
        try:
            return msgspec.json.decode(answer.content)
        except msgspec.DecodeError as exc:
            raise KubernetesError(f"{method} {path}: answer is not JSON", reason="not_json") from exc

    def _file(self, name: str) -> str:
        try:
            return (self._account / name).read_text(encoding="utf-8").strip()
        except OSError as exc:
            raise KubernetesError(f"the account's {name} cannot be read: {exc}", reason="no_account") from exc


class _Metadata(msgspec.Struct, rename="camel"):
    resource_version: str
    annotations: dict[str, str] | None = None


class _LeaseSpec(msgspec.Struct, rename="camel"):
    holder_identity: str | None = None
    lease_duration_seconds: int | None = None
    lease_transitions: int | None = None
    acquire_time: datetime | None = None
    renew_time: datetime | None = None


class _LeaseObject(msgspec.Struct):
    metadata: _Metadata
    spec: _LeaseSpec = msgspec.field(default_factory=_LeaseSpec)


class _Count(msgspec.Struct):
    # Kubernetes leaves a zero out.
    replicas: int = 0


class _Scale(msgspec.Struct):
    spec: _Count = msgspec.field(default_factory=_Count)


def _replicas(body: Any) -> int:
    try:
        return msgspec.convert(body, _Scale).spec.replicas
    except msgspec.ValidationError as exc:
        raise KubernetesError(f"answer is no Scale: {exc}", reason="not_a_scale") from exc


def _micro_time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
