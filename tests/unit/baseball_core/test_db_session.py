"""What a database's errors mean for the work in hand."""

import psycopg
import pytest

from baseball_core.db.session import (
    DatabaseUnavailableError,
    RowsRefusedError,
    WriteSession,
    sqlalchemy_url,
    translated,
)
from baseball_core.errors import SettingsError
from baseball_core.telemetry.health import Health


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("connection refused"),
        psycopg.errors.DeadlockDetected(),
        psycopg.errors.SerializationFailure(),
        psycopg.errors.AdminShutdown(),
        psycopg.errors.CannotConnectNow(),
        psycopg.errors.TooManyConnections(),
        psycopg.errors.DiskFull(),
        psycopg.errors.LockNotAvailable(),
        psycopg.errors.QueryCanceled(),
        psycopg.errors.ReadOnlySqlTransaction(),
        psycopg.errors.InsufficientPrivilege(),
        psycopg.errors.UndefinedTable(),
        psycopg.errors.InvalidPassword(),
    ],
)
def test_what_says_nothing_against_the_rows_is_retryable(error: psycopg.Error) -> None:
    found = translated(error)
    assert isinstance(found, DatabaseUnavailableError)
    assert found.retryable


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.NumericValueOutOfRange(),
        psycopg.errors.UntranslatableCharacter(),
        psycopg.errors.NotNullViolation(),
        psycopg.errors.CardinalityViolation(),
        psycopg.errors.ProgramLimitExceeded(),
    ],
)
def test_what_is_wrong_with_the_rows_is_not_retryable(error: psycopg.Error) -> None:
    found = translated(error)
    assert isinstance(found, RowsRefusedError)
    assert not found.retryable
    assert found.context["sqlstate"]


def test_a_value_that_the_client_already_refuses_is_not_retryable() -> None:
    """A NUL in a text, say: no server saw it, so there is no SQLSTATE."""
    assert isinstance(translated(psycopg.DataError("text fields cannot contain NUL bytes")), RowsRefusedError)


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite:///x", "postgresql://host"])
def test_a_url_that_is_not_postgresqls_is_a_bad_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        sqlalchemy_url(url)


def test_a_session_connects_when_first_needed_and_says_what_is_wrong() -> None:
    health = Health()
    session = WriteSession("postgresql://x:secret@127.0.0.1:1/y", health, application="test")
    assert health.ready() == {}
    with pytest.raises(DatabaseUnavailableError) as caught, session.transaction():
        pass
    assert "secret" not in str(caught.value)
    assert health.ready() == {"database": "database_unavailable"}
    assert not session.probe()
    session.close()
