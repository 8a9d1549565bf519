"""Plays, pitches, actions, runner movements, credits, reviews of one play. PURE."""

from collections.abc import Sequence

from baseball_core.feed.wire import Coded, Ref
from baseball_core.feed.wire_plays import (
    About,
    Breaks,
    Call,
    Count,
    Details,
    HitData,
    HitPlace,
    Matchup,
    Movement,
    PitchData,
    PitchPlace,
    Play,
    PlayEvent,
    Result,
    ReviewDetails,
    RunnerDetails,
)
from rt_transformer.rows.tables import Row, Tables

NOBODY = Ref()
NO_CODE = Coded()
NO_COUNT = Count()
NO_CALL = Call()
NO_DETAILS = Details()
NO_PITCH_DATA = PitchData()
NO_PITCH_PLACE = PitchPlace()
NO_BREAKS = Breaks()
NO_HIT: Row = (None,) * 8
NO_HIT_PLACE = HitPlace()
NO_ABOUT = About()
NO_RESULT = Result()
NO_MATCHUP = Matchup()
NO_MOVEMENT = Movement()
NO_RUNNER = RunnerDetails()

WHOLE_PLAY = -1
PINCH_HITTER = "11"
TABLES = ("plays", "pitches", "actions", "runner_movements", "fielding_credits", "reviews")


class PlayTables:
    """The lists that ``add`` fills, one attribute a table: attribute access is quicker than a dict's in the loop."""

    __slots__ = TABLES

    def __init__(self) -> None:
        self.plays: list[Row] = []
        self.pitches: list[Row] = []
        self.actions: list[Row] = []
        self.runner_movements: list[Row] = []
        self.fielding_credits: list[Row] = []
        self.reviews: list[Row] = []

    def tables(self) -> Tables:
        return {table: rows for table in TABLES if (rows := getattr(self, table))}


def play_index(play: Play, position: int) -> int:
    """``atBatIndex``, or the place in ``allPlays`` when the play does not say."""
    if play.at_bat_index is not None:
        return play.at_bat_index
    about = play.about or NO_ABOUT
    return position if about.at_bat_index is None else about.at_bat_index


def starts_with_other_pitcher(play: Play) -> bool:
    """A pitcher comes in after a pitch was thrown: who threw it, the play does not say."""
    thrown = False
    for event in play.play_events or ():
        if event.is_pitch:
            thrown = True
        elif thrown and event.details is not None and event.details.event_type == "pitching_substitution":
            return True
    return False


def pitcher_before(plays: Sequence[Play | None], position: int) -> int | None:
    """Who pitched when this play began: the last pitcher of the nearest play before it in the same half."""
    play = plays[position]
    half = play.about.half_inning if play and play.about else None
    for earlier in reversed(plays[:position]):
        if earlier and earlier.about and earlier.about.half_inning == half and earlier.matchup:
            return (earlier.matchup.pitcher or NOBODY).id
    return None


def add_play(to: PlayTables, game_pk: int, index: int, play: Play, first_pitcher: int | None) -> None:
    """Adds the rows of one play. ``first_pitcher`` is only asked for when ``starts_with_other_pitcher``."""
    result, about = play.result or NO_RESULT, play.about or NO_ABOUT
    matchup, count = play.matchup or NO_MATCHUP, play.count or NO_COUNT
    batter, pitcher = (matchup.batter or NOBODY).id, (matchup.pitcher or NOBODY).id
    to.plays.append(
        (
            game_pk,
            index,
            about.inning,
            about.half_inning,
            result.type,
            result.event,
            result.event_type,
            result.description,
            result.rbi,
            result.away_score,
            result.home_score,
            result.is_out,
            about.is_complete,
            about.is_scoring_play,
            about.has_review,
            about.has_out,
            count.balls,
            count.strikes,
            count.outs,
            batter,
            (matchup.bat_side or NO_CODE).code,
            pitcher,
            (matchup.pitch_hand or NO_CODE).code,
            matchup.splits.men_on_base if matchup.splits else None,
            (matchup.post_on_first or NOBODY).id,
            (matchup.post_on_second or NOBODY).id,
            (matchup.post_on_third or NOBODY).id,
            about.captivating_index,
            about.start_time,
            about.end_time,
        )
    )
    if play.play_events:
        _add_events(to, game_pk, index, play.play_events, batter, pitcher, first_pitcher)
    if play.runners:
        _add_runners(to, game_pk, index, play)
    if play.review_details is not None:
        _add_reviews(to, game_pk, index, WHOLE_PLAY, play.review_details)


def _batter_before(events: list[PlayEvent], batter: int | None) -> int | None:
    """Who batted when the play began: whom the first pinch hitter of the play replaced, else the batter."""
    for event in events:
        if (
            event.is_substitution
            and event.replaced_player is not None
            and (event.position or NO_CODE).code == PINCH_HITTER
        ):
            return event.replaced_player.id
    return batter


def _pitcher_before(events: list[PlayEvent], first_pitcher: int | None, pitcher: int | None) -> int | None:
    """Who pitched when the play began; only a change after a pitch makes it another than the play's pitcher."""
    for event in events:
        if event.is_substitution and (event.details or NO_DETAILS).event_type == "pitching_substitution":
            replaced = (event.replaced_player or NOBODY).id
            return first_pitcher if replaced is None else replaced
    return pitcher


def _add_events(
    to: PlayTables,
    game_pk: int,
    index: int,
    events: list[PlayEvent],
    last_batter: int | None,
    last_pitcher: int | None,
    first_pitcher: int | None,
) -> None:
    batter, pitcher = last_batter, last_pitcher
    if [True for event in events if event.is_substitution]:
        batter = _batter_before(events, last_batter)
        pitcher = _pitcher_before(events, first_pitcher, last_pitcher)
    add_pitch, add_action = to.pitches.append, to.actions.append
    for position, event in enumerate(events):
        event_index = position if event.index is None else event.index
        details, count = event.details or NO_DETAILS, event.count or NO_COUNT
        if event.is_pitch:
            call, kind = details.call or NO_CALL, details.type or NO_CALL
            data = event.pitch_data or NO_PITCH_DATA
            place, breaks = data.coordinates or NO_PITCH_PLACE, data.breaks or NO_BREAKS
            hit = event.hit_data
            speed, angle, distance, trajectory, hardness, location, x, y = NO_HIT if hit is None else _hit(hit)
            # Every value by its own name: one tuple is built at once, where unpacking would build a list first.
            add_pitch(
                (
                    game_pk,
                    index,
                    event_index,
                    event.play_id,
                    event.pitch_number,
                    batter,
                    pitcher,
                    call.code,
                    call.description,
                    kind.code,
                    kind.description,
                    details.is_in_play,
                    details.is_strike,
                    details.is_ball,
                    details.is_out,
                    details.has_review,
                    count.balls,
                    count.strikes,
                    count.outs,
                    data.start_speed,
                    data.end_speed,
                    data.strike_zone_top,
                    data.strike_zone_bottom,
                    data.zone,
                    data.plate_time,
                    data.extension,
                    place.p_x,
                    place.p_z,
                    breaks.break_angle,
                    breaks.break_vertical_induced,
                    breaks.break_horizontal,
                    breaks.spin_rate,
                    breaks.spin_direction,
                    speed,
                    angle,
                    distance,
                    trajectory,
                    hardness,
                    location,
                    x,
                    y,
                    event.start_time,
                    event.end_time,
                )
            )
        else:
            if event.is_substitution and event.player is not None:
                if details.event_type == "pitching_substitution":
                    pitcher = event.player.id
                elif (event.position or NO_CODE).code == PINCH_HITTER:
                    batter = event.player.id
            add_action(
                (
                    game_pk,
                    index,
                    event_index,
                    event.type,
                    event.play_id,
                    details.event,
                    details.event_type,
                    details.code,
                    details.description,
                    event.is_substitution,
                    event.is_base_running_play,
                    details.is_scoring_play,
                    details.is_out,
                    details.from_catcher,
                    details.has_review,
                    (event.player or NOBODY).id,
                    (event.replaced_player or NOBODY).id,
                    (event.position or NO_CODE).code,
                    event.batting_order,
                    None if event.base is None else str(event.base),
                    event.umpire.id if isinstance(event.umpire, Ref) else None,
                    details.violation.type if details.violation else None,
                    details.away_score,
                    details.home_score,
                    count.balls,
                    count.strikes,
                    count.outs,
                    event.start_time,
                    event.end_time,
                )
            )
        if event.review_details is not None:
            _add_reviews(to, game_pk, index, event_index, event.review_details)


def _hit(hit: HitData) -> Row:
    place = hit.coordinates or NO_HIT_PLACE
    return (
        hit.launch_speed,
        hit.launch_angle,
        hit.total_distance,
        hit.trajectory,
        hit.hardness,
        hit.location,
        place.coord_x,
        place.coord_y,
    )


def _add_runners(to: PlayTables, game_pk: int, index: int, play: Play) -> None:
    for runner_index, runner in enumerate(play.runners or ()):
        details, movement = runner.details or NO_RUNNER, runner.movement or NO_MOVEMENT
        to.runner_movements.append(
            (
                game_pk,
                index,
                runner_index,
                movement.origin_base,
                movement.start,
                movement.end,
                movement.out_base,
                movement.is_out,
                movement.out_number,
                details.event,
                details.event_type,
                details.movement_reason,
                (details.runner or NOBODY).id,
                (details.responsible_pitcher or NOBODY).id,
                details.is_scoring_event,
                details.rbi,
                details.earned,
                details.team_unearned,
                details.play_index,
            )
        )
        for credit_index, credit in enumerate(runner.credits or ()):
            to.fielding_credits.append(
                (
                    game_pk,
                    index,
                    runner_index,
                    credit_index,
                    (credit.player or NOBODY).id,
                    (credit.position or NO_CODE).code,
                    credit.credit,
                )
            )


def _add_reviews(to: PlayTables, game_pk: int, index: int, event_index: int, first: ReviewDetails) -> None:
    for review_index, review in enumerate((first, *(first.additional_reviews or ()))):
        to.reviews.append(
            (
                game_pk,
                index,
                event_index,
                review_index,
                review.is_overturned,
                review.in_progress,
                review.review_type,
                review.challenge_team_id,
                (review.player or NOBODY).id,
            )
        )
