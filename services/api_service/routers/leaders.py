"""Leaders and standings of a season."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator

from api_service.errors import ParameterError
from api_service.openapi import answers, operation_id
from api_service.pagination import read_cursor
from api_service.parameters import (
    DEFAULT_LIMIT,
    Amount,
    Cursor,
    InGameType,
    InSeason,
    InSport,
    Limit,
    OfDivision,
    OfGroup,
    OfLeague,
)
from api_service.queries import leaders as queries
from api_service.route import DirectRoute
from api_service.routers.paging import listed
from api_service.schemas.statistics import LeaderPage, StandingPage

router = APIRouter(tags=["statistics"], route_class=DirectRoute, generate_unique_id_function=operation_id)


def _statistic(value: str) -> str:
    if value not in queries.STATISTICS:
        raise ValueError("is neither a count nor a rate of any group")
    return value


StatisticName = Annotated[
    str,
    AfterValidator(_statistic),
    Query(
        description="a count or a rate",
        examples=["home_runs"],
        json_schema_extra={"enum": sorted(queries.STATISTICS)},
    ),
]
Minimum = Annotated[
    Amount | None,
    Query(
        description="fewest plate appearances (batting), outs (pitching) or games (fielding); default for a rate: "
        "3.1 plate appearances, 3 outs, two thirds of a game for each game of his team (of several, the one with "
        "most games); for a count: none"
    ),
]


@router.get("/leaders", summary="Who leads a season in a statistic", responses=answers(LeaderPage, paged=True))
async def list_leaders(
    request: Request,
    statistic: StatisticName,
    season: InSeason,
    group: OfGroup = None,
    game_type: InGameType = "R",
    sport_id: InSport = 1,
    minimum: Minimum = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Each player over all his teams of the season. The lowest lead where low is good (era, whip ...).

    Without ``group``: the first of batting, pitching, fielding that has the statistic.
    """
    groups = queries.STATISTICS[statistic]
    if group is not None and group not in groups:
        raise ParameterError("statistic", f"{group} has no such statistic")
    after = read_cursor(request, cursor, queries.LeaderKey)
    of = queries.Season(season, sport_id, game_type)
    return await listed(request, *queries.leaders_page(statistic, group or groups[0], of, minimum, limit, after))


@router.get("/standings", summary="Wins and losses of a season", responses=answers(StandingPage, paged=True))
async def list_standings(
    request: Request,
    season: InSeason,
    game_type: InGameType = "R",
    sport_id: InSport = 1,
    league_id: OfLeague = None,
    division_id: OfDivision = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """From the results of finished games. League and division are those of the team's newest game."""
    after = read_cursor(request, cursor, queries.StandingKey)
    of = queries.Season(season, sport_id, game_type)
    return await listed(request, *queries.standings_page(of, league_id, division_id, limit, after))
