"""Games, states, line score."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from api_service.database import ReadDatabase, Row
from api_service.pagination import Int4, Micros
from api_service.queries.select import LAST_INSTANT, Conditions, Listing, as_json, columns, micros, page, statement
from api_service.schemas import games as schemas
from baseball_core.feed.status import Phase

GameKey = tuple[date, Micros, Int4]
StateKey = tuple[Micros]
States = Sequence[Row]
"""Rows with version, fetched_at and body."""

_GAME: Final = columns(
    schemas.Game,
    "g",
    away_team_name="(SELECT t.name FROM teams t WHERE t.team_id = g.away_team_id)",
    home_team_name="(SELECT t.name FROM teams t WHERE t.team_id = g.home_team_id)",
    venue_name="(SELECT v.name FROM venues v WHERE v.venue_id = g.venue_id)",
)
_START: Final = f"coalesce(g.game_date, {LAST_INSTANT})"
GAMES: Final = Listing(
    source="games g",
    alias="g",
    order=("g.official_date", _START, "g.game_pk"),
    key=("g.official_date", micros(_START), "g.game_pk"),
    item=_GAME,
)
STATES: Final = Listing(
    source="game_state_history h",
    alias="h",
    order=("h.fetched_at",),
    key=(micros("h.fetched_at"),),
    item=columns(schemas.State, "h"),
)

GAME: Final = statement("SELECT {item}::text AS body FROM games g WHERE g.game_pk = $1", item=as_json(_GAME))
READY: Final = "SELECT game_pk FROM games LIMIT 1"
VERSION: Final = "SELECT version FROM games WHERE game_pk = $1"
OF_VERSION: Final = "(SELECT version FROM games WHERE game_pk = {game_pk})"
STATE_VERSION: Final = "SELECT version FROM game_states WHERE game_pk = $1"
STATE: Final = statement(
    "SELECT s.version, {item}::text AS body FROM game_states s WHERE s.game_pk = $1",
    item=as_json(columns(schemas.State, "s")),
)
STATE_AT: Final = statement(
    """
    SELECT s.version, {item}::text AS body FROM game_state_history s
    WHERE s.game_pk = $1 AND s.fetched_at <= $2 ORDER BY s.fetched_at DESC LIMIT 1
    """,
    item=as_json(columns(schemas.State, "s")),
)
STATES_AFTER: Final = statement(
    """
    SELECT s.version, s.fetched_at, {item}::text AS body FROM game_state_history s
    WHERE s.game_pk = $1 AND s.fetched_at > $2 AND s.fetched_at <= $3 ORDER BY s.fetched_at LIMIT $4
    """,
    item=as_json(columns(schemas.State, "s")),
)

NEWEST_STATE: Final = "SELECT max(fetched_at) AS newest FROM game_state_history WHERE game_pk = $1 AND fetched_at <= $2"

_CELL: Final = """
(SELECT row_to_json(c) FROM (SELECT i.runs, i.hits, i.errors, i.left_on_base FROM innings i
 WHERE i.game_pk = n.game_pk AND i.inning = n.inning AND i.half = '{half}') c)
"""
_TOTAL: Final = """
CASE WHEN s.game_pk IS NOT NULL THEN json_build_object('runs', s.{side}_runs, 'hits', s.{side}_hits,
 'errors', s.{side}_errors, 'left_on_base', s.{side}_left_on_base) END
"""
_INNINGS: Final = statement(
    """
    (SELECT coalesce(json_agg(json_build_object('inning', n.inning, 'away', {away}, 'home', {home})
                              ORDER BY n.inning), '[]')
     FROM (SELECT DISTINCT game_pk, inning FROM innings WHERE game_pk = g.game_pk) n)
    """,
    away=statement(_CELL, half="top"),
    home=statement(_CELL, half="bottom"),
)
LINE_SCORE: Final = statement(
    """
    SELECT g.version, {item}::text AS body
    FROM games g LEFT JOIN game_states s ON s.game_pk = g.game_pk WHERE g.game_pk = $1
    """,
    item=as_json(
        columns(
            schemas.LineScore,
            "g",
            inning="s.inning",
            inning_state="s.inning_state",
            outs="s.outs",
            innings=_INNINGS,
            away=statement(_TOTAL, side="away"),
            home=statement(_TOTAL, side="home"),
        )
    ),
)


_NEWEST_KNOWN: Final = """
h.fetched_at = (SELECT max(n.fetched_at) FROM game_state_history n
                WHERE n.game_pk = {game_pk} AND n.fetched_at <= {{}})
"""


class GameFilters(Struct, frozen=True):
    """What narrows the list of games; None: no limit. Days are official dates, inclusive."""

    first_day: date | None = None
    last_day: date | None = None
    team_id: int | None = None
    phases: list[Phase] | None = None
    status_code: str | None = None
    game_type: str | None = None
    sport_id: int | None = None
    season: str | None = None
    double_header: str | None = None
    game_number: int | None = None


def games_page(filters: GameFilters, limit: int, after: tuple[object, ...] | None) -> tuple[str, list[object]]:
    """Games that have an official date: the order is by it, and a missing one could not be compared with a cursor."""
    where = Conditions("g.official_date IS NOT NULL")
    if filters.first_day is not None and filters.first_day == filters.last_day:
        where.equal("g.official_date", filters.first_day)
    else:
        where.between("g.official_date", filters.first_day, filters.last_day)
    if filters.team_id is not None:
        team = where.parameter(filters.team_id)
        where.add(f"(g.away_team_id = {team} OR g.home_team_id = {team})")
    if filters.phases:
        where.add("g.phase = ANY({}::text[])", [phase.value for phase in filters.phases])
    where.equal("g.status_code", filters.status_code)
    where.equal("g.game_type", filters.game_type)
    where.equal("g.sport_id", filters.sport_id)
    where.equal("g.season", filters.season)
    where.equal("g.double_header", filters.double_header)
    where.equal("g.game_number", filters.game_number)
    return page(GAMES, where, limit, after)


def states_page(
    game_pk: int,
    at: datetime | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    after: tuple[object, ...] | None,
) -> tuple[str, list[object]]:
    """States of a game, oldest first; ``version`` is null for a game that does not exist."""
    where = Conditions()
    pk = where.parameter(game_pk)
    where.add(f"h.game_pk = {pk}")
    where.between("h.fetched_at", since, until)
    if at is not None:
        where.add(statement(_NEWEST_KNOWN, game_pk=pk), at)
    return page(STATES, where, limit, after, version=statement(OF_VERSION, game_pk=pk))


async def version(database: ReadDatabase, game_pk: int) -> int | None:
    """The data version of a game, None when there is no such game."""
    row = await database.row(VERSION, game_pk)
    return None if row is None else int(row["version"])


async def newest_state(database: ReadDatabase, game_pk: int, until: datetime) -> datetime | None:
    """When the newest state known at ``until`` was fetched."""
    row = await database.row(NEWEST_STATE, game_pk, until)
    assert row is not None, "an aggregate always gives one row"
    newest: datetime | None = row["newest"]
    return newest


async def states_after(database: ReadDatabase, game_pk: int, after: datetime, until: datetime, limit: int) -> States:
    """States that became known after one time and not after another, oldest first: version, fetched_at, body."""
    return await database.rows(STATES_AFTER, game_pk, after, until, limit)
