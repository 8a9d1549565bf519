"""Which demos run on this machine, and where each says what a command beside it needs."""

import fcntl
from pathlib import Path

from pipeline_demo.composition import BATCH_FILE


def running_demos(root: Path) -> list[Path]:
    """The environment files of the demos that run now, the one started last first."""
    files = sorted(root.glob(f"*/{BATCH_FILE}"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [file for file in files if _is_held(file.parent / "lock")]


def _is_held(lock: Path) -> bool:
    """Whether a process holds the folder: a demo that was killed leaves its files, never its lock."""
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
