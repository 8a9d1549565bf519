"""Settings to librdkafka properties: everything passed on, dangerous ones refused in one line."""

import pytest

from baseball_core.errors import SettingsError
from baseball_core.kafka.config import ConsumerSettings, client_config, consumer_config, producer_config
from baseball_core.kafka.consumer import KafkaConsumer
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.settings import KafkaSettings, Secret, load
from baseball_core.telemetry.health import Health

PLAIN = KafkaSettings(bootstrap_servers="kafka:9092")


@pytest.fixture
def pem(tmp_path):
    files = {name: tmp_path / f"{name}.pem" for name in ("ca", "certificate", "key")}
    for file in files.values():
        file.write_text("-----BEGIN NOTHING-----\n")
    return {name: str(file) for name, file in files.items()}


def test_mutual_tls_is_passed_on(pem):
    properties = client_config(
        KafkaSettings(
            bootstrap_servers="kafka:9093",
            security_protocol="SSL",
            ssl_ca_location=pem["ca"],
            ssl_certificate_location=pem["certificate"],
            ssl_key_location=pem["key"],
            ssl_key_password=Secret("opensesame"),
        )
    )
    assert properties["security.protocol"] == "SSL"
    assert properties["ssl.ca.location"] == pem["ca"]
    assert properties["ssl.certificate.location"] == pem["certificate"]
    assert properties["ssl.key.location"] == pem["key"]
    assert properties["ssl.key.password"] == "opensesame"


def test_scram_over_tls_is_passed_on(pem):
    properties = client_config(
        KafkaSettings(
            bootstrap_servers="kafka:9094",
            security_protocol="SASL_SSL",
            ssl_ca_location=pem["ca"],
            sasl_mechanism="SCRAM-SHA-512",
            sasl_username="poller",
            sasl_password=Secret("opensesame"),
        )
    )
    assert (properties["sasl.mechanism"], properties["sasl.username"]) == ("SCRAM-SHA-512", "poller")
    assert properties["sasl.password"] == "opensesame"


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CERTIFICATE_LOCATION": "/x"}, "KAFKA_SSL_KEY_LOCATION"),
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL"}, "KAFKA_SASL_MECHANISM"),
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": "PLAIN"}, "KAFKA_SASL_USERNAME"),
        (
            {"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_MECHANISM": "PLAIN", "KAFKA_SASL_USERNAME": "u"},
            "KAFKA_SASL_PASSWORD",
        ),
        ({"KAFKA_SASL_PASSWORD": "forgotten-protocol"}, "KAFKA_SASL_PASSWORD"),
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CA_LOCATION": "/nowhere/ca.pem"}, "KAFKA_SSL_CA_LOCATION"),
        ({"KAFKA_SECURITY_PROTOCOL": "TLS"}, "KAFKA_SECURITY_PROTOCOL"),
        ({"KAFKA_BOOTSTRAP_SERVERS": ""}, "KAFKA_BOOTSTRAP_SERVERS"),
    ],
)
def test_a_bad_setting_is_one_line_that_names_it(environment, named):
    with pytest.raises(SettingsError) as caught:
        client_config(load(KafkaSettings, {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", **environment}, prefix="KAFKA_"))
    assert str(caught.value).startswith(f"{named}: ")
    assert "\n" not in str(caught.value)
    assert "forgotten-protocol" not in str(caught.value)


def test_a_file_that_is_no_certificate_is_a_bad_setting(pem):
    broken = KafkaSettings(bootstrap_servers="kafka:9093", security_protocol="SSL", ssl_ca_location=pem["ca"])
    with pytest.raises(SettingsError, match=r"ssl\.ca\.location"):
        KafkaProducer(broken, Health(), client_id="test")
    with pytest.raises(SettingsError, match=r"ssl\.ca\.location"):
        KafkaConsumer(broken, ConsumerSettings(), Health())


@pytest.mark.parametrize(
    "override",
    [
        {"enable.auto.commit": True},
        {"enable.auto.commit": "true"},
        {"enable.auto.offset.store": True},
        {"auto.offset.reset": "latest"},
        {"partition.assignment.strategy": "range"},
    ],
)
def test_a_consumer_that_would_lose_records_is_refused_at_construction(override):
    with pytest.raises(SettingsError, match=next(iter(override))):
        KafkaConsumer(PLAIN, ConsumerSettings(), Health(), overrides=override)


def test_the_producer_waits_for_every_replica_and_for_nothing_else():
    properties = producer_config(PLAIN, client_id="poller", delivery_timeout=30.0)
    assert properties["acks"] == "all"
    assert properties["enable.idempotence"] is True
    assert properties["linger.ms"] == 0
    assert properties["compression.type"] == "none"
    assert properties["message.timeout.ms"] == 30_000
    assert properties["message.max.bytes"] > 5_242_880


def test_the_consumer_never_moves_offsets_by_itself():
    properties = consumer_config(PLAIN, ConsumerSettings(instance_id="transformer-0", session_timeout_seconds=6))
    assert properties["enable.auto.commit"] is False
    assert properties["enable.auto.offset.store"] is False
    assert properties["group.instance.id"] == "transformer-0"
    assert properties["session.timeout.ms"] == 6000
    assert properties["heartbeat.interval.ms"] * 3 < properties["session.timeout.ms"]
    assert "fetch.wait.max.ms" not in properties
