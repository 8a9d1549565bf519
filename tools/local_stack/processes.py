"""Operating system processes under care: started with a log file, waited for, stopped, never left behind."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local_stack.errors import StackError

LAUNCHER = Path(__file__).with_name("launch.py")
LAST_WORDS_LINES = 15


def last_words(log: Path, lines: int = LAST_WORDS_LINES) -> str:
    """The end of a log file, for an error message."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) or "(empty log)"


def url_answers(url: str, status: int = 200) -> Callable[[], bool]:
    """A readiness test: the URL answers with ``status`` within a second."""

    def ready() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=1.0) as answer:  # our own loopback services only
                return bool(answer.status == status)
        except urllib.error.HTTPError as refusal:
            return refusal.code == status
        except OSError:
            return False

    return ready


class ManagedProcess:
    """One OS process with its own process group and a log file that both its outputs are appended to.

    It gets ``death_signal`` from the kernel when the thread that started it ends, so start it from a thread that lives
    as long as it is needed (the main one). ``env`` is the whole environment. Not thread-safe.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        log: Path,
        cwd: Path | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.env = dict(env)
        self.log = log
        self._cwd = cwd
        self._user = user
        self._stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process' id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def exit_code(self) -> int | None:
        """Exit code of the last run; None while it runs or before the first start. Negative: killed by that signal."""
        return None if self._process is None else self._process.poll()

    @property
    def running(self) -> bool:
        return self.pid is not None

    def start(self) -> None:
        """Starts the command and returns at once. Raises StackError when it runs already."""
        if self.running:
            raise StackError(f"{self.name} runs already", pid=self.pid)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        launcher = [sys.executable, "-I", "-S", str(LAUNCHER)]
        arguments = [str(os.getpid()), str(int(self._stop_signal)), self._user or "-"]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [*launcher, *arguments, *self.command],
                env=self.env,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_ready(self, ready: Callable[[], bool], timeout: float = 60.0) -> None:
        """Blocks until ``ready()``. Raises StackError with the log's end when the process ends or time is up."""
        deadline = time.monotonic() + timeout
        while not ready():
            if not self.running:
                words = last_words(self.log)
                raise StackError(f"{self.name} ended with exit code {self.exit_code} before it was ready:\n{words}")
            if time.monotonic() > deadline:
                raise StackError(f"{self.name} was not ready within {timeout:g} s:\n{last_words(self.log)}")
            time.sleep(0.02)

    def ask_to_stop(self) -> None:
        """Sends the stop signal without waiting, so that several processes may end side by side."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self._stop_signal)

    def stop(self, deadline: float = 15.0) -> int | None:
        """Asks the process to stop and kills its whole group after ``deadline`` seconds; returns the exit code."""
        self.ask_to_stop()
        return self.wait(deadline)

    def wait(self, deadline: float) -> int | None:
        """Waits for the end for ``deadline`` seconds, then kills the group; returns the exit code."""
        if self._process is None:
            return None
        try:
            self._process.wait(deadline)
        except subprocess.TimeoutExpired:
            self.kill9()
        self._kill_group()
        return self._process.returncode

    def kill9(self) -> None:
        """Kills the whole process group with SIGKILL and waits for the end."""
        if self._process is not None:
            self._kill_group()
            self._process.wait()

    def _kill_group(self) -> None:
        """Ends what is left of the group (workers of a killed master)."""
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def stop_all(processes: Sequence[ManagedProcess], deadline: float = 15.0) -> None:
    """Asks all to stop at once and waits for each within the one deadline."""
    for process in processes:
        process.ask_to_stop()
    ends = time.monotonic() + deadline
    for process in processes:
        process.wait(max(0.1, ends - time.monotonic()))
