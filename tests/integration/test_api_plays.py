"""Plays, pitches and box score, as clients get them."""

from collections.abc import Iterator

import httpx
import pytest

from api_service.schemas.boxscore import Boxscore
from api_service.schemas.plays import PitchPage, PlayPage
from support.api import SetClock, all_items, body, serving
from support.builders import (
    BATTER,
    FIRST_PITCH,
    FOXES,
    GAME_PK,
    HERONS,
    PITCHER,
    RUNNER,
    a_batting_line,
    a_boxscore_player,
    a_boxscore_team,
    a_credit,
    a_fielding_line,
    a_game,
    a_movement,
    a_pitch,
    a_pitching_line,
    a_play,
    a_player,
    a_review,
    a_team,
    an_action,
    save,
)
from support.stack import Database

pytestmark = pytest.mark.postgres
PLAYS = f"/games/{GAME_PK}/plays"
PITCHES = f"/games/{GAME_PK}/pitches"


@pytest.fixture
def api(database: Database) -> Iterator[httpx.Client]:
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as client:
        yield client


def _indexes(client: httpx.Client, query: str) -> list[int]:
    return [play["at_bat_index"] for play in body(client, f"{PLAYS}{query}", PlayPage)["items"]]


def test_a_play_carries_its_runners_with_credits_its_actions_and_reviews(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_game(),
        a_play(at_bat_index=7, event="Double Play", has_review=True),
        a_play(at_bat_index=8),
        a_movement(at_bat_index=7, runner_index=0, runner_id=RUNNER, is_out=True, out_number=1),
        a_movement(at_bat_index=7, runner_index=1, runner_id=BATTER, is_out=True, out_number=2),
        a_credit(at_bat_index=7, runner_index=0, credit_index=0, credit="f_assist", position_code="6"),
        a_credit(at_bat_index=7, runner_index=0, credit_index=1, credit="f_putout", position_code="4"),
        a_credit(at_bat_index=7, runner_index=1, credit_index=0, credit="f_putout", position_code="3"),
        an_action(at_bat_index=7, event_index=3, started_at=FIRST_PITCH),
        a_review(at_bat_index=7, event_index=2),
        a_review(at_bat_index=7, event_index=-1, is_overturned=True),
    )
    double_play, single = body(api, PLAYS, PlayPage)["items"]
    assert [runner["runner_id"] for runner in double_play["runners"]] == [RUNNER, BATTER]
    assert [credit["credit"] for credit in double_play["runners"][0]["credits"]] == ["f_assist", "f_putout"]
    assert [credit["position_code"] for credit in double_play["runners"][1]["credits"]] == ["3"]
    assert [action["event_index"] for action in double_play["actions"]] == [3]
    assert double_play["actions"][0]["started_at"] == "2026-04-01T23:10:00.000000Z"
    assert [review["event_index"] for review in double_play["reviews"]] == [-1, 2]
    assert double_play["reviews"][0]["is_overturned"] is True
    assert (single["runners"], single["actions"], single["reviews"]) == ([], [], [])


def test_plays_are_filtered_and_paged_in_order(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_game(),
        a_game(game_pk=2),
        a_play(game_pk=2),
        a_play(at_bat_index=0),
        a_play(at_bat_index=1, half="bottom", is_scoring_play=True, event_type="home_run"),
        a_play(at_bat_index=2, inning=2, batter_id=5, pitcher_id=6),
        a_play(at_bat_index=3, inning=2, half="bottom", is_scoring_play=True),
    )
    assert _indexes(api, "") == [0, 1, 2, 3]
    assert _indexes(api, "?inning=1") == [0, 1]
    assert _indexes(api, "?inning=2&half=bottom") == [3]
    assert _indexes(api, "?scoring=true") == [1, 3]
    assert _indexes(api, "?scoring=false") == [0, 2]
    assert _indexes(api, "?event_type=home_run") == [1]
    assert _indexes(api, "?batter_id=5") == [2]
    assert _indexes(api, "?pitcher_id=6") == [2]
    assert [play["at_bat_index"] for play in all_items(api, f"{PLAYS}?limit=3")] == [0, 1, 2, 3]


def test_an_unfinished_play_of_which_little_is_known_is_served(database: Database, api: httpx.Client) -> None:
    unknown = dict.fromkeys(("event", "event_type", "description", "result_type", "batter_id", "ended_at", "inning"))
    save(database.writer_url, a_game(), a_play(is_complete=False, **unknown))
    (play,) = body(api, PLAYS, PlayPage)["items"]
    assert play["event"] is None
    assert play["is_complete"] is False


def test_pitches_carry_hit_data_and_those_then_in_the_game(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_game(),
        a_pitch(at_bat_index=1, event_index=0, pitcher_id=PITCHER),
        a_pitch(
            at_bat_index=1,
            event_index=2,
            pitcher_id=6,
            type_code="SL",
            is_in_play=True,
            launch_speed_mph=104.7,
            total_distance_feet=421.0,
        ),
        a_pitch(at_bat_index=0, event_index=0),
    )
    first, second, third = body(api, PITCHES, PitchPage)["items"]
    assert [(p["at_bat_index"], p["event_index"]) for p in (first, second, third)] == [(0, 0), (1, 0), (1, 2)]
    assert (second["pitcher_id"], third["pitcher_id"]) == (PITCHER, 6)
    assert (third["launch_speed_mph"], third["total_distance_feet"]) == (104.7, 421.0)
    for query, expected in (("in_play=true", 1), ("pitcher_id=6", 1), ("type_code=FF", 2), ("at_bat_index=1", 2)):
        assert body(api, f"{PITCHES}?{query}", PitchPage)["total"] == expected
    assert len(all_items(api, f"{PITCHES}?limit=1")) == 3


def test_the_box_score_lists_everybody_with_the_lines_he_has(database: Database, api: httpx.Client) -> None:
    two_way, bench = 800_020, 800_021
    save(
        database.writer_url,
        a_game(),
        a_team(),
        a_player(),
        a_boxscore_team(),
        a_boxscore_player(),
        a_batting_line(home_runs=1),
        a_fielding_line(),
        a_boxscore_player(player_id=two_way, batting_order="200", position_codes=["1", "10"]),
        a_batting_line(player_id=two_way),
        a_pitching_line(player_id=two_way),
        a_boxscore_player(player_id=bench, batting_order=None, is_on_bench=True),
    )
    score = body(api, f"/games/{GAME_PK}/boxscore", Boxscore)
    away = score["away"]
    assert score["home"] is None
    assert away["team_name"] == "Rivertown Herons"
    assert away["batting"] == {"at_bats": 31, "home_runs": 1, "avg": ".250"}
    batter, both, sitting = away["players"]
    assert (batter["player_id"], batter["full_name"]) == (BATTER, "Mateo Iñarra")
    assert batter["batting"]["home_runs"] == 1
    assert batter["fielding"]["put_outs"] == 2
    assert batter["pitching"] is None
    assert both["batting"]["hits"] == 1
    assert both["pitching"]["outs"] == 18
    assert (sitting["batting"], sitting["pitching"], sitting["fielding"]) == (None, None, None)


def test_a_player_listed_for_both_teams_has_a_line_on_each_side(database: Database, api: httpx.Client) -> None:
    save(
        database.writer_url,
        a_game(),
        a_boxscore_team(side="away"),
        a_boxscore_team(side="home"),
        a_boxscore_player(side="away"),
        a_boxscore_player(side="home"),
        a_batting_line(side="away", hits=1),
        a_batting_line(side="home", team_id=FOXES, hits=3),
    )
    score = body(api, f"/games/{GAME_PK}/boxscore", Boxscore)
    assert score["away"]["team_id"] == HERONS
    assert score["away"]["players"][0]["batting"]["hits"] == 1
    assert score["home"]["team_id"] == FOXES
    assert score["home"]["players"][0]["batting"]["hits"] == 3
