"""The embedded servers do what tests and demo rely on."""

import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from confluent_kafka import Consumer, KafkaError, Producer

from local_stack.kafka import KafkaBroker
from local_stack.postgres import OWNER, READER, WRITER, PostgresServer
from local_stack.processes import ManagedProcess
from local_stack.secure_kafka import SecureKafkaBroker, UserRights
from support.stack import Kafka


def _publish(client: dict[str, str], topic: str, value: bytes) -> KafkaError | None:
    outcome: list[KafkaError | None] = []
    producer = Producer({**client, "acks": "all", "enable.idempotence": True, "message.max.bytes": 5_242_880})
    producer.produce(topic, value, on_delivery=lambda error, _: outcome.append(error))
    producer.flush(20.0)
    return outcome[0]


def _read(client: dict[str, str], topic: str, group: str, count: int) -> list[bytes | None]:
    consumer = Consumer({**client, "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": False})
    consumer.subscribe([topic])
    read: list[bytes | None] = []
    deadline = time.monotonic() + 30
    while len(read) < count and time.monotonic() < deadline:
        message = consumer.poll(0.5)
        if message is not None:
            assert message.error() is None
            read.append(message.value())
    consumer.close()
    return read


@pytest.mark.postgres
def test_the_three_roles_can_log_in_and_only_the_owner_may_create(throwaway_postgres: PostgresServer) -> None:
    for role in (OWNER, WRITER, READER):
        with psycopg.connect(throwaway_postgres.url(role)) as connection:
            row = connection.execute("SELECT current_user").fetchone()
            assert row == (role,)
    with psycopg.connect(throwaway_postgres.url(OWNER)) as connection:
        connection.execute("CREATE TABLE t (a int)")
    for role in (WRITER, READER):
        with (
            psycopg.connect(throwaway_postgres.url(role)) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("CREATE TABLE t2 (a int)")


@pytest.mark.postgres
def test_a_wrong_password_is_refused(throwaway_postgres: PostgresServer) -> None:
    url = throwaway_postgres.url(OWNER)
    password = throwaway_postgres.credentials.passwords[OWNER]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(password, "wrong"))


@pytest.mark.postgres
def test_committed_rows_survive_a_kill_of_the_server(throwaway_postgres: PostgresServer) -> None:
    with psycopg.connect(throwaway_postgres.url(OWNER)) as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS a")
    throwaway_postgres.kill9()
    throwaway_postgres.restart()
    with psycopg.connect(throwaway_postgres.url(OWNER)) as connection:
        assert connection.execute("SELECT a FROM t").fetchall() == [(1,)]


@pytest.mark.kafka
def test_a_document_of_three_megabytes_passes_the_broker(kafka: Kafka) -> None:
    topic = kafka.new_topic()
    value = bytes(range(256)) * 12_000
    assert _publish(kafka.client, topic, value) is None
    assert _read(kafka.client, topic, f"group-{topic}", 1) == [value]


@pytest.mark.kafka
def test_acknowledged_messages_survive_a_kill_of_the_broker(throwaway_kafka: KafkaBroker) -> None:
    topic = Kafka(throwaway_kafka.bootstrap_servers).new_topic()
    assert _publish(throwaway_kafka.client, topic, b"before") is None
    throwaway_kafka.kill9()
    throwaway_kafka.restart()
    assert _publish(throwaway_kafka.client, topic, b"after") is None
    assert _read(throwaway_kafka.client, topic, "group", 2) == [b"before", b"after"]


@pytest.mark.kafka
@pytest.mark.parametrize("way", ["tls", "scram"])
def test_a_secured_broker_serves_a_user_within_his_rights_only(secure_kafka: SecureKafkaBroker, way: str) -> None:
    topic, foreign = f"allowed-{way}", f"foreign-{way}"
    administrator = secure_kafka.reachable.tls_client("administrator")
    for name in (topic, foreign):
        _create(administrator, name)
    user = f"poller-{way}"
    access = secure_kafka.add_user(UserRights(user, writes=(topic,), reads=(topic,), groups=("readers",)))
    client = access.tls_client(user) if way == "tls" else access.scram_client(user)
    assert _publish(client, topic, b"mine") is None
    assert _read(client, topic, "readers", 1) == [b"mine"]
    refusal = _publish(client, foreign, b"not mine")
    assert refusal is not None
    assert refusal.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED


def _create(client: dict[str, str], topic: str) -> None:
    from confluent_kafka.admin import NewTopic

    from local_stack.kafka import quiet_admin

    admin = quiet_admin(client)
    for future in admin.create_topics([NewTopic(topic, 1, 1)]).values():
        future.result(10)


def test_a_process_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    starter = tmp_path / "starter.py"
    starter.write_text(
        "import os, pathlib, time\n"
        "from local_stack.processes import ManagedProcess\n"
        "process = ManagedProcess('sleeper', ['sleep', '60'], env=dict(os.environ),"
        f" log=pathlib.Path({str(tmp_path / 'log')!r}))\n"
        "process.start()\n"
        f"pathlib.Path({str(pid_file)!r}).write_text(str(process.pid))\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, str(starter)])
    while not pid_file.exists() or not pid_file.read_text():
        time.sleep(0.02)
    sleeper = int(pid_file.read_text())
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{sleeper}/stat").exists() and time.monotonic() < deadline:
        if Path(f"/proc/{sleeper}/stat").read_text().split()[2] == "Z":
            break
        time.sleep(0.02)
    else:
        assert not Path(f"/proc/{sleeper}").exists()


def test_a_process_that_ignores_the_stop_signal_is_killed(tmp_path: Path) -> None:
    process = ManagedProcess(
        "stubborn",
        [
            sys.executable,
            "-c",
            "import signal,time; signal.signal(15, signal.SIG_IGN); print('on', flush=True); time.sleep(60)",
        ],
        env={},
        log=tmp_path / "log",
    )
    process.start()
    process.wait_ready(lambda: "on" in (tmp_path / "log").read_text())
    assert process.stop(deadline=0.2) == -9
    assert not process.running
