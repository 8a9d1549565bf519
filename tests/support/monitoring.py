"""The rules and dashboards that the charts make, and Prometheus' own tool to try them."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from chart_checks.rendering import CHARTS, OFFLINE, RELEASES, render

ON = {"monitoring": {"enabled": True}}
EVERYTHING = {
    "baseball-stats": {},
    "platform": {"postgres": {"pooler": {"enabled": True}}, "airflow": {"postgres": {"enabled": True}}},
}
"""Values with which a chart has every alert."""
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="no promtool: Debian's package prometheus has it")

Rule = dict[str, Any]


@cache
def groups(chart: str) -> tuple[dict[str, Any], ...]:
    """The groups of rules of a chart as rendered for a release of its usual name in namespace ``baseball``."""
    objects = render(chart, EVERYTHING[chart], ON, OFFLINE)
    return tuple(group for found in objects if found["kind"] == "PrometheusRule" for group in found["spec"]["groups"])


def rules() -> list[Rule]:
    """Every rule of every chart."""
    return [rule for chart in RELEASES for group in groups(chart) for rule in group["rules"]]


def alerts() -> dict[str, Rule]:
    """Every alert by name."""
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def alert_files() -> dict[str, Path]:
    """The file of every alert by its name."""
    paths = [path for chart in RELEASES for path in (CHARTS / chart / "files" / "alerts").glob("*/*.yaml")]
    return {path.stem: path for path in paths if path.stem != "records"}


def promtool(*arguments: str, cwd: Path) -> str:
    """What promtool says; fails the test with it when it does not end with 0."""
    assert PROMTOOL is not None
    done = subprocess.run([PROMTOOL, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@cache
def dashboards() -> dict[str, dict[str, Any]]:
    """Every dashboard by its file's name."""
    paths = (CHARTS / "baseball-stats" / "files" / "dashboards").glob("*.json")
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def expressions_of(panel: dict[str, Any]) -> list[str]:
    """The expressions of a panel, with times in place of Grafana's variables."""
    return [target["expr"].replace("$__rate_interval", "5m") for target in panel["targets"]]
