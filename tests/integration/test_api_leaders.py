"""Leaders and standings, as clients get them; what is expected is worked out here in plain Python."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import httpx
import pytest

from api_service.schemas.statistics import LeaderPage, StandingPage
from support.api import SetClock, all_items, body, serving
from support.builders import FIRST_PITCH, FOXES, HERONS, OPENING_DAY, a_player, a_team, save
from support.stack import Database
from support.statistics import a_result, a_team_line, batting, fielding, pitching

pytestmark = pytest.mark.postgres
CUBS = 7003


@pytest.fixture
def api(database: Database) -> Iterator[httpx.Client]:
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as client:
        yield client


def a_played_game(game_pk: int, away: int = HERONS, home: int = FOXES, **overrides: Any) -> list[Any]:
    """A result with both teams' lines; the runs are those of the result."""
    result = a_result(game_pk=game_pk, away=away, home=home, **overrides)
    return [
        result,
        a_team_line(game_pk=game_pk, team_id=away, opponent=home, runs=result.away_runs),
        a_team_line(game_pk=game_pk, side="home", team_id=home, opponent=away, runs=result.home_runs),
    ]


def _leaders(api: httpx.Client, query: str) -> list[tuple[int, int, float]]:
    items = body(api, f"/leaders?season=2026&{query}", LeaderPage)["items"]
    return [(item["rank"], item["player_id"], item["value"]) for item in items]


@pytest.fixture
def season(database: Database) -> None:
    """Two games between Herons and Foxes, one of Foxes and Cubs; spring, a minor league and another year beside.

    Player 1 was traded from the Herons to the Foxes. Player 9 pitches as well.
    """
    rows: list[Any] = [
        a_player(player_id=1, full_name="Ana Vela"),
        *a_played_game(1),
        *a_played_game(2),
        *a_played_game(3, away=FOXES, home=CUBS),
        batting(game_pk=1, player_id=1, plate_appearances=4, at_bats=4, hits=1, home_runs=1, total_bases=4),
        batting(game_pk=3, player_id=1, team_id=FOXES, plate_appearances=4, at_bats=3, hits=1, home_runs=1),
        batting(game_pk=1, player_id=2, side="home", team_id=FOXES, plate_appearances=6, at_bats=4, home_runs=2),
        batting(game_pk=2, player_id=3, plate_appearances=7, at_bats=7, hits=2, home_runs=1),
        batting(game_pk=1, player_id=4, plate_appearances=1, at_bats=1, hits=1),
        batting(game_pk=2, player_id=9, plate_appearances=6, at_bats=6, hits=2),
        pitching(game_pk=1, player_id=9, outs=18, earned_runs=1, home_runs=2, strike_outs=5),
        pitching(game_pk=2, player_id=9, outs=1, earned_runs=2),
        pitching(game_pk=1, player_id=8, side="home", team_id=FOXES, outs=9, earned_runs=0, home_runs=0),
        pitching(game_pk=2, player_id=7, side="home", team_id=FOXES, outs=2, earned_runs=0),
        fielding(game_pk=1, player_id=1, put_outs=3, chances=3),
        fielding(game_pk=1, player_id=3, put_outs=3, errors=1, chances=4),
        fielding(game_pk=2, player_id=3, put_outs=2, chances=2),
    ]
    others = ({"game_type": "S"}, {"sport_id": 11}, {"season": "2025", "official_date": date(2025, 5, 1)})
    for pk, other in enumerate(others, start=4):
        rows += a_played_game(pk, **other)
        rows.append(batting(game_pk=pk, player_id=1, plate_appearances=9, at_bats=9, hits=9, home_runs=9))
    save(database.writer_url, *rows)


def test_a_count_is_summed_over_teams_and_ties_share_a_rank(api: httpx.Client, season: None) -> None:
    assert _leaders(api, "statistic=home_runs") == [(1, 1, 2), (1, 2, 2), (3, 3, 1), (4, 4, 0), (4, 9, 0)]
    first = body(api, "/leaders?season=2026&statistic=home_runs&limit=1", LeaderPage)["items"][0]
    assert first["full_name"] == "Ana Vela"
    assert first["qualifying"] == 8
    assert [(team["team_id"], team["team_name"]) for team in first["teams"]] == [
        (HERONS, "Rivertown Herons"),
        (FOXES, "Lakeside Foxes"),
    ]


def test_the_pages_of_leaders_go_on_within_a_tie(api: httpx.Client, season: None) -> None:
    items = all_items(api, "/leaders?season=2026&statistic=home_runs&limit=1")
    assert [(item["rank"], item["player_id"]) for item in items] == [(1, 1), (1, 2), (3, 3), (4, 4), (4, 9)]


def test_seasons_sports_and_game_types_have_leaders_of_their_own(api: httpx.Client, season: None) -> None:
    assert _leaders(api, "statistic=home_runs&game_type=S") == [(1, 1, 9)]
    assert _leaders(api, "statistic=home_runs&sport_id=11") == [(1, 1, 9)]
    assert _leaders(api, "statistic=home_runs&game_type=W") == []
    assert body(api, "/leaders?season=2025&statistic=home_runs", LeaderPage)["total"] == 1


def test_a_rate_needs_plate_appearances_for_each_game_of_the_team(api: httpx.Client, season: None) -> None:
    """Herons 2 games: 6.2, so 6 plate appearances; Foxes 3 games: 9.3, so 9; player 1 has 8 of the 9."""
    assert _leaders(api, "statistic=avg") == [(1, 9, 2 / 6), (2, 3, 2 / 7)]


def test_a_minimum_replaces_what_qualifies(api: httpx.Client, season: None) -> None:
    assert _leaders(api, "statistic=avg&minimum=0") == [
        (1, 4, 1),
        (2, 9, 2 / 6),
        (3, 1, 2 / 7),
        (3, 3, 2 / 7),
        (5, 2, 0),
    ]
    assert _leaders(api, "statistic=avg&minimum=8") == [(1, 1, 2 / 7)]
    assert _leaders(api, "statistic=home_runs&minimum=7") == [(1, 1, 2), (2, 3, 1)]


def test_the_lowest_earned_run_average_leads(api: httpx.Client, season: None) -> None:
    """An inning a team game: 6 outs for the Herons' 9, whom 19 outs qualify; 9 for the Foxes' 8, and 2 are too few."""
    era = float(Fraction(27 * 3, 19))
    assert _leaders(api, "statistic=era") == [(1, 8, 0), (2, 9, era)]
    assert _leaders(api, "statistic=era&minimum=1") == [(1, 7, 0), (1, 8, 0), (3, 9, era)]


def test_a_statistic_of_several_groups_is_the_batters_unless_another_is_asked_for(
    api: httpx.Client, season: None
) -> None:
    assert _leaders(api, "statistic=home_runs&group=pitching") == [(1, 9, 2), (2, 7, 0), (2, 8, 0)]
    assert _leaders(api, "statistic=strike_outs_per_9&minimum=18") == [(1, 9, float(Fraction(27 * 5, 19)))]


def test_fielders_qualify_by_two_thirds_of_the_games(api: httpx.Client, season: None) -> None:
    assert _leaders(api, "statistic=fielding_percentage") == [(1, 3, 5 / 6)]
    assert _leaders(api, "statistic=fielding_percentage&minimum=1") == [(1, 1, 1), (2, 3, 5 / 6)]


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("", ["season", "statistic"]),
        ("statistic=avg", ["season"]),
        ("season=2026&statistic=luck", ["statistic"]),
        ("season=2026&statistic=era&group=batting", ["statistic"]),
        ("season=2026&statistic=avg&minimum=-1", ["minimum"]),
        ("season=26&statistic=avg", ["season"]),
        ("season=2026&season=2025&statistic=avg", ["season"]),
    ],
)
def test_leaders_that_make_no_sense_are_refused(api: httpx.Client, query: str, parameters: list[str]) -> None:
    answer = api.get(f"/leaders?{query}")
    assert answer.status_code == 422
    assert sorted(error["parameter"] for error in answer.json()["errors"]) == parameters


def _records(results: list[tuple[int, int, int, int]]) -> dict[int, dict[str, int]]:
    """Wins, losses, ties, runs by team, from (away, home, away runs, home runs)."""
    table: dict[int, dict[str, int]] = {}
    for away, home, away_runs, home_runs in results:
        for team, scored, allowed in ((away, away_runs, home_runs), (home, home_runs, away_runs)):
            row = table.setdefault(team, dict.fromkeys(("wins", "losses", "ties", "runs", "runs_against"), 0))
            row["wins" if scored > allowed else "losses" if scored < allowed else "ties"] += 1
            row["runs"] += scored
            row["runs_against"] += allowed
    return table


RESULTS = [
    (HERONS, FOXES, 3, 1),
    (HERONS, FOXES, 2, 2),
    (FOXES, CUBS, 0, 4),
    (CUBS, HERONS, 1, 5),
    (CUBS, HERONS, 6, 5),
    (HERONS, CUBS, 2, 1),
    (FOXES, HERONS, 9, 0),
]


@pytest.fixture
def standings(database: Database) -> None:
    """Three teams, two of them in one division; a tie; a spring game beside."""
    rows: list[Any] = [
        a_team(division_id=201, division_name="Eastern Division", league_name="Eastern League"),
        a_team(team_id=CUBS, name="Cub River Nine", division_id=201),
        a_team(team_id=FOXES, name="Lakeside Foxes", league_id=104, division_id=204),
    ]
    for pk, (away, home, away_runs, home_runs) in enumerate(RESULTS, start=1):
        day = OPENING_DAY + timedelta(days=pk)
        rows += a_played_game(pk, away, home, away_runs=away_runs, home_runs=home_runs, official_date=day)
    rows += a_played_game(50, away_runs=20, game_type="S")
    save(database.writer_url, *rows)


def test_standings_are_those_of_the_results(api: httpx.Client, standings: None) -> None:
    items = {item["team_id"]: item for item in body(api, "/standings?season=2026", StandingPage)["items"]}
    expected = _records(RESULTS)
    assert {team: {key: item[key] for key in expected[team]} for team, item in items.items()} == expected
    assert items[HERONS]["percentage"] == 3 / 5
    assert (items[HERONS]["home_wins"], items[HERONS]["home_losses"]) == (1, 2)
    assert (items[HERONS]["away_wins"], items[HERONS]["away_losses"]) == (2, 0)
    assert items[HERONS]["games"] == 6
    assert [items[team]["streak"] for team in (HERONS, FOXES, CUBS)] == ["L1", "W1", "L1"]


def test_standings_are_in_order_with_games_back_within_the_division(api: httpx.Client, standings: None) -> None:
    """Herons 3-2, Cubs 2-2 in one division: half a game. The Foxes, 1-2, are alone in theirs."""
    items = all_items(api, "/standings?season=2026&limit=1")
    assert [(item["team_id"], item["rank"], item["games_back"]) for item in items] == [
        (HERONS, 1, 0),
        (CUBS, 2, 0.5),
        (FOXES, 1, 0),
    ]
    assert [item["division_name"] for item in items] == ["Eastern Division", None, None]
    assert [item["team_id"] for item in all_items(api, "/standings?season=2026&league_id=104")] == [FOXES]
    east = all_items(api, "/standings?season=2026&division_id=201")
    assert [(item["team_id"], item["games_back"]) for item in east] == [(HERONS, 0), (CUBS, 0.5)]


def test_standings_of_another_game_type_are_their_own(api: httpx.Client, standings: None) -> None:
    spring = all_items(api, "/standings?season=2026&game_type=S")
    assert [(item["team_id"], item["wins"], item["losses"]) for item in spring] == [(HERONS, 1, 0), (FOXES, 0, 1)]
    assert all_items(api, "/standings?season=2025") == []
    assert all_items(api, "/standings?season=2026&sport_id=11") == []


def test_the_last_ten_and_the_streak_are_the_newest_by_date(database: Database, api: httpx.Client) -> None:
    """Twelve games of the Herons at the Foxes, with game_pks against the order of days: W W L L L L W T W W W W."""
    rows: list[Any] = []
    for number, result in enumerate("WWLLLLWTWWWW"):
        runs = {"W": (3, 1), "L": (1, 3), "T": (2, 2)}[result]
        day = OPENING_DAY + timedelta(days=number)
        rows += a_played_game(100 - number, official_date=day, away_runs=runs[0], home_runs=runs[1])
    save(database.writer_url, *rows)
    herons, foxes = body(api, "/standings?season=2026", StandingPage)["items"]
    assert (herons["team_id"], herons["last_ten_wins"], herons["last_ten_losses"]) == (HERONS, 5, 4)
    assert (herons["streak"], foxes["streak"]) == ("W4", "L4")
    assert (herons["wins"], herons["losses"], herons["ties"], herons["percentage"]) == (7, 4, 1, 7 / 11)
    assert foxes["games_back"] == 3


def test_teams_without_a_decision_have_no_percentage(database: Database, api: httpx.Client) -> None:
    save(database.writer_url, *a_played_game(1, away_runs=4, home_runs=4))
    for item in body(api, "/standings?season=2026", StandingPage)["items"]:
        assert (item["percentage"], item["ties"], item["streak"], item["games_back"]) == (None, 1, "T1", 0)
        assert item["team_name"] in ("Rivertown Herons", "Lakeside Foxes")


def test_a_forfeited_game_is_won_by_whom_it_was_given(database: Database, api: httpx.Client) -> None:
    save(database.writer_url, *a_played_game(1, away_runs=4, home_runs=1, winning_team_id=FOXES))
    wins = {item["team_id"]: item["wins"] for item in body(api, "/standings?season=2026", StandingPage)["items"]}
    assert wins == {HERONS: 0, FOXES: 1}
