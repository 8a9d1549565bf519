"""The simulator's tables, patches and replays against recorded documents."""

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from statsapi_simulator.baseball.timeline import Timeline
from statsapi_simulator.diffs import make_envelope
from statsapi_simulator.game_status import status_table
from statsapi_simulator.growing import line_score
from statsapi_simulator.recordings import read_recordings
from support.recordings import RECORDINGS, load, needs_recordings, recorded

START = datetime(2026, 7, 4, 17, tzinfo=UTC)
SPACING = timedelta(seconds=20)


def test_the_status_table_is_the_recorded_one() -> None:
    def by_code(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
        return {row["statusCode"]: row for row in rows}

    expected = json.loads(load("other/gameStatus_MLBStuff"))
    assert len(status_table()) == len(expected)
    assert by_code(status_table()) == by_code(expected)


@pytest.mark.parametrize("name", recorded("feed_final/*.json.gz"))
def test_the_line_score_derived_from_plays_is_the_recorded_one(name: str) -> None:
    live = json.loads(load(name))["liveData"]
    derived = line_score(live["plays"]["allPlays"], 9)
    for inning, expected in zip(derived["innings"], live["linescore"]["innings"], strict=True):
        for side in ("away", "home"):
            without_left_on_base = {k: v for k, v in expected[side].items() if k != "leftOnBase"}
            assert inning[side] == without_left_on_base
    for side in ("away", "home"):
        assert derived["teams"][side].items() <= live["linescore"]["teams"][side].items()


def served(folder: str) -> dict[int, Timeline]:
    recordings = read_recordings(RECORDINGS / folder, start=START, spacing=SPACING)
    assert recordings.refused == ()
    return {timeline.game_pk: timeline for timeline in recordings.timelines}


@needs_recordings
@pytest.mark.parametrize("folder", ["feed_final", "feed_live"])
def test_every_recorded_feed_is_served_and_ends_as_recorded(folder: str) -> None:
    games = served(folder)
    last: dict[int, Any] = {}
    for path in sorted((RECORDINGS / folder).glob("*.json.gz")):
        document = json.loads(load(f"{folder}/{path.name}"))
        known = last.get(document["gamePk"])
        if known is None or document["metaData"]["timeStamp"] >= known["metaData"]["timeStamp"]:
            last[document["gamePk"]] = document
    assert games.keys() == last.keys()
    for game_pk, document in last.items():
        game = games[game_pk]
        assert game.document(len(game.moments) - 1) == document


@needs_recordings
def test_two_recordings_of_one_game_are_two_states() -> None:
    games = served("feed_live")
    assert {pk for pk, game in games.items() if len(game.moments) == 2} == {746139, 824608}


@needs_recordings
def test_patches_of_a_growing_recording_are_small() -> None:
    """A play's patch stays far below the document; the last one, which brings the whole box score, may not."""
    game = served("feed_final")[747175]
    for moment in list(game.moments)[1:-1]:
        envelope = make_envelope(game.document(moment.index - 1), game.document(moment.index), Random(moment.index))
        assert len(json.dumps(envelope)) < 60_000


@needs_recordings
def test_what_is_no_feed_is_refused_one_by_one() -> None:
    recordings = read_recordings(RECORDINGS / "diffpatch", start=START, spacing=SPACING)
    assert [usable.game_pk for usable in recordings.usable] == [776567]
    assert len(recordings.refused) == len(list((RECORDINGS / "diffpatch").glob("*.json.gz"))) - 1
    assert all("this is a list" in refused.reason for refused in recordings.refused)
