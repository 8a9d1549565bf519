"""The commands that ask the database: due, check, ledger, and the exit codes of run and explain."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from baseball_core.statistics.catalogue import COLUMNS
from game_aggregator.__main__ import main
from game_aggregator.checks import INVARIANTS
from game_aggregator.evaluation import RULES_VERSION
from support.archives import archive_document
from support.builders import FOXES, GAME_PK, HERONS, PITCHER, a_game, a_team, save
from support.games import a_timeline, last_document
from support.stack import Database
from support.statistics import (
    AGGREGATED,
    HASH,
    OTHER_HASH,
    a_correction,
    a_difference,
    a_result,
    a_team_line,
    an_attempt,
    batting,
    pitching,
)
from support.tables import rows

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=3)
FETCHED = datetime(2026, 7, 2, 4, 0, tzinfo=UTC)
Document = dict[str, Any]


class Commands:
    """Runs commands as the console script does, and reads what they print."""

    def __init__(self, folder: Path, database: Database, capsys: pytest.CaptureFixture[str]) -> None:
        self.archive = f"file://{folder / 'archive'}"
        self.database = database
        self._output = folder / "result.json"
        self._capsys = capsys
        self.printed = ""

    def __call__(self, *arguments: str, output: bool = True) -> tuple[int, Any]:
        """(exit code, JSON result); checks that the file says what standard output says."""
        environ = {"ARCHIVE_URL": self.archive, "DATABASE_URL": self.database.writer_url}
        self._output.unlink(missing_ok=True)
        more = ["--output", str(self._output)] if output else []
        code = main([*arguments, *more], environ)
        # A logger that another test of this process has used first still writes to standard output; a process of its
        # own never does, which tests/integration/test_aggregator_season.py sees. A log line is no JSON object.
        lines = self._capsys.readouterr().out.splitlines(keepends=True)
        self.printed = "".join(line for line in lines if line.startswith('{"') or not line[:1].isdigit())
        if not output or not self.printed:
            return code, None
        assert json.loads(self._output.read_text()) == json.loads(self.printed)
        return code, json.loads(self.printed)

    def save(self, *saved: Any) -> None:
        save(self.database.owner_url, *saved)


@pytest.fixture
def command(tmp_path: Path, database: Database, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(tmp_path, database, capsys)


def over(game_pk: int = GAME_PK, **overrides: Any) -> Any:
    """A final game as the transformer leaves it."""
    return a_game(game_pk=game_pk, **{"phase": "final", "status_code": "F", "content_hash": HASH, **overrides})


# ---- due ---------------------------------------------------------------------------------------------------------


def test_nothing_is_due_in_an_empty_database(command: Commands) -> None:
    assert command("due") == (0, {"games": []})


def test_a_final_game_without_a_result_is_new(command: Commands) -> None:
    command.save(a_team(team_id=HERONS, name="Rivertown Herons"), a_team(team_id=FOXES, name="Lakeside Foxes"), over())
    assert command("due") == (
        0,
        {
            "games": [
                {
                    "game_pk": GAME_PK,
                    "official_date": "2026-04-01",
                    "label": f"2026-04-01 {GAME_PK} Rivertown Herons at Lakeside Foxes",
                    "reason": "new",
                }
            ]
        },
    )


@pytest.mark.parametrize(
    ("attempt", "has_result", "reason"),
    [
        ({}, True, None),
        ({"outcome": "held", "reason": "no_linescore"}, False, None),
        ({"outcome": "failed", "reason": "audit_breached"}, True, None),
        ({"content_hash": OTHER_HASH, "fetched_at": LONG_AGO}, True, "corrected"),
        ({"content_hash": OTHER_HASH, "fetched_at": LONG_AGO, "outcome": "held"}, False, "retry"),
        ({"content_hash": OTHER_HASH, "fetched_at": LONG_AGO, "outcome": "failed"}, False, "retry"),
        ({"content_hash": OTHER_HASH, "fetched_at": NOW + timedelta(days=1)}, True, None),
        ({"rules_version": RULES_VERSION - 1}, True, "corrected"),
    ],
)
def test_a_game_is_due_again_when_a_newer_document_or_newer_rules_came(
    command: Commands, attempt: dict[str, Any], has_result: bool, reason: str | None
) -> None:
    """Not while its newest document is the one that was looked at, nor for an older one."""
    attempted = an_attempt(**{"rules_version": RULES_VERSION, "fetched_at": NOW, **attempt})
    command.save(over(fetched_at=NOW), attempted, *([a_result()] if has_result else []))
    _, result = command("due")
    assert [game["reason"] for game in result["games"]] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("phase", "fetched_at", "is_due"),
    [
        ("final", NOW, True),
        ("game_over", NOW - timedelta(hours=2), True),
        ("game_over", NOW - timedelta(minutes=30), False),
        ("live", LONG_AGO, False),
        ("postponed", LONG_AGO, False),
        ("cancelled", LONG_AGO, False),
    ],
)
def test_final_games_are_due_and_games_that_have_been_over_for_long(
    command: Commands, phase: str, fetched_at: datetime, is_due: bool
) -> None:
    command.save(over(phase=phase, fetched_at=fetched_at))
    _, result = command("due")
    assert bool(result["games"]) == is_due


def test_a_game_that_the_archive_does_not_have_is_not_due(command: Commands) -> None:
    command.save(over(archive_key=""))
    assert command("due")[1] == {"games": []}


def test_due_games_come_by_date(command: Commands) -> None:
    dates = {3: "2026-04-02", 1: "2026-04-02", 2: "2026-04-01"}
    command.save(*(over(game_pk, official_date=datetime.fromisoformat(day).date()) for game_pk, day in dates.items()))
    _, result = command("due")
    assert [game["game_pk"] for game in result["games"]] == [2, 1, 3]


# ---- check -------------------------------------------------------------------------------------------------------


def a_whole_result() -> list[Any]:
    """A game of two runs to one by the rows of its players and teams; every invariant holds."""
    side = {"team_id": FOXES, "side": "home"}
    won = {"runs": 2, "batting_runs": 2, "batting_hits": 3, "pitching_runs": 1, "pitching_hits": 1, "pitching_outs": 27}
    lost = {
        "runs": 1,
        "batting_runs": 1,
        "batting_hits": 1,
        "pitching_runs": 2,
        "pitching_hits": 3,
        "pitching_outs": 24,
    }
    return [
        a_result(),
        a_team_line(**won),
        a_team_line(**side, opponent=HERONS, **lost),
        batting(runs=2, hits=3),
        batting(**side, player_id=51, runs=1, hits=1),
        pitching(outs=27),
        pitching(**side, player_id=52, outs=24),
    ]


def test_sound_tables_have_no_findings(command: Commands) -> None:
    command.save(over(fetched_at=LONG_AGO), an_attempt(rules_version=RULES_VERSION), *a_whole_result())
    for name in ("freshness", "reconciliation", "invariants", "held"):
        assert command("check", name) == (0, {"check": name, "ok": True, "findings": []})


@pytest.mark.parametrize(
    ("invariant", "spoiled"),
    [
        ("two sides a game", "DELETE FROM team_game_stats WHERE side = 'away'"),
        ("rows belong to a result", "DELETE FROM game_results"),
        ("teams are the sums of their players", "UPDATE player_game_batting SET hits = 4 WHERE side = 'away'"),
        ("teams are the sums of their players", "UPDATE player_game_pitching SET outs = 9 WHERE side = 'home'"),
        ("what one side did the other allowed", "UPDATE team_game_stats SET pitching_strike_outs = 1"),
        ("the result is the score", "UPDATE game_results SET home_runs = 3"),
        ("a winner has a loser", "UPDATE game_results SET winning_team_id = 4711"),
    ],
)
def test_each_invariant_finds_its_fault(command: Commands, invariant: str, spoiled: str) -> None:
    command.save(*a_whole_result())
    with psycopg.connect(command.database.owner_url) as connection:
        connection.execute(spoiled.encode())
    code, result = command("check", "invariants")
    assert (code, result["ok"]) == (4, False)
    assert invariant in {finding["detail"].split(":")[0] for finding in result["findings"]}


def test_every_invariant_has_such_a_test() -> None:
    (mark,) = (mark for mark in test_each_invariant_finds_its_fault.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {name for name, _ in mark.args[1]} == set(INVARIANTS)


@pytest.mark.parametrize(("fetched_at", "found"), [(NOW - timedelta(hours=2), True), (NOW, False)])
def test_freshness_finds_what_has_been_due_for_an_hour(command: Commands, fetched_at: datetime, found: bool) -> None:
    command.save(over(fetched_at=fetched_at))
    code, result = command("check", "freshness")
    assert code == (4 if found else 0)
    assert [finding["game_pk"] for finding in result["findings"]] == ([GAME_PK] if found else [])


def test_reconciliation_finds_what_is_not_registered(command: Commands) -> None:
    command.save(
        a_result(), a_difference(), a_difference(statistic="runs", registered="the source says so"),
        a_difference(scope="line", player_id=0, inning=3, statistic="errors"),
    )  # fmt: skip
    code, result = command("check", "reconciliation")
    details = [finding["detail"] for finding in result["findings"]]
    assert code == 4
    assert len(details) == 2
    assert any("line.errors of inning 3: computed 2, official 1" in detail for detail in details)
    assert not any("batting.runs" in detail for detail in details)


@pytest.mark.parametrize(
    ("outcome", "since", "found"),
    [("held", LONG_AGO, True), ("held", NOW, False), ("failed", NOW, True), ("aggregated", LONG_AGO, False)],
)
def test_held_finds_what_failed_and_what_has_had_holes_for_a_day(
    command: Commands, outcome: str, since: datetime, found: bool
) -> None:
    command.save(an_attempt(outcome=outcome, since=since, reason="no_linescore", detail="innings are missing"))
    code, result = command("check", "held")
    assert (code, bool(result["findings"])) == ((4, True) if found else (0, False))


# ---- ledger ------------------------------------------------------------------------------------------------------


def test_the_ledger_tells_what_was_noticed_since_then(command: Commands) -> None:
    before, after = AGGREGATED + timedelta(days=1), AGGREGATED + timedelta(days=3)
    command.save(
        a_correction(noticed_at=before), a_correction(noticed_at=after, column_name="runs"),
        a_correction(game_pk=7, noticed_at=after),
    )  # fmt: skip
    code, result = command("ledger", "--since", after.isoformat())
    assert (code, result["games"]) == (0, [7, GAME_PK])
    assert [(entry["game_pk"], entry["column_name"]) for entry in result["entries"]] == [(GAME_PK, "runs"), (7, "hits")]
    assert command("ledger", "--since", (after + timedelta(seconds=1)).isoformat())[1] == {"entries": [], "games": []}


# ---- run and explain ---------------------------------------------------------------------------------------------


def a_document(change: Callable[[Document], object] = lambda _: None) -> Document:
    document = copy.deepcopy(last_document(a_timeline("regular", 2)))
    change(document)
    return document


def no_linescore(document: Document) -> None:
    del document["liveData"]["linescore"]


def no_put_out(document: Document) -> None:
    document["liveData"]["plays"]["allPlays"][0]["runners"][0]["credits"] = []


def in_progress(document: Document) -> None:
    document["gameData"]["status"]["statusCode"] = "I"


def ill_typed(document: Document) -> None:
    document["liveData"]["plays"]["allPlays"][0]["result"]["rbi"] = "two"


def beyond_the_columns(document: Document) -> None:
    document["gameData"]["teams"]["home"]["id"] = 2**40


def with_nul(document: Document) -> None:
    document["gameData"]["teams"]["home"]["name"] = "Foxes\0"


@pytest.mark.parametrize(
    ("change", "code", "outcome", "reason"),
    [
        (lambda _: None, 0, "aggregated", None),
        (no_linescore, 3, "held", "no_linescore"),
        (in_progress, 3, "open", "not_final"),
        (no_put_out, 4, "failed", "audit_breached"),
        (ill_typed, 4, "failed", "wrong_type"),
        (beyond_the_columns, 4, "failed", "rows_refused"),
        (with_nul, 4, "failed", "rows_refused"),
    ],
)
def test_the_exit_code_of_a_run_says_whether_trying_again_can_help(
    command: Commands, change: Callable[[Document], object], code: int, outcome: str, reason: str | None
) -> None:
    document = a_document(change)
    archive_document(command.archive, document, FETCHED)
    exit_code, result = command("run", "--game-pk", str(document["gamePk"]))
    assert (exit_code, result["outcome"], result["reason"]) == (code, outcome, reason)
    if outcome != "aggregated":
        assert rows(command.database.owner_url, "SELECT * FROM game_results") == []
    again, result = command("run", "--game-pk", str(document["gamePk"]))
    assert (again, result["outcome"]) == (code, "unchanged" if outcome == "aggregated" else outcome)


def test_a_game_that_is_not_in_the_archive_may_come_yet(command: Commands) -> None:
    code, result = command("run", "--game-pk", "4711")
    assert (code, result["outcome"], result["reason"]) == (1, "failed", "no_document")


def test_a_document_of_another_game_is_refused(command: Commands, tmp_path: Path) -> None:
    document = a_document()
    archive_document(command.archive, document, FETCHED)
    (folder,) = (path for path in (tmp_path / "archive").rglob("900001") if path.is_dir())
    folder.rename(folder.with_name("900002"))
    code, result = command("run", "--game-pk", "900002")
    assert (code, result["outcome"], result["reason"]) == (4, "failed", "other_game")
    assert rows(command.database.owner_url, "SELECT * FROM game_results") == []


def test_run_due_does_what_is_due_and_then_nothing(command: Commands) -> None:
    document = a_document()
    content_hash = archive_document(command.archive, document, FETCHED)
    command.save(over(document["gamePk"], fetched_at=FETCHED, content_hash=content_hash), over(7, phase="live"))
    code, result = command("run", "--due")
    assert (code, result["games"], result["aggregated"], result["failed"]) == (0, 1, 1, [])
    assert command("due")[1] == {"games": []}
    assert command("run", "--due")[1]["games"] == 0


def test_explain_prints_the_plays_behind_a_number(command: Commands) -> None:
    document = a_document()
    archive_document(command.archive, document, FETCHED)
    entry = max(
        document["liveData"]["boxscore"]["teams"]["away"]["players"].values(),
        key=lambda entry: entry["stats"]["batting"].get("hits", 0),
    )
    who = ("--game-pk", str(document["gamePk"]), "--player", str(entry["person"]["id"]))
    assert command("explain", *who, "--stat", "batting.hits", output=False) == (0, None)
    first, *reasons = command.printed.splitlines()
    hits = entry["stats"]["batting"]["hits"]
    assert first == f"batting.hits = {hits}"
    assert [line.split()[0] for line in reasons] == ["+1"] * hits
    assert all("play " in line for line in reasons)


@pytest.mark.parametrize(("change", "code"), [(no_linescore, 3), (in_progress, 3), (ill_typed, 4)])
def test_explain_has_the_same_exit_codes(command: Commands, change: Callable[[Document], object], code: int) -> None:
    archive_document(command.archive, a_document(change), FETCHED)
    who = ("--game-pk", "900001", "--player", str(PITCHER), "--stat", "hits")
    assert command("explain", *who, output=False)[0] == code


def test_explain_of_a_game_that_the_archive_lacks_may_be_tried_again(command: Commands) -> None:
    assert command("explain", "--game-pk", "5", "--player", "1", "--stat", "hits", output=False)[0] == 1


def test_the_catalogue_is_what_the_tables_have(command: Commands) -> None:
    for group, columns in COLUMNS.items():
        found = rows(
            command.database.owner_url,
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s",
            f"player_game_{group}",
        )
        assert set(columns) <= {row["column_name"] for row in found}
