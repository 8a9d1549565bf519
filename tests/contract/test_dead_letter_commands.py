"""``pipeline-dead-letters`` against a real broker: what was refused can be seen, and goes back as it was."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog

from baseball_core.clock import SystemClock
from baseball_core.codec import compress
from baseball_core.kafka.admin import ensure_topics
from baseball_core.kafka.base import BrokerUnavailableError, Record, Refusal
from baseball_core.kafka.dead_letter import DeadLetters
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.kafka.topic_reader import read_topic
from baseball_core.messages import DEAD_LETTER, LIVE_GAME_DATA, Outgoing
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from rt_transformer.dead_letters import main

pytestmark = pytest.mark.kafka
PRODUCED = datetime(2025, 7, 4, 23, 5, tzinfo=UTC)


def refused(offset: int, game: int, reason: str, value: bytes) -> Refusal:
    headers = (("schema-version", b"1"), ("sequence", str(offset).encode()))
    return Refusal(
        Record(LIVE_GAME_DATA, 0, offset, PRODUCED, str(game).encode(), value, headers), reason, f"detail {offset}"
    )


@pytest.fixture
def kafka_of_refusals(throwaway_kafka, monkeypatch: pytest.MonkeyPatch) -> Iterator[KafkaSettings]:
    settings = KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers)
    ensure_topics(settings)
    producer = KafkaProducer(settings, Health(), client_id="refusals")
    DeadLetters(producer, SystemClock()).keep(
        [
            refused(10, 745001, "bad_feed", compress(b'{"gamePk": "x"}')),
            refused(11, 745002, "unknown_schema", b"\xff\x00 no zstd"),
            refused(12, 745001, "unknown_schema", compress(b"{}")),
        ]
    )
    producer.publish([Outgoing(DEAD_LETTER, b"stray", b"no dead letter", ())], 30)
    producer.close()
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", throwaway_kafka.bootstrap_servers)
    yield settings
    structlog.reset_defaults()


def test_dead_letters_are_listed_shown_and_reinjected(kafka_of_refusals, capfdbinary):
    capfdbinary.readouterr()
    assert main(["list", "--json"]) == 0
    listed = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [(line["id"], line["reason"], line["key"], line["origin"]) for line in listed] == [
        ("0:0", "bad_feed", "745001", "live_game_data[0]@10"),
        ("0:1", "unknown_schema", "745002", "live_game_data[0]@11"),
        ("0:2", "unknown_schema", "745001", "live_game_data[0]@12"),
    ]
    assert main(["list", "--reason", "unknown_schema", "--game", "745001"]) == 0
    assert capfdbinary.readouterr().out.count(b"\n") == 1

    assert main(["show", "0:0"]) == 0
    shown = capfdbinary.readouterr().out.decode()
    assert '{"gamePk": "x"}' in shown
    assert "header sequence: 10" in shown
    assert "detail: detail 10" in shown
    assert main(["show", "0:1", "--value"]) == 0
    assert capfdbinary.readouterr().out == b"\xff\x00 no zstd"
    assert main(["show", "0:99"]) == 1

    assert main(["reinject", "0:1", "0:0", "0:77"]) == 1
    assert b"no such dead letter: 0:77" in capfdbinary.readouterr().err
    again = list(read_topic(kafka_of_refusals, LIVE_GAME_DATA))
    assert sorted((r.key, r.value, r.header("sequence"), r.header("reinjected-from")) for r in again) == [
        (b"745001", compress(b'{"gamePk": "x"}'), b"10", b"0:0"),
        (b"745002", b"\xff\x00 no zstd", b"11", b"0:1"),
    ]
    assert main(["reinject", "--game", "745001"]) == 0
    assert b"2 published again" in capfdbinary.readouterr().err
    assert len(list(read_topic(kafka_of_refusals, LIVE_GAME_DATA))) == 4


def test_reinject_wants_to_be_told_which(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["reinject"])
    assert caught.value.code == 2
    assert "--all" in capsys.readouterr().err


def test_a_missing_broker_setting_is_one_line_and_exit_code_two(monkeypatch, capsys):
    monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
    try:
        assert main(["list"]) == 2
    finally:
        structlog.reset_defaults()
    assert capsys.readouterr().err.startswith("bad setting: KAFKA_BOOTSTRAP_SERVERS")


def test_a_topic_that_is_missing_is_an_error_that_names_it(kafka):
    with pytest.raises(BrokerUnavailableError, match="no-such-topic"):
        list(read_topic(KafkaSettings(bootstrap_servers=kafka.bootstrap_servers), "no-such-topic", timeout=5))


def test_a_topic_without_records_reads_as_empty(kafka):
    topic = kafka.new_topic("empty", partitions=3)
    assert list(read_topic(KafkaSettings(bootstrap_servers=kafka.bootstrap_servers), topic, timeout=5)) == []


def test_every_record_of_every_partition_is_read_once(kafka):
    topic = kafka.new_topic("whole", partitions=2)
    settings = KafkaSettings(bootstrap_servers=kafka.bootstrap_servers)
    producer = KafkaProducer(settings, Health(), client_id="reader")
    producer.publish([Outgoing(topic, str(n).encode(), str(n).encode(), ()) for n in range(500)], 30)
    producer.close()
    assert sorted(int(r.value) for r in read_topic(settings, topic, timeout=5)) == list(range(500))
