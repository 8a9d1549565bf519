"""The DAGs with the real commands: PostgreSQL, archive, poller and simulator of a running demo; imports none of ours.

due -> games -> tables -> summary, a damaged archive, a correction after final.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bags import environment
from receivers import Webhook
from worlds import run_dag

PROJECT = Path(__file__).parents[2]
SCRIPTS = PROJECT / ".venv" / "bin"
GAMES = (900001, 900002)
PLAYED_SECONDS = 240.0
COUNT = """
import json, os, psycopg, sys
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(json.dumps(connection.execute(sys.argv[1]).fetchall()))
"""


# All that was computed, as if no game had been aggregated yet; the ledger is append-only and empty.
TABLES = ("player_game_batting", "player_game_pitching", "player_game_fielding", "team_game_stats", "reconciliation")
FORGET = (
    "WITH "
    + ", ".join(
        f"d{number} AS (DELETE FROM {table})"
        for number, table in enumerate((*TABLES, "game_results", "game_aggregations"))
    )
    + " SELECT count(*) FROM correction_ledger"
)


class Demo:
    """A running demo, seen through its environment file."""

    def __init__(self, environment_file: Path) -> None:
        self.environment_file = environment_file
        self.environment: dict[str, str] = json.loads(environment_file.read_text(encoding="utf-8"))
        self.archive = Path(self.environment["ARCHIVE_URL"].removeprefix("file://"))

    def command(self, *arguments: str) -> Any:
        """The JSON answer of one of the project's commands."""
        done = subprocess.run(arguments, env=self.environment, capture_output=True, text=True, check=True, timeout=60)
        return json.loads(done.stdout)

    def rows(self, query: str) -> list[list[Any]]:
        return self.command(str(SCRIPTS / "python"), "-c", COUNT, query)

    def due(self) -> list[int]:
        return [game["game_pk"] for game in self.command(str(SCRIPTS / "game-aggregator"), "due")["games"]]

    def with_archive_without(self, game_pk: int, folder: Path) -> Path:
        """An environment file whose archive is a copy that lacks the documents of one game; its manifest is there."""
        copied = Path(shutil.copytree(self.archive, folder / "archive"))
        (game,) = copied.rglob(str(game_pk))
        for document in game.glob("*.json.zst"):
            document.unlink()
        file = folder / "environment.json"
        file.write_text(json.dumps(self.environment | {"ARCHIVE_URL": copied.as_uri()}), encoding="utf-8")
        return file

    def correct(self, game_pk: int, kind: str) -> None:
        """Lets the simulator change a final game as of now."""
        body = json.dumps({"game_pk": game_pk, "kind": kind}).encode()
        url = f"{self.environment['STATSAPI_BASE_URL']}/simulator/corrections"
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method="POST")
        with urllib.request.urlopen(request, timeout=30):
            return


@pytest.fixture
def demo(tmp_path: Path, airflow_home: Path) -> Iterator[Demo]:
    """A demo of two games, both over and in the database, neither aggregated."""
    log = tmp_path / "demo.log"
    settings = {"DATA": str(tmp_path / "demos"), "GAMES": "2", "SPEED": "1500", "BROKER": "mock"}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    with log.open("w") as output:
        process = subprocess.Popen(
            [SCRIPTS / "pipeline-demo"], env=inherited | settings, stdout=output, stderr=output, start_new_session=True
        )
    try:
        demo = wait_until_over(tmp_path / "demos", process, log)
        # The demo aggregates by itself; stopped it cannot, while its database, poller and simulator go on.
        process.send_signal(signal.SIGSTOP)
        demo.rows(FORGET)
        assert demo.due() == list(GAMES)
        yield demo
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_until_over(folder: Path, process: subprocess.Popen[bytes], log: Path) -> Demo:
    """The demo when it has compared all of its games, computed statistics included."""
    deadline = time.monotonic() + PLAYED_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if "every game is over" in log.read_text(encoding="utf-8"):
            (file,) = folder.glob("*/batch.json")
            return Demo(file)
        time.sleep(1)
    raise AssertionError(log.read_text(encoding="utf-8")[-4000:])


def test_games_are_aggregated_checked_corrected_and_a_damaged_archive_fails_only_its_game(
    demo: Demo, webhook: Webhook, tmp_path: Path
) -> None:
    # A game whose documents are away fails, is tried again, and spoils no other.
    with environment(BASEBALL_PROCESS_ENVIRONMENT=str(demo.with_archive_without(900002, tmp_path / "damaged"))):
        run = run_dag("game_aggregation")
    assert run.state == "failed"
    assert run.states("aggregate_game") == ["success", "failed"]
    assert run.tries("aggregate_game") == [1, 3]
    assert "1 aggregated, 0 unchanged, 0 held, 0 open, 1 failed" in run.result("publish_summary")
    assert "failed: object_missing" in run.result("publish_summary")
    assert demo.rows("SELECT DISTINCT game_pk FROM player_game_batting") == [[900001]]
    assert [body["event"] for body in webhook.bodies] == ["retry", "failure", "failure"]

    with environment(BASEBALL_PROCESS_ENVIRONMENT=str(demo.environment_file)):
        # With a whole archive it is found by itself; every figure agrees with the official box score.
        run = run_dag("game_aggregation")
        assert run.state == "success"
        (label,) = run.labels("aggregate_game")
        assert label.startswith("2026-07-04 900002 ")
        assert "1 due, 1 tried: 1 aggregated" in run.result("publish_summary")
        compared = demo.rows("SELECT game_pk, cells_compared, cells_differing FROM game_results ORDER BY game_pk")
        assert [row[0] for row in compared] == list(GAMES)
        assert all(row[1] > 1000 and row[2] == 0 for row in compared)

        # Nothing is left to do, and the checks find nothing.
        assert run_dag("game_aggregation").states("aggregate_game") == ["skipped"]
        assert run_dag("data_quality").state == "success"

        # A season's backfill finds both up to date.
        run = run_dag("season_backfill", season=2026, game_types="R", workers=2, chunks=2)
        assert run.state == "success"
        assert run.result("publish_summary").startswith("2 games, 0 aggregated, 2 unchanged")

        # MLB changes its mind about a final game: the game runs again and the ledger says what changed.
        demo.correct(900001, "hit_to_error")
        run = run_dag("corrections")
        assert run.state == "success"
        report = run.result("publish_report").splitlines()
        assert any(line.startswith("1 due, 1 tried: 1 aggregated") for line in report), report
        ledger = demo.rows("SELECT game_pk, column_name FROM correction_ledger")
        assert {game_pk for game_pk, _ in ledger} == {900001}
        assert "hits" in {column for _, column in ledger}
        assert f"{len(ledger)} corrections in 1 games" in report
