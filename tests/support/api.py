"""The API under test: the real application behind a real socket, over a real database."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import httpx
import uvicorn
from pydantic import BaseModel

from api_service.app import create_app
from api_service.settings import PoolSettings, Settings, StreamSettings
from api_service.worker import StreamEndingServer
from baseball_core.clock import Clock
from baseball_core.settings import DatabaseSettings, Secret

# anyio loads this at its first use. pytest rewrites its modules, and in a server's thread that fails at times: of two
# threads that parse at once Python 3.11 counts the depth wrongly.
assert anyio.open_file


class SetClock:
    """A clock that stands where the test puts it."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return (self.time - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(seconds=1)


def api_settings(url: str, *, stream_clients: int = 10, **pool: Any) -> Settings:
    """Settings over the database of ``url``."""
    return Settings(
        database=DatabaseSettings(url=Secret(url)),
        pool=PoolSettings(**pool),
        stream=StreamSettings(clients=stream_clients),
    )


@contextlib.contextmanager
def serving(url: str, clock: Clock, **settings: Any) -> Iterator[httpx.Client]:
    """A client of the application, which a thread serves until the block ends."""
    app = create_app(api_settings(url, **settings), clock)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, lifespan="on", log_config=None, access_log=False, timeout_graceful_shutdown=5)
        server = StreamEndingServer(config)
        thread = threading.Thread(target=server.run, args=([listener],), name="api-under-test")
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the application did not start"
                time.sleep(0.005)
            port = listener.getsockname()[1]
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def body(client: httpx.Client, path: str, model: type[BaseModel]) -> dict[str, Any]:
    """The body of a 200, which must be exactly what ``model`` documents."""
    response = client.get(path)
    assert response.status_code == 200, response.text
    model.model_validate_json(response.content, strict=True)
    found: dict[str, Any] = response.json()
    return found


def all_items(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    """Every item of a list, by following ``next``; checks the total and the Link header on the way."""
    items: list[dict[str, Any]] = []
    following: str | None = path
    total = None
    while following is not None:
        response = client.get(following)
        assert response.status_code == 200, response.text
        page = response.json()
        assert total in (None, page["total"])
        total = page["total"]
        items += page["items"]
        following = page["next"]
        assert response.headers.get("link") == (f'<{following}>; rel="next"' if following else None)
    assert len(items) == total
    return items
