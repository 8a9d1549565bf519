"""The master process: gunicorn, and the port of /metrics for all workers together.

Run by ``__main__`` with PROMETHEUS_MULTIPROC_DIR set, which prometheus-client reads when it is first imported.
"""

import os
import shutil
from collections.abc import Mapping
from typing import Any, Final

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from api_service.app import create_app
from api_service.settings import Settings
from api_service.tables import TableMetrics
from api_service.worker import ApiWorker, PlainLogger
from baseball_core.clock import SystemClock
from baseball_core.errors import SettingsError
from baseball_core.lifecycle import run_main
from baseball_core.settings import describe, load
from baseball_core.telemetry.logging import configure_logging

METRICS_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"


class MetricsPort:
    """/metrics of all workers and of the tables, served by threads of the master; workers close what they inherit."""

    def __init__(self, settings: Settings, folder: str) -> None:
        self._folder = folder
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
        registry.register(TableMetrics(settings, SystemClock()))
        host, port = settings.metrics.host, settings.metrics.port
        try:
            self._server, self._thread = start_http_server(port, host, registry)
        except OSError as exc:
            raise SettingsError(f"METRICS_PORT: cannot listen on {host}:{port} ({exc.strerror})") from exc

    def leave_to_master(self) -> None:
        """In a worker, right after the fork."""
        self._server.socket.close()

    def close(self) -> None:
        """In the master, at the end: frees the port and removes the workers' shared values."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        shutil.rmtree(self._folder, ignore_errors=True)


class Master(BaseApplication):  # type: ignore[misc]
    """gunicorn without its command line and environment: our settings are the only ones."""

    def __init__(self, settings: Settings, metrics: MetricsPort | None) -> None:
        self._settings = settings
        self._metrics = metrics
        super().__init__()

    def load_config(self) -> None:
        http = self._settings.http
        chosen: dict[str, object] = {
            "bind": f"{http.host}:{http.port}",
            "workers": http.workers,
            "backlog": http.backlog,
            "keepalive": http.keep_alive_seconds,
            "graceful_timeout": http.graceful_seconds,
            "timeout": http.worker_timeout_seconds,
            "worker_class": ApiWorker,
            "logger_class": PlainLogger,
            "proc_name": "api-service",
            "control_socket_disable": True,
            "post_fork": self._after_fork,
            "child_exit": self._after_exit,
            "on_exit": self._at_end,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, built in each worker."""
        return create_app(self._settings, SystemClock())

    def _after_fork(self, arbiter: Arbiter, worker: ApiWorker) -> None:
        if self._metrics is not None:
            self._metrics.leave_to_master()

    def _after_exit(self, arbiter: Arbiter, worker: ApiWorker) -> None:
        if self._metrics is not None:
            mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]

    def _at_end(self, arbiter: Arbiter) -> None:
        """In the master only, after the last worker."""
        if self._metrics is not None:
            self._metrics.close()


def serve(environ: Mapping[str, str]) -> int:
    """Runs the master until it is told to stop, and in the processes forked from it the workers.

    All of them leave by SystemExit, so nothing may be cleaned up here: a worker would do it too.
    """
    settings = load(Settings, environ)
    configure_logging(settings.log, "api_service")
    structlog.get_logger().info("settings_loaded", **describe(settings))
    folder = environ.get(METRICS_FOLDER)
    Master(settings, MetricsPort(settings, folder) if folder else None).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(run_main(lambda: serve(os.environ)))
