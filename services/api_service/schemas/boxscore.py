"""The official box score and a player's games."""

from datetime import date, datetime

from pydantic import Field

from api_service.schemas.base import Answer, Page
from api_service.schemas.lines import BattingLine, FieldingLine, PitchingLine
from baseball_core.feed.status import Phase


class BoxscorePlayer(Answer):
    """A listed player; the lines are null for what he did not do in this game."""

    player_id: int
    full_name: str | None
    team_id: int | None
    jersey_number: str | None
    position_code: str | None
    position_codes: list[str] = Field(description="all positions played")
    batting_order: str | None = Field(description="100: the lead-off starter, 101: his first substitute")
    status_code: str | None
    is_substitute: bool | None
    is_on_bench: bool | None
    batting: BattingLine | None
    pitching: PitchingLine | None
    fielding: FieldingLine | None


class BoxscoreSide(Answer):
    """One team. Totals have the official keys, in snake_case; rates are texts as delivered."""

    team_id: int | None
    team_name: str | None
    batting: dict[str, object]
    pitching: dict[str, object]
    fielding: dict[str, object]
    batter_ids: list[int]
    pitcher_ids: list[int] = Field(description="in order of appearance")
    batting_order_ids: list[int]
    players: list[BoxscorePlayer] = Field(description="in batting order, then by id")


class Boxscore(Answer):
    """The official box score; a side is null before it is known."""

    game_pk: int
    version: int
    fetched_at: datetime
    phase: Phase
    away: BoxscoreSide | None
    home: BoxscoreSide | None


class PlayerGame(Answer):
    """A game in which the player took part. ``team_id`` is his team in that game."""

    game_pk: int
    official_date: date | None
    game_date: datetime | None
    season: str | None
    game_type: str | None
    phase: Phase
    side: str = Field(description="away or home")
    team_id: int | None
    team_name: str | None
    opponent_team_id: int | None
    opponent_team_name: str | None
    position_codes: list[str]
    batting_order: str | None
    batting: BattingLine | None
    pitching: PitchingLine | None
    fielding: FieldingLine | None


class PlayerGamePage(Page[PlayerGame]):
    """A player's games in order of official date."""
