"""Games, their state and line score, as clients get them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from api_service.schemas.games import Game, GamePage, LineScore, State, StatePage
from local_stack.postgres import PostgresServer
from support.api import SetClock, all_items, body, serving
from support.builders import (
    FIRST_PITCH,
    FOXES,
    GAME_PK,
    HERONS,
    LAKESIDE_PARK,
    OPENING_DAY,
    a_game,
    a_past_state,
    a_state,
    a_team,
    a_venue,
    an_inning,
    save,
    version_of,
)
from support.stack import Database, new_database

pytestmark = pytest.mark.postgres
NOW = FIRST_PITCH + timedelta(hours=1)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def api(database: Database, clock: SetClock) -> Iterator[httpx.Client]:
    with serving(database.reader_url, clock) as client:
        yield client


@pytest.fixture(scope="module")
def empty(postgres: PostgresServer) -> Iterator[httpx.Client]:
    """The API over empty tables."""
    database = new_database(postgres)
    with serving(database.reader_url, SetClock(NOW)) as client:
        yield client
    postgres.drop_database(database.name)


def _pks(client: httpx.Client, query: str) -> list[int]:
    return [item["game_pk"] for item in body(client, f"/games{query}", GamePage)["items"]]


def test_a_game_has_the_names_of_its_teams_and_utc_times(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_game(),
        a_team(),
        a_team(team_id=FOXES, name="Lakeside Foxes"),
        a_venue(),
    )
    game = body(api, f"/games/{GAME_PK}", Game)
    assert game["away_team_name"] == "Rivertown Herons"
    assert game["home_team_name"] == "Lakeside Foxes"
    assert game["venue_id"] == LAKESIDE_PARK
    assert game["venue_name"] == "Lakeside Park"
    assert game["game_date"] == "2026-04-01T23:10:00.000000Z"
    assert game["official_date"] == "2026-04-01"
    assert game["version"] == version_of(FIRST_PITCH)


def test_games_come_by_day_then_start_then_game_pk_and_those_without_a_start_last(
    database: Database, api: httpx.Client
) -> None:
    next_day = OPENING_DAY + timedelta(days=1)
    save(
        database.writer_url,
        a_game(game_pk=5, official_date=next_day, game_date=FIRST_PITCH),
        a_game(game_pk=4, game_date=None),
        a_game(game_pk=3, game_date=FIRST_PITCH + timedelta(hours=3)),
        a_game(game_pk=2),
        a_game(game_pk=1),
    )
    assert _pks(api, "") == [1, 2, 3, 4, 5]
    assert [item["game_pk"] for item in all_items(api, "/games?limit=2")] == [1, 2, 3, 4, 5]
    assert [item["game_pk"] for item in all_items(api, "/games?limit=1")] == [1, 2, 3, 4, 5]


def test_filters_narrow_the_list_of_games(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_game(game_pk=1),
        a_game(game_pk=2, phase="final", status_code="F", away_team_id=1, home_team_id=HERONS),
        a_game(game_pk=3, phase="delayed", status_code="IR", game_type="S", season="2025", away_team_id=1),
        a_game(game_pk=4, official_date=date(2026, 4, 3), sport_id=11),
    )
    assert _pks(api, "?date=2026-04-01") == [1, 2, 3]
    assert _pks(api, "?start_date=2026-04-02") == [4]
    assert _pks(api, "?end_date=2026-04-02") == [1, 2, 3]
    assert _pks(api, "?start_date=2026-04-01&end_date=2026-04-03") == [1, 2, 3, 4]
    assert _pks(api, f"?team_id={HERONS}") == [1, 2, 4]
    assert _pks(api, "?phase=final") == [2]
    assert _pks(api, "?phase=live&phase=delayed") == [1, 3, 4]
    assert _pks(api, "?status_code=IR") == [3]
    assert _pks(api, "?game_type=S") == [3]
    assert _pks(api, "?season=2025") == [3]
    assert _pks(api, "?sport_id=11") == [4]
    assert _pks(api, f"?team_id={HERONS}&phase=live&date=2026-04-03") == [4]


def test_both_games_of_a_doubleheader_are_found_and_told_apart(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_game(game_pk=11, double_header="Y", game_number=1),
        a_game(game_pk=12, double_header="Y", game_number=2, game_date=FIRST_PITCH + timedelta(minutes=5)),
        a_game(game_pk=13, double_header="S", game_number=1, away_team_id=1, home_team_id=2),
        a_game(game_pk=14, away_team_id=3, home_team_id=4),
    )
    assert _pks(api, f"?date=2026-04-01&team_id={HERONS}") == [11, 12]
    assert _pks(api, "?double_header=Y&game_number=2") == [12]
    assert _pks(api, "?double_header=S") == [13]


def test_a_cursor_stays_valid_while_games_come_and_go(database: Database, api: httpx.Client) -> None:
    save(database.writer_url, *(a_game(game_pk=pk) for pk in (1, 2, 3, 5)))
    first = api.get("/games?limit=2").json()
    assert [item["game_pk"] for item in first["items"]] == [1, 2]
    save(database.writer_url, a_game(game_pk=4), a_game(game_pk=6, official_date=OPENING_DAY - timedelta(days=1)))
    second = api.get(first["next"]).json()
    assert [item["game_pk"] for item in second["items"]] == [3, 4]
    assert second["total"] == 6


def test_a_cursor_is_refused_for_other_filters(database: Database, api: httpx.Client) -> None:
    save(database.writer_url, *(a_game(game_pk=pk) for pk in (1, 2, 3)))
    cursor = api.get("/games?limit=1&season=2026").json()["next"].partition("cursor=")[2]
    assert api.get(f"/games?season=2026&limit=2&cursor={cursor}").status_code == 200
    for query in (f"?season=2025&cursor={cursor}", f"?cursor={cursor}", f"?season=2026&phase=live&cursor={cursor}"):
        refused = api.get(f"/games{query}")
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["parameter"] == "cursor"


def test_the_state_is_that_of_the_newest_document(database: Database, api: httpx.Client) -> None:
    save(database.writer_url, a_game(), a_state(fetched_at=FIRST_PITCH + timedelta(microseconds=7)))
    state = body(api, f"/games/{GAME_PK}/state", State)
    assert (state["balls"], state["strikes"], state["outs"]) == (2, 1, 1)
    assert state["fetched_at"] == "2026-04-01T23:10:00.000007Z"


def test_a_delayed_state_tells_nothing_newer(database: Database, api: httpx.Client, clock: SetClock) -> None:
    save(
        database.writer_url,
        a_game(),
        a_state(fetched_at=NOW - timedelta(seconds=5), away_runs=9),
        *(
            a_past_state(fetched_at=NOW - timedelta(seconds=age), away_runs=runs)
            for age, runs in ((90, 7), (60, 8), (5, 9))
        ),
    )
    path = f"/games/{GAME_PK}/state"
    assert body(api, path, State)["away_runs"] == 9
    assert body(api, f"{path}?delay=5", State)["away_runs"] == 9
    assert body(api, f"{path}?delay=30", State)["away_runs"] == 8
    assert body(api, f"{path}?delay=60", State)["away_runs"] == 8
    assert body(api, f"{path}?delay=61", State)["away_runs"] == 7
    assert body(api, f"{path}?delay=90", State)["away_runs"] == 7
    assert api.get(f"{path}?delay=91").status_code == 404
    clock.time += timedelta(seconds=1)
    assert body(api, f"{path}?delay=91", State)["away_runs"] == 7


def test_the_history_lists_states_and_answers_for_a_time(database: Database, api: httpx.Client) -> None:
    moments = [FIRST_PITCH + timedelta(minutes=n) for n in range(5)]
    save(database.writer_url, a_game(), *(a_past_state(fetched_at=at, outs=n) for n, at in enumerate(moments)))
    path = f"/games/{GAME_PK}/history"
    assert [item["outs"] for item in all_items(api, f"{path}?limit=2")] == [0, 1, 2, 3, 4]
    assert [item["outs"] for item in all_items(api, f"{path}?since=2026-04-01T23:12:00Z")] == [2, 3, 4]
    assert [item["outs"] for item in all_items(api, f"{path}?until=2026-04-01T23:11:00Z")] == [0, 1]
    assert [item["outs"] for item in body(api, f"{path}?at=2026-04-01T23:12:59.999Z", StatePage)["items"]] == [2]
    assert [item["outs"] for item in body(api, f"{path}?at=2026-04-01T19:12:00-04:00", StatePage)["items"]] == [2]
    assert body(api, f"{path}?at=2026-04-01T23:00:00Z", StatePage) == {"items": [], "total": 0, "next": None}


def test_the_line_score_has_unplayed_halves_as_null(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_game(phase="final"),
        a_state(inning=9, inning_state="Top", away_runs=1, home_runs=3),
        *(an_inning(inning=n, half=half, runs=0) for n in range(1, 9) for half in ("top", "bottom")),
        an_inning(inning=9, half="top", runs=1, hits=2),
        an_inning(inning=9, half="bottom", runs=None, hits=None, errors=None, left_on_base=None),
    )
    score = body(api, f"/games/{GAME_PK}/linescore", LineScore)
    assert [inning["inning"] for inning in score["innings"]] == list(range(1, 10))
    assert score["innings"][8]["away"] == {"runs": 1, "hits": 2, "errors": 0, "left_on_base": 0}
    assert score["innings"][8]["home"]["runs"] is None
    assert score["away"]["runs"] == 1
    assert score["home"]["runs"] == 3


def test_a_game_known_only_from_the_schedule_has_an_empty_line_score_and_no_state(
    database: Database, api: httpx.Client
) -> None:
    save(database.writer_url, a_game(sequence=0, phase="scheduled", content_hash="", archive_key=""))
    score = body(api, f"/games/{GAME_PK}/linescore", LineScore)
    assert score["innings"] == []
    assert score["away"] is None
    missing = api.get(f"/games/{GAME_PK}/state")
    assert missing.status_code == 404
    assert missing.json()["reason"] == "state_not_found"


@pytest.mark.parametrize("part", ["", "/linescore", "/plays", "/pitches", "/boxscore", "/history", "/state", "/stream"])
def test_an_unknown_game_is_a_404_that_says_so(empty: httpx.Client, part: str) -> None:
    answer = empty.get(f"/games/424242{part}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "424242" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("date=2026-04-01&start_date=2026-04-01", "date"),
        ("start_date=2026-04-02&end_date=2026-04-01", "end_date"),
        ("date=2026-4-1", "date"),
        ("date=1714521600", "date"),
        ("date=2026-02-30", "date"),
        ("team_id=2147483648", "team_id"),
        ("team_id=0", "team_id"),
        ("team_id=-1", "team_id"),
        ("team_id=1_0", "team_id"),
        ("team_id=%20108", "team_id"),
        ("team_id=99999999999999999999999999", "team_id"),
        ("season=26", "season"),
        ("season=٢٠٢٦", "season"),
        ("game_type=R%00", "game_type"),
        ("phase=Live", "phase"),
        ("status_code=i", "status_code"),
        ("double_header=X", "double_header"),
        ("game_number=40000", "game_number"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("cursor=", "cursor"),
        ("cursor=abc", "cursor"),
        ("cursor=%00", "cursor"),
        ("teamId=7001", "teamId"),
        ("limit=1&limit=2", "limit"),
    ],
)
def test_a_refused_parameter_is_named(empty: httpx.Client, query: str, parameter: str) -> None:
    answer = empty.get(f"/games?{query}")
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["reason"] == "invalid_parameter"
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert parameter in problem["detail"]


@pytest.mark.parametrize("game_pk", ["0", "-1", "2147483648", "1e3", "abc", "1.0", "%00", "9" * 400])
def test_a_game_pk_outside_of_its_bounds_is_refused(empty: httpx.Client, game_pk: str) -> None:
    answer = empty.get(f"/games/{game_pk}/state")
    assert answer.status_code == 422
    assert answer.json()["errors"][0] | {"detail": ""} == {"parameter": "game_pk", "in": "path", "detail": ""}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("at=2026-04-01", "at"),
        ("at=2026-04-01T23:10:00", "at"),
        ("at=0001-01-01T00:00:00%2B23:59", "at"),
        ("at=9999-12-31T23:59:59-23:59", "at"),
        ("at=1775085000", "at"),
        ("at=2026-04-01T23:10:00Z&since=2026-04-01T23:10:00Z", "at"),
        ("since=2026-04-02T00:00:00Z&until=2026-04-01T00:00:00Z", "until"),
        ("delay=10", "delay"),
    ],
)
def test_times_of_the_history_are_checked(empty: httpx.Client, query: str, parameter: str) -> None:
    answer = empty.get(f"/games/{GAME_PK}/history?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_a_game_whose_phase_is_unknown_is_served(database: Database, api: httpx.Client) -> None:
    save(database.writer_url, a_game(phase="unknown", status_code="X", fetched_at=datetime(2026, 5, 1, tzinfo=UTC)))
    assert body(api, f"/games/{GAME_PK}", Game)["phase"] == "unknown"
    assert _pks(api, "?phase=unknown") == [GAME_PK]
