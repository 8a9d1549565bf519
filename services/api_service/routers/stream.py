"""Server-sent events: every new state of a game, resumable, on request with a spoiler delay."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.sse import format_sse_event
from starlette.responses import StreamingResponse

from api_service.database import ReadDatabase
from api_service.edge import ASKED_FOR_HEAD
from api_service.errors import DatabaseUnavailableError
from api_service.openapi import operation_id, stream_answers
from api_service.pagination import instant
from api_service.parameters import Delay, GamePk, LastEventId
from api_service.queries import games as queries
from api_service.route import DirectRoute
from api_service.routers.games import no_game
from api_service.shared import Shared, shared

router = APIRouter(tags=["games"], route_class=DirectRoute, generate_unique_id_function=operation_id)

HEARTBEAT_SECONDS: Final = 5.0
"""A stream says so often that it lives, and looks for itself at what a lost notification should have told."""
DELAYED_LOOK_SECONDS: Final = 0.5
STATES_AT_ONCE: Final = 50
_HEARTBEAT: Final = b": \n\n"
_NOTHING_YET: Final = instant(0)


class EventStream(StreamingResponse):
    """Server-sent events, kept away from caches and buffering proxies."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncIterator[bytes]) -> None:
        super().__init__(events, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


@router.get(
    "/games/{game_pk}/stream",
    summary="Every new state as it becomes known",
    response_class=EventStream,
    status_code=200,
    responses=stream_answers(),
)
async def stream_game(
    request: Request, game_pk: GamePk, delay: Delay = 0, last_event_id: LastEventId = None
) -> Response:
    """Events named ``state``: ``id`` is the version, ``data`` the body of /games/{game_pk}/state.

    Begins with the newest state; with Last-Event-ID it goes on after that one and leaves none out.
    """
    parts = shared(request)
    if await queries.version(parts.database, game_pk) is None:
        raise no_game(game_pk)
    if request.scope.get(ASKED_FOR_HEAD):
        return EventStream(_nothing())
    parts.changes.require_room()
    if last_event_id is None:
        after = await _before_newest(parts.database, game_pk, parts.clock.now() - timedelta(seconds=delay))
    else:
        after = instant(last_event_id)
    return EventStream(_events(parts, game_pk, after, delay))


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


async def _before_newest(database: ReadDatabase, game_pk: int, until: datetime) -> datetime:
    """A time just before the newest state that may be shown."""
    newest = await queries.newest_state(database, game_pk, until)
    return _NOTHING_YET if newest is None else newest - timedelta(microseconds=1)


async def _events(parts: Shared, game_pk: int, after: datetime, delay: int) -> AsyncIterator[bytes]:
    """The states after ``after`` as they become known, until the process ends; survives a database that is away."""
    pause = DELAYED_LOOK_SECONDS if delay else HEARTBEAT_SECONDS
    yield _HEARTBEAT
    spoken = parts.clock.monotonic()
    with parts.changes.subscription(game_pk) as woken:
        while not parts.changes.closing:
            woken.clear()
            states = await _states(parts, game_pk, after, delay)
            for state in states:
                yield format_sse_event(data_str=state["body"], event="state", id=str(state["version"]))
                after = state["fetched_at"]
            if len(states) == STATES_AT_ONCE:
                continue
            if states:
                spoken = parts.clock.monotonic()
            elif parts.clock.monotonic() - spoken >= HEARTBEAT_SECONDS:
                yield _HEARTBEAT
                spoken = parts.clock.monotonic()
            await _wait(woken, pause)


async def _states(parts: Shared, game_pk: int, after: datetime, delay: int) -> queries.States:
    until = parts.clock.now() - timedelta(seconds=delay)
    try:
        return await queries.states_after(parts.database, game_pk, after, until, STATES_AT_ONCE)
    except DatabaseUnavailableError:
        return ()


async def _wait(woken: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(woken.wait(), seconds)
    except TimeoutError:
        return
