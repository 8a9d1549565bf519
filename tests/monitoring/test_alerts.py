"""Each alert: its texts, its runbook, and a test of its expression by Prometheus' own tool.

``alerts/<Alert>.yaml`` is a file of ``promtool test rules`` without ``rule_files``: the rules are those that the charts
render for releases ``baseball`` and ``platform`` in namespace ``baseball``. Annotations are left out there.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from chart_checks.rendering import OFFLINE, RELEASES, ChartError, merged, render
from support.monitoring import ON, alert_files, alerts, groups, needs_promtool, promtool, rules

ROOT = Path(__file__).parents[2]
RUNBOOKS = ROOT / "docs" / "runbooks"
TESTS = Path(__file__).parent / "alerts"

each_alert = pytest.mark.parametrize("name", sorted(alert_files()))


@each_alert
def test_an_alert_says_what_is_wrong_how_bad_it_is_and_where_to_read_on(name: str) -> None:
    alert = alerts()[name]
    assert alert["labels"]["severity"] in ("critical", "warning")
    assert set(alert["annotations"]) == {"summary", "description", "runbook_url"}
    assert all(text and "$release" not in text for text in alert["annotations"].values())
    assert alert["annotations"]["runbook_url"] == f"docs/runbooks/{name}.md"


def test_there_is_a_file_an_alert_a_runbook_and_a_test_for_each_and_no_more() -> None:
    names = set(alert_files())
    assert set(alerts()) == names
    assert {path.stem for path in RUNBOOKS.glob("*.md")} == names
    assert {path.stem for path in TESTS.glob("*.yaml")} == names
    assert sum("alert" in rule for rule in rules()) == len(names)


@each_alert
def test_a_runbook_says_what_is_seen_why_and_what_to_do(name: str) -> None:
    lines = (RUNBOOKS / f"{name}.md").read_text(encoding="utf-8").splitlines()
    assert lines[0] == f"# {name}"
    assert [line for line in lines if line.startswith("## ")] == ["## Meaning", "## Look", "## Do"]


def _tests_of(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((TESTS / f"{name}.yaml").read_text(encoding="utf-8"))["tests"]
    return loaded


@each_alert
def test_an_alert_is_shown_to_fire_and_to_be_silent(name: str) -> None:
    cases = [case for test in _tests_of(name) for case in test["alert_rule_test"]]
    assert {case["alertname"] for case in cases} == {name}
    assert {bool(case.get("exp_alerts")) for case in cases} == {True, False}


@needs_promtool
@each_alert
def test_an_alert_fires_when_it_should(name: str, tmp_path: Path) -> None:
    alert = {key: value for key, value in alerts()[name].items() if key != "annotations"}
    needed = [rule for rule in rules() if "record" in rule and rule["record"] in alert["expr"]]
    group = {"name": "tested", "rules": [*needed, alert]}
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [group]}), encoding="utf-8")
    test = {"rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": _tests_of(name)}
    (tmp_path / "test.yaml").write_text(yaml.safe_dump(test), encoding="utf-8")
    promtool("test", "rules", "test.yaml", cwd=tmp_path)


@needs_promtool
@pytest.mark.parametrize("chart", list(RELEASES))
def test_prometheus_takes_the_rules_and_their_texts(chart: str, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": list(groups(chart))}), encoding="utf-8")
    assert f"{sum(len(group['rules']) for group in groups(chart))} rules found" in promtool(
        "check", "rules", "rules.yaml", cwd=tmp_path
    )


@pytest.mark.parametrize(("chart", "name"), [("baseball-stats", "DeadLetters"), ("platform", "KafkaAbsent")])
def test_an_alert_can_be_left_out(chart: str, name: str) -> None:
    values = merged(OFFLINE, ON, {"monitoring": {"rules": {"disabled": [name]}}})
    rule = next(found for found in render(chart, values) if found["kind"] == "PrometheusRule")
    left = {one.get("alert") for group in rule["spec"]["groups"] for one in group["rules"]}
    assert name not in left
    assert left < {one.get("alert") for one in rules()}


@pytest.mark.parametrize("chart", list(RELEASES))
def test_an_alert_that_is_not_there_cannot_be_left_out(chart: str) -> None:
    with pytest.raises(ChartError, match="there is no alert NoSuchAlert"):
        render(chart, merged(OFFLINE, {"monitoring": {"rules": {"disabled": ["NoSuchAlert"]}}}))


def test_without_kafka_or_postgresql_there_is_no_alert_about_it() -> None:
    values = merged(OFFLINE, ON, {"kafka": {"enabled": False}})
    rule = next(found for found in render("platform", values) if found["kind"] == "PrometheusRule")
    assert [group["name"] for group in rule["spec"]["groups"]] == ["platform-postgres"]
