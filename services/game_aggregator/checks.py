"""Data quality: named checks on the database; each finding says which game and what is wrong."""

from collections.abc import Mapping

import psycopg
from msgspec import Struct

from game_aggregator.due import due_games

HELD_TOO_LONG = "1 day"
FINAL_FOR = "1 hour"


class Finding(Struct, frozen=True):
    """One thing that is wrong; ``game_pk`` None: with no game in particular."""

    game_pk: int | None
    detail: str


FRESHNESS = """
SELECT g.game_pk, concat('final since ', g.fetched_at, ' without an up-to-date result')
FROM games g WHERE g.game_pk = ANY(%s) AND g.fetched_at < now() - %s::interval ORDER BY g.game_pk
"""
RECONCILIATION = """
SELECT game_pk, concat(side, ' ', player_id, ' ', scope, '.', statistic,
                       CASE WHEN inning > 0 THEN ' of inning ' || inning END,
                       ': computed ', coalesce(computed, 'nothing'), ', official ', coalesce(official, 'nothing'))
FROM reconciliation WHERE registered IS NULL ORDER BY game_pk, side, player_id, scope, inning, statistic
"""
HELD = """
SELECT game_pk, concat(outcome, ' since ', since, ': ', reason, ': ', detail)
FROM game_aggregations
WHERE outcome = 'failed' OR (outcome = 'held' AND since < now() - %s::interval) ORDER BY game_pk
"""
INVARIANTS: Mapping[str, str] = {
    "two sides a game": """
        SELECT r.game_pk, 'has ' || count(t.game_pk) || ' team rows' FROM game_results r
        LEFT JOIN team_game_stats t USING (game_pk) GROUP BY r.game_pk HAVING count(t.game_pk) <> 2""",
    "rows belong to a result": """
        SELECT game_pk, 'has rows without a result'
        FROM (SELECT game_pk FROM player_game_batting UNION SELECT game_pk FROM player_game_pitching
              UNION SELECT game_pk FROM player_game_fielding UNION SELECT game_pk FROM team_game_stats) rows
        WHERE NOT EXISTS (SELECT FROM game_results r WHERE r.game_pk = rows.game_pk)""",
    "teams are the sums of their players": """
        SELECT t.game_pk, t.side || ': runs, hits or outs are not the sum of the players'
        FROM team_game_stats t
        LEFT JOIN (SELECT game_pk, side, sum(runs) AS runs, sum(hits) AS hits FROM player_game_batting
                   GROUP BY game_pk, side) b USING (game_pk, side)
        LEFT JOIN (SELECT game_pk, side, sum(outs) AS outs FROM player_game_pitching GROUP BY game_pk, side) p
             USING (game_pk, side)
        WHERE (t.batting_runs, t.batting_hits, t.pitching_outs) IS DISTINCT FROM (b.runs, b.hits, p.outs)""",
    "what one side did the other allowed": """
        SELECT t.game_pk, t.side || ': batters and the opponents'' pitchers do not agree'
        FROM team_game_stats t JOIN team_game_stats o ON o.game_pk = t.game_pk AND o.side <> t.side
        WHERE (t.batting_hits, t.batting_runs, t.batting_strike_outs, t.batting_base_on_balls, t.batting_home_runs)
              <> (o.pitching_hits, o.pitching_runs, o.pitching_strike_outs, o.pitching_base_on_balls,
                  o.pitching_home_runs)""",
    "the result is the score": """
        SELECT r.game_pk, 'the result is not the teams'' runs' FROM game_results r
        JOIN team_game_stats a ON a.game_pk = r.game_pk AND a.side = 'away'
        JOIN team_game_stats h ON h.game_pk = r.game_pk AND h.side = 'home'
        WHERE (r.away_runs, r.home_runs) <> (a.runs, h.runs)""",
    "a winner has a loser": """
        SELECT NULL::int, season || ' ' || game_type || ': ' || sum(wins) || ' wins, ' || sum(losses) || ' losses'
        FROM standings GROUP BY season, sport_id, game_type HAVING sum(wins) <> sum(losses)""",
}


def freshness(connection: psycopg.Connection) -> list[Finding]:
    """Games that should have been aggregated by now."""
    due = [game.game_pk for game in due_games(connection)]
    return _findings(connection, FRESHNESS, (due, FINAL_FOR))


def reconciliation(connection: psycopg.Connection) -> list[Finding]:
    """Cells that differ from the official box score without a registered reason."""
    return _findings(connection, RECONCILIATION)


def held(connection: psycopg.Connection) -> list[Finding]:
    """Games that failed, and games whose document has had holes for too long."""
    return _findings(connection, HELD, (HELD_TOO_LONG,))


def invariants(connection: psycopg.Connection) -> list[Finding]:
    """What must be true of the tables, whatever was loaded."""
    return [
        Finding(finding.game_pk, f"{name}: {finding.detail}")
        for name, statement in INVARIANTS.items()
        for finding in _findings(connection, statement)
    ]


CHECKS = {"freshness": freshness, "reconciliation": reconciliation, "held": held, "invariants": invariants}


def _findings(connection: psycopg.Connection, statement: str, values: tuple[object, ...] = ()) -> list[Finding]:
    return [Finding(game_pk, detail) for game_pk, detail in connection.execute(statement.encode(), values or None)]
