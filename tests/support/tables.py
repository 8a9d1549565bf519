"""Looking at what the transformer left in the database."""

from typing import Any

import psycopg
from psycopg.rows import dict_row

from rt_transformer.rows.tables import COLUMNS

BOOKKEEPING = {"feed_drift", "quarantined_entities"}
"""What depends on which documents happened to be looked at closely, not on the games."""

Dump = dict[str, list[tuple[Any, ...]]]


def dump(url: str) -> Dump:
    """Every table but the bookkeeping, every column, sorted."""
    with psycopg.connect(url) as connection:
        return {
            table: sorted(
                connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall(),
                key=repr,
            )
            for table, columns in COLUMNS.items()
            if table not in BOOKKEEPING
        }


def differences(one: Dump, other: Dump) -> dict[str, tuple[list[Any], list[Any]]]:
    """Per table the rows that only one of two dumps has; empty when they are equal."""
    found = {}
    for table, rows in one.items():
        only_one = [row for row in rows if row not in other[table]]
        only_other = [row for row in other[table] if row not in rows]
        if rows != other[table]:
            found[table] = (only_one[:5], only_other[:5])
    return found


def rows(url: str, query: str, *parameters: Any) -> list[dict[str, Any]]:
    """The rows of a query as dicts."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(query, parameters).fetchall()
