"""The end of a certificate, against certificates that another library makes."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from prometheus_client import REGISTRY

from baseball_core.kafka.certificates import expiry, show_expiry
from baseball_core.settings import KafkaSettings

SOON = datetime(2026, 7, 4, 17, 30, 5, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def made(end: datetime, *, common_name: str = "platform-poller", key: object = None) -> x509.Certificate:
    private = key or ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())  # type: ignore[attr-defined]
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=400))
        .not_valid_after(end)
        .sign(private, hashes.SHA256())  # type: ignore[arg-type]
    )


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(found.public_bytes(serialization.Encoding.PEM) for found in certificates)


def shown(name: str) -> float | None:
    return REGISTRY.get_sample_value("kafka_certificate_expiry_timestamp_seconds", {"certificate": name})


@pytest.mark.parametrize(
    "end",
    [SOON, LATER, datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2050, 1, 1, tzinfo=UTC)],
    ids=["utc", "new year", "last utc", "first generalized"],
)
def test_the_end_is_the_one_that_was_given(end: datetime) -> None:
    assert expiry(der(made(end))) == end


def test_long_names_and_keys_do_not_matter() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=4096)
    assert expiry(der(made(SOON, common_name="n" * 64, key=key))) == SOON


@pytest.mark.parametrize("length", [0, 1, 40, 100])
def test_what_is_cut_off_is_no_certificate(length: int) -> None:
    with pytest.raises((ValueError, IndexError)):
        expiry(der(made(SOON))[:length])


def test_a_user_s_file_begins_with_it_and_of_authorities_the_first_to_end_counts(tmp_path: Path) -> None:
    user, authorities = tmp_path / "user.crt", tmp_path / "ca.crt"
    user.write_bytes(b"Bag Attributes\n" + pem(made(LATER), made(SOON)))
    authorities.write_bytes(pem(made(LATER), made(SOON)))
    show_expiry(
        KafkaSettings(bootstrap_servers="a:1", ssl_ca_location=str(authorities), ssl_certificate_location=str(user))
    )
    assert (shown("user"), shown("ca")) == (LATER.timestamp(), SOON.timestamp())


@pytest.mark.parametrize(
    "text",
    [b"", b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(b"no") + b"\n-----END CERTIFICATE-----\n"],
)
def test_a_file_without_a_certificate_is_only_logged(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "odd.crt"
    path.write_bytes(text)
    show_expiry(KafkaSettings(bootstrap_servers="a:1", ssl_ca_location=str(path)))
