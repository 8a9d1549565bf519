"""Parameters and their bounds: whatever passes here can be given to PostgreSQL without an error."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal

from fastapi import Header, Path, Query
from pydantic import AfterValidator, BeforeValidator, Field

from baseball_core.feed.status import Phase
from baseball_core.statistics.catalogue import Group

INT2_MAX: Final = 32_767
INT4_MAX: Final = 2_147_483_647
DEFAULT_LIMIT: Final = 100
MAX_LIMIT: Final = 1000
_DIGITS: Final = re.compile(r"[0-9]{1,19}", re.ASCII)
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
_EARLIEST: Final = datetime(1870, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


def _whole_number(value: object) -> object:
    """Only digits: the usual lenient parsing would take ``1_0``, `` 10`` and ``10.0`` for 10."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("must be a whole number in digits")
    return value


def _calendar_day(value: object) -> object:
    if isinstance(value, str) and not _ISO_DATE.fullmatch(value):
        raise ValueError("must be a date like 2026-07-04")
    return value


def _rfc3339(value: object) -> object:
    if isinstance(value, str) and not _INSTANT.fullmatch(value):
        raise ValueError("must be a time like 2026-07-04T23:10:00Z (in a URL a + is written %2B)")
    return value


def _within_reason(value: datetime) -> datetime:
    if not _EARLIEST <= value <= _LATEST:
        raise ValueError("must lie between the years 1870 and 2200")
    return value.astimezone(UTC)


_WHOLE = BeforeValidator(_whole_number)

Id = Annotated[int, Field(ge=1, le=INT4_MAX), _WHOLE]
Amount = Annotated[int, Field(ge=0, le=INT4_MAX), _WHOLE]
PageSize = Annotated[int, Field(ge=1, le=MAX_LIMIT), _WHOLE]
Index = Annotated[int, Field(ge=0, le=INT2_MAX), _WHOLE]
InningNumber = Annotated[int, Field(ge=1, le=100), _WHOLE]
DoubleHeaderNumber = Annotated[int, Field(ge=1, le=9), _WHOLE]
Seconds = Annotated[int, Field(ge=0, le=86_400), _WHOLE]
Version = Annotated[int, Field(ge=0, le=9_999_999_999_999_999), _WHOLE]
Day = Annotated[date, BeforeValidator(_calendar_day)]
Instant = Annotated[datetime, BeforeValidator(_rfc3339), AfterValidator(_within_reason)]

GamePk = Annotated[Id, Path(description="gamePk of the game", examples=[900001])]
PlayerId = Annotated[Id, Path(description="id of the player", examples=[800001])]
TeamId = Annotated[Id, Path(description="id of the team", examples=[7001])]
VenueId = Annotated[Id, Path(description="id of the venue", examples=[5001])]

Limit = Annotated[PageSize, Query(description="most items in this answer")]
Cursor = Annotated[
    str | None,
    Query(
        max_length=400,
        pattern="^[A-Za-z0-9_-]+$",
        description="where to go on: taken from `next` of the answer before; belongs to the same filters",
    ),
]
OnDay = Annotated[Day | None, Query(description="official date", examples=["2026-07-04"])]
FromDay = Annotated[Day | None, Query(description="first day, inclusive", examples=["2026-07-01"])]
ToDay = Annotated[Day | None, Query(description="last day, inclusive", examples=["2026-07-31"])]
OfTeam = Annotated[Id | None, Query(description="games of this team, at home or away")]
OfPlayer = Annotated[Id | None, Query(description="id of a player")]
OfSport = Annotated[Id | None, Query(description="1: major leagues, 11-16: minor leagues")]
OfLeague = Annotated[Id | None, Query(description="103 American, 104 National League")]
OfDivision = Annotated[Id | None, Query(description="200-202 American, 203-205 National League")]
OfSeason = Annotated[str | None, Query(pattern="^[0-9]{4}$", description="season", examples=["2026"])]
OfGameType = Annotated[
    str | None,
    Query(pattern="^[A-Z]$", description="R regular, S spring, A All-Star, F D L W postseason, E exhibition"),
]
InSeason = Annotated[str, Query(pattern="^[0-9]{4}$", description="season", examples=["2026"])]
InSport = Annotated[Id, Query(description="1: major leagues, 11-16: minor leagues")]
InGameType = Annotated[str, Query(pattern="^[A-Z]$", description="as for games; never mixed: R is the regular season")]
OfGroup = Annotated[Group | None, Query(description="lines of this kind only")]
OfTeamThen = Annotated[Id | None, Query(description="only what he did for this team")]
OfPhase = Annotated[
    list[Phase] | None, Query(max_length=len(Phase), description="what the game is doing; may be repeated")
]
OfStatusCode = Annotated[str | None, Query(pattern="^[A-Z]{1,3}$", description="statusCode as upstream has it")]
OfDoubleHeader = Annotated[
    Literal["Y", "S", "N"] | None, Query(description="Y traditional, S split, N no doubleheader")
]
OfGameNumber = Annotated[DoubleHeaderNumber | None, Query(description="which game of the day's doubleheader")]
OfInning = Annotated[InningNumber | None, Query(description="inning")]
OfHalf = Annotated[Literal["top", "bottom"] | None, Query(description="half of the inning")]
AtTime = Annotated[
    Instant | None, Query(description="the one state known at this time", examples=["2026-07-04T23:40:00Z"])
]
Since = Annotated[Instant | None, Query(description="states from this time on", examples=["2026-07-04T23:00:00Z"])]
Until = Annotated[Instant | None, Query(description="states up to this time", examples=["2026-07-05T02:00:00Z"])]
Delay = Annotated[Seconds, Query(description="seconds: the game as it was known so long ago (no spoilers)")]
PlayerName = Annotated[
    str | None,
    Query(
        min_length=2,
        max_length=100,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="parts of the name, in any order; accents and case do not matter",
        examples=["garcia"],
    ),
]
LastEventId = Annotated[
    Version | None,
    Header(
        alias="Last-Event-ID",
        description="version of the last state that was received: the stream goes on after it",
    ),
]
