"""Computed lines as JSON: counts of a row or sums of rows, and the rates of just these counts. PURE."""

from typing import Final

from pydantic import BaseModel

from api_service.queries.select import as_json, columns, statement
from api_service.schemas import lines as schemas
from baseball_core.statistics.catalogue import COLUMNS, Group
from baseball_core.statistics.rates import RATES, Rate, Share

MODELS: Final[dict[Group, type[BaseModel]]] = {
    "batting": schemas.BattingStatistics,
    "pitching": schemas.PitchingStatistics,
    "fielding": schemas.FieldingStatistics,
}


def _terms(counts: dict[str, int], column: str) -> str:
    return " + ".join(f"{factor} * {column.format(name=name)}" for name, factor in counts.items())


def _share(share: Share, column: str) -> str:
    return f"({_terms(dict(share.part), column)})::float8 / nullif({_terms(dict(share.whole), column)}, 0)"


def rate(one: Rate, column: str) -> str:
    """A rate as SQL; ``column`` is the pattern of its counts' columns, like ``l.{name}``. Null: no denominator."""
    if len(one.shares) == 1:
        return _share(one.shares[0], column)
    parts = [_share(share, column) for share in one.shares]
    known = " + ".join(f"coalesce({part}, 0)" for part in parts)
    return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {known} END"


def line(group: Group, alias: str, prefix: str = "", games: str = "1") -> str:
    """The line of a group as a JSON object, from ``alias`` with columns named like ``{prefix}at_bats``."""
    column = f"{alias}.{prefix}{{name}}"
    outs = f"{alias}.{prefix}outs"
    expressions = {
        **{name: column.format(name=name) for name in COLUMNS[group]},
        **{one.name: rate(one, column) for one in RATES[group]},
        "games": games,
        "innings_pitched": f"{outs} / 3 || '.' || {outs} % 3",
    }
    return as_json(columns(MODELS[group], alias, **expressions))


def sums(group: Group, alias: str) -> str:
    """The SELECT list that adds up the counts of a group over rows of ``alias``."""
    return statement(
        "sum({alias}.games)::int AS games, {counts}",
        alias=alias,
        counts=", ".join(f"sum({alias}.{name})::int AS {name}" for name in COLUMNS[group]),
    )
