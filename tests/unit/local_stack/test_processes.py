"""Processes are waited for, stopped and explained."""

import sys
import time
from pathlib import Path

import psutil
import pytest

from local_stack.errors import StackError
from local_stack.folders import cache_folder
from local_stack.ports import answers, free_ports
from local_stack.processes import ManagedProcess, last_words, stop_all


def _python(tmp_path: Path, code: str) -> ManagedProcess:
    return ManagedProcess("child", [sys.executable, "-c", code], env={}, log=tmp_path / "child.log")


def test_a_process_that_ends_before_it_is_ready_is_quoted(tmp_path: Path) -> None:
    process = _python(tmp_path, "print('no such database'); raise SystemExit(3)")
    process.start()
    with pytest.raises(StackError, match=r"(?s)exit code 3.*no such database"):
        process.wait_ready(lambda: False)


def test_a_process_that_never_gets_ready_is_given_up(tmp_path: Path) -> None:
    process = _python(tmp_path, "import time; time.sleep(60)")
    process.start()
    with pytest.raises(StackError, match="not ready within"):
        process.wait_ready(lambda: False, timeout=0.1)
    process.kill9()


def test_a_running_process_is_not_started_twice(tmp_path: Path) -> None:
    process = _python(tmp_path, "import time; time.sleep(60)")
    process.start()
    with pytest.raises(StackError, match="runs already"):
        process.start()
    process.kill9()


def test_several_processes_stop_side_by_side(tmp_path: Path) -> None:
    processes = [_python(tmp_path / str(number), "import time; time.sleep(60)") for number in range(3)]
    for process in processes:
        process.start()
    stop_all(processes)
    assert not any(process.running for process in processes)


def test_stopping_what_never_ran_is_harmless(tmp_path: Path) -> None:
    process = _python(tmp_path, "")
    assert process.stop() is None
    process.kill9()
    assert not process.running


def test_workers_of_a_killed_master_die_with_it(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    process = _python(tmp_path, code)
    process.start()
    process.wait_ready(lambda: (tmp_path / "child.log").read_text().endswith("\n"))
    child = int((tmp_path / "child.log").read_text())
    process.kill9()
    deadline = time.monotonic() + 20
    while _lives(child):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _lives(pid: int) -> bool:
    """Whether the process runs; one that waits to be reaped does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_last_words_are_the_end_of_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert last_words(log) == "(no log)"
    log.write_text("\n".join(str(number) for number in range(100)))
    assert last_words(log, 2) == "98\n99"


def test_free_ports_differ_and_nobody_answers_there() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    assert not any(answers(port) for port in ports)


def test_the_cache_lies_in_the_project_unless_it_is_told_otherwise(tmp_path: Path) -> None:
    assert cache_folder({}).name == ".local"
    assert cache_folder({"LOCAL_STACK_CACHE": str(tmp_path)}) == tmp_path
