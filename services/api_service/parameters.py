"""Parameters and their bounds: whatever passes here can be given to PostgreSQL without an error."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal

from fastapi import Header, Path, Query
from pydantic import AfterValidator, BeforeValidator

from baseball_core.feed.status import Phase

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


Whole = Annotated[int, BeforeValidator(_whole_number)]
Day = Annotated[date, BeforeValidator(_calendar_day)]
Instant = Annotated[datetime, BeforeValidator(_rfc3339), AfterValidator(_within_reason)]

_ID_BOUNDS = {"ge": 1, "le": INT4_MAX}

GamePk = Annotated[Whole, Path(ge=1, le=INT4_MAX, description="gamePk of the game", examples=[900001])]
PlayerId = Annotated[Whole, Path(ge=1, le=INT4_MAX, description="id of the player", examples=[800001])]
TeamId = Annotated[Whole, Path(ge=1, le=INT4_MAX, description="id of the team", examples=[7001])]
VenueId = Annotated[Whole, Path(ge=1, le=INT4_MAX, description="id of the venue", examples=[5001])]

Limit = Annotated[Whole, Query(ge=1, le=MAX_LIMIT, description="most items in this answer")]
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
OfTeam = Annotated[Whole | None, Query(ge=1, le=INT4_MAX, description="games of this team, at home or away")]
OfPlayer = Annotated[Whole | None, Query(ge=1, le=INT4_MAX, description="id of a player")]
OfSport = Annotated[Whole | None, Query(ge=1, le=INT4_MAX, description="1: major leagues, 11-16: minor leagues")]
OfSeason = Annotated[str | None, Query(pattern="^[0-9]{4}$", description="season", examples=["2026"])]
OfGameType = Annotated[
    str | None,
    Query(pattern="^[A-Z]$", description="R regular, S spring, A All-Star, F D L W postseason, E exhibition"),
]
OfPhase = Annotated[
    list[Phase] | None, Query(max_length=len(Phase), description="what the game is doing; may be repeated")
]
OfStatusCode = Annotated[str | None, Query(pattern="^[A-Z]{1,3}$", description="statusCode as upstream has it")]
OfDoubleHeader = Annotated[
    Literal["Y", "S", "N"] | None, Query(description="Y traditional, S split, N no doubleheader")
]
OfGameNumber = Annotated[Whole | None, Query(ge=1, le=9, description="which game of the day's doubleheader")]
OfInning = Annotated[Whole | None, Query(ge=1, le=100, description="inning")]
OfHalf = Annotated[Literal["top", "bottom"] | None, Query(description="half of the inning")]
AtTime = Annotated[
    Instant | None, Query(description="the one state known at this time", examples=["2026-07-04T23:40:00Z"])
]
Since = Annotated[Instant | None, Query(description="states from this time on", examples=["2026-07-04T23:00:00Z"])]
Until = Annotated[Instant | None, Query(description="states up to this time", examples=["2026-07-05T02:00:00Z"])]
Delay = Annotated[
    Whole, Query(ge=0, le=86_400, description="seconds: the game as it was known so long ago (no spoilers)")
]
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
    Whole | None,
    Header(
        alias="Last-Event-ID",
        ge=0,
        le=9_999_999_999_999_999,
        description="version of the last state that was received: the stream goes on after it",
    ),
]
