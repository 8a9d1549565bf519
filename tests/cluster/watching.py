"""What Prometheus knows of a namespace."""

import time
from typing import Any

from truth import Reader

from conftest import Day


def targets(prometheus: Reader, namespace: str) -> list[dict[str, Any]]:
    """Its targets."""
    active = prometheus.get("/api/v1/targets", state="active")["data"]["activeTargets"]
    return [target for target in active if target["labels"].get("namespace") == namespace]


def rules(prometheus: Reader, namespace: str) -> list[dict[str, Any]]:
    """Its rules, alerting and recording."""
    groups = prometheus.get("/api/v1/rules")["data"]["groups"]
    return [rule for group in groups if namespace in group["file"] for rule in group["rules"]]


def fired(prometheus: Reader, day: Day) -> set[str]:
    """The alerts that have fired since the day was installed."""
    seconds = round(time.time() - day.installed_at)
    query = f'max_over_time(ALERTS{{alertstate="firing", namespace="{day.installation.namespace}"}}[{seconds}s])'
    found = prometheus.get("/api/v1/query", query=query)["data"]["result"]
    return {one["metric"]["alertname"] for one in found}
