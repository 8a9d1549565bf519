"""Every recorded feed, decoded and turned into rows, against what a plain walk through its JSON finds."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from baseball_core.feed.drift import survey
from baseball_core.messages import GameDocument
from rt_transformer.documents import read_document
from rt_transformer.merge import Changes, replacement, state_of
from rt_transformer.rows.tables import COLUMNS, KEY_LENGTH, OWNED_BY_GAME
from support.recordings import load, recorded

FEEDS = [*recorded("feed_final/*"), *recorded("feed_live/*")]
EVERY_FEED = pytest.mark.parametrize("name", FEEDS)


def a_message(name: str) -> tuple[GameDocument, dict[str, Any]]:
    body = load(name)
    feed = json.loads(body)
    fetched_at = datetime(2026, 1, 1, tzinfo=UTC)
    return GameDocument(feed["gamePk"], fetched_at, None, 1, "hash", "key", body), feed


def changes_of(name: str, *, sliced: bool = False) -> tuple[Changes, dict[str, Any]]:
    message, feed = a_message(name)
    return replacement(read_document(message, sliced=sliced)), feed


def as_dicts(changes: Changes, table: str) -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS[table], row, strict=True)) for row in changes.rows.get(table, [])]


def state(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    message, feed = a_message(name)
    row = state_of(read_document(message, sliced=True))
    return dict(zip(COLUMNS["game_states"], row, strict=True)), feed


def plays_of(feed: dict[str, Any]) -> list[dict[str, Any]]:
    plays: list[dict[str, Any]] = feed["liveData"]["plays"]["allPlays"]
    return plays


def id_of(value: dict[str, Any] | None) -> int | None:
    return value["id"] if value else None


@EVERY_FEED
def test_nothing_of_a_real_document_is_refused_or_unknown(name: str) -> None:
    changes, feed = changes_of(name)
    assert changes.faults == []
    assert changes.regular
    # Only somebody who is no player at all (an ejected coach) is referred to without being described.
    assert {f"ID{row[0]}" for row in changes.placeholders["players"]}.isdisjoint(feed["gameData"]["players"])
    assert survey(load(name)) == set()


@EVERY_FEED
def test_both_ways_of_decoding_give_the_same_rows(name: str) -> None:
    at_once, _ = changes_of(name)
    piecewise, _ = changes_of(name, sliced=True)
    assert {table: rows for table, rows in at_once.rows.items() if rows} == {
        table: rows for table, rows in piecewise.rows.items() if rows
    }


@EVERY_FEED
def test_keys_are_unique(name: str) -> None:
    changes, _ = changes_of(name)
    for table in OWNED_BY_GAME:
        rows = changes.rows.get(table, [])
        assert len({row[: KEY_LENGTH[table]] for row in rows}) == len(rows), table


@EVERY_FEED
def test_count_comes_from_the_current_play_and_bases_from_the_offense(name: str) -> None:
    row, feed = state(name)
    current = feed["liveData"]["plays"].get("currentPlay")
    count = current["count"] if current else {}
    assert [row["balls"], row["strikes"], row["outs"]] == [count.get(part) for part in ("balls", "strikes", "outs")]
    offense = feed["liveData"]["linescore"]["offense"]
    for base in ("first", "second", "third"):
        assert row[f"runner_on_{base}_id"] == id_of(offense.get(base))
    assert row["batter_id"] == id_of(offense.get("batter"))
    assert row["pitcher_id"] == id_of(feed["liveData"]["linescore"]["defense"].get("pitcher"))
    if current:
        assert None not in (row["balls"], row["strikes"], row["outs"], row["at_bat_index"])


@EVERY_FEED
def test_every_play_has_its_own_count(name: str) -> None:
    changes, feed = changes_of(name)
    found = {row["at_bat_index"]: (row["balls"], row["strikes"], row["outs"]) for row in as_dicts(changes, "plays")}
    assert found == {
        play["atBatIndex"]: (play["count"]["balls"], play["count"]["strikes"], play["count"]["outs"])
        for play in plays_of(feed)
    }


@EVERY_FEED
def test_every_hit_keeps_distance_speed_and_angle_on_its_last_pitch(name: str) -> None:
    changes, feed = changes_of(name)
    expected = {
        (play["atBatIndex"], event["index"]): tuple(
            event["hitData"].get(key) for key in ("totalDistance", "launchSpeed", "launchAngle")
        )
        for play in plays_of(feed)
        for event in play["playEvents"]
        if "hitData" in event
    }
    found = {
        (row["at_bat_index"], row["event_index"]): (
            row["total_distance_feet"],
            row["launch_speed_mph"],
            row["launch_angle_degrees"],
        )
        for row in as_dicts(changes, "pitches")
        if row["trajectory"] is not None or row["total_distance_feet"] is not None
    }
    assert found == {key: values for key, values in expected.items() if key in found or any(values)}
    assert all(key in found for key in expected if any(expected[key]))


@EVERY_FEED
def test_every_event_becomes_a_pitch_or_an_action(name: str) -> None:
    changes, feed = changes_of(name)
    events = [(play["atBatIndex"], event) for play in plays_of(feed) for event in play["playEvents"]]
    for table, is_pitch in (("pitches", True), ("actions", False)):
        found = {(row["at_bat_index"], row["event_index"]) for row in as_dicts(changes, table)}
        assert found == {(index, event["index"]) for index, event in events if event["isPitch"] is is_pitch}


@EVERY_FEED
def test_pitches_a_pitcher_threw_are_those_of_the_official_box_score(name: str) -> None:
    changes, feed = changes_of(name)
    if feed["gameData"]["status"]["codedGameState"] not in "FO":
        pytest.skip("not over: the box score may be a moment behind")
    thrown: dict[int, int] = {}
    for row in as_dicts(changes, "pitches"):
        thrown[row["pitcher_id"]] = thrown.get(row["pitcher_id"], 0) + 1
    assert thrown == {
        row["player_id"]: row["number_of_pitches"]
        for row in as_dicts(changes, "boxscore_pitching")
        if row["number_of_pitches"]
    }


@EVERY_FEED
def test_an_unplayed_half_has_no_runs(name: str) -> None:
    changes, feed = changes_of(name)
    expected = {
        (inning["num"], half): inning[side].get("runs")
        for inning in feed["liveData"]["linescore"]["innings"]
        for half, side in (("top", "away"), ("bottom", "home"))
    }
    assert {(row["inning"], row["half"]): row["runs"] for row in as_dicts(changes, "innings")} == expected


@EVERY_FEED
def test_players_who_did_not_play_have_no_statistics(name: str) -> None:
    changes, feed = changes_of(name)
    for kind in ("batting", "pitching", "fielding"):
        expected = {
            (side, line["person"]["id"])
            for side in ("away", "home")
            for line in feed["liveData"]["boxscore"]["teams"][side]["players"].values()
            if line["stats"][kind]
        }
        assert {(row["side"], row["player_id"]) for row in as_dicts(changes, f"boxscore_{kind}")} == expected


@EVERY_FEED
def test_outs_and_innings_of_a_pitcher_agree(name: str) -> None:
    changes, feed = changes_of(name)
    for row in as_dicts(changes, "boxscore_pitching"):
        line = feed["liveData"]["boxscore"]["teams"][row["side"]]["players"][f"ID{row['player_id']}"]
        whole, thirds = line["stats"]["pitching"]["inningsPitched"].split(".")
        assert row["outs"] == 3 * int(whole) + int(thirds)


@EVERY_FEED
def test_reviews_are_kept_with_their_result(name: str) -> None:
    changes, feed = changes_of(name)
    expected = []
    for play in plays_of(feed):
        for event_index, holder in [(-1, play), *((event["index"], event) for event in play["playEvents"])]:
            if "reviewDetails" in holder:
                reviews = [holder["reviewDetails"], *holder["reviewDetails"].get("additionalReviews", [])]
                expected += [
                    (play["atBatIndex"], event_index, number, review["isOverturned"], review["reviewType"])
                    for number, review in enumerate(reviews)
                ]
    found = [
        (row["at_bat_index"], row["event_index"], row["review_index"], row["is_overturned"], row["review_type"])
        for row in as_dicts(changes, "reviews")
    ]
    assert sorted(found) == sorted(expected)
