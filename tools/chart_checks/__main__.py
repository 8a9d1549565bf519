"""``python -m chart_checks``: writes the golden files and prints the hardening table (``make charts``)."""

import sys

from chart_checks.golden import PROFILES, path_of, text_of
from chart_checks.hardening import measure, table
from chart_checks.rendering import OFFLINE, Values, profile, render

COMPONENTS = ("poller", "transformer", "api", "simulator", "migrations", "aggregator", "airflow")


def released() -> Values:
    """Values as a release adds them: each image by digest. Which digest does not matter here."""
    return {component: {"image": {"digest": "sha256:" + "0" * 64}} for component in COMPONENTS}


def hardening_table() -> str:
    """The application's chart with the production profile, its images by digest."""
    return table(
        {
            "baseball-stats": measure(
                render("baseball-stats", profile("baseball-stats", "production"), released(), OFFLINE)
            )
        }
    )


def main() -> int:
    for chart, name in PROFILES:
        path_of(chart, name).write_text(text_of(chart, name), encoding="utf-8")
    sys.stdout.write(hardening_table() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
