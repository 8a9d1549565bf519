"""Every metric that an alert, a recorded series or a dashboard asks for is exported, with the labels it is asked by."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from baseball_core.telemetry.metrics import declared
from support.monitoring import dashboards, expressions_of, rules
from support.promql import named

OF_A_TARGET = {"namespace", "job", "pod", "container", "endpoint", "instance"}
"""What a PodMonitor gives every series."""
EXPRESSIONS = [(rule.get("alert") or rule["record"], rule["expr"]) for rule in rules()] + [
    (f"{name}: {panel['title']}", expression)
    for name, board in dashboards().items()
    for panel in board["panels"]
    for expression in expressions_of(panel)
]


@cache
def exporters() -> dict[str, set[str]]:
    """Labels by metric of what others export."""
    loaded = yaml.safe_load((Path(__file__).parent / "exporters.yaml").read_text(encoding="utf-8"))
    assert all(exporter["source"] for exporter in loaded.values())
    return {name: set(labels) for exporter in loaded.values() for name, labels in exporter["metrics"].items()}


@cache
def exported() -> dict[str, set[str]]:
    """Labels by series' name of all there is: declared in code, of other exporters, recorded."""
    known = dict(exporters())
    for metric in declared():
        assert metric.name not in known
        if metric.kind == "histogram":
            known |= {f"{metric.name}_{part}": set(metric.labels) for part in ("count", "sum")}
            known[f"{metric.name}_bucket"] = {*metric.labels, "le"}
        else:
            known[metric.name] = set(metric.labels)
    return known | {rule["record"]: named(rule["expr"]).grouped for rule in rules() if "record" in rule}


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS, ids=[where for where, _ in EXPRESSIONS])
def test_what_an_expression_asks_for_is_exported(where: str, expression: str) -> None:
    asked = named(expression)
    assert asked.selected
    there = set(OF_A_TARGET)
    for metric, labels in asked.selected:
        assert metric in exported(), f"nothing exports {metric}"
        assert labels <= exported()[metric] | OF_A_TARGET, metric
        assert "namespace" in labels or "job" in labels, f"{metric} of every namespace"
        there |= exported()[metric]
    assert asked.grouped <= there


def test_the_list_of_exporters_names_nothing_that_is_not_used() -> None:
    used = {metric for _, expression in EXPRESSIONS for metric, _ in named(expression).selected}
    assert set(exporters()) <= used


@pytest.mark.parametrize(
    ("expression", "selected", "grouped"),
    [
        ("a", [("a", set())], set()),
        ('sum by (x, y) (rate(a_total{b="c{}", d!~"e"}[5m] offset 1h)) > 1e3', [("a_total", {"b", "d"})], {"x", "y"}),
        ('a:b:c1h{n="x"} and on (pod) max(d) == 1', [("a:b:c1h", {"n"}), ("d", set())], {"pod"}),
        (
            "histogram_quantile(0.99, sum(rate(h_bucket[2m])) by (le)) unless time() - b > 7 * 86400",
            [("h_bucket", set()), ("b", set())],
            {"le"},
        ),
        ('absent(up{job="j"} == 1)', [("up", {"job"})], set()),
    ],
)
def test_names_are_found_in_expressions(expression: str, selected: list[object], grouped: set[str]) -> None:
    assert named(expression) == (selected, grouped)
