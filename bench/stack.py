"""The real parts: PostgreSQL with durable commits and Apache Kafka, as the demo runs them, on folders of their own."""

import contextlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import NewTopic  # type: ignore[attr-defined]  # re-exported without saying so

from baseball_core.messages import LIVE_GAME_DATA, MLB_SCHEDULE
from local_stack.folders import cache_folder
from local_stack.kafka import ADMIN_SECONDS, KafkaBroker, install, quiet_admin
from local_stack.postgres import OWNER, READER, WRITER, PostgresServer, new_credentials
from local_stack.servers import migrate

TEMPLATE = "bench_template"


class Database(msgspec.Struct, frozen=True):
    """A migrated, empty database and its URL by role."""

    name: str
    owner_url: str
    writer_url: str
    reader_url: str


class Parts:
    """Both servers, running. Every round may have its own database and topic."""

    def __init__(self, postgres: PostgresServer, broker: KafkaBroker, folder: Path) -> None:
        self.postgres = postgres
        self.broker = broker
        self.folder = folder

    def new_database(self) -> Database:
        name = f"bench_{uuid.uuid4().hex[:12]}"
        self.postgres.create_database(name, TEMPLATE)
        return Database(
            name, self.postgres.url(OWNER, name), self.postgres.url(WRITER, name), self.postgres.url(READER, name)
        )

    def drop_database(self, database: Database) -> None:
        self.postgres.drop_database(database.name)

    def new_topic(self) -> str:
        """A topic of one partition with a name of its own."""
        name = f"bench-{uuid.uuid4().hex[:12]}"
        admin = quiet_admin(self.broker.client)  # must outlive its futures
        topic = NewTopic(name, 1, 1, config={"max.message.bytes": "5242880"})
        for future in admin.create_topics([topic]).values():
            future.result(ADMIN_SECONDS)
        return name


def group_at_the_end(parts: Parts) -> str:
    """A new consumer group that begins with what is published from now on."""
    group = f"bench-{uuid.uuid4().hex[:12]}"
    consumer = Consumer({**parts.broker.client, "group.id": group})
    topics = consumer.list_topics(timeout=10.0).topics
    places = [
        TopicPartition(name, number) for name in (LIVE_GAME_DATA, MLB_SCHEDULE) for number in topics[name].partitions
    ]
    for place in places:
        place.offset = consumer.get_watermark_offsets(place, timeout=10.0)[1]
    consumer.commit(offsets=places, asynchronous=False)
    consumer.close()
    return group


@contextlib.contextmanager
def real_parts(build: Path) -> Iterator[Parts]:
    """Starts both below ``build`` (a disk, so that a durable commit costs what it costs) and removes them after."""
    build.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=build))
    cache = cache_folder(os.environ)
    postgres = PostgresServer(folder / "postgres", credentials=new_credentials(), cache=cache, durable=True)
    broker = KafkaBroker(folder / "kafka", install(cache, os.environ))
    try:
        postgres.start()
        postgres.create_database(TEMPLATE)
        migrate(postgres.url(OWNER, TEMPLATE))
        broker.start()
        yield Parts(postgres, broker, folder)
    finally:
        broker.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def plain_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What a measured process may inherit."""
    return {name: environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in environ}
