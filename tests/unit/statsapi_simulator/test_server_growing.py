"""A final document cut back to its first plays."""

from hypothesis import given
from hypothesis import strategies as st

from statsapi_simulator.growing import cut_back, emptied_boxscore, line_score, ordinal, play_stamp
from support.small_feeds import Document, a_feed, a_play, an_error

PLAYS = [
    a_play(0, event="single", outs=0, first=1000),
    a_play(1, event="home_run", away=2, outs=0),
    a_play(2, event="field_error", away=2, outs=0, runners=[an_error(55), an_error(55)]),
    a_play(3, event="triple_play", away=2, outs=3),
    a_play(4, top=False, event="double", away=2, outs=0),
    a_play(5, top=False, event="single", away=2, home=1, outs=0, first=1005),
]


def cut(final: Document, shown: int, stamp: str) -> Document:
    return cut_back(final, shown, stamp, emptied_boxscore(final["liveData"]["boxscore"]))


def test_the_line_score_counts_runs_hits_and_errors_of_the_plays() -> None:
    line = line_score(PLAYS, 9)
    assert line["innings"] == [
        {
            "num": 1,
            "ordinalNum": "1st",
            "away": {"runs": 2, "hits": 2, "errors": 0},
            "home": {"runs": 1, "hits": 2, "errors": 1},
        }
    ]
    assert line["teams"] == {
        "away": {"runs": 2, "hits": 2, "errors": 0},
        "home": {"runs": 1, "hits": 2, "errors": 1},
    }
    assert line["offense"] == {"batter": {"id": 1005}, "first": {"id": 1005}}
    assert (line["inningState"], line["isTopInning"], line["outs"]) == ("Bottom", False, 0)


def test_a_half_that_has_not_begun_has_no_runs() -> None:
    line = line_score(PLAYS[:4], 9)
    assert "runs" not in line["innings"][0]["home"]
    assert line["inningState"] == "Middle"
    assert line["isTopInning"] is True
    assert "first" not in line["offense"]


def test_before_the_first_play_there_is_no_inning() -> None:
    line = line_score([], 7)
    assert line["innings"] == []
    assert line["scheduledInnings"] == 7
    assert line["teams"]["home"] == {"runs": 0, "hits": 0, "errors": 0}


def test_a_cut_document_shows_the_first_plays_and_nothing_known_afterwards() -> None:
    final = a_feed(7, plays=PLAYS, runs=(2, 1))
    shown = cut(final, 2, "20260704_180140")
    assert shown["metaData"]["timeStamp"] == "20260704_180140"
    assert shown["liveData"]["plays"]["allPlays"] == PLAYS[:2]
    assert shown["liveData"]["plays"]["currentPlay"] == PLAYS[1]
    assert shown["gameData"]["status"]["statusCode"] == "I"
    assert shown["gameData"]["status"]["abstractGameState"] == "Live"
    assert shown["gameData"]["gameInfo"] == {"firstPitch": "2026-07-04T18:00:00.000Z"}
    assert "decisions" not in shown["liveData"]
    assert shown["liveData"]["boxscore"]["teams"]["away"]["players"]["ID1000"]["stats"]["batting"] == {}
    assert final == a_feed(7, plays=PLAYS, runs=(2, 1))


def test_before_the_first_play_the_game_has_not_started() -> None:
    shown = cut(a_feed(7, plays=PLAYS), 0, "20260704_180000")
    assert shown["gameData"]["status"]["statusCode"] == "P"
    assert "currentPlay" not in shown["liveData"]["plays"]


def test_plays_by_inning_and_scoring_plays_name_no_later_play() -> None:
    final = a_feed(7, plays=PLAYS)
    final["liveData"]["plays"] |= {
        "scoringPlays": [1, 5],
        "playsByInning": [
            {"startIndex": 0, "endIndex": 5, "top": [0, 1, 2, 3], "bottom": [4, 5], "hits": {"away": [1], "home": []}}
        ],
    }
    plays = cut(final, 5, "20260704_180440")["liveData"]["plays"]
    assert plays["scoringPlays"] == [1]
    assert plays["playsByInning"][0]["endIndex"] == 4
    assert plays["playsByInning"][0]["bottom"] == [4]
    assert cut(final, 0, "x")["liveData"]["plays"]["playsByInning"] == []


def test_a_stamp_is_the_end_of_the_play_in_utc_seconds() -> None:
    assert play_stamp(a_play(0, ended="2026-07-04T18:09:59.999Z")) == "20260704_180959"
    assert play_stamp({"about": {}}) is None
    assert play_stamp({"about": {"endTime": "soon"}}) is None


@given(st.integers(1, 500))
def test_ordinals_follow_english(number: int) -> None:
    text = ordinal(number)
    assert text.startswith(str(number))
    irregular = {1: "st", 2: "nd", 3: "rd"}
    expected = "th" if 10 < number % 100 < 14 else irregular.get(number % 10, "th")
    assert text.removeprefix(str(number)) == expected
