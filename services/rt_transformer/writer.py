"""The transaction: lock the games of a batch, see what is stored, write what changed, tell the listeners."""

from collections.abc import Iterable, Mapping, Sequence

import psycopg
from psycopg.rows import class_row

from baseball_core.db.base import Base
from baseball_core.db.models import Game
from baseball_core.db.upsert import as_json, delete_keys, delete_others, insert_missing, upsert
from rt_transformer.rows.tables import COLUMNS, DESCRIBED, KEY_LENGTH, OWNED_BY_GAME, Row, without_repeats
from rt_transformer.writes import Stored, Writes

CHANNEL = "game_changed"
GAME_LOCKS = 4_703_172
"""First key of the advisory locks; the second is the game_pk. A game that has no row yet can be locked this way too."""

LOCK = "SELECT pg_advisory_xact_lock(%s, game_pk) FROM unnest(%s::int[]) AS game_pk"
STORED = "SELECT game_pk, fetched_at, sequence, content_hash, schedule_date FROM games WHERE game_pk = ANY(%s)"
NOTIFY = "SELECT pg_notify(%s, json_build_object('game_pk', game_pk, 'version', version)::text) " + (
    "FROM games WHERE game_pk = ANY(%s) ORDER BY game_pk"
)

_TABLES = Base.metadata.tables
assert Game.__tablename__ in _TABLES

# A shared row goes to the game that is latest by date; games of one moment are told apart by their number.
_NEWER_GAME = "(excluded.source_game_date, excluded.source_game_pk) {} (old.source_game_date, old.source_game_pk)"
_ONLY_IF = {
    **{table: _NEWER_GAME.format(">=") for table in DESCRIBED},
    "quarantined_entities": "excluded.fetched_at >= old.fetched_at",
}
_UPSERT = {
    table: upsert(_TABLES[table], columns, only_if=_ONLY_IF.get(table))
    for table, columns in COLUMNS.items()
    if table not in ("game_state_history", "schedule_observations", "feed_drift")
}
_UPSERT["game_state_history"] = insert_missing(_TABLES["game_state_history"], COLUMNS["game_state_history"])
_UPSERT["schedule_observations"] = upsert(
    _TABLES["schedule_observations"],
    COLUMNS["schedule_observations"],
    merged={"first_observed_at": "least", "last_observed_at": "greatest"},
)
_UPSERT["feed_drift"] = upsert(
    _TABLES["feed_drift"], COLUMNS["feed_drift"], merged={"first_seen_at": "least", "last_seen_at": "greatest"}
)
_FROM_EARLIER_GAMES = {
    table: upsert(_TABLES[table], COLUMNS[table], only_if=_NEWER_GAME.format(">")) for table in DESCRIBED
}
_PLACEHOLDER = {table: insert_missing(_TABLES[table], COLUMNS[table]) for table in DESCRIBED}
_DELETE_KEYS = {table: delete_keys(_TABLES[table], COLUMNS[table]) for table in OWNED_BY_GAME}
_DELETE_OTHERS = {table: delete_others(_TABLES[table], COLUMNS[table]) for table in OWNED_BY_GAME}


def lock_games(connection: psycopg.Connection, game_pks: Iterable[int]) -> dict[int, Stored]:
    """Makes this transaction the only writer of these games until it ends, and returns what is stored of them."""
    wanted = sorted(game_pks)  # everybody locks in the same order
    with connection.cursor(row_factory=class_row(Stored)) as cursor:
        connection.execute(LOCK, (GAME_LOCKS, wanted))
        # A statement of its own: only so does it see what another writer committed while this one waited.
        cursor.execute(STORED, (wanted,))
        return {stored.game_pk: stored for stored in cursor}


def write(connection: psycopg.Connection, writes: Writes) -> None:
    """Sends every statement; in pipeline mode none waits for the one before. Listeners hear at the commit."""
    for table, keys in writes.deleted.items():
        if keys:
            connection.execute(_DELETE_KEYS[table], (as_json(keys),))
    if writes.replaced:
        for table in OWNED_BY_GAME:
            length = KEY_LENGTH[table]
            keys = [row[:length] for row in writes.rows.get(table, ())]
            connection.execute(_DELETE_OTHERS[table], (writes.replaced, as_json(keys)))
    for statements, tables in (
        (_UPSERT, writes.rows),
        (_FROM_EARLIER_GAMES, writes.older),
        (_PLACEHOLDER, writes.placeholders),
    ):
        _send(connection, statements, tables)
    if writes.notified:
        connection.execute(NOTIFY, (CHANNEL, writes.notified))


def _send(connection: psycopg.Connection, statements: Mapping[str, str], tables: Mapping[str, Sequence[Row]]) -> None:
    for table in COLUMNS:
        if rows := tables.get(table):
            connection.execute(statements[table], (as_json(without_repeats(table, rows)),))
