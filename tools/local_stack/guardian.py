"""Keeps one server running for as long as another process lives: ``python -m local_stack.guardian KIND FOLDER PID``.

Test workers share a server that none of them owns: the guardian starts it, writes how to reach it to FOLDER/state.json,
and when process PID ends (however it ends) or SIGTERM comes, stops it and removes FOLDER.
"""

import contextlib
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from local_stack.folders import cache_folder
from local_stack.kafka import KafkaBroker, install
from local_stack.postgres import Credentials, throwaway_server

STATE = "state.json"
WATCH_SECONDS = 0.2


class GuardedPostgres(msgspec.Struct, frozen=True):
    """How to reach a guarded PostgreSQL."""

    port: int
    credentials: Credentials


class GuardedKafka(msgspec.Struct, frozen=True):
    """How to reach a guarded plaintext broker."""

    bootstrap_servers: str


class Server(Protocol):
    """A server that can be started and stopped."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


def _postgres(folder: Path) -> tuple[Server, Callable[[], msgspec.Struct]]:
    server = throwaway_server(folder / "server", os.environ)
    return server, lambda: GuardedPostgres(server.port, server.credentials)


def _kafka(folder: Path) -> tuple[Server, Callable[[], msgspec.Struct]]:
    broker = KafkaBroker(folder / "server", install(cache_folder(os.environ), os.environ))
    return broker, lambda: GuardedKafka(broker.bootstrap_servers)


KINDS = {"postgres": _postgres, "kafka": _kafka}


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main(argv: list[str]) -> int:
    """Runs until the watched process has gone."""
    kind, folder_name, watched = argv
    folder = Path(folder_name)
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    folder.mkdir(parents=True, exist_ok=True)
    server, reachable = KINDS[kind](folder)
    try:
        server.start()
        draft = folder / f"{STATE}.draft"
        draft.write_bytes(msgspec.json.encode(reachable()))
        draft.rename(folder / STATE)
        while _alive(int(watched)) and not over.wait(WATCH_SECONDS):
            pass
    finally:
        with contextlib.suppress(OSError):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
