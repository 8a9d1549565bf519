"""What each profile of each chart renders, as committed text: a change of a template shows as a change of these."""

from pathlib import Path
from typing import Final

import yaml

from chart_checks.objects import Object
from chart_checks.rendering import OFFLINE, RELEASES, profile, render

GOLDEN: Final = Path(__file__).parents[2] / "tests" / "charts" / "golden"
PROFILES: Final = [(chart, name) for chart in RELEASES for name in ("default", "kind", "production")]


def path_of(chart: str, name: str) -> Path:
    return GOLDEN / f"{chart}-{name}.yaml"


def text_of(chart: str, name: str) -> str:
    """The profile's objects; passwords, which are random, are replaced."""
    objects = render(chart, profile(chart, name), OFFLINE)
    return yaml.safe_dump_all([_without_passwords(found) for found in objects], sort_keys=False, width=120)


def _without_passwords(found: Object) -> Object:
    if found["kind"] != "Secret":
        return found
    password = found["stringData"]["password"]
    hidden = {key: value.replace(password, "(made)") for key, value in found["stringData"].items()}
    return {**found, "stringData": hidden}
