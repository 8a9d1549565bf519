"""The schedule as observed."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response

from api_service.errors import ParameterError
from api_service.openapi import answers, operation_id
from api_service.pagination import instant, read_cursor
from api_service.parameters import (
    DEFAULT_LIMIT,
    Cursor,
    FromDay,
    Id,
    Limit,
    OfGameType,
    OfTeam,
    OnDay,
    ToDay,
)
from api_service.queries import schedule as queries
from api_service.route import DirectRoute
from api_service.routers.paging import listed
from api_service.schemas.schedule import SchedulePage
from api_service.shared import baseball_day, day_range, shared

router = APIRouter(tags=["schedule"], route_class=DirectRoute, generate_unique_id_function=operation_id)

LONGEST_RANGE_DAYS: Final = 400
OfGame = Annotated[
    Id | None,
    Query(description="every day on which this game was ever scheduled, whatever the date"),
]
Observations = Annotated[
    Literal["newest", "all"],
    Query(description="newest: a game's last wording on each day; all: also the wordings it replaced"),
]


@router.get("/schedule", summary="What was scheduled for a day", responses=answers(SchedulePage, paged=True))
async def list_schedule(
    request: Request,
    date: OnDay = None,
    start_date: FromDay = None,
    end_date: ToDay = None,
    game_pk: OfGame = None,
    team_id: OfTeam = None,
    game_type: OfGameType = None,
    observations: Observations = "newest",
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Days are those of the schedule, so a postponed game stands on its old day and on its new one.

    Without any date: today in US Eastern time.
    """
    first_day, last_day = day_range(date, start_date, end_date)
    key = read_cursor(request, cursor, queries.ScheduleKey)
    if game_pk is None:
        if first_day is None and last_day is None:  # a further page stays on its day, also after midnight
            first_day = last_day = key[0] if key else baseball_day(shared(request).clock)
        if first_day is None:
            raise ParameterError("start_date", "is required with end_date")
        if last_day is None:
            raise ParameterError("end_date", "is required with start_date")
        if (last_day - first_day).days >= LONGEST_RANGE_DAYS:
            raise ParameterError("end_date", f"must be less than {LONGEST_RANGE_DAYS} days after start_date")
    after = key and (key[0], instant(key[1]), key[2], key[3])
    text, values = queries.schedule_page(
        game_pk=game_pk,
        first_day=first_day,
        last_day=last_day,
        team_id=team_id,
        game_type=game_type,
        every_wording=observations == "all",
        limit=limit,
        after=after,
    )
    return await listed(request, text, values)
