"""What a survey reports, and what it knows."""

import copy
from typing import Any

import pytest

from baseball_core.errors import FeedError
from baseball_core.feed.drift import Finding, survey
from support.feeds import a_feed, a_line, a_pitch, a_play, encoded


def a_busy_feed() -> dict[str, Any]:
    return copy.deepcopy(a_feed([a_play(0, events=[a_pitch(0)])]))


def test_a_document_as_we_know_it_has_no_findings() -> None:
    assert survey(encoded(a_busy_feed())) == set()


@pytest.mark.parametrize(
    ("place", "finding"),
    [
        (("metaData", "novelty"), Finding("$.metaData.novelty", "unknown_key", "int")),
        (("gameData", "status", "statusCode"), Finding("$.gameData.status.statusCode", "unknown_status", "7")),
        (("gameData", "players", "ID611", "x"), Finding("$.gameData.players.ID*.x", "unknown_key", "int")),
        (("liveData", "plays", "allPlays", 0, "x"), Finding("$.liveData.plays.allPlays[].x", "unknown_key", "int")),
        (
            ("liveData", "plays", "allPlays", 0, "playEvents", 0, "type"),
            Finding("$.liveData.plays.allPlays[].playEvents[].type", "unknown_code", "7"),
        ),
        (
            ("liveData", "boxscore", "teams", "home", "x"),
            Finding("$.liveData.boxscore.teams.home.x", "unknown_key", "int"),
        ),
    ],
)
def test_something_unknown_is_named_by_its_path_without_places_and_players(
    place: tuple[Any, ...], finding: Finding
) -> None:
    feed = a_busy_feed()
    inner: Any = feed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = 7 if finding.kind == "unknown_key" else "7"
    assert survey(encoded(feed)) == {finding}


def test_one_unknown_key_of_many_players_is_one_finding() -> None:
    feed = a_busy_feed()
    for person in feed["gameData"]["players"].values():
        person["shoes"] = None
    assert survey(encoded(feed)) == {Finding("$.gameData.players.ID*.shoes", "unknown_key", "NoneType")}


def test_what_lies_below_an_unknown_or_unused_key_is_not_looked_at() -> None:
    feed = a_busy_feed()
    feed["gameData"]["novelty"] = {"many": {"keys": 1}}
    feed["gameData"]["flags"] = {"novel": True}
    assert survey(encoded(feed)) == {Finding("$.gameData.novelty", "unknown_key", "dict")}


def test_odd_types_are_no_reason_to_stop() -> None:
    feed = a_busy_feed()
    feed["gameData"]["players"] = [1, "x", None, {"id": 3}]
    feed["liveData"]["boxscore"]["teams"]["home"]["players"] = {"ID1": a_line(1), "odd": 5}
    feed["liveData"]["linescore"]["offense"] = "text"
    assert survey(encoded(feed)) <= {Finding("$.gameData.players[].id", "unknown_key", "int")}


def test_a_long_key_is_cut() -> None:
    (finding,) = survey(encoded({**a_busy_feed(), "x" * 500: 1}))
    assert len(finding.json_path) < 70


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(FeedError):
        survey(b"{")
