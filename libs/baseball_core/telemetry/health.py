"""Health of a process and the port that shows it.

/livez fails only when the process's own loop stands still; /readyz fails, with the reasons, while a dependency is
away; /metrics is Prometheus text.
"""

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

from baseball_core.clock import Clock, SystemClock
from baseball_core.settings import MetricsSettings
from baseball_core.telemetry.metrics import COMPONENT_READY

StartResponse = Callable[[str, list[tuple[str, str]]], object]


class Health:
    """Thread-safe record of what works. A component that was never set counts as ready."""

    def __init__(self, *, liveness_timeout: float = 60.0, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._timeout = liveness_timeout
        self._lock = threading.Lock()
        self._components: dict[str, tuple[bool, str]] = {}
        self._beaten = self._clock.monotonic()

    def set(self, component: str, ok: bool, reason: str = "") -> None:
        """Records that ``component`` works, or why it does not."""
        with self._lock:
            self._components[component] = (ok, "" if ok else reason)
        COMPONENT_READY.labels(component).set(1 if ok else 0)

    def beat(self) -> None:
        """Called by the process's loop at each turn."""
        self._beaten = self._clock.monotonic()

    def ready(self) -> dict[str, str]:
        """The components that do not work, with their reasons; empty when the process is ready."""
        with self._lock:
            return {name: reason for name, (ok, reason) in self._components.items() if not ok}

    def stalled_for(self) -> float | None:
        """Seconds since the last beat when that is longer than the liveness timeout, else None."""
        silent = self._clock.monotonic() - self._beaten
        return silent if silent > self._timeout else None


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Probes and scrapes are not worth a log line each."""


class ObservabilityServer:
    """The port of /metrics, /livez and /readyz, served by one thread until ``close``."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        self._health = health
        self._metrics = make_wsgi_app()
        self._server: WSGIServer = make_server(host, port, self._app, handler_class=_QuietHandler)
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, name="observability", daemon=True)
        self._thread.start()

    def _app(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/metrics":
            metrics: Iterable[bytes] = self._metrics(environ, start_response)
            return metrics
        if path == "/livez":
            stalled = self._health.stalled_for()
            body = {"status": "stalled", "silent_seconds": round(stalled, 1)} if stalled else {"status": "ok"}
            return _json(start_response, 503 if stalled else 200, body)
        if path == "/readyz":
            broken = self._health.ready()
            return _json(
                start_response,
                503 if broken else 200,
                {"status": "unready", **broken} if broken else {"status": "ok"},
            )
        return _json(start_response, 404, {"status": "not found"})

    def close(self) -> None:
        """Stops serving and frees the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _json(start_response: StartResponse, status: int, body: dict[str, Any]) -> Iterable[bytes]:
    text = {200: "200 OK", 404: "404 Not Found", 503: "503 Service Unavailable"}[status]
    start_response(text, [("Content-Type", "application/json")])
    return [json.dumps(body).encode()]


def serve(health: Health, settings: MetricsSettings) -> ObservabilityServer | None:
    """Starts the port, or nothing when METRICS_PORT is 0."""
    if settings.port == 0:
        return None
    return ObservabilityServer(health, settings.host, settings.port)
