"""The demo as a user runs it: real processes, real servers, and the truth at the end. Imports nothing of ours."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from support.recordings import RECORDINGS, needs_recordings

pytestmark = [pytest.mark.slow, pytest.mark.kafka, pytest.mark.postgres, pytest.mark.timeout(600)]

COMMAND = str(Path(sys.executable).parent / "pipeline-demo")


def _environment(data: Path, **settings: str) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME", "LANG", "JAVA_HOME", "LOCAL_STACK_CACHE", "COVERAGE_PROCESS_CONFIG")
    }
    return {**inherited, "DATA": str(data), **settings}


def _demo(data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND], env=_environment(data, **settings), capture_output=True, text=True, timeout=500, check=False
    )


def _left_over(data: Path) -> list[str]:
    """Command lines of processes that mention the demo's folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or [])
        if str(data) in line and process.info["status"] != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
            found.append(line)
    return found


def test_a_simulated_day_agrees_with_what_was_played_and_a_second_start_goes_on(tmp_path: Path) -> None:
    first = _demo(tmp_path, ONCE="1", GAMES="3", SEED="11", SPEED="600")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "OK: 3 of 3 games agree" in first.stdout
    second = _demo(tmp_path, ONCE="1", GAMES="3", SEED="11", SPEED="600")
    assert second.returncode == 0, second.stdout + second.stderr
    assert "going on from" in second.stdout
    assert _left_over(tmp_path) == []


@needs_recordings
def test_recorded_documents_agree_and_unusable_files_are_named(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds"
    feeds.mkdir()
    for name in ("feed_final/746215", "feed_live/824608_20260429_191323", "feed_live/824608_20260429_191510"):
        (feeds / f"{Path(name).name}.json.gz").symlink_to(RECORDINGS / f"{name}.json.gz")
    (feeds / "broken.json").write_text('{"gamePk": 1, ')
    (feeds / "page.json.gz").write_bytes(gzip.compress(b"<html></html>"))
    (feeds / "list.json").write_text(json.dumps([1, 2]))
    done = _demo(tmp_path / "data", FEEDS=str(feeds), SPEED="100")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "OK: 2 of 2 games agree" in done.stdout
    for name in ("broken.json", "page.json.gz", "list.json"):
        assert f"not usable: {name}: " in done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_behind_however_it_ends(tmp_path: Path, number: signal.Signals) -> None:
    output = tmp_path / "output"
    with output.open("w") as file:
        demo = subprocess.Popen(
            [COMMAND], env=_environment(tmp_path / "data", GAMES="1"), stdout=file, stderr=subprocess.STDOUT
        )
    deadline = time.monotonic() + 120
    while "games over" not in output.read_text():
        assert time.monotonic() < deadline, output.read_text()
        assert demo.poll() is None, output.read_text()
        time.sleep(0.1)
    demo.send_signal(number)
    code = demo.wait(60)
    assert code == (-number if number is signal.SIGKILL else 0)
    deadline = time.monotonic() + 60
    while left := _left_over(tmp_path / "data"):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("settings", "named"),
    [({"GAMES": "none"}, "GAMES"), ({"FEEDS": "/no/such/folder"}, "FEEDS"), ({"LIVE": "1", "ONCE": "1"}, "LIVE")],
)
def test_a_bad_setting_is_one_line_and_exit_code_two(tmp_path: Path, settings: dict[str, str], named: str) -> None:
    done = _demo(tmp_path, **settings)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert named in done.stderr
