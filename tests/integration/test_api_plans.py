"""Every list and every look-up goes through an index: PostgreSQL's own plans over tens of thousands of rows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from api_service.queries import boxscore, games, people, plays, schedule
from baseball_core.feed.status import Phase
from support.stack import Database, new_database

pytestmark = pytest.mark.postgres

DAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
BIG = {
    "games",
    "game_states",
    "game_state_history",
    "plays",
    "pitches",
    "players",
    "boxscore_players",
    "boxscore_batting",
    "boxscore_pitching",
    "boxscore_fielding",
    "schedule_observations",
    "runner_movements",
    "actions",
    "reviews",
    "fielding_credits",
    "innings",
}
LINES = """
INSERT INTO {table} (game_pk, side, player_id)
SELECT game_pk, side, player_id FROM boxscore_players WHERE player_id % {nth} = 0
"""
FILL = (
    """INSERT INTO games (game_pk, season, game_type, sport_id, game_date, official_date, double_header, game_number,
                          away_team_id, home_team_id, venue_id, status_code, phase, sequence, content_hash, archive_key,
                          fetched_at, version)
       SELECT n, (2018 + n / 2500)::text, CASE WHEN n % 10 = 0 THEN 'S' ELSE 'R' END, 1,
              timestamptz '2018-03-01' + n * interval '3 hours', date '2018-03-01' + n / 8, 'N', 1,
              1 + n % 30, 1 + (n / 30) % 30, n % 60, CASE WHEN n > 29980 THEN 'I' ELSE 'F' END,
              CASE WHEN n > 29980 THEN 'live' ELSE 'final' END, 1, '', '', now(), n
       FROM generate_series(1, 30000) n""",
    """INSERT INTO game_states (game_pk, fetched_at, version, sequence, content_hash, phase)
       SELECT n, now(), n, 1, '', 'final' FROM generate_series(1, 30000) n""",
    """INSERT INTO game_state_history (game_pk, fetched_at, version, sequence, content_hash, phase)
       SELECT 1 + n % 100, timestamptz '2026-06-01' + n * interval '1 second', n, 1, '', 'live'
       FROM generate_series(1, 40000) n""",
    """INSERT INTO innings (game_pk, inning, half)
       SELECT g, i, h FROM generate_series(1, 2000) g, generate_series(1, 9) i, unnest('{top,bottom}'::text[]) h""",
    """INSERT INTO plays (game_pk, at_bat_index, inning, is_scoring_play, event_type, batter_id, pitcher_id)
       SELECT 1 + n / 75, n % 75, 1 + n % 9, n % 12 = 0, 'single', n % 900, n % 400
       FROM generate_series(0, 29999) n""",
    """INSERT INTO pitches (game_pk, at_bat_index, event_index, batter_id, pitcher_id, type_code, is_in_play)
       SELECT game_pk, at_bat_index, e, batter_id, pitcher_id, 'FF', e = 2 FROM plays, generate_series(0, 2) e""",
    "INSERT INTO runner_movements (game_pk, at_bat_index, runner_index) SELECT game_pk, at_bat_index, 0 FROM plays",
    "INSERT INTO fielding_credits SELECT game_pk, at_bat_index, 0, 0 FROM plays",
    "INSERT INTO actions (game_pk, at_bat_index, event_index) SELECT game_pk, at_bat_index, 9 FROM plays",
    """INSERT INTO reviews (game_pk, at_bat_index, event_index, review_index)
       SELECT game_pk, at_bat_index, -1, 0 FROM plays""",
    """INSERT INTO players (player_id, full_name, search_name, source_game_date, source_game_pk)
       SELECT n, md5(n::text), substr(md5(n::text), 1, 8) || ' ' || substr(md5((n * 7)::text), 1, 10), now(), 1
       FROM generate_series(1, 30000) n""",
    """INSERT INTO boxscore_players (game_pk, side, player_id, team_id, position_codes)
       SELECT g, CASE WHEN p < 25 THEN 'away' ELSE 'home' END, 1 + (g * 7 + p * 31) % 3000, 1, '{}'
       FROM generate_series(1, 1500) g, generate_series(0, 49) p""",
    LINES.format(table="boxscore_batting", nth=1),
    LINES.format(table="boxscore_pitching", nth=3),
    LINES.format(table="boxscore_fielding", nth=1),
    """INSERT INTO schedule_observations (game_pk, schedule_date, content_hash, first_observed_at, last_observed_at,
                                          game_date, official_date, phase, away_team_id, home_team_id)
       SELECT game_pk, official_date, w, now(), now(), game_date, official_date, phase, away_team_id, home_team_id
       FROM games, unnest('{a,b}'::text[]) w""",
)


@pytest.fixture(scope="module")
def explain(postgres: Any) -> Iterator[Any]:
    """The plan of a statement over the filled database, as PostgreSQL's tree."""
    database: Database = new_database(postgres)
    with psycopg.connect(database.writer_url, autocommit=True) as connection:
        for statement in FILL:
            connection.execute(statement.encode())
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    with psycopg.connect(database.reader_url, autocommit=True, cursor_factory=psycopg.RawCursor) as connection:

        def plan(text: str, values: list[object]) -> dict[str, Any]:
            row = connection.execute(f"EXPLAIN (FORMAT JSON) {text}".encode(), values).fetchone()
            assert row is not None
            tree: dict[str, Any] = row[0][0]["Plan"]
            return tree

        yield plan
    postgres.drop_database(database.name)


def _nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for child in tree.get("Plans", ()):
        yield from _nodes(child)


def _indexes(tree: dict[str, Any]) -> set[str]:
    return {node["Index Name"] for node in _nodes(tree) if "Index Name" in node}


def _whole_scans(tree: dict[str, Any]) -> set[str]:
    return {node["Relation Name"] for node in _nodes(tree) if node["Node Type"] == "Seq Scan"} & BIG


def _games(limit: int = 50, after: tuple[object, ...] | None = None, **filters: Any) -> tuple[str, list[object]]:
    return games.games_page(games.GameFilters(**filters), limit, after)


def _plays(**filters: Any) -> tuple[str, list[object]]:
    none = dict.fromkeys(("inning", "half", "scoring", "event_type", "batter_id", "pitcher_id"))
    return plays.plays_page(17, limit=100, after=None, **(none | filters))


def _pitches(**filters: Any) -> tuple[str, list[object]]:
    none = dict.fromkeys(("at_bat_index", "batter_id", "pitcher_id", "type_code", "in_play"))
    return plays.pitches_page(17, limit=100, after=None, **(none | filters))


def _schedule(**filters: Any) -> tuple[str, list[object]]:
    none = dict.fromkeys(("game_pk", "first_day", "last_day", "team_id", "game_type", "after"))
    return schedule.schedule_page(**(none | {"every_wording": False, "limit": 100} | filters))


def _player_games(**filters: Any) -> tuple[str, list[object]]:
    none = dict.fromkeys(("season", "game_type", "first_day", "last_day", "after"))
    return boxscore.player_games_page(31, limit=50, **(none | filters))


CASES = {
    "games of a day": (_games(first_day=DAY, last_day=DAY), {"ix_games_official_date_game_date_game_pk"}),
    "games of a range, further page": (
        _games(first_day=DAY, last_day=date(2026, 6, 9), after=(DAY, NOON, 24000)),
        {"ix_games_official_date_game_date_game_pk"},
    ),
    "games of a team": (
        _games(team_id=7, first_day=date(2026, 1, 1)),
        {"ix_games_away_team_id_official_date_game_pk", "ix_games_home_team_id_official_date_game_pk"},
    ),
    "games being played": (
        _games(phases=[Phase.LIVE, Phase.DELAYED]),
        {"ix_games_phase_official_date_game_pk"},
    ),
    "games by status code": (_games(status_code="I"), {"ix_games_status_code_official_date_game_pk"}),
    "games of a season by type": (
        _games(season="2026", game_type="S"),
        {"ix_games_season_game_type_official_date_game_pk"},
    ),
    "one game": ((games.GAME, [17]), {"pk_games"}),
    "state": ((games.STATE, [17]), {"pk_game_states"}),
    "state some time ago": ((games.STATE_AT, [17, NOON]), {"pk_game_state_history"}),
    "states after one": ((games.STATES_AFTER, [17, NOON, NOON, 50]), {"pk_game_state_history"}),
    "newest state": ((games.NEWEST_STATE, [17, NOON]), {"pk_game_state_history"}),
    "line score": ((games.LINE_SCORE, [17]), {"pk_games", "pk_game_states", "pk_innings"}),
    "history": (games.states_page(17, None, NOON, None, 100, None), {"pk_game_state_history"}),
    "history, further page": (games.states_page(17, None, None, None, 100, (NOON,)), {"pk_game_state_history"}),
    "history at a time": (games.states_page(17, NOON, None, None, 100, None), {"pk_game_state_history"}),
    "plays": (_plays(), {"pk_plays", "pk_runner_movements", "pk_actions", "pk_reviews", "pk_fielding_credits"}),
    "scoring plays": (_plays(scoring=True), {"pk_plays"}),
    "pitches": (_pitches(), {"pk_pitches"}),
    "pitches put in play": (_pitches(in_play=True), {"pk_pitches"}),
    "box score": (
        (boxscore.BOXSCORE, [17]),
        {"pk_games", "pk_boxscore_players", "pk_players"},
    ),
    "games of a player": (_player_games(), {"ix_boxscore_players_player_id_game_pk", "pk_games"}),
    "games of a player in a season": (_player_games(season="2018"), {"ix_boxscore_players_player_id_game_pk"}),
    "players by name": (people.players_page(["%3fe2%", "%a81%"], None, 100, None), {"ix_players_search_name_trgm"}),
    "one player": ((people.PLAYER, [17]), {"pk_players"}),
    "schedule of a day": (
        _schedule(first_day=DAY, last_day=DAY),
        {"ix_schedule_observations_schedule_date_game_date_game_pk"},
    ),
    "schedule of a team in a month": (
        _schedule(first_day=DAY, last_day=date(2026, 6, 30), team_id=7),
        {"ix_schedule_observations_away_team_id_schedule_date"},
    ),
    "every day of a game": (_schedule(game_pk=17, every_wording=True), {"pk_schedule_observations"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_statement_reads_by_index_alone(explain: Any, name: str) -> None:
    (text, values), expected = CASES[name]
    tree = explain(text, values)
    assert not _whole_scans(tree)
    assert expected <= _indexes(tree)


@pytest.mark.parametrize(
    ("page", "index"),
    [
        (_games(), "ix_games_official_date_game_date_game_pk"),
        (_games(after=(DAY, NOON, 24000)), "ix_games_official_date_game_date_game_pk"),
        (people.players_page([], None, 100, None), "pk_players"),
        (people.players_page([], None, 100, (500,)), "pk_players"),
    ],
)
def test_a_page_of_a_whole_table_reads_in_the_order_of_an_index(explain: Any, page: Any, index: str) -> None:
    """Only the total has to look at every row; the page itself stops after its last item."""
    (limited,) = [node for node in _nodes(explain(*page)) if node["Node Type"] == "Limit"]
    assert not _whole_scans(limited)
    assert index in _indexes(limited)
