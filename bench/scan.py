"""Reading JSON without keeping anything: the least that any reader must do."""

import msgspec


class Nothing(msgspec.Struct):
    """Names no key, so that decoding reads every byte and keeps none."""


_SCAN = msgspec.json.Decoder(Nothing)


def scan(body: bytes) -> None:
    """Reads the document to its end."""
    _SCAN.decode(body)
