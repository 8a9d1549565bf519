"""gunicorn's worker: uvicorn with our logging, ending streams at shutdown and itself when its master is gone."""

import logging
import os
import signal
from socket import socket
from typing import Any, ClassVar

import uvicorn
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from uvicorn_worker import UvicornWorker


class PlainLogger(Logger):  # type: ignore[misc]
    """Sends gunicorn's records to the process's own formatter; there is no access log, metrics count requests."""

    def setup(self, cfg: Any) -> None:
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        self.access_log.handlers.clear()
        self.access_log.propagate = False


class StreamEndingServer(uvicorn.Server):
    """Lets open event streams end at once, instead of waiting for their clients."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        shared = getattr(self.config.app.state, "shared", None)  # type: ignore[union-attr]
        if shared is not None:
            shared.changes.close()
        await super().shutdown(sockets)


class ApiWorker(UvicornWorker):  # type: ignore[misc]
    """One event loop that answers requests."""

    CONFIG_KWARGS: ClassVar[dict[str, Any]] = {
        "loop": "uvloop",
        "http": "httptools",
        "lifespan": "on",
        "ws": "none",
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.config.timeout_graceful_shutdown = self.cfg.graceful_timeout
        library = logging.getLogger("uvicorn.error")
        library.propagate = True

    async def _serve(self) -> None:
        self.config.app = self.wsgi
        server = StreamEndingServer(config=self.config)
        self._install_sigquit_handler()
        await server.serve(sockets=self.sockets)
        if not server.started:
            raise SystemExit(Arbiter.WORKER_BOOT_ERROR)

    async def callback_notify(self) -> None:
        """Called every few seconds: a worker without its master would hold the port for ever."""
        await super().callback_notify()
        if os.getppid() != self.ppid:
            os.kill(os.getpid(), signal.SIGTERM)
