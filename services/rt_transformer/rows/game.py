"""The game, its state at the moment of the document, its innings. PURE."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import astuple

from baseball_core.feed.status import phase
from baseball_core.feed.wire import (
    Dates,
    Decisions,
    Defense,
    GameData,
    GameInfo,
    Identity,
    Linescore,
    LineTotals,
    Offense,
    Ref,
    Sides,
    Status,
    Team,
    Venue,
    Weather,
)
from baseball_core.feed.wire_feed import Feed, LiveData
from baseball_core.feed.wire_plays import About, Count, PlayHead, Result
from rt_transformer.rows.tables import Row

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

NOBODY = Ref()
NO_TOTALS = LineTotals()
LARGEST_SMALL = 2**15 - 1


class Source(msgspec.Struct, frozen=True):
    """Where a document comes from. ``order`` decides which of two documents of a game is newer."""

    game_pk: int
    fetched_at: datetime
    sequence: int
    content_hash: str
    time_code: str | None
    archive_key: str

    @property
    def order(self) -> tuple[datetime, int, str]:
        return (self.fetched_at, self.sequence, self.content_hash)

    @property
    def version(self) -> int:
        return version_of(self.fetched_at)


def version_of(fetched_at: datetime) -> int:
    """Microseconds since 1970."""
    return (fetched_at - EPOCH) // MICROSECOND


def instant(text: str | None) -> datetime | None:
    """A day or a moment as a moment in UTC; None for anything else. For fields that upstream fills with either."""
    try:
        value = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def fahrenheit(text: str | None) -> int | None:
    """'72' is 72; None for anything that is no temperature."""
    try:
        value = int(text or "")
    except ValueError:
        return None
    return value if abs(value) <= LARGEST_SMALL else None


def _runs(linescore: Linescore, side: str) -> LineTotals:
    return getattr(linescore.teams, side, None) or NO_TOTALS


def game_row(feed: Feed[Any, Any, Any], source: Source) -> Row:
    """The row of ``games``."""
    data: GameData[Any] = feed.game_data or GameData()
    live: LiveData[Any, Any] = feed.live_data or LiveData()
    identity, dates, status = data.game or Identity(), data.datetime or Dates(), data.status or Status()
    teams, info, weather = data.teams or Sides[Team](), data.game_info or GameInfo(), data.weather or Weather()
    away, home = teams.away or Team(), teams.home or Team()
    probable, decisions = data.probable_pitchers or Sides[Ref](), live.decisions or Decisions()
    linescore = live.linescore or Linescore()
    sport = away.sport or home.sport
    return (
        source.game_pk,
        identity.season,
        identity.type,
        sport.id if sport else None,
        dates.date_time,
        dates.official_date,
        dates.original_date,
        instant(dates.resume_date_time or dates.resume_date),
        instant(dates.resumed_from_date_time or dates.resumed_from_date),
        dates.day_night,
        identity.double_header,
        identity.game_number,
        identity.gameday_type,
        identity.tiebreaker,
        status.start_time_tbd,
        linescore.scheduled_innings,
        away.id,
        home.id,
        _runs(linescore, "away").runs,
        _runs(linescore, "home").runs,
        (data.venue or Venue()).id,
        status.abstract_game_state,
        status.coded_game_state,
        status.status_code,
        status.detailed_state,
        status.reason,
        phase(status.status_code).value,
        weather.condition,
        fahrenheit(weather.temp),
        weather.wind,
        info.attendance,
        info.first_pitch,
        info.game_duration_minutes,
        info.delay_duration_minutes,
        (probable.away or NOBODY).id,
        (probable.home or NOBODY).id,
        (decisions.winner or NOBODY).id,
        (decisions.loser or NOBODY).id,
        (decisions.save or NOBODY).id,
        None,
        source.time_code,
        source.sequence,
        source.content_hash,
        source.archive_key,
        source.fetched_at,
        source.version,
    )


def state_row(feed: Feed[Any, Any, Any], source: Source, last_play: PlayHead | None) -> Row:
    """The row of ``game_states`` and of its history.

    The count is the current play's, the bases are ``linescore.offense``, the half is ``inningState``: after the third
    out the other places still show the half that is over. ``last_play`` is the last complete one.
    """
    data: GameData[Any] = feed.game_data or GameData()
    live: LiveData[Any, Any] = feed.live_data or LiveData()
    status, linescore = data.status or Status(), live.linescore or Linescore()
    current = live.plays.current_play if live.plays else None
    count = (current.count if current else None) or Count()
    offense = linescore.offense if isinstance(linescore.offense, Offense) else Offense()
    defense = linescore.defense if isinstance(linescore.defense, Defense) else Defense()
    result = (last_play.result if last_play else None) or Result()
    about = (last_play.about if last_play else None) or About()
    return (
        source.game_pk,
        source.fetched_at,
        source.version,
        source.time_code,
        source.sequence,
        source.content_hash,
        status.status_code,
        status.detailed_state,
        phase(status.status_code).value,
        linescore.current_inning,
        linescore.inning_state,
        linescore.is_top_inning,
        count.balls,
        count.strikes,
        count.outs,
        (offense.first or NOBODY).id,
        (offense.second or NOBODY).id,
        (offense.third or NOBODY).id,
        (offense.batter or NOBODY).id,
        (defense.pitcher or NOBODY).id,
        (offense.on_deck or NOBODY).id,
        (offense.in_hole or NOBODY).id,
        *astuple(_runs(linescore, "away")),
        *astuple(_runs(linescore, "home")),
        head_index(current),
        result.event,
        result.description,
        about.end_time,
    )


def head_index(play: PlayHead | None) -> int | None:
    """``atBatIndex`` of the current play."""
    if play is None:
        return None
    return play.at_bat_index if play.about is None or play.about.at_bat_index is None else play.about.at_bat_index


def is_complete(play: PlayHead | None) -> bool:
    return bool(play and play.about and play.about.is_complete)


def last_complete(current: PlayHead | None, backwards: Iterable[PlayHead | None]) -> PlayHead | None:
    """The last complete play: the current one, else the first complete one of all plays from the end."""
    if is_complete(current):
        return current
    return next((play for play in backwards if is_complete(play)), None)


def inning_rows(feed: Feed[Any, Any, Any], game_pk: int) -> list[Row]:
    """One row a half that the line score lists, played or not."""
    linescore = feed.live_data.linescore if feed.live_data else None
    rows: list[Row] = []
    for place, inning in enumerate((linescore.innings if linescore else None) or (), start=1):
        number = place if inning.num is None else inning.num
        for half, totals in (("top", inning.away), ("bottom", inning.home)):
            rows.append((game_pk, number, half, *astuple(totals or NO_TOTALS)))
    return rows
