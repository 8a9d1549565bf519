"""Players, teams, venues, as the newest game that names them describes them."""

from datetime import date

from api_service.schemas.base import Answer, Page


class Player(Answer):
    """A player. All but the id may be null: a play can name somebody before any list does."""

    player_id: int
    full_name: str | None
    first_name: str | None
    last_name: str | None
    use_name: str | None
    boxscore_name: str | None
    name_slug: str | None
    primary_number: str | None
    birth_date: date | None
    birth_city: str | None
    birth_state_province: str | None
    birth_country: str | None
    height: str | None
    weight_pounds: int | None
    position_code: str | None
    position_abbreviation: str | None
    bat_side: str | None
    pitch_hand: str | None
    mlb_debut_date: date | None
    active: bool | None


class PlayerPage(Page[Player]):
    """Players in order of their ids."""


class Team(Answer):
    """A team."""

    team_id: int
    name: str | None
    abbreviation: str | None
    team_code: str | None
    team_name: str | None
    short_name: str | None
    location_name: str | None
    franchise_name: str | None
    club_name: str | None
    sport_id: int | None
    league_id: int | None
    league_name: str | None
    division_id: int | None
    division_name: str | None
    venue_id: int | None
    first_year_of_play: str | None
    active: bool | None


class TeamPage(Page[Team]):
    """Teams in order of their ids."""


class Venue(Answer):
    """A ballpark; distances in feet."""

    venue_id: int
    name: str | None
    city: str | None
    state: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    elevation_feet: int | None
    time_zone: str | None
    capacity: int | None
    turf_type: str | None
    roof_type: str | None
    left_line_feet: int | None
    left_center_feet: int | None
    center_feet: int | None
    right_center_feet: int | None
    right_line_feet: int | None
    active: bool | None


class VenuePage(Page[Venue]):
    """Venues in order of their ids."""
