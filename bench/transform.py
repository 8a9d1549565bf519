"""The transformer against the typical one: a backlog of successive snapshots in real Kafka, worked off by one process.

Each process writes to a new database of one server with durable commits. It is started on one document of another game;
once that is stored, the process is stopped (SIGSTOP) while the backlog is published, and measured from the moment it
may go on until the last version of every game is visible. So neither its start nor the publishing counts.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from baseball_core.clock import SystemClock
from baseball_core.kafka.admin import ensure_topics
from baseball_core.kafka.base import Producer
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.messages import LIVE_GAME_DATA, GameDocument, Outgoing, encode_game_document
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from bench import targets
from bench.context import Context
from bench.measure import Figure, figure, interleaved, ratios
from bench.simulated import SCRIPTS
from bench.stack import Database, Parts, group_at_the_end, plain_environment
from bench.typical_decode import version_of
from bench.watching import Versions
from bench.workloads import FIRST_GAME_PK, PROJECT, as_documents, snapshots
from local_stack.processes import ManagedProcess

GAMES = 3
SNAPSHOTS = 100
QUICK_SNAPSHOTS = 40
TIMEOUT = 180.0


class Backlog:
    """A document to start with, and the snapshots of some games in turn."""

    def __init__(self, per_game: int) -> None:
        first, *games = [
            as_documents(snapshots(per_game, number), FIRST_GAME_PK + number) for number in range(GAMES + 1)
        ]
        self.starter = first[0]
        self.documents = [document for row in zip(*games, strict=True) for document in row]
        self.starter_message = encode_game_document(self.starter)
        self.messages: list[Outgoing] = [encode_game_document(document) for document in self.documents]

    @staticmethod
    def newest(documents: Sequence[GameDocument]) -> dict[int, int]:
        """The version of each game that is stored when these documents are done."""
        return {document.game_pk: version_of(document.fetched_at) for document in documents}


def typical_process(parts: Parts, database: Database, group: str, log: Path) -> ManagedProcess:
    command = [sys.executable, "-m", "bench.typical_transformer"]
    arguments = [parts.broker.bootstrap_servers, LIVE_GAME_DATA, group, database.writer_url]
    environment = plain_environment(os.environ)
    return ManagedProcess("typical transformer", [*command, *arguments], env=environment, log=log, cwd=PROJECT)


def real_process(parts: Parts, database: Database, group: str, log: Path, **settings: str) -> ManagedProcess:
    environment = {
        **plain_environment(os.environ),
        "KAFKA_BOOTSTRAP_SERVERS": parts.broker.bootstrap_servers,
        "DATABASE_URL": database.writer_url,
        "CONSUMER_GROUP_ID": group,
        "LOG_LEVEL": "warning",
        **settings,
    }
    return ManagedProcess("rt-transformer", [str(SCRIPTS / "rt-transformer")], env=environment, log=log)


Starter = Callable[[Parts, Database, str, Path], ManagedProcess]


def _rate(parts: Parts, producer: Producer, backlog: Backlog, folder: Path, starter: Starter) -> float:
    """Documents a second."""
    database = parts.new_database()
    group = group_at_the_end(parts)
    producer.publish([backlog.starter_message], 60.0)
    versions = Versions(database.reader_url)
    process = starter(parts, database, group, folder / f"{group}.log")
    process.start()
    try:
        versions.wait_for(backlog.newest([backlog.starter]), TIMEOUT, lambda: process.running)
        assert process.pid is not None
        os.killpg(process.pid, signal.SIGSTOP)
        producer.publish(backlog.messages, 60.0)
        started = time.perf_counter()
        os.killpg(process.pid, signal.SIGCONT)
        versions.wait_for(backlog.newest(backlog.documents), TIMEOUT, lambda: process.running)
        return len(backlog.documents) / (time.perf_counter() - started)
    finally:
        process.stop()
        versions.close()
        parts.drop_database(database)


def run(context: Context) -> Sequence[Figure]:
    """The ratio of both rates."""
    parts = context.parts()
    folder = context.folder("transform")
    kafka = KafkaSettings(bootstrap_servers=parts.broker.bootstrap_servers)
    ensure_topics(kafka)
    producer = KafkaProducer(kafka, Health(clock=SystemClock()), client_id="bench")
    backlog = Backlog(QUICK_SNAPSHOTS if context.quick else SNAPSHOTS)
    context.say(f"{len(backlog.documents)} successive snapshots of {GAMES} games in turn")
    starters: Mapping[str, Starter] = {
        "real": real_process,
        "one by one": partial(real_process, CONSUMER_BATCH_RECORDS="1"),
        "typical": typical_process,
    }
    contenders = {name: partial(_rate, parts, producer, backlog, folder, starter) for name, starter in starters.items()}
    rates = interleaved(contenders, context.rounds, context.rng)
    producer.close()
    return [
        figure(
            "transformer, backlog of successive snapshots, documents/s: ours / typical",
            ratios(rates["real"], rates["typical"]),
            "x",
            targets.TRANSFORMER_AGAINST_TYPICAL,
        ),
        figure(
            "the same with one document a transaction: ours / typical",
            ratios(rates["one by one"], rates["typical"]),
            "x",
        ),
    ]
