"""Which demos run on this machine, and what a command beside one needs to know."""

import fcntl
from pathlib import Path

import msgspec

from pipeline_demo.composition import BATCH_FILE


def running_demos(root: Path) -> list[Path]:
    """Folders of the demos that run now, the one started last first."""
    files = sorted(root.glob(f"*/{BATCH_FILE}"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [file.parent for file in files if _is_held(file.parent / "lock")]


def demo_environment(folder: Path) -> dict[str, str]:
    """Settings that reach the demo's database, archive, broker and simulator."""
    return msgspec.json.decode((folder / BATCH_FILE).read_bytes(), type=dict[str, str])


def _is_held(lock: Path) -> bool:
    """Whether a process holds the folder: a demo that was killed leaves its files, never its lock."""
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
