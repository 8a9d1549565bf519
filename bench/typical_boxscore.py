"""Baseline: the official box score's rows by plain loops over dicts, as most projects write it."""

from typing import Any

Row = dict[str, Any]

BATTING = {
    "games_played": "gamesPlayed",
    "fly_outs": "flyOuts",
    "ground_outs": "groundOuts",
    "air_outs": "airOuts",
    "pop_outs": "popOuts",
    "line_outs": "lineOuts",
    "runs": "runs",
    "doubles": "doubles",
    "triples": "triples",
    "home_runs": "homeRuns",
    "strike_outs": "strikeOuts",
    "base_on_balls": "baseOnBalls",
    "intentional_walks": "intentionalWalks",
    "hits": "hits",
    "hit_by_pitch": "hitByPitch",
    "at_bats": "atBats",
    "caught_stealing": "caughtStealing",
    "stolen_bases": "stolenBases",
    "ground_into_double_play": "groundIntoDoublePlay",
    "ground_into_triple_play": "groundIntoTriplePlay",
    "plate_appearances": "plateAppearances",
    "total_bases": "totalBases",
    "rbi": "rbi",
    "left_on_base": "leftOnBase",
    "sac_bunts": "sacBunts",
    "sac_flies": "sacFlies",
    "catchers_interference": "catchersInterference",
    "pickoffs": "pickoffs",
}
PITCHING = {
    "games_played": "gamesPlayed",
    "games_started": "gamesStarted",
    "games_pitched": "gamesPitched",
    "games_finished": "gamesFinished",
    "complete_games": "completeGames",
    "shutouts": "shutouts",
    "wins": "wins",
    "losses": "losses",
    "saves": "saves",
    "save_opportunities": "saveOpportunities",
    "holds": "holds",
    "blown_saves": "blownSaves",
    "outs": "outs",
    "batters_faced": "battersFaced",
    "at_bats": "atBats",
    "number_of_pitches": "numberOfPitches",
    "balls": "balls",
    "strikes": "strikes",
    "hits": "hits",
    "doubles": "doubles",
    "triples": "triples",
    "home_runs": "homeRuns",
    "runs": "runs",
    "earned_runs": "earnedRuns",
    "base_on_balls": "baseOnBalls",
    "intentional_walks": "intentionalWalks",
    "strike_outs": "strikeOuts",
    "hit_by_pitch": "hitByPitch",
    "hit_batsmen": "hitBatsmen",
    "balks": "balks",
    "wild_pitches": "wildPitches",
    "pickoffs": "pickoffs",
    "fly_outs": "flyOuts",
    "ground_outs": "groundOuts",
    "air_outs": "airOuts",
    "pop_outs": "popOuts",
    "line_outs": "lineOuts",
    "caught_stealing": "caughtStealing",
    "stolen_bases": "stolenBases",
    "rbi": "rbi",
    "inherited_runners": "inheritedRunners",
    "inherited_runners_scored": "inheritedRunnersScored",
    "catchers_interference": "catchersInterference",
    "sac_bunts": "sacBunts",
    "sac_flies": "sacFlies",
    "passed_ball": "passedBall",
}
FIELDING = {
    "games_started": "gamesStarted",
    "put_outs": "putOuts",
    "assists": "assists",
    "errors": "errors",
    "chances": "chances",
    "passed_ball": "passedBall",
    "pickoffs": "pickoffs",
    "caught_stealing": "caughtStealing",
    "stolen_bases": "stolenBases",
}
LINES = (
    ("batting", "boxscore_batting", BATTING),
    ("pitching", "boxscore_pitching", PITCHING),
    ("fielding", "boxscore_fielding", FIELDING),
)


def boxscore_rows(game_pk: int, boxscore: dict[str, Any]) -> dict[str, list[Row]]:
    """Rows of every box score table, by table name."""
    rows: dict[str, list[Row]] = {"boxscore_teams": [], "boxscore_players": []}
    for _, table, _ in LINES:
        rows[table] = []
    for side in ("away", "home"):
        team = boxscore.get("teams", {}).get(side, {})
        team_id = team.get("team", {}).get("id")
        stats = team.get("teamStats", {})
        rows["boxscore_teams"].append(
            {
                "game_pk": game_pk,
                "side": side,
                "team_id": team_id,
                "batting": stats.get("batting", {}),
                "pitching": stats.get("pitching", {}),
                "fielding": stats.get("fielding", {}),
                "batter_ids": team.get("batters", []),
                "pitcher_ids": team.get("pitchers", []),
                "batting_order_ids": team.get("battingOrder", []),
            }
        )
        for player in team.get("players", {}).values():
            player_id = player.get("person", {}).get("id")
            status = player.get("gameStatus", {})
            rows["boxscore_players"].append(
                {
                    "game_pk": game_pk,
                    "side": side,
                    "player_id": player_id,
                    "team_id": team_id,
                    "jersey_number": player.get("jerseyNumber"),
                    "position_code": player.get("position", {}).get("code"),
                    "position_codes": [position.get("code") for position in player.get("allPositions", [])],
                    "batting_order": player.get("battingOrder"),
                    "status_code": player.get("status", {}).get("code"),
                    "is_substitute": status.get("isSubstitute"),
                    "is_on_bench": status.get("isOnBench"),
                }
            )
            for kind, table, columns in LINES:
                line = player.get("stats", {}).get(kind, {})
                if line:
                    row = {"game_pk": game_pk, "side": side, "player_id": player_id, "team_id": team_id}
                    for column, key in columns.items():
                        row[column] = line.get(key)
                    rows[table].append(row)
    return rows
