"""Each dashboard: a ConfigMap that Grafana's sidecar takes, panels that lie side by side, expressions that parse."""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from chart_checks.rendering import OFFLINE, render
from support.monitoring import ON, dashboards, expressions_of, needs_promtool, promtool

each_dashboard = pytest.mark.parametrize("name", sorted(dashboards()))


def test_the_sidecar_finds_each_dashboard_as_it_was_written() -> None:
    maps = [
        found
        for found in render("baseball-stats", ON, OFFLINE)
        if found["metadata"]["labels"].get("grafana_dashboard") == "1"
    ]
    assert {found["kind"] for found in maps} == {"ConfigMap"}
    assert len(maps) == len(dashboards()) == 4
    texts = {key: text for found in maps for key, text in found["data"].items()}
    assert {key: yaml.safe_load(text)["uid"] for key, text in texts.items()} == {
        f"baseball-{name}.json": board["uid"] for name, board in dashboards().items()
    }
    assert any("{{topic}}" in text for text in texts.values()), "legends are Grafana's, not Helm's"
    off = {"monitoring": {"dashboards": {"enabled": False}}}
    assert not [f for f in render("baseball-stats", ON, off, OFFLINE) if "dashboard" in f["metadata"]["name"]]


@each_dashboard
def test_a_dashboard_has_its_source_and_namespace_as_variables(name: str) -> None:
    board = dashboards()[name]
    assert board["uid"] == f"baseball-{name}"
    variables = {one["name"]: one for one in board["templating"]["list"]}
    assert list(variables) == ["datasource", "namespace"]
    assert variables["datasource"]["query"] == "prometheus"
    assert "id" not in board, "an id belongs to one Grafana"
    for panel in board["panels"]:
        assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}


def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


@each_dashboard
def test_panels_have_their_place_their_unit_and_their_expressions(name: str) -> None:
    panels: list[dict[str, Any]] = dashboards()[name]["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] >= 0
        assert place["w"] >= 4
        assert place["x"] + place["w"] <= 24
        assert panel["fieldConfig"]["defaults"]["unit"]
        letters = [target["refId"] for target in panel["targets"]]
        assert len(set(letters)) == len(letters) >= 1
        assert all('namespace="$namespace"' in target["expr"] for target in panel["targets"])
    assert not [(a["title"], b["title"]) for a, b in combinations(panels, 2) if overlap(a["gridPos"], b["gridPos"])]


@needs_promtool
@each_dashboard
def test_prometheus_reads_every_expression(name: str, tmp_path: Path) -> None:
    found = [expression for panel in dashboards()[name]["panels"] for expression in expressions_of(panel)]
    records = [{"record": f"a:b:c{number}", "expr": expression} for number, expression in enumerate(found)]
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump({"groups": [{"name": name, "rules": records}]}), "utf-8")
    assert f"{len(found)} rules found" in promtool("check", "rules", "rules.yaml", cwd=tmp_path)
