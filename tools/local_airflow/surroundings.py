"""PURE. The environment of a local Airflow."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

POOL = "game_aggregator"
PODS = 4
SLOTS = 2 * PODS


class Ports(msgspec.Struct, frozen=True):
    """Loopback ports of the API server and of the two servers that show task logs."""

    api: int
    worker_logs: int
    trigger_logs: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.api}"


class Places(msgspec.Struct, frozen=True):
    """Airflow's home and commands, the DAGs, and the file with the environment of the commands in pods."""

    home: Path
    commands: Path
    dags: Path
    process_environment: Path


def airflow_environment(places: Places, ports: Ports, secret: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of Airflow's processes; what ``environ`` says of the batch and its alerts goes first.

    ``secret`` signs the tokens between the processes of one start.
    """
    inherited = {
        name: value
        for name, value in environ.items()
        if name in ("HOME", "LANG", "TMPDIR") or name.startswith(("BASEBALL_", "AIRFLOW_CONN_", "AIRFLOW_VAR_"))
    }
    return {
        "BASEBALL_RETRY_DELAY_SECONDS": "5",
        **inherited,
        "PATH": f"{places.commands}:{environ.get('PATH', '')}",
        "BASEBALL_POD_RUNNER": "process",
        "BASEBALL_PROCESS_ENVIRONMENT": str(places.process_environment),
        "AIRFLOW_HOME": str(places.home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(places.dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__PARALLELISM": str(PODS),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{ports.url}/execution/",
        # The scheduler starts tasks before a slow machine's API server answers: they wait two minutes for it.
        "AIRFLOW__WORKERS__EXECUTION_API_RETRIES": "40",
        "AIRFLOW__WORKERS__EXECUTION_API_RETRY_WAIT_MAX": "3",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(ports.api),
        "AIRFLOW__API__BASE_URL": ports.url,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secret,
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(ports.worker_logs),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(ports.trigger_logs),
        # Output goes to a file, from which the last words of a failed start are shown.
        "PYTHONUNBUFFERED": "1",
    }
