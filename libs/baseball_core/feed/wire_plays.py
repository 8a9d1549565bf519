"""The live feed as it arrives: plays, their events, their runners. PURE. The rules are those of ``wire``."""

from baseball_core.feed.wire import Code, Coded, Instant, Int, LongText, Ref, Small, Text, Wire


class Count(Wire):
    balls: Small | None = None
    strikes: Small | None = None
    outs: Small | None = None


class Result(Wire):
    type: Code | None = None
    event: Text | None = None
    event_type: Code | None = None
    description: LongText | None = None
    rbi: Small | None = None
    away_score: Small | None = None
    home_score: Small | None = None
    is_out: bool | None = None


class About(Wire):
    at_bat_index: Small | None = None
    half_inning: Code | None = None
    inning: Small | None = None
    start_time: Instant | None = None
    end_time: Instant | None = None
    is_complete: bool | None = None
    is_scoring_play: bool | None = None
    has_review: bool | None = None
    has_out: bool | None = None
    captivating_index: Small | None = None

    unused = "isTopInning"


class Splits(Wire):
    men_on_base: Code | None = None

    unused = "batter pitcher"


class Matchup(Wire):
    """Batter and pitcher at the end of the play; there is no count in here."""

    batter: Ref | None = None
    bat_side: Coded | None = None
    pitcher: Ref | None = None
    pitch_hand: Coded | None = None
    post_on_first: Ref | None = None
    post_on_second: Ref | None = None
    post_on_third: Ref | None = None
    splits: Splits | None = None

    unused = (
        "batterHotColdZones pitcherHotColdZones batterHotColdZoneStats pitcherHotColdZoneStats "
        "umpire bullpenPitchers benchBatters"
    )


class ReviewDetails(Wire):
    is_overturned: bool | None = None
    in_progress: bool | None = None
    review_type: Code | None = None
    challenge_team_id: Int | None = None
    player: Ref | None = None
    additional_reviews: "list[ReviewDetails] | None" = None


class Call(Wire):
    code: Code | None = None
    description: Text | None = None


class Violation(Wire):
    type: Code | None = None

    unused = "description player"


class Details(Wire):
    """``call``, ``type`` and the flags stand on pitches; event, score and ``violation`` on the rest."""

    call: Call | None = None
    description: LongText | None = None
    event: Text | None = None
    code: Code | None = None
    event_type: Code | None = None
    away_score: Small | None = None
    home_score: Small | None = None
    from_catcher: bool | None = None
    is_scoring_play: bool | None = None
    is_in_play: bool | None = None
    is_strike: bool | None = None
    is_ball: bool | None = None
    type: Call | None = None
    is_out: bool | None = None
    has_review: bool | None = None
    violation: Violation | None = None

    unused = "ballColor trailColor disengagementNum runnerGoing"


class PitchPlace(Wire):
    """Where a pitch crossed the plate, in feet."""

    p_x: float | None = None
    p_z: float | None = None

    unused = "aX aY aZ pfxX pfxZ vX0 vY0 vZ0 x y x0 y0 z0"


class Breaks(Wire):
    break_angle: float | None = None
    break_vertical_induced: float | None = None
    break_horizontal: float | None = None
    spin_rate: float | None = None
    spin_direction: float | None = None

    unused = "breakLength breakVertical breakY"


class PitchData(Wire):
    start_speed: float | None = None
    end_speed: float | None = None
    strike_zone_top: float | None = None
    strike_zone_bottom: float | None = None
    coordinates: PitchPlace | None = None
    breaks: Breaks | None = None
    zone: Small | None = None
    plate_time: float | None = None
    extension: float | None = None

    unused = "strikeZoneDepth strikeZoneWidth typeConfidence"


class HitPlace(Wire):
    coord_x: float | None = None
    coord_y: float | None = None


class HitData(Wire):
    """Stands on the event of the pitch that was put in play, never on the play."""

    launch_speed: float | None = None
    launch_angle: float | None = None
    total_distance: float | None = None
    trajectory: Code | None = None
    hardness: Code | None = None
    location: Code | None = None
    coordinates: HitPlace | None = None


class PlayEvent(Wire):
    """A pitch, action, pickoff, stepoff or no_pitch. ``base`` and ``umpire`` change type between seasons."""

    details: Details | None = None
    count: Count | None = None
    pitch_data: PitchData | None = None
    hit_data: HitData | None = None
    index: Small | None = None
    play_id: Code | None = None
    pitch_number: Small | None = None
    start_time: Instant | None = None
    is_substitution: bool | None = None
    end_time: Instant | None = None
    is_base_running_play: bool | None = None
    player: Ref | None = None
    is_pitch: bool | None = None
    type: Code | None = None
    position: Coded | None = None
    review_details: ReviewDetails | None = None
    batting_order: Code | None = None
    replaced_player: Ref | None = None
    base: int | str | None = None
    umpire: Ref | str | None = None

    unused = "actionPlayId offense defense pfxId preCount injuryType isStarter"


class Movement(Wire):
    origin_base: Code | None = None
    start: Code | None = None
    end: Code | None = None
    out_base: Code | None = None
    is_out: bool | None = None
    out_number: Small | None = None


class RunnerDetails(Wire):
    event: Text | None = None
    event_type: Code | None = None
    movement_reason: Code | None = None
    runner: Ref | None = None
    responsible_pitcher: Ref | None = None
    is_scoring_event: bool | None = None
    rbi: bool | None = None
    earned: bool | None = None
    team_unearned: bool | None = None
    play_index: Small | None = None


class Credit(Wire):
    player: Ref | None = None
    position: Coded | None = None
    credit: Code | None = None


class Runner(Wire):
    """One advance or out of one runner; empty in mid plate appearance."""

    movement: Movement | None = None
    details: RunnerDetails | None = None
    credits: list[Credit] | None = None


class Play(Wire):
    """One entry of ``allPlays``."""

    result: Result | None = None
    about: About | None = None
    count: Count | None = None
    matchup: Matchup | None = None
    runners: list[Runner] | None = None
    play_events: list[PlayEvent] | None = None
    review_details: ReviewDetails | None = None
    at_bat_index: Small | None = None

    unused = "pitchIndex actionIndex runnerIndex playEndTime"


class PlayHead(Wire):
    """What the state of a game needs of a play: ``currentPlay``, and the last of ``allPlays``."""

    result: Result | None = None
    about: About | None = None
    count: Count | None = None
    at_bat_index: Small | None = None
