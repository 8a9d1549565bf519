"""Single rows: the oddities of the feed that a row has to survive."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from rt_transformer.documents import read_document
from rt_transformer.merge import Changes, replacement, state_of
from rt_transformer.rows.boxscore import outs_of
from rt_transformer.rows.game import fahrenheit, instant
from rt_transformer.rows.people import NEVER, placeholder
from rt_transformer.rows.tables import COLUMNS
from rt_transformer.sampling import DriftSampler
from support.feeds import Json, a_document, a_feed, a_line, a_pitch, a_pitching_change, a_play, an_action


def changes_of(feed: Json) -> Changes:
    return replacement(read_document(a_document(feed), sliced=False))


def rows_of(feed: Json, table: str) -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS[table], row, strict=True)) for row in changes_of(feed).rows.get(table, [])]


def state(feed: Json) -> dict[str, Any]:
    return dict(zip(COLUMNS["game_states"], state_of(read_document(a_document(feed), sliced=False)), strict=True))


@pytest.mark.parametrize(
    ("text", "outs"),
    [
        ("0.0", 0),
        ("4.1", 13),
        ("4.2", 14),
        ("9", 27),
        ("12.0", 36),
        ("4.3", None),
        ("", None),
        ("x", None),
        (None, None),
    ],
)
def test_innings_in_thirds_are_outs(text: str | None, outs: int | None) -> None:
    assert outs_of(text) == outs


def test_older_names_of_pitching_statistics_are_understood() -> None:
    feed = a_feed()
    feed["liveData"]["boxscore"]["teams"]["home"]["players"]["ID501"] = a_line(
        501, pitching={"inningsPitched": "6.1", "pitchesThrown": 95}
    )
    (row,) = rows_of(feed, "boxscore_pitching")
    assert (row["player_id"], row["outs"], row["number_of_pitches"]) == (501, 19, 95)


def test_a_pitcher_without_a_pitch_has_a_line() -> None:
    feed = a_feed()
    feed["liveData"]["boxscore"]["teams"]["home"]["players"]["ID502"] = a_line(502, pitching={"gamesPlayed": 1})
    (row,) = rows_of(feed, "boxscore_pitching")
    assert (row["games_played"], row["number_of_pitches"], row["outs"]) == (1, None, None)


def test_a_two_way_player_has_a_batting_and_a_pitching_line() -> None:
    feed = a_feed()
    feed["liveData"]["boxscore"]["teams"]["home"]["players"]["ID501"] = a_line(
        501, batting={"hits": 2}, pitching={"outs": 18}, allPositions=[{"code": "1"}, {"code": "Y"}, {}]
    )
    assert [row["hits"] for row in rows_of(feed, "boxscore_batting") if row["player_id"] == 501] == [2]
    assert [row["outs"] for row in rows_of(feed, "boxscore_pitching")] == [18]
    listed = {row["player_id"]: row for row in rows_of(feed, "boxscore_players")}
    assert listed[501]["position_codes"] == ["1", "Y"]


def test_a_player_of_both_teams_has_a_line_for_each() -> None:
    feed = a_feed()
    for side in ("home", "away"):
        feed["liveData"]["boxscore"]["teams"][side]["players"] = {"ID9": a_line(9, batting={"hits": 1})}
    assert {(row["side"], row["team_id"]) for row in rows_of(feed, "boxscore_batting")} == {("home", 1), ("away", 2)}


def test_null_statistics_are_no_line() -> None:
    feed = a_feed()
    line = a_line(501)
    line["stats"] = {"batting": None, "pitching": None, "fielding": None}
    feed["liveData"]["boxscore"]["teams"]["home"]["players"] = {"ID501": line}
    assert [row["player_id"] for row in rows_of(feed, "boxscore_batting") if row["side"] == "home"] == []


def test_entities_without_an_id_are_left_out() -> None:
    feed = a_feed()
    feed["gameData"]["teams"]["home"] = {"name": "No Number"}
    feed["gameData"]["venue"] = {"name": "Nowhere"}
    feed["gameData"]["players"]["ID611"] = {"fullName": "Nobody"}
    feed["liveData"]["boxscore"]["teams"]["home"]["players"] = {"ID1": {"person": {}}, "ID2": {}}
    assert [row["name"] for row in rows_of(feed, "teams")] == ["Away Club"]
    assert rows_of(feed, "venues") == []
    assert 611 not in {row["player_id"] for row in rows_of(feed, "players")}
    assert {row["side"] for row in rows_of(feed, "boxscore_players")} == {"away"}


def test_a_pinch_hitter_in_mid_plate_appearance_gets_the_pitches_he_saw() -> None:
    change = an_action(1, "offensive_substitution", player={"id": 613}, replacedPlayer={"id": 612}, isSubstitution=True)
    change["position"] = {"code": "11"}
    rows = rows_of(a_feed([a_play(0, batter=613, events=[a_pitch(0), change, a_pitch(2)])]), "pitches")
    assert [row["batter_id"] for row in rows] == [612, 613]


def test_a_pinch_runner_changes_neither_batter_nor_pitcher() -> None:
    change = an_action(1, "offensive_substitution", player={"id": 613}, replacedPlayer={"id": 612}, isSubstitution=True)
    change["position"] = {"code": "12"}
    rows = rows_of(a_feed([a_play(0, batter=611, events=[a_pitch(0), change, a_pitch(2)])]), "pitches")
    assert {(row["batter_id"], row["pitcher_id"]) for row in rows} == {(611, 501)}


def test_a_change_that_names_the_pitcher_it_replaces_is_believed() -> None:
    events = [a_pitch(0), a_pitching_change(1, 502, replacedPlayer={"id": 599}), a_pitch(2)]
    rows = rows_of(a_feed([a_play(0), a_play(1, events=events, pitcher=502)]), "pitches")
    assert [row["pitcher_id"] for row in rows] == [501, 599, 502]


def test_the_pitcher_before_is_the_last_of_the_same_half() -> None:
    events = [a_pitch(0), a_pitching_change(1, 502), a_pitch(2)]
    plays = [a_play(0, pitcher=555), a_play(1, half="bottom"), a_play(2, events=events, pitcher=502)]
    assert [row["pitcher_id"] for row in rows_of(a_feed(plays), "pitches")] == [555, 601, 555, 502]


def test_without_a_play_before_the_pitcher_is_not_known() -> None:
    events = [a_pitch(0), a_pitching_change(1, 502), a_pitch(2)]
    rows = rows_of(a_feed([a_play(0, events=events, pitcher=502)]), "pitches")
    assert [row["pitcher_id"] for row in rows] == [None, 502]


def test_a_play_without_an_index_stands_at_its_place() -> None:
    plays = [a_play(0), a_play(1)]
    del plays[1]["atBatIndex"]
    assert [row["at_bat_index"] for row in rows_of(a_feed(plays), "plays")] == [0, 1]
    del plays[1]["about"]["atBatIndex"]
    assert [row["at_bat_index"] for row in rows_of(a_feed(plays), "plays")] == [0, 1]


def test_further_reviews_of_a_play_are_kept_in_order() -> None:
    review = {
        "reviewType": "MA",
        "isOverturned": True,
        "inProgress": False,
        "challengeTeamId": 1,
        "additionalReviews": [{"reviewType": "NH", "isOverturned": False, "player": {"id": 611}}],
    }
    rows = rows_of(a_feed([a_play(0, reviewDetails=review)]), "reviews")
    assert [(row["event_index"], row["review_index"], row["review_type"], row["player_id"]) for row in rows] == [
        (-1, 0, "MA", None),
        (-1, 1, "NH", 611),
    ]


def test_the_last_play_of_the_state_is_the_last_complete_one() -> None:
    plays = [a_play(0, event_type="walk"), a_play(1, complete=False, event_type="mound_visit")]
    found = state(a_feed(plays))
    assert (found["last_play_event"], found["at_bat_index"]) == ("Walk", 1)
    assert state(a_feed(plays[1:]))["last_play_event"] is None
    assert state(a_feed([]))["at_bat_index"] is None


def test_the_current_play_need_not_say_what_it_is_about() -> None:
    feed = copy.deepcopy(a_feed([a_play(0)]))
    feed["liveData"]["plays"]["currentPlay"] = {"atBatIndex": 7}
    assert state(feed)["at_bat_index"] == 7


def test_bases_are_those_of_the_offense() -> None:
    found = state(a_feed([a_play(0)], offense={"first": {"id": 1}, "third": {"id": 3}, "inHole": {"id": 9}}))
    assert [found[f"runner_on_{base}_id"] for base in ("first", "second", "third")] == [1, None, 3]
    assert found["in_hole_id"] == 9


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-05", datetime(2026, 7, 5, tzinfo=UTC)),
        ("2026-07-05T01:00:00Z", datetime(2026, 7, 5, 1, tzinfo=UTC)),
        ("2026-07-05T01:00:00+02:00", datetime(2026, 7, 4, 23, tzinfo=UTC)),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_day_or_a_moment_is_a_moment(text: str | None, moment: datetime | None) -> None:
    assert instant(text) == moment


@pytest.mark.parametrize(("text", "degrees"), [("72", 72), ("-3", -3), ("", None), ("warm", None), ("99999", None)])
def test_a_temperature_is_a_number_or_nothing(text: str, degrees: int | None) -> None:
    assert fahrenheit(text) == degrees


@pytest.mark.parametrize("table", ["teams", "venues", "players"])
def test_a_placeholder_is_older_than_any_description(table: str) -> None:
    row = dict(zip(COLUMNS[table], placeholder(table, 5, "Some Name"), strict=True))
    assert (row["source_game_date"], row["source_game_pk"]) == (NEVER, 0)
    assert row.get("name", "Some Name") == "Some Name"
    assert row.get("search_name", "") == ""


def test_a_document_with_a_part_that_is_no_json_is_not_surveyed() -> None:
    body = a_document(a_feed([a_play(0)])).body.replace(b"Player 611", b"\xff", 1)
    document = read_document(a_document(body), sliced=True)
    assert DriftSampler().rows([document], datetime.now(UTC), 0.0) == []
