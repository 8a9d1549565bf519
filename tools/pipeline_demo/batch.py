"""The batch beside the demo: aggregates games as they become final, by the command that Airflow's pods run."""

import time
from collections.abc import Mapping
from pathlib import Path

from local_stack.folders import PROJECT
from local_stack.processes import ManagedProcess

EVERY_SECONDS = 5.0
COMMAND = ("run", "--due")

Finals = frozenset[tuple[int, int]]
"""Final games as (game_pk, version): another version is a correction."""


class Batch:
    """Runs one command at a time, and none while nothing has become final."""

    def __init__(self, script: Path, environment: Mapping[str, str], log: Path) -> None:
        self._command = [str(script), *COMMAND]
        self._environment = dict(environment)
        self._log = log
        self._process: ManagedProcess | None = None
        self._taken: Finals = frozenset()
        self._next = 0.0

    def look(self, finals: Finals) -> None:
        """Starts a run when a game has become final or was corrected since the last one began; never blocks."""
        now = time.monotonic()
        if self._process is not None:
            if self._process.running:
                return
            if self._process.exit_code != 0:
                self._taken = frozenset()  # tried again; why it failed stands in its log
            self._process = None
        if finals <= self._taken or now < self._next:
            return
        self._taken, self._next = finals, now + EVERY_SECONDS
        self._process = ManagedProcess("batch", self._command, env=self._environment, log=self._log, cwd=PROJECT)
        self._process.start()

    def stop(self) -> None:
        """Ends a run that is under way; the next one does its work."""
        if self._process is not None:
            self._process.stop()
