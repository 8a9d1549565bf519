"""Fixtures for the real parts. The shared servers start when the first test asks and end with the run."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest

from local_stack.folders import cache_folder
from local_stack.kafka import KafkaBroker, install
from local_stack.kafka_jars import KafkaInstallation
from local_stack.ports import free_ports
from local_stack.postgres import PostgresServer, throwaway_server
from local_stack.processes import ManagedProcess, stop_all, url_answers
from local_stack.secure_kafka import SecureKafkaBroker
from support.stack import (
    Database,
    Kafka,
    SharedServers,
    ensure_template,
    new_database,
    shared_kafka,
    shared_postgres,
)

# How fast the machine is says nothing about the code.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")
hypothesis.settings.register_profile("fast", max_examples=15)

RUN_FOLDER = pytest.StashKey[Path]()
SCRIPTS = Path(sys.executable).parent

# Who starts the simulator says which settings it gets and receives its base URL.
StartSimulator = Callable[..., str]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[RUN_FOLDER] = Path(tempfile.mkdtemp(prefix="baseball-tests-"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tells each xdist worker where the run's shared servers are and whose life they share."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER])  # type: ignore[attr-defined]
    node.workerinput["run_owner"] = os.getpid()  # type: ignore[attr-defined]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests by the servers they use, and puts the long ones first so that no worker ends with one alone."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & {"kafka", "throwaway_kafka", "secure_kafka"}:
            item.add_marker("kafka")
        if fixtures & {"postgres", "throwaway_postgres"}:
            item.add_marker("postgres")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(RUN_FOLDER, None)
    if folder is not None:
        SharedServers(folder, os.getpid()).stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def run_folder(request: pytest.FixtureRequest) -> Path:
    """A folder that all workers of this run share; removed at the end."""
    worker = getattr(request.config, "workerinput", None)
    return Path(worker["run_folder"]) if worker else request.config.stash[RUN_FOLDER]


@pytest.fixture(scope="session")
def shared_servers(request: pytest.FixtureRequest, run_folder: Path) -> SharedServers:
    worker = getattr(request.config, "workerinput", None)
    return SharedServers(run_folder, worker["run_owner"] if worker else os.getpid())


@pytest.fixture(scope="session")
def postgres(shared_servers: SharedServers, run_folder: Path) -> PostgresServer:
    """The run's PostgreSQL 18, migrated template inside; tests take ``database``."""
    server = shared_postgres(shared_servers)
    ensure_template(server, run_folder / "template.lock")
    return server


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[Database]:
    """A fresh migrated database of the test's own."""
    made = new_database(postgres)
    yield made
    postgres.drop_database(made.name)


@pytest.fixture
def throwaway_postgres(tmp_path: Path) -> Iterator[PostgresServer]:
    """A running server of the test's own, to be killed and restarted; database ``baseball`` is empty."""
    server = throwaway_server(tmp_path / "postgres", os.environ)
    server.start()
    yield server
    server.process.kill9()


@pytest.fixture(scope="session")
def kafka(shared_servers: SharedServers) -> Kafka:
    """The run's Apache Kafka; tests make topics of their own by ``kafka.new_topic()``."""
    return shared_kafka(shared_servers)


@pytest.fixture(scope="session")
def kafka_installation() -> KafkaInstallation:
    """Jars and Java, installed on first use."""
    return install(cache_folder(os.environ), os.environ)


@pytest.fixture
def throwaway_kafka(tmp_path: Path, kafka_installation: KafkaInstallation) -> Iterator[KafkaBroker]:
    """A running broker of the test's own, to be killed and restarted."""
    broker = KafkaBroker(tmp_path / "kafka", kafka_installation)
    broker.start()
    yield broker
    broker.process.kill9()


@pytest.fixture(scope="session")
def secure_kafka(
    tmp_path_factory: pytest.TempPathFactory, kafka_installation: KafkaInstallation
) -> Iterator[SecureKafkaBroker]:
    """A broker with mTLS, SCRAM and access control lists; tests add users with the rights that they need."""
    broker = SecureKafkaBroker(tmp_path_factory.mktemp("secure-kafka"), kafka_installation)
    broker.start()
    yield broker
    broker.process.kill9()


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[StartSimulator]:
    """Starts real simulators: ``simulator(SLATE_GAMES="2") -> base URL``; they end with the test."""
    started: list[ManagedProcess] = []

    def start(**settings: str) -> str:
        port = free_ports(1)[0]
        environment = {**_plain_environment(os.environ), "HTTP_PORT": str(port), **settings}
        log = tmp_path / f"simulator-{len(started)}.log"
        process = ManagedProcess("simulator", [str(SCRIPTS / "statsapi-simulator")], env=environment, log=log)
        started.append(process)
        process.start()
        base = f"http://127.0.0.1:{port}"
        process.wait_ready(url_answers(f"{base}/simulator/clock"))
        return base

    yield start
    stop_all(started)


def _plain_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What a service may inherit: no settings of the shell that runs the tests."""
    inherited = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_CONFIG")
    return {name: environ[name] for name in inherited if name in environ}
