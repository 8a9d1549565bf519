"""Statistics of players and teams, as clients get them; sums and rates are worked out here by hand."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from api_service.schemas.statistics import PlayerStatisticsPage, TeamStatisticsPage
from support.api import SetClock, all_items, body, serving
from support.builders import BATTER, FIRST_PITCH, FOXES, HERONS, OPENING_DAY, a_player, a_team, execute, save
from support.stack import Database
from support.statistics import a_result, a_team_line, batting, fielding, pitching

pytestmark = pytest.mark.postgres
STATS = f"/players/{BATTER}/stats"


@pytest.fixture
def api(database: Database) -> Iterator[httpx.Client]:
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as client:
        yield client


def _rows(api: httpx.Client, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = body(api, path, PlayerStatisticsPage)["items"]
    return items


@pytest.fixture
def traded(database: Database) -> None:
    """Two games for the Herons, in April and May, one at home; then a game for the Foxes, who meanwhile had a new name.

    At bat 4, 3 and 4 times with 1, 0 and 3 hits.
    """
    save(
        database.writer_url,
        a_player(),
        a_result(game_pk=1),
        batting(game_pk=1, plate_appearances=5, at_bats=4, hits=1, total_bases=4, home_runs=1, base_on_balls=1),
        fielding(game_pk=1, put_outs=3, chances=3),
        a_result(game_pk=2, official_date=date(2026, 5, 2), away=FOXES, home=HERONS),
        batting(game_pk=2, side="home", plate_appearances=4, at_bats=3, sac_flies=1),
        fielding(game_pk=2, side="home", put_outs=1, errors=1, chances=2),
        a_result(game_pk=3, official_date=date(2026, 5, 9), home_team_name="Hillside Foxes"),
        batting(game_pk=3, side="home", team_id=FOXES, plate_appearances=4, at_bats=4, hits=3, total_bases=3),
        fielding(game_pk=3, side="home", team_id=FOXES),
    )


def test_totals_of_a_traded_player_come_for_each_team_and_for_all(api: httpx.Client, traded: None) -> None:
    everything, herons, foxes = _rows(api, STATS)
    assert [(row["team_id"], row["team_name"]) for row in (everything, herons, foxes)] == [
        (None, None),
        (HERONS, "Rivertown Herons"),
        (FOXES, "Hillside Foxes"),
    ]
    assert [row["batting"]["games"] for row in (everything, herons, foxes)] == [3, 2, 1]
    assert [row["batting"]["hits"] for row in (everything, herons, foxes)] == [4, 1, 3]
    assert [row["batting"]["plate_appearances"] for row in (everything, herons, foxes)] == [13, 9, 4]
    assert everything["pitching"] is None
    assert (everything["game_pk"], everything["official_date"], everything["split"]) == (None, None, None)


def test_rates_are_those_of_the_summed_counts(api: httpx.Client, traded: None) -> None:
    everything, herons, _ = (row["batting"] for row in _rows(api, STATS))
    assert herons["avg"] == 1 / 7  # the mean of the games' averages would be 1/8
    assert everything["avg"] == 4 / 11
    assert everything["obp"] == 5 / 13
    assert everything["slg"] == 7 / 11
    assert everything["ops"] == 5 / 13 + 7 / 11
    assert everything["babip"] == 3 / 11
    assert everything["at_bats_per_home_run"] == 11
    assert everything["stolen_base_percentage"] is None
    assert _rows(api, STATS)[0]["fielding"]["fielding_percentage"] == 4 / 5


def test_totals_for_one_team_leave_out_the_other(api: httpx.Client, traded: None) -> None:
    (row,) = _rows(api, f"{STATS}?team_id={FOXES}&group=batting")
    assert (row["team_id"], row["batting"]["hits"], row["fielding"], row["pitching"]) == (FOXES, 3, None, None)


def test_games_carry_day_team_and_opponent_of_that_time(api: httpx.Client, traded: None) -> None:
    rows = _rows(api, f"{STATS}?per=game")
    assert [
        (row["game_pk"], row["official_date"], row["side"], row["team_name"], row["opponent_team_name"]) for row in rows
    ] == [
        (1, "2026-04-01", "away", "Rivertown Herons", "Lakeside Foxes"),
        (2, "2026-05-02", "home", "Rivertown Herons", "Lakeside Foxes"),
        (3, "2026-05-09", "home", "Hillside Foxes", "Rivertown Herons"),
    ]
    assert [row["opponent_team_id"] for row in rows] == [FOXES, FOXES, HERONS]
    assert [row["batting"]["hits"] for row in rows] == [1, 0, 3]
    assert [row["batting"]["avg"] for row in rows] == [1 / 4, 0, 3 / 4]
    assert {row["batting"]["games"] for row in rows} == {1}


@pytest.mark.parametrize(
    ("query", "games"),
    [
        ("start_date=2026-05-02", [2, 3]),
        ("end_date=2026-05-02", [1, 2]),
        ("start_date=2026-05-02&end_date=2026-05-02", [2]),
        (f"team_id={HERONS}", [1, 2]),
        ("season=2025", []),
        ("season=2026&game_type=R&sport_id=1&group=fielding", [1, 2, 3]),
        ("group=pitching", []),
    ],
)
def test_games_are_filtered(api: httpx.Client, traded: None, query: str, games: list[int]) -> None:
    assert [row["game_pk"] for row in all_items(api, f"{STATS}?per=game&limit=1&{query}")] == games


def test_splits_are_by_place_and_by_month_for_each_team_and_for_all(api: httpx.Client, traded: None) -> None:
    rows = all_items(api, f"{STATS}?per=split&limit=2")
    found = [(row["split"], row["split_value"], row["team_id"], row["batting"]["hits"]) for row in rows]
    assert found == [
        ("month", "2026-04", None, 1),
        ("month", "2026-04", HERONS, 1),
        ("month", "2026-05", None, 3),
        ("month", "2026-05", HERONS, 0),
        ("month", "2026-05", FOXES, 3),
        ("place", "away", None, 1),
        ("place", "away", HERONS, 1),
        ("place", "home", None, 3),
        ("place", "home", HERONS, 0),
        ("place", "home", FOXES, 3),
    ]
    at_home = next(row["batting"] for row in rows if (row["split_value"], row["team_id"]) == ("home", None))
    assert (at_home["games"], at_home["avg"]) == (2, 3 / 7)


def test_who_pitches_and_bats_has_both_lines(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_player(),
        a_result(game_pk=1),
        batting(game_pk=1, at_bats=4, hits=2, total_bases=5),
        pitching(game_pk=1, player_id=BATTER, outs=16, earned_runs=2, hits=5, base_on_balls=1, strike_outs=9),
        fielding(game_pk=1, position_codes=["1", "10"]),
        a_result(game_pk=2),
        pitching(game_pk=2, player_id=BATTER, outs=3, earned_runs=3, hits=2, base_on_balls=2),
        fielding(game_pk=2, position_codes=["1"]),
    )
    total = _rows(api, STATS)[0]
    assert (total["batting"]["games"], total["batting"]["avg"]) == (1, 1 / 2)
    line = total["pitching"]
    assert (line["games"], line["outs"], line["innings_pitched"]) == (2, 19, "6.1")
    assert line["era"] == 9 * 5 / (19 / 3)
    assert line["whip"] == pytest.approx(10 / (19 / 3))
    assert line["strike_outs_per_9"] == pytest.approx(9 * 9 / (19 / 3))
    assert line["win_percentage"] is None
    first, second = _rows(api, f"{STATS}?per=game")
    assert (first["batting"]["hits"], first["pitching"]["outs"]) == (2, 16)
    assert (second["batting"], second["pitching"]["outs"]) == (None, 3)


def test_seasons_sports_and_game_types_are_never_mixed(database: Database, api: httpx.Client) -> None:
    kinds: list[dict[str, Any]] = [
        {},
        {"game_type": "S"},
        {"sport_id": 11},
        {"season": "2025", "official_date": date(2025, 9, 1)},
        {},
    ]
    save(database.writer_url, a_player(), *(a_result(game_pk=pk, **kind) for pk, kind in enumerate(kinds, 1)))
    save(database.writer_url, *(batting(game_pk=pk, hits=2**pk) for pk in range(1, 6)))
    rows = [row for row in all_items(api, f"{STATS}?limit=3") if row["team_id"] is None]
    assert [(row["season"], row["sport_id"], row["game_type"], row["batting"]["hits"]) for row in rows] == [
        ("2025", 1, "R", 16),
        ("2026", 1, "R", 2 + 32),
        ("2026", 1, "S", 4),
        ("2026", 11, "R", 8),
    ]
    (spring, _) = _rows(api, f"{STATS}?game_type=S")
    assert spring["batting"]["hits"] == 4
    assert [row["batting"]["hits"] for row in _rows(api, f"{STATS}?sport_id=11&season=2026")] == [8, 8]


def test_a_corrected_game_changes_answer_and_tag(database: Database, api: httpx.Client, traded: None) -> None:
    before = api.get(STATS)
    known = {"If-None-Match": before.headers["etag"]}
    assert api.get(STATS, headers=known).status_code == 304
    execute(database.writer_url, "UPDATE player_game_batting SET hits = 0, total_bases = 0 WHERE game_pk = 1")
    after = api.get(STATS, headers=known)
    assert after.status_code == 200
    assert after.json()["items"][0]["batting"]["avg"] == 3 / 11


def test_a_player_without_statistics_has_none_and_an_unknown_one_is_a_404(
    database: Database, api: httpx.Client
) -> None:
    save(database.writer_url, a_player(), a_team(), a_result(), fielding(player_id=5))
    assert body(api, STATS, PlayerStatisticsPage)["total"] == 0
    assert body(api, f"/teams/{HERONS}/stats", TeamStatisticsPage)["total"] == 0
    assert body(api, "/players/5/stats", PlayerStatisticsPage)["total"] == 2
    assert api.get("/players/6/stats").json()["reason"] == "player_not_found"
    assert api.get("/teams/6/stats").json()["reason"] == "team_not_found"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("start_date=2026-05-01", "start_date"),
        ("per=split&end_date=2026-05-01", "end_date"),
        ("per=game&start_date=2026-05-02&end_date=2026-05-01", "end_date"),
        ("per=month", "per"),
        ("group=baserunning", "group"),
        ("team_id=0", "team_id"),
        ("cursor=WyJ4IixbMV1d", "cursor"),
    ],
)
def test_what_makes_no_sense_is_refused(api: httpx.Client, traded: None, query: str, parameter: str) -> None:
    answer = api.get(f"{STATS}?{query}")
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == [parameter]


def test_a_cursor_belongs_to_its_grain(api: httpx.Client, traded: None) -> None:
    following = api.get(f"{STATS}?per=game&limit=1").json()["next"]
    assert api.get(following.replace("per=game", "per=season")).status_code == 422


def test_a_teams_statistics_are_those_of_its_games(database: Database, api: httpx.Client) -> None:
    may = OPENING_DAY + timedelta(days=30)
    save(
        database.writer_url,
        a_team(),
        a_result(game_pk=1),
        a_team_line(game_pk=1, runs=2, hits=7, left_on_base=6, batting_at_bats=30, batting_hits=7, pitching_outs=27),
        a_team_line(game_pk=1, side="home", team_id=FOXES, opponent=HERONS, runs=1, batting_hits=99),
        a_result(game_pk=2, official_date=may, away=FOXES, home=HERONS, away_runs=3, home_runs=3),
        a_team_line(
            game_pk=2,
            side="home",
            runs=3,
            hits=4,
            errors=1,
            batting_at_bats=20,
            batting_hits=4,
            pitching_outs=22,
            pitching_earned_runs=2,
        ),
        a_result(game_pk=3, game_type="S"),
        a_team_line(game_pk=3, runs=50),
    )
    regular, spring = body(api, f"/teams/{HERONS}/stats", TeamStatisticsPage)["items"]
    assert (regular["games"], regular["runs"], regular["hits"], regular["errors"]) == (2, 5, 11, 1)
    assert (regular["team_name"], regular["left_on_base"], regular["batting"]["games"]) == ("Rivertown Herons", 6, 2)
    assert regular["batting"]["avg"] == 11 / 50
    assert regular["pitching"]["era"] == pytest.approx(9 * 2 / (49 / 3))
    assert (spring["game_type"], spring["runs"]) == ("S", 50)

    games = all_items(api, f"/teams/{HERONS}/stats?per=game&limit=1&game_type=R&group=batting")
    assert [(row["game_pk"], row["side"], row["opponent_team_name"], row["runs"]) for row in games] == [
        (1, "away", "Lakeside Foxes", 2),
        (2, "home", "Lakeside Foxes", 3),
    ]
    assert [row["pitching"] for row in games] == [None, None]
    in_may = all_items(api, f"/teams/{HERONS}/stats?per=game&start_date={may}")
    assert [row["game_pk"] for row in in_may] == [2]

    splits = all_items(api, f"/teams/{HERONS}/stats?per=split&game_type=R&limit=3")
    assert [(row["split"], row["split_value"], row["runs"]) for row in splits] == [
        ("month", "2026-04", 2),
        ("month", "2026-05", 3),
        ("place", "away", 2),
        ("place", "home", 3),
    ]
