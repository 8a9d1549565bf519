"""What happened in a game, play by play. Rows are mutable upstream: upserted by key, deleted when they vanish."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from baseball_core.db.base import Base, Instant, Key, Number, Real, Small, SmallKey


class Play(Base):
    """Grain: one row per (game_pk, at_bat_index).

    Not every play is a plate appearance: see ``event_type`` and ``is_complete``.
    """

    __tablename__ = "plays"

    game_pk: Mapped[Key]
    at_bat_index: Mapped[SmallKey]
    inning: Mapped[Small | None]
    half: Mapped[str | None]
    result_type: Mapped[str | None]
    event: Mapped[str | None]
    event_type: Mapped[str | None]
    description: Mapped[str | None]
    rbi: Mapped[Small | None]
    away_score: Mapped[Small | None]
    home_score: Mapped[Small | None]
    is_out: Mapped[bool | None]
    is_complete: Mapped[bool | None]
    is_scoring_play: Mapped[bool | None]
    has_review: Mapped[bool | None]
    has_out: Mapped[bool | None]
    balls: Mapped[Small | None]
    strikes: Mapped[Small | None]
    outs: Mapped[Small | None]
    batter_id: Mapped[Number | None]
    bat_side: Mapped[str | None]
    pitcher_id: Mapped[Number | None]
    pitch_hand: Mapped[str | None]
    men_on_base: Mapped[str | None]
    post_on_first_id: Mapped[Number | None]
    post_on_second_id: Mapped[Number | None]
    post_on_third_id: Mapped[Number | None]
    captivating_index: Mapped[Small | None]
    started_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]

    __table_args__ = (
        Index(None, "batter_id", "game_pk"),
        Index(None, "pitcher_id", "game_pk"),
    )


class Pitch(Base):
    """Grain: one row per (game_pk, at_bat_index, event_index): play events with ``isPitch``.

    ``pitcher_id`` and ``batter_id`` are those then in the game, also after a change in mid plate appearance.
    Hit data are on the pitch that was put in play. Speeds in mph, distances in feet, angles in degrees, spin in rpm.
    """

    __tablename__ = "pitches"

    game_pk: Mapped[Key]
    at_bat_index: Mapped[SmallKey]
    event_index: Mapped[SmallKey]
    play_id: Mapped[str | None]
    pitch_number: Mapped[Small | None]
    batter_id: Mapped[Number | None]
    pitcher_id: Mapped[Number | None]
    call_code: Mapped[str | None]
    call_description: Mapped[str | None]
    type_code: Mapped[str | None]
    type_description: Mapped[str | None]
    is_in_play: Mapped[bool | None]
    is_strike: Mapped[bool | None]
    is_ball: Mapped[bool | None]
    is_out: Mapped[bool | None]
    has_review: Mapped[bool | None]
    balls: Mapped[Small | None]
    strikes: Mapped[Small | None]
    outs: Mapped[Small | None]
    start_speed_mph: Mapped[Real | None]
    end_speed_mph: Mapped[Real | None]
    zone: Mapped[Small | None]
    strike_zone_top_feet: Mapped[Real | None]
    strike_zone_bottom_feet: Mapped[Real | None]
    plate_x_feet: Mapped[Real | None]
    plate_z_feet: Mapped[Real | None]
    extension_feet: Mapped[Real | None]
    plate_time_seconds: Mapped[Real | None]
    spin_rate_rpm: Mapped[Real | None]
    spin_direction_degrees: Mapped[Real | None]
    break_angle_degrees: Mapped[Real | None]
    break_vertical_induced_inches: Mapped[Real | None]
    break_horizontal_inches: Mapped[Real | None]
    launch_speed_mph: Mapped[Real | None]
    launch_angle_degrees: Mapped[Real | None]
    total_distance_feet: Mapped[Real | None]
    trajectory: Mapped[str | None]
    hardness: Mapped[str | None]
    hit_location: Mapped[str | None]
    hit_coord_x: Mapped[Real | None]
    hit_coord_y: Mapped[Real | None]
    started_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]

    __table_args__ = (
        Index(None, "pitcher_id", "game_pk"),
        Index(None, "batter_id", "game_pk"),
    )


class Action(Base):
    """Grain: one row per (game_pk, at_bat_index, event_index): play events that are no pitches.

    Substitutions, steals, wild pitches, mound visits, pickoff throws, step-offs, automatic balls and strikes.
    ``kind`` is the event's ``type``: action, pickoff, stepoff or no_pitch.
    """

    __tablename__ = "actions"

    game_pk: Mapped[Key]
    at_bat_index: Mapped[SmallKey]
    event_index: Mapped[SmallKey]
    kind: Mapped[str | None]
    play_id: Mapped[str | None]
    event: Mapped[str | None]
    event_type: Mapped[str | None]
    code: Mapped[str | None]
    description: Mapped[str | None]
    is_substitution: Mapped[bool | None]
    is_base_running_play: Mapped[bool | None]
    is_scoring_play: Mapped[bool | None]
    is_out: Mapped[bool | None]
    from_catcher: Mapped[bool | None]
    has_review: Mapped[bool | None]
    player_id: Mapped[Number | None]
    replaced_player_id: Mapped[Number | None]
    position_code: Mapped[str | None]
    batting_order: Mapped[str | None]
    base: Mapped[str | None]
    umpire_id: Mapped[Number | None]
    violation_type: Mapped[str | None]
    away_score: Mapped[Small | None]
    home_score: Mapped[Small | None]
    balls: Mapped[Small | None]
    strikes: Mapped[Small | None]
    outs: Mapped[Small | None]
    started_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]


class RunnerMovement(Base):
    """Grain: one row per (game_pk, at_bat_index, runner_index): one advance or out of one runner."""

    __tablename__ = "runner_movements"

    game_pk: Mapped[Key]
    at_bat_index: Mapped[SmallKey]
    runner_index: Mapped[SmallKey]
    runner_id: Mapped[Number | None]
    origin_base: Mapped[str | None]
    start_base: Mapped[str | None]
    end_base: Mapped[str | None]
    out_base: Mapped[str | None]
    is_out: Mapped[bool | None]
    out_number: Mapped[Small | None]
    event: Mapped[str | None]
    event_type: Mapped[str | None]
    movement_reason: Mapped[str | None]
    responsible_pitcher_id: Mapped[Number | None]
    is_scoring_event: Mapped[bool | None]
    rbi: Mapped[bool | None]
    earned: Mapped[bool | None]
    team_unearned: Mapped[bool | None]
    play_index: Mapped[Small | None]

    __table_args__ = (Index(None, "runner_id", "game_pk"),)


class FieldingCredit(Base):
    """Grain: one row per (game_pk, at_bat_index, runner_index, credit_index): a put-out, assist, error, ..."""

    __tablename__ = "fielding_credits"

    game_pk: Mapped[Key]
    at_bat_index: Mapped[SmallKey]
    runner_index: Mapped[SmallKey]
    credit_index: Mapped[SmallKey]
    player_id: Mapped[Number | None]
    position_code: Mapped[str | None]
    credit: Mapped[str | None]

    __table_args__ = (Index(None, "player_id", "game_pk"),)


class Review(Base):
    """Grain: one row per (game_pk, at_bat_index, event_index, review_index): replay reviews and challenges.

    ``event_index`` is -1 for a review of the play as a whole; ``review_index`` 0 is the first, further ones are
    the ``additionalReviews``.
    """

    __tablename__ = "reviews"

    game_pk: Mapped[Key]
    at_bat_index: Mapped[SmallKey]
    event_index: Mapped[SmallKey]
    review_index: Mapped[SmallKey]
    review_type: Mapped[str | None]
    is_overturned: Mapped[bool | None]
    in_progress: Mapped[bool | None]
    challenge_team_id: Mapped[Number | None]
    player_id: Mapped[Number | None]
