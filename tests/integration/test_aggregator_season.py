"""A season as real processes: bad games among good ones, parts, workers, a database that is away, a process killed."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from local_stack.postgres import PostgresServer
from local_stack.servers import migrate
from support.archives import archive_document
from support.games import a_final_document, a_played_game
from support.stack import Database, new_database
from support.tables import rows
from support.waiting import wait_for

AGGREGATOR = str(Path(sys.executable).parent / "game-aggregator")
FETCHED = datetime(2026, 7, 2, 4, 0, tzinfo=UTC)
FIRST = 910_001
TABLES = (
    *("game_results", "game_aggregations", "player_game_batting", "player_game_pitching", "player_game_fielding"),
    *("team_game_stats", "reconciliation", "correction_ledger"),
)
OF_THE_RUN = {"first_aggregated_at", "changed_at", "since"}
"""Columns that say when a run was."""
Document = dict[str, Any]
HELD, BREACHED, DAMAGED, SPRING = FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4


@lru_cache(maxsize=1)
def played() -> tuple[Document, ...]:
    return tuple(a_final_document(a_played_game(seed)) for seed in (1, 2, 3))


def a_game(number: int) -> Document:
    document = copy.deepcopy(played()[number % 3])
    document["gamePk"] = document["gameData"]["game"]["pk"] = FIRST + number
    return document


class Season:
    """An archive, and the console script on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = f"file://{folder}"

    def store(self, documents: Sequence[Document]) -> None:
        for document in documents:
            archive_document(self.archive, document, FETCHED)

    def start(self, database_url: str, *arguments: str) -> "subprocess.Popen[str]":
        environ = {**os.environ, "ARCHIVE_URL": self.archive, "DATABASE_URL": database_url}
        return subprocess.Popen(
            [AGGREGATOR, "run", "--season", "2026", *arguments],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, database: Database, *arguments: str) -> tuple[int, Any]:
        process = self.start(database.writer_url, *arguments)
        out, err = process.communicate(timeout=120)
        return process.returncode, json.loads(out) if out else err


def tables(database: Database) -> dict[str, list[str]]:
    """Every row of the batch's tables, but for when they were written."""
    return {
        table: sorted(
            repr({name: value for name, value in row.items() if name not in OF_THE_RUN})
            for row in rows(database.owner_url, f"SELECT * FROM {table}")
        )
        for table in TABLES
    }


def results(database: Database) -> list[int]:
    return [row["game_pk"] for row in rows(database.owner_url, "SELECT game_pk FROM game_results ORDER BY 1")]


@pytest.fixture
def season(tmp_path: Path) -> Season:
    return Season(tmp_path / "archive")


@pytest.fixture
def mixed(season: Season) -> Season:
    """Six games: one with holes, one that breaches an audit, one whose object is damaged, one of the spring."""
    documents = [a_game(number) for number in range(6)]
    del documents[1]["liveData"]["linescore"]
    documents[2]["liveData"]["plays"]["allPlays"][0]["runners"][0]["credits"] = []
    documents[4]["gameData"]["game"]["type"] = "S"
    season.store(documents)
    (stored,) = (season.folder / "2026").rglob(f"*{DAMAGED}/**/*.json.zst")
    stored.write_bytes(stored.read_bytes()[:-100])
    return season


def test_bad_games_do_not_stop_the_others_and_are_listed(mixed: Season, database: Database) -> None:
    code, report = mixed.run(database)
    assert code == 1
    assert (report["games"], report["aggregated"], report["held"]) == (6, 3, 1)
    assert [(game["game_pk"], game["reason"]) for game in report["failed"]] == [
        (BREACHED, "audit_breached"),
        (DAMAGED, "object_corrupt"),
    ]
    assert "outs_have_put_outs" in report["failed"][0]["detail"]
    assert results(database) == [FIRST, SPRING, FIRST + 5]


def test_a_second_run_repeats_only_what_was_not_done(mixed: Season, database: Database) -> None:
    mixed.run(database)
    before = tables(database)
    code, report = mixed.run(database)
    assert (code, report["aggregated"], report["unchanged"], report["held"]) == (1, 0, 3, 1)
    assert len(report["failed"]) == 2
    assert tables(database) == before


def test_only_the_wanted_game_types_are_run(mixed: Season, database: Database) -> None:
    code, report = mixed.run(database, "--game-types", "S,E")
    assert (code, report["games"]) == (0, 1)
    assert results(database) == [SPRING]


def test_the_chunks_are_the_season_each_game_once(season: Season, database: Database) -> None:
    season.store([a_game(number) for number in range(7)])
    seen: list[int] = []
    for number in (1, 2, 3):
        before = results(database)
        code, report = season.run(database, "--chunk", f"{number}/3")
        new = [game_pk for game_pk in results(database) if game_pk not in before]
        assert (code, report["games"]) == (0, len(new))
        seen += new
    assert sorted(seen) == [FIRST + number for number in range(7)]


def test_another_season_has_no_games(season: Season, database: Database) -> None:
    season.store([a_game(0)])
    process = subprocess.run(
        [AGGREGATOR, "run", "--season", "1999"],
        env={**os.environ, "ARCHIVE_URL": season.archive, "DATABASE_URL": database.writer_url},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (process.returncode, json.loads(process.stdout)["games"]) == (0, 0)


@pytest.fixture
def many(season: Season) -> Season:
    """More games than two batches hold."""
    season.store([a_game(number) for number in range(90)])
    return season


@pytest.mark.slow
def test_two_workers_leave_the_same_tables_as_one(many: Season, postgres: PostgresServer, database: Database) -> None:
    other = new_database(postgres)
    try:
        assert many.run(database, "--workers", "1")[0] == 0
        code, report = many.run(other, "--workers", "2")
        assert (code, report["aggregated"], report["cells_differing"]) == (0, 90, 0)
        assert tables(other) == tables(database)
    finally:
        postgres.drop_database(other.name)


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_that_was_killed_goes_on_where_it_ended(
    many: Season, postgres: PostgresServer, database: Database, workers: str
) -> None:
    """Each transaction holds all of its games or none, so what is there after the kill is whole."""
    undisturbed = new_database(postgres)
    try:
        many.run(undisturbed)
        process = many.start(database.writer_url, "--workers", workers)
        wait_for(lambda: bool(results(database)) or process.poll() is not None)
        process.kill()
        process.communicate(timeout=30)
        wait_for(lambda: nobody_in(process.pid))
        wait_for(lambda: nobody_writes(database))
        done = results(database)
        assert 0 < len(done) < 90
        assert len(done) % 40 in (0, 10), "whole batches"
        code, report = many.run(database, "--workers", workers)
        assert (code, report["unchanged"], report["aggregated"]) == (0, len(done), 90 - len(done))
        assert tables(database) == tables(undisturbed)
    finally:
        postgres.drop_database(undisturbed.name)


def test_a_database_that_is_away_ends_with_one_and_nothing_is_written(
    season: Season, throwaway_postgres: PostgresServer
) -> None:
    season.store([a_game(number) for number in range(3)])
    server = throwaway_postgres
    migrate(server.url("baseball_owner"))
    server.process.kill9()
    process = season.start(server.url("baseball_writer"))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "database_unavailable" in err
    server.start()
    with psycopg.connect(server.url("baseball_owner")) as connection:
        assert connection.execute("SELECT count(*) FROM game_aggregations").fetchone() == (0,)
    process = season.start(server.url("baseball_writer"))
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, json.loads(out)["aggregated"]) == (0, 3)


def nobody_in(group: int) -> bool:
    """Whether no process of the group is left: workers end with the process that made them."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def nobody_writes(database: Database) -> bool:
    sessions = rows(
        database.owner_url, "SELECT pid FROM pg_stat_activity WHERE application_name = 'game_aggregator'"
        " AND datname = current_database()",
    )  # fmt: skip
    return not sessions
