"""PURE. The schedule: which rows a query asks for, and the answer that holds them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from statsapi_simulator.baseball.timeline import ScheduledRow

COPYRIGHT = "Served by a simulator of the MLB Stats API."


class BadQueryError(Exception):
    """A parameter cannot be understood; the message names it."""


@dataclass(frozen=True)
class ScheduleQuery:
    """What a caller asks for; an empty set does not restrict, and no day means any day."""

    first_day: date | None
    last_day: date | None
    game_pks: frozenset[int]
    game_types: frozenset[str]
    sport_ids: frozenset[int]
    team_id: int | None
    opponent_id: int | None
    venue_ids: frozenset[int]
    season: str | None
    hydrated: bool

    def wants(self, row: ScheduledRow, sport_id: int) -> bool:
        teams = [row.row["teams"][side]["team"].get("id") for side in ("away", "home")]
        checks = (
            self.first_day is None or row.day >= self.first_day,
            self.last_day is None or row.day <= self.last_day,
            not self.game_pks or row.row["gamePk"] in self.game_pks,
            not self.game_types or row.row.get("gameType") in self.game_types,
            not self.sport_ids or sport_id in self.sport_ids,
            self.team_id is None or self.team_id in teams,
            self.opponent_id is None or self.opponent_id in teams,
            not self.venue_ids or row.row.get("venue", {}).get("id") in self.venue_ids,
            self.season is None or row.row.get("season") == self.season,
        )
        return all(checks)


def parse_query(parameters: Mapping[str, str], today: date) -> ScheduleQuery:
    """Raises BadQueryError. Without a day, a season and a gamePk the current day is meant."""
    game_pks = integers(parameters, "gamePk") | integers(parameters, "gamePks")
    season = parameters.get("season") or None
    first, last = _days(parameters)
    if first is None and last is None and not game_pks and season is None:
        first = last = today
    return ScheduleQuery(
        first_day=first,
        last_day=last,
        game_pks=game_pks,
        game_types=words(parameters, "gameType") | words(parameters, "gameTypes"),
        sport_ids=integers(parameters, "sportId") | integers(parameters, "sportIds"),
        team_id=integer(parameters, "teamId"),
        opponent_id=integer(parameters, "opponentId"),
        venue_ids=integers(parameters, "venueIds"),
        season=season,
        hydrated=bool(parameters.get("hydrate")),
    )


def schedule_answer(rows: Iterable[ScheduledRow]) -> dict[str, Any]:
    """The answer with the rows by day; totals as upstream counts them, per day and over all."""
    ordered = sorted(rows, key=lambda row: (row.day, str(row.row.get("gameDate")), row.row["gamePk"]))
    dates = []
    for day, of_day in groupby(ordered, key=lambda row: row.day):
        games = [row.row for row in of_day]
        dates.append({"date": day.isoformat(), **_totals(games), "games": games, "events": []})
    return {"copyright": COPYRIGHT, **_totals([row.row for row in ordered]), "dates": dates}


def changes_answer(rows: Sequence[ScheduledRow], limit: int | None, offset: int) -> dict[str, Any]:
    """One page of changed games, oldest change first; the totals count all pages."""
    page = rows[offset : None if limit is None else offset + limit]
    answer = schedule_answer(page)
    return {**answer, **_totals([row.row for row in rows])}


def _totals(games: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    live = sum(1 for game in games if game["status"].get("abstractGameState") == "Live")
    return {"totalItems": len(games), "totalEvents": 0, "totalGames": len(games), "totalGamesInProgress": live}


def _days(parameters: Mapping[str, str]) -> tuple[date | None, date | None]:
    if single := parameters.get("date"):
        day = _day("date", single)
        return day, day
    first, last = parameters.get("startDate"), parameters.get("endDate")
    if bool(first) != bool(last):
        raise BadQueryError("startDate and endDate belong together")
    return (_day("startDate", first) if first else None), (_day("endDate", last) if last else None)


def _day(name: str, text: str) -> date:
    for form in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise BadQueryError(f"{name} is neither YYYY-MM-DD nor MM/DD/YYYY: {text}")


def words(parameters: Mapping[str, str], name: str) -> frozenset[str]:
    """A comma list."""
    return frozenset(word.strip() for word in parameters.get(name, "").split(",") if word.strip())


def integers(parameters: Mapping[str, str], name: str) -> frozenset[int]:
    """A comma list of integers. Raises BadQueryError."""
    try:
        return frozenset(int(word) for word in words(parameters, name))
    except ValueError as exc:
        raise BadQueryError(f"{name} is not a list of integers: {parameters[name]}") from exc


def integer(parameters: Mapping[str, str], name: str) -> int | None:
    """An integer, or None when the parameter is absent. Raises BadQueryError."""
    text = parameters.get(name)
    if not text:
        return None
    try:
        return int(text)
    except ValueError as exc:
        raise BadQueryError(f"{name} is not an integer: {text}") from exc
