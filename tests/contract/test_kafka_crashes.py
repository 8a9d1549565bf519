"""Processes and brokers that die: nothing is lost, and each game's records stay in order."""

import itertools
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

import pytest
from confluent_kafka.admin import ConfigResource, NewTopic, ResourceType

from baseball_core.clock import SystemClock
from baseball_core.kafka.admin import ensure_topics, pipeline_topics
from baseball_core.kafka.base import DeliveryError, Record, Refusal
from baseball_core.kafka.config import ConsumerSettings
from baseball_core.kafka.consumer import KafkaConsumer
from baseball_core.kafka.dead_letter import DeadLetters
from baseball_core.kafka.loop import ConsumerLoop
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.lifecycle import Shutdown
from baseball_core.messages import DEAD_LETTER, LIVE_GAME_DATA, Outgoing
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from local_stack.kafka import quiet_admin
from support.waiting import wait_for

pytestmark = pytest.mark.kafka

GAMES = 6
LEDGER_PROCESS = Path(__file__).with_name("ledger_process.py")


def messages(topic: str, numbers: range) -> list[Outgoing]:
    return [
        Outgoing(topic, str(745000 + game).encode(), str(number).encode(), ())
        for number in numbers
        for game in range(GAMES)
    ]


def by_game(lines: list[tuple[str, int]]) -> dict[str, list[int]]:
    games: dict[str, list[int]] = {}
    for game, number in lines:
        games.setdefault(game, []).append(number)
    return games


def assert_complete(lines: list[tuple[str, int]], count: int) -> None:
    """Every record of every game, in order, where going back is only ever a repetition."""
    games = by_game(lines)
    assert set(games) == {str(745000 + game) for game in range(GAMES)}
    for game, numbers in games.items():
        assert set(numbers) == set(range(count)), f"game {game} lost records"
        assert numbers[-1] == count - 1, f"game {game} ends with a repetition"
        newest = -1
        for number in numbers:
            assert number <= newest + 1, f"game {game} skipped from {newest} to {number}"
            newest = max(newest, number)


def has_reached(lines: list[tuple[str, int]], count: int) -> bool:
    games = by_game(lines)
    return len(games) == GAMES and all(numbers[-1] == count - 1 for numbers in games.values())


def ledger(path: Path) -> list[tuple[str, int]]:
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    return [(line.split(" ")[0], int(line.split(" ")[1])) for line in lines]


class Readers:
    """Ledger processes of one group."""

    def __init__(self, bootstrap: str, topic: str, folder: Path) -> None:
        self.path = folder / "ledger"
        self._arguments = [bootstrap, f"group-{uuid.uuid4().hex[:8]}"]
        self._topic = topic
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, instance: str = "-") -> subprocess.Popen[bytes]:
        command = [sys.executable, str(LEDGER_PROCESS), *self._arguments, instance, self._topic, str(self.path)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.running.append(process)
        return process

    def end(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()


@pytest.mark.parametrize("kills", [3, pytest.param(12, marks=pytest.mark.slow)])
def test_a_consumer_killed_again_and_again_loses_nothing(kafka, producer, tmp_path, kills):
    topic = kafka.new_topic("killed", partitions=3)
    readers = Readers(kafka.bootstrap_servers, topic, tmp_path)
    chance = random.Random(kills)
    count = 0
    try:
        for _ in range(kills):
            reader = readers.start(instance="reader-0")
            seen = len(ledger(readers.path))
            producer.publish(messages(topic, range(count, count + 30)), 30)
            count += 30
            wait_for(lambda seen=seen: len(ledger(readers.path)) > seen)
            time.sleep(chance.random() * 0.05)
            reader.send_signal(signal.SIGKILL)
            reader.wait()
        readers.start(instance="reader-0")
        wait_for(lambda: has_reached(ledger(readers.path), count))
    finally:
        readers.end()
    assert_complete(ledger(readers.path), count)


def test_members_that_join_leave_and_die_lose_nothing(kafka, producer, tmp_path):
    topic = kafka.new_topic("rebalanced", partitions=6)
    readers = Readers(kafka.bootstrap_servers, topic, tmp_path)
    numbers = itertools.count()
    stop = threading.Event()
    published: list[int] = []

    def publish() -> None:
        for number in numbers:
            if stop.is_set():
                return
            producer.publish(messages(topic, range(number, number + 1)), 30)
            published.append(number)
            time.sleep(0.01)

    publisher = threading.Thread(target=publish)
    try:
        first = readers.start()
        publisher.start()
        wait_for(lambda: len(ledger(readers.path)) > 100)
        readers.start()
        third = readers.start()
        time.sleep(3)
        first.terminate()
        assert first.wait(10) == 0
        time.sleep(1)
        third.kill()
        time.sleep(8)
        stop.set()
        publisher.join()
        wait_for(lambda: all(set(n) >= set(published) for n in by_game(ledger(readers.path)).values()))
    finally:
        stop.set()
        readers.end()
    for game, seen in by_game(ledger(readers.path)).items():
        assert set(seen) == set(published), f"game {game} lost records"


def test_a_terminated_consumer_drains_commits_and_is_not_repeated(kafka, producer, tmp_path):
    topic = kafka.new_topic("drained", partitions=3)
    readers = Readers(kafka.bootstrap_servers, topic, tmp_path)
    try:
        reader = readers.start()
        producer.publish(messages(topic, range(200)), 30)
        wait_for(lambda: len(ledger(readers.path)) > 0)
        reader.terminate()
        assert reader.wait(10) == 0
        readers.start()
        wait_for(lambda: len(ledger(readers.path)) >= 200 * GAMES)
        time.sleep(0.5)
    finally:
        readers.end()
    assert sorted(ledger(readers.path)) == sorted((str(745000 + g), n) for g in range(GAMES) for n in range(200))


@pytest.mark.parametrize("kills", [2, pytest.param(8, marks=pytest.mark.slow)])
def test_a_broker_killed_under_load_loses_doubles_and_reorders_nothing(throwaway_kafka, tmp_path, kills):
    settings = KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers)
    ensure_topics(settings)
    health = Health()
    producer = KafkaProducer(settings, health, client_id="crashes", delivery_timeout=60)
    readers = Readers(throwaway_kafka.bootstrap_servers, LIVE_GAME_DATA, tmp_path)
    stop = threading.Event()
    count = [0]

    def publish() -> None:
        while not stop.is_set():
            producer.publish(messages(LIVE_GAME_DATA, range(count[0], count[0] + 1)), 60)
            count[0] += 1

    publisher = threading.Thread(target=publish)
    try:
        readers.start()
        publisher.start()
        chance = random.Random(7)
        for _ in range(kills):
            before = count[0]
            wait_for(lambda before=before: count[0] > before + 50)
            time.sleep(chance.random() * 0.3)
            throwaway_kafka.kill9()
            wait_for(lambda: "kafka_producer" in health.ready())
            throwaway_kafka.restart()
        before = count[0]
        wait_for(lambda: count[0] > before + 20)
        stop.set()
        publisher.join()
        wait_for(lambda: has_reached(ledger(readers.path), count[0]))
        wait_for(lambda: health.ready() == {})
    finally:
        stop.set()
        readers.end()
        producer.close()
    assert_complete(ledger(readers.path), count[0])


def test_a_consumer_is_terminated_within_ten_seconds_although_the_broker_is_dead(throwaway_kafka, tmp_path):
    settings = KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers)
    ensure_topics(settings)
    producer = KafkaProducer(settings, Health(), client_id="crashes")
    readers = Readers(throwaway_kafka.bootstrap_servers, LIVE_GAME_DATA, tmp_path)
    try:
        reader = readers.start()
        producer.publish(messages(LIVE_GAME_DATA, range(5)), 30)
        wait_for(lambda: len(ledger(readers.path)) >= 5 * GAMES)
        throwaway_kafka.kill9()
        time.sleep(0.5)
        reader.terminate()
        assert reader.wait(10) == 0
    finally:
        readers.end()
        producer.close()


def test_work_done_while_the_broker_is_dead_is_committed_or_repeated_and_the_loop_stops_in_time(throwaway_kafka):
    settings = KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers)
    ensure_topics(settings)
    producer = KafkaProducer(settings, Health(), client_id="crashes")
    producer.publish(messages(LIVE_GAME_DATA, range(1)), 30)
    shutdown, handled = Shutdown(), threading.Event()

    class KillsBroker:
        def handle(self, records: Sequence[Record]) -> Sequence[Refusal]:
            throwaway_kafka.kill9()
            handled.set()
            return ()

    consumer_settings = ConsumerSettings(group_id="stopped", session_timeout_seconds=60)
    loop = ConsumerLoop(
        KafkaConsumer(settings, consumer_settings, Health()),
        KillsBroker(),
        DeadLetters(producer, SystemClock()),
        topics=[LIVE_GAME_DATA],
        settings=consumer_settings,
        health=Health(),
    )
    thread = threading.Thread(target=loop.run, args=(shutdown,))
    thread.start()
    assert handled.wait(30)
    shutdown.request()
    thread.join(10)
    assert not thread.is_alive()
    producer.close()


def test_a_publish_without_a_broker_names_every_message_and_works_again_later(throwaway_kafka):
    settings = KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers)
    ensure_topics(settings)
    health = Health()
    producer = KafkaProducer(settings, health, client_id="crashes", delivery_timeout=1.5)
    two = messages(LIVE_GAME_DATA, range(1))[:2]

    def delivered() -> bool:
        try:
            producer.publish(two, 10)
        except DeliveryError:
            return False
        return True

    wait_for(delivered)
    throwaway_kafka.kill9()
    with pytest.raises(DeliveryError) as caught:
        producer.publish(two, 10)
    assert [failure.message for failure in caught.value.failures] == two
    assert caught.value.retryable
    assert "kafka_producer" in health.ready()
    throwaway_kafka.restart()
    wait_for(delivered)
    wait_for(lambda: health.ready() == {})
    producer.close()


def test_the_topics_are_made_once_and_their_limits_corrected(throwaway_kafka):
    settings = KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers)
    admin = quiet_admin(throwaway_kafka.client)
    for future in admin.create_topics([NewTopic(LIVE_GAME_DATA, 2, 1)]).values():
        future.result(10)
    ensure_topics(settings)
    ensure_topics(settings)
    known = admin.list_topics(timeout=10).topics
    assert len(known[LIVE_GAME_DATA].partitions) == 2, "an existing topic keeps its partitions"
    for spec in pipeline_topics():
        assert len(known[spec.name].partitions) in (spec.partitions, 2)
        resource = ConfigResource(ResourceType.TOPIC, spec.name)
        [future] = admin.describe_configs([resource]).values()
        configured = future.result(10)
        assert configured["max.message.bytes"].value == str(spec.max_message_bytes)
        assert configured["retention.ms"].value == str(spec.retention_ms)
    assert DEAD_LETTER in known
