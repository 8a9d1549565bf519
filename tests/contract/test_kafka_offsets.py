"""Where a consumer begins in a partition, also when its start is lost, and how far it is behind."""

import time
import uuid

import pytest
from confluent_kafka import TopicPartition as ClientPartition
from prometheus_client import REGISTRY

from baseball_core.kafka.admin import ensure_topics
from baseball_core.kafka.base import BrokerUnavailableError, Record, TopicPartition
from baseball_core.kafka.config import ConsumerSettings
from baseball_core.kafka.consumer import KafkaConsumer
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.messages import LIVE_GAME_DATA, Outgoing
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from local_stack.kafka import quiet_admin
from support.waiting import wait_for

pytestmark = pytest.mark.kafka


def test_records_deleted_before_they_were_read_are_reported(kafka, producer, listener, read, capsys):
    topic, group = kafka.new_topic("retention"), f"group-{uuid.uuid4().hex[:8]}"
    producer.publish([Outgoing(topic, b"1", str(number).encode(), ()) for number in range(10)], 30)
    settings = KafkaSettings(bootstrap_servers=kafka.bootstrap_servers)
    consumer_settings = ConsumerSettings(group_id=group, session_timeout_seconds=6)

    def first_record() -> Record:
        consumer = KafkaConsumer(settings, consumer_settings, Health())
        consumer.subscribe([topic], listener)
        try:
            (record,) = read(consumer, 1)
            consumer.commit({TopicPartition(topic, 0): 3})
            return record
        finally:
            consumer.close()

    assert first_record().value == b"0"
    admin = quiet_admin(kafka.client)
    for future in admin.delete_records([ClientPartition(topic, 0, 6)]).values():
        future.result(10)
    assert first_record().value == b"6"
    assert "kafka_offset_out_of_range" in capsys.readouterr().out


def test_partitions_whose_broker_died_while_their_start_was_looked_up_begin_once_it_is_back(throwaway_kafka):
    settings = KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers)
    ensure_topics(settings)
    sent = [Outgoing(LIVE_GAME_DATA, str(745000 + game).encode(), b"1", ()) for game in range(6)]
    producer = KafkaProducer(settings, Health(), client_id="begins")
    producer.publish(sent, 30)
    producer.close()

    class KillsBroker:
        def on_assigned(self, partitions: object) -> None:
            time.sleep(2)  # the group's offsets are looked up meanwhile: it has none
            throwaway_kafka.kill9()

        def on_revoked(self, partitions: object) -> None: ...

    consumer = KafkaConsumer(settings, ConsumerSettings(group_id="begins", session_timeout_seconds=45), Health())
    consumer.subscribe([LIVE_GAME_DATA], KillsBroker())
    failures, read = 0, set()

    def all_read() -> bool:
        nonlocal failures
        try:
            record = consumer.poll(0.1)
        except BrokerUnavailableError:
            failures += 1
            if failures == 1:
                throwaway_kafka.restart()
            return False
        if record is not None:
            read.add(record.key)
        return len(read) == len(sent)

    try:
        wait_for(all_read)
    finally:
        consumer.close()
    assert failures > 0


def test_the_lag_of_each_held_partition_is_shown_and_goes_with_the_partition(kafka, producer, listener):
    topic = kafka.new_topic("lagging")
    settings = KafkaSettings(bootstrap_servers=kafka.bootstrap_servers)
    consumer = KafkaConsumer(settings, ConsumerSettings(group_id=f"group-{uuid.uuid4().hex[:8]}"), Health())

    def shown() -> float | None:
        consumer.poll(0.05)
        return REGISTRY.get_sample_value("kafka_consumer_lag_records", {"topic": topic, "partition": "0"})

    producer.publish([Outgoing(topic, b"1", str(number).encode(), ()) for number in range(10)], 30)
    consumer.subscribe([topic], listener)
    wait_for(lambda: consumer.poll(0.05) is not None)
    consumer.commit({TopicPartition(topic, 0): 4})
    wait_for(lambda: shown() == 6)
    consumer.commit({TopicPartition(topic, 0): 10})
    wait_for(lambda: shown() == 0)
    consumer.close()
    labels = {"topic": topic, "partition": "0"}
    assert REGISTRY.get_sample_value("kafka_consumer_lag_records", labels) is None
