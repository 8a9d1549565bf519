"""Players, teams, venues."""

from typing import Final

from api_service.pagination import Int4
from api_service.queries.select import Conditions, Listing, as_json, columns, page, statement
from api_service.schemas import people as schemas

IdKey = tuple[Int4]

_BY_ID: Final = "SELECT {item}::text AS body FROM {table} t WHERE t.{key} = $1"
PLAYERS: Final = Listing(
    source="players t", alias="t", order=("t.player_id",), key=("t.player_id",), item=columns(schemas.Player, "t")
)
TEAMS: Final = Listing(
    source="teams t", alias="t", order=("t.team_id",), key=("t.team_id",), item=columns(schemas.Team, "t")
)
VENUES: Final = Listing(
    source="venues t", alias="t", order=("t.venue_id",), key=("t.venue_id",), item=columns(schemas.Venue, "t")
)
PLAYER: Final = statement(_BY_ID, item=as_json(PLAYERS.item), table="players", key="player_id")
TEAM: Final = statement(_BY_ID, item=as_json(TEAMS.item), table="teams", key="team_id")
VENUE: Final = statement(_BY_ID, item=as_json(VENUES.item), table="venues", key="venue_id")


def players_page(
    patterns: list[str], active: bool | None, limit: int, after: tuple[object, ...] | None
) -> tuple[str, list[object]]:
    """Players whose search name matches every LIKE pattern."""
    where = Conditions()
    for pattern in patterns:
        where.add("t.search_name LIKE {}", pattern)
    where.equal("t.active", active)
    return page(PLAYERS, where, limit, after)


def teams_page(
    sport_id: int | None, league_id: int | None, limit: int, after: tuple[object, ...] | None
) -> tuple[str, list[object]]:
    """Teams."""
    where = Conditions()
    where.equal("t.sport_id", sport_id)
    where.equal("t.league_id", league_id)
    return page(TEAMS, where, limit, after)


def venues_page(limit: int, after: tuple[object, ...] | None) -> tuple[str, list[object]]:
    """Venues."""
    return page(VENUES, Conditions(), limit, after)
