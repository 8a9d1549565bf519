"""What the functions of a worker share, found through the request."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import Request
from msgspec import Struct

from api_service.changes import ChangeFeed
from api_service.database import ReadDatabase
from api_service.errors import ParameterError
from baseball_core.clock import Clock

BASEBALL_ZONE: Final = ZoneInfo("America/New_York")


class Shared(Struct, frozen=True):
    """One of each a process."""

    database: ReadDatabase
    clock: Clock
    changes: ChangeFeed


def shared(request: Request) -> Shared:
    """What ``create_app`` opened for this process."""
    found: Shared = request.app.state.shared
    return found


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
