"""produce() to row readable after NOTIFY, documents 250 ms apart, against the sum of its parts.

The whole way leads through a transformer process of its own. In the pauses between two documents the parts are measured
on the same document: one Kafka hop on a topic of its own, the transformer's handler (decode, rows, one
transaction with a durable commit) on a database of its own, and the hop of a notification with the reading of the row.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import psycopg
from confluent_kafka import Consumer
from psycopg import sql

from baseball_core.clock import SystemClock
from baseball_core.db.session import WriteSession
from baseball_core.kafka.admin import ensure_topics
from baseball_core.kafka.base import Producer, Record
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.messages import GameDocument, Outgoing, encode_game_document
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from bench import targets
from bench.context import Context
from bench.measure import Figure, Target, figure, figure_with_value, percentile
from bench.stack import Parts, group_at_the_end
from bench.transform import real_process
from bench.typical_decode import version_of
from bench.workloads import FIRST_GAME_PK, as_documents, snapshots
from rt_transformer.handler import TransformerHandler

SPACING = 0.25
PER_ROUND = 40
QUICK_PER_ROUND = 12
WARM_UP = 20
PATIENCE = 30.0
PARTS = ("hop", "handling", "notification")
CHANNEL = "game_changed"
OWN_CHANNEL = "bench_notification"
STATE = "SELECT version FROM game_states WHERE game_pk = %s"


class Times(msgspec.Struct, frozen=True):
    """Seconds of one document: the whole way, and each part alone."""

    whole: float
    hop: float
    handling: float
    notification: float


class Listener:
    """A reader that is told of changes and then reads the row, as the API does."""

    def __init__(self, url: str, channel: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))

    def until_readable(self, game_pk: int, version: int) -> None:
        """Blocks until a notification has come after which the row has this version. Raises TimeoutError."""
        while list(self._connection.notifies(timeout=PATIENCE, stop_after=1)):
            row = self._connection.execute(STATE, (game_pk,), prepare=True).fetchone()
            if row is not None and row[0] >= version:
                return
        raise TimeoutError("no notification of the document")

    def close(self) -> None:
        self._connection.close()


class PartsOfTheWay:
    """Each part of the way, on a topic and a database that nobody else uses."""

    def __init__(self, parts: Parts, producer: Producer) -> None:
        self._producer = producer
        self._topic = parts.new_topic()
        database = parts.new_database()
        settings = {"group.id": "bench-hop", "auto.offset.reset": "earliest", "enable.auto.commit": False}
        self._consumer = Consumer({**parts.broker.client, **settings})
        self._consumer.subscribe([self._topic])
        self._session = WriteSession(database.writer_url, Health(clock=SystemClock()), application="bench")
        self._handler = TransformerHandler(self._session, SystemClock())
        self._notifier = psycopg.connect(database.writer_url, autocommit=True)
        self._listener = Listener(database.reader_url, OWN_CHANNEL)

    def hop(self, message: Outgoing) -> tuple[float, Record]:
        """From produce() to the record in the consumer's hands."""
        started = time.perf_counter()
        self._producer.publish([msgspec.structs.replace(message, topic=self._topic)], PATIENCE)
        received = self._consumer.poll(PATIENCE)
        took = time.perf_counter() - started
        if received is None or received.error():
            raise TimeoutError("no record")
        return took, Record(message.topic, 0, 0, SystemClock().now(), message.key, message.value, message.headers)

    def handling(self, record: Record) -> float:
        """Decode, rows, transaction."""
        started = time.perf_counter()
        refused = self._handler.handle([record])
        took = time.perf_counter() - started
        if refused:
            raise ValueError(f"refused: {refused[0].detail}")
        return took

    def notification(self, document: GameDocument) -> float:
        """From a committed NOTIFY to the row in the listener's hands; the handler has stored the version before."""
        started = time.perf_counter()
        self._notifier.execute("SELECT pg_notify(%s, %s)", (OWN_CHANNEL, "changed"))
        self._listener.until_readable(document.game_pk, version_of(document.fetched_at))
        return time.perf_counter() - started

    def close(self) -> None:
        self._consumer.close()
        self._session.close()
        self._notifier.close()
        self._listener.close()


def _one(producer: Producer, listener: Listener, parts: PartsOfTheWay, document: GameDocument) -> Times:
    message = encode_game_document(document)
    started = time.perf_counter()
    producer.publish([message], PATIENCE)
    listener.until_readable(document.game_pk, version_of(document.fetched_at))
    whole = time.perf_counter() - started
    hop, record = parts.hop(message)
    return Times(whole, hop, parts.handling(record), parts.notification(document))


def _measure(context: Context, producer: Producer, folder: Path, documents: Sequence[GameDocument]) -> list[Times]:
    """Every document but the first few, on which everybody warms up."""
    parts = context.parts()
    database = parts.new_database()
    process = real_process(parts, database, group_at_the_end(parts), folder / "transformer.log")
    alone = PartsOfTheWay(parts, producer)
    listener = Listener(database.reader_url, CHANNEL)
    process.start()
    try:
        measured = []
        for number, document in enumerate(documents):
            due = time.monotonic() + SPACING
            times = _one(producer, listener, alone, document)
            if number >= WARM_UP:
                measured.append(times)
            time.sleep(max(0.0, due - time.monotonic()))
        return measured
    finally:
        process.stop()
        listener.close()
        alone.close()
        parts.drop_database(database)


def sum_of_parts(measured: Sequence[Times], share: float = 0.5) -> float:
    """The sum of the parts' medians, or of another percentile."""
    columns = [[getattr(times, part) for times in measured] for part in PARTS]
    return sum(percentile(column, share) for column in columns)


def _against_parts(
    name: str, share: float, parts_share: float, rounds: Sequence[Sequence[Times]], target: Target | None = None
) -> Figure:
    """A percentile of all documents over the sum of the parts; the spread is that of the single rounds."""

    def ratio(measured: Sequence[Times]) -> float:
        return percentile([times.whole for times in measured], share) / sum_of_parts(measured, parts_share)

    everything = [times for measured in rounds for times in measured]
    return figure_with_value(name, ratio(everything), [ratio(measured) for measured in rounds], "x", target)


def run(context: Context) -> Sequence[Figure]:
    """Both percentiles over the sum of the parts, and what each part contributes."""
    parts = context.parts()
    kafka = KafkaSettings(bootstrap_servers=parts.broker.bootstrap_servers)
    ensure_topics(kafka)
    producer = KafkaProducer(kafka, Health(clock=SystemClock()), client_id="bench")
    bodies = snapshots(WARM_UP + (QUICK_PER_ROUND if context.quick else PER_ROUND) * context.rounds)
    per_round = (len(bodies) - WARM_UP) // context.rounds  # one game may have fewer documents than asked for
    bodies = bodies[: WARM_UP + per_round * context.rounds]
    measured = _measure(context, producer, context.folder("latency"), as_documents(bodies, FIRST_GAME_PK))
    producer.close()
    rounds = [measured[start : start + per_round] for start in range(0, len(measured), per_round)]
    context.say(f"{len(measured)} documents, {SPACING * 1000:.0f} ms apart")
    way = "produce() to row readable after NOTIFY"
    figures = [
        _against_parts(f"{way}, p50 / sum of the parts' p50", 0.5, 0.5, rounds, targets.LATENCY_P50_AGAINST_PARTS),
        _against_parts(f"{way}, p99 / sum of the parts' p50", 0.99, 0.5, rounds, targets.LATENCY_P99_AGAINST_PARTS),
        _against_parts(f"{way}, p99 / sum of the parts' p99", 0.99, 0.99, rounds),
    ]
    for part in PARTS:
        shares = [percentile([getattr(times, part) for times in one], 0.5) / sum_of_parts(one) for one in rounds]
        figures.append(figure(f"{part}: share of the parts' sum", shares, "x"))
    return figures
