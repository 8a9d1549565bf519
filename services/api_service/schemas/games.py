"""Games, their state, their line score."""

from datetime import date, datetime

from pydantic import Field

from api_service.schemas.base import Answer, Page
from baseball_core.feed.status import Phase


class Game(Answer):
    """A game as its newest document, or before the first one its newest schedule row, describes it."""

    game_pk: int
    season: str | None
    game_type: str | None
    sport_id: int | None
    official_date: date | None = Field(description="the day whose statistics the game belongs to")
    game_date: datetime | None = Field(description="scheduled start, UTC; a placeholder while start_time_tbd")
    start_time_tbd: bool | None
    original_date: date | None = Field(description="the day it was first scheduled for")
    resume_date: datetime | None = Field(description="when a suspended game goes on")
    resumed_from_date: datetime | None = Field(description="when a resumed game had begun")
    day_night: str | None
    double_header: str | None = Field(description="Y traditional, S split, N none")
    game_number: int | None
    gameday_type: str | None
    tiebreaker: str | None
    scheduled_innings: int | None
    phase: Phase = Field(description="what the status means; drive logic by this")
    abstract_game_state: str | None
    coded_game_state: str | None
    status_code: str | None
    detailed_state: str | None
    status_reason: str | None
    away_team_id: int | None
    away_team_name: str | None
    home_team_id: int | None
    home_team_name: str | None
    away_score: int | None
    home_score: int | None
    venue_id: int | None
    venue_name: str | None
    weather_condition: str | None
    weather_temp_fahrenheit: int | None
    weather_wind: str | None
    attendance: int | None
    first_pitch: datetime | None
    game_duration_minutes: int | None
    delay_duration_minutes: int | None
    away_probable_pitcher_id: int | None
    home_probable_pitcher_id: int | None
    winning_pitcher_id: int | None
    losing_pitcher_id: int | None
    save_pitcher_id: int | None
    time_code: str | None = Field(description="upstream's name of the newest document")
    sequence: int = Field(description="documents of this game so far; 0: known from the schedule only")
    fetched_at: datetime = Field(description="when the newest document was fetched")
    version: int = Field(description="fetched_at in microseconds since 1970; rises with every change")


class GamePage(Page[Game]):
    """Games in order of official date, start, game_pk."""


class State(Answer):
    """What a game looks like at one moment. Grain: (game_pk, fetched_at)."""

    game_pk: int
    version: int = Field(description="fetched_at in microseconds since 1970")
    fetched_at: datetime
    time_code: str | None
    sequence: int
    phase: Phase
    status_code: str | None
    detailed_state: str | None
    inning: int | None
    inning_state: str | None = Field(description="Top, Middle, Bottom or End")
    is_top_inning: bool | None
    balls: int | None
    strikes: int | None
    outs: int | None
    runner_on_first_id: int | None
    runner_on_second_id: int | None
    runner_on_third_id: int | None
    batter_id: int | None
    pitcher_id: int | None
    on_deck_id: int | None
    in_hole_id: int | None
    away_runs: int | None
    away_hits: int | None
    away_errors: int | None
    away_left_on_base: int | None
    home_runs: int | None = Field(description="runs of the home team")
    home_hits: int | None
    home_errors: int | None
    home_left_on_base: int | None
    at_bat_index: int | None
    last_play_event: str | None
    last_play_description: str | None
    last_play_ended_at: datetime | None


class StatePage(Page[State]):
    """States of a game in the order in which they became known."""


class LineScoreCell(Answer):
    """One side's numbers in one inning or in all. ``runs`` is null for a half that was not played."""

    runs: int | None
    hits: int | None
    errors: int | None
    left_on_base: int | None


class LineScoreInning(Answer):
    """One inning; a side is null before its half is known."""

    inning: int
    away: LineScoreCell | None
    home: LineScoreCell | None


class LineScore(Answer):
    """Runs, hits and errors by inning, and where the game stands."""

    game_pk: int
    version: int
    fetched_at: datetime
    phase: Phase
    scheduled_innings: int | None
    inning: int | None
    inning_state: str | None
    outs: int | None
    innings: list[LineScoreInning]
    away: LineScoreCell | None
    home: LineScoreCell | None
