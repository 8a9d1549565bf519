"""Many games: in batches, by one or more worker processes, with progress; bad games do not stop the others."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread

from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import ArchiveReader, Game
from baseball_core.clock import SystemClock
from baseball_core.db.session import WriteSession
from baseball_core.lifecycle import EXIT_FAILED
from baseball_core.telemetry.health import Health
from game_aggregator.job import GameReport, Job
from game_aggregator.register import shipped
from game_aggregator.settings import Settings

BATCH_GAMES = 40
"""Games that share one transaction and one aggregation. More make nothing quicker, and hold more memory."""
APPLICATION = "game_aggregator"


class FailedGame(Struct, frozen=True):
    """A game that could not be aggregated, and why."""

    game_pk: int
    reason: str | None
    detail: str | None


class SeasonReport(Struct, frozen=True):
    """What became of many games: how many of each outcome, and those that failed. Open games are not counted."""

    games: int
    aggregated: int
    unchanged: int
    held: int
    failed: list[FailedGame]
    ledger_rows: int
    cells_compared: int
    cells_differing: int
    cells_registered: int
    unknown_events: dict[str, int]


def season_report(reports: Iterable[GameReport]) -> SeasonReport:
    """Adds up the reports of games."""
    counted = [report for report in reports if report.outcome != "open"]
    unknown: dict[str, int] = {}
    for report in counted:
        for kind, count in report.unknown_events.items():
            unknown[kind] = unknown.get(kind, 0) + count

    def outcomes(outcome: str) -> int:
        return sum(report.outcome == outcome for report in counted)

    return SeasonReport(
        games=len(counted),
        aggregated=outcomes("aggregated"),
        unchanged=outcomes("unchanged"),
        held=outcomes("held"),
        failed=[FailedGame(r.game_pk, r.reason, r.detail) for r in counted if r.outcome == "failed"],
        ledger_rows=sum(report.ledger_rows for report in counted),
        cells_compared=sum(report.cells_compared for report in counted),
        cells_differing=sum(report.cells_differing for report in counted),
        cells_registered=sum(report.cells_registered for report in counted),
        unknown_events=unknown,
    )


def select(games: Iterable[Game], game_types: frozenset[str] | None, chunk: tuple[int, int]) -> list[Game]:
    """The games of these types (None: all) that belong to chunk ``i`` of ``n``, by gamePk."""
    number, chunks = chunk
    wanted = [game for game in games if game_types is None or not game_types.isdisjoint(_types(game))]
    return wanted[number - 1 :: chunks]


def _types(game: Game) -> set[str]:
    return {folder.split("/")[1] for folder in game.folders}


@contextmanager
def opened(settings: Settings) -> Iterator[Job]:
    """A job with its own archive reader and database session."""
    session = WriteSession(settings.database.url.reveal(), Health(), application=APPLICATION)
    try:
        yield Job(ArchiveReader(Objects(settings.archive.url)), session, shipped(), SystemClock())
    finally:
        session.close()


Runner = Callable[[Sequence[Game]], list[GameReport]]
"""Runs games in batches. Raises what ``Job.run`` raises; what was done until then stays, a second run goes on there."""


@contextmanager
def runner(settings: Settings, workers: int) -> Iterator[Runner]:
    """Worker processes that wait for games, or this process for one worker.

    They are forked, so that what was imported need not be imported again, and therefore before this process has
    touched archive or database: a fork must find one thread.
    """
    if workers == 1:
        with opened(settings) as job:
            yield lambda games: _collected(len(games), map(job.run, _batches(games)))
        return
    with ProcessPoolExecutor(workers, get_context("fork"), _begin_worker, (settings,)) as pool:
        wait([pool.submit(_ready) for _ in range(workers)])
        yield lambda games: _collected(len(games), _spread(pool, workers, _batches(games)))


def _batches(games: Sequence[Game]) -> Iterator[list[Game]]:
    return (list(games[first : first + BATCH_GAMES]) for first in range(0, len(games), BATCH_GAMES))


def _collected(total: int, batches: Iterable[list[GameReport]]) -> list[GameReport]:
    reports: list[GameReport] = []
    with _progress(total) as advance:
        for done in batches:
            reports += done
            advance(len(done))
    return reports


def _spread(pool: ProcessPoolExecutor, workers: int, batches: Iterator[list[Game]]) -> Iterator[list[GameReport]]:
    """Two batches a worker are under way: enough to keep it busy, and memory does not grow with the season."""
    waiting: set[Future[list[GameReport]]] = {pool.submit(_work, batch) for batch in islice(batches, 2 * workers)}
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            yield future.result()
            waiting |= {pool.submit(_work, batch) for batch in islice(batches, 1)}


_worker: list[Job] = []
"""The job of this worker process, made when it begins."""


def _begin_worker(settings: Settings) -> None:
    # The session lives as long as the worker; rows hold no cycles, so the collector would only look in vain.
    session = WriteSession(settings.database.url.reveal(), Health(), application=APPLICATION)
    _worker.append(Job(ArchiveReader(Objects(settings.archive.url)), session, shipped(), SystemClock()))
    gc.freeze()
    gc.disable()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for games for ever; what it has under way is rolled back."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(EXIT_FAILED)


def _ready() -> None:
    """Nothing: that it can be asked says that the worker has begun."""


def _work(games: list[Game]) -> list[GameReport]:
    return _worker[0].run(games)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("games", total=total)
        yield lambda count: progress.advance(task, count)
