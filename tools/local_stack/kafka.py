"""An embedded Apache Kafka: one KRaft node on 127.0.0.1, started from its jars."""

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from confluent_kafka import Consumer, KafkaException, Producer
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # the package re-exports without saying so
    AdminClient,
    NewTopic,
)

from local_stack.errors import StackError
from local_stack.folders import locked
from local_stack.kafka_config import plaintext_properties, properties_text
from local_stack.kafka_jars import KafkaInstallation, install_jars, new_log_folder
from local_stack.ports import answers, free_ports
from local_stack.processes import ManagedProcess

ADMIN_SECONDS = 10.0

# librdkafka writes to standard error while a broker comes up; the broker's own log says what matters.
_SILENT = logging.getLogger("local_stack.kafka")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


def quiet_admin(client: Mapping[str, str]) -> AdminClient:
    """An admin client that tries again quickly and keeps its log to itself."""
    return AdminClient({**client, "reconnect.backoff.max.ms": 200}, logger=_SILENT)


def wait_until_serving(client: Mapping[str, str]) -> None:
    """Blocks until the broker knows itself and its consumer offsets topic exists, so that the first group is quick."""
    admin = quiet_admin(client)
    deadline = time.monotonic() + 60.0
    while True:
        try:
            if admin.list_topics(timeout=1.0).brokers:
                break
        except KafkaException:
            pass
        if time.monotonic() > deadline:
            raise StackError("the broker accepts connections but gives no metadata")
    for future in admin.describe_consumer_groups(["local-stack"], request_timeout=ADMIN_SECONDS).values():
        try:
            future.result(ADMIN_SECONDS)
        except KafkaException:
            continue  # the group does not exist; asking for it made the topic


class KafkaBroker:
    """A plaintext broker on one folder; its ports are chosen once, so that clients find it again after a restart.

    The data in ``folder`` survives a stop, a kill and a new object on the same folder.
    """

    def __init__(self, folder: Path, installation: KafkaInstallation, *, ports: tuple[int, int] | None = None) -> None:
        self.folder = folder
        self.port, self._controller_port = ports or tuple(free_ports(2))
        self._installation = installation
        self._properties = folder / "server.properties"
        self.process = self._process(installation.broker_command(self._properties))

    @property
    def bootstrap_servers(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def client(self) -> dict[str, str]:
        """What a librdkafka client needs to reach it."""
        return {"bootstrap.servers": self.bootstrap_servers}

    def start(self, timeout: float = 60.0) -> None:
        """Starts the broker and blocks until it serves metadata and groups (1 s, more on a busy machine)."""
        if not (self.folder / "data").exists():
            new_log_folder(self._installation, self.folder / "data")
        properties = plaintext_properties(str(self.folder / "data"), self.port, self._controller_port)
        self._properties.write_text(properties_text(properties))
        self.process.start()
        self.process.wait_ready(lambda: answers(self.port), timeout)
        wait_until_serving(self.client)

    def stop(self) -> None:
        """Orderly end by SIGTERM (0.4 s)."""
        self.process.stop(deadline=30.0)

    def kill9(self) -> None:
        """SIGKILL: what was acknowledged is in the kernel's pages and survives."""
        self.process.kill9()

    def restart(self) -> None:
        """Starts again on the same ports and data, after a stop or a kill (2.4 s after a kill)."""
        if self.process.running:
            self.stop()
        self.start()

    def record_classes(self, archive: Path) -> None:
        """Runs the broker once through what clients do and lets the JVM write its class archive at the end."""
        self.process = self._process(self._installation.recording_command(self._properties, archive))
        self.start()
        _exercise(self.client)
        self.process.stop(deadline=120.0)
        self.process = self._process(self._installation.broker_command(self._properties))

    def _process(self, command: list[str]) -> ManagedProcess:
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        return ManagedProcess("kafka", command, env=environment, log=self.folder / "kafka.log")


def _exercise(client: Mapping[str, str]) -> None:
    admin = quiet_admin(client)
    for future in admin.create_topics([NewTopic("warm-up", 1, 1)]).values():
        future.result(ADMIN_SECONDS)
    producer = Producer({**client, "acks": "all", "enable.idempotence": True}, logger=_SILENT)
    for _ in range(50):
        producer.produce("warm-up", b"x" * 100_000, key=b"key")
    producer.flush(ADMIN_SECONDS)
    settings = {**client, "group.id": "warm-up", "auto.offset.reset": "earliest", "enable.auto.commit": False}
    consumer = Consumer(settings, logger=_SILENT)
    consumer.subscribe(["warm-up"])
    seen = 0
    while seen < 50:
        seen += len(consumer.consume(50, timeout=1.0))
    consumer.commit(asynchronous=False)
    consumer.close()


def install(cache: Path, environ: Mapping[str, str]) -> KafkaInstallation:
    """Everything a broker needs, made once: jars, Java, format files, class archive (15 s with Maven)."""
    installation = install_jars(cache, environ)
    with locked(cache / "kafka-classes.lock"):
        archive = installation.class_archive
        if not archive.exists():
            folder = Path(tempfile.mkdtemp(dir=installation.folder))
            making = folder / archive.name
            KafkaBroker(folder / "broker", installation).record_classes(making)
            if making.exists():
                making.rename(archive)
            shutil.rmtree(folder)
    return installation
