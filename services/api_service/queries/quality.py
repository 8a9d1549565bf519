"""Differences from the official box score; corrections after final."""

from datetime import datetime
from typing import Annotated, Final

import msgspec

from api_service.pagination import Int2, Int4, Text
from api_service.queries.select import Conditions, Listing, as_json, columns, page, statement
from api_service.schemas import quality as schemas

DifferenceKey = tuple[Int4, Text, Int4, Text, Int2, Text]
CorrectionKey = tuple[Annotated[int, msgspec.Meta(ge=0, le=9_223_372_036_854_775_807)]]

FULL_NAME: Final = "(SELECT n.full_name FROM players n WHERE n.player_id = {alias}.player_id)"
_OF_CELL: Final = {
    "player_id": "nullif(d.player_id, 0)",
    "inning": "nullif(d.inning, 0)",
    "full_name": FULL_NAME.format(alias="d"),
}
_KEY: Final = ("d.game_pk", "d.side", "d.player_id", "d.scope", "d.inning", "d.statistic")
OF_GAME: Final = statement(
    """
    (SELECT coalesce(json_agg({item} ORDER BY {order}), '[]') FROM reconciliation d WHERE d.game_pk = g.game_pk)
    """,
    item=as_json(columns(schemas.Difference, "d", **_OF_CELL)),
    order=", ".join(_KEY),
)
"""The differences of game ``g``."""

_DIFFERENCES: Final = Listing(
    source="""
    (SELECT d.*, r.season, r.official_date,
            CASE d.side WHEN 'away' THEN r.away_team_id ELSE r.home_team_id END AS team_id,
            CASE d.side WHEN 'away' THEN r.away_team_name ELSE r.home_team_name END AS team_name
     FROM reconciliation d LEFT JOIN game_results r ON r.game_pk = d.game_pk) d
    """,
    alias="d",
    order=_KEY,
    key=_KEY,
    item=columns(schemas.GameDifference, "d", **_OF_CELL),
)
_CORRECTIONS: Final = Listing(
    source="""
    (SELECT c.*, r.season, r.official_date, r.away_team_name, r.home_team_name
     FROM correction_ledger c LEFT JOIN game_results r ON r.game_pk = c.game_pk) c
    """,
    alias="c",
    order=("c.ledger_id",),
    key=("c.ledger_id",),
    item=columns(
        schemas.Correction,
        "c",
        table="c.table_name",
        column="c.column_name",
        full_name=FULL_NAME.format(alias="c"),
    ),
)

_TOTALS: Final = """
(SELECT json_build_object('games', g.games, 'cells_compared', g.cells, 'cells_differing', c.differing,
                          'cells_registered', c.registered)::text
 FROM (SELECT count(*) AS games, coalesce(sum(r.cells_compared), 0) AS cells FROM game_results r
       WHERE {of_games}) g,
      (SELECT count(*) AS differing, count(d.registered) AS registered FROM {source} WHERE {filters}) c)
"""


def differences_page(
    *,
    game_pk: int | None,
    player_id: int | None,
    season: str | None,
    registered: bool | None,
    limit: int,
    after: tuple[object, ...] | None,
) -> tuple[str, list[object]]:
    """Differing cells, and in ``totals`` what was compared."""
    where = Conditions()
    of_games = where.outside()
    for conditions, alias in ((where, "d"), (of_games, "r")):
        conditions.equal(f"{alias}.game_pk", game_pk)
        conditions.equal(f"{alias}.season", season)
    if player_id is not None:
        where.equal("d.player_id", player_id)
        of_games.add("r.game_pk IN (SELECT f.game_pk FROM player_game_fielding f WHERE f.player_id = {})", player_id)
    if registered is not None:
        where.add("(d.registered IS NOT NULL) = {}", registered)
    totals = statement(
        _TOTALS,
        of_games=of_games.text,
        source=_DIFFERENCES.source,
        filters=where.text,
    )
    return page(_DIFFERENCES, where, limit, after, totals=totals)


def corrections_page(
    *,
    game_pk: int | None,
    player_id: int | None,
    since: datetime | None,
    table: str | None,
    limit: int,
    after: tuple[object, ...] | None,
) -> tuple[str, list[object]]:
    """The ledger, oldest first."""
    where = Conditions()
    where.equal("c.game_pk", game_pk)
    where.equal("c.player_id", player_id)
    where.between("c.noticed_at", since, None)
    where.equal("c.table_name", table)
    return page(_CORRECTIONS, where, limit, after)
