"""The broker's settings and identifiers."""

import base64

from local_stack.java import parse_version
from local_stack.kafka_config import plaintext_properties, properties_text, secure_properties
from local_stack.kafka_jars import new_kafka_id


def test_every_property_is_one_line() -> None:
    text = properties_text(plaintext_properties("/data", 1001, 1002))
    lines = text.splitlines()
    assert "listeners=PLAINTEXT://127.0.0.1:1001,CONTROLLER://127.0.0.1:1002" in lines
    assert "log.dirs=/data" in lines
    assert all("=" in line for line in lines)


def test_no_listener_leaves_loopback() -> None:
    for properties in (
        plaintext_properties("/data", 1, 2),
        secure_properties("/data", 1, 2, 3, pem_folder="/pem", administrator="admin"),
    ):
        listeners = properties["listeners"].split(",") + properties["advertised.listeners"].split(",")
        assert {listener.split("://")[1].split(":")[0] for listener in listeners} == {"127.0.0.1"}


def test_the_secured_broker_has_no_open_listener_and_refuses_who_has_no_rights() -> None:
    properties = secure_properties("/data", 1, 2, 3, pem_folder="/pem", administrator="admin")
    assert "PLAINTEXT" not in properties["listener.security.protocol.map"]
    assert properties["allow.everyone.if.no.acl.found"] == "false"
    assert properties["listener.name.tls-9093.ssl.client.auth"] == "required"
    assert properties["super.users"] == "User:CN=broker;User:CN=admin"


def test_identifiers_are_sixteen_bytes_in_base64_and_no_option() -> None:
    identifiers = {new_kafka_id() for _ in range(500)}
    assert len(identifiers) == 500
    assert {len(identifier) for identifier in identifiers} == {22}
    assert {len(base64.urlsafe_b64decode(identifier + "==")) for identifier in identifiers} == {16}
    assert not any(identifier.startswith("-") for identifier in identifiers)


def test_java_versions_are_read_in_the_old_and_the_new_form() -> None:
    assert parse_version('openjdk version "17.0.15" 2025-04-15') == 17
    assert parse_version('java version "1.8.0_392"') == 8
    assert parse_version('openjdk version "25" 2025-09-16') == 25
    assert parse_version("command not found") is None
