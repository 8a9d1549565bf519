"""The broker's ``server.properties``, as text. Pure."""

from collections.abc import Mapping

MAX_MESSAGE_BYTES = 5_242_880


def properties_text(properties: Mapping[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in properties.items())


def common_properties(log_folder: str, controller_port: int) -> dict[str, str]:
    """What every embedded broker has: one node, both roles, small and quick."""
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "log.dirs": log_folder,
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": "0",
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        "share.coordinator.state.topic.num.partitions": "1",
        "message.max.bytes": str(MAX_MESSAGE_BYTES),
        "replica.fetch.max.bytes": str(MAX_MESSAGE_BYTES),
        # A killed broker's registration must expire before its successor may register.
        "broker.session.timeout.ms": "1000",
        "broker.heartbeat.interval.ms": "200",
        "num.network.threads": "2",
        "num.io.threads": "2",
        "background.threads": "2",
        "num.recovery.threads.per.data.dir": "1",
        "log.cleaner.dedupe.buffer.size": "2097152",
        "log.retention.check.interval.ms": "5000",
    }


def plaintext_properties(log_folder: str, port: int, controller_port: int) -> dict[str, str]:
    """One open listener on loopback."""
    return common_properties(log_folder, controller_port) | {
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"PLAINTEXT://127.0.0.1:{port}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    }


def secure_properties(
    log_folder: str, tls_port: int, scram_port: int, controller_port: int, *, pem_folder: str, administrator: str
) -> dict[str, str]:
    """Two listeners as Strimzi sets them up, mTLS and SCRAM over TLS, and rights by access control lists."""
    return common_properties(log_folder, controller_port) | {
        "listeners": (
            f"TLS-9093://127.0.0.1:{tls_port},SCRAM-9094://127.0.0.1:{scram_port},"
            f"CONTROLLER://127.0.0.1:{controller_port}"
        ),
        "advertised.listeners": f"TLS-9093://127.0.0.1:{tls_port},SCRAM-9094://127.0.0.1:{scram_port}",
        "listener.security.protocol.map": "TLS-9093:SSL,SCRAM-9094:SASL_SSL,CONTROLLER:SSL",
        "inter.broker.listener.name": "TLS-9093",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": f"{pem_folder}/broker.keystore.pem",
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": f"{pem_folder}/ca.crt",
        "listener.name.tls-9093.ssl.client.auth": "required",
        "listener.name.controller.ssl.client.auth": "required",
        "listener.name.scram-9094.ssl.client.auth": "none",
        "listener.name.scram-9094.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.scram-9094.scram-sha-512.sasl.jaas.config": (
            "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        ),
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": f"User:CN=broker;User:CN={administrator}",
    }
