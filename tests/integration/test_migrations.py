"""The migrations: complete, repeatable, one at a time, clear when something is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from baseball_core.db.base import Base
from baseball_core.db.models import Game
from baseball_core.db.session import sqlalchemy_url
from local_stack.postgres import OWNER, PostgresServer
from support.stack import Database

PROJECT = Path(__file__).resolve().parents[2]
APPEND_ONLY = ("correction_ledger", "game_state_history")
MIGRATORS_OWN = "schema_revisions"
REVISIONS = {path.name[:4] for path in (PROJECT / "alembic" / "versions").glob("[0-9]*.py")}
ALEMBIC = str(Path(sys.executable).with_name("alembic"))


def migrate(url: str | None, *arguments: str, project: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    if url is not None:
        environment["DATABASE_URL"] = url
    command = [ALEMBIC, *(arguments or ("upgrade", "head"))]
    return subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_migrated_schema_is_the_models(database: Database) -> None:
    assert Game.metadata is Base.metadata
    with sa.create_engine(sqlalchemy_url(database.owner_url), poolclass=sa.NullPool).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    done = migrate(database.owner_url)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_table_can_be_read_by_the_reader_and_written_by_the_writer(database: Database) -> None:
    query = "SELECT has_table_privilege(%s, %s, %s)"
    with psycopg.connect(database.owner_url) as connection:
        for table in Base.metadata.tables:
            for role, right, expected in (
                ("baseball_reader", "SELECT", True),
                ("baseball_reader", "INSERT", False),
                ("baseball_reader", "UPDATE", False),
                ("baseball_writer", "INSERT", table != MIGRATORS_OWN),
                ("baseball_writer", "UPDATE", table not in (*APPEND_ONLY, MIGRATORS_OWN)),
                ("baseball_writer", "DELETE", table not in (*APPEND_ONLY, MIGRATORS_OWN)),
                ("baseball_writer", "TRUNCATE", False),
            ):
                assert connection.execute(query, (role, table, right)).fetchone() == (expected,), (table, role, right)


def test_tables_of_later_migrations_get_the_same_rights(database: Database) -> None:
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("CREATE TABLE later (n int)")
        row = connection.execute(
            "SELECT has_table_privilege('baseball_reader', 'later', 'SELECT'),"
            " has_table_privilege('baseball_writer', 'later', 'UPDATE')"
        ).fetchone()
        connection.rollback()
    assert row == (True, True)


def test_the_writer_cannot_change_what_was_known_of_a_game(database: Database) -> None:
    with (
        psycopg.connect(database.writer_url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("UPDATE game_state_history SET sequence = 0")


def test_the_writer_cannot_touch_the_schema(database: Database) -> None:
    with psycopg.connect(database.writer_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (n int)")


def test_names_are_found_by_a_part_through_an_index(database: Database) -> None:
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(
            "INSERT INTO players (player_id, search_name, source_game_date, source_game_pk)"
            " SELECT n, 'player ' || md5(n::text), now(), 1 FROM generate_series(1, 5000) AS n"
        )
        connection.execute("SET LOCAL enable_seqscan = off")
        plan = connection.execute("EXPLAIN SELECT player_id FROM players WHERE search_name LIKE '%c4ca42%'").fetchall()
        connection.rollback()
    assert "ix_players_search_name_trgm" in str(plan)


def test_missing_roles_are_named(throwaway_postgres: PostgresServer) -> None:
    with throwaway_postgres.admin() as connection:
        connection.execute("DROP ROLE baseball_reader")
    done = migrate(throwaway_postgres.url(OWNER))
    assert done.returncode != 0
    assert "create the login roles first: baseball_reader" in done.stdout + done.stderr
    with throwaway_postgres.admin("baseball") as connection:
        assert connection.execute("SELECT to_regclass('games')").fetchone() == (None,)
        connection.execute("CREATE ROLE baseball_reader LOGIN")
    assert migrate(throwaway_postgres.url(OWNER)).returncode == 0


def test_two_migrators_at_once_both_succeed(throwaway_postgres: PostgresServer) -> None:
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": throwaway_postgres.url(OWNER)}
    both = [
        subprocess.Popen([ALEMBIC, "upgrade", "head"], cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ends = [(process.communicate(timeout=120)[1], process.returncode) for process in both]
    assert ends == [("", 0), ("", 0)]


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """The project's migrations and one more."""
    shutil.copytree(PROJECT / "alembic", tmp_path / "alembic")
    shutil.copy(PROJECT / "alembic.ini", tmp_path)
    (tmp_path / "alembic" / "versions" / "9999_next.py").write_text(
        "from alembic import op\n"
        f"revision = '9999'\ndown_revision = '{max(REVISIONS)}'\n"
        "def upgrade():\n    op.execute('CREATE TABLE of_the_next_version (x int)')\n"
    )
    return tmp_path


def test_every_migration_is_noted(throwaway_postgres: PostgresServer) -> None:
    assert migrate(throwaway_postgres.url(OWNER)).returncode == 0
    with throwaway_postgres.admin("baseball") as connection:
        noted = connection.execute("SELECT revision FROM schema_revisions").fetchall()
    assert {revision for (revision,) in noted} == REVISIONS


def test_after_a_rollback_the_older_image_works_on_the_newer_schema(
    throwaway_postgres: PostgresServer, next_version: Path
) -> None:
    url = throwaway_postgres.url(OWNER)
    assert migrate(url, project=next_version).returncode == 0
    for command in (("upgrade", "head"), ("current", "--check-heads")):
        done = migrate(url, *command)
        assert (done.returncode, done.stderr) == (0, "")
        assert "the database is at 9999, newer than this image" in done.stdout
    with throwaway_postgres.admin("baseball") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def test_a_newer_schema_that_lacks_one_of_our_migrations_is_refused(
    throwaway_postgres: PostgresServer, next_version: Path
) -> None:
    url = throwaway_postgres.url(OWNER)
    assert migrate(url, project=next_version).returncode == 0
    with throwaway_postgres.admin("baseball") as connection:
        connection.execute("DELETE FROM schema_revisions WHERE revision = %s", (max(REVISIONS),))
        connection.commit()
    for command in (("upgrade", "head"), ("current", "--check-heads")):
        assert migrate(url, *command).returncode != 0


def test_the_next_version_does_not_take_the_older_schema_for_its_own(
    throwaway_postgres: PostgresServer, next_version: Path
) -> None:
    url = throwaway_postgres.url(OWNER)
    assert migrate(url).returncode == 0
    assert migrate(url, "current", "--check-heads", project=next_version).returncode != 0


@pytest.mark.parametrize(
    ("url", "says"),
    [
        (None, "DATABASE_URL: is required"),
        ("sqlite:///x", "DATABASE_URL: must be"),
        ("nonsense", "DATABASE_URL: is not"),
    ],
)
def test_a_bad_url_is_one_line_and_exit_code_2(url: str | None, says: str) -> None:
    done = migrate(url)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_migrating_without_a_database_is_refused() -> None:
    done = migrate("postgresql://x@127.0.0.1:1/y", "upgrade", "head", "--sql")
    assert done.returncode == 2
    assert "offline" in done.stderr
