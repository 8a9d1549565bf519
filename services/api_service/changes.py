"""Which game changed, as the database notifies it: wakes the streams of that game.

A notification only says that there is something to read: streams read the history after what they sent last, so a
lost connection loses nothing. After every reconnection all streams are woken.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import asyncpg
import msgspec
import structlog

from api_service.database import session_settings
from api_service.errors import TooManyStreamsError
from api_service.settings import Settings
from baseball_core.telemetry.metrics import API_STREAMS

CHANNEL: Final = "game_changed"
RECONNECT_SECONDS: Final = 1.0


class Changed(msgspec.Struct, frozen=True):
    """A notification's payload."""

    game_pk: int
    version: int


class ChangeFeed:
    """One listening connection of a worker and the streams that wait for it. Not thread-safe: one event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: dict[int, set[asyncio.Event]] = defaultdict(set)
        self._lost = asyncio.Event()
        self._open = 0
        self.closing = False

    @contextmanager
    def subscription(self, game_pk: int) -> Iterator[asyncio.Event]:
        """An event that is set when the game changed, when changes may have been missed, and at the end."""
        woken = asyncio.Event()
        self._open += 1
        self._waiting[game_pk].add(woken)
        API_STREAMS.inc()
        try:
            yield woken
        finally:
            API_STREAMS.dec()
            self._open -= 1
            self._waiting[game_pk].discard(woken)
            if not self._waiting[game_pk]:
                del self._waiting[game_pk]

    def require_room(self) -> None:
        """Raises TooManyStreamsError when this worker holds as many streams as it may."""
        if self._open >= self._settings.stream.clients:
            raise TooManyStreamsError("as many streams are open as allowed")

    def close(self) -> None:
        """Ends every stream, so that open ones do not hold up the end of the process."""
        self.closing = True
        self._wake_all()

    async def run(self) -> None:
        """Listens until cancelled; connects again for ever, since streams also work by their own heartbeat."""
        while True:
            with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._listen()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(
            self._settings.database.url.reveal(),
            timeout=self._settings.pool.connect_seconds,
            server_settings=session_settings(self._settings),
        )
        try:
            self._lost.clear()
            connection.add_termination_listener(lambda _: self._lost.set())
            await connection.add_listener(CHANNEL, self._on_notification)
            self._wake_all()
            await self._lost.wait()
            structlog.get_logger().warning("change_feed_lost")
        finally:
            connection.terminate()

    def _on_notification(self, connection: Any, process: int, channel: str, payload: str) -> None:
        try:
            changed = msgspec.json.decode(payload, type=Changed)
        except (msgspec.DecodeError, UnicodeError):
            structlog.get_logger().warning("notification_ignored", channel=channel)
            return
        for woken in self._waiting.get(changed.game_pk, ()):
            woken.set()

    def _wake_all(self) -> None:
        for waiting in self._waiting.values():
            for woken in waiting:
                woken.set()
