"""Import of each service's entry point in a fresh interpreter, against a bare one."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from bench.context import Context
from bench.measure import Figure, figure, interleaved, ratios
from bench.stack import plain_environment

SERVICES = ("api_poller", "rt_transformer", "api_service", "statsapi_simulator")
BARE = "bare"


def _wall_of(code: str, environment: dict[str, str]) -> Callable[[], float]:
    def once() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started

    return once


def run(context: Context) -> Sequence[Figure]:
    """How many bare interpreter starts the import of a service takes."""
    environment = plain_environment(os.environ)
    contenders = {BARE: _wall_of("pass", environment)}
    contenders |= {name: _wall_of(f"import {name}.__main__", environment) for name in SERVICES}
    walls = interleaved(contenders, context.rounds, context.rng)
    return [figure(f"import of {name} / bare interpreter", ratios(walls[name], walls[BARE]), "x") for name in SERVICES]
