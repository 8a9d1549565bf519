"""What cannot be run here is at least whole: actions by commit, images by the Dockerfile's targets, nobody's rights."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.stubs import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
workflows = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


def loaded(path: Path) -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return workflow


@workflows
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    used = [
        line.strip() for line in path.read_text(encoding="utf-8").splitlines() if re.search(r"^\s*(- )?uses:", line)
    ]
    assert used
    for line in used:
        assert re.search(r"uses: [\w/.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_one_commit_stands_for_one_version() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    known: dict[str, set[tuple[str, str]]] = {}
    for action, commit, version in re.findall(r"uses: ([\w/.-]+)@(\w+) # (\S+)", text):
        known.setdefault(action, set()).add((commit, version))
    assert {action: len(found) for action, found in known.items()} == dict.fromkeys(known, 1)


@workflows
def test_a_workflow_may_read_and_its_jobs_ask_for_more(path: Path) -> None:
    assert loaded(path)["permissions"] == {"contents": "read"}
    assert all("timeout-minutes" in job for job in loaded(path)["jobs"].values())


def test_a_release_builds_every_target() -> None:
    job = loaded(ROOT / ".github" / "workflows" / "release.yml")["jobs"]["images"]
    targets = re.findall(r"^FROM runtime AS (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert job["strategy"]["matrix"]["target"] == targets


def test_nothing_is_signed_before_it_was_scanned() -> None:
    steps = loaded(ROOT / ".github" / "workflows" / "release.yml")["jobs"]["images"]["steps"]
    scan = next(index for index, step in enumerate(steps) if step.get("uses", "").startswith("anchore/scan-action"))
    sign = next(index for index, step in enumerate(steps) if "cosign sign" in step.get("run", ""))
    assert scan < sign


def test_two_versions_of_kubernetes_are_tried() -> None:
    job = loaded(ROOT / ".github" / "workflows" / "kind-e2e.yml")["jobs"]["cluster"]
    versions = (ROOT / "infra" / "versions.env").read_text(encoding="utf-8")
    images = dict(re.findall(r"^(\w+)=\S+:v(1\.\d+)\.", versions, re.MULTILINE))
    assert len({images[name] for name in job["strategy"]["matrix"]["node"]}) == 2
