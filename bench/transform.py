"""The transformer against the typical one: a backlog of successive snapshots in real Kafka, worked off by one process.

Both read the same backlog (each with a new consumer group) into new databases of one server with durable
commits. The rate is seen from outside: documents a second from the first version of the game that is visible in
the database to the last one, so that neither start nor group assignment counts.
"""

import os
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from baseball_core.clock import SystemClock
from baseball_core.kafka.admin import ensure_topics
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.messages import LIVE_GAME_DATA, GameDocument, encode_game_document
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from bench import targets
from bench.context import Context
from bench.measure import Figure, figure, interleaved, ratios
from bench.simulated import SCRIPTS
from bench.stack import Database, Parts, plain_environment
from bench.typical_decode import version_of
from bench.watching import Progress
from bench.workloads import PROJECT, as_documents, snapshots
from local_stack.processes import ManagedProcess

GAME_PK = 900001
SNAPSHOTS = 400
QUICK_SNAPSHOTS = 120
TIMEOUT = 180.0


class Backlog(msgspec.Struct, frozen=True):
    """What lies in the topic, and the versions it leads through."""

    documents: tuple[GameDocument, ...]

    @property
    def versions(self) -> list[int]:
        return [version_of(document.fetched_at) for document in self.documents]


def fill(parts: Parts, count: int) -> Backlog:
    """Publishes the backlog to the topic of game documents."""
    kafka = KafkaSettings(bootstrap_servers=parts.broker.bootstrap_servers)
    ensure_topics(kafka)
    documents = tuple(as_documents(snapshots(count), GAME_PK))
    producer = KafkaProducer(kafka, Health(clock=SystemClock()), client_id="bench")
    producer.publish([encode_game_document(document) for document in documents], 60.0)
    producer.close()
    return Backlog(documents)


def typical_process(parts: Parts, database: Database, group: str, log: Path) -> ManagedProcess:
    return ManagedProcess(
        "typical transformer",
        [
            *(sys.executable, "-m", "bench.typical_transformer"),
            *(parts.broker.bootstrap_servers, LIVE_GAME_DATA, group, database.writer_url),
        ],
        env=plain_environment(os.environ),
        log=log,
        cwd=PROJECT,
    )


def real_process(parts: Parts, database: Database, group: str, log: Path, **settings: str) -> ManagedProcess:
    return ManagedProcess(
        "rt-transformer",
        [str(SCRIPTS / "rt-transformer")],
        env={
            **plain_environment(os.environ),
            "KAFKA_BOOTSTRAP_SERVERS": parts.broker.bootstrap_servers,
            "DATABASE_URL": database.writer_url,
            "CONSUMER_GROUP_ID": group,
            "LOG_LEVEL": "warning",
            **settings,
        },
        log=log,
    )


Starter = Callable[[Parts, Database, str, Path], ManagedProcess]


def _rate(parts: Parts, backlog: Backlog, folder: Path, starter: Starter) -> float:
    database = parts.new_database()
    group = f"bench-{uuid.uuid4().hex[:12]}"
    progress = Progress(database.reader_url, GAME_PK)
    process = starter(parts, database, group, folder / f"{group}.log")
    process.start()
    try:
        return progress.rate(backlog.versions, TIMEOUT, lambda: process.running)
    finally:
        process.stop()
        progress.close()
        parts.drop_database(database)


def run(context: Context) -> Sequence[Figure]:
    """The ratio of both rates."""
    parts = context.parts()
    folder = context.folder("transform")
    backlog = fill(parts, QUICK_SNAPSHOTS if context.quick else SNAPSHOTS)
    context.say(f"{len(backlog.documents)} snapshots of one game")
    starters: Mapping[str, Starter] = {"real": real_process, "typical": typical_process}
    contenders = {name: partial(_rate, parts, backlog, folder, starter) for name, starter in starters.items()}
    rates = interleaved(contenders, context.rounds, context.rng)
    return [
        figure(
            "transformer, backlog of successive snapshots, documents/s: ours / typical",
            ratios(rates["real"], rates["typical"]),
            "x",
            targets.TRANSFORMER_AGAINST_TYPICAL,
        )
    ]
