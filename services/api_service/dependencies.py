"""What routes are given: the process's database, clock and change feed."""

from datetime import date
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from api_service.changes import ChangeFeed
from api_service.database import ReadDatabase
from api_service.errors import ParameterError
from baseball_core.clock import Clock

BASEBALL_ZONE: Final = ZoneInfo("America/New_York")


async def _database(request: Request) -> ReadDatabase:
    database: ReadDatabase = request.app.state.database
    return database


async def _clock(request: Request) -> Clock:
    clock: Clock = request.app.state.clock
    return clock


async def _changes(request: Request) -> ChangeFeed:
    changes: ChangeFeed = request.app.state.changes
    return changes


Database = Annotated[ReadDatabase, Depends(_database)]
Time = Annotated[Clock, Depends(_clock)]
Changes = Annotated[ChangeFeed, Depends(_changes)]


def baseball_day(clock: Clock) -> date:
    """Today as baseball counts it: US Eastern."""
    return clock.now().astimezone(BASEBALL_ZONE).date()


def day_range(day: date | None, start_date: date | None, end_date: date | None) -> tuple[date | None, date | None]:
    """First and last day of ``date``, or of ``start_date`` and ``end_date``; ParameterError for contradictions."""
    if day is not None:
        if start_date is not None or end_date is not None:
            raise ParameterError("date", "cannot be combined with start_date or end_date")
        return day, day
    if start_date is not None and end_date is not None and end_date < start_date:
        raise ParameterError("end_date", "must not be before start_date")
    return start_date, end_date
