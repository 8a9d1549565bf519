"""How migrations run: one at a time, each in a transaction of its own, never waiting long for a lock.

A migration that waits behind a long query makes every later query wait behind it, so it gives up after a few seconds
and is started again instead. Only one migrator works at a time; others wait and then find nothing left to do.
"""

import os
import sys

import msgspec
import sqlalchemy as sa
from alembic import context

from baseball_core.db.base import Base
from baseball_core.db.models import Game
from baseball_core.db.session import sqlalchemy_url
from baseball_core.errors import SettingsError
from baseball_core.settings import DatabaseSettings, load

MIGRATION_LOCK = 4_703_171
WAIT_FOR_OTHER_MIGRATOR = "60s"
LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "30s"


class MigrationSettings(msgspec.Struct, frozen=True):
    """DATABASE_URL of the owner role."""

    database: DatabaseSettings


def target_metadata() -> sa.MetaData:
    """The models' tables; naming one of them is what makes sure that they are loaded."""
    assert Game.__table__ in Base.metadata.sorted_tables
    return Base.metadata


def run(connection: sa.Connection) -> None:
    """Takes the migrators' lock, sets the limits, runs what is missing."""
    connection.exec_driver_sql(f"SET lock_timeout = '{WAIT_FOR_OTHER_MIGRATOR}'")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
    connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    connection.exec_driver_sql(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
    connection.commit()  # the settings and the lock belong to the session, not to this transaction
    context.configure(
        connection=connection,
        target_metadata=target_metadata(),
        transaction_per_migration=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    if context.is_offline_mode():
        sys.stderr.write("migrations check the database while they run: offline mode (--sql) is not supported\n")
        raise SystemExit(2)
    try:
        settings = load(MigrationSettings, os.environ)
        url = sqlalchemy_url(settings.database.url.reveal())
    except SettingsError as exc:
        sys.stderr.write(f"bad setting: {exc}\n")
        raise SystemExit(2) from None
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        run(connection)


main()
