"""Games, their schedule rows, their state now and before, their line score.

gamePk is a game's identity; schedule rows are observations of it. ``fetched_at`` orders observations: the newer
wins. ``version`` is ``fetched_at`` of the newest applied document in microseconds since 1970: it is what ETags
and notifications carry.
"""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from baseball_core.db.base import (
    Base,
    Big,
    DateKey,
    Instant,
    InstantKey,
    Key,
    Number,
    Small,
    SmallKey,
    TextKey,
)


class Game(Base):
    """Grain: one row per game_pk, as its newest document describes it.

    A game that only the schedule has shown yet is described by its newest schedule row: ``schedule_date`` is that
    row's day, ``sequence`` is 0, ``content_hash`` and ``archive_key`` are empty. The first feed document replaces
    it for good and sets ``schedule_date`` to null.
    """

    __tablename__ = "games"

    game_pk: Mapped[Key]
    season: Mapped[str | None]
    game_type: Mapped[str | None]
    sport_id: Mapped[Number | None]
    game_date: Mapped[Instant | None]
    official_date: Mapped[date | None]
    original_date: Mapped[date | None]
    resume_date: Mapped[Instant | None]
    resumed_from_date: Mapped[Instant | None]
    day_night: Mapped[str | None]
    double_header: Mapped[str | None]
    game_number: Mapped[Small | None]
    gameday_type: Mapped[str | None]
    tiebreaker: Mapped[str | None]
    start_time_tbd: Mapped[bool | None]
    scheduled_innings: Mapped[Small | None]
    away_team_id: Mapped[Number | None]
    home_team_id: Mapped[Number | None]
    away_score: Mapped[Small | None]
    home_score: Mapped[Small | None]
    venue_id: Mapped[Number | None]
    abstract_game_state: Mapped[str | None]
    coded_game_state: Mapped[str | None]
    status_code: Mapped[str | None]
    detailed_state: Mapped[str | None]
    status_reason: Mapped[str | None]
    phase: Mapped[str]
    weather_condition: Mapped[str | None]
    weather_temp_fahrenheit: Mapped[Small | None]
    weather_wind: Mapped[str | None]
    attendance: Mapped[Number | None]
    first_pitch: Mapped[Instant | None]
    game_duration_minutes: Mapped[Number | None]
    delay_duration_minutes: Mapped[Number | None]
    away_probable_pitcher_id: Mapped[Number | None]
    home_probable_pitcher_id: Mapped[Number | None]
    winning_pitcher_id: Mapped[Number | None]
    losing_pitcher_id: Mapped[Number | None]
    save_pitcher_id: Mapped[Number | None]
    schedule_date: Mapped[date | None]
    time_code: Mapped[str | None]
    sequence: Mapped[Number]
    content_hash: Mapped[str]
    archive_key: Mapped[str]
    fetched_at: Mapped[Instant]
    version: Mapped[Big]

    __table_args__ = (
        Index(None, "official_date", "game_date", "game_pk"),
        Index(None, "game_date", "game_pk"),
        Index(None, "away_team_id", "official_date", "game_pk"),
        Index(None, "home_team_id", "official_date", "game_pk"),
        Index(None, "season", "game_type", "official_date", "game_pk"),
        Index(None, "status_code", "official_date", "game_pk"),
        Index(None, "phase", "official_date", "game_pk"),
        Index(None, "venue_id"),
    )


class ScheduleObservation(Base):
    """Grain: one row per (game_pk, schedule_date, content_hash): each distinct wording of a schedule row.

    ``schedule_date`` is the outer ``dates[].date``; ``official_date`` of a postponed row is already the new day.
    ``content_hash`` covers the columns kept here, so a row that comes again only moves ``last_observed_at``.
    """

    __tablename__ = "schedule_observations"

    game_pk: Mapped[Key]
    schedule_date: Mapped[DateKey]
    content_hash: Mapped[TextKey]
    first_observed_at: Mapped[Instant]
    last_observed_at: Mapped[Instant]
    season: Mapped[str | None]
    game_type: Mapped[str | None]
    game_date: Mapped[Instant | None]
    official_date: Mapped[date | None]
    start_time_tbd: Mapped[bool | None]
    status_code: Mapped[str | None]
    coded_game_state: Mapped[str | None]
    abstract_game_state: Mapped[str | None]
    detailed_state: Mapped[str | None]
    status_reason: Mapped[str | None]
    phase: Mapped[str]
    away_team_id: Mapped[Number | None]
    home_team_id: Mapped[Number | None]
    away_team_name: Mapped[str | None]
    home_team_name: Mapped[str | None]
    venue_id: Mapped[Number | None]
    venue_name: Mapped[str | None]
    double_header: Mapped[str | None]
    game_number: Mapped[Small | None]
    gameday_type: Mapped[str | None]
    scheduled_innings: Mapped[Small | None]
    series_description: Mapped[str | None]
    description: Mapped[str | None]
    reschedule_date: Mapped[Instant | None]
    reschedule_game_date: Mapped[date | None]
    rescheduled_from: Mapped[Instant | None]
    rescheduled_from_date: Mapped[date | None]
    resume_date: Mapped[Instant | None]
    resume_game_date: Mapped[date | None]
    resumed_from: Mapped[Instant | None]
    resumed_from_date: Mapped[date | None]

    __table_args__ = (
        Index(None, "schedule_date", "game_date", "game_pk"),
        Index(None, "away_team_id", "schedule_date"),
        Index(None, "home_team_id", "schedule_date"),
    )


class StateColumns:
    """What a game looks like at one moment. Bases come from ``linescore.offense``, the count from ``currentPlay``."""

    version: Mapped[Big]
    time_code: Mapped[str | None]
    sequence: Mapped[Number]
    content_hash: Mapped[str]
    status_code: Mapped[str | None]
    detailed_state: Mapped[str | None]
    phase: Mapped[str]
    inning: Mapped[Small | None]
    inning_state: Mapped[str | None]
    is_top_inning: Mapped[bool | None]
    balls: Mapped[Small | None]
    strikes: Mapped[Small | None]
    outs: Mapped[Small | None]
    runner_on_first_id: Mapped[Number | None]
    runner_on_second_id: Mapped[Number | None]
    runner_on_third_id: Mapped[Number | None]
    batter_id: Mapped[Number | None]
    pitcher_id: Mapped[Number | None]
    on_deck_id: Mapped[Number | None]
    in_hole_id: Mapped[Number | None]
    away_runs: Mapped[Small | None]
    away_hits: Mapped[Small | None]
    away_errors: Mapped[Small | None]
    away_left_on_base: Mapped[Small | None]
    home_runs: Mapped[Small | None]
    home_hits: Mapped[Small | None]
    home_errors: Mapped[Small | None]
    home_left_on_base: Mapped[Small | None]
    at_bat_index: Mapped[Small | None]
    last_play_event: Mapped[str | None]
    last_play_description: Mapped[str | None]
    last_play_ended_at: Mapped[Instant | None]


class GameState(StateColumns, Base):
    """Grain: one row per game_pk: the game as of its newest document."""

    __tablename__ = "game_states"

    game_pk: Mapped[Key]
    fetched_at: Mapped[Instant]


class GameStateHistory(StateColumns, Base):
    """Grain: one row per (game_pk, fetched_at): append-only, what was known and when."""

    __tablename__ = "game_state_history"

    game_pk: Mapped[Key]
    fetched_at: Mapped[InstantKey]


class Inning(Base):
    """Grain: one row per (game_pk, inning, half). ``runs`` is null while or because the half is not played."""

    __tablename__ = "innings"

    game_pk: Mapped[Key]
    inning: Mapped[SmallKey]
    half: Mapped[TextKey]
    runs: Mapped[Small | None]
    hits: Mapped[Small | None]
    errors: Mapped[Small | None]
    left_on_base: Mapped[Small | None]
