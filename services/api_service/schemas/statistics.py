"""What the batch computed of finished games: a player's and a team's lines, leaders, standings."""

from datetime import date
from typing import Literal

from pydantic import Field

from api_service.schemas.base import Answer, Page
from api_service.schemas.lines import BattingStatistics, FieldingStatistics, PitchingStatistics


class Lines(Answer):
    """What a row covers, and its lines.

    ``game_pk`` to ``opponent_team_name`` are null unless per=game; ``split`` and ``split_value`` unless per=split.
    """

    season: str
    sport_id: int
    game_type: str
    game_pk: int | None
    official_date: date | None
    side: str | None = Field(description="away or home")
    opponent_team_id: int | None
    opponent_team_name: str | None
    split: Literal["place", "month"] | None = Field(description="place: at home or away; month: of the official date")
    split_value: str | None = Field(description="away, home, or a month like 2026-07")
    batting: BattingStatistics | None
    pitching: PitchingStatistics | None
    fielding: FieldingStatistics | None


class PlayerStatistics(Lines):
    """A player's lines; a line is null when he has none, or when another group was asked for."""

    team_id: int | None = Field(description="his team at that time; null in the row that adds up all his teams")
    team_name: str | None = Field(description="its name at that time")


class PlayerStatisticsPage(Page[PlayerStatistics]):
    """per=game: in order of date. Otherwise by season, sport, game type and split; first all teams, then each."""


class TeamStatistics(Lines):
    """A team's lines, each the sum of its players'; a line is null when another group was asked for."""

    team_id: int
    team_name: str | None = Field(description="its name at that time")
    games: int
    runs: int
    hits: int
    errors: int
    left_on_base: int = Field(description="runners on base when a half ended")


class TeamStatisticsPage(Page[TeamStatistics]):
    """per=game: in order of date. Otherwise by season, sport, game type and split."""


class TeamThen(Answer):
    """A team by its name at that time."""

    team_id: int
    team_name: str | None


class Leader(Answer):
    """A player's place among all of the season, sport and game type, over all his teams; ties share a rank."""

    rank: int
    player_id: int
    full_name: str | None
    value: float = Field(description="the statistic; a rate is not rounded")
    qualifying: int = Field(description="his plate appearances, outs or games: what ``minimum`` is compared with")
    teams: list[TeamThen] = Field(description="the teams that he played for in that season, in order of their ids")


class LeaderPage(Page[Leader]):
    """The best first; who shares a rank in order of player_id."""


class Standing(Answer):
    """A team's record in one season, sport and game type. A division that is not known counts as one of its own."""

    season: str
    sport_id: int
    game_type: str
    league_id: int | None
    league_name: str | None
    division_id: int | None
    division_name: str | None
    rank: int = Field(description="within the division, by percentage; ties share a rank")
    team_id: int
    team_name: str | None = Field(description="its name at that time")
    games: int
    wins: int
    losses: int
    ties: int
    percentage: float | None = Field(description="wins per decision, not rounded; null without a decision")
    games_back: float = Field(description="behind the first of the division, in games")
    home_wins: int
    home_losses: int
    away_wins: int
    away_losses: int
    last_ten_wins: int
    last_ten_losses: int
    streak: str = Field(description="W3: won the last three; L and T for lost and tied")
    runs: int
    runs_against: int


class StandingPage(Page[Standing]):
    """By league and division, the best first."""
