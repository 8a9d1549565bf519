"""What each command does; returns the exit code. Results are JSON on standard output, and in a file when asked for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
import psycopg
from psycopg.rows import dict_row

from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import ArchiveReader
from baseball_core.db.session import WriteSession
from baseball_core.lifecycle import EXIT_FAILED, EXIT_OK
from baseball_core.settings import DatabaseSettings
from baseball_core.telemetry.health import Health
from game_aggregator.checks import CHECKS
from game_aggregator.documents import body, newest_of
from game_aggregator.due import due_games
from game_aggregator.explain import explain, statistics_named
from game_aggregator.job import GameReport
from game_aggregator.readiness import complete
from game_aggregator.reading import read_game
from game_aggregator.reconciling import EXIT_NOT_READY
from game_aggregator.season import APPLICATION, opened, runner, season_report, select
from game_aggregator.settings import ArchiveOnly, DatabaseOnly, Settings
from game_aggregator.wire import decode

EXIT_BREACHED = 4
RETRYABLE_FAILURES = frozenset({"object_missing", "object_corrupt", "no_document", "base_missing"})
"""Failures that somebody may mend in the archive, so that trying again can help."""


def due(settings: DatabaseOnly, output: Path | None) -> int:
    with _database(settings.database) as connection:
        _write({"games": due_games(connection)}, output)
    return EXIT_OK


def run_game(settings: Settings, game_pk: int, output: Path | None) -> int:
    games = ArchiveReader(Objects(settings.archive.url)).games(game_pk=game_pk)
    if games:
        with opened(settings) as job:
            report = _expected(job.run(games)[0])
    else:
        report = _expected(GameReport(game_pk=game_pk, outcome="open", reason="no_document"))
    _write(report, output)
    if report.outcome in ("held", "open"):
        return EXIT_NOT_READY
    if report.outcome == "failed":
        return EXIT_FAILED if report.reason in RETRYABLE_FAILURES else EXIT_BREACHED
    return EXIT_OK


def run_season(
    settings: Settings,
    season: str,
    game_types: frozenset[str] | None,
    chunk: tuple[int, int],
    workers: int,
    output: Path | None,
) -> int:
    with runner(settings, workers) as run:
        games = select(ArchiveReader(Objects(settings.archive.url)).games(season), game_types, chunk)
        return _summed(run(games), output)


def run_due(settings: Settings, workers: int, output: Path | None) -> int:
    with runner(settings, workers) as run:
        with _database(settings.database) as connection:
            wanted = {game.game_pk for game in due_games(connection)}
        reader = ArchiveReader(Objects(settings.archive.url))
        games = [game for game in reader.games() if game.game_pk in wanted] if wanted else []
        found = {game.game_pk for game in games}
        absent = [
            GameReport(game_pk=game_pk, outcome="open", reason="no_document") for game_pk in sorted(wanted - found)
        ]
        return _summed([_expected(report) for report in (*run(games), *absent)], output)


def _expected(report: GameReport) -> GameReport:
    """A game that was asked for by name must have a document; in a whole season one without is not over."""
    if report.reason != "no_document":
        return report
    detail = "the archive has no published document of it"
    return msgspec.structs.replace(report, outcome="failed", detail=detail)


def _summed(reports: list[GameReport], output: Path | None) -> int:
    report = season_report(reports)
    _write(report, output)
    return EXIT_FAILED if report.failed else EXIT_OK


def check(settings: DatabaseOnly, name: str, output: Path | None) -> int:
    with _database(settings.database) as connection:
        findings = CHECKS[name](connection)
    _write({"check": name, "ok": not findings, "findings": findings}, output)
    return EXIT_BREACHED if findings else EXIT_OK


def ledger(settings: DatabaseOnly, since: datetime, output: Path | None) -> int:
    """Ledger rows that were noticed since then, and the games that they are of."""
    with _database(settings.database) as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SELECT * FROM correction_ledger WHERE noticed_at >= %s ORDER BY ledger_id", (since,))
        entries = cursor.fetchall()
    _write({"entries": entries, "games": sorted({entry["game_pk"] for entry in entries})}, output)
    return EXIT_OK


def explain_number(settings: ArchiveOnly, game_pk: int, player_id: int, stat: str) -> int:
    statistics = statistics_named(stat)
    reader = ArchiveReader(Objects(settings.archive.url))
    document = complete(decode(body(reader, newest_of(reader, game_pk))))
    game = read_game(document)
    for statistic in statistics:
        for explained in explain(document, game, player_id, statistic):
            sys.stdout.write(f"{explained.group}.{explained.statistic} = {explained.value}\n")
            for reason in explained.reasons:
                where = (
                    f"play {reason.at_bat_index}, {reason.half_inning} {reason.inning}: "
                    if reason.at_bat_index is not None
                    else ""
                )
                sys.stdout.write(f"  {reason.amount:+d}  {where}{reason.description}\n")
    return EXIT_OK


@contextmanager
def _database(settings: DatabaseSettings) -> Iterator[psycopg.Connection]:
    session = WriteSession(settings.url.reveal(), Health(), application=APPLICATION)
    try:
        with session.transaction(pipelined=False) as connection:
            yield connection
    finally:
        session.close()


def _write(result: object, output: Path | None) -> None:
    text = msgspec.json.encode(result).decode()
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
