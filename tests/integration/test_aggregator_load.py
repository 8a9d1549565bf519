"""The batch with a real archive and a real database: results, repetition, corrections, documents with holes."""

import copy
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import ArchiveReader
from baseball_core.clock import SystemClock
from baseball_core.db.session import WriteSession
from baseball_core.telemetry.health import Health
from game_aggregator.job import GameReport, Job
from support.archives import archive_document
from support.games import a_timeline, last_document
from support.stack import Database
from support.tables import rows

FETCHED = datetime(2026, 7, 2, 4, 0, tzinfo=UTC)
GROUPS = ("batting", "pitching", "fielding")
TABLES = (
    "game_results",
    "game_aggregations",
    "player_game_batting",
    "player_game_pitching",
    "player_game_fielding",
    "team_game_stats",
    "reconciliation",
    "correction_ledger",
)
SNAKE = re.compile(r"(?<=[a-z0-9])([A-Z])")


class Batch:
    """A job over a folder archive and a fresh database."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.url = f"file://{folder}"
        self.database = database
        self._session = WriteSession(database.writer_url, Health(), application="test")
        self._job = Job(ArchiveReader(Objects(self.url)), self._session, {}, SystemClock())

    def archive(self, document: dict[str, Any], *, later: timedelta = timedelta(0), sequence: int = 1) -> str:
        return archive_document(self.url, document, FETCHED + later, sequence=sequence)

    def run(self, game_pk: int) -> GameReport:
        return self._job.run(ArchiveReader(Objects(self.url)).games(game_pk=game_pk))[0]

    def rows(self, statement: str) -> list[dict[str, Any]]:
        return rows(self.database.owner_url, statement)

    def everything(self) -> dict[str, list[Any]]:
        """Every row of the batch's tables."""
        return {table: sorted(map(repr, self.rows(f"SELECT * FROM {table}"))) for table in TABLES}

    def close(self) -> None:
        self._session.close()


@pytest.fixture
def batch(tmp_path: Path, database: Database) -> Iterator[Batch]:
    made = Batch(tmp_path / "archive", database)
    yield made
    made.close()


def official_counts(document: dict[str, Any], group: str) -> dict[tuple[str, int], dict[str, int]]:
    """The official counts of every line of a group, by column name."""
    return {
        (side, entry["person"]["id"]): {
            SNAKE.sub(r"_\1", key).lower(): value
            for key, value in entry["stats"][group].items()
            if isinstance(value, int)
        }
        for side, team in document["liveData"]["boxscore"]["teams"].items()
        for entry in team["players"].values()
        if entry["stats"][group]
    }


def test_a_final_game_fills_the_tables_with_what_the_box_score_says(batch: Batch) -> None:
    document = last_document(a_timeline("regular", 2))
    content_hash = batch.archive(document)
    report = batch.run(document["gamePk"])
    assert (report.outcome, report.content_hash, report.cells_differing) == ("aggregated", content_hash, 0)
    for group in GROUPS:
        stored = {(row["side"], row["player_id"]): row for row in batch.rows(f"SELECT * FROM player_game_{group}")}
        official = official_counts(document, group)
        assert stored.keys() == official.keys()
        for key, counts in official.items():
            assert {name: stored[key][name] for name in counts if name in stored[key]} == {
                name: value for name, value in counts.items() if name in stored[key]
            }
    (result,) = batch.rows("SELECT * FROM game_results")
    runs = {side: document["liveData"]["linescore"]["teams"][side]["runs"] for side in ("away", "home")}
    assert (result["away_runs"], result["home_runs"]) == (runs["away"], runs["home"])
    assert result["official_date"].isoformat() == document["gameData"]["datetime"]["officialDate"]
    assert result["winning_pitcher_id"] == document["liveData"]["decisions"]["winner"]["id"]
    assert batch.rows("SELECT * FROM reconciliation") == batch.rows("SELECT * FROM correction_ledger") == []


def test_a_second_run_writes_nothing(batch: Batch) -> None:
    document = last_document(a_timeline("regular", 2))
    batch.archive(document)
    batch.run(document["gamePk"])
    before = batch.everything()
    again = batch.run(document["gamePk"])
    assert (again.outcome, again.rows_written, again.ledger_rows) == ("unchanged", 0, 0)
    assert batch.everything() == before


def test_a_newer_document_that_says_the_same_changes_no_statistics_and_no_ledger(batch: Batch) -> None:
    document = last_document(a_timeline("regular", 2))
    batch.archive(document)
    batch.run(document["gamePk"])
    noise = copy.deepcopy(document)
    noise["gameData"]["gameInfo"]["attendance"] = 12_345
    batch.archive(noise, later=timedelta(hours=1), sequence=2)
    before = batch.everything()
    batch.run(document["gamePk"])
    after = batch.everything()
    changed = {table for table in TABLES if before[table] != after[table]}
    assert changed == {"game_results", "game_aggregations"}  # which document it comes from, nothing else
    assert batch.rows("SELECT first_aggregated_at = changed_at AS same FROM game_results") == [{"same": True}]


@pytest.mark.parametrize("kind", ["hit_to_error", "changed_decision", "vanished_play"])
def test_a_correction_after_final_leaves_exactly_the_right_ledger(batch: Batch, kind: str) -> None:
    """The ledger is compared with the difference of the two documents' own box scores."""
    timeline = next(
        made
        for seed in range(1, 60)
        for made in [a_timeline("regular", seed)]
        if made.with_correction(kind, made.moments[-1].at + timedelta(days=2), seed) is not made  # type: ignore[arg-type]
    )
    original = last_document(timeline)
    corrected = last_document(
        timeline.with_correction(kind, timeline.moments[-1].at + timedelta(days=2), 1)  # type: ignore[arg-type]
    )
    old_hash = batch.archive(original)
    batch.run(original["gamePk"])
    new_hash = batch.archive(corrected, later=timedelta(days=2), sequence=2)
    report = batch.run(original["gamePk"])
    assert (report.outcome, report.cells_differing) == ("aggregated", 0)
    ledger = batch.rows("SELECT * FROM correction_ledger")
    assert report.ledger_rows == len(ledger) > 0
    assert {(row["old_content_hash"], row["new_content_hash"]) for row in ledger} == {(old_hash, new_hash)}
    expected = set()
    for group in GROUPS:
        before, after = official_counts(original, group), official_counts(corrected, group)
        columns = set(batch.rows(f"SELECT * FROM player_game_{group} LIMIT 1")[0])
        for key in before.keys() | after.keys():
            was, is_now = before.get(key, {}), after.get(key, {})
            expected |= {
                (f"player_game_{group}", *key, name, str(was.get(name)), str(is_now.get(name)))
                for name in (was.keys() | is_now.keys()) & columns
                if was.get(name) != is_now.get(name)
            }
    players = {
        (row["table_name"], row["side"], row["player_id"], row["column_name"], row["old_value"], row["new_value"])
        for row in ledger
        if row["player_id"] is not None
    }
    assert players == expected
    before_second = batch.everything()
    assert batch.run(original["gamePk"]).outcome == "unchanged"
    assert batch.everything() == before_second


def test_an_older_document_never_replaces_a_newer_result(batch: Batch) -> None:
    document = last_document(a_timeline("regular", 2))
    batch.archive(document, later=timedelta(days=1), sequence=2)
    batch.run(document["gamePk"])
    before = batch.everything()
    older = copy.deepcopy(document)
    older["gameData"]["gameInfo"]["attendance"] = 1
    batch.archive(older, sequence=1)
    assert batch.run(document["gamePk"]).outcome == "unchanged"
    assert batch.everything() == before


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (("liveData", "linescore"), "no_linescore"),
        (("liveData", "boxscore", "teams", "home", "players"), "no_boxscore"),
        (("liveData", "decisions"), "no_decisions"),
        (("liveData", "plays", "allPlays"), "no_plays"),
        (("gameData", "datetime", "officialDate"), "no_official_date"),
    ],
)
def test_a_final_document_with_holes_is_held_until_a_better_one_comes(
    batch: Batch, path: tuple[str, ...], reason: str
) -> None:
    whole = last_document(a_timeline("regular", 2))
    holed = copy.deepcopy(whole)
    part = holed
    for step in path[:-1]:
        part = part[step]
    del part[path[-1]]
    batch.archive(holed)
    report = batch.run(whole["gamePk"])
    assert (report.outcome, report.reason) == ("held", reason)
    (kept,) = batch.rows("SELECT outcome, reason FROM game_aggregations")
    assert kept == {"outcome": "held", "reason": reason}
    assert batch.rows("SELECT * FROM game_results") == []
    batch.archive(whole, later=timedelta(minutes=10), sequence=2)
    assert batch.run(whole["gamePk"]).outcome == "aggregated"
    assert batch.rows("SELECT outcome FROM game_aggregations") == [{"outcome": "aggregated"}]


def test_holes_after_a_result_leave_the_result_as_it_is(batch: Batch) -> None:
    document = last_document(a_timeline("regular", 2))
    batch.archive(document)
    batch.run(document["gamePk"])
    before = batch.everything()
    holed = copy.deepcopy(document)
    del holed["liveData"]["linescore"]
    batch.archive(holed, later=timedelta(hours=1), sequence=2)
    assert batch.run(document["gamePk"]).outcome == "held"
    after = batch.everything()
    assert {table for table in TABLES if before[table] != after[table]} == {"game_aggregations"}


def test_a_breached_audit_loads_nothing_and_names_the_plays(batch: Batch) -> None:
    document = copy.deepcopy(last_document(a_timeline("regular", 2)))
    play = next(p for p in document["liveData"]["plays"]["allPlays"] if p["result"]["eventType"] == "strikeout")
    play["runners"][0]["movement"]["isOut"] = False
    batch.archive(document)
    report = batch.run(document["gamePk"])
    assert (report.outcome, report.reason) == ("failed", "audit_breached")
    assert "halves_have_three_outs" in (report.detail or "")
    assert str(play["about"]["atBatIndex"]) in (report.detail or "")
    assert batch.rows("SELECT * FROM game_results") == []
    (kept,) = batch.rows("SELECT outcome, reason FROM game_aggregations")
    assert kept == {"outcome": "failed", "reason": "audit_breached"}


def test_a_missing_object_is_a_named_failure_and_writes_nothing(batch: Batch, tmp_path: Path) -> None:
    document = last_document(a_timeline("regular", 2))
    batch.archive(document)
    (stored,) = (tmp_path / "archive").rglob("*.json.zst")
    stored.unlink()
    report = batch.run(document["gamePk"])
    assert (report.outcome, report.reason) == ("failed", "object_missing")
    assert not any(batch.everything().values())


def test_a_damaged_object_is_a_named_failure_and_writes_nothing(batch: Batch, tmp_path: Path) -> None:
    document = last_document(a_timeline("regular", 2))
    batch.archive(document)
    (stored,) = (tmp_path / "archive").rglob("*.json.zst")
    stored.write_bytes(stored.read_bytes()[:-100])
    report = batch.run(document["gamePk"])
    assert (report.outcome, report.reason) == ("failed", "object_corrupt")
    assert not any(batch.everything().values())


def test_a_game_in_progress_is_open_and_leaves_no_trace(batch: Batch) -> None:
    timeline = a_timeline("regular", 2)
    batch.archive(timeline.document(len(timeline.moments) // 2))
    assert batch.run(timeline.game_pk).outcome == "open"
    assert not any(batch.everything().values())


def test_a_tampered_box_score_is_loaded_and_its_difference_published(batch: Batch) -> None:
    """The statistics are those of the plays; what the official table says otherwise stands in ``reconciliation``."""
    document = copy.deepcopy(last_document(a_timeline("regular", 2)))
    away = document["liveData"]["boxscore"]["teams"]["away"]
    entry = next(entry for entry in away["players"].values() if entry["stats"]["batting"])
    hits = entry["stats"]["batting"]["hits"]
    entry["stats"]["batting"]["hits"] = hits + 1
    batch.archive(document)
    assert batch.run(document["gamePk"]).cells_differing == 1
    (row,) = batch.rows("SELECT * FROM reconciliation")
    assert (row["player_id"], row["scope"], row["statistic"]) == (entry["person"]["id"], "batting", "hits")
    assert (row["computed"], row["official"], row["registered"]) == (str(hits), str(hits + 1), None)
