"""A game's visible life: from the schedule over the field to the final document, as a list of states."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from statsapi_simulator.baseball.decisions import Decisions, credit_pitchers, decide
from statsapi_simulator.baseball.engine import Played
from statsapi_simulator.baseball.snapshot import Snapshot
from statsapi_simulator.baseball.states import State

_ENDINGS = {
    "regular": ("O", "F"),
    "early": ("OR", "FR"),
    "tie": ("OT", "FT"),
    "mercy": ("OM", "FM"),
    "forfeit": ("Q", "R"),
}


@dataclass(frozen=True, slots=True)
class Postponement:
    """Announced at ``at``; played at ``start`` on ``day`` instead. ``start`` None: cancelled for good."""

    at: datetime
    start: datetime | None
    day: date | None


def stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%d_%H%M%S}"


def never_played(start: datetime, day: date, postponement: Postponement) -> list[State]:
    """A game that is cancelled before its start."""
    return [*_before(start, day, until=postponement.at), _called_off(start, day, postponement)]


def whole_life(
    rng: Random,
    played: Played,
    start: datetime,
    day: date,
    *,
    postponement: Postponement | None = None,
    resume_at: datetime | None = None,
    strange_status: str | None = None,
) -> list[State]:
    """Every state of a game that is played, ascending by the instant it becomes visible."""
    planned, official = start, day
    states: list[State] = []
    if postponement is not None and postponement.start is not None and postponement.day is not None:
        states = [*_before(start, day, until=postponement.at), _called_off(start, day, postponement)]
        planned, official = postponement.start, postponement.day
    first_frame = played.frames[0].at
    states += _before(planned, official, until=first_frame, after=states[-1].at if states else None)
    states += _on_the_field(rng, played, planned, official, resume_at, strange_status)
    states += after_the_game(rng, played, states[-1])
    return _with_time_codes(rng, states)


def _before(start: datetime, day: date, *, until: datetime, after: datetime | None = None) -> list[State]:
    """Scheduled long before, Pre-Game in the hours before; nothing is known but the fixture."""
    shown = []
    for status, when in (
        ("S", start - timedelta(hours=14)),
        ("S", start - timedelta(hours=7)),
        ("P", start - timedelta(hours=3, minutes=10)),
    ):
        if when < until and (after is None or when > after):
            shown.append(State(at=when, time_code=stamp(when), status=status, start=start, official_date=day))
    return shown


def _called_off(start: datetime, day: date, postponement: Postponement) -> State:
    """Postponed or cancelled. The document of a postponed game already speaks of its new date."""
    at = postponement.at
    if postponement.start is None or postponement.day is None:
        return State(at=at, time_code=stamp(at), status="CR", start=start, official_date=day)
    return State(at=at, time_code=stamp(at), status="DR", start=postponement.start, official_date=postponement.day)


def _on_the_field(
    rng: Random,
    played: Played,
    start: datetime,
    day: date,
    resume_at: datetime | None,
    strange_status: str | None,
) -> list[State]:
    states = []
    strange_from = rng.randint(len(played.frames) // 3, len(played.frames) // 2)
    for number, frame in enumerate(played.frames):
        status = frame.status
        if strange_status is not None and strange_from <= number < strange_from + 6 and status == "I":
            status = strange_status
        on_field = frame.stamp > played.first_pitch
        suspended = played.suspended_at is not None and frame.stamp >= played.suspended_at
        states.append(
            State(
                at=frame.at,
                time_code=stamp(frame.stamp),
                status=status,
                start=start,
                official_date=day,
                snapshot=frame.snapshot,
                on_field=on_field,
                first_pitch=played.first_pitch if on_field else start if status in ("PW", "I") else None,
                delay_minutes=played.delay_minutes if on_field and played.delay_minutes else None,
                resume_date=resume_at if suspended else None,
                resumed_from=played.suspended_at if suspended and status not in ("UR", "UZ") else None,
                game_events=frame.game_events,
                logical_events=frame.logical_events,
            )
        )
    return states


def after_the_game(rng: Random, played: Played, last: State) -> list[State]:
    """Game Over, then Final. Decisions, duration and attendance come in between; the stamp stays the last play's."""
    snapshot = played.book.snapshot()
    over, final = _ENDINGS[played.ending]
    decisions = decide(played.plays, snapshot, played.starters, forfeited_by=played.forfeited_by)
    counted = credit_pitchers(snapshot, decisions)
    duration = round((played.last_out - played.first_pitch).total_seconds() / 60)
    if played.suspended_at is not None:
        duration = round((played.suspended_at - played.first_pitch).total_seconds() / 60) + 70
    duration -= played.delay_minutes if duration > played.delay_minutes + 60 else 0
    finished = replace(
        last,
        status=over,
        over=True,
        snapshot=snapshot,
        note=_note(played, snapshot),
        awarded=_awarded(snapshot.score, played.forfeited_by),
        game_events=(*last.game_events, "game_finished"),
        logical_events=(*last.logical_events, "gameStateChangeToGameOver"),
    )
    at_once = rng.random() < 0.4
    settled = replace(finished, snapshot=counted, decisions=decisions, duration=duration)
    first = replace(settled if at_once else finished, at=last.at + timedelta(seconds=25))
    second = replace(settled, at=last.at + timedelta(seconds=170), attendance_known=rng.random() < 0.5)
    third = replace(settled, at=last.at + timedelta(seconds=rng.randint(300, 520)), status=final, attendance_known=True)
    return [first, second, third]


def _awarded(score: tuple[int, int], forfeited_by: int | None) -> tuple[int, int] | None:
    """Nine to nothing, unless the side that forfeits was behind: then the score stands (7.03)."""
    if forfeited_by is None or score[forfeited_by] < score[1 - forfeited_by]:
        return None
    return (0, 9) if forfeited_by == 0 else (9, 0)


def _note(played: Played, snapshot: Snapshot) -> str | None:
    """How many were out when the winning run scored (a walk-off), or who forfeited."""
    if played.forfeited_by is not None:
        return f"Forfeited by the {snapshot.sides[played.forfeited_by].club.nickname}."
    if snapshot.top or snapshot.outs >= 3:
        return None
    return f"{('None', 'One', 'Two')[snapshot.outs]} out when winning run scored."


def _with_time_codes(rng: Random, states: Sequence[State]) -> list[State]:
    """Stamps as upstream gives them: never falling, now and then a second or two older than the newest play."""
    shown = []
    newest = ""
    for state in states:
        code = state.time_code
        if state.on_field and not state.over and rng.random() < 0.3:
            moment = datetime.strptime(code, "%Y%m%d_%H%M%S") - timedelta(seconds=rng.randint(1, 2))  # noqa: DTZ007
            code = stamp(moment)
        newest = max(newest, code)
        shown.append(replace(state, time_code=newest))
    return shown


def corrected(last: State, snapshot: Snapshot, decisions: Decisions, at: datetime) -> State:
    """The last state with changed records: same stamp, other content."""
    return replace(last, at=at, snapshot=credit_pitchers(snapshot, decisions), decisions=decisions)
