"""Dockerfile, requirement files, console scripts and charts speak of the same images."""

import re
import tomllib

import yaml

from chart_checks.rendering import CHARTS

PROJECT = CHARTS.parent
DOCKERFILE = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
NO_SERVICE = {"migrations": "alembic", "airflow": "airflow"}


def targets() -> dict[str, str]:
    """Each image's target with its stage's text."""
    stages = re.split(r"^(?=FROM )", DOCKERFILE, flags=re.MULTILINE)[1:]
    named = {re.search(r" AS (\S+)$", stage.splitlines()[0])[1]: stage for stage in stages}  # type: ignore[index]
    return {name: stage for name, stage in named.items() if stage.startswith("FROM runtime ")}


def test_every_image_of_the_chart_has_a_target() -> None:
    values = yaml.safe_load((CHARTS / "baseball-stats" / "values.yaml").read_text(encoding="utf-8"))
    repositories = {
        part["image"]["repository"]
        for part in values.values()
        if isinstance(part, dict) and isinstance(part.get("image"), dict)
    }
    assert {name.removeprefix("baseball-stats/") for name in repositories} == set(targets())


def test_every_target_starts_a_command_of_ours_as_the_first_process() -> None:
    scripts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    for name, stage in targets().items():
        command = re.search(r'^ENTRYPOINT \["([\w-]+)"\]$', stage, flags=re.MULTILINE)
        assert command is not None, f"{name}: no shell between the container's first process and SIGTERM"
        assert command[1] == NO_SERVICE.get(name, name)
        assert name in NO_SERVICE or command[1] in scripts


def test_everything_installed_is_pinned_by_hash() -> None:
    files = re.findall(r"(?:requirements|dags)/[\w-]+\.txt", DOCKERFILE)
    installs = [line for line in DOCKERFILE.splitlines() if "pip sync" in line or "pip install" in line]
    assert len(installs) == 2 * 7 - 1 + 1
    for line in installs:
        assert "--require-hashes" in line or "--no-deps /wheel/*.whl" in line
    for file in set(files):
        text = (PROJECT / file).read_text(encoding="utf-8")
        assert len(re.findall(r"^\S+==", text, flags=re.MULTILINE)) <= text.count("--hash=sha256:")


def test_images_run_as_a_numeric_user_and_hold_no_installer() -> None:
    runtime = DOCKERFILE.split(" AS runtime\n")[1].split("\nFROM ")[0]
    assert "USER 10001:10001" in runtime
    assert "rm -rf" in runtime
    assert "USER" not in "".join(targets().values())
