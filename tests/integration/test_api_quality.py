"""The computed box score beside the official, the differences between them, the ledger of corrections."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api_service.schemas.boxscore import Boxscore
from api_service.schemas.quality import CorrectionPage, GameDifferencePage
from support.api import SetClock, all_items, body, serving
from support.builders import (
    BATTER,
    FIRST_PITCH,
    FOXES,
    GAME_PK,
    PITCHER,
    a_batting_line,
    a_boxscore_player,
    a_boxscore_team,
    a_game,
    a_player,
    save,
)
from support.stack import Database
from support.statistics import (
    AGGREGATED,
    HASH,
    OTHER_HASH,
    a_correction,
    a_difference,
    a_result,
    a_team_line,
    an_attempt,
    batting,
    fielding,
    pitching,
)

pytestmark = pytest.mark.postgres
BOX = f"/games/{GAME_PK}/boxscore"


@pytest.fixture
def api(database: Database) -> Iterator[httpx.Client]:
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as client:
        yield client


def test_the_computed_box_score_stands_beside_the_official(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_player(),
        a_game(),
        a_boxscore_team(),
        a_boxscore_player(),
        a_batting_line(at_bats=4, hits=1),
        a_result(cells_differing=1),
        an_attempt(),
        a_team_line(runs=2, hits=8, batting_at_bats=32, batting_hits=8, pitching_outs=26, pitching_earned_runs=1),
        a_team_line(side="home", team_id=FOXES),
        batting(at_bats=4, hits=2, total_bases=3),
        fielding(position_codes=["8", "7"]),
        pitching(outs=18, earned_runs=1),
        fielding(player_id=PITCHER, position_codes=["1"]),
        pitching(player_id=800_050, pitching_order=2, outs=8),
        batting(player_id=800_040, batting_order="101", at_bats=1),
        batting(side="home", player_id=800_060, team_id=FOXES, hits=9),
        a_difference(),
    )
    box = body(api, BOX, Boxscore)
    assert box["away"]["players"][0]["batting"]["hits"] == 1
    computed = box["computed"]
    away = computed["away"]
    assert (away["team_name"], away["runs"], away["hits"], away["batting"]["avg"]) == ("Rivertown Herons", 2, 8, 1 / 4)
    assert away["pitching"]["innings_pitched"] == "8.2"
    assert [player["player_id"] for player in away["players"]] == [BATTER, 800_040, PITCHER, 800_050]
    batter, substitute, starter, _ = away["players"]
    assert (batter["full_name"], batter["batting"]["slg"], batter["pitching"]) == ("Mateo Iñarra", 3 / 4, None)
    assert batter["position_codes"] == ["8", "7"]
    assert (substitute["batting_order"], substitute["position_codes"], substitute["fielding"]) == ("101", None, None)
    assert (starter["batting"], starter["pitching_order"], starter["pitching"]["era"]) == (None, 1, 27 / 18)
    assert [player["player_id"] for player in computed["home"]["players"]] == [800_060]
    (difference,) = computed["differences"]
    assert (difference["player_id"], difference["statistic"], difference["computed"], difference["official"]) == (
        BATTER,
        "hits",
        "2",
        "1",
    )
    assert (computed["cells_compared"], computed["cells_differing"]) == (1500, 1)
    assert box["aggregation"]["outcome"] == "aggregated"


def test_a_game_without_computed_statistics_says_why(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_game(),
        a_game(game_pk=2),
        an_attempt(outcome="held", reason="no_decisions", detail="the winner is missing"),
    )
    box = body(api, BOX, Boxscore)
    assert box["computed"] is None
    assert (box["aggregation"]["outcome"], box["aggregation"]["reason"]) == ("held", "no_decisions")
    never = body(api, "/games/2/boxscore", Boxscore)
    assert (never["computed"], never["aggregation"]) == (None, None)


def test_a_corrected_box_score_has_a_new_tag(database: Database, api: httpx.Client) -> None:
    save(database.writer_url, a_game(), an_attempt(outcome="held", reason="no_decisions"))
    known = {"If-None-Match": api.get(BOX).headers["etag"]}
    assert api.get(BOX, headers=known).status_code == 304
    save(database.writer_url, a_result())
    assert api.get(BOX, headers=known).status_code == 200


@pytest.fixture
def compared(database: Database) -> None:
    """Three games of 1500, 1600 and 1700 cells; four cells differ, two of them for known reasons."""
    save(
        database.writer_url,
        a_player(),
        a_result(game_pk=1, cells_compared=1500),
        a_result(game_pk=2, cells_compared=1600),
        a_result(game_pk=3, cells_compared=1700, season="2025"),
        *(fielding(game_pk=pk) for pk in (1, 3)),
        a_difference(game_pk=1, registered="hit_given_as_error"),
        a_difference(game_pk=1, side="home", player_id=0, scope="line", inning=4, statistic="runs", official=None),
        a_difference(game_pk=2, player_id=PITCHER, scope="pitching", statistic="outs"),
        a_difference(game_pk=3, registered="hit_given_as_error"),
    )


def test_differences_come_with_their_game_and_team(api: httpx.Client, compared: None) -> None:
    page = body(api, "/reconciliation", GameDifferencePage)
    hit, run, outs, old = page["items"]
    assert [item["game_pk"] for item in page["items"]] == [1, 1, 2, 3]
    assert (hit["full_name"], hit["team_name"], hit["inning"], hit["registered"]) == (
        "Mateo Iñarra",
        "Rivertown Herons",
        None,
        "hit_given_as_error",
    )
    assert (run["player_id"], run["full_name"], run["team_name"], run["inning"]) == (None, None, "Lakeside Foxes", 4)
    assert (run["computed"], run["official"], run["registered"]) == ("2", None, None)
    assert (outs["player_id"], outs["scope"], old["season"]) == (PITCHER, "pitching", "2025")


@pytest.mark.parametrize(
    ("query", "games", "totals"),
    [
        ("", [1, 1, 2, 3], (3, 4800, 4, 2)),
        ("season=2026", [1, 1, 2], (2, 3100, 3, 1)),
        ("game_pk=2", [2], (1, 1600, 1, 0)),
        ("registered=true", [1, 3], (3, 4800, 2, 2)),
        ("registered=false&season=2026", [1, 2], (2, 3100, 2, 0)),
        (f"player_id={BATTER}", [1, 3], (2, 3200, 2, 2)),
        (f"player_id={BATTER}&season=2026", [1], (1, 1500, 1, 1)),
        ("game_pk=77", [], (0, 0, 0, 0)),
    ],
)
def test_differences_are_filtered_and_their_totals_with_them(
    api: httpx.Client, compared: None, query: str, games: list[int], totals: tuple[int, ...]
) -> None:
    assert [item["game_pk"] for item in all_items(api, f"/reconciliation?limit=1&{query}")] == games
    found: dict[str, Any] = body(api, f"/reconciliation?limit=1&{query}", GameDifferencePage)["totals"]
    names = ("games", "cells_compared", "cells_differing", "cells_registered")
    assert tuple(found[name] for name in names) == totals


@pytest.fixture
def corrected(database: Database) -> None:
    """Four corrections, noticed a day apart."""
    changes: list[dict[str, Any]] = [
        {},
        {"table_name": "player_game_pitching", "player_id": PITCHER, "column_name": "earned_runs"},
        {"game_pk": 2, "table_name": "game_results", "side": None, "player_id": None, "column_name": "innings"},
        {"game_pk": 2, "column_name": "at_bats", "old_value": None},
    ]
    save(database.writer_url, a_player(), a_result(), a_result(game_pk=2, away_team_name="Rivertown Egrets"))
    for number, change in enumerate(changes):
        save(database.writer_url, a_correction(**{"noticed_at": AGGREGATED + timedelta(days=number)} | change))


def test_a_correction_tells_what_changed_where_and_by_which_document(api: httpx.Client, corrected: None) -> None:
    hit, _, innings, at_bats = body(api, "/corrections", CorrectionPage)["items"]
    assert (hit["table"], hit["column"], hit["old_value"], hit["new_value"]) == (
        "player_game_batting",
        "hits",
        "2",
        "1",
    )
    assert (hit["full_name"], hit["away_team_name"], hit["home_team_name"], hit["official_date"]) == (
        "Mateo Iñarra",
        "Rivertown Herons",
        "Lakeside Foxes",
        "2026-04-01",
    )
    assert (hit["old_content_hash"], hit["new_content_hash"]) == (HASH, OTHER_HASH)
    assert hit["noticed_at"] == "2026-04-02T03:10:00.000000Z"
    assert (innings["side"], innings["player_id"], innings["away_team_name"]) == (None, None, "Rivertown Egrets")
    assert at_bats["old_value"] is None


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("", ["hits", "earned_runs", "innings", "at_bats"]),
        (f"game_pk={GAME_PK}", ["hits", "earned_runs"]),
        (f"player_id={BATTER}", ["hits", "at_bats"]),
        ("table=player_game_batting", ["hits", "at_bats"]),
        ("table=game_results", ["innings"]),
        ("since=2026-04-03T03:10:00Z", ["earned_runs", "innings", "at_bats"]),
        ("since=2026-04-03T03:10:00.000001Z&table=player_game_batting", ["at_bats"]),
        ("game_pk=77", []),
    ],
)
def test_corrections_are_filtered_and_the_newest_is_last(
    api: httpx.Client, corrected: None, query: str, columns: list[str]
) -> None:
    assert [item["column"] for item in all_items(api, f"/corrections?limit=1&{query}")] == columns


def test_a_table_without_corrections_is_refused(api: httpx.Client) -> None:
    assert api.get("/corrections?table=games").json()["errors"][0]["parameter"] == "table"
