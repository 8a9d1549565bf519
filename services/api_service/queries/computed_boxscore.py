"""The computed box score of game ``g``, and how far the batch is. PURE."""

from typing import Final

from api_service.queries.lines import line
from api_service.queries.quality import FULL_NAME, OF_GAME
from api_service.queries.select import as_json, columns, statement
from api_service.schemas import boxscore as schemas
from baseball_core.statistics.catalogue import GROUPS, Group

_WHERE_HE_STOOD: Final[dict[Group, str]] = {
    "batting": "batting_order",
    "pitching": "pitching_order",
    "fielding": "position_codes",
}


def _lines(group: Group) -> str:
    return statement(
        """
        (SELECT l.player_id, l.{where_he_stood}, {line} AS {group}
         FROM player_game_{group} l WHERE l.game_pk = t.game_pk AND l.side = t.side) {group}
        """,
        where_he_stood=_WHERE_HE_STOOD[group],
        line=line(group, "l"),
        group=group,
    )


_PLAYERS: Final = statement(
    """
    (SELECT coalesce(json_agg({player} ORDER BY p.batting_order, p.pitching_order, p.player_id), '[]')
     FROM (SELECT * FROM {batting} FULL JOIN {pitching} USING (player_id) FULL JOIN {fielding} USING (player_id)) p)
    """,
    player=as_json(columns(schemas.ComputedPlayer, "p", full_name=FULL_NAME.format(alias="p"))),
    batting=_lines("batting"),
    pitching=_lines("pitching"),
    fielding=_lines("fielding"),
)


def _side(side: str) -> str:
    lines = {group: line(group, "t", prefix=f"{group}_") for group in GROUPS}
    return statement(
        "(SELECT {item} FROM team_game_stats t WHERE t.game_pk = r.game_pk AND t.side = '{side}')",
        item=as_json(columns(schemas.ComputedSide, "t", team_name=f"r.{side}_team_name", players=_PLAYERS, **lines)),
        side=side,
    )


COMPUTED: Final = statement(
    "(SELECT {item} FROM game_results r WHERE r.game_pk = g.game_pk)",
    item=as_json(columns(schemas.ComputedBoxscore, "r", differences=OF_GAME, away=_side("away"), home=_side("home"))),
)
AGGREGATION: Final = statement(
    "(SELECT {item} FROM game_aggregations a WHERE a.game_pk = g.game_pk)",
    item=as_json(columns(schemas.Aggregation, "a")),
)
