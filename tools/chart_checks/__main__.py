"""``python -m chart_checks``: writes the golden files and prints the hardening table (``make charts``)."""

import sys
import tempfile
from pathlib import Path

from chart_checks.golden import PROFILES, path_of, text_of
from chart_checks.hardening import measure, table
from chart_checks.objects import Object
from chart_checks.release import images, write
from chart_checks.rendering import OFFLINE, Values, profile, render

DIGEST = "sha256:" + "0" * 64
"""Stands for those that a release will have; which they are does not matter here."""


def released(chart: str, *layers: Values) -> list[Object]:
    """The objects of the chart as a release publishes it, with the images by digest. Raises ChartError."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), "1.0.0", "registry.example.org", dict.fromkeys(images(), DIGEST))
        return render(chart, *layers, OFFLINE, charts=Path(folder))


def hardening_table() -> str:
    """The application's chart as released, with the production profile."""
    return table({"baseball-stats": measure(released("baseball-stats", profile("baseball-stats", "production")))})


def main() -> int:
    for chart, name in PROFILES:
        path_of(chart, name).write_text(text_of(chart, name), encoding="utf-8")
    sys.stdout.write(hardening_table() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
