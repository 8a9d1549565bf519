"""When the certificates end that a client was made with; librdkafka reads their files once and misses newer ones."""

import base64
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.metrics import KAFKA_CERTIFICATE_EXPIRY

log = structlog.get_logger(__name__)

_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)
_UTC_TIME: Final = 0x17
_VERSION: Final = 0xA0


def show_expiry(kafka: KafkaSettings) -> None:
    """Sets ``kafka_certificate_expiry_timestamp_seconds`` for the files of these settings; never raises for them."""
    for name, path in (("ca", kafka.ssl_ca_location), ("user", kafka.ssl_certificate_location)):
        if path is None:
            continue
        try:
            ends = [expiry(base64.b64decode(found)) for found in _PEM.findall(Path(path).read_bytes())]
            # A certificate's file begins with it; what follows are its issuers. Of several authorities any may end.
            KAFKA_CERTIFICATE_EXPIRY.labels(name).set((ends[0] if name == "user" else min(ends)).timestamp())
        except (OSError, ValueError, IndexError) as exc:
            log.warning("certificate_not_read", certificate=name, error=str(exc))


def expiry(certificate: bytes) -> datetime:
    """``notAfter`` of a certificate in DER (RFC 5280, 4.1). Raises ValueError or IndexError when it is none."""
    _, body, _ = _element(certificate, 0)
    _, fields, _ = _element(body, 0)
    at = 0
    tag, _, after = _element(fields, at)
    if tag == _VERSION:
        at = after
    for _ in ("serialNumber", "signature", "issuer"):
        _, _, at = _element(fields, at)
    _, validity, _ = _element(fields, at)
    _, _, at = _element(validity, 0)
    tag, text, _ = _element(validity, at)
    return _time(tag, text.decode("ascii"))


def _element(der: bytes, at: int) -> tuple[int, bytes, int]:
    """Tag, content and end of the element that begins at ``at``."""
    tag, length, at = der[at], der[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(der[at : at + size], "big"), at + size
    if at + length > len(der):
        raise ValueError("a certificate ends within an element")
    return tag, der[at : at + length], at + length


def _time(tag: int, text: str) -> datetime:
    """UTCTime has two digits of the year, 50 and more being of the twentieth century (RFC 5280, 4.1.2.5.1)."""
    if tag == _UTC_TIME:
        text = ("19" if text >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
