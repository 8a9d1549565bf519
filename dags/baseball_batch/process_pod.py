"""A pod that is a local process: its command, exit codes, result file, time limit and kill, without a cluster.

For tests and ``make airflow``. What secrets and config maps give a container stands in one JSON file.
"""

import ctypes
import json
import os
import signal
import subprocess
import tempfile
from collections import deque
from pathlib import Path
from typing import Any

from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowSkipException

from baseball_batch.exit_codes import failure

RESULT_FILE = "/airflow/xcom/return.json"
GRACE_SECONDS = 10.0
LAST_WORDS_LINES = 15

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class ProcessPodOperator(KubernetesPodOperator):
    """Runs ``cmds`` and ``arguments`` with the environment of ``process_environment`` alone, ``PATH`` included.

    The process and all it starts end with the task. Raises AirflowSkipException on ``skip_on_exit_code``, otherwise
    what ``exit_codes.failure`` says; the result file becomes the XCom also then, as with a pod.
    """

    def __init__(self, *, process_environment: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.process_environment = process_environment
        self._process: subprocess.Popen[str] | None = None

    def execute(self, context: Context) -> Any:
        environment = json.loads(Path(self.process_environment).read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory(prefix="baseball-pod-") as folder:
            result_file = Path(folder) / "return.json"
            command = [str(result_file) if part == RESULT_FILE else part for part in [*self.cmds, *self.arguments]]
            exit_code, last_words = self._run(command, environment, folder)
            result = json.loads(result_file.read_text(encoding="utf-8")) if result_file.exists() else None
        if exit_code == 0:
            return result
        if result is not None:
            context["ti"].xcom_push("return_value", result)
        if exit_code in self.skip_on_exit_code:
            raise AirflowSkipException(f"exit code {exit_code}")
        raise failure(exit_code, f"{self.name} ended with exit code {exit_code}\n{last_words}")

    def _run(self, command: list[str], environment: dict[str, str], folder: str) -> tuple[int, str]:
        """Exit code and the output's end; every line goes to the task's log as it comes."""
        last_words: deque[str] = deque(maxlen=LAST_WORDS_LINES)
        self._process = subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        try:
            for line in self._process.stdout or ():
                last_words.append(line)
                self.log.info("%s", line.rstrip())
            return self._process.wait(), "".join(last_words)
        finally:
            self.on_kill()

    def on_kill(self) -> None:
        """Ends the process and its children; SIGKILL after a grace period. Does nothing when they have ended."""
        if self._process is None:
            return
        self._signal_group(signal.SIGTERM)
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.log.warning("process ignores SIGTERM")
        self._signal_group(signal.SIGKILL)

    def _signal_group(self, number: signal.Signals) -> None:
        assert self._process is not None
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return  # all of the group have ended


def _die_with_parent() -> None:
    """A killed task leaves no process behind (Linux only; elsewhere the call is missing and nothing happens)."""
    if hasattr(_LIBC, "prctl"):
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
