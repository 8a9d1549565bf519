"""One transaction: see what is stored of some games, write what differs, note in the ledger what changed.

A game's rows are replaced table by table and only where they differ, so a second run of one document writes nothing.
A document that is older than the one whose rows are stored changes nothing. The transaction holds all of its games or
none: when it fails nothing was written, and doing it again is right.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from msgspec import Struct
from psycopg import sql
from psycopg.rows import dict_row

from baseball_core.db.base import Base
from baseball_core.db.models import GameAggregation, GameResult, LedgerEntry, ReconciliationDifference
from baseball_core.db.session import WriteSession
from baseball_core.db.upsert import as_json, upsert
from game_aggregator.documents import Source
from game_aggregator.evaluation import RULES_VERSION, Evaluated
from game_aggregator.ledger import Change, result_changes, row_changes
from game_aggregator.rows import COLUMNS_OF, GameRows, Row

GAME_LOCKS = 4_703_173
"""First key of the advisory locks; the second is the game_pk."""
LOCK = "SELECT pg_advisory_xact_lock(%s, game_pk) FROM unnest(%s::int[]) AS game_pk"

_TABLES = Base.metadata.tables
RESULTS, AGGREGATIONS = _TABLES[GameResult.__tablename__], _TABLES[GameAggregation.__tablename__]
RECONCILIATION, LEDGER = _TABLES[ReconciliationDifference.__tablename__], _TABLES[LedgerEntry.__tablename__]
OF_RESULT = (
    *("season", "sport_id", "game_type", "official_date", "innings", "away_team_id", "away_team_name"),
    *("home_team_id", "home_team_name", "away_runs", "home_runs", "winning_team_id", "winning_pitcher_id"),
    *("losing_pitcher_id", "save_pitcher_id"),
)
"""What a correction may change of a result: these columns stand in the ledger."""
ABOUT_DOCUMENT = (
    *("status_code", "cells_compared", "cells_differing", "cells_registered", "unknown_events"),
    *("content_hash", "archive_key", "fetched_at"),
)
RESULT_COLUMNS = ("game_pk", *OF_RESULT, *ABOUT_DOCUMENT, "first_aggregated_at", "changed_at")
RECONCILIATION_COLUMNS = tuple(column.name for column in RECONCILIATION.columns)
LEDGER_COLUMNS = tuple(column.name for column in LEDGER.columns if column.name != "ledger_id")
AGGREGATION_COLUMNS = tuple(column.name for column in AGGREGATIONS.columns)
REPLACED = {**COLUMNS_OF, RECONCILIATION.name: RECONCILIATION_COLUMNS}

_UPSERT_RESULT = upsert(RESULTS, RESULT_COLUMNS)
# An outcome that goes on keeps the time at which it began.
_UPSERT_AGGREGATION = upsert(AGGREGATIONS, AGGREGATION_COLUMNS).replace(
    "since = excluded.since",
    "since = CASE WHEN (old.outcome, old.reason) IS NOT DISTINCT FROM (excluded.outcome, excluded.reason)"
    " THEN old.since ELSE excluded.since END",
)


class Loaded(Struct, frozen=True):
    """What the transaction did for one game. ``changed`` is False when everything stood there already."""

    game_pk: int
    changed: bool
    rows_written: int
    ledger_rows: int


class _Stored(Struct):
    """What the tables hold of one game."""

    result: dict[str, Any]
    rows: GameRows


def load(session: WriteSession, batch: Sequence[tuple[Source, Evaluated]], now: datetime) -> list[Loaded]:
    """Loads evaluated games without breaches. Raises DatabaseUnavailableError (retryable) or RowsRefusedError."""
    game_pks = [source.game_pk for source, _ in batch]
    with session.transaction(pipelined=False) as connection:
        connection.execute(LOCK, (GAME_LOCKS, sorted(game_pks)))
        stored = _stored(connection, game_pks)
        writes = _Writes(now)
        loaded = [writes.add(source, evaluated, stored.get(source.game_pk)) for source, evaluated in batch]
        writes.send(connection)
    return loaded


def note_outcome(session: WriteSession, source: Source, outcome: str, reason: str, detail: str, now: datetime) -> None:
    """Keeps why a game was not loaded; what is stored of it stays."""
    with session.transaction(pipelined=False) as connection:
        row = _aggregation(source, outcome, reason, detail, now)
        connection.execute(_UPSERT_AGGREGATION, (as_json([row]),))


class _Writes:
    """Collects what a batch writes, so that each table is written once a batch."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._deleted: dict[str, list[int]] = {table: [] for table in REPLACED}
        self._copied: dict[str, list[Row]] = {table: [] for table in REPLACED}
        self._results: list[Row] = []
        self._aggregations: list[Row] = []
        self._ledger: list[Row] = []

    def add(self, source: Source, evaluated: Evaluated, stored: _Stored | None) -> Loaded:
        """Adds what one game needs."""
        if stored is not None and stored.result["fetched_at"] > source.fetched_at:
            return Loaded(source.game_pk, False, 0, 0)
        rows = {**evaluated.rows, RECONCILIATION.name: _differences(source.game_pk, evaluated)}
        result = _result(evaluated)
        written = 0
        for table, found in rows.items():
            if stored is None or sorted(stored.rows[table], key=repr) != sorted(found, key=repr):
                if stored is not None:
                    self._deleted[table].append(source.game_pk)
                self._copied[table] += found
                written += len(found)
        changes: list[Change] = []
        if stored is not None:
            changes += result_changes({name: stored.result[name] for name in OF_RESULT}, result)
            changes += row_changes(stored.rows, evaluated.rows)
            self._ledger += [self._entry(change, stored, source) for change in changes]
        first = self._now if stored is None else stored.result["first_aggregated_at"]
        changed = self._now if stored is None or changes else stored.result["changed_at"]
        row = (source.game_pk, *result.values(), *_about(source, evaluated), first, changed)
        if stored is None or tuple(stored.result[name] for name in RESULT_COLUMNS) != row:
            self._results.append(row)
            written += 1
        self._aggregations.append(_aggregation(source, "aggregated", None, None, self._now))
        return Loaded(source.game_pk, written > 0, written, len(changes))

    def _entry(self, change: Change, stored: _Stored, source: Source) -> Row:
        return (
            *(source.game_pk, change.table, change.side, change.player_id, change.column, change.old, change.new),
            *(stored.result["content_hash"], source.content_hash, self._now),
        )

    def send(self, connection: psycopg.Connection) -> None:
        for table, game_pks in self._deleted.items():
            if game_pks:
                statement = sql.SQL("DELETE FROM {} WHERE game_pk = ANY(%s)").format(sql.Identifier(table))
                connection.execute(statement, (game_pks,))
        for table, rows in self._copied.items():
            _copy(connection, table, REPLACED[table], rows)
        _copy(connection, LEDGER.name, LEDGER_COLUMNS, self._ledger)
        if self._results:
            connection.execute(_UPSERT_RESULT, (as_json(self._results),))
        connection.execute(_UPSERT_AGGREGATION, (as_json(self._aggregations),))


def _copy(connection: psycopg.Connection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if not rows:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _stored(connection: psycopg.Connection, game_pks: Sequence[int]) -> dict[int, _Stored]:
    """What is stored of games that were aggregated before; one query when there is none."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SELECT * FROM game_results WHERE game_pk = ANY(%s)", (list(game_pks),))
        found = {result["game_pk"]: _Stored(result, {table: [] for table in REPLACED}) for result in cursor.fetchall()}
    if found:
        for table, columns in REPLACED.items():
            statement = sql.SQL("SELECT {} FROM {} WHERE game_pk = ANY(%s)").format(
                sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
            )
            for row in connection.execute(statement, (list(found),)):
                found[row[0]].rows[table].append(row)
    return found


def _result(evaluated: Evaluated) -> Mapping[str, object]:
    game = evaluated.game
    (away_id, away_name), (home_id, home_name) = game.sides
    winner = game.winning_side
    values = (
        *(game.season, game.sport_id, game.game_type, game.official_date, game.halves[-1].inning),
        *(away_id, away_name, home_id, home_name, *game.score),
        None if winner is None else game.sides[winner][0],
        *(game.decisions.get(role) for role in ("winner", "loser", "save")),
    )
    return dict(zip(OF_RESULT, values, strict=True))


def _about(source: Source, evaluated: Evaluated) -> Row:
    judged = evaluated.judged
    return (
        *(evaluated.game.status_code, evaluated.compared, len(judged.differences), judged.registered),
        *(sum(evaluated.game.unknown.values()), source.content_hash, source.archive_key, source.fetched_at),
    )


def _differences(game_pk: int, evaluated: Evaluated) -> list[Row]:
    return [
        (game_pk, d.side, d.player_id, d.scope, d.inning, d.statistic, d.computed, d.official, reason)
        for d, reason in evaluated.judged.differences
    ]


def _aggregation(source: Source, outcome: str, reason: str | None, detail: str | None, now: datetime) -> Row:
    if detail is not None:
        detail = detail.replace("\0", "\ufffd")  # a detail quotes the document, and PostgreSQL takes no NUL
    return (source.game_pk, outcome, reason, detail, source.content_hash, source.fetched_at, RULES_VERSION, now)
