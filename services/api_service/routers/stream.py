"""Server-sent events: every new state of a game, resumable, on request with a spoiler delay."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api_service.changes import ChangeFeed
from api_service.database import ReadDatabase
from api_service.dependencies import Changes, Database, Time
from api_service.edge import ASKED_FOR_HEAD
from api_service.errors import DatabaseUnavailableError
from api_service.openapi import stream_answers
from api_service.pagination import instant
from api_service.parameters import Delay, GamePk, LastEventId
from api_service.queries import games as queries
from api_service.routers.games import no_game
from api_service.strict_route import StrictRoute
from baseball_core.clock import Clock

router = APIRouter(tags=["games"], route_class=StrictRoute)

LOOK_AGAIN_SECONDS: Final = 5.0
"""A stream looks for itself so often: what notifications should have told, and what a delay makes due."""
DELAYED_LOOK_SECONDS: Final = 0.5
STATES_AT_ONCE: Final = 50


async def _start_after(
    database: Database, clock: Time, game_pk: GamePk, delay: Delay = 0, last_event_id: LastEventId = None
) -> datetime:
    """Where a stream begins: after the state the client names, or with the newest one that may be shown."""
    if await queries.version(database, game_pk) is None:
        raise no_game(game_pk)
    if last_event_id is not None:
        return instant(int(last_event_id))
    newest = await queries.newest_state(database, game_pk, clock.now() - timedelta(seconds=delay))
    return instant(0) if newest is None else newest - timedelta(microseconds=1)


StartAfter = Annotated[datetime, Depends(_start_after)]


@router.get(
    "/games/{game_pk}/stream",
    summary="Every new state as it becomes known",
    response_class=EventSourceResponse,
    responses=stream_answers(),
)
async def stream_game(
    request: Request,
    database: Database,
    clock: Time,
    changes: Changes,
    game_pk: GamePk,
    after: StartAfter,
    delay: Delay = 0,
) -> AsyncIterator[ServerSentEvent]:
    """Events named ``state``: ``id`` is the version, ``data`` the body of /games/{game_pk}/state.

    Begins with the newest state; with Last-Event-ID it goes on after that one and leaves none out.
    """
    if request.scope.get(ASKED_FOR_HEAD):
        return
    with changes.subscription(game_pk) as woken:
        async for event in follow(database, clock, changes, woken, game_pk, after, delay):
            yield event


async def follow(
    database: ReadDatabase,
    clock: Clock,
    changes: ChangeFeed,
    woken: asyncio.Event,
    game_pk: int,
    after: datetime,
    delay: int,
) -> AsyncIterator[ServerSentEvent]:
    """The states after ``after`` as they become known, until the process ends; survives a database that is away."""
    pause = DELAYED_LOOK_SECONDS if delay else LOOK_AGAIN_SECONDS
    while not changes.closing:
        woken.clear()
        try:
            states = await queries.states_after(
                database, game_pk, after, clock.now() - timedelta(seconds=delay), STATES_AT_ONCE
            )
        except DatabaseUnavailableError:
            states = ()
        for state in states:
            yield ServerSentEvent(raw_data=state["body"], event="state", id=str(state["version"]))
            after = state["fetched_at"]
        if len(states) < STATES_AT_ONCE:
            await _wait(woken, pause)


async def _wait(woken: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(woken.wait(), seconds)
    except TimeoutError:
        return
