"""Players and teams, venues."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api_service.conditional import by_body
from api_service.errors import NotFoundError, ParameterError
from api_service.openapi import answers, operation_id
from api_service.pagination import instant, read_cursor
from api_service.parameters import (
    DEFAULT_LIMIT,
    Cursor,
    FromDay,
    Limit,
    OfGameType,
    OfLeague,
    OfSeason,
    OfSport,
    OnDay,
    PlayerId,
    PlayerName,
    TeamId,
    ToDay,
    VenueId,
)
from api_service.queries import boxscore
from api_service.queries import people as queries
from api_service.route import DirectRoute
from api_service.routers.paging import listed, page_answer
from api_service.schemas.boxscore import PlayerGamePage
from api_service.schemas.people import Player, PlayerPage, Team, TeamPage, Venue, VenuePage
from api_service.search import like_patterns
from api_service.shared import day_range, shared

router = APIRouter(tags=["people"], route_class=DirectRoute, generate_unique_id_function=operation_id)
places = APIRouter(tags=["places"], route_class=DirectRoute, generate_unique_id_function=operation_id)

Active = Annotated[bool | None, Query(description="as upstream has it")]


async def _one(request: Request, text: str, key: int, kind: str) -> Response:
    row = await shared(request).database.row(text, key)
    if row is None:
        raise NotFoundError(f"there is no {kind} {key}", reason=f"{kind}_not_found")
    return by_body(request, row["body"].encode())


@router.get("/players", summary="Players by name", responses=answers(PlayerPage, paged=True))
async def list_players(
    request: Request,
    name: PlayerName = None,
    active: Active = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Every word of ``name`` must occur in the player's name; ``garcia`` finds García."""
    patterns = like_patterns(name) if name is not None else []
    if name is not None and not patterns:
        raise ParameterError("name", "has no letter to look for")
    after = read_cursor(request, cursor, queries.IdKey)
    return await listed(request, *queries.players_page(patterns, active, limit, after))


@router.get("/players/{player_id}", summary="One player", responses=answers(Player, found=True))
async def get_player(request: Request, player_id: PlayerId) -> Response:
    """The player as the newest game that names him describes him."""
    return await _one(request, queries.PLAYER, player_id, "player")


@router.get(
    "/players/{player_id}/games",
    summary="The player's games with his lines",
    responses=answers(PlayerGamePage, found=True, paged=True),
)
async def list_player_games(
    request: Request,
    player_id: PlayerId,
    season: OfSeason = None,
    game_type: OfGameType = None,
    date: OnDay = None,
    start_date: FromDay = None,
    end_date: ToDay = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Games with an official line of the player, each with the team he then played for."""
    first_day, last_day = day_range(date, start_date, end_date)
    key = read_cursor(request, cursor, boxscore.PlayerGameKey)
    after = key and (key[0], instant(key[1]), key[2], key[3])
    text, values = boxscore.player_games_page(
        player_id,
        season=season,
        game_type=game_type,
        first_day=first_day,
        last_day=last_day,
        limit=limit,
        after=after,
    )
    row = await shared(request).database.row(text, *values)
    if row is None or row["version"] is None:
        raise NotFoundError(f"there is no player {player_id}", reason="player_not_found")
    body, headers = page_answer(request, row)
    return by_body(request, body, headers)


@router.get("/teams", summary="Teams", responses=answers(TeamPage, paged=True))
async def list_teams(
    request: Request,
    sport_id: OfSport = None,
    league_id: OfLeague = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """Every team that a game has named."""
    after = read_cursor(request, cursor, queries.IdKey)
    return await listed(request, *queries.teams_page(sport_id, league_id, limit, after))


@router.get("/teams/{team_id}", summary="One team", responses=answers(Team, found=True))
async def get_team(request: Request, team_id: TeamId) -> Response:
    """The team as the newest game that names it describes it."""
    return await _one(request, queries.TEAM, team_id, "team")


@places.get("/venues", summary="Ballparks", responses=answers(VenuePage, paged=True))
async def list_venues(request: Request, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    """Every venue that a game has named."""
    after = read_cursor(request, cursor, queries.IdKey)
    return await listed(request, *queries.venues_page(limit, after))


@places.get("/venues/{venue_id}", summary="One ballpark", responses=answers(Venue, found=True))
async def get_venue(request: Request, venue_id: VenueId) -> Response:
    """The venue as the newest game that names it describes it."""
    return await _one(request, queries.VENUE, venue_id, "venue")
