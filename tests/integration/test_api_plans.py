"""Every list and every look-up goes through an index: PostgreSQL's own plans over tens of thousands of rows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from api_service.database import session_settings
from api_service.queries import boxscore, games, leaders, people, plays, quality, schedule, statistics
from baseball_core.feed.status import Phase
from baseball_core.statistics.catalogue import COLUMNS, GROUPS, Group
from support.api import api_settings
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
    "game_results",
    "game_aggregations",
    "player_game_batting",
    "player_game_pitching",
    "player_game_fielding",
    "team_game_stats",
    "reconciliation",
    "correction_ledger",
}
LINES = """
INSERT INTO {table} (game_pk, side, player_id)
SELECT game_pk, side, player_id FROM boxscore_players WHERE player_id % {nth} = 0
"""
PLAYED = """
INSERT INTO player_game_{group}
SELECT n, side, 1 + (n * 7 + k * 31 + length(side)) % 900, 1, {place}, {counts}
FROM generate_series(1, 9000) n, unnest('{{away,home}}'::text[]) side, generate_series(1, {players}) k
"""


def _played(group: Group, players: int, place: str) -> str:
    counts = ", ".join("(n + k) % 3" for _ in COLUMNS[group])
    return PLAYED.format(group=group, players=players, place=place, counts=counts)


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
    """INSERT INTO game_results
       SELECT n, (2018 + n / 1000)::text, 1, CASE n % 20 WHEN 0 THEN 'F' ELSE 'R' END, date '2018-04-01' + n, 'F', 9,
              1 + n % 30, '', 1 + (n + 7) % 30, '', 3, 1, 1, 1, 2, 3, 1500, 0, 0, 0, '', '', now(), now(), now()
       FROM generate_series(1, 9000) n""",
    """INSERT INTO game_aggregations SELECT n, 'aggregated', NULL, NULL, '', now(), 1, now()
       FROM generate_series(1, 9000) n""",
    _played("batting", 4, "'100'"),
    _played("pitching", 2, "k"),
    _played("fielding", 4, "'{8}'"),
    f"""INSERT INTO team_game_stats
        SELECT n, side, 1 + (n + 7 * (side = 'home')::int) % 30, 1, 1, 1, 1, 1,
               {", ".join("1" for group in GROUPS for _ in COLUMNS[group])}
        FROM generate_series(1, 9000) n, unnest('{{away,home}}'::text[]) side""",
    """INSERT INTO reconciliation SELECT n, 'away', 1 + n % 900, 'batting', 0, s, '1', '2', NULL
       FROM generate_series(1, 9000) n, unnest('{hits,runs,rbi}'::text[]) s""",
    """INSERT INTO correction_ledger (game_pk, table_name, player_id, column_name, old_content_hash, new_content_hash,
                                      noticed_at)
       SELECT 1 + n % 9000, 'player_game_batting', 1 + n % 900, 'hits', '', '',
              timestamptz '2026-01-01' + n * interval '1 minute' FROM generate_series(1, 30000) n""",
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
        for name, value in session_settings(api_settings(database.reader_url)).items():
            connection.execute("SELECT set_config($1, $2, false)", [name, value])

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


def _player(**filters: Any) -> tuple[str, list[object]]:
    return statistics.player_statistics_page(31, statistics.Filters(**filters), 100, None)


def _team(**filters: Any) -> tuple[str, list[object]]:
    return statistics.team_statistics_page(7, statistics.Filters(**filters), 100, None)


def _leaders(statistic: str, group: Group, game_type: str) -> tuple[str, list[object]]:
    return leaders.leaders_page(statistic, group, leaders.Season("2022", 1, game_type), None, 100, None)


def _differences(**filters: Any) -> tuple[str, list[object]]:
    none = dict.fromkeys(("game_pk", "player_id", "season", "registered", "after"))
    return quality.differences_page(**(none | {"limit": 100} | filters))


def _corrections(**filters: Any) -> tuple[str, list[object]]:
    none = dict.fromkeys(("game_pk", "player_id", "since", "table", "after"))
    return quality.corrections_page(**(none | {"limit": 100} | filters))


OF_PLAYER = {f"ix_player_game_{group}_player_id_game_pk" for group in GROUPS}
SEASON = "ix_game_results_season_sport_id_game_type_official_date_game_pk"
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
        {
            "pk_games",
            "pk_boxscore_players",
            "pk_players",
            "pk_game_results",
            "pk_game_aggregations",
            "pk_team_game_stats",
            "pk_player_game_batting",
            "pk_player_game_pitching",
            "pk_player_game_fielding",
            "pk_reconciliation",
        },
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
    "seasons of a player": (_player(), OF_PLAYER),
    "a season of a player by split": (_player(per="split", season="2022"), OF_PLAYER),
    "statistics of a player's games": (_player(per="game", first_day=DAY), OF_PLAYER),
    "a season of a team": (_team(season="2022"), {"ix_team_game_stats_team_id_game_pk"}),
    "splits of a team": (_team(per="split"), {"ix_team_game_stats_team_id_game_pk"}),
    "statistics of a team's games": (_team(per="game", season="2022"), {"ix_team_game_stats_team_id_game_pk"}),
    "leaders of a season": (_leaders("home_runs", "batting", "R"), {SEASON, "pk_player_game_batting"}),
    "leaders of a postseason": (_leaders("era", "pitching", "F"), {SEASON, "pk_player_game_pitching"}),
    "standings": (
        leaders.standings_page(leaders.Season("2022", 1, "F"), None, None, 100, None),
        {SEASON, "pk_team_game_stats"},
    ),
    "differences of a game": (_differences(game_pk=17), {"pk_reconciliation"}),
    "differences of a player": (_differences(player_id=17), {"ix_reconciliation_player_id_game_pk"}),
    "corrections of a game": (_corrections(game_pk=17), {"ix_correction_ledger_game_pk_ledger_id"}),
    "corrections of a player": (_corrections(player_id=17), {"ix_correction_ledger_player_id_ledger_id"}),
    "newest corrections": (
        _corrections(since=datetime(2026, 1, 20, tzinfo=UTC)),
        {"ix_correction_ledger_noticed_at_ledger_id"},
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
