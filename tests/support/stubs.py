"""Programs that only write down how they were called, in the place of those that need a cluster."""

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
VERSIONS: Final[dict[str, str]] = dict(
    re.findall(r"^(\w+)=(.+)$", (ROOT / "infra" / "versions.env").read_text(encoding="utf-8"), re.MULTILINE)
)

# A shell, since a script makes fifty calls and Python would take longer to start than all else. 037 parts the words.
_STUB: Final = r"""#!/bin/sh
{ printf '%s' "${0##*/}"; for word; do printf '\037%s' "$word"; done; printf '\n'; } >> "CALLS"
case "${0##*/} $*" in
ANSWERS
esac
"""

Answers = Mapping[str, tuple[str, int]]
"""What a call whose words begin so prints, and its exit code; any other prints nothing and succeeds."""


class Stubs:
    """``programs`` in a folder of their own, with the system's own ones beside them but none of ``hidden``."""

    def __init__(self, folder: Path, programs: tuple[str, ...], answers: Answers) -> None:
        self._calls = folder / "calls"
        self._bin = folder / "bin"
        self._bin.mkdir()
        cases = "\n".join(
            f"{shlex.quote(start)}*) echo {shlex.quote(text)}; exit {code};;" for start, (text, code) in answers.items()
        )
        for name in programs:
            path = self._bin / name
            path.write_text(_STUB.replace("CALLS", str(self._calls)).replace("ANSWERS", cases), encoding="utf-8")
            path.chmod(0o755)
        for name in ("bash", "env", "dirname", *_COREUTILS):
            real = next(
                (Path(part) / name for part in os.environ["PATH"].split(":") if (Path(part) / name).exists()), None
            )
            if real is not None and not (self._bin / name).exists():
                (self._bin / name).symlink_to(real)

    def run(self, script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The script's end, with nothing on its path but these programs."""
        return subprocess.run(
            [ROOT / script, *arguments],
            env={"PATH": str(self._bin), "HOME": str(self._bin.parent), **environment},
            text=True,
            capture_output=True,
            check=False,
            timeout=60,
        )

    @property
    def calls(self) -> list[list[str]]:
        """Every call so far, in order, as words."""
        if not self._calls.exists():
            return []
        return [line.split("\x1f") for line in self._calls.read_text(encoding="utf-8").splitlines()]


_COREUTILS: Final = (
    *("cat", "cut", "find", "grep", "head", "kill", "mktemp", "rm", "sed", "seq", "sha256sum", "sh", "sleep", "sort"),
    *("tr", "wc", "xargs"),
)
