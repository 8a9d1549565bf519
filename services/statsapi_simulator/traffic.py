"""What was asked for and what went out, per endpoint: the figures that benchmarks read."""

from collections import Counter
from typing import Any

import msgspec


class _Endpoint(msgspec.Struct):
    requests: int = 0
    plain_bytes: int = 0
    sent_bytes: int = 0
    gzip_answers: int = 0
    not_modified: int = 0
    statuses: Counter[str] = msgspec.field(default_factory=Counter)
    faults: Counter[str] = msgspec.field(default_factory=Counter)


class Traffic:
    """Counts answers. ``plain_bytes`` is the body before gzip, ``sent_bytes`` the body as it went out."""

    def __init__(self) -> None:
        self._endpoints: dict[str, _Endpoint] = {}

    def clear(self) -> None:
        self._endpoints.clear()

    def answered(self, endpoint: str, status: int, plain: int, sent: int, *, gzipped: bool) -> None:
        counts = self._endpoints.setdefault(endpoint, _Endpoint())
        counts.requests += 1
        counts.plain_bytes += plain
        counts.sent_bytes += sent
        counts.gzip_answers += gzipped
        counts.not_modified += status == 304
        counts.statuses[str(status)] += 1

    def spoilt(self, endpoint: str, kind: str) -> None:
        self._endpoints.setdefault(endpoint, _Endpoint()).faults[kind] += 1

    def listing(self) -> dict[str, Any]:
        """Per endpoint, and the sum of all under ``total``."""
        listed: dict[str, Any] = {name: msgspec.to_builtins(e) for name, e in sorted(self._endpoints.items())}
        sums = ("requests", "plain_bytes", "sent_bytes", "gzip_answers", "not_modified")
        total = {name: sum(getattr(e, name) for e in self._endpoints.values()) for name in sums}
        return {"endpoints": listed, "total": total}
