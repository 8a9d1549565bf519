"""Connections of the services that write, and what their failures mean."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

import psycopg
import sqlalchemy as sa
import structlog

from baseball_core.errors import DatabaseError, SettingsError
from baseball_core.telemetry.health import Health

log = structlog.get_logger(__name__)

COMPONENT = "database"
CONNECT_SECONDS = 5
SESSION = "-c timezone=UTC -c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"

PASSING_CLASSES = frozenset({"08", "25", "28", "3D", "40", "42", "53", "55", "57", "58"})
"""SQLSTATE classes that say nothing against the rows: connection, failover (read-only), password, missing database,
deadlock, missing right or table (a migration is outstanding), resources, lock or statement timeout, shutdown."""


class DatabaseUnavailableError(DatabaseError):
    """Nothing was written; the same work may succeed later."""

    default_reason = "database_unavailable"
    retryable = True


class RowsRefusedError(DatabaseError):
    """PostgreSQL refused the rows themselves; trying again cannot help."""

    default_reason = "rows_refused"


def sqlalchemy_url(text: str) -> sa.URL:
    """``postgresql://...`` as SQLAlchemy wants it for psycopg 3. Raises SettingsError without showing the password."""
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError as exc:
        raise SettingsError("DATABASE_URL: is not a URL like postgresql://user:password@host:port/database") from exc
    if url.get_backend_name() != "postgresql" or not url.database:
        raise SettingsError("DATABASE_URL: must be like postgresql://user:password@host:port/database")
    return url.set(drivername="postgresql+psycopg")


def translated(error: psycopg.Error) -> DatabaseError:
    """What a vendor's error means for the work in hand."""
    state = error.sqlstate or ""
    text = " ".join(str(error).split())
    if state[:2] in PASSING_CLASSES or (not state and not isinstance(error, psycopg.DataError)):
        return DatabaseUnavailableError(text, sqlstate=state)
    return RowsRefusedError(text, sqlstate=state)


class WriteSession:
    """One connection that writes, made when first needed and made anew after it broke. For one thread only."""

    def __init__(self, url: str, health: Health, *, application: str) -> None:
        sqlalchemy_url(url)
        self._url = url
        self._health = health
        self._application = application
        self._connection: psycopg.Connection | None = None

    @contextmanager
    def transaction(self, *, pipelined: bool = True) -> Iterator[psycopg.Connection]:
        """A transaction, committed at the end of the block and rolled back by any exception.

        It is in pipeline mode unless ``pipelined`` is False, which COPY needs.

        Raises DatabaseUnavailableError or RowsRefusedError in place of psycopg's errors. When the connection breaks
        during the commit it is not known whether it happened, so the work must bear repetition.
        """
        try:
            connection = self._connected()
            # In pipeline mode begin, statements and commit wait for no answer but the ones that are asked for: a
            # transaction that reads once and then writes takes two round trips, however many statements it has.
            with connection.pipeline() if pipelined else nullcontext(), connection.transaction():
                yield connection
        except psycopg.Error as exc:
            error = translated(exc)
            if isinstance(error, DatabaseUnavailableError):
                self._health.set(COMPONENT, False, error.reason)
                self.close()
            raise error from exc
        self._health.set(COMPONENT, True)

    def probe(self) -> bool:
        """Connects if need be and says whether the database answers; readiness shows it. Never raises."""
        try:
            with self.transaction() as connection:
                connection.execute("SELECT 1")
        except DatabaseError as exc:
            log.warning("database_not_reached", reason=exc.reason, error=str(exc))
            return False
        return True

    def close(self) -> None:
        """Frees the connection; the next transaction makes a new one. Never raises."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _connected(self) -> psycopg.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(
                self._url,
                autocommit=True,  # transactions are opened by ``transaction`` and by nothing else
                connect_timeout=CONNECT_SECONDS,
                application_name=self._application,
                options=SESSION,
                keepalives_idle=10,
                keepalives_interval=3,
                keepalives_count=3,
            )
            self._connection.prepare_threshold = 0
            log.info("database_connected", server_version=self._connection.info.server_version)
        return self._connection
