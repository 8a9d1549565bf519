"""What a deployment of Airflow says about the batch: one frozen value, read from ``BASEBALL_...`` variables.

DAG files have no composition root but their own parsing, so this is the one thing that they read there.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints

PREFIX = "BASEBALL_"
BACKENDS = ("webhook", "email")
EVENTS = ("failure", "retry", "success", "deadline")

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_CPU = re.compile(r"[0-9]+m|[0-9]+(\.[0-9]+)?")
_MEMORY = re.compile(r"[0-9]+(Mi|Gi)")


class DeploymentError(ValueError):
    """A variable is missing or wrong. The text names each one; Airflow shows it as the DAG file's import error."""


def _setting(
    default: Any,
    meaning: str,
    matching: re.Pattern[str] | None = None,
    least: float | None = None,
    most: float | None = None,
) -> Any:
    return field(default=default, metadata={"meaning": meaning, "matching": matching, "least": least, "most": most})


@dataclass(frozen=True)
class Deployment:
    """Each field is the variable of its name in capitals behind ``BASEBALL_``; empty means unset."""

    pod_runner: str = _setting("kubernetes", "`kubernetes`, or `process`: commands run as local processes")
    process_environment: str = _setting("", "with `process`: JSON file, the whole environment of the commands")

    aggregator_image: str = _setting("", "image of `game-aggregator`; needed with `kubernetes`")
    poller_image: str = _setting("", "image of `api-poller`; needed with `kubernetes`")
    image_pull_policy: str = _setting("IfNotPresent", "`IfNotPresent`, `Always` or `Never`")
    image_pull_secrets: tuple[str, ...] = _setting((), "secrets with the registry's credentials, parted by commas")
    namespace: str = _setting("baseball", "namespace of the pods", _NAME)
    release: str = _setting("baseball", "their label `app.kubernetes.io/instance`, by which policies know them", _NAME)
    service_account: str = _setting("game-aggregator", "the pods' account; its token is never mounted", _NAME)
    run_as_user: int = _setting(10001, "numeric user and group of the containers", least=1)

    node_selector: str = _setting("", "JSON object: labels of the nodes that the pods may run on")
    tolerations: str = _setting("", "JSON list: taints of nodes that they bear, as in a pod's `tolerations`")
    priority_class: str = _setting("", "their PriorityClass", _NAME)
    annotations: str = _setting("", "JSON object: their annotations, as of a service mesh or a cost centre")

    database_secret: str = _setting("baseball-writer", "secret with the database's URL", _NAME)
    database_key: str = _setting("DATABASE_URL", "its key in that secret")
    aggregator_config: str = _setting("game-aggregator", "config map with `ARCHIVE_URL`, `LOG_LEVEL` ...", _NAME)
    poller_config: str = _setting("api-poller", "config map with the poller's settings", _NAME)
    kafka_ca_secret: str = _setting("", "secret with the broker's CA, at /etc/kafka/ca for the poller", _NAME)
    kafka_certificate_secret: str = _setting(
        "", "secret with the poller's certificate, at /etc/kafka/user: `user.crt`, `user.key`", _NAME
    )
    kafka_password_secret: str = _setting("", "secret with the poller's `username` and `password`: SASL", _NAME)
    archive_secret: str = _setting("", "secret with the archive's S3 credentials", _NAME)
    archive_claim: str = _setting("", "volume claim of an archive that is a folder; unset: S3", _NAME)
    archive_path: str = _setting("/data/archive", "where that claim is mounted", re.compile(r"/[\w./-]+"))

    game_cpu: str = _setting("1", "CPU of a pod that works on one game", _CPU)
    game_memory: str = _setting("768Mi", "memory of such a pod", _MEMORY)
    backfill_cpu: str = _setting("2", "CPU of a pod that works on a chunk of a season", _CPU)
    backfill_memory: str = _setting("2Gi", "memory of such a pod: 500 MB a worker and as much for the rest", _MEMORY)

    max_pods: int = _setting(4, "games of one run that are worked on at a time", least=1)
    games_per_run: int = _setting(
        200, "most games of one run, 1000 at most; the next run takes the others", least=1, most=1000
    )
    retries: int = _setting(3, "tries after the first", least=0)
    retry_delay_seconds: float = _setting(60.0, "wait before the first retry; it doubles each time", least=0)
    deadline_factor: float = _setting(1.0, "stretches every DAG's deadline", least=0)

    alert_backends: tuple[str, ...] = _setting((), "any of `webhook`, `email`, parted by commas; unset: only the log")
    alert_events: tuple[str, ...] = _setting(EVENTS, "which of `failure`, `retry`, `success`, `deadline` are sent")
    alert_email_to: tuple[str, ...] = _setting((), "receivers; needed with `email`")
    alert_window_minutes: float = _setting(360.0, "the same alert is not sent again for so long", least=0)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Deployment":
        """Reads and checks everything. Raises DeploymentError that names all that is wrong."""
        given = {
            known.name: environ[_variable(known.name)] for known in fields(cls) if environ.get(_variable(known.name))
        }
        kinds = get_type_hints(cls)
        faults: list[str] = []
        values: dict[str, Any] = {}
        for name, text in given.items():
            try:
                values[name] = _convert(kinds[name], text)
            except ValueError:
                faults.append(f"{_variable(name)}: is not a number: {text}")
        deployment = cls(**values)
        faults += _faults(deployment)
        if faults:
            raise DeploymentError("; ".join(faults))
        return deployment


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _convert(kind: Any, text: str) -> Any:
    if kind in (int, float):
        return kind(text)
    if kind is str:
        return text
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _faults(deployment: Deployment) -> list[str]:
    found: list[str] = []
    for known in fields(deployment):
        value, rules = getattr(deployment, known.name), known.metadata
        if rules["matching"] and value and not rules["matching"].fullmatch(value):
            found.append(f"{_variable(known.name)}: is malformed: {value}")
        if rules["least"] is not None and not value >= rules["least"]:
            found.append(f"{_variable(known.name)}: is less than {rules['least']:g}: {value:g}")
        if rules["most"] is not None and not value <= rules["most"]:
            found.append(f"{_variable(known.name)}: is more than {rules['most']:g}: {value:g}")
    found += _not_among("pod_runner", [deployment.pod_runner], ("kubernetes", "process"))
    found += _not_among("image_pull_policy", [deployment.image_pull_policy], ("IfNotPresent", "Always", "Never"))
    found += _not_among("alert_backends", deployment.alert_backends, BACKENDS)
    found += _not_among("alert_events", deployment.alert_events, EVENTS)
    found += _not_json("node_selector", deployment.node_selector, dict)
    found += _not_json("tolerations", deployment.tolerations, list)
    found += _not_json("annotations", deployment.annotations, dict)
    needed = {"kubernetes": ("aggregator_image", "poller_image"), "process": ("process_environment",)}
    for name in needed.get(deployment.pod_runner, ()):
        if not getattr(deployment, name):
            found.append(f"{_variable(name)}: is needed with {deployment.pod_runner}")
    if "email" in deployment.alert_backends and not deployment.alert_email_to:
        found.append(f"{_variable('alert_email_to')}: is needed with email")
    return found


def _not_json(name: str, text: str, kind: type) -> list[str]:
    try:
        good = not text or isinstance(json.loads(text), kind)
    except ValueError:
        good = False
    return [] if good else [f"{_variable(name)}: is no JSON {'object' if kind is dict else 'list'}: {text}"]


def _not_among(name: str, values: Any, known: tuple[str, ...]) -> list[str]:
    return [f"{_variable(name)}: is none of {', '.join(known)}: {value}" for value in values if value not in known]
