"""Statistics that the batch computed of finished games: players, teams."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_service.conditional import by_body
from api_service.errors import NotFoundError, ParameterError
from api_service.openapi import answers, operation_id
from api_service.pagination import read_cursor
from api_service.parameters import (
    DEFAULT_LIMIT,
    Cursor,
    FromDay,
    Limit,
    OfGameType,
    OfGroup,
    OfSeason,
    OfSport,
    OfTeamThen,
    PlayerId,
    TeamId,
    ToDay,
)
from api_service.queries import statistics as queries
from api_service.route import DirectRoute
from api_service.routers.paging import page_answer
from api_service.schemas.statistics import PlayerStatisticsPage, TeamStatisticsPage
from api_service.shared import day_range, shared
from baseball_core.statistics.catalogue import GROUPS, Group

router = APIRouter(tags=["statistics"], route_class=DirectRoute, generate_unique_id_function=operation_id)

PerWhat = Annotated[
    queries.Per, Query(description="a row a game; a season; a season by home and away and by month of official date")
]


def _filters(
    per: queries.Per,
    group: Group | None,
    season: str | None,
    sport_id: int | None,
    game_type: str | None,
    start_date: date | None,
    end_date: date | None,
    team_id: int | None = None,
) -> queries.Filters:
    for name, day in (("start_date", start_date), ("end_date", end_date)):
        if day is not None and per != "game":
            raise ParameterError(name, "goes with per=game only")
    first_day, last_day = day_range(None, start_date, end_date)
    groups = GROUPS if group is None else (group,)
    return queries.Filters(per, groups, season, sport_id, game_type, team_id, first_day, last_day)


async def _answer(request: Request, text: str, values: list[object], missing: NotFoundError) -> Response:
    """A page of what belongs to somebody; raises ``missing`` when he is unknown."""
    row = await shared(request).database.row(text, *values)
    if row is None or row["version"] is None:
        raise missing
    body, headers = page_answer(request, row)
    return by_body(request, body, headers)


@router.get(
    "/players/{player_id}/stats",
    summary="A player's statistics by game, season or split",
    responses=answers(PlayerStatisticsPage, found=True, paged=True),
)
async def list_player_statistics(
    request: Request,
    player_id: PlayerId,
    per: PerWhat = "season",
    group: OfGroup = None,
    season: OfSeason = None,
    game_type: OfGameType = None,
    sport_id: OfSport = None,
    team_id: OfTeamThen = None,
    start_date: FromDay = None,
    end_date: ToDay = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Counts, and the rates of the summed counts. Seasons, sports and game types are never mixed.

    Totals come for each team that he played for and, in the row without a team, for all of them together; with
    ``team_id`` for that team alone. Who bats and pitches has both lines.
    """
    filters = _filters(per, group, season, sport_id, game_type, start_date, end_date, team_id)
    after = read_cursor(request, cursor, queries.cursor_key(per))
    missing = NotFoundError(f"there is no player {player_id}", reason="player_not_found")
    return await _answer(request, *queries.player_statistics_page(player_id, filters, limit, after), missing)


@router.get(
    "/teams/{team_id}/stats",
    summary="A team's statistics by game, season or split",
    responses=answers(TeamStatisticsPage, found=True, paged=True),
)
async def list_team_statistics(
    request: Request,
    team_id: TeamId,
    per: PerWhat = "season",
    group: OfGroup = None,
    season: OfSeason = None,
    game_type: OfGameType = None,
    sport_id: OfSport = None,
    start_date: FromDay = None,
    end_date: ToDay = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """What its players did, summed, and the rates of the sums. Seasons, sports and game types are never mixed."""
    filters = _filters(per, group, season, sport_id, game_type, start_date, end_date)
    after = read_cursor(request, cursor, queries.cursor_key(per))
    missing = NotFoundError(f"there is no team {team_id}", reason="team_not_found")
    return await _answer(request, *queries.team_statistics_page(team_id, filters, limit, after), missing)
