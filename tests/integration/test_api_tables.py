"""What the metrics of the tables say of games, put into the tables as the services would leave them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from prometheus_client import CollectorRegistry

from api_service.tables import KEPT_SECONDS, TableMetrics
from baseball_core.telemetry.metrics import declared
from support.api import SetClock, api_settings
from support.stack import Database

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 7, 4, tzinfo=UTC)


class Tables:
    """A migrated database to put rows into, and its metrics."""

    def __init__(self, database: Database) -> None:
        self.url = database.writer_url
        self.clock = SetClock(NOW)
        self.registry = CollectorRegistry()
        self.registry.register(TableMetrics(api_settings(database.reader_url), self.clock))

    def add(self, table: str, **values: str) -> None:
        """One row; values are SQL."""
        with psycopg.connect(self.url) as connection:
            columns = ", ".join(values)
            connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(values.values())})".encode())

    def add_game(self, game_pk: int, phase: str, fetched: str = "10 seconds", **values: str) -> None:
        """A game whose newest document was fetched so long ago."""
        its = {
            "sequence": "1",
            "content_hash": "'new'",
            "archive_key": "'key'",
            "version": "1",
            "game_pk": str(game_pk),
            "phase": f"'{phase}'",
            "fetched_at": f"now() - interval '{fetched}'",
        }
        self.add("games", **(its | values))

    def add_aggregation(self, game_pk: int, outcome: str, since: str = "1 minute", content_hash: str = "new") -> None:
        """The batch's newest attempt, at a document of the day before yesterday."""
        self.add(
            "game_aggregations",
            game_pk=str(game_pk),
            outcome=f"'{outcome}'",
            content_hash=f"'{content_hash}'",
            fetched_at="now() - interval '2 days'",
            rules_version="1",
            since=f"now() - interval '{since}'",
        )

    def shown(self) -> Mapping[tuple[str, ...], float]:
        """Every value by name and labels, read anew."""
        self.clock.time = datetime.fromtimestamp(self.clock.time.timestamp() + KEPT_SECONDS, UTC)
        return {
            (sample.name, *sample.labels.values()): sample.value
            for family in self.registry.collect()
            for sample in family.samples
        }


@pytest.fixture
def tables(database: Database) -> Tables:
    return Tables(database)


def test_empty_tables_show_every_declared_metric_as_nothing_to_do(tables: Tables) -> None:
    shown = tables.shown()
    assert {name for name, *_ in shown} == {one.name for one in declared() if one.name.startswith("tables_")}
    assert {key for key, value in shown.items() if value != 0} == {("tables_readable",)}


def test_games_in_play_are_counted_and_the_oldest_document_of_a_live_one_is_shown(tables: Tables) -> None:
    tables.add_game(1, "live", "5 minutes")
    tables.add_game(2, "live", "20 seconds")
    tables.add_game(3, "delayed", "2 hours")
    tables.add_game(4, "live", "2 days")
    tables.add_game(5, "final", "3 hours")
    shown = tables.shown()
    assert shown["tables_games_in_play",] == 3
    assert 300 <= shown["tables_oldest_live_document_seconds",] < 360


START = "now() - interval '45 minutes'"


@pytest.mark.parametrize(
    ("phase", "values", "counted"),
    [
        ("scheduled", {"game_date": START}, 1),
        ("pregame", {"game_date": START}, 1),
        ("warmup", {"game_date": START}, 1),
        ("delayed_start", {"game_date": START}, 0),
        ("postponed", {"game_date": START}, 0),
        ("live", {"game_date": START}, 0),
        ("scheduled", {"game_date": START, "start_time_tbd": "true"}, 0),
        ("scheduled", {"game_date": START, "double_header": "'Y'", "game_number": "2"}, 0),
        ("scheduled", {"game_date": START, "double_header": "'S'", "game_number": "2"}, 1),
        ("scheduled", {"game_date": "now() - interval '20 minutes'"}, 0),
        ("scheduled", {"game_date": "now() - interval '13 hours'"}, 0),
    ],
)
def test_a_game_that_should_have_begun_is_counted(
    tables: Tables, phase: str, values: dict[str, str], counted: int
) -> None:
    tables.add_game(1, phase, **values)
    assert tables.shown()["tables_games_not_started",] == counted


def test_final_games_are_due_until_the_batch_has_looked_at_their_newest_document(tables: Tables) -> None:
    tables.add_game(1, "final", "2 hours")
    tables.add_game(2, "final", "3 hours")
    tables.add_aggregation(2, "held")
    tables.add_game(3, "final", "30 minutes")
    tables.add_aggregation(3, "held", content_hash="old")
    tables.add_game(4, "final", "5 hours", archive_key="''")
    tables.add_game(5, "game_over", "5 hours")
    shown = tables.shown()
    assert (shown["tables_due_games", "new"], shown["tables_due_games", "corrected"]) == (2, 0)
    assert 7200 <= shown["tables_oldest_due_game_seconds", "new"] < 7260
    assert shown["tables_oldest_due_game_seconds", "corrected"] == 0


def test_a_game_with_a_result_is_due_as_corrected(tables: Tables) -> None:
    tables.add_game(1, "final", "40 minutes")
    tables.add_aggregation(1, "aggregated", content_hash="old")
    tables.add("game_results", **_result(1))
    shown = tables.shown()
    assert (shown["tables_due_games", "new"], shown["tables_due_games", "corrected"]) == (0, 1)
    assert 2400 <= shown["tables_oldest_due_game_seconds", "corrected"] < 2460


def _result(game_pk: int) -> dict[str, Any]:
    numbers = ("sport_id", "innings", "away_team_id", "home_team_id", "away_runs", "home_runs")
    counts = ("cells_compared", "cells_differing", "cells_registered", "unknown_events")
    texts = ("season", "game_type", "status_code", "away_team_name", "home_team_name", "content_hash", "archive_key")
    times = ("fetched_at", "first_aggregated_at", "changed_at")
    return {
        "game_pk": str(game_pk),
        "official_date": "current_date",
        **dict.fromkeys((*numbers, *counts), "1"),
        **dict.fromkeys(texts, "'x'"),
        **dict.fromkeys(times, "now()"),
    }


def test_failed_games_and_those_held_for_long_are_stuck(tables: Tables) -> None:
    tables.add_aggregation(1, "failed")
    tables.add_aggregation(2, "held", "23 hours")
    tables.add_aggregation(3, "held", "25 hours")
    tables.add_aggregation(4, "aggregated", "3 days")
    shown = tables.shown()
    assert (shown["tables_stuck_games", "failed"], shown["tables_stuck_games", "held"]) == (1, 1)


def test_only_differences_without_a_reason_count(tables: Tables) -> None:
    key = {"game_pk": "1", "side": "'home'", "player_id": "7", "scope": "'batting'", "inning": "0"}
    tables.add("reconciliation", **key, statistic="'hits'", registered="null")
    tables.add("reconciliation", **key, statistic="'runs'", registered="'known'")
    assert tables.shown()["tables_unexplained_differences",] == 1


def test_a_reading_is_shared_for_a_while(tables: Tables) -> None:
    assert tables.shown()["tables_games_in_play",] == 0
    tables.add_game(1, "live")
    values = {sample.name: sample.value for family in tables.registry.collect() for sample in family.samples}
    assert values["tables_games_in_play"] == 0
    assert tables.shown()["tables_games_in_play",] == 1


def test_without_a_database_nothing_old_is_shown() -> None:
    registry = CollectorRegistry()
    clock = SetClock(NOW)
    registry.register(TableMetrics(api_settings("postgresql://u:p@127.0.0.1:9/baseball"), clock))
    values = {sample.name: sample.value for family in registry.collect() for sample in family.samples}
    assert values == {"tables_readable": 0}
