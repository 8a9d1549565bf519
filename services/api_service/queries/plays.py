"""Plays with what belongs to them; pitches."""

from typing import Final

from api_service.pagination import Int2
from api_service.queries.games import OF_VERSION
from api_service.queries.select import Conditions, Listing, columns, page, statement
from api_service.schemas import plays as schemas

PlayKey = tuple[Int2]
PitchKey = tuple[Int2, Int2]

_LIST: Final = """
(SELECT coalesce(json_agg({alias} ORDER BY {order}), '[]')
 FROM (SELECT {columns} FROM {table} d WHERE d.game_pk = p.game_pk AND d.at_bat_index = p.at_bat_index) {alias})
"""
_CREDITS: Final = statement(
    """
    (SELECT coalesce(json_agg(json_build_object('player_id', c.player_id, 'position_code', c.position_code,
                                                'credit', c.credit) ORDER BY c.credit_index), '[]')
     FROM fielding_credits c
     WHERE c.game_pk = d.game_pk AND c.at_bat_index = d.at_bat_index AND c.runner_index = d.runner_index)
    """
)
_RUNNERS: Final = statement(
    _LIST,
    alias="r",
    order="r.runner_index",
    table="runner_movements",
    columns=columns(schemas.RunnerMovement, "d", credits=_CREDITS),
)
_ACTIONS: Final = statement(
    _LIST, alias="a", order="a.event_index", table="actions", columns=columns(schemas.Action, "d")
)
_REVIEWS: Final = statement(
    _LIST, alias="v", order="v.event_index, v.review_index", table="reviews", columns=columns(schemas.Review, "d")
)
PLAYS: Final = Listing(
    source="plays p",
    alias="p",
    order=("p.at_bat_index",),
    key=("p.at_bat_index",),
    item=columns(schemas.Play, "p", runners=_RUNNERS, actions=_ACTIONS, reviews=_REVIEWS),
)
PITCHES: Final = Listing(
    source="pitches p",
    alias="p",
    order=("p.at_bat_index", "p.event_index"),
    key=("p.at_bat_index", "p.event_index"),
    item=columns(schemas.Pitch, "p"),
)


def _of_game(game_pk: int) -> tuple[Conditions, str]:
    where = Conditions()
    pk = where.parameter(game_pk)
    where.add(f"p.game_pk = {pk}")
    return where, statement(OF_VERSION, game_pk=pk)


def plays_page(
    game_pk: int,
    *,
    inning: int | None,
    half: str | None,
    scoring: bool | None,
    event_type: str | None,
    batter_id: int | None,
    pitcher_id: int | None,
    limit: int,
    after: tuple[object, ...] | None,
) -> tuple[str, list[object]]:
    """Plays of a game in order; ``version`` is null for a game that does not exist."""
    where, version = _of_game(game_pk)
    where.equal("p.inning", inning)
    where.equal("p.half", half)
    where.equal("p.is_scoring_play", scoring)
    where.equal("p.event_type", event_type)
    where.equal("p.batter_id", batter_id)
    where.equal("p.pitcher_id", pitcher_id)
    return page(PLAYS, where, limit, after, version)


def pitches_page(
    game_pk: int,
    *,
    at_bat_index: int | None,
    batter_id: int | None,
    pitcher_id: int | None,
    type_code: str | None,
    in_play: bool | None,
    limit: int,
    after: tuple[object, ...] | None,
) -> tuple[str, list[object]]:
    """Pitches of a game in order; ``version`` is null for a game that does not exist."""
    where, version = _of_game(game_pk)
    where.equal("p.at_bat_index", at_bat_index)
    where.equal("p.batter_id", batter_id)
    where.equal("p.pitcher_id", pitcher_id)
    where.equal("p.type_code", type_code)
    where.equal("p.is_in_play", in_play)
    return page(PITCHES, where, limit, after, version)
