"""What readiness says about a connection, from what librdkafka reports."""

import json

from confluent_kafka import KafkaError

from baseball_core.kafka.connection import LOG_INTERVAL_SECONDS, Connection, QuietLog
from baseball_core.telemetry.health import Health
from support.manual_clock import ManualClock


def connection() -> tuple[Connection, Health, ManualClock]:
    health, clock = Health(), ManualClock()
    return Connection("kafka_producer", health, clock), health, clock


def statistics(*states: str) -> str:
    return json.dumps({"brokers": {f"127.0.0.1:{n}/{n}": {"state": state} for n, state in enumerate(states)}})


def test_a_connection_that_was_never_made_is_not_ready():
    subject, health, _ = connection()
    assert health.ready() == {"kafka_producer": "connecting"}
    subject.on_statistics(statistics("CONNECT"))
    assert health.ready() == {"kafka_producer": "connecting"}
    subject.on_statistics(statistics("UP"))
    assert health.ready() == {}


def test_a_certificate_failure_stays_the_reason_when_all_brokers_are_down_after_it():
    subject, health, _ = connection()
    subject.on_error(KafkaError(KafkaError._SSL, "certificate verify failed"))
    subject.on_error(KafkaError(KafkaError._ALL_BROKERS_DOWN, "1/1 brokers are down"))
    assert health.ready() == {"kafka_producer": "ssl: certificate verify failed"}


def test_the_cause_replaces_the_symptom_that_came_before_it():
    subject, health, _ = connection()
    subject.on_error(KafkaError(KafkaError._TRANSPORT, "disconnected"))
    subject.on_error(KafkaError(KafkaError._AUTHENTICATION, "SASL authentication failed"))
    assert health.ready()["kafka_producer"] == "authentication: SASL authentication failed"


def test_a_broker_that_is_up_makes_it_ready_again():
    subject, health, _ = connection()
    subject.on_error(KafkaError(KafkaError._ALL_BROKERS_DOWN, "1/1 brokers are down"))
    subject.on_statistics(statistics("CONNECT"))
    assert "kafka_producer" in health.ready()
    subject.on_statistics(statistics("CONNECT", "UP"))
    assert health.ready() == {}


def test_one_lost_connection_among_several_does_no_harm():
    subject, health, _ = connection()
    subject.on_statistics(statistics("UP", "UP"))
    subject.on_error(KafkaError(KafkaError._TRANSPORT, "disconnected"))
    assert health.ready() == {}
    subject.on_error(KafkaError(KafkaError._ALL_BROKERS_DOWN, "2/2 brokers are down"))
    assert "disconnected" in health.ready()["kafka_producer"]


def test_a_fatal_error_is_for_good():
    subject, health, _ = connection()
    subject.on_error(KafkaError(KafkaError._FATAL, "fenced", True))
    subject.on_statistics(statistics("UP"))
    assert "fenced" in health.ready()["kafka_producer"]
    assert subject.fatal is not None


def test_the_library_writes_one_line_per_facility_and_interval():
    clock = ManualClock()
    quiet = QuietLog("kafka_consumer", clock)
    assert quiet.admit("FAIL") == 0
    assert [quiet.admit("FAIL") for _ in range(500)] == [None] * 500
    assert quiet.admit("SSL") == 0
    clock.seconds += LOG_INTERVAL_SECONDS
    assert quiet.admit("FAIL") == 500
