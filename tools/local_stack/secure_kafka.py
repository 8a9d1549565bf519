"""An embedded Apache Kafka with mTLS, SCRAM and access control lists, as Strimzi sets it up."""

import os
import secrets
from pathlib import Path

import msgspec
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # the package re-exports without saying so
    AclBinding,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from local_stack.certificates import CertificateAuthority
from local_stack.kafka import ADMIN_SECONDS, quiet_admin, wait_until_serving
from local_stack.kafka_config import properties_text, secure_properties
from local_stack.kafka_jars import KafkaInstallation, new_log_folder
from local_stack.ports import answers, free_ports
from local_stack.processes import ManagedProcess

ADMINISTRATOR = "administrator"
SCRAM_ITERATIONS = 4096


class UserRights(msgspec.Struct, frozen=True):
    """What a user may do; ``*`` stands for every topic or group."""

    name: str
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class SecureAccess(msgspec.Struct, frozen=True):
    """How to reach a secured broker: both listeners, the folder of PEM files, the SCRAM passwords by user.

    A user's files are ``NAME.crt`` and ``NAME.key`` beside ``ca.crt``.
    """

    tls_bootstrap_servers: str
    scram_bootstrap_servers: str
    pem_folder: str
    passwords: dict[str, str]

    def tls_environment(self, user: str) -> dict[str, str]:
        """A service's settings to connect with the user's certificate."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.tls_bootstrap_servers,
            "KAFKA_SECURITY_PROTOCOL": "SSL",
            "KAFKA_SSL_CA_LOCATION": f"{self.pem_folder}/ca.crt",
            "KAFKA_SSL_CERTIFICATE_LOCATION": f"{self.pem_folder}/{user}.crt",
            "KAFKA_SSL_KEY_LOCATION": f"{self.pem_folder}/{user}.key",
        }

    def scram_environment(self, user: str) -> dict[str, str]:
        """A service's settings to connect with the user's password."""
        return {
            "KAFKA_BOOTSTRAP_SERVERS": self.scram_bootstrap_servers,
            "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
            "KAFKA_SSL_CA_LOCATION": f"{self.pem_folder}/ca.crt",
            "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
            "KAFKA_SASL_USERNAME": user,
            "KAFKA_SASL_PASSWORD": self.passwords[user],
        }

    def tls_client(self, user: str) -> dict[str, str]:
        """The same as librdkafka's configuration."""
        return _librdkafka(self.tls_environment(user))

    def scram_client(self, user: str) -> dict[str, str]:
        """The same as librdkafka's configuration."""
        return _librdkafka(self.scram_environment(user))


def _librdkafka(environment: dict[str, str]) -> dict[str, str]:
    return {name.removeprefix("KAFKA_").lower().replace("_", "."): value for name, value in environment.items()}


class SecureKafkaBroker:
    """A broker that trusts one certificate authority; every client needs a certificate or a password, and rights.

    ``administrator`` may do everything; other users get theirs by ``add_user``.
    """

    def __init__(self, folder: Path, installation: KafkaInstallation) -> None:
        self.folder = folder
        self._installation = installation
        self._tls_port, self._scram_port, self._controller_port = free_ports(3)
        self._pem = folder / "pem"
        self._passwords: dict[str, str] = {}
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        command = installation.broker_command(folder / "server.properties")
        self.process = ManagedProcess("secure kafka", command, env=environment, log=folder / "kafka.log")

    @property
    def reachable(self) -> SecureAccess:
        return SecureAccess(
            f"127.0.0.1:{self._tls_port}", f"127.0.0.1:{self._scram_port}", str(self._pem), dict(self._passwords)
        )

    def start(self) -> None:
        """Starts the broker and blocks until its administrator is served over TLS."""
        if not (self.folder / "data").exists():
            new_log_folder(self._installation, self.folder / "data")
            self.authority = CertificateAuthority(self._pem)
            certificate, key = self.authority.issue("broker")
            keystore = self._pem / "broker.keystore.pem"
            keystore.touch(mode=0o600)
            keystore.write_bytes(key.read_bytes() + certificate.read_bytes() + (self._pem / "ca.crt").read_bytes())
            self.authority.issue(ADMINISTRATOR)
        properties = secure_properties(
            str(self.folder / "data"),
            self._tls_port,
            self._scram_port,
            self._controller_port,
            pem_folder=str(self._pem),
            administrator=ADMINISTRATOR,
        )
        (self.folder / "server.properties").write_text(properties_text(properties))
        self.process.start()
        self.process.wait_ready(lambda: answers(self._tls_port) and answers(self._scram_port), 60.0)
        wait_until_serving(self.reachable.tls_client(ADMINISTRATOR))

    def stop(self) -> None:
        self.process.stop(deadline=30.0)

    def add_user(self, rights: UserRights) -> SecureAccess:
        """Gives a user a certificate, a password and exactly these rights; returns the access with both in it."""
        self.authority.issue(rights.name)
        password = secrets.token_urlsafe(18)
        admin = quiet_admin(self.reachable.tls_client(ADMINISTRATOR))
        mechanism = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS)
        alteration = UserScramCredentialUpsertion(rights.name, mechanism, password.encode())
        futures = list(admin.alter_user_scram_credentials([alteration]).values())
        futures += list(admin.create_acls(_bindings(rights)).values())
        for future in futures:
            future.result(ADMIN_SECONDS)
        self._passwords[rights.name] = password
        return self.reachable


def _bindings(rights: UserRights) -> list[AclBinding]:
    operations = [
        *((ResourceType.TOPIC, topic, AclOperation.WRITE) for topic in rights.writes),
        *((ResourceType.TOPIC, topic, AclOperation.READ) for topic in rights.reads),
        *((ResourceType.GROUP, group, AclOperation.READ) for group in rights.groups),
    ]
    # One principal by certificate, one by password: Kafka names them differently.
    return [
        AclBinding(kind, name, ResourcePatternType.LITERAL, principal, "*", operation, AclPermissionType.ALLOW)
        for kind, name, operation in operations
        for principal in (f"User:CN={rights.name}", f"User:{rights.name}")
    ]
