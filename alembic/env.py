"""How migrations run: one at a time, each in a transaction of its own, never waiting long for a lock.

A migration that waits behind a long query makes every later query wait behind it, so it gives up after a few seconds
and is started again instead. Only one migrator works at a time; others wait and then find nothing left to do.

Migrations only expand what the release before them uses, so after a rollback the older image works on the newer schema:
to ``upgrade`` and ``current`` a revision that this image does not know is fine when all its own have been applied.
"""

import os
import sys
from collections.abc import Collection
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import context
from alembic.migration import MigrationContext
from alembic.runtime.migration import MigrationInfo
from alembic.script import ScriptDirectory

from baseball_core.db.base import Base
from baseball_core.db.models import Game, SchemaRevision
from baseball_core.db.session import sqlalchemy_url
from baseball_core.errors import SettingsError
from baseball_core.settings import DatabaseSettings, load

MIGRATION_LOCK = 4_703_171
WAIT_FOR_OTHER_MIGRATOR = "60s"
LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "30s"
SATISFIED_BY_NEWER = ("upgrade", "current")
"""Commands that ask for no more than this image's own migrations."""


class MigrationSettings(msgspec.Struct, frozen=True):
    """DATABASE_URL of the owner role."""

    database: DatabaseSettings


def target_metadata() -> sa.MetaData:
    """The models' tables; naming one of them is what makes sure that they are loaded."""
    assert Game.__table__ in Base.metadata.sorted_tables
    return Base.metadata


def remember(ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: dict[str, Any]) -> None:
    """Notes a migration in its own transaction. Migration 0003 makes the table and notes those before itself."""
    assert ctx.connection is not None
    if step.is_upgrade and sa.inspect(ctx.connection).has_table(SchemaRevision.__tablename__):
        ctx.connection.execute(sa.insert(SchemaRevision), [{"revision": one} for one in step.up_revision_ids])


def newer_revision(connection: sa.Connection) -> str | None:
    """The database's revision when this image does not know it and all of the image's own were applied before it."""
    scripts = ScriptDirectory.from_config(context.config)
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = set(MigrationContext.configure(connection).get_current_heads()) - known
    if not unknown or not sa.inspect(connection).has_table(SchemaRevision.__tablename__):
        return None
    applied = set(connection.scalars(sa.select(SchemaRevision.revision)))
    return ", ".join(sorted(unknown)) if known <= applied else None


def run(connection: sa.Connection) -> None:
    """Takes the migrators' lock, sets the limits, runs what is missing."""
    connection.exec_driver_sql(f"SET lock_timeout = '{WAIT_FOR_OTHER_MIGRATOR}'")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")
    connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    connection.exec_driver_sql(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
    connection.commit()  # the settings and the lock belong to the session, not to this transaction
    command = getattr(context.config.cmd_opts, "cmd", (None,))[0]
    if getattr(command, "__name__", "") in SATISFIED_BY_NEWER and (newer := newer_revision(connection)):
        connection.rollback()
        context.config.print_stdout("the database is at %s, newer than this image, which finds all it needs", newer)
        return
    connection.rollback()
    context.configure(
        connection=connection,
        target_metadata=target_metadata(),
        on_version_apply=remember,
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
