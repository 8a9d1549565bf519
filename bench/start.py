"""Import of each service's entry point, and its way from start to ready, against the start of a bare interpreter."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from baseball_core.kafka.admin import ensure_topics
from baseball_core.settings import KafkaSettings
from bench.context import Context
from bench.measure import Figure, figure, interleaved, ratios
from bench.services import NAMES, Pipeline, Service
from bench.stack import plain_environment

BARE = "bare interpreter"


def _wall(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _python(code: str) -> None:
    environment = plain_environment(os.environ)
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, stdout=subprocess.DEVNULL)


def _until_ready(service: Service) -> float:
    try:
        return _wall(service.start)
    finally:
        service.stop()


def _package(name: str) -> str:
    return name.replace("-", "_")


def run(context: Context) -> Sequence[Figure]:
    """How many bare interpreter starts each takes."""
    parts = context.parts()
    ensure_topics(KafkaSettings(bootstrap_servers=parts.broker.bootstrap_servers))
    database = parts.new_database()
    pipeline = Pipeline(parts, database, context.folder("start"), SLATE_GAMES="1", CLOCK_SPEED="0")
    contenders: dict[str, Callable[[], float]] = {BARE: partial(_wall, partial(_python, "pass"))}
    for name in NAMES:
        contenders[f"import of {name}"] = partial(_wall, partial(_python, f"import {_package(name)}.__main__"))
        contenders[f"{name}, start to ready"] = partial(_until_ready, pipeline.services[name])
    walls = interleaved(contenders, context.rounds, context.rng)
    parts.drop_database(database)
    return [
        figure(f"{name} / {BARE}", ratios(values, walls[BARE]), "x") for name, values in walls.items() if name != BARE
    ]
