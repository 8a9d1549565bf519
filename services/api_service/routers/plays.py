"""Plays, pitches, box score of a game."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_service.conditional import Loaded, by_body, by_version
from api_service.openapi import answers, operation_id
from api_service.pagination import read_cursor
from api_service.parameters import (
    DEFAULT_LIMIT,
    Cursor,
    GamePk,
    Index,
    Limit,
    OfHalf,
    OfInning,
    OfPlayer,
)
from api_service.queries import boxscore
from api_service.queries import games as games_queries
from api_service.queries import plays as queries
from api_service.route import DirectRoute
from api_service.routers.games import no_game
from api_service.routers.paging import page_answer
from api_service.schemas.boxscore import Boxscore
from api_service.schemas.plays import PitchPage, PlayPage
from api_service.shared import shared

router = APIRouter(tags=["games"], route_class=DirectRoute, generate_unique_id_function=operation_id)

Scoring = Annotated[bool | None, Query(description="true: only plays on which a run scored")]
EventType = Annotated[str | None, Query(pattern="^[a-z0-9_]{1,60}$", description="e.g. home_run, strikeout, walk")]
PitchType = Annotated[str | None, Query(pattern="^[A-Z]{1,3}$", description="e.g. FF, SL, CH")]
InPlay = Annotated[bool | None, Query(description="true: only pitches put in play, which carry hit data")]
AtBatIndex = Annotated[Index | None, Query(description="one play, by its index")]


async def _page_of_game(request: Request, game_pk: int, text: str, values: list[object]) -> Response:
    """A page made of one game's tables alone."""
    database = shared(request).database
    headers: dict[str, str] = {}

    async def version() -> int | None:
        return await games_queries.version(database, game_pk)

    async def load() -> Loaded | None:
        row = await database.row(text, *values)
        if row is None or row["version"] is None:
            return None
        body, links = page_answer(request, row)
        headers.update(links)
        return row["version"], body

    return await by_version(request, version=version, load=load, missing=no_game(game_pk), headers=headers)


@router.get(
    "/games/{game_pk}/plays",
    summary="Plays with runners, actions and reviews",
    responses=answers(PlayPage, found=True, paged=True),
)
async def list_plays(
    request: Request,
    game_pk: GamePk,
    inning: OfInning = None,
    half: OfHalf = None,
    scoring: Scoring = None,
    event_type: EventType = None,
    batter_id: OfPlayer = None,
    pitcher_id: OfPlayer = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Plays are mutable upstream: a play that was taken back is gone here too."""
    after = read_cursor(request, cursor, queries.PlayKey)
    text, values = queries.plays_page(
        game_pk,
        inning=inning,
        half=half,
        scoring=scoring,
        event_type=event_type,
        batter_id=batter_id,
        pitcher_id=pitcher_id,
        limit=limit,
        after=after,
    )
    return await _page_of_game(request, game_pk, text, values)


@router.get(
    "/games/{game_pk}/pitches", summary="Pitches with hit data", responses=answers(PitchPage, found=True, paged=True)
)
async def list_pitches(
    request: Request,
    game_pk: GamePk,
    at_bat_index: AtBatIndex = None,
    batter_id: OfPlayer = None,
    pitcher_id: OfPlayer = None,
    type_code: PitchType = None,
    in_play: InPlay = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Batter and pitcher are those then in the game, also after a change in mid plate appearance."""
    after = read_cursor(request, cursor, queries.PitchKey)
    text, values = queries.pitches_page(
        game_pk,
        at_bat_index=at_bat_index,
        batter_id=batter_id,
        pitcher_id=pitcher_id,
        type_code=type_code,
        in_play=in_play,
        limit=limit,
        after=after,
    )
    return await _page_of_game(request, game_pk, text, values)


@router.get(
    "/games/{game_pk}/boxscore", summary="Box score, official and computed", responses=answers(Boxscore, found=True)
)
async def get_boxscore(request: Request, game_pk: GamePk) -> Response:
    """The official lines as delivered; batting and pitching lines of a two-way player stand side by side.

    ``computed`` has the same from the plays, once the batch has computed it, and every cell that differs;
    ``aggregation`` says how far the batch is.
    """
    row = await shared(request).database.row(boxscore.BOXSCORE, game_pk)
    if row is None:
        raise no_game(game_pk)
    return by_body(request, row["body"].encode())
