"""librdkafka's built-in test broker as an own process: ``python -m local_stack.mock_broker URL_FILE``.

It needs neither Java nor jars, and is no Kafka: see LACKS.
"""

import logging
import signal
import sys
import threading
from pathlib import Path

from confluent_kafka import Producer

LACKS = (
    "BROKER=mock is librdkafka's test broker, not Kafka: nothing survives a restart, a partition keeps its newest 5 MB "
    "only, topics cannot be configured, transactions and access rights are absent, and a fetch is answered late"
)


def main(argv: list[str]) -> int:
    """Runs until SIGTERM; writes ``host:port`` to the file as soon as it accepts connections."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    silent = logging.getLogger("local_stack.mock_broker")
    silent.addHandler(logging.NullHandler())
    producer = Producer({"test.mock.num.brokers": 1}, logger=silent)
    broker = next(iter(producer.list_topics(timeout=10).brokers.values()))
    Path(argv[0]).write_text(f"{broker.host}:{broker.port}")
    over.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
