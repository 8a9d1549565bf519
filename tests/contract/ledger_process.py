"""A consumer process for crash tests: each batch becomes lines of a file, written at once, before the commit.

``python ledger_process.py BOOTSTRAP GROUP INSTANCE TOPIC FILE``; INSTANCE may be ``-``.
"""

import os
import sys
from collections.abc import Sequence

from baseball_core.clock import SystemClock
from baseball_core.kafka.base import Record, Refusal
from baseball_core.kafka.config import ConsumerSettings
from baseball_core.kafka.consumer import KafkaConsumer
from baseball_core.kafka.dead_letter import DeadLetters
from baseball_core.kafka.loop import ConsumerLoop
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.lifecycle import EXIT_OK, Shutdown, run_main
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health


class FileLedger:
    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def handle(self, records: Sequence[Record]) -> Sequence[Refusal]:
        lines = b"".join((record.key or b"") + b" " + (record.value or b"") + b"\n" for record in records)
        # One write to a file opened for appending: all of the batch is there or nothing, as a transaction would do.
        os.write(self._file, lines)
        return ()


def main() -> int:
    bootstrap, group, instance, topic, path = sys.argv[1:]
    kafka = KafkaSettings(bootstrap_servers=bootstrap)
    settings = ConsumerSettings(
        group_id=group,
        instance_id=None if instance == "-" else instance,
        session_timeout_seconds=6,
        batch_records=20,
    )
    health = Health()
    shutdown = Shutdown().install()
    producer = KafkaProducer(kafka, health, client_id=group)
    loop = ConsumerLoop(
        KafkaConsumer(kafka, settings, health),
        FileLedger(path),
        DeadLetters(producer, SystemClock()),
        topics=[topic],
        settings=settings,
        health=health,
    )
    try:
        loop.run(shutdown)
    finally:
        producer.close()
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(run_main(main))
