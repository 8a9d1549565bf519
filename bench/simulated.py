"""The real simulator as a process, with its clock in our hands."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

from bench.stack import plain_environment
from local_stack.ports import free_ports
from local_stack.processes import ManagedProcess, url_answers

SCRIPTS = Path(sys.executable).parent


class Simulator:
    """Its control endpoints."""

    def __init__(self, base_url: str, process: ManagedProcess) -> None:
        self.base_url = base_url
        self.process = process
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path: str) -> Any:
        answer = self._session.get(self.base_url + path, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, **values: object) -> Any:
        answer = self._session.post(self.base_url + path, json=values, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def sent_bytes(self) -> int:
        """Bytes of all answer bodies as they went over the wire, control endpoints aside."""
        return int(self.get("/simulator/stats")["total"]["sent_bytes"])


@contextlib.contextmanager
def simulator(folder: Path, **settings: str) -> Iterator[Simulator]:
    """Starts one; ``settings`` are its environment variables."""
    port = free_ports(1)[0]
    base_url = f"http://127.0.0.1:{port}"
    process = ManagedProcess(
        "simulator",
        [str(SCRIPTS / "statsapi-simulator")],
        env={**plain_environment(os.environ), "HTTP_PORT": str(port), "LOG_LEVEL": "warning", **settings},
        log=folder / f"simulator-{port}.log",
    )
    process.start()
    try:
        process.wait_ready(url_answers(f"{base_url}/simulator/clock"))
        yield Simulator(base_url, process)
    finally:
        process.stop()
