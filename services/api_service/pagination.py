"""Opaque cursors over a stable order, and the page that carries them. PURE but for reading the request's URL.

A cursor holds the sort key of the last item and a fingerprint of the filters it belongs to: an item that comes or
goes moves no other item to a page already read, and a cursor cannot be used with other filters.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import msgspec
from fastapi import Request

from api_service.errors import ParameterError
from api_service.parameters import INT4_MAX

Int4 = Annotated[int, msgspec.Meta(ge=-1, le=INT4_MAX)]
Int2 = Annotated[int, msgspec.Meta(ge=-1, le=32_767)]
Text = Annotated[str, msgspec.Meta(max_length=100, pattern="^[^\\x00]*$")]
Micros = Annotated[int, msgspec.Meta(ge=-3_200_000_000_000_000, le=253_402_214_400_000_000)]
"""An instant in a cursor: microseconds since 1970, between the years 1868 and 9999."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PAGING: Final = frozenset({"cursor", "limit"})
_REFUSED: Final = "is not a cursor that this resource gave for these filters"


def instant(micros: int) -> datetime:
    """The instant that a cursor's number stands for."""
    return _EPOCH + timedelta(microseconds=micros)


def _filters(request: Request) -> list[tuple[str, str]]:
    return sorted(item for item in request.query_params.multi_items() if item[0] not in _PAGING)


def _fingerprint(request: Request) -> str:
    text = f"{request.scope['path']}?{urlencode(_filters(request))}"
    return blake2b(text.encode(), digest_size=6).hexdigest()


def read_cursor(request: Request, cursor: str | None, key: Any) -> Any:
    """The sort key (a tuple of type ``key``) to go on after; None for the first page.

    Raises ParameterError for anything that is not a cursor of ours for these filters.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        fingerprint, after = msgspec.json.decode(urlsafe_b64decode(padded), type=tuple[str, key])
    except (ValueError, msgspec.MsgspecError) as exc:
        raise ParameterError("cursor", _REFUSED) from exc
    if fingerprint != _fingerprint(request):
        raise ParameterError("cursor", _REFUSED)
    return after


def _write_cursor(request: Request, key: str) -> str:
    text = f'["{_fingerprint(request)}",{key}]'
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def next_link(request: Request, last_key: str) -> str:
    """The reference to the following page; ``last_key`` is the JSON array that the statement gave for the last item."""
    limit = [item for item in request.query_params.multi_items() if item[0] == "limit"]
    query = urlencode([*_filters(request), *limit, ("cursor", _write_cursor(request, last_key))])
    return f"{request.scope['path']}?{query}"


def page_body(items: Sequence[str], total: int, link: str | None, totals: str | None = None) -> bytes:
    """``{"items": [...], "total": n, "next": link}``, and ``"totals"`` where there are; items and totals are JSON."""
    next_text = msgspec.json.encode(link).decode()
    more = f',"totals":{totals}' if totals is not None else ""
    return f'{{"items":[{",".join(items)}],"total":{total},"next":{next_text}{more}}}'.encode()
