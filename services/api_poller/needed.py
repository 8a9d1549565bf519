"""When a poller must run. PURE; times are of the API's clock.

The same rules for what the schedule says and for what the poller knows: a schedule row is a game of which nothing
else is known.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

import msgspec

from api_poller.cadence import OVERDUE
from api_poller.schedule import ScheduleRow, baseball_day, newest_rows, schedule_window
from api_poller.tracking import TrackedGame, observe_row, waits_for_first_game
from baseball_core.feed.status import Phase

NOTHING = "nothing"
"""The note of a poller that owes no game anything."""


def games_of(rows: Iterable[ScheduleRow], now: datetime) -> list[TrackedGame]:
    """The games of a schedule; that they have not been read yet is no reason to read them."""
    games = (observe_row(None, row, now) for row in newest_rows(rows).values())
    return [msgspec.structs.replace(game, asked=False, next_poll=None) for game in games]


def needed_at(games: Collection[TrackedGame], now: datetime) -> datetime | None:
    """The moment from which a poller must run for these games; None: not before something new is heard of."""
    return min((moment for game in games if (moment := _game_needs(game, games, now)) is not None), default=None)


def _game_needs(game: TrackedGame, games: Collection[TrackedGame], now: datetime) -> datetime | None:
    current = game.phase
    if current in (Phase.POSTPONED, Phase.CANCELLED):
        return None
    if current is Phase.FINAL:
        return now if game.asked else game.next_poll
    if current is Phase.SCHEDULED:
        if waits_for_first_game(game, games):
            return None
        known = None if game.start_is_placeholder else game.starts_at
        return _around(known, game, baseball_day(now), now)
    if current is Phase.SUSPENDED:
        return _around(game.resumes_at, game, schedule_window(now)[0], now)
    return now


def _around(moment: datetime | None, game: TrackedGame, first_day: date, now: datetime) -> datetime | None:
    """``moment``, unless it passed long ago; while it is unknown, at any time from ``first_day`` to today."""
    if moment is not None:
        return moment if moment > now - OVERDUE else None
    return now if game.row_day is not None and first_day <= game.row_day <= baseball_day(now) else None


def note_of(moment: datetime | None) -> str:
    """What the poller writes into its Lease."""
    return NOTHING if moment is None else moment.isoformat()


def is_needed(moment: datetime | None, now: datetime, lead: timedelta) -> bool:
    """Whether a poller must run ``lead`` ahead of ``moment``, and from then on."""
    return moment is not None and moment <= now + lead


def note_needs(note: str | None, now: datetime, lead: timedelta) -> bool:
    """``is_needed`` by the poller's note. Without one, or with one that nobody understands, it is."""
    if note == NOTHING:
        return False
    try:
        moment = datetime.fromisoformat(note or "")
    except ValueError:
        return True
    return moment.tzinfo is None or is_needed(moment, now, lead)


def replicas_for(*, by_schedule: bool | None, by_note: bool | None, present: int, wanted: int) -> int:
    """How many pods to ask for. What could not be read (None) is no reason to stop a poller."""
    if by_schedule or by_note:
        return wanted
    if by_schedule is None or by_note is None:
        return present
    return 0
