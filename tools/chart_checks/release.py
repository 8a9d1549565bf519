"""``python -m chart_checks.release FOLDER VERSION REGISTRY REPOSITORY=DIGEST...``: the charts as a release has them.

A released chart names every image of this project by its digest: a tag can be moved, a digest cannot.
"""

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from chart_checks.rendering import CHARTS, RELEASES

_IMAGE: Final = re.compile(r'(repository: ([\w./-]+), tag: "", digest: )""')


class ReleaseError(Exception):
    """An image without a digest, or a chart that is written in another way than expected."""


def images() -> list[str]:
    """The repository of each image that the charts name by the registry's name, tag and digest."""
    texts = [(CHARTS / chart / "values.yaml").read_text(encoding="utf-8") for chart in RELEASES]
    return [found[2] for text in texts for found in _IMAGE.finditer(text)]


def released_values(text: str, registry: str, digests: Mapping[str, str]) -> str:
    """The text of a values.yaml with the registry and each image's digest in it. Raises ReleaseError."""
    missing = [found[2] for found in _IMAGE.finditer(text) if found[2] not in digests]
    if missing:
        raise ReleaseError(f"no digest of {', '.join(missing)}")
    if len(_IMAGE.findall(text)) != text.count("repository:"):
        raise ReleaseError("an image is written in another way than {repository: ..., tag: ..., digest: ...}")
    text = _IMAGE.sub(lambda found: f'{found[1]}"{digests[found[2]]}"', text)
    return text.replace('\n  registry: ""\n', f"\n  registry: {registry}\n", 1)


def write(folder: Path, version: str, registry: str, digests: Mapping[str, str]) -> None:
    """Copies of all charts below ``folder``, of this version. Raises ReleaseError."""
    for chart in RELEASES:
        target = folder / chart
        shutil.copytree(CHARTS / chart, target, dirs_exist_ok=True)
        description = (target / "Chart.yaml").read_text(encoding="utf-8")
        versioned = re.sub(r"^(version|appVersion): .*$", rf"\1: {version}", description, flags=re.MULTILINE)
        (target / "Chart.yaml").write_text(versioned, encoding="utf-8")
        values = (target / "values.yaml").read_text(encoding="utf-8")
        (target / "values.yaml").write_text(released_values(values, registry, digests), encoding="utf-8")


def main(arguments: list[str]) -> int:
    folder, version, registry, *pairs = arguments
    try:
        write(Path(folder), version, registry, dict(pair.split("=", 1) for pair in pairs))
    except ReleaseError as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
