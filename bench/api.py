"""``/games/{game_pk}/state`` against the ORM twin: one worker each, the same database, load from a third process."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import msgspec
import psutil
import psycopg
import requests
from sqlalchemy import create_engine

from bench import targets
from bench.context import Context
from bench.load_client import Load
from bench.measure import Figure, figure, interleaved, ratios
from bench.simulated import SCRIPTS
from bench.stack import Database, Parts, plain_environment
from bench.typical_decode import rows_of
from bench.typical_transformer import write
from bench.watching import share_megabytes
from bench.workloads import FETCHED_FROM, PROJECT, finals
from local_stack.ports import free_ports
from local_stack.processes import ManagedProcess, url_answers

SECONDS = 2.0
QUICK_SECONDS = 1.0
CONNECTIONS = 8


class Served(msgspec.Struct, frozen=True):
    """A running server and the process whose memory counts: the worker."""

    port: int
    worker_pid: int


def _fill(parts: Parts) -> tuple[Database, list[int]]:
    """A database with some games, written by the baseline's writer: both servers read the same rows."""
    database = parts.new_database()
    engine = create_engine(database.writer_url.replace("postgresql://", "postgresql+psycopg://", 1))
    game_pks: list[int] = []
    for number, body in enumerate(finals().bodies):
        rows = rows_of(body, FETCHED_FROM + timedelta(seconds=number))
        with engine.begin() as connection:
            write(connection, rows)
        game_pks.append(rows["games"][0]["game_pk"])
    engine.dispose()
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("ANALYZE")
    return database, game_pks


@contextmanager
def _server(context: Context, name: str, command: list[str], port: int, path: str, **env: str) -> Iterator[Served]:
    process = ManagedProcess(
        name,
        command,
        env={**plain_environment(os.environ), **env},
        log=context.parts().folder / f"{name}.log",
        cwd=PROJECT,
    )
    process.start()
    try:
        process.wait_ready(url_answers(f"http://127.0.0.1:{port}{path}"))
        assert process.pid is not None
        workers = psutil.Process(process.pid).children()
        yield Served(port, workers[0].pid if workers else process.pid)
    finally:
        process.stop()


def _requests_per_second(served: Served, seconds: float, paths: Sequence[str]) -> float:
    command = [sys.executable, "-m", "bench.load_client", "127.0.0.1", str(served.port), str(seconds), str(CONNECTIONS)]
    done = subprocess.run([*command, *paths], cwd=PROJECT, check=True, capture_output=True)
    load = msgspec.json.decode(done.stdout, type=Load)
    if load.errors:
        raise RuntimeError(f"{load.errors} of {load.requests} requests failed")
    return load.requests / load.seconds


def _check_same(one: Served, other: Served, path: str) -> None:
    """Raises ValueError unless the twin says the same of the same game."""
    bodies = [requests.get(f"http://127.0.0.1:{served.port}{path}", timeout=10).json() for served in (one, other)]
    ours, twin = bodies
    if missing := twin.keys() - ours.keys():
        raise ValueError(f"the twin's answer has fields that ours has not: {sorted(missing)}")
    differing = [name for name in twin if not name.endswith("_at") and ours[name] != twin[name]]
    if differing:
        raise ValueError(f"the answers differ in {differing}")


def run(context: Context) -> Sequence[Figure]:
    """The ratio of requests per second, and what each worker needs in memory after that."""
    database, game_pks = _fill(context.parts())
    paths = [f"/games/{game_pk}/state" for game_pk in game_pks]
    port, metrics_port, twin_port = free_ports(3)
    ours = _server(
        context, "api-service", [str(SCRIPTS / "api-service")], port, "/readyz",
        DATABASE_URL=database.reader_url, HTTP_PORT=str(port), HTTP_WORKERS="1", METRICS_PORT=str(metrics_port),
    )  # fmt: skip
    twin = _server(
        context, "orm-twin", [sys.executable, "-m", "bench.api_orm_twin", str(twin_port)], twin_port, paths[0],
        DATABASE_URL=database.reader_url,
    )  # fmt: skip
    seconds = QUICK_SECONDS if context.quick else SECONDS
    with ours as service, twin as orm:
        _check_same(service, orm, paths[0])
        served = {"ours": service, "twin": orm}
        rates = interleaved(
            {name: partial(_requests_per_second, one, seconds, paths) for name, one in served.items()},
            context.rounds,
            context.rng,
        )
        memory = {name: share_megabytes(one.worker_pid) for name, one in served.items()}
    context.parts().drop_database(database)
    return [
        figure(
            "API /games/{pk}/state, requests/s of one worker: ours / ORM twin",
            ratios(rates["ours"], rates["twin"]),
            "x",
            targets.API_AGAINST_ORM,
        ),
        figure("API, memory of one worker: ours / ORM twin", [memory["ours"] / memory["twin"]], "x"),
        figure("API, memory of one worker (PSS)", [memory["ours"]], "MB"),
    ]
