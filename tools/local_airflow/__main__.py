"""``local-airflow``: the composition root of ``make airflow``."""

import os
import secrets
import sys
from pathlib import Path

from baseball_core.lifecycle import EXIT_BAD_SETTINGS, EXIT_FAILED, EXIT_OK, Shutdown
from local_airflow.demos import running_demos
from local_airflow.standalone import USER, Standalone
from local_airflow.surroundings import Places, Ports, airflow_environment
from local_stack.errors import StackError
from local_stack.folders import PROJECT
from local_stack.ports import free_ports

COMMANDS = PROJECT / ".venv-airflow" / "bin"
LOOK_EVERY_SECONDS = 1.0
NO_DEMO = """no demo is running: Airflow works on a demo's database and archive.
Start `make demo` in another terminal, then `make airflow` again."""


def main() -> int:
    """Runs Airflow until Ctrl-C. DATA: the demos' folder; AIRFLOW_DATA: Airflow's own. 2: no demo runs."""
    shutdown = Shutdown().install()
    demos = running_demos(_folder("DATA", "demo"))
    if not demos:
        sys.stderr.write(f"local-airflow: {NO_DEMO}\n")
        return EXIT_BAD_SETTINGS
    airflow = _airflow(_folder("AIRFLOW_DATA", "airflow"), demos[0])
    try:
        airflow.start(lambda step: print(f"starting {step}", flush=True))
        print(f"Airflow {airflow.url}   user {USER}   password {airflow.password()}")
        print(f"works on {demos[0].parent}   log {airflow.log}   Ctrl-C ends it", flush=True)
        while not shutdown.wait(LOOK_EVERY_SECONDS):
            if not airflow.running:
                raise StackError(f"Airflow ended by itself, see {airflow.log}")
    except StackError as exc:
        if not shutdown.requested:  # what a Ctrl-C breaks while things start is no failure
            sys.stderr.write(f"local-airflow: {exc}\n")
            return EXIT_FAILED
    finally:
        print("stopping", flush=True)
        airflow.stop()
    return EXIT_OK


def _folder(variable: str, name: str) -> Path:
    named = os.environ.get(variable)
    return Path(named).resolve() if named else PROJECT / ".local" / name


def _airflow(home: Path, demo: Path) -> Standalone:
    home.mkdir(parents=True, exist_ok=True)
    places = Places(home, COMMANDS, PROJECT / "dags", demo)
    ports = Ports(*free_ports(3))
    environment = airflow_environment(places, ports, secrets.token_urlsafe(32), os.environ)
    return Standalone(home, ports.url, environment)


if __name__ == "__main__":
    sys.exit(main())
