"""ETag, 304 and gzip: how a JSON body becomes an answer.

A tag is strong: it covers the release, the path, the canonical query and the version of the data (or the body
itself where a body draws on more than one game's version), and the gzip form of a body has a tag of its own.
"""

import gzip
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from importlib.metadata import version as distribution_version
from typing import Final
from urllib.parse import urlencode

from fastapi import Request, Response

from api_service.errors import NotFoundError

GZIP_FROM_BYTES: Final = 1024
GZIP_LEVEL: Final = 1  # level 6 takes three times as long for a tenth fewer bytes, and the loop waits meanwhile
CACHING: Final = "no-cache"  # may be kept, must be asked about: the tag makes asking cheap
_RELEASE: Final = distribution_version("baseball-stats-pipeline").encode()
ANYTHING: Final = "*"
_GZIP_SUFFIX: Final = "-gzip"

Loaded = tuple[int, bytes]
"""Version of the data and body, from one snapshot of the database."""


def etag(request: Request, data: bytes) -> str:
    """The strong tag of this URL (parameters in any order) for this state of the data, without quotes."""
    digest = blake2b(_RELEASE, digest_size=12)
    scope = request.scope
    digest.update(b"\0" + scope["path"].encode())
    if scope["query_string"]:
        digest.update(b"?" + urlencode(sorted(request.query_params.multi_items())).encode())
    digest.update(b"\0" + data)
    return digest.hexdigest()


def names(known: str, tag: str) -> bool:
    """Whether If-None-Match names the tag: RFC 9110's weak comparison; plain or gzip, the data are the same."""
    candidates = (item.strip().removeprefix("W/").strip('"') for item in known.split(","))
    return any(candidate.removesuffix(_GZIP_SUFFIX) == tag for candidate in candidates)


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether the client takes gzip: named, or else ``*``, with a weight that is not zero."""
    taken: dict[str, bool] = {}
    for item in (accept_encoding or "").lower().split(","):
        coding, _, weight = item.partition(";")
        taken[coding.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return taken.get("gzip", taken.get("*", False))


def json_response(request: Request, body: bytes, tag: str, headers: dict[str, str] | None = None) -> Response:
    """200 with the body, or 304 when the client has it. Compresses large bodies for clients that take gzip."""
    sent = request.headers
    compressed = len(body) >= GZIP_FROM_BYTES and accepts_gzip(sent.get("accept-encoding"))
    known = sent.get("if-none-match")
    if known is not None:
        if names(known, tag):
            return not_modified(known, tag)
        if known.strip() == ANYTHING:
            return not_modified(known, tag + _GZIP_SUFFIX if compressed else tag)
    fields = {"Cache-Control": CACHING, "Vary": "Accept-Encoding", **(headers or {})}
    if compressed:
        body = gzip.compress(body, GZIP_LEVEL, mtime=0)
        fields["Content-Encoding"] = "gzip"
        tag += _GZIP_SUFFIX
    fields["ETag"] = f'"{tag}"'
    return Response(body, media_type="application/json", headers=fields)


def not_modified(known: str, tag: str) -> Response:
    """304 with the tag of the form that the client has."""
    if f"{tag}{_GZIP_SUFFIX}" in known:
        tag += _GZIP_SUFFIX
    return Response(status_code=304, headers={"ETag": f'"{tag}"', "Cache-Control": CACHING, "Vary": "Accept-Encoding"})


def by_body(request: Request, body: bytes, headers: dict[str, str] | None = None) -> Response:
    """An answer whose data version is its content: lists, and bodies that name players or teams."""
    return json_response(request, body, etag(request, body), headers)


async def by_version(
    request: Request,
    *,
    version: Callable[[], Awaitable[int | None]],
    load: Callable[[], Awaitable[Loaded | None]],
    missing: NotFoundError,
    headers: dict[str, str] | None = None,
) -> Response:
    """An answer made of one game's tables. A client that has the version costs one look at it and no body."""
    known = request.headers.get("if-none-match")
    if known is not None:
        current = await version()
        if current is not None:
            tag = etag(request, b"%d" % current)
            if names(known, tag):
                return not_modified(known, tag)
    loaded = await load()
    if loaded is None:
        raise missing
    return json_response(request, loaded[1], etag(request, b"%d" % loaded[0]), headers)
