"""Games: lists, one game, its state and line score."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response

from api_service.conditional import Loaded, by_body, by_version
from api_service.errors import NotFoundError, ParameterError
from api_service.openapi import answers, operation_id
from api_service.pagination import instant, read_cursor
from api_service.parameters import (
    DEFAULT_LIMIT,
    AtTime,
    Cursor,
    Delay,
    FromDay,
    GamePk,
    Limit,
    OfDoubleHeader,
    OfGameNumber,
    OfGameType,
    OfPhase,
    OfSeason,
    OfSport,
    OfStatusCode,
    OfTeam,
    OnDay,
    Since,
    ToDay,
    Until,
)
from api_service.queries import games as queries
from api_service.route import DirectRoute
from api_service.routers.paging import listed, page_answer
from api_service.schemas.games import Game, GamePage, LineScore, State, StatePage
from api_service.shared import day_range, shared

router = APIRouter(tags=["games"], route_class=DirectRoute, generate_unique_id_function=operation_id)


def no_game(game_pk: int) -> NotFoundError:
    return NotFoundError(f"there is no game {game_pk}", reason="game_not_found")


def no_state(game_pk: int) -> NotFoundError:
    return NotFoundError(f"game {game_pk} is unknown or has no document yet", reason="state_not_found")


@router.get("/games", summary="Games by date, team, status", responses=answers(GamePage, paged=True))
async def list_games(
    request: Request,
    date: OnDay = None,
    start_date: FromDay = None,
    end_date: ToDay = None,
    team_id: OfTeam = None,
    phase: OfPhase = None,
    status_code: OfStatusCode = None,
    game_type: OfGameType = None,
    sport_id: OfSport = None,
    season: OfSeason = None,
    double_header: OfDoubleHeader = None,
    game_number: OfGameNumber = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Days are official dates: a resumed game counts for the day it began, a postponed one for its new day.

    A game of which upstream never told an official date is not listed; its game_pk finds it.
    """
    first_day, last_day = day_range(date, start_date, end_date)
    filters = queries.GameFilters(
        first_day, last_day, team_id, phase, status_code, game_type, sport_id, season, double_header, game_number
    )
    key = read_cursor(request, cursor, queries.GameKey)
    after = key and (key[0], instant(key[1]), key[2])
    return await listed(request, *queries.games_page(filters, limit, after))


@router.get("/games/{game_pk}", summary="One game", responses=answers(Game, found=True))
async def get_game(request: Request, game_pk: GamePk) -> Response:
    """The game as its newest document describes it."""
    row = await shared(request).database.row(queries.GAME, game_pk)
    if row is None:
        raise no_game(game_pk)
    return by_body(request, row["body"].encode())


@router.get("/games/{game_pk}/state", summary="What the game looks like now", responses=answers(State, found=True))
async def get_game_state(request: Request, game_pk: GamePk, delay: Delay = 0) -> Response:
    """Count, outs, bases, batter, pitcher, score. With ``delay`` the state as it was known so many seconds ago."""
    database = shared(request).database

    async def version() -> int | None:
        row = await database.row(queries.STATE_VERSION, game_pk)
        return None if row is None else int(row["version"])

    async def load() -> Loaded | None:
        row = await database.row(queries.STATE, game_pk)
        return None if row is None else (row["version"], row["body"].encode())

    if delay:
        row = await database.row(queries.STATE_AT, game_pk, shared(request).clock.now() - timedelta(seconds=delay))
        if row is None:
            raise no_state(game_pk)
        return by_body(request, row["body"].encode())
    return await by_version(request, version=version, load=load, missing=no_state(game_pk))


@router.get("/games/{game_pk}/linescore", summary="Line score by inning", responses=answers(LineScore, found=True))
async def get_line_score(request: Request, game_pk: GamePk) -> Response:
    """Runs, hits, errors and left on base, by inning and in all."""
    database = shared(request).database

    async def version() -> int | None:
        return await queries.version(database, game_pk)

    async def load() -> Loaded | None:
        row = await database.row(queries.LINE_SCORE, game_pk)
        return None if row is None else (row["version"], row["body"].encode())

    return await by_version(request, version=version, load=load, missing=no_game(game_pk))


def _history_bounds(at: datetime | None, since: datetime | None, until: datetime | None) -> None:
    if at is not None and (since is not None or until is not None):
        raise ParameterError("at", "cannot be combined with since or until")
    if since is not None and until is not None and until < since:
        raise ParameterError("until", "must not be before since")


@router.get(
    "/games/{game_pk}/history",
    summary="Every state of the game, or the one at a time",
    responses=answers(StatePage, found=True, paged=True),
)
async def list_game_history(
    request: Request,
    game_pk: GamePk,
    at: AtTime = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """What was known and when, oldest first. With ``at`` at most one state: the newest known at that time."""
    _history_bounds(at, since, until)
    key = read_cursor(request, cursor, queries.StateKey)
    after = key and (instant(key[0]),)
    text, values = queries.states_page(game_pk, at, since, until, limit, after)
    row = await shared(request).database.row(text, *values)
    if row is None or row["version"] is None:
        raise no_game(game_pk)
    body, headers = page_answer(request, row)
    return by_body(request, body, headers)
