"""Starts and stops ``airflow standalone`` on a folder of its own."""

import json
import signal
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import msgspec

from local_airflow.surroundings import POOL, SLOTS
from local_stack.errors import StackError
from local_stack.processes import ManagedProcess

READY_SECONDS = 180.0
STOP_SECONDS = 20.0
PARTS = ("metadatabase", "scheduler", "dag_processor", "triggerer")
USER = "admin"


class Standalone:
    """One Airflow. ``stop`` may be called at any time and leaves no process behind."""

    def __init__(self, home: Path, url: str, environment: dict[str, str]) -> None:
        self.home = home
        self.url = url
        self._environment = environment
        self._process = ManagedProcess(
            "airflow",
            ["airflow", "standalone"],
            env=environment,
            log=self.log,
            cwd=home,
            stop_signal=signal.SIGINT,  # standalone stops its parts on Ctrl-C alone
        )

    @property
    def log(self) -> Path:
        return self.home / "airflow.log"

    @property
    def running(self) -> bool:
        return self._process.running

    def start(self, report: Callable[[str], None]) -> None:
        """Blocks until all parts are healthy. Raises StackError with the last words of what failed."""
        report("Airflow's database")
        self._command("db", "migrate")
        self._command("pools", "set", POOL, str(SLOTS), "pods of this project")
        report("Airflow")
        self._process.start()
        self._process.wait_ready(self._is_healthy, READY_SECONDS)

    def stop(self) -> None:
        self._process.stop(STOP_SECONDS)

    def password(self) -> str:
        """Of USER; Airflow makes it at the first start."""
        file = self.home / "simple_auth_manager_passwords.json.generated"
        return msgspec.json.decode(file.read_bytes(), type=dict[str, str])[USER]

    def _command(self, *arguments: str) -> None:
        done = subprocess.run(
            ["airflow", *arguments], env=self._environment, cwd=self.home, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise StackError(f"airflow {' '.join(arguments)} failed:\n{(done.stdout + done.stderr)[-3000:]}")

    def _is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v2/monitor/health", timeout=2) as answer:
                health = json.load(answer)
        except OSError:
            return False
        return all(health[part]["status"] == "healthy" for part in PARTS)
