"""Read-only access to PostgreSQL for one worker process."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from api_service.errors import DatabaseUnavailableError
from api_service.settings import Settings
from baseball_core.errors import DatabaseError

APPLICATION_NAME = "api_service"
STATEMENT_CACHE = 300

# What may pass by itself: the server is away, restarting, overloaded, or ended our session or statement.
_PASSING = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,
    asyncpg.InterfaceError,  # what asyncpg says of a connection or pool that was closed meanwhile
    asyncpg.CannotConnectNowError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
)
FAILURES = (*_PASSING, asyncpg.PostgresError)
"""All that connecting or a statement raises."""


Row = Mapping[str, Any]
"""A result row by column name."""


class ReadDatabase:
    """A pool of read-only sessions. Every method may block for a connection and one statement.

    Raises DatabaseUnavailableError when trying again later can help, DatabaseError otherwise.
    """

    def __init__(self, pool: Any, wait_seconds: float) -> None:
        self._pool = pool
        self._wait = wait_seconds

    async def row(self, statement: str, *arguments: object) -> Row | None:
        """The row of a statement that gives at most one, or None."""
        rows = await self.rows(statement, *arguments)
        return rows[0] if rows else None

    async def rows(self, statement: str, *arguments: object) -> Sequence[Row]:
        """All rows; for few and small ones, since the whole result is in memory."""
        try:
            async with self._pool.acquire(timeout=self._wait) as connection:
                try:
                    rows: Sequence[Row] = await connection.fetch(statement, *arguments)
                except asyncpg.InternalClientError:  # the server vanished between two packets: never use it again
                    connection.terminate()
                    raise
                return rows
        except FAILURES as exc:
            raise _translated(exc) from exc


def _translated(error: BaseException) -> DatabaseError:
    if isinstance(error, _PASSING):
        return DatabaseUnavailableError("the database is away or busy", cause=type(error).__name__)
    return DatabaseError("the database refused a statement", sqlstate=getattr(error, "sqlstate", None))


async def _keep_session(connection: object) -> None:
    """Nothing to reset: no statement of ours sets session state, and the reset query costs as much as a read."""


def session_settings(settings: Settings) -> dict[str, str]:
    """What holds in every session: read-only, UTC, bounded, no just-in-time compilation for short statements.

    The planner is told that reading by index costs little more than in order, as it does from memory and flash: a
    season's lines are then fetched by its games instead of out of all seasons' lines.
    """
    return {
        "application_name": APPLICATION_NAME,
        "default_transaction_read_only": "on",
        "timezone": "UTC",
        "statement_timeout": str(int(settings.pool.statement_seconds * 1000)),
        "idle_in_transaction_session_timeout": "10000",
        "jit": "off",
        "random_page_cost": "1.1",
    }


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[ReadDatabase]:
    """The pool of a process. Connects when first used, so the process starts also while the database is away."""
    pool = asyncpg.create_pool(
        settings.database.url.reveal(),
        min_size=0,
        max_size=settings.pool.size,
        reset=_keep_session,
        timeout=settings.pool.connect_seconds,
        command_timeout=settings.pool.statement_seconds + 1,
        statement_cache_size=STATEMENT_CACHE,
        max_cached_statement_lifetime=0,
        server_settings=session_settings(settings),
    )
    async with pool:
        yield ReadDatabase(pool, settings.pool.wait_seconds)
