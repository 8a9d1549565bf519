"""The box score of a game, official and computed; the games of a player."""

from datetime import date
from typing import Final

from pydantic import BaseModel

from api_service.pagination import Int4, Micros, Text
from api_service.queries.computed_boxscore import AGGREGATION, COMPUTED
from api_service.queries.select import LAST_INSTANT, Conditions, Listing, as_json, columns, micros, page, statement
from api_service.schemas import boxscore as schemas
from api_service.schemas import lines

PlayerGameKey = tuple[date, Micros, Int4, Text]


def _line(model: type[BaseModel], table: str) -> str:
    """The official line of player ``p``, null when he has none."""
    return statement(
        """
        (SELECT row_to_json(x) FROM (SELECT {columns} FROM {table} l
         WHERE l.game_pk = p.game_pk AND l.side = p.side AND l.player_id = p.player_id) x)
        """,
        columns=columns(model, "l"),
        table=table,
    )


_BATTING: Final = _line(lines.BattingLine, "boxscore_batting")
_PITCHING: Final = _line(lines.PitchingLine, "boxscore_pitching")
_FIELDING: Final = _line(lines.FieldingLine, "boxscore_fielding")


def _totals(column: str) -> str:
    """The official totals with their keys in snake_case."""
    return statement(
        """
        (SELECT coalesce(json_object_agg(lower(regexp_replace(e.key, '([A-Z])', '_\\1', 'g')), e.value), '{{}}')
         FROM jsonb_each({column}) e)
        """,
        column=column,
    )


def _team_name(team_id: str) -> str:
    return statement("(SELECT t.name FROM teams t WHERE t.team_id = {team_id})", team_id=team_id)


_PLAYERS: Final = statement(
    """
    (SELECT coalesce(json_agg({player} ORDER BY p.batting_order NULLS LAST, p.player_id), '[]')
     FROM boxscore_players p WHERE p.game_pk = b.game_pk AND p.side = b.side)
    """,
    player=as_json(
        columns(
            schemas.BoxscorePlayer,
            "p",
            full_name="(SELECT n.full_name FROM players n WHERE n.player_id = p.player_id)",
            batting=_BATTING,
            pitching=_PITCHING,
            fielding=_FIELDING,
        )
    ),
)
_SIDE: Final = "(SELECT {item} FROM boxscore_teams b WHERE b.game_pk = g.game_pk AND b.side = '{side}')"
_SIDE_ITEM: Final = as_json(
    columns(
        schemas.BoxscoreSide,
        "b",
        team_name=_team_name("b.team_id"),
        batting=_totals("b.batting"),
        pitching=_totals("b.pitching"),
        fielding=_totals("b.fielding"),
        players=_PLAYERS,
    )
)
BOXSCORE: Final = statement(
    "SELECT {item}::text AS body FROM games g WHERE g.game_pk = $1",
    item=as_json(
        columns(
            schemas.Boxscore,
            "g",
            away=statement(_SIDE, item=_SIDE_ITEM, side="away"),
            home=statement(_SIDE, item=_SIDE_ITEM, side="home"),
            computed=COMPUTED,
            aggregation=AGGREGATION,
        )
    ),
)

_OPPONENT: Final = "CASE p.side WHEN 'away' THEN p.home_team_id ELSE p.away_team_id END"
_START: Final = f"coalesce(p.game_date, {LAST_INSTANT})"
# A subselect, so that the list has one alias: the listed player with the columns of his game.
_PLAYER_GAMES: Final = """
(SELECT b.game_pk, b.side, b.player_id, b.team_id, b.position_codes, b.batting_order, g.official_date, g.game_date,
        g.season, g.game_type, g.phase, g.away_team_id, g.home_team_id
 FROM boxscore_players b JOIN games g ON g.game_pk = b.game_pk
 WHERE EXISTS (SELECT FROM boxscore_batting l
               WHERE l.game_pk = b.game_pk AND l.side = b.side AND l.player_id = b.player_id)
    OR EXISTS (SELECT FROM boxscore_pitching l
               WHERE l.game_pk = b.game_pk AND l.side = b.side AND l.player_id = b.player_id)
    OR EXISTS (SELECT FROM boxscore_fielding l
               WHERE l.game_pk = b.game_pk AND l.side = b.side AND l.player_id = b.player_id)) p
"""
PLAYER_GAMES: Final = Listing(
    source=_PLAYER_GAMES,
    alias="p",
    order=("p.official_date", _START, "p.game_pk", "p.side"),
    key=("p.official_date", micros(_START), "p.game_pk", "p.side"),
    item=columns(
        schemas.PlayerGame,
        "p",
        team_name=_team_name("p.team_id"),
        opponent_team_id=_OPPONENT,
        opponent_team_name=_team_name(_OPPONENT),
        batting=_BATTING,
        pitching=_PITCHING,
        fielding=_FIELDING,
    ),
)


def player_games_page(
    player_id: int,
    *,
    season: str | None,
    game_type: str | None,
    first_day: date | None,
    last_day: date | None,
    limit: int,
    after: tuple[object, ...] | None,
) -> tuple[str, list[object]]:
    """Games with an official line of the player; ``version`` is null for a player that does not exist."""
    where = Conditions("p.official_date IS NOT NULL")
    player = where.parameter(player_id)
    where.add(f"p.player_id = {player}")
    where.equal("p.season", season)
    where.equal("p.game_type", game_type)
    where.between("p.official_date", first_day, last_day)
    exists = statement("(SELECT 1::bigint FROM players WHERE player_id = {player})", player=player)
    return page(PLAYER_GAMES, where, limit, after, version=exists)
