"""Which days are asked for, and what the rows of a schedule answer say. PURE.

A gamePk is a game; a row is only an observation of it, and one game may have several: postponed here, played
there. The newest-dated row speaks for the game.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from api_poller.lenient import day, identifier, instant, member, text
from baseball_core.codec import content_hash
from baseball_core.errors import FeedError

EASTERN = ZoneInfo("America/New_York")


class ScheduleRow(msgspec.Struct, frozen=True):
    """One row of ``dates[].games[]``. Grain: (game_pk, day).

    ``day`` is the outer date, never officialDate: on a postponed row that is already the new day. ``teams`` holds
    away and home id. ``body`` is the row as JSON, ``content_hash`` the hash of it.
    """

    game_pk: int
    day: date
    season: str
    game_type: str
    status_code: str | None
    starts_at: datetime | None
    start_is_placeholder: bool
    resumes_at: datetime | None
    double_header: str
    game_number: int
    teams: tuple[int, int] | None
    body: bytes
    content_hash: str


class ScheduleAnswer(msgspec.Struct, frozen=True):
    """The usable rows, how many were refused, and the total that the answer claims."""

    rows: tuple[ScheduleRow, ...]
    refused: int
    total: int | None


def baseball_day(now: datetime) -> date:
    """The day of the games being played at ``now``: the date in US Eastern time."""
    return now.astimezone(EASTERN).date()


def schedule_window(now: datetime) -> tuple[date, date]:
    """First and last day to ask for: yesterday's late games are still on after midnight Eastern."""
    today = baseball_day(now)
    return today - timedelta(days=1), today


def parse_schedule(body: bytes) -> ScheduleAnswer:
    """The rows of a schedule or game/changes answer. A bad row costs that row.

    Raises FeedError when the answer is no schedule at all.
    """
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise FeedError(f"schedule is not JSON: {exc}", reason="invalid_json") from exc
    days = member(answer, "dates")
    if not isinstance(days, list):
        raise FeedError("schedule has no list of dates", json_path="$.dates", reason="not_a_schedule")
    rows: list[ScheduleRow] = []
    refused = 0
    for entry in days:
        games = member(entry, "games")
        for game in games if isinstance(games, list) else []:
            row = _row(day(member(entry, "date")), game)
            if row is None:
                refused += 1
            else:
                rows.append(row)
    total = member(answer, "totalGames")
    return ScheduleAnswer(tuple(rows), refused, total if type(total) is int else None)


def _row(row_day: date | None, game: object) -> ScheduleRow | None:
    game_pk = identifier(member(game, "gamePk"))
    if game_pk is None or row_day is None:
        return None
    away = identifier(member(game, "teams", "away", "team", "id"))
    home = identifier(member(game, "teams", "home", "team", "id"))
    body = msgspec.json.encode(game)
    return ScheduleRow(
        game_pk=game_pk,
        day=row_day,
        season=text(member(game, "season")) or str(row_day.year),
        game_type=text(member(game, "gameType")) or "unknown",
        status_code=text(member(game, "status", "statusCode")),
        starts_at=instant(member(game, "gameDate")),
        start_is_placeholder=member(game, "status", "startTimeTBD") is True,
        resumes_at=instant(member(game, "resumeDate")),
        double_header=text(member(game, "doubleHeader")) or "N",
        game_number=identifier(member(game, "gameNumber")) or 1,
        teams=(away, home) if away and home else None,
        body=body,
        content_hash=content_hash(body),
    )


def newest_rows(rows: Iterable[ScheduleRow]) -> dict[int, ScheduleRow]:
    """The newest-dated row of each game."""
    newest: dict[int, ScheduleRow] = {}
    for row in rows:
        held = newest.get(row.game_pk)
        if held is None or row.day >= held.day:
            newest[row.game_pk] = row
    return newest
