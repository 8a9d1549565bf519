"""The box score, official and computed, and a player's games."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api_service.schemas.base import Answer, Page
from api_service.schemas.lines import (
    BattingLine,
    BattingStatistics,
    FieldingLine,
    FieldingStatistics,
    PitchingLine,
    PitchingStatistics,
)
from api_service.schemas.quality import Difference
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


class ComputedPlayer(Answer):
    """A player's computed lines; a line is null for what he did not do."""

    player_id: int
    full_name: str | None
    position_codes: list[str] | None = Field(description="positions played, in order")
    batting_order: str | None = Field(description="100: the lead-off starter, 101: his first substitute")
    pitching_order: int | None = Field(description="1: the starter")
    batting: BattingStatistics | None
    pitching: PitchingStatistics | None
    fielding: FieldingStatistics | None


class ComputedSide(Answer):
    """One team. ``runs`` to ``left_on_base`` are the line score's, the lines the sums of the players'."""

    team_id: int
    team_name: str = Field(description="at that time")
    runs: int
    hits: int
    errors: int
    left_on_base: int
    batting: BattingStatistics
    pitching: PitchingStatistics
    fielding: FieldingStatistics
    players: list[ComputedPlayer] = Field(description="in batting order, then in order of pitching, then by id")


class ComputedBoxscore(Answer):
    """What the batch computed from the plays, and how it compares with the official box score of that document."""

    content_hash: str = Field(description="of the document that it was computed from")
    changed_at: datetime = Field(description="when these statistics last changed")
    cells_compared: int
    cells_differing: int
    cells_registered: int = Field(description="of the differing ones those with a known fault of the source")
    differences: list[Difference]
    away: ComputedSide | None
    home: ComputedSide | None


class Aggregation(Answer):
    """The batch's newest attempt at the game."""

    outcome: Literal["aggregated", "held", "failed"] = Field(
        description="held: the document has holes, a newer one is awaited"
    )
    reason: str | None = Field(description="a fixed code; null when aggregated")
    detail: str | None
    since: datetime = Field(description="when this outcome began")


class Boxscore(Answer):
    """The official box score; a side is null before it is known. Beside it what was computed after the game."""

    game_pk: int
    version: int
    fetched_at: datetime
    phase: Phase
    away: BoxscoreSide | None
    home: BoxscoreSide | None
    computed: ComputedBoxscore | None = Field(description="null until the game is final and the batch has computed it")
    aggregation: Aggregation | None = Field(description="null until the batch has looked at the game")


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
