"""The generated statements: text here, effect in the integration tests."""

import json
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from baseball_core.db.upsert import as_json, delete_keys, delete_others, insert_missing, upsert

TABLE = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("a", sa.Integer, primary_key=True),
    sa.Column("b", sa.Text, primary_key=True),
    sa.Column("c", sa.DateTime(timezone=True)),
)


def test_rows_become_objects_by_place_without_nulls() -> None:
    rows = [(1, None, datetime(2026, 7, 4, tzinfo=UTC)), (2, [1, 2], date(2026, 7, 4)), (3, {"k": 1.5}, None)]
    assert json.loads(as_json(rows)) == [
        {"0": 1, "2": "2026-07-04T00:00:00Z"},
        {"0": 2, "1": [1, 2], "2": "2026-07-04"},
        {"0": 3, "1": {"k": 1.5}},
    ]


def test_no_rows_are_an_empty_list() -> None:
    assert as_json([]) == "[]"


def test_an_upsert_updates_only_rows_that_differ_and_locks_in_key_order() -> None:
    assert upsert(TABLE, ("a", "b", "c"), only_if="old.c < excluded.c") == (
        "INSERT INTO things AS old (a, b, c) SELECT new.a, new.b, new.c FROM"
        ' (SELECT "0" AS a, "1" AS b, "2" AS c FROM json_to_recordset(%s::json)'
        ' AS row("0" INTEGER, "1" TEXT, "2" TIMESTAMP WITH TIME ZONE)) AS new ORDER BY new.a, new.b'
        " ON CONFLICT (a, b) DO UPDATE SET c = excluded.c"
        " WHERE (old.c < excluded.c) AND (old.c) IS DISTINCT FROM (excluded.c)"
    )


def test_merged_columns_keep_the_least_or_greatest() -> None:
    statement = upsert(TABLE, ("a", "b", "c"), merged={"c": "greatest"})
    assert statement.endswith(
        "DO UPDATE SET c = greatest(old.c, excluded.c) WHERE (old.c) IS DISTINCT FROM (greatest(old.c, excluded.c))"
    )


def test_missing_rows_are_inserted_and_others_left_alone() -> None:
    assert insert_missing(TABLE, ("a", "b", "c")).endswith("ON CONFLICT DO NOTHING")


def test_deletes_know_rows_by_their_keys() -> None:
    assert delete_keys(TABLE, ("a", "b", "c")).endswith("AS gone WHERE old.a = gone.a AND old.b = gone.b")
    assert "NOT EXISTS" in delete_others(TABLE, ("a", "b", "c"))


def test_a_delete_whose_columns_do_not_begin_with_the_key_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="key must come first"):
        delete_keys(TABLE, ("c", "a", "b"))
