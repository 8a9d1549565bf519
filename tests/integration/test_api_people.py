"""Players, teams and venues, as clients get them."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from api_service.schemas.boxscore import PlayerGamePage
from api_service.schemas.people import Player, PlayerPage, Team, TeamPage, Venue, VenuePage
from local_stack.postgres import PostgresServer
from support.api import SetClock, all_items, body, serving
from support.builders import (
    BATTER,
    FIRST_PITCH,
    FOXES,
    HERONS,
    OPENING_DAY,
    a_batting_line,
    a_boxscore_player,
    a_fielding_line,
    a_game,
    a_pitching_line,
    a_player,
    a_team,
    a_venue,
    save,
)
from support.stack import Database, new_database

pytestmark = pytest.mark.postgres


@pytest.fixture
def api(database: Database) -> Iterator[httpx.Client]:
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as client:
        yield client


@pytest.fixture(scope="module")
def unchanged(postgres: PostgresServer) -> Iterator[httpx.Client]:
    """The API over a few players that no test of this file changes."""
    database = new_database(postgres)
    save(
        database.writer_url,
        a_player(player_id=1, full_name="Mateo Iñarra"),
        a_player(player_id=2, full_name="Matt O'Dell"),
        a_player(player_id=3, full_name="José Peñoz"),
        a_player(player_id=4, full_name="Søren Dahl"),
        a_player(player_id=5, full_name="Liam O'Brien"),
        a_player(player_id=6, full_name="Back\\slash \\\\ Case"),
    )
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as client:
        yield client
    postgres.drop_database(database.name)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("inarra", [1]),
        ("IÑARRA", [1]),
        ("inarra mateo", [1]),
        ("Mat", [1, 2]),
        ("oz", [3]),
        ("søren", [4]),
        ("soren", [4]),
        ("o'brien", [5]),
        ("brien o'", [5]),
        ("100%", []),
        ("m_teo", []),
        ("\\\\", [6]),
        ("nobody", []),
    ],
)
def test_names_are_found_without_accents_case_or_order(unchanged: httpx.Client, name: str, found: list[int]) -> None:
    answer = unchanged.get("/players", params={"name": name})
    assert answer.status_code == 200
    assert [player["player_id"] for player in answer.json()["items"]] == found


@pytest.mark.parametrize("name", ["", "a", "\u0301\u0301", "ab\x00", "ab\n", "x" * 101, "   "])
def test_a_name_that_cannot_be_looked_for_is_refused(unchanged: httpx.Client, name: str) -> None:
    answer = unchanged.get("/players", params={"name": name})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "name"


def test_players_are_paged_in_order_of_their_ids(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        *(a_player(player_id=n, full_name=f"Ana Vela{n}") for n in (5, 3, 9, 1)),
        a_player(player_id=7, full_name="Bo Dunn", active=False),
    )
    assert [player["player_id"] for player in all_items(api, "/players?limit=2")] == [1, 3, 5, 7, 9]
    assert [player["player_id"] for player in all_items(api, "/players?name=vela&limit=3")] == [1, 3, 5, 9]
    assert [player["player_id"] for player in body(api, "/players?active=false", PlayerPage)["items"]] == [7]


def test_a_player_who_was_only_referred_to_has_an_id_and_nothing_else(database: Database, api: httpx.Client) -> None:
    nothing = dict.fromkeys(("first_name", "last_name", "position_code", "bat_side", "pitch_hand", "active"))
    stub = a_player(player_id=42, search_name="", **nothing)
    stub.full_name = None
    save(database.writer_url, stub)
    player = body(api, "/players/42", Player)
    assert {key for key, value in player.items() if value is not None} == {"player_id"}


def test_a_players_games_carry_the_team_he_then_played_for(database: Database, api: httpx.Client) -> None:
    later = OPENING_DAY + timedelta(days=40)
    save(
        database.writer_url,
        a_player(),
        a_team(),
        a_team(team_id=FOXES, name="Lakeside Foxes"),
        a_game(game_pk=1),
        a_game(game_pk=2, official_date=later, away_team_id=HERONS, home_team_id=FOXES),
        a_boxscore_player(game_pk=1, side="away"),
        a_batting_line(game_pk=1, side="away", hits=2),
        a_boxscore_player(game_pk=2, side="home"),
        a_batting_line(game_pk=2, side="home", hits=0),
        a_pitching_line(game_pk=2, side="home", player_id=BATTER, outs=3),
    )
    first, second = body(api, f"/players/{BATTER}/games", PlayerGamePage)["items"]
    assert (first["game_pk"], first["team_name"], first["opponent_team_name"]) == (
        1,
        "Rivertown Herons",
        "Lakeside Foxes",
    )
    assert (second["game_pk"], second["team_name"], second["opponent_team_name"]) == (
        2,
        "Lakeside Foxes",
        "Rivertown Herons",
    )
    assert first["batting"]["hits"] == 2
    assert second["pitching"]["outs"] == 3


def test_a_listed_player_who_did_not_play_has_no_game(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_player(),
        a_game(game_pk=1),
        a_game(game_pk=2),
        a_boxscore_player(game_pk=1, is_on_bench=True),
        a_boxscore_player(game_pk=2),
        a_fielding_line(game_pk=2),
    )
    assert [game["game_pk"] for game in all_items(api, f"/players/{BATTER}/games")] == [2]


def test_a_players_games_are_filtered_and_never_mix_what_was_asked_for(database: Database, api: httpx.Client) -> None:
    rows = []
    for pk, overrides in enumerate(
        ({}, {"game_type": "S"}, {"season": "2025", "official_date": OPENING_DAY - timedelta(days=300)}, {}), start=1
    ):
        rows += [a_game(game_pk=pk, **overrides), a_boxscore_player(game_pk=pk), a_batting_line(game_pk=pk)]
    save(database.writer_url, a_player(), *rows)
    path = f"/players/{BATTER}/games"
    assert [game["game_pk"] for game in all_items(api, f"{path}?limit=1")] == [3, 1, 2, 4]
    assert [game["game_pk"] for game in all_items(api, f"{path}?game_type=R&season=2026")] == [1, 4]
    assert [game["game_pk"] for game in all_items(api, f"{path}?start_date=2026-01-01&limit=2")] == [1, 2, 4]
    assert [game["game_pk"] for game in all_items(api, f"{path}?date=2026-04-01&game_type=S")] == [2]


@pytest.mark.parametrize("path", ["/players/7", "/players/7/games", "/teams/1", "/venues/1"])
def test_what_is_not_known_is_a_404(unchanged: httpx.Client, path: str) -> None:
    answer = unchanged.get(path)
    assert answer.status_code == 404
    assert answer.json()["reason"].endswith("_not_found")


def test_teams_and_venues_are_listed_and_found(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_team(),
        a_team(team_id=FOXES, name="Lakeside Foxes", league_id=104),
        a_team(team_id=9, name="Cub River Nine", sport_id=11),
        a_venue(),
        a_venue(venue_id=3, name="Old Yard", latitude=41.5),
    )
    assert body(api, f"/teams/{HERONS}", Team)["name"] == "Rivertown Herons"
    assert [team["team_id"] for team in all_items(api, "/teams?limit=2")] == [9, HERONS, FOXES]
    assert [team["team_id"] for team in body(api, "/teams?sport_id=1&league_id=104", TeamPage)["items"]] == [FOXES]
    assert body(api, "/venues/3", Venue)["latitude"] == 41.5
    assert body(api, "/venues", VenuePage)["total"] == 2
    assert [venue["venue_id"] for venue in all_items(api, "/venues?limit=1")] == [3, 5001]
