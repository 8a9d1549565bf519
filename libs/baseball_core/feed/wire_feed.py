"""The whole live feed as it arrives, and a row of the schedule. PURE. The rules are those of ``wire``.

The feed comes in two shapes. In the typed one plays, people and box score lines are decoded with everything else: the
quickest way to read a document of which nothing is known. In the sliced one they stay bytes (``msgspec.Raw``), so that
those equal to the previous document's need not be decoded at all, and one that cannot be decoded spoils no other.
"""

from datetime import date
from typing import Generic

from msgspec import Raw, field

from baseball_core.feed.wire import (
    Code,
    Decisions,
    GameData,
    Instant,
    Int,
    Linescore,
    LineT,
    MetaData,
    Named,
    Person,
    PersonT,
    PlayT,
    Sides,
    Small,
    Status,
    Text,
    Wire,
)
from baseball_core.feed.wire_boxscore import Boxscore, Line
from baseball_core.feed.wire_plays import Play, PlayHead


class Plays(Wire, Generic[PlayT]):
    all_plays: list[PlayT] | None = None
    current_play: PlayHead | None = None

    unused = "playsByInning scoringPlays"


class LiveData(Wire, Generic[PlayT, LineT]):
    plays: Plays[PlayT] | None = None
    linescore: Linescore | None = None
    boxscore: Boxscore[LineT] | None = None
    decisions: Decisions | None = None

    unused = "leaders"


class Feed(Wire, Generic[PlayT, PersonT, LineT]):
    game_pk: Int | None = None
    meta_data: MetaData | None = None
    game_data: GameData[PersonT] | None = None
    live_data: LiveData[PlayT, LineT] | None = None

    unused = "copyright link"


TypedFeed = Feed[Play, Person, Line]
SlicedFeed = Feed[Raw, Raw, Raw]


class ScheduleSide(Wire):
    team: Named | None = None
    score: Small | None = None

    unused = "isWinner leagueRecord seriesNumber splitSquad springLeague probablePitcher"


class ScheduleRow(Wire):
    """One element of ``dates[].games[]``; the day it stands under comes with it."""

    game_pk: Int | None = None
    season: Code | None = None
    game_type: Code | None = None
    game_date: Instant | None = None
    official_date: date | None = None
    status: Status | None = None
    teams: Sides[ScheduleSide] | None = None
    venue: Named | None = None
    double_header: Code | None = None
    game_number: Small | None = None
    gameday_type: Code | None = None
    tiebreaker: Code | None = None
    day_night: Code | None = None
    scheduled_innings: Small | None = None
    series_description: Text | None = None
    description: Text | None = None
    start_time_tbd: bool | None = field(default=None, name="startTimeTBD")
    reschedule_date: Instant | None = None
    reschedule_game_date: date | None = None
    rescheduled_from: Instant | None = None
    rescheduled_from_date: date | None = None
    resume_date: Instant | None = None
    resume_game_date: date | None = None
    resumed_from: Instant | None = None
    resumed_from_date: date | None = None

    unused = (
        "link gameGuid calendarEventID seasonDisplay gamesInSeries ifNecessary ifNecessaryDescription "
        "inningBreakLength isFeaturedGame isTie publicFacing recordSource reverseHomeAwayStatus review "
        "seriesGameNumber seriesStatus tickets content linescore broadcasts decisions flags weather gameInfo officials "
        "alerts lineups previousPlay homeRuns xrefIds story statusFlags scoringPlays gameUtils"
    )
