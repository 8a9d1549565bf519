"""What the documents name exists (case 32): files, tests, make targets, commands, settings."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PAGES = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md"), *PROJECT.glob("services/*.md")])
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))


@pages
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pages
def test_every_path_in_code_marks_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    paths = re.findall(r"`((?:tests|libs|services|tools|docs|bench|alembic|requirements)/[\w./-]*)", text)
    assert [path for path in paths if not (PROJECT / path).exists()] == []


def test_every_test_named_in_the_documents_exists() -> None:
    text = (PROJECT / "docs" / "testing.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 10
    missing = [name for path, name in named if f"def {name}(" not in (PROJECT / path).read_text(encoding="utf-8")]
    assert missing == []


@pages
def test_every_make_target_and_command_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    code = "\n".join(re.findall(r"^\s*```.*?```|`[^`\n]+`", text, flags=re.MULTILINE | re.DOTALL))
    assert set(re.findall(r"\bmake ([a-z][a-z-]+)", code)) <= targets
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    commands = re.findall(r"\b((?:pipeline|local|api|rt|statsapi)-(?:[a-z]+-)?[a-z]+) (?:list|show|verify|up)", code)
    assert set(commands) <= set(project["scripts"])


def test_generated_pages_are_current() -> None:
    check = subprocess.run(
        [sys.executable, str(PROJECT / "docs" / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr


def test_every_setting_in_a_document_is_declared() -> None:
    declared = set(re.findall(r"`([A-Z][A-Z_]+)`", (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")))
    groups = {name.split("_")[0] for name in declared}
    for page in PAGES:
        named = set(re.findall(r"\b([A-Z]+_[A-Z_]*[A-Z])\b", page.read_text(encoding="utf-8")))
        unknown = {name for name in named if name.split("_")[0] in groups and name not in declared}
        assert unknown == set(), page.name
