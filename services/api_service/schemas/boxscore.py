"""The official box score and a player's games."""

from datetime import date, datetime

from pydantic import Field

from api_service.schemas.base import Answer, Page
from baseball_core.feed.status import Phase


class BattingLine(Answer):
    """Official batting line of one player in one game."""

    games_played: int | None
    fly_outs: int | None
    ground_outs: int | None
    air_outs: int | None
    pop_outs: int | None
    line_outs: int | None
    runs: int | None
    doubles: int | None
    triples: int | None
    home_runs: int | None
    strike_outs: int | None
    base_on_balls: int | None
    intentional_walks: int | None
    hits: int | None
    hit_by_pitch: int | None
    at_bats: int | None
    caught_stealing: int | None
    stolen_bases: int | None
    ground_into_double_play: int | None
    ground_into_triple_play: int | None
    plate_appearances: int | None
    total_bases: int | None
    rbi: int | None
    left_on_base: int | None
    sac_bunts: int | None
    sac_flies: int | None
    catchers_interference: int | None
    pickoffs: int | None


class PitchingLine(Answer):
    """Official pitching line of one player in one game; innings pitched are ``outs``."""

    games_played: int | None
    games_started: int | None
    games_pitched: int | None
    games_finished: int | None
    complete_games: int | None
    shutouts: int | None
    wins: int | None
    losses: int | None
    saves: int | None
    save_opportunities: int | None
    holds: int | None
    blown_saves: int | None
    outs: int | None
    batters_faced: int | None
    at_bats: int | None
    number_of_pitches: int | None
    balls: int | None
    strikes: int | None
    hits: int | None
    doubles: int | None
    triples: int | None
    home_runs: int | None
    runs: int | None
    earned_runs: int | None
    base_on_balls: int | None
    intentional_walks: int | None
    strike_outs: int | None
    hit_by_pitch: int | None
    hit_batsmen: int | None
    balks: int | None
    wild_pitches: int | None
    pickoffs: int | None
    fly_outs: int | None
    ground_outs: int | None
    air_outs: int | None
    pop_outs: int | None
    line_outs: int | None
    caught_stealing: int | None
    stolen_bases: int | None
    rbi: int | None
    inherited_runners: int | None
    inherited_runners_scored: int | None
    catchers_interference: int | None
    sac_bunts: int | None
    sac_flies: int | None
    passed_ball: int | None


class FieldingLine(Answer):
    """Official fielding line of one player in one game."""

    games_started: int | None
    put_outs: int | None
    assists: int | None
    errors: int | None
    chances: int | None
    passed_ball: int | None
    pickoffs: int | None
    caught_stealing: int | None
    stolen_bases: int | None


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
