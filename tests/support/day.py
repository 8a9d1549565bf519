"""A simulated day followed by the real processes, any of which a test may kill."""

import time
import urllib.request
from collections.abc import Callable, Container, Mapping
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from baseball_core.kafka.admin import ensure_topics
from baseball_core.settings import KafkaSettings
from local_stack.kafka import KafkaBroker
from local_stack.kafka_jars import KafkaInstallation
from local_stack.ports import free_ports
from local_stack.postgres import OWNER, READER, WRITER, PostgresServer, throwaway_server
from local_stack.processes import ManagedProcess, stop_all, url_answers
from local_stack.servers import migrate
from pipeline_demo.plan import TRANSFORMERS, Planned, Ports, Surroundings, pipeline, simulator
from pipeline_demo.settings import Settings

# What says when and how often a document was seen, not what was played.
BOOKKEEPING = {
    "archive_key",
    "content_hash",
    "fetched_at",
    "first_observed_at",
    "first_seen_at",
    "last_observed_at",
    "last_seen_at",
    "sequence",
    "version",
}
# How many documents are seen between two polls is a matter of timing; what the last one says is not.
TIMING_TABLES = {"alembic_version", "schema_revisions", "game_state_history", "feed_drift", "schedule_observations"}
READY_SECONDS = 90.0

Rows = dict[str, list[tuple[Any, ...]]]


class Day:
    """PostgreSQL, Kafka, simulator, poller, transformers on one folder. ``close`` ends all of them."""

    def __init__(
        self, folder: Path, kafka: KafkaInstallation, environ: Mapping[str, str], scripts: Path, settings: Settings
    ) -> None:
        self.folder = folder
        self.settings = settings
        self._scripts = scripts
        self.postgres: PostgresServer = throwaway_server(folder / "postgres", environ)
        self.kafka = KafkaBroker(folder / "kafka", kafka)
        self._environ = {name: environ[name] for name in ("PATH", "HOME", "COVERAGE_PROCESS_CONFIG") if name in environ}
        numbers = free_ports(4 + TRANSFORMERS)
        self._ports = Ports(numbers[0], numbers[1], numbers[2], numbers[3], tuple(numbers[4:]))
        self._planned: dict[str, Planned] = {}
        self.processes: dict[str, ManagedProcess] = {}

    def start(self) -> None:
        """Starts everything; the simulated clock runs when this returns."""
        self.postgres.start()
        migrate(self.postgres.url(OWNER))
        self.kafka.start()
        kafka = {"KAFKA_BOOTSTRAP_SERVERS": self.kafka.bootstrap_servers}
        ensure_topics(KafkaSettings(bootstrap_servers=self.kafka.bootstrap_servers))
        around = Surroundings(
            kafka=kafka,
            writer_url=self.postgres.url(WRITER),
            reader_url=self.postgres.url(READER),
            archive=self.folder / "archive",
            inherited=self._environ,
        )
        plans = [simulator(self.settings, self._ports, around), *pipeline(self.settings, self._ports, around)]
        self._planned = {plan.name: plan for plan in plans if plan.name != "api"}
        for name in self._planned:
            self.run(name)
        for name, plan in self._planned.items():
            self.processes[name].wait_ready(url_answers(plan.ready_url), READY_SECONDS)
        self._post("/simulator/clock", {"speed": self.settings.clock_speed})

    def run(self, name: str) -> None:
        """Starts a planned process without waiting for it."""
        plan = self._planned[name]
        process = ManagedProcess(
            name, [str(self._scripts / plan.script)], env=plan.environment, log=self.folder / f"{name}.log"
        )
        self.processes[name] = process
        process.start()

    def kill(self, name: str) -> None:
        """Kills a process or a server with SIGKILL and starts it again."""
        if name == "postgres":
            self.postgres.kill9()
            self.postgres.restart()
        elif name == "kafka":
            self.kafka.kill9()
            self.kafka.restart()
        else:
            self.processes[name].kill9()
            self.run(name)

    def over(self) -> bool:
        """Whether the last moment of every game has come."""
        with urllib.request.urlopen(f"{self._ports.simulator_url}/simulator/games", timeout=10) as answer:
            games = msgspec.json.decode(answer.read())["games"]
        return all(game["finished"] for game in games)

    def tables(self) -> Rows:
        """Every table without what depends on timing, rows in a fixed order."""
        return read_tables(self.database_url, tables_left_out=TIMING_TABLES, columns_left_out=BOOKKEEPING)

    @property
    def database_url(self) -> str:
        """The day's database, as its owner."""
        return self.postgres.url(OWNER)

    def environment(self, name: str) -> dict[str, str]:
        """The settings of a planned process."""
        return dict(self._planned[name].environment)

    def wait_until(self, condition: Callable[[], bool], seconds: float, what: str) -> None:
        """Polls ``condition``; fails with ``what`` and the processes' last words when time is up."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds:g} s: {what}\n{self._states()}")
            time.sleep(0.5)

    def close(self) -> None:
        """Ends everything."""
        stop_all(list(self.processes.values()), 15.0)
        self.kafka.process.kill9()
        self.postgres.process.kill9()

    def _states(self) -> str:
        return "\n".join(f"{name}: exit code {process.exit_code}" for name, process in self.processes.items())

    def _post(self, path: str, body: object) -> None:
        request = urllib.request.Request(f"{self._ports.simulator_url}{path}", msgspec.json.encode(body), method="POST")
        with urllib.request.urlopen(request, timeout=10):
            return


def read_tables(url: str, *, tables_left_out: Container[str], columns_left_out: Container[str]) -> Rows:
    """The tables of a database, rows in a fixed order."""
    rows: Rows = {}
    with psycopg.connect(url) as connection:
        columns = connection.execute(
            "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)"
            " FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name"
        ).fetchall()
        for table, names in columns:
            if table not in tables_left_out:
                kept = ", ".join(f'"{name}"' for name in names if name not in columns_left_out)
                rows[table] = sorted(connection.execute(f'SELECT {kept} FROM "{table}"').fetchall(), key=repr)
    return rows


def differences(expected: Rows, found: Rows) -> list[str]:
    """What differs, a line a table, with the first rows of each side."""
    lines = []
    for table in sorted(expected.keys() | found.keys()):
        want, have = expected.get(table, []), found.get(table, [])
        if want != have:
            missing = [row for row in want if row not in have][:2]
            extra = [row for row in have if row not in want][:2]
            lines.append(f"{table}: {len(want)} rows expected, {len(have)} found; missing {missing}; extra {extra}")
    return lines
