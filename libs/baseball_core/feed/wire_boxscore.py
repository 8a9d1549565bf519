"""The live feed as it arrives: the official box score. PURE. The rules are those of ``wire``."""

from typing import Generic

from baseball_core.feed.wire import Code, Coded, Int, LineT, Ref, Sides, Small, Text, Wire


class BattingStats(Wire):
    """Empty for a listed player who did not bat. Ratios are left alone: they can be derived."""

    games_played: Small | None = None
    fly_outs: Small | None = None
    ground_outs: Small | None = None
    air_outs: Small | None = None
    runs: Small | None = None
    doubles: Small | None = None
    triples: Small | None = None
    home_runs: Small | None = None
    strike_outs: Small | None = None
    base_on_balls: Small | None = None
    intentional_walks: Small | None = None
    hits: Small | None = None
    hit_by_pitch: Small | None = None
    at_bats: Small | None = None
    caught_stealing: Small | None = None
    stolen_bases: Small | None = None
    ground_into_double_play: Small | None = None
    ground_into_triple_play: Small | None = None
    plate_appearances: Small | None = None
    total_bases: Small | None = None
    rbi: Small | None = None
    left_on_base: Small | None = None
    sac_bunts: Small | None = None
    sac_flies: Small | None = None
    catchers_interference: Small | None = None
    pickoffs: Small | None = None
    pop_outs: Small | None = None
    line_outs: Small | None = None

    unused = "atBatsPerHomeRun stolenBasePercentage caughtStealingPercentage summary note avg obp slg ops babip"


class PitchingStats(Wire):
    """``outs`` counts what ``inningsPitched`` writes in thirds; older documents say ``pitchesThrown``."""

    games_played: Small | None = None
    games_started: Small | None = None
    fly_outs: Small | None = None
    ground_outs: Small | None = None
    air_outs: Small | None = None
    runs: Small | None = None
    doubles: Small | None = None
    triples: Small | None = None
    home_runs: Small | None = None
    strike_outs: Small | None = None
    base_on_balls: Small | None = None
    intentional_walks: Small | None = None
    hits: Small | None = None
    hit_by_pitch: Small | None = None
    at_bats: Small | None = None
    caught_stealing: Small | None = None
    stolen_bases: Small | None = None
    number_of_pitches: Small | None = None
    innings_pitched: Code | None = None
    wins: Small | None = None
    losses: Small | None = None
    saves: Small | None = None
    save_opportunities: Small | None = None
    holds: Small | None = None
    blown_saves: Small | None = None
    earned_runs: Small | None = None
    batters_faced: Small | None = None
    outs: Small | None = None
    games_pitched: Small | None = None
    complete_games: Small | None = None
    shutouts: Small | None = None
    pitches_thrown: Small | None = None
    balls: Small | None = None
    strikes: Small | None = None
    hit_batsmen: Small | None = None
    balks: Small | None = None
    wild_pitches: Small | None = None
    pickoffs: Small | None = None
    rbi: Small | None = None
    games_finished: Small | None = None
    inherited_runners: Small | None = None
    inherited_runners_scored: Small | None = None
    catchers_interference: Small | None = None
    sac_bunts: Small | None = None
    sac_flies: Small | None = None
    passed_ball: Small | None = None
    pop_outs: Small | None = None
    line_outs: Small | None = None

    unused = (
        "note summary era whip avg obp slg ops homeRunsPer9 runsScoredPer9 strikePercentage stolenBasePercentage "
        "caughtStealingPercentage groundOutsToAirouts pitchesPerInning strikeoutWalkRatio strikeoutsPer9Inn "
        "walksPer9Inn hitsPer9Inn winPercentage"
    )


class FieldingStats(Wire):
    games_started: Small | None = None
    caught_stealing: Small | None = None
    stolen_bases: Small | None = None
    assists: Small | None = None
    put_outs: Small | None = None
    errors: Small | None = None
    chances: Small | None = None
    passed_ball: Small | None = None
    pickoffs: Small | None = None

    unused = "fielding caughtStealingPercentage stolenBasePercentage gamesPlayed"


class Stats(Wire):
    batting: BattingStats | None = None
    pitching: PitchingStats | None = None
    fielding: FieldingStats | None = None


class PlayerGameStatus(Wire):
    is_on_bench: bool | None = None
    is_substitute: bool | None = None

    unused = "isCurrentBatter isCurrentPitcher"


class Line(Wire):
    """One player of one side: ``boxscore.teams.<side>.players``."""

    person: Ref | None = None
    jersey_number: Text | None = None
    position: Coded | None = None
    status: Coded | None = None
    batting_order: Code | None = None
    stats: Stats | None = None
    game_status: PlayerGameStatus | None = None
    all_positions: list[Coded] | None = None

    unused = "parentTeamId seasonStats"


Totals = dict[str, int | float | str | bool | None]


class TeamStats(Wire):
    """Kept with the official keys: they are compared as a whole, never computed with."""

    batting: Totals | None = None
    pitching: Totals | None = None
    fielding: Totals | None = None


class BoxTeam(Wire, Generic[LineT]):
    team: Ref | None = None
    team_stats: TeamStats | None = None
    players: dict[str, LineT] | None = None
    batters: list[Int] | None = None
    pitchers: list[Int] | None = None
    batting_order: list[Int] | None = None

    unused = "bench bullpen info note"


class Boxscore(Wire, Generic[LineT]):
    teams: Sides[BoxTeam[LineT]] | None = None

    unused = "info officials pitchingNotes topPerformers"
