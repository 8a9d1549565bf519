"""Plays, their runners, actions and reviews; pitches."""

from datetime import datetime

from pydantic import Field

from api_service.schemas.base import Answer, Page


class FieldingCredit(Answer):
    """A put-out, assist, error or the like."""

    player_id: int | None
    position_code: str | None
    credit: str | None


class RunnerMovement(Answer):
    """One advance or out of one runner."""

    runner_index: int
    runner_id: int | None
    origin_base: str | None
    start_base: str | None
    end_base: str | None
    out_base: str | None
    is_out: bool | None
    out_number: int | None
    event: str | None
    event_type: str | None
    movement_reason: str | None
    responsible_pitcher_id: int | None
    is_scoring_event: bool | None
    rbi: bool | None
    earned: bool | None
    team_unearned: bool | None
    play_index: int | None
    credits: list[FieldingCredit]


class Action(Answer):
    """An event of a play that is no pitch: a substitution, steal, pickoff throw, mound visit, ..."""

    event_index: int
    kind: str | None
    event: str | None
    event_type: str | None
    description: str | None
    is_substitution: bool | None
    is_base_running_play: bool | None
    is_scoring_play: bool | None
    is_out: bool | None
    player_id: int | None
    replaced_player_id: int | None
    position_code: str | None
    batting_order: str | None
    base: str | None
    umpire_id: int | None
    violation_type: str | None
    away_score: int | None
    home_score: int | None
    balls: int | None
    strikes: int | None
    outs: int | None
    started_at: datetime | None
    ended_at: datetime | None


class Review(Answer):
    """A replay review or challenge."""

    event_index: int = Field(description="event that was reviewed; -1: the play as a whole")
    review_index: int
    review_type: str | None
    is_overturned: bool | None
    in_progress: bool | None
    challenge_team_id: int | None
    player_id: int | None


class Play(Answer):
    """One play. Not every play is a plate appearance: see event_type and is_complete."""

    game_pk: int
    at_bat_index: int
    inning: int | None
    half: str | None
    result_type: str | None
    event: str | None
    event_type: str | None
    description: str | None
    rbi: int | None
    away_score: int | None
    home_score: int | None
    is_out: bool | None
    is_complete: bool | None
    is_scoring_play: bool | None
    has_review: bool | None
    has_out: bool | None
    balls: int | None
    strikes: int | None
    outs: int | None
    batter_id: int | None
    bat_side: str | None
    pitcher_id: int | None
    pitch_hand: str | None
    men_on_base: str | None
    post_on_first_id: int | None
    post_on_second_id: int | None
    post_on_third_id: int | None
    captivating_index: int | None
    started_at: datetime | None
    ended_at: datetime | None
    runners: list[RunnerMovement]
    actions: list[Action]
    reviews: list[Review]


class PlayPage(Page[Play]):
    """Plays in order."""


class Pitch(Answer):
    """One pitch; hit data are on the pitch that was put in play."""

    game_pk: int
    at_bat_index: int
    event_index: int
    play_id: str | None
    pitch_number: int | None
    batter_id: int | None
    pitcher_id: int | None
    call_code: str | None
    call_description: str | None
    type_code: str | None
    type_description: str | None
    is_in_play: bool | None
    is_strike: bool | None
    is_ball: bool | None
    is_out: bool | None
    has_review: bool | None
    balls: int | None
    strikes: int | None
    outs: int | None
    start_speed_mph: float | None
    end_speed_mph: float | None
    zone: int | None
    strike_zone_top_feet: float | None
    strike_zone_bottom_feet: float | None
    plate_x_feet: float | None
    plate_z_feet: float | None
    extension_feet: float | None
    plate_time_seconds: float | None
    spin_rate_rpm: float | None
    spin_direction_degrees: float | None
    break_angle_degrees: float | None
    break_vertical_induced_inches: float | None
    break_horizontal_inches: float | None
    launch_speed_mph: float | None
    launch_angle_degrees: float | None
    total_distance_feet: float | None
    trajectory: str | None
    hardness: str | None
    hit_location: str | None
    hit_coord_x: float | None
    hit_coord_y: float | None
    started_at: datetime | None
    ended_at: datetime | None


class PitchPage(Page[Pitch]):
    """Pitches in order."""
