"""A Stats API of a test's own: real sockets on the loopback, answers as the test scripts them."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """One request as it arrived; ``at`` is monotonic."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]
    at: float


@dataclass
class Reply:
    """What is sent back: ``hold`` delays it until the event is set, ``drip`` sends a byte each so many seconds, ``cut``
    announces the whole length and hangs up in the middle."""

    body: bytes = b"[]"
    status: int = 200
    content_type: str = "application/json;charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    drip: float | None = None
    cut: bool = False
    gzipped: bool = True


Script = Callable[[Request], Reply]


def json_reply(body: Any, **options: Any) -> Reply:
    return Reply(json.dumps(body).encode(), **options)


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what these tests are about."""


class ScriptedApi:
    """Answers by path; the newest script of a path wins, ``None`` is any path. Unknown paths get 404."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.sent_bytes = 0
        self._scripts: dict[str | None, Script] = {}
        self._server = _QuietServer(("127.0.0.1", 0), self._handler_class())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def on(self, path: str | None, script: Script | Reply) -> None:
        self._scripts[path] = (lambda request: script) if isinstance(script, Reply) else script

    def sequence(self, path: str | None, *replies: Reply) -> None:
        """One reply after the other; the last one stays."""
        remaining = list(replies)

        def script(request: Request) -> Reply:
            return remaining.pop(0) if len(remaining) > 1 else remaining[0]

        self.on(path, script)

    def asked(self, ending: str = "") -> list[Request]:
        return [request for request in self.requests if request.path.endswith(ending)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _reply(self, request: Request) -> Reply:
        self.requests.append(request)
        script = self._scripts.get(request.path) or self._scripts.get(None)
        return script(request) if script else Reply(b'{"message":"Object not found"}', status=404)

    def _handler_class(api: "ScriptedApi") -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has its own self
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                reply = api._reply(
                    Request(parts.path, dict(parse_qsl(parts.query)), dict(self.headers), time.monotonic())
                )
                if reply.hold is not None:
                    reply.hold.wait(60)
                try:
                    self._send(reply)
                except OSError:
                    self.close_connection = True

            def _send(self, reply: Reply) -> None:
                body = reply.body
                self.send_response(reply.status)
                if reply.gzipped and body and "gzip" in self.headers.get("Accept-Encoding", ""):
                    body = gzip.compress(body, mtime=0)
                    self.send_header("Content-Encoding", "gzip")
                if reply.content_type:
                    self.send_header("Content-Type", reply.content_type)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if reply.status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if reply.status == 304:
                    return
                if reply.cut:
                    body = body[: len(body) // 2]
                    self.close_connection = True
                if reply.drip is None:
                    self.wfile.write(body)
                else:
                    for number in range(len(body)):
                        self.wfile.write(body[number : number + 1])
                        self.wfile.flush()
                        time.sleep(reply.drip)
                api.sent_bytes += len(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
                """A test's output is its own."""

        return Handler


@contextmanager
def scripted_api() -> Iterator[ScriptedApi]:
    api = ScriptedApi()
    try:
        yield api
    finally:
        api.close()
