"""What a run measures, beside its verdict: build/cluster-report.json."""

import json
from pathlib import Path

REPORT = Path(__file__).parents[2] / "build" / "cluster-report.json"


def report(what: str, figure: object) -> None:
    """Adds a measured figure."""
    known = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({**known, what: figure}, indent=2) + "\n")
