"""Teams, venues and players: those a document describes, and those it only refers to. PURE."""

from datetime import UTC, datetime
from typing import Any

from baseball_core.feed.names import search_name
from baseball_core.feed.wire import (
    Coded,
    Coordinates,
    FieldInfo,
    Location,
    Named,
    Person,
    Position,
    Ref,
    Team,
    TimeZone,
    Venue,
)
from rt_transformer.rows.tables import COLUMNS, Row, Tables

NOBODY = Ref()
NO_CODE = Coded()
NO_NAME = Named()
NO_POSITION = Position()

NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""``source_game_date`` of a row that nothing describes yet: every description is newer."""

Origin = tuple[datetime, int]
"""Which game describes: its date and game_pk. The greatest wins."""


def team_row(team: Team, origin: Origin) -> Row | None:
    if team.id is None:
        return None
    league, division = team.league or NO_NAME, team.division or NO_NAME
    return (
        team.id,
        team.name,
        team.abbreviation,
        team.team_code,
        team.team_name,
        team.short_name,
        team.location_name,
        team.franchise_name,
        team.club_name,
        team.first_year_of_play,
        team.active,
        (team.sport or NO_NAME).id,
        league.id,
        league.name,
        division.id,
        division.name,
        (team.venue or NOBODY).id,
        *origin,
    )


def venue_row(venue: Venue, origin: Origin) -> Row | None:
    if venue.id is None:
        return None
    location, field = venue.location or Location(), venue.field_info or FieldInfo()
    place = location.default_coordinates or Coordinates()
    return (
        venue.id,
        venue.name,
        venue.active,
        location.city,
        location.state,
        location.country,
        location.elevation,
        place.latitude,
        place.longitude,
        (venue.time_zone or TimeZone()).id,
        field.capacity,
        field.turf_type,
        field.roof_type,
        field.left_line,
        field.left_center,
        field.center,
        field.right_center,
        field.right_line,
        *origin,
    )


def player_row(person: Person, origin: Origin) -> Row | None:
    if person.id is None:
        return None
    position = person.primary_position or NO_POSITION
    return (
        person.id,
        person.full_name,
        person.first_name,
        person.last_name,
        person.primary_number,
        person.birth_date,
        person.birth_city,
        person.birth_state_province,
        person.birth_country,
        person.height,
        person.weight,
        person.active,
        person.use_name,
        person.boxscore_name,
        person.mlb_debut_date,
        person.name_slug,
        search_name(person.full_name or ""),
        position.code,
        position.abbreviation,
        (person.bat_side or NO_CODE).code,
        (person.pitch_hand or NO_CODE).code,
        *origin,
    )


def placeholder(table: str, identifier: int, name: str | None = None) -> Row:
    """The row of a team, venue or player that is referred to, but described nowhere yet."""
    known = {"name": name, "search_name": ""}
    described = tuple(known.get(column) for column in COLUMNS[table][1:-2])
    return (identifier, *described, NEVER, 0)


def referred_players(tables: Tables) -> set[int]:
    """Every player that rows of these tables name."""
    found: set[Any] = set()
    for table, places in PLAYER_COLUMNS.items():
        rows = tables.get(table, ())
        for place in places:
            found.update({row[place] for row in rows})
    found.discard(None)
    return found


def _places(table: str, *names: str) -> tuple[int, ...]:
    return tuple(COLUMNS[table].index(name) for name in names)


# Those who throw and face pitches are the plays' and the substitutions' players.
PLAYER_COLUMNS = {
    "plays": _places("plays", "batter_id", "pitcher_id"),
    "actions": _places("actions", "player_id", "replaced_player_id"),
    "runner_movements": _places("runner_movements", "runner_id", "responsible_pitcher_id"),
    "fielding_credits": _places("fielding_credits", "player_id"),
    "boxscore_players": _places("boxscore_players", "player_id"),
    "reviews": _places("reviews", "player_id"),
    "games": _places(
        "games",
        "away_probable_pitcher_id",
        "home_probable_pitcher_id",
        "winning_pitcher_id",
        "losing_pitcher_id",
        "save_pitcher_id",
    ),
}
