"""What the poller knows of each game, and what each observation changes in it. PURE.

A schedule row can only ask for a poll; what a game's status is, its own document says.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from api_poller.cadence import WaitLimits, poll_interval, rereads_after
from api_poller.following import Glimpse
from api_poller.schedule import ScheduleRow
from baseball_core.feed.status import Phase, is_over, is_terminal, phase

FORGET_AFTER = timedelta(days=30)


class TrackedGame(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that must survive a restart. Grain: game_pk. Times are of the API's clock, ``fetched_at`` is real.

    ``canonical_hash``, ``fetched_at``, ``time_code`` and ``sequence`` are those of the document that the broker
    acknowledged last. ``next_poll`` None: nothing is due until a row or a change asks. ``asked`` is such a request.
    """

    game_pk: int
    season: str
    game_type: str
    row_day: date | None = None
    row_status: str | None = None
    double_header: str = "N"
    game_number: int = 1
    teams: tuple[int, int] | None = None
    starts_at: datetime | None = None
    start_is_placeholder: bool = False
    resumes_at: datetime | None = None
    status_code: str | None = None
    status_since: datetime | None = None
    next_poll: datetime | None = None
    asked: bool = False
    rereads: tuple[datetime, ...] = ()
    failures: int = 0
    canonical_hash: str | None = None
    fetched_at: datetime | None = None
    time_code: str | None = None
    sequence: int = 0

    @property
    def phase(self) -> Phase:
        """By the game's own document; by its schedule row until there is one."""
        return phase(self.status_code if self.canonical_hash else self.row_status)


def observe_row(game: TrackedGame | None, row: ScheduleRow, now: datetime) -> TrackedGame:
    """The game after a row was seen. An older-dated row than the one known changes nothing."""
    if game is None:
        game = TrackedGame(game_pk=row.game_pk, season=row.season, game_type=row.game_type, next_poll=now)
    elif game.row_day is not None and row.day < game.row_day:
        return game
    is_other = (row.day, row.status_code) != (game.row_day, game.row_status)
    return msgspec.structs.replace(
        game,
        season=row.season,
        game_type=row.game_type,
        row_day=row.day,
        row_status=row.status_code,
        double_header=row.double_header,
        game_number=row.game_number,
        teams=row.teams,
        starts_at=row.starts_at,
        start_is_placeholder=row.start_is_placeholder,
        resumes_at=row.resumes_at or game.resumes_at,
        asked=game.asked or is_other,
    )


def observe_change(game: TrackedGame | None, row: ScheduleRow) -> TrackedGame:
    """The game after game/changes named it: it is read again."""
    if game is None:
        game = TrackedGame(game_pk=row.game_pk, season=row.season, game_type=row.game_type)
    return msgspec.structs.replace(game, asked=True)


def observe_document(game: TrackedGame, seen: Glimpse, now: datetime, limits: WaitLimits) -> TrackedGame:
    """The game after a successful poll: its status and when it is polled next."""
    changed = seen.status_code != game.status_code or game.status_since is None
    since = now if changed or game.status_since is None else game.status_since
    current = phase(seen.status_code)
    if current is not Phase.FINAL:
        rereads: tuple[datetime, ...] = ()
    elif changed and phase(game.status_code) is not Phase.FINAL:
        rereads = rereads_after(now)
    else:
        rereads = tuple(moment for moment in game.rereads if moment > now)
    # A postponed game's document already tells of the new day, its old row does not.
    starts_at = seen.starts_at or (None if game.start_is_placeholder else game.starts_at)
    interval = poll_interval(
        current,
        since=now - since,
        until_start=None if starts_at is None else starts_at - now,
        until_resume=None if game.resumes_at is None else game.resumes_at - now,
        wait=limits.clamp(seen.wait),
    )
    return msgspec.structs.replace(
        game,
        season=seen.season or game.season,
        game_type=seen.game_type or game.game_type,
        status_code=seen.status_code,
        status_since=since,
        rereads=rereads,
        next_poll=min(rereads, default=None) if interval is None else now + interval,
        failures=0,
    )


def poll_begun(game: TrackedGame) -> TrackedGame:
    """The request for a poll is being answered; one that comes from now on asks for another."""
    return msgspec.structs.replace(game, asked=False)


def after_failure(game: TrackedGame, retry_at: datetime) -> TrackedGame:
    """The game after a poll that came to nothing; whatever asked for it still stands."""
    return msgspec.structs.replace(game, next_poll=retry_at, asked=True, failures=game.failures + 1)


def after_acknowledgement(
    game: TrackedGame, *, canonical_hash: str, fetched_at: datetime, time_code: str, sequence: int
) -> TrackedGame:
    """The game after the broker acknowledged a document."""
    return msgspec.structs.replace(
        game, canonical_hash=canonical_hash, fetched_at=fetched_at, time_code=time_code, sequence=sequence
    )


def sequence_used(game: TrackedGame, sequence: int) -> TrackedGame:
    """The game after a document that the broker will never take: its number is not given again."""
    return msgspec.structs.replace(game, sequence=sequence)


def due_at(game: TrackedGame, now: datetime) -> datetime | None:
    """When the game is polled next, or None. While it fails, requests for a poll wait like everything else."""
    if game.failures or not game.asked:
        return game.next_poll
    return now


def after_jump_back(game: TrackedGame, now: datetime) -> TrackedGame:
    """The game after the API's clock was set back: what was due in the new future is due now."""
    if game.next_poll is None or game.next_poll <= now:
        return game
    return msgspec.structs.replace(game, next_poll=now)


def is_closed(game: TrackedGame) -> bool:
    """Nothing is owed to it but an answer to game/changes."""
    return is_terminal(game.phase) and game.next_poll is None and not game.asked


def waits_for_first_game(game: TrackedGame, games: Iterable[TrackedGame]) -> bool:
    """Game 2 of a traditional doubleheader, its time a placeholder, is held until game 1 is over for the day."""
    if game.double_header != "Y" or game.game_number != 2 or game.teams is None:
        return False
    if game.phase not in (Phase.SCHEDULED, Phase.PREGAME, Phase.DELAYED_START):
        return False
    return any(
        other.double_header == "Y"
        and other.game_number == 1
        and other.row_day == game.row_day
        and other.teams is not None
        and set(other.teams) == set(game.teams)
        and not (is_over(other.phase) or other.phase is Phase.SUSPENDED)
        for other in games
    )


def is_forgettable(game: TrackedGame, now: datetime) -> bool:
    """Closed so long ago that a correction is as good as a new game."""
    return is_closed(game) and game.status_since is not None and now - game.status_since > FORGET_AFTER
