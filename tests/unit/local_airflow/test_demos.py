"""Which demos run: those whose folder a process holds."""

import fcntl
import os
from pathlib import Path

from local_airflow.demos import running_demos


def a_demo(root: Path, name: str, started: int) -> Path:
    folder = root / name
    folder.mkdir()
    (folder / "batch.json").write_text('{"DATABASE_URL": "postgresql://writer"}')
    os.utime(folder / "batch.json", (started, started))
    (folder / "lock").touch()
    return folder


def test_a_killed_demo_does_not_run(tmp_path: Path) -> None:
    a_demo(tmp_path, "killed", 1)
    assert running_demos(tmp_path) == []


def test_the_demo_started_last_comes_first(tmp_path: Path) -> None:
    folders = [a_demo(tmp_path, name, started) for name, started in (("a", 2), ("b", 3), ("c", 1))]
    locks = [(folder / "lock").open("a") for folder in folders]
    try:
        for lock in locks:
            fcntl.flock(lock, fcntl.LOCK_EX)
        assert running_demos(tmp_path) == [folders[index] / "batch.json" for index in (1, 0, 2)]
    finally:
        for lock in locks:
            lock.close()
    assert running_demos(tmp_path) == []


def test_no_demo_was_ever_started(tmp_path: Path) -> None:
    assert running_demos(tmp_path / "absent") == []
