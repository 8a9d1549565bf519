"""How processes end: real ones, with real signals."""

import signal
import subprocess
import sys

import pytest

BODY = """
import sys
from baseball_core.errors import BrokerError, SettingsError
from baseball_core.lifecycle import Shutdown, run_main
def settings(): raise SettingsError("POLL_WORKERS: wants a number")
def broker(): raise BrokerError("nobody there", topic="t")
def bug(): raise ZeroDivisionError("a bug")
def wait():
    stop = Shutdown().install()
    print("waiting", flush=True)
    return 0 if stop.wait(30) and stop.requested else 3
sys.exit(run_main(globals()[sys.argv[1]]))
"""


def run(body: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", BODY, body], capture_output=True, text=True, timeout=60, check=False)


def test_a_bad_setting_ends_with_one_line_and_2() -> None:
    ended = run("settings")
    assert (ended.returncode, ended.stderr) == (2, "bad setting: POLL_WORKERS: wants a number\n")


def test_a_named_error_ends_with_1_and_its_reason() -> None:
    ended = run("broker")
    assert ended.returncode == 1
    assert "broker_error" in ended.stdout


def test_a_bug_is_visible_and_ends_with_1() -> None:
    ended = run("bug")
    assert ended.returncode == 1
    assert "ZeroDivisionError" in ended.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_requests_the_stop(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", BODY, "wait"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
