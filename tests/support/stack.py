"""Real PostgreSQL and Kafka for tests, shared by all workers of a run and gone with it."""

import os
import signal
import sys
import tempfile
import time
import uuid
from pathlib import Path

import msgspec
from confluent_kafka.admin import NewTopic

from local_stack.folders import cache_folder, locked
from local_stack.guardian import STATE, GuardedKafka, GuardedPostgres
from local_stack.kafka import ADMIN_SECONDS, quiet_admin
from local_stack.postgres import OWNER, READER, WRITER, PostgresServer
from local_stack.servers import migrate

START_SECONDS = 180.0
STOP_SECONDS = 20.0
TEMPLATE = "migrated_template"


class Database(msgspec.Struct, frozen=True):
    """One migrated, empty database and its URL for each role."""

    name: str
    owner_url: str
    writer_url: str
    reader_url: str


class Kafka(msgspec.Struct, frozen=True):
    """A running plaintext broker."""

    bootstrap_servers: str

    @property
    def client(self) -> dict[str, str]:
        """What a librdkafka client needs to reach it."""
        return {"bootstrap.servers": self.bootstrap_servers}

    def new_topic(self, prefix: str = "topic", *, partitions: int = 1, **config: str) -> str:
        """Creates a topic with a name of its own and returns the name; ``config`` with ``_`` for ``.``."""
        name = f"{prefix}-{uuid.uuid4().hex[:12]}"
        settings = {"max.message.bytes": "5242880", **{key.replace("_", "."): value for key, value in config.items()}}
        admin = quiet_admin(self.client)
        for future in admin.create_topics([NewTopic(name, partitions, 1, config=settings)]).values():
            future.result(ADMIN_SECONDS)
        return name


class SharedServers:
    """Starts each kind of server once per test run, by whichever worker asks first, under a guardian process.

    The guardian ends with the process ``owner`` (the controller of the run), however that ends.
    """

    def __init__(self, folder: Path, owner: int) -> None:
        self._folder = folder
        self._owner = owner

    def state(self, kind: str) -> bytes:
        """How to reach the server of this kind, as its guardian wrote it; blocks until it runs."""
        folder = self._folder / kind
        with locked(self._folder / f"{kind}.lock"):
            if not (folder / STATE).exists():
                self._start(kind, folder)
            return (folder / STATE).read_bytes()

    def _start(self, kind: str, folder: Path) -> None:
        log = self._folder / f"{kind}.log"
        command = [sys.executable, "-m", "local_stack.guardian", kind, str(folder), str(self._owner)]
        outputs = [
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ]
        guardian = os.posix_spawn(command[0], command, os.environ, file_actions=outputs, setsid=True)
        (self._folder / f"{kind}.pid").write_text(str(guardian))
        deadline = time.monotonic() + START_SECONDS
        while not (folder / STATE).exists():
            if not _running(guardian) or time.monotonic() > deadline:
                raise RuntimeError(f"cannot start {kind}:\n{log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends all guardians and waits until they are gone. For the owner, at the end of the run."""
        pids = [int(file.read_text()) for file in self._folder.glob("*.pid")]
        for pid in pids:
            _signal(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for pid in pids:
            while _running(pid) and time.monotonic() < deadline:
                time.sleep(0.02)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _running(pid: int) -> bool:
    try:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:  # our own child: reap it
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def shared_postgres(shared: SharedServers) -> PostgresServer:
    """The run's PostgreSQL, with a migrated template database; this object only reaches it, it never stops it."""
    state = msgspec.json.decode(shared.state("postgres"), type=GuardedPostgres)
    return PostgresServer(
        Path(tempfile.gettempdir()),
        credentials=state.credentials,
        cache=cache_folder(os.environ),
        durable=False,
        port=state.port,
    )


def shared_kafka(shared: SharedServers) -> Kafka:
    """The run's plaintext broker."""
    return Kafka(msgspec.json.decode(shared.state("kafka"), type=GuardedKafka).bootstrap_servers)


def ensure_template(server: PostgresServer, lock: Path) -> None:
    """Makes the migrated template database once a server; safe when several workers ask at once."""
    with locked(lock):
        with server.admin() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (TEMPLATE,)).fetchone():
                return
        making = f"{TEMPLATE}_draft"
        server.drop_database(making)
        server.create_database(making)
        migrate(server.url(OWNER, making))
        with server.admin() as connection:
            connection.execute(f"ALTER DATABASE {making} RENAME TO {TEMPLATE}")


def new_database(server: PostgresServer) -> Database:
    """A fresh migrated database of its own, cloned from the template (50 ms)."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    server.create_database(name, TEMPLATE)
    return Database(name, server.url(OWNER, name), server.url(WRITER, name), server.url(READER, name))
