"""Charts to objects, as Helm itself renders them. The one place that knows the SDK."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import helm_python
import yaml

from chart_checks.objects import Object

Values = Mapping[str, Any]

CHARTS: Final = Path(__file__).parents[2] / "charts"
NAMESPACE: Final = "baseball"
RELEASES: Final = {"baseball-stats": "baseball", "platform": "platform"}
"""The release names that the documentation uses, by chart."""
OFFLINE: Final[Values] = {"requireOperators": False}
"""Without a cluster Helm knows of no operator."""


class ChartError(Exception):
    """The chart refuses these values: by its schema, which names the path, or by ``fail``."""


def profile(chart: str, name: str) -> Values:
    """The values of ``values-<name>.yaml``; ``default`` has none."""
    if name == "default":
        return {}
    loaded: Values = yaml.safe_load((CHARTS / chart / f"values-{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def render(chart: str, *layers: Values, charts: Path = CHARTS) -> list[Object]:
    """Every object of a release in ``NAMESPACE``, tests included; later layers win. Raises ChartError."""
    manifests = _render(chart, merged(*layers), charts)
    texts = [text for path, text in sorted(manifests.items()) if not path.endswith("NOTES.txt")]
    return [found for text in texts for found in yaml.safe_load_all(text) if found is not None]


def notes(chart: str, *layers: Values) -> str:
    """What ``helm install`` says at its end. Raises ChartError."""
    manifests = _render(chart, merged(*layers))
    return next(text for path, text in manifests.items() if path.endswith("NOTES.txt"))


def merged(*layers: Values) -> dict[str, Any]:
    """As Helm merges values files: maps by key, anything else replaced."""
    result: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            there = result.get(key)
            if isinstance(there, Mapping) and isinstance(value, Mapping):
                result[key] = merged(there, value)
            else:
                result[key] = value
    return result


def lint(chart: str, *layers: Values) -> Sequence[str]:
    """What ``helm lint --strict`` finds."""
    report = helm_python.lint(CHARTS / chart, merged(*layers), strict=True, namespace=NAMESPACE)
    return [*(message["error"] for message in report["messages"] if message["severity"] > 1), *report["errors"]]


def _render(chart: str, values: dict[str, Any], charts: Path = CHARTS) -> Mapping[str, str]:
    try:
        with helm_python.Chart.load(charts / chart) as loaded:
            loaded.validate_schema(values)
            return loaded.render(values, name=RELEASES[chart], namespace=NAMESPACE)
    except helm_python.HelmError as exc:
        raise ChartError(str(exc)) from exc
