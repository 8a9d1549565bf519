"""Can the statistics be trusted: differences from the official box score, corrections after final."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_service.openapi import answers, operation_id
from api_service.pagination import read_cursor
from api_service.parameters import DEFAULT_LIMIT, Cursor, Id, Instant, Limit, OfPlayer, OfSeason
from api_service.queries import quality as queries
from api_service.route import DirectRoute
from api_service.routers.paging import listed
from api_service.schemas.quality import CorrectionPage, GameDifferencePage, StatisticsTable

router = APIRouter(tags=["statistics"], route_class=DirectRoute, generate_unique_id_function=operation_id)

OfGame = Annotated[Id | None, Query(description="gamePk of a game")]
Registered = Annotated[bool | None, Query(description="true: explained by a known fault of the source; false: not")]
NoticedSince = Annotated[
    Instant | None, Query(description="corrections noticed from this time on", examples=["2026-07-04T23:00:00Z"])
]
OfTable = Annotated[StatisticsTable | None, Query(description="corrections of this table")]


@router.get(
    "/reconciliation",
    summary="Where computed statistics differ from the official box score",
    responses=answers(GameDifferencePage, paged=True),
)
async def list_differences(
    request: Request,
    game_pk: OfGame = None,
    player_id: OfPlayer = None,
    season: OfSeason = None,
    registered: Registered = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """One item a cell; ``totals`` says how much was compared to find them."""
    after = read_cursor(request, cursor, queries.DifferenceKey)
    statement = queries.differences_page(
        game_pk=game_pk, player_id=player_id, season=season, registered=registered, limit=limit, after=after
    )
    return await listed(request, *statement)


@router.get(
    "/corrections",
    summary="What changed after a game was final",
    responses=answers(CorrectionPage, paged=True),
)
async def list_corrections(
    request: Request,
    game_pk: OfGame = None,
    player_id: OfPlayer = None,
    since: NoticedSince = None,
    table: OfTable = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """The ledger only grows: what is new since the last look is found by ``since``."""
    after = read_cursor(request, cursor, queries.CorrectionKey)
    statement = queries.corrections_page(
        game_pk=game_pk, player_id=player_id, since=since, table=table, limit=limit, after=after
    )
    return await listed(request, *statement)
