"""A season from the archive into PostgreSQL by ``game-aggregator run --season``, against others on the same files.

2,430 games are made by giving final documents new gamePks. Naive: what notebooks write, two processes, no database; it
takes minutes for a season, so it works on a part of the games and its time is multiplied. Scan: two processes
decompress and scan the files. COPY: the very rows that ours leaves, sent by two connections. Each contender is timed as
a whole process, its start included; every run of ours fills a new database.
"""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import psutil
import psycopg

from baseball_core.archive.base import FEED, Answer
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.codec import content_hash
from baseball_core.statistics.catalogue import COLUMNS, Group
from bench import targets
from bench.context import Context
from bench.measure import Figure, figure, interleaved, ratios
from bench.naive_season import statistics_of
from bench.simulated import SCRIPTS
from bench.stack import Database, Parts, plain_environment
from bench.workloads import FETCHED_FROM, PROJECT, finals
from game_aggregator.evaluation import evaluate
from game_aggregator.load import REPLACED
from game_aggregator.readiness import complete
from game_aggregator.rows import FIRST_COUNT, PLAYER_TABLES
from game_aggregator.wire import decode

GAMES = 2430
QUICK_GAMES = 280
NAIVE_SHARE = 20
"""The naive way takes every twentieth game."""
WORKERS = 2
SEASON = "2026"
FIRST_GAME_PK = 950_001
EQUAL_CELLS = 0.98
_GAME_PK = re.compile(rb'"gamePk":\d+')
TABLES = ("game_results", "game_aggregations", *REPLACED)


class Season:
    """The archive of one season, made once."""

    def __init__(self, folder: Path, games: int) -> None:
        self.folder = folder
        self.games = games
        documents = finals()
        self.bodies = documents.bodies
        archive = ObjectArchive(folder.as_uri())
        for number in range(games):
            body = documents.bodies[number % len(documents.bodies)]
            archive.store(_answer(_GAME_PK.sub(b'"gamePk":%d' % (FIRST_GAME_PK + number), body, count=1), number))
        archive.close()

    @property
    def files(self) -> list[str]:
        return sorted(map(str, self.folder.rglob("*.json.zst")))


def _answer(body: bytes, number: int) -> Answer:
    return Answer(
        season=SEASON,
        game_type="R",
        game_pk=FIRST_GAME_PK + number,
        kind=FEED,
        body=body,
        fetched_at=FETCHED_FROM + timedelta(minutes=number),
        http_status=200,
        url="bench",
        result_hash=content_hash(body),
        sequence=1,
    )


def equal_share(body: bytes) -> float:
    """Share of the naive way's cells that ours agrees with; it knows nothing of pitchers changed in mid turn."""
    (evaluated,) = evaluate([complete(decode(body))], {})
    cells = equal = 0
    groups: tuple[Group, ...] = ("batting", "pitching")
    for group in groups:
        naive = statistics_of(body)[group]
        ours = {
            row[2]: dict(zip(COLUMNS[group], row[FIRST_COUNT:], strict=True)) for row in _rows(evaluated.rows, group)
        }
        for player, counts in naive.to_dict("index").items():
            for name, value in counts.items():
                cells += 1
                equal += ours.get(player, {}).get(str(name)) == value
    return equal / cells


def _rows(rows: Mapping[str, Sequence[tuple[object, ...]]], group: Group) -> Sequence[tuple[object, ...]]:
    return rows[PLAYER_TABLES[group]]


# ---- contenders --------------------------------------------------------------------------------------------------


def _timed(command: Sequence[str], environment: Mapping[str, str], watch: Callable[[int], None] | None = None) -> float:
    started = time.perf_counter()
    process = subprocess.Popen(command, env=dict(environment), cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    if watch is not None:
        watch(process.pid)
    output, _ = process.communicate()
    took = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{command[:3]} ended with {process.returncode}: {output[-500:]}")
    return took


class Memory:
    """The highest resident set of any worker of a process, in MB; sampled while it runs."""

    def __init__(self) -> None:
        self.highest = 0.0

    def watch(self, pid: int) -> None:
        threading.Thread(target=self._sample, args=(pid,), daemon=True).start()

    def _sample(self, pid: int) -> None:
        try:
            process = psutil.Process(pid)
            while process.is_running():
                for worker in process.children():
                    self.highest = max(self.highest, worker.memory_info().rss / 1e6)
                time.sleep(0.05)
        except psutil.NoSuchProcess:
            return


def _ours(season: Season, parts: Parts, environment: Mapping[str, str], memory: Memory) -> float:
    database = parts.new_database()
    command = [str(SCRIPTS / "game-aggregator"), "run", "--season", SEASON, "--workers", str(WORKERS)]
    settings = {
        **environment,
        "ARCHIVE_URL": season.folder.as_uri(),
        "DATABASE_URL": database.writer_url,
        "LOG_LEVEL": "warning",
    }
    try:
        return _timed(command, settings, memory.watch)
    finally:
        parts.drop_database(database)


def _one_game(season: Season, parts: Parts, environment: Mapping[str, str]) -> float:
    database = parts.new_database()
    settings = {**environment, "ARCHIVE_URL": season.folder.as_uri(), "DATABASE_URL": database.writer_url}
    try:
        return _timed([str(SCRIPTS / "game-aggregator"), "run", "--game-pk", str(FIRST_GAME_PK)], settings)
    finally:
        parts.drop_database(database)


def _naive(season: Season, environment: Mapping[str, str]) -> float:
    """Seconds for the season, from a part of it."""
    files = season.files[::NAIVE_SHARE]
    took = _timed([sys.executable, "-m", "bench.naive_season", *files], environment)
    return took * season.games / len(files)


def _scan(season: Season, environment: Mapping[str, str]) -> float:
    return _timed([sys.executable, "-m", "bench.scan_season", str(season.folder)], environment)


class Rows:
    """The rows of a season as COPY text, in two halves by table and game."""

    def __init__(self, database: Database) -> None:
        self.halves: list[dict[str, bytes]] = [{}, {}]
        with psycopg.connect(database.owner_url) as connection:
            for table in TABLES:
                for number, half in enumerate(self.halves):
                    statement = f"COPY (SELECT * FROM {table} WHERE game_pk % 2 = {number}) TO STDOUT"
                    with connection.cursor().copy(statement.encode()) as copy:
                        half[table] = b"".join(map(bytes, copy))


def _copy(rows: Rows, parts: Parts) -> float:
    database = parts.new_database()
    try:
        threads = [threading.Thread(target=_send, args=(half, database.writer_url)) for half in rows.halves]
        started = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - started
    finally:
        parts.drop_database(database)


def _send(half: Mapping[str, bytes], url: str) -> None:
    with psycopg.connect(url) as connection:
        for table, data in half.items():
            with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                copy.write(data)


def run(context: Context) -> Sequence[Figure]:
    """Ratios of wall times, and the memory of a worker."""
    parts = context.parts()
    season = Season(context.folder("season"), QUICK_GAMES if context.quick else GAMES)
    shares = [equal_share(body) for body in season.bodies]
    if min(shares) < EQUAL_CELLS:
        raise ValueError(f"the naive statistics are not ours: only {min(shares):.1%} of a game's cells are equal")
    context.say(f"{season.games} games; at least {min(shares):.2%} of the naive way's cells are equal to ours")
    environment = plain_environment(os.environ)
    database = parts.new_database()
    filled = {**environment, "ARCHIVE_URL": season.folder.as_uri(), "DATABASE_URL": database.writer_url}
    _timed([str(SCRIPTS / "game-aggregator"), "run", "--season", SEASON, "--workers", str(WORKERS)], filled)
    rows = Rows(database)
    parts.drop_database(database)
    memory = Memory()
    contenders: Mapping[str, Callable[[], float]] = {
        "ours": partial(_ours, season, parts, environment, memory),
        "one game": partial(_one_game, season, parts, environment),
        "naive": partial(_naive, season, environment),
        "scan": partial(_scan, season, environment),
        "copy": partial(_copy, rows, parts),
    }
    walls = interleaved(contenders, context.rounds, context.rng)
    return [
        figure(
            "season of player statistics into PostgreSQL: naive without database / ours",
            ratios(walls["naive"], walls["ours"]),
            "x",
            targets.SEASON_AGAINST_NAIVE,
        ),
        figure(
            "the same: ours / decompress and scan",
            ratios(walls["ours"], walls["scan"]),
            "x",
            targets.SEASON_AGAINST_SCAN,
        ),
        figure(
            "the same, all tables of the batch: ours / plain COPY of their rows",
            ratios(walls["ours"], walls["copy"]),
            "x",
            targets.SEASON_AGAINST_COPY,
        ),
        figure("memory of a worker, highest", [memory.highest], "MB", targets.SEASON_WORKER_MEMORY),
        figure("one game, cold process", walls["one game"], "s", targets.ONE_GAME_SECONDS),
    ]
