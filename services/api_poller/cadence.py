"""How long until the next poll of a game. PURE; all times are of the API's clock.

The figures are those of the rule book: slow before the start, ``metaData.wait`` while something can happen, until
the game is official, and then three looks for corrections.
"""

from datetime import datetime, timedelta

import msgspec

from baseball_core.feed.status import Phase

REREADS = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=24))
"""When an official game is read again; later corrections are announced by game/changes."""

FAR_FROM_START = timedelta(minutes=15)
NEAR_START = timedelta(minutes=5)
PREGAME = timedelta(seconds=60)
WARMUP = timedelta(seconds=30)
DELAYED = timedelta(seconds=60)
DELAYED_START = timedelta(seconds=120)
SUSPENDED = timedelta(hours=1)
POSTPONED = timedelta(hours=1)
POSTPONED_LONG_AGO = timedelta(hours=24)
UNKNOWN = timedelta(minutes=5)
SETTLING_SLOWLY = timedelta(minutes=5)

NEAR = timedelta(hours=1)
ANOTHER_DAY = timedelta(hours=30)
DAYS_AWAY = timedelta(hours=6)
OVERDUE = timedelta(hours=12)
SETTLED = timedelta(hours=6)
LONG_AGO = timedelta(hours=48)

DEFAULT_WAIT_SECONDS = 10.0


class WaitLimits(msgspec.Struct, frozen=True):
    """Between these ``metaData.wait`` is obeyed, in seconds."""

    floor: float
    ceiling: float

    def clamp(self, wait_seconds: float | None) -> timedelta:
        wanted = DEFAULT_WAIT_SECONDS if wait_seconds is None else wait_seconds
        return timedelta(seconds=min(max(wanted, self.floor), self.ceiling))


def poll_interval(
    phase: Phase,
    *,
    since: timedelta,
    until_start: timedelta | None,
    until_resume: timedelta | None,
    wait: timedelta,
) -> timedelta | None:
    """The interval in this phase; None: nothing is due until something else says so (re-reads, a new row).

    ``since`` is how long the game has been in its status; ``until_start`` and ``until_resume`` are None when no real
    time is known, negative when it has passed; ``wait`` is the clamped ``metaData.wait``.
    """
    if phase is Phase.LIVE:
        return wait
    if phase is Phase.GAME_OVER:
        return wait if since < SETTLED else SETTLING_SLOWLY
    if phase is Phase.SCHEDULED:
        # A postponed game's new day may be months away.
        is_days_away = until_start is not None and until_start > ANOTHER_DAY
        return DAYS_AWAY if is_days_away else _before(until_start, FAR_FROM_START)
    if phase is Phase.SUSPENDED:
        return _before(until_resume, SUSPENDED)
    if phase is Phase.POSTPONED:
        return POSTPONED if since < LONG_AGO else POSTPONED_LONG_AGO
    return {
        Phase.PREGAME: PREGAME,
        Phase.WARMUP: WARMUP,
        Phase.DELAYED: DELAYED,
        Phase.DELAYED_START: DELAYED_START,
        Phase.UNKNOWN: UNKNOWN,
    }.get(phase)


def _before(until: timedelta | None, far: timedelta) -> timedelta:
    """Slow while far from ``until``, quick once it has passed (but not for ever)."""
    if until is None or until > NEAR or until < -OVERDUE:
        return far
    return NEAR_START if until > timedelta() else PREGAME


def rereads_after(final_at: datetime) -> tuple[datetime, ...]:
    """When a game that became official at ``final_at`` is read again."""
    return tuple(final_at + delay for delay in REREADS)
