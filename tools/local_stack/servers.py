"""PostgreSQL and a broker on one folder, migrated and with topics: what every other process of the pipeline needs."""

import contextlib
import fcntl
import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from baseball_core.kafka.admin import ensure_topics
from baseball_core.settings import KafkaSettings, load
from local_stack.errors import StackError
from local_stack.folders import PROJECT, cache_folder
from local_stack.kafka import KafkaBroker, install
from local_stack.kafka_jars import is_installed
from local_stack.mock_broker import LACKS
from local_stack.postgres import OWNER, Credentials, PostgresServer, new_credentials
from local_stack.processes import ManagedProcess

BrokerKind = Literal["kafka", "mock", "given"]
Report = Callable[[str], None]


class Servers:
    """The two servers. Their data and passwords stay in ``folder``: the next start goes on with them.

    ``broker`` is an embedded Apache Kafka, librdkafka's test broker (mock), or the one that the KAFKA_ variables of
    ``environ`` name (given).
    """

    def __init__(self, folder: Path, environ: Mapping[str, str], broker: BrokerKind = "kafka") -> None:
        self.folder = folder
        self._environ = environ
        self._kind = broker
        self._lock: io.TextIOWrapper | None = None
        self._postgres: PostgresServer | None = None
        self._broker: KafkaBroker | None = None
        self._mock: ManagedProcess | None = None
        self._kafka_environment: dict[str, str] = {}

    def start(self, report: Report) -> None:
        """Starts both, migrates, makes the topics; blocks until all is done. Says each step through ``report``.

        Raises StackError, also when another process uses the folder.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._take_folder()
        cache = cache_folder(self._environ)
        report("PostgreSQL 18")
        self._postgres = PostgresServer(self.folder / "postgres", credentials=self._credentials(), cache=cache)
        self._postgres.start()
        migrate(self._postgres.url(OWNER))
        self._start_broker(cache, report)

    def stop(self) -> None:
        """Stops both in order and frees the folder. May be called at any time, also twice."""
        if self._broker is not None:
            self._broker.stop()
        if self._mock is not None:
            self._mock.stop()
        if self._postgres is not None:
            self._postgres.stop()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def kafka_environment(self) -> dict[str, str]:
        """The KAFKA_ settings that reach the broker."""
        return self._kafka_environment

    def database_url(self, role: str) -> str:
        """The database's URL for one of the roles."""
        if self._postgres is None:
            raise StackError("PostgreSQL has not been started")
        return self._postgres.url(role)

    def _take_folder(self) -> None:
        self._lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            self._lock = None
            raise StackError(f"another process is using {self.folder}: end it first") from None

    def _credentials(self) -> Credentials:
        file = self.folder / "credentials.json"
        if not file.exists():
            with contextlib.suppress(FileExistsError):
                file.touch(mode=0o600, exist_ok=False)
            file.write_bytes(msgspec.json.encode(new_credentials()))
        return msgspec.json.decode(file.read_bytes(), type=Credentials)

    def _start_broker(self, cache: Path, report: Report) -> None:
        if self._kind == "given":
            self._kafka_environment = {k: v for k, v in self._environ.items() if k.startswith("KAFKA_") and v}
            report(f"Kafka at {self._kafka_environment['KAFKA_BOOTSTRAP_SERVERS']}")
        elif self._kind == "mock":
            report(LACKS)
            self._kafka_environment = {"KAFKA_BOOTSTRAP_SERVERS": self._start_mock()}
            return
        else:
            report("Apache Kafka" if is_installed(cache) else "Apache Kafka (installing it once, half a minute)")
            self._broker = KafkaBroker(self.folder / "kafka", install(cache, self._environ))
            self._broker.start()
            self._kafka_environment = {"KAFKA_BOOTSTRAP_SERVERS": self._broker.bootstrap_servers}
        ensure_topics(load(KafkaSettings, self._kafka_environment, prefix="KAFKA_"))

    def _start_mock(self) -> str:
        address = self.folder / "mock-broker.address"
        address.unlink(missing_ok=True)
        self._mock = ManagedProcess(
            "mock broker",
            [sys.executable, "-m", "local_stack.mock_broker", str(address)],
            env=dict(os.environ),
            log=self.folder / "mock-broker.log",
        )
        self._mock.start()
        self._mock.wait_ready(lambda: address.exists() and address.read_text() != "")
        return address.read_text()


def migrate(url: str) -> None:
    """``alembic upgrade head`` as the owner role, in its own process; a second call finds nothing to do."""
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StackError(f"the migrations failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
