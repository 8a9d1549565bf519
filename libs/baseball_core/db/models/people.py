"""Teams, venues and players, as the newest game that names them describes them.

``source_game_date`` and ``source_game_pk`` say which game that is: a row is overwritten only by a game that is
not earlier, so that replaying old games never brings old names back. A team, venue or player that is referred to but
described nowhere yet has a row with the year 1 as ``source_game_date`` and 0 as ``source_game_pk``.
"""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from baseball_core.db.base import Base, Instant, Key, Number, Real


class Team(Base):
    """Grain: one row per team_id."""

    __tablename__ = "teams"

    team_id: Mapped[Key]
    name: Mapped[str | None]
    abbreviation: Mapped[str | None]
    team_code: Mapped[str | None]
    team_name: Mapped[str | None]
    short_name: Mapped[str | None]
    location_name: Mapped[str | None]
    franchise_name: Mapped[str | None]
    club_name: Mapped[str | None]
    sport_id: Mapped[Number | None]
    league_id: Mapped[Number | None]
    league_name: Mapped[str | None]
    division_id: Mapped[Number | None]
    division_name: Mapped[str | None]
    venue_id: Mapped[Number | None]
    first_year_of_play: Mapped[str | None]
    active: Mapped[bool | None]
    source_game_date: Mapped[Instant]
    source_game_pk: Mapped[Number]

    __table_args__ = (Index(None, "name", "team_id"),)


class Venue(Base):
    """Grain: one row per venue_id."""

    __tablename__ = "venues"

    venue_id: Mapped[Key]
    name: Mapped[str | None]
    city: Mapped[str | None]
    state: Mapped[str | None]
    country: Mapped[str | None]
    latitude: Mapped[Real | None]
    longitude: Mapped[Real | None]
    elevation_feet: Mapped[Number | None]
    time_zone: Mapped[str | None]
    capacity: Mapped[Number | None]
    turf_type: Mapped[str | None]
    roof_type: Mapped[str | None]
    left_line_feet: Mapped[Number | None]
    left_center_feet: Mapped[Number | None]
    center_feet: Mapped[Number | None]
    right_center_feet: Mapped[Number | None]
    right_line_feet: Mapped[Number | None]
    active: Mapped[bool | None]
    source_game_date: Mapped[Instant]
    source_game_pk: Mapped[Number]


class Player(Base):
    """Grain: one row per player_id. ``search_name`` is the full name in lower case without accents."""

    __tablename__ = "players"

    player_id: Mapped[Key]
    full_name: Mapped[str | None]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    use_name: Mapped[str | None]
    boxscore_name: Mapped[str | None]
    name_slug: Mapped[str | None]
    search_name: Mapped[str]
    primary_number: Mapped[str | None]
    birth_date: Mapped[date | None]
    birth_city: Mapped[str | None]
    birth_state_province: Mapped[str | None]
    birth_country: Mapped[str | None]
    height: Mapped[str | None]
    weight_pounds: Mapped[Number | None]
    position_code: Mapped[str | None]
    position_abbreviation: Mapped[str | None]
    bat_side: Mapped[str | None]
    pitch_hand: Mapped[str | None]
    mlb_debut_date: Mapped[date | None]
    active: Mapped[bool | None]
    source_game_date: Mapped[Instant]
    source_game_pk: Mapped[Number]

    __table_args__ = (
        Index(None, "last_name", "first_name", "player_id"),
        Index(
            "ix_players_search_name_trgm",
            "search_name",
            postgresql_using="gin",
            postgresql_ops={"search_name": "gin_trgm_ops"},
        ),
        Index(None, "name_slug"),
    )
