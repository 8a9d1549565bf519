"""What surrounds every request, as plain ASGI: HEAD for every GET, counts and times by route."""

import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from baseball_core.telemetry.metrics import API_REQUEST_SECONDS, API_REQUESTS

ASKED_FOR_HEAD: Final = "api_service.head"
"""Key in the scope of a GET that was a HEAD."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


class HeadAsGet:
    """Answers HEAD with the headers of GET and no body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET", ASKED_FOR_HEAD: True}, receive, without_body)


class Measured:
    """Counts requests by route, method and status, and times them. A request that no route took counts as ``none``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = "500"

        async def noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noting_status)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            API_REQUESTS.labels(route, method, status).inc()
            API_REQUEST_SECONDS.labels(route).observe(time.perf_counter() - began)
