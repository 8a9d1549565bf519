"""Certificates, passwords and rights, on a broker set up as Strimzi does it."""

import time
import uuid
from collections.abc import Callable, Mapping

import msgspec
import pytest
from confluent_kafka.admin import NewTopic

from baseball_core.kafka.base import BrokerUnavailableError, DeliveryError, Record
from baseball_core.kafka.config import ConsumerSettings
from baseball_core.kafka.consumer import KafkaConsumer
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.kafka.topic_reader import read_topic
from baseball_core.messages import Outgoing
from baseball_core.settings import KafkaSettings, Secret, load
from baseball_core.telemetry.health import Health
from local_stack.certificates import CertificateAuthority
from local_stack.kafka import quiet_admin
from local_stack.secure_kafka import ADMINISTRATOR, UserRights

pytestmark = pytest.mark.kafka


def kafka_settings(environment: Mapping[str, str]) -> KafkaSettings:
    """As a service reads them."""
    return load(KafkaSettings, environment, prefix="KAFKA_")


@pytest.fixture
def topic(secure_kafka) -> str:
    name = f"secured-{uuid.uuid4().hex[:8]}"
    admin = quiet_admin(secure_kafka.reachable.tls_client(ADMINISTRATOR))
    for future in admin.create_topics([NewTopic(name, 1, 1)]).values():
        future.result(10)
    return name


@pytest.fixture
def publish():
    """Publishes one message as a service with these settings would; closes at the end."""
    made: list[KafkaProducer] = []

    def publishing(settings: KafkaSettings, topic: str, health: Health | None = None, timeout: float = 30.0) -> None:
        producer = KafkaProducer(settings, health or Health(), client_id="security", delivery_timeout=timeout)
        made.append(producer)
        producer.publish([Outgoing(topic, b"745001", b"{}", ())], timeout)

    yield publishing
    for producer in made:
        producer.close()


class Silent:
    def on_assigned(self, partitions: object) -> None: ...

    def on_revoked(self, partitions: object) -> None: ...


@pytest.fixture
def poll_until():
    """Polls as a service with these settings would until something is read, raised, or shown in readiness."""
    made: list[KafkaConsumer] = []

    def polling(
        settings: KafkaSettings, group: str, topic: str, health: Health, stop: Callable[[], bool] = lambda: False
    ) -> Record | None:
        consumer = KafkaConsumer(settings, ConsumerSettings(group_id=group), health)
        made.append(consumer)
        consumer.subscribe([topic], Silent())
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not stop():
            record = consumer.poll(0.1)
            if record is not None:
                return record
        return None

    yield polling
    for consumer in made:
        consumer.close()


def user() -> str:
    return f"user-{uuid.uuid4().hex[:8]}"


@pytest.mark.parametrize("listener", ["tls_environment", "scram_environment"])
def test_a_user_with_the_right_writes_and_reads(secure_kafka, topic, publish, poll_until, listener):
    name = user()
    access = secure_kafka.add_user(UserRights(name, writes=(topic,), reads=(topic,), groups=("readers",)))
    settings = kafka_settings(getattr(access, listener)(name))
    publish(settings, topic)
    health = Health()
    record = poll_until(settings, "readers", topic, health)
    assert record is not None
    assert record.value == b"{}"


def test_a_missing_right_to_write_is_a_delivery_error_that_names_the_topic(secure_kafka, topic, publish):
    name = user()
    access = secure_kafka.add_user(UserRights(name, reads=(topic,), writes=("another-topic",)))
    with pytest.raises(DeliveryError, match=topic) as caught:
        publish(kafka_settings(access.tls_environment(name)), topic)
    assert caught.value.reason == "topic_authorization_failed"
    assert caught.value.retryable, "an operator may grant the right"


def test_a_user_without_any_right_to_write_is_told_so_at_once(secure_kafka, topic, publish):
    """Without one topic to write to, the broker refuses the very identity of an idempotent producer."""
    name = user()
    access = secure_kafka.add_user(UserRights(name, reads=(topic,)))
    health = Health()
    with pytest.raises(DeliveryError, match=topic) as caught:
        publish(kafka_settings(access.tls_environment(name)), topic, health)
    assert caught.value.reason == "cluster_authorization_failed"
    assert "cluster_authorization_failed" in health.ready()["kafka_producer"]


@pytest.mark.parametrize(
    ("rights", "reason"),
    [({"reads": ()}, "topic_authorization_failed"), ({"groups": ()}, "group_authorization_failed")],
)
def test_a_missing_right_to_read_is_an_error_of_the_poll(secure_kafka, topic, poll_until, rights, reason):
    name = user()
    access = secure_kafka.add_user(UserRights(name, **{"reads": (topic,), "groups": ("readers",), **rights}))
    with pytest.raises(BrokerUnavailableError) as caught:
        poll_until(kafka_settings(access.tls_environment(name)), "readers", topic, Health())
    assert caught.value.reason == reason


def test_a_wrong_password_shows_in_readiness_and_log(secure_kafka, topic, publish, poll_until, capsys):
    name = user()
    access = secure_kafka.add_user(UserRights(name, writes=(topic,), reads=(topic,), groups=("readers",)))
    right = kafka_settings(access.scram_environment(name))
    wrong = msgspec.structs.replace(right, sasl_password=Secret("not-the-password"))
    health = Health()
    with pytest.raises(DeliveryError):
        publish(wrong, topic, health, timeout=3.0)
    assert health.ready()["kafka_producer"].startswith("authentication: ")
    poll_until(wrong, "readers", topic, health, stop=lambda: health.ready()["kafka_consumer"] != "connecting")
    assert health.ready()["kafka_consumer"].startswith("authentication: ")
    said = capsys.readouterr().out
    assert "kafka_client_failed" in said
    assert "not-the-password" not in said


def test_a_certificate_of_a_foreign_authority_shows_in_readiness(secure_kafka, topic, publish, tmp_path):
    access = secure_kafka.reachable
    foreign = CertificateAuthority(tmp_path / "foreign")
    certificate, key = foreign.issue("stranger")
    settings = msgspec.structs.replace(
        kafka_settings(access.tls_environment(ADMINISTRATOR)),
        ssl_certificate_location=str(certificate),
        ssl_key_location=str(key),
    )
    health = Health()
    with pytest.raises(DeliveryError):
        publish(settings, topic, health, timeout=3.0)
    assert "SSL alert" in health.ready()["kafka_producer"]


def test_a_broker_that_cannot_prove_itself_shows_in_readiness(secure_kafka, topic, publish, tmp_path):
    CertificateAuthority(tmp_path / "foreign")
    settings = msgspec.structs.replace(
        kafka_settings(secure_kafka.reachable.tls_environment(ADMINISTRATOR)),
        ssl_ca_location=str(tmp_path / "foreign" / "ca.crt"),
    )
    health = Health()
    with pytest.raises(DeliveryError):
        publish(settings, topic, health, timeout=3.0)
    assert "certificate verify failed" in health.ready()["kafka_producer"]


def test_plaintext_to_a_tls_port_is_not_ready(secure_kafka, topic, publish):
    settings = KafkaSettings(bootstrap_servers=secure_kafka.reachable.tls_bootstrap_servers)
    health = Health()
    with pytest.raises(DeliveryError):
        publish(settings, topic, health, timeout=3.0)
    assert "kafka_producer" in health.ready()


def test_who_may_read_a_topic_needs_no_right_to_a_group_to_read_it_from_end_to_end(secure_kafka, topic, publish):
    publish(kafka_settings(secure_kafka.reachable.tls_environment(ADMINISTRATOR)), topic)
    name = user()
    settings = kafka_settings(secure_kafka.add_user(UserRights(name, reads=(topic,))).tls_environment(name))
    assert [record.value for record in read_topic(settings, topic)] == [b"{}"]


def test_who_may_not_read_a_topic_is_told_so(secure_kafka, topic):
    name = user()
    settings = kafka_settings(secure_kafka.add_user(UserRights(name, groups=("readers",))).tls_environment(name))
    with pytest.raises(BrokerUnavailableError, match="authorization failed"):
        list(read_topic(settings, topic, timeout=10.0))


def test_a_right_granted_later_lets_the_same_producer_deliver(secure_kafka, topic):
    name = user()
    access = secure_kafka.add_user(UserRights(name, groups=("readers",)))
    health = Health()
    producer = KafkaProducer(kafka_settings(access.tls_environment(name)), health, client_id="security")
    message = Outgoing(topic, b"745001", b"{}", ())
    try:
        with pytest.raises(DeliveryError):
            producer.publish([message], 30)
        secure_kafka.add_user(UserRights(name, writes=(topic,)))
        deadline = time.monotonic() + 60
        while True:
            try:
                producer.publish([message], 30)
                break
            except DeliveryError:
                assert time.monotonic() < deadline
                time.sleep(0.2)
        while health.ready():
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        producer.close()
