"""The comparison of what was played with what is served."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline_demo.verdict import Computed, Played, Served, all_agree, judge, snake

PITCHES = "computed.pitching.home[20].numberOfPitches"


def a_played(**changes: Any) -> Played:
    game: dict[str, Any] = {
        "gamePk": 1,
        "statusCode": "F",
        "away": {"runs": 1, "hits": 2, "errors": 0},
        "home": {"runs": 0, "hits": 1, "errors": 1},
        "playsTotal": 2,
        "pitchesTotal": 5,
        "inningsTotal": 2,
        "linescore": [
            {
                "num": 1,
                "away": {"runs": 1, "hits": 2, "errors": 0, "leftOnBase": 1},
                "home": {"runs": 0, "hits": 1, "errors": 1, "leftOnBase": 0},
            },
            {"num": 2, "away": {"runs": 0, "hits": 0, "errors": 0, "leftOnBase": 0}, "home": None},
        ],
        "plays": [
            {
                "atBatIndex": 0,
                "eventType": "single",
                "balls": 1,
                "strikes": 2,
                "outs": 0,
                "pitches": 4,
                "awayScore": 1,
                "homeScore": 0,
            },
            {
                "atBatIndex": 1,
                "eventType": "field_out",
                "balls": 0,
                "strikes": 0,
                "outs": 1,
                "pitches": 1,
                "awayScore": 1,
                "homeScore": 0,
            },
        ],
        "batting": {"away": {"10": {"atBats": 2, "homeRuns": 0, "avg": ".500"}}, "home": {}},
        "pitching": {"away": {}, "home": {"20": {"numberOfPitches": 5, "pitchesThrown": 5, "inningsPitched": "0.1"}}},
        "fielding": {"away": {}, "home": {}},
        "decisions": {"winner": 30},
    }
    return msgspec.convert(game | changes, Played, strict=False)


def a_computed(**changes: Any) -> Computed:
    lines: dict[str, Any] = {
        "batting": {"away": {10: {"at_bats": 2, "home_runs": 0}}, "home": {}},
        "pitching": {"away": {}, "home": {20: {"number_of_pitches": 5}}},
        "fielding": {"away": {}, "home": {}},
        "unexplained": 0,
    }
    return Computed(**(lines | changes))


def a_served(**changes: Any) -> Served:
    game: dict[str, Any] = {
        "game_pk": 1,
        "status_code": "F",
        "teams": {"away": {"runs": 1, "hits": 2, "errors": 0}, "home": {"runs": 0, "hits": 1, "errors": 1}},
        "innings": {
            1: {
                "away": {"runs": 1, "hits": 2, "errors": 0, "left_on_base": 1},
                "home": {"runs": 0, "hits": 1, "errors": 1, "left_on_base": 0},
            },
            2: {"away": {"runs": 0, "hits": 0, "errors": 0, "left_on_base": 0}, "home": {"runs": None}},
        },
        "plays": {
            0: {"event_type": "single", "balls": 1, "strikes": 2, "outs": 0, "away_score": 1, "home_score": 0},
            1: {"event_type": "field_out", "balls": 0, "strikes": 0, "outs": 1, "away_score": 1, "home_score": 0},
        },
        "pitches": {0: 4, 1: 1},
        "batting": {"away": {10: {"at_bats": 2, "home_runs": 0}}, "home": {}},
        "pitching": {"away": {}, "home": {20: {"number_of_pitches": 5}}},
        "fielding": {"away": {}, "home": {}},
        "decisions": {"winner": 30},
        "computed": a_computed(),
    }
    return Served(**(game | changes))


def test_the_same_game_agrees_in_every_figure() -> None:
    verdict = judge(a_played(), a_served())
    assert verdict.differences == ()
    assert verdict.agrees
    assert verdict.compared > 30


def test_a_missing_game_never_agrees() -> None:
    assert not judge(a_played(), None).agrees


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"status_code": "O"}, "status_code"),
        ({"teams": {"away": {"runs": 2, "hits": 2, "errors": 0}, "home": {"hits": 1, "errors": 1}}}, "away.runs"),
        ({"innings": {}}, "innings"),
        ({"plays": {}}, "plays[1].outs"),
        ({"pitches": {0: 4}}, "plays[1].pitches"),
        ({"batting": {"away": {10: {"at_bats": 3, "home_runs": 0}}}}, "batting.away[10].atBats"),
        ({"batting": {"away": {10: {"at_bats": 2, "home_runs": 0}, 11: {}}}}, "batting.away"),
        ({"pitching": {"home": {20: {}}}}, "pitching.home[20].pitchesThrown"),
        ({"decisions": {"winner": 30, "save": 31}}, "decisions.save"),
        ({"computed": None}, "computed"),
        ({"computed": a_computed(unexplained=1)}, "computed.unexplained_cells"),
        ({"computed": a_computed(batting={"away": {}, "home": {}})}, "computed.batting.away"),
        ({"computed": a_computed(pitching={"home": {20: {"number_of_pitches": 6}}})}, PITCHES),
    ],
)
def test_every_kind_of_difference_is_found_and_named(change: dict[str, Any], where: str) -> None:
    verdict = judge(a_played(), a_served(**change))
    assert where in {difference.where for difference in verdict.differences}
    assert not verdict.agrees


def test_a_half_that_was_not_played_must_not_have_runs() -> None:
    innings = a_served().innings | {
        2: {"away": {"runs": 0, "hits": 0, "errors": 0, "left_on_base": 0}, "home": {"runs": 0}}
    }
    verdict = judge(a_played(), a_served(innings=innings))
    assert [difference.where for difference in verdict.differences] == ["innings[2].home.runs"]


def test_a_game_that_is_not_official_needs_no_statistics() -> None:
    assert judge(a_played(statusCode="I"), a_served(status_code="I", computed=None)).agrees


def test_a_play_too_many_is_a_difference() -> None:
    plays = a_served().plays | {2: {}}
    assert [d.where for d in judge(a_played(), a_served(plays=plays)).differences] == ["plays"]


def test_no_game_is_no_agreement() -> None:
    assert not all_agree([])
    assert all_agree([judge(a_played(), a_served())])
    assert not all_agree([judge(a_played(), a_served()), judge(a_played(), None)])


@given(st.lists(st.from_regex(r"[a-z]{2,6}", fullmatch=True), min_size=1, max_size=4))
def test_names_are_put_in_snake_case(words: list[str]) -> None:
    assert snake(words[0] + "".join(word.capitalize() for word in words[1:])) == "_".join(words)
