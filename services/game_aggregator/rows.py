"""Statistics as the rows of the tables, game by game. PURE.

A row is a tuple in the order of ``COLUMNS_OF``; the keys come first.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from baseball_core.statistics.catalogue import COLUMNS, GROUPS, Group
from game_aggregator.aggregate import Statistics

Row = tuple[Any, ...]
GameRows = dict[str, list[Row]]
"""The rows of one game by table."""

PLAYER_TABLES: dict[Group, str] = {group: f"player_game_{group}" for group in GROUPS}
TEAM_TABLE = "team_game_stats"
OWN_COLUMN: dict[Group, str] = {
    "batting": "batting_order",
    "pitching": "pitching_order",
    "fielding": "position_codes",
}
COLUMNS_OF: dict[str, tuple[str, ...]] = {
    **{
        PLAYER_TABLES[group]: ("game_pk", "side", "player_id", "team_id", OWN_COLUMN[group], *COLUMNS[group])
        for group in GROUPS
    },
    TEAM_TABLE: (
        *("game_pk", "side", "team_id", "opponent_team_id", "runs", "hits", "errors", "left_on_base"),
        *(f"{group}_{column}" for group in GROUPS for column in COLUMNS[group]),
    ),
}
KEY_LENGTH = {**dict.fromkeys(PLAYER_TABLES.values(), 3), TEAM_TABLE: 2}
FIRST_COUNT = 5
"""Where the counts begin in a player's row."""


def rows_of(statistics: Statistics, game_pks: Sequence[int]) -> dict[int, GameRows]:
    """The rows of each game; a game without players has none."""
    rows: dict[int, GameRows] = {game_pk: {table: [] for table in COLUMNS_OF} for game_pk in game_pks}
    frames = {PLAYER_TABLES[group]: statistics.players(group) for group in GROUPS} | {TEAM_TABLE: statistics.teams}
    for table, frame in frames.items():
        for row in _tuples(frame, COLUMNS_OF[table]):
            rows[row[0]][table].append(row)
    return rows


def _tuples(frame: pd.DataFrame, columns: Sequence[str]) -> list[Row]:
    """Plain Python values: column by column is several times quicker than row by row."""
    return list(zip(*(frame[column].tolist() for column in columns), strict=True))
