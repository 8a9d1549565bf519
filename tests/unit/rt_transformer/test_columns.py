"""The column lists of the pure part against the schema."""

import pytest

from baseball_core.db.base import Base
from baseball_core.db.models import Game
from rt_transformer.rows.tables import COLUMNS, KEY_LENGTH, OWNED_BY_GAME

OF_THE_BATCH = {
    *("correction_ledger", "game_aggregations", "game_results", "player_game_batting", "player_game_fielding"),
    *("player_game_pitching", "reconciliation", "team_game_stats"),
}
"""Tables that the aggregator alone writes."""
OF_THE_MIGRATIONS = {"schema_revisions"}


def test_every_table_of_the_schema_but_the_batch_s_has_its_columns_listed() -> None:
    assert set(COLUMNS) == set(Game.metadata.tables) - OF_THE_BATCH - OF_THE_MIGRATIONS


@pytest.mark.parametrize("table", COLUMNS)
def test_the_columns_are_the_models_with_the_key_first(table: str) -> None:
    model = Base.metadata.tables[table]
    assert set(COLUMNS[table]) == {column.name for column in model.columns}
    assert len(COLUMNS[table]) == len(model.columns)
    assert set(COLUMNS[table][: KEY_LENGTH[table]]) == {column.name for column in model.primary_key}


def test_tables_owned_by_a_game_are_keyed_by_it() -> None:
    assert all(COLUMNS[table][0] == "game_pk" for table in OWNED_BY_GAME)
