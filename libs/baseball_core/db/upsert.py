"""Statements that write many rows at once, generated from the models.

Each takes one parameter, the rows as one JSON text (``as_json``), so a statement is prepared once and serves any number
of rows. A row that is written as it already stands makes no new row version. Rows are ordered by key, so two
transactions that write the same rows take their locks in the same order and cannot deadlock.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def as_json(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as the JSON that the statements take: objects whose keys are the columns' places, nulls left out."""
    rows = list(rows)
    shape = _shape(len(rows[0])) if rows else None
    return msgspec.json.encode([shape(*row) for row in rows] if shape else []).decode()


@functools.cache
def _shape(length: int) -> type[msgspec.Struct]:
    """A class whose objects encode as wanted; three times quicker than dicts."""
    names = [f"c{place}" for place in range(length)]
    return msgspec.defstruct(
        f"Row{length}",
        [(name, Any, None) for name in names],
        rename={name: name[1:] for name in names},
        omit_defaults=True,
        gc=False,
    )


def upsert(
    table: sa.Table,
    columns: Sequence[str],
    *,
    only_if: str | None = None,
    merged: Mapping[str, Literal["least", "greatest"]] | None = None,
) -> str:
    """Inserts rows, or updates those that differ.

    ``only_if`` is a further condition on ``old`` (the stored row) and ``excluded`` (the offered one). Columns in
    ``merged`` keep the least or greatest of both values.
    """
    key = [column.name for column in table.primary_key]
    rest = [name for name in columns if name not in key]
    merges = merged or {}
    values = {
        name: f"{merges[name]}(old.{name}, excluded.{name})" if name in merges else f"excluded.{name}" for name in rest
    }
    condition = f"({_listed(f'old.{name}' for name in rest)}) IS DISTINCT FROM ({_listed(values.values())})"
    if only_if is not None:
        condition = f"({only_if}) AND {condition}"
    assignments = _listed(f"{name} = {value}" for name, value in values.items())
    return f"{_insert(table, columns)} ON CONFLICT ({_listed(key)}) DO UPDATE SET {assignments} WHERE {condition}"


def insert_missing(table: sa.Table, columns: Sequence[str]) -> str:
    """Inserts rows whose keys are not there yet; leaves the others as they are."""
    return f"{_insert(table, columns)} ON CONFLICT DO NOTHING"


def delete_keys(table: sa.Table, columns: Sequence[str]) -> str:
    """Deletes the rows with these keys; ``columns`` begin with the key."""
    key = _key_columns(table, columns)
    same = " AND ".join(f"old.{name} = gone.{name}" for name in key)
    return f"DELETE FROM {table.name} AS old USING {_recordset(table, key, 'gone')} WHERE {same}"  # noqa: S608


def delete_others(table: sa.Table, columns: Sequence[str]) -> str:
    """Deletes the rows of some games whose keys are not among these rows. A second parameter lists the games."""
    key = _key_columns(table, columns)
    same = " AND ".join(f"old.{name} = kept.{name}" for name in key)
    return (
        f"DELETE FROM {table.name} AS old WHERE old.game_pk = ANY(%s) "  # noqa: S608
        f"AND NOT EXISTS (SELECT FROM {_recordset(table, key, 'kept')} WHERE {same})"
    )


def _insert(table: sa.Table, columns: Sequence[str]) -> str:
    named = _listed(columns)
    key = _listed(f"new.{column.name}" for column in table.primary_key)
    return (
        f"INSERT INTO {table.name} AS old ({named}) "  # noqa: S608
        f"SELECT {_listed(f'new.{name}' for name in columns)} FROM {_recordset(table, columns, 'new')} ORDER BY {key}"
    )


def _recordset(table: sa.Table, columns: Sequence[str], alias: str) -> str:
    """The JSON parameter as a table; the columns are found by their places, which the JSON uses for keys."""
    typed = _listed(f'"{place}" {_type_of(table, name)}' for place, name in enumerate(columns))
    named = _listed(f'"{place}" AS {name}' for place, name in enumerate(columns))
    return f"(SELECT {named} FROM json_to_recordset(%s::json) AS row({typed})) AS {alias}"  # noqa: S608


def _type_of(table: sa.Table, column: str) -> str:
    return table.columns[column].type.compile(_DIALECT)


def _key_columns(table: sa.Table, columns: Sequence[str]) -> list[str]:
    key = [column.name for column in table.primary_key]
    assert list(columns[: len(key)]) == key, f"{table.name}: the key must come first"
    return key


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
