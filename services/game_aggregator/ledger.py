"""What changed between two results of one game. PURE."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from game_aggregator.rows import COLUMNS_OF, KEY_LENGTH, GameRows, Row

RESULT_TABLE = "game_results"


class Change(Struct, frozen=True):
    """One cell: grain (table, side, player_id, column). Values as text; None: there was, or is, no such row."""

    table: str
    side: str | None
    player_id: int | None
    column: str
    old: str | None
    new: str | None


def row_changes(old: GameRows, new: GameRows) -> Iterator[Change]:
    """The cells of players and teams that differ."""
    for table, columns in COLUMNS_OF.items():
        length = KEY_LENGTH[table]
        was = {row[:length]: row for row in old.get(table, ())}
        is_now = {row[:length]: row for row in new.get(table, ())}
        for key in sorted(was.keys() | is_now.keys()):
            before, after = was.get(key), is_now.get(key)
            if before != after:
                side, player = key[1], key[2] if length > 2 else None
                for column, old_cell, new_cell in _cells(columns, length, before, after):
                    yield Change(table, side, player, column, old_cell, new_cell)


def result_changes(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    """The cells of the game's result that differ."""
    for column, value in new.items():
        if old[column] != value:
            yield Change(RESULT_TABLE, None, None, column, _text(old[column]), _text(value))


def _cells(
    columns: tuple[str, ...], length: int, before: Row | None, after: Row | None
) -> Iterator[tuple[str, str | None, str | None]]:
    """Cells that differ; of a row that came or went those that say something."""
    for place in range(length, len(columns)):
        old = before[place] if before is not None else None
        new = after[place] if after is not None else None
        if old != new and (old or new):
            yield columns[place], _text(old), _text(new)


def _text(value: object) -> str | None:
    if value is None:
        return None
    return " ".join(str(item) for item in value) if isinstance(value, list) else str(value)
