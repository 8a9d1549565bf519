"""What each profile of each chart renders, as committed text: a change of a template shows as a change of these."""

import re
from pathlib import Path
from typing import Final

import yaml

from chart_checks.objects import Object
from chart_checks.rendering import OFFLINE, RELEASES, profile, render

GOLDEN: Final = Path(__file__).parents[2] / "tests" / "charts" / "golden"
_MADE: Final = re.compile(r"[A-Za-z0-9]{20,}=*")
PROFILES: Final = [
    *((chart, name) for chart in RELEASES for name in ("default", "kind", "production")),
    ("baseball-stats", "external"),
]


def path_of(chart: str, name: str) -> Path:
    return GOLDEN / f"{chart}-{name}.yaml"


def text_of(chart: str, name: str) -> str:
    """The profile's objects; what is made at random is replaced."""
    objects = render(chart, profile(chart, name), OFFLINE)
    return yaml.safe_dump_all([_without_secrets(found) for found in objects], sort_keys=False, width=120)


def _without_secrets(found: Object) -> Object:
    if found["kind"] != "Secret":
        return found
    return {**found, "stringData": {key: _MADE.sub("(made)", value) for key, value in found["stringData"].items()}}
