"""How computed statistics compare with the official box score, and what changed after a game was final."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api_service.schemas.base import Answer, Page

StatisticsTable = Literal[
    "game_results", "player_game_batting", "player_game_pitching", "player_game_fielding", "team_game_stats"
]


class Difference(Answer):
    """A cell in which the computed statistics differ from the official box score."""

    side: str = Field(description="away or home")
    player_id: int | None = Field(description="null: the team's total")
    full_name: str | None
    scope: str = Field(description="batting, pitching, fielding, line (the line score) or lineup")
    inning: int | None = Field(description="null: the whole game")
    statistic: str
    computed: str | None = Field(description="null: the cell is only in the official box score")
    official: str | None = Field(description="null: the official box score lacks the cell")
    registered: str | None = Field(description="the known fault of the source; null: nobody has explained it")


class GameDifference(Difference):
    """The same with its game; ``team_name`` is the team's name at that time."""

    game_pk: int
    season: str | None
    official_date: date | None
    team_id: int | None
    team_name: str | None


class ReconciliationTotals(Answer):
    """What was compared, over the same filter as the list."""

    games: int = Field(description="games compared; with player_id those in which he appeared")
    cells_compared: int = Field(description="in these games, of everybody: cells are counted by game")
    cells_differing: int = Field(description="on all pages together, registered ones included")
    cells_registered: int = Field(description="of these the ones with a known reason")


class GameDifferencePage(Page[GameDifference]):
    """By game, side, player, scope, inning, statistic."""

    totals: ReconciliationTotals


class Correction(Answer):
    """A cell that changed after the game's statistics were first computed."""

    ledger_id: int
    game_pk: int
    season: str | None
    official_date: date | None
    away_team_name: str | None = Field(description="at that time")
    home_team_name: str | None = Field(description="at that time")
    table: str = Field(description="where the cell is")
    side: str | None = Field(description="away or home; null for the game's result")
    player_id: int | None = Field(description="null for the game's result and for a team")
    full_name: str | None
    column: str
    old_value: str | None = Field(description="null: there was no such row")
    new_value: str | None = Field(description="null: the row is gone")
    old_content_hash: str = Field(description="of the document before")
    new_content_hash: str = Field(description="of the document that changed it")
    noticed_at: datetime


class CorrectionPage(Page[Correction]):
    """In the order in which they were noticed, the newest last."""
