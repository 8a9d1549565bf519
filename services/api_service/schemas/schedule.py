"""The schedule as observed."""

from datetime import date, datetime

from pydantic import Field

from api_service.schemas.base import Answer, Page
from baseball_core.feed.status import Phase


class ScheduleEntry(Answer):
    """One observed wording of a game's row on one day of the schedule; a postponed game has rows on several days.

    ``game_*`` fields at the end say what is known of the game now.
    """

    game_pk: int
    schedule_date: date
    first_observed_at: datetime
    last_observed_at: datetime
    season: str | None
    game_type: str | None
    game_date: datetime | None
    official_date: date | None
    start_time_tbd: bool | None
    status_code: str | None
    coded_game_state: str | None
    abstract_game_state: str | None
    detailed_state: str | None
    status_reason: str | None
    phase: Phase
    away_team_id: int | None
    home_team_id: int | None
    away_team_name: str | None
    home_team_name: str | None
    venue_id: int | None
    venue_name: str | None
    double_header: str | None
    game_number: int | None
    gameday_type: str | None
    scheduled_innings: int | None
    series_description: str | None
    description: str | None
    reschedule_date: datetime | None
    reschedule_game_date: date | None
    rescheduled_from: datetime | None
    rescheduled_from_date: date | None
    resume_date: datetime | None
    resume_game_date: date | None
    resumed_from: datetime | None
    resumed_from_date: date | None
    game_phase: Phase | None = Field(description="phase of the game now")
    game_official_date: date | None = Field(description="the day it counts for, as known now")
    game_away_score: int | None
    game_home_score: int | None
    game_inning: int | None
    game_inning_state: str | None


class SchedulePage(Page[ScheduleEntry]):
    """Rows in order of day, start, game."""
