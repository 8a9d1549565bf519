"""Every story shows the state path it names, in documents and in schedule rows."""

from datetime import timedelta

import pytest

from statsapi_simulator.baseball.moments import ScheduledRow
from statsapi_simulator.baseball.timeline import STORIES, Timeline, play_day
from support.games import DAY, a_day, a_timeline, last_document, statuses

REVIEWS = ("M", "N")


def path(story: str) -> list[str]:
    """The codes in order, reviews (which any game may have) left out and repeats joined."""
    shown: list[str] = []
    for code in statuses(a_timeline(story)):
        if not code.startswith(REVIEWS) and (not shown or shown[-1] != code):
            shown.append(code)
    return shown


@pytest.mark.parametrize(
    ("story", "codes"),
    [
        ("regular", ["S", "P", "PW", "I", "O", "F"]),
        ("delayed_start", ["S", "P", "PR", "PW", "I", "O", "F"]),
        ("rain_delay", ["S", "P", "PW", "I", "IR", "IZ", "I", "O", "F"]),
        ("suspended_resumed", ["S", "P", "PW", "I", "IR", "UR", "UZ", "I", "O", "F"]),
        ("postponed_made_up", ["S", "P", "DR", "S", "P", "PW", "I", "O", "F"]),
        ("tie", ["S", "P", "PW", "I", "OT", "FT"]),
        ("mercy", ["S", "P", "PW", "I", "OM", "FM"]),
        ("forfeit", ["S", "P", "PW", "I", "Q", "R"]),
        ("completed_early", ["S", "P", "PW", "I", "OR", "FR"]),
        ("cancelled", ["S", "P", "CR"]),
        ("unknown_status", ["S", "P", "PW", "I", "YQ", "I", "O", "F"]),
    ],
)
def test_a_story_goes_through_its_states(story: str, codes: list[str]) -> None:
    assert path(story) == codes


@pytest.mark.slow
def test_every_story_can_be_played_and_moments_ascend() -> None:
    for story in STORIES:
        for timeline in a_day(story):
            instants = [moment.at for moment in timeline.moments]
            assert instants == sorted(instants)
            assert [moment.index for moment in timeline.moments] == list(range(len(instants)))


def test_an_unknown_story_is_refused() -> None:
    with pytest.raises(ValueError, match="no_such_story"):
        play_day(seed=1, day=DAY, games=1, stories=["no_such_story"])


@pytest.mark.slow
def test_a_long_game_has_a_hundred_plays() -> None:
    assert a_timeline("long_game").truth.plays_total >= 100


def test_extra_innings_begin_with_a_runner_whose_run_is_unearned() -> None:
    document = last_document(a_timeline("extra_innings"))
    extra = [p for p in document["liveData"]["plays"]["allPlays"] if p["about"]["inning"] > 9]
    placed = [e for p in extra for e in p["playEvents"] if e["details"].get("eventType") == "runner_placed"]
    halves = {(p["about"]["inning"], p["about"]["halfInning"]) for p in extra}
    assert len(placed) == len(halves)
    for event in placed:
        runs = [
            move
            for play in extra
            for move in play["runners"]
            if move["details"]["runner"]["id"] == event["player"]["id"] and move["movement"]["end"] == "score"
        ]
        assert len(runs) <= len(halves)
        first = runs[0] if runs else None
        assert first is None or not first["details"]["earned"] or len(runs) > 1


# ---- schedule rows -----------------------------------------------------------------------------------------


def rows(timeline: Timeline, index: int = -1) -> list[ScheduledRow]:
    return timeline.schedule_rows(timeline.moments[index].at)


def test_an_ordinary_game_has_one_row() -> None:
    timeline = a_timeline()
    (row,) = rows(timeline)
    assert row.day == DAY
    assert row.row["gamePk"] == timeline.game_pk
    assert row.row["status"]["statusCode"] == "F"
    assert row.row["teams"]["away"]["isWinner"] is not row.row["teams"]["home"]["isWinner"]


def test_a_scheduled_row_has_no_score_and_a_pre_game_row_says_nothing_to_nothing() -> None:
    timeline = a_timeline()
    (scheduled,) = rows(timeline, 0)
    assert "score" not in scheduled.row["teams"]["away"]
    index = next(i for i in range(20) if timeline.document(i)["gameData"]["status"]["statusCode"] == "P")
    (pre_game,) = rows(timeline, index)
    assert pre_game.row["teams"]["away"]["score"] == 0


def test_a_postponed_game_has_its_old_row_and_its_new_one_under_one_game_pk() -> None:
    timeline = a_timeline("postponed_made_up")
    old, new = rows(timeline)
    assert (old.day, new.day) == (DAY, DAY + timedelta(days=1))
    assert old.row["gamePk"] == new.row["gamePk"]
    assert old.row["status"] == {
        "abstractGameState": "Final",
        "codedGameState": "D",
        "detailedState": "Postponed",
        "statusCode": "DR",
        "startTimeTBD": False,
        "reason": "Rain",
        "abstractGameCode": "F",
    }
    assert old.row["officialDate"] == new.row["officialDate"] == new.day.isoformat()
    assert old.row["rescheduleGameDate"] == new.day.isoformat()
    assert old.row["rescheduleDate"] == new.row["gameDate"]
    assert new.row["rescheduledFromDate"] == DAY.isoformat()
    assert "score" not in old.row["teams"]["away"]
    assert new.row["status"]["statusCode"] == "F"


def test_a_suspended_game_shows_both_rows_as_final_once_it_is_resumed_and_over() -> None:
    timeline = a_timeline("suspended_resumed")
    first, second = rows(timeline)
    assert (first.day, second.day) == (DAY, DAY + timedelta(days=1))
    assert first.row["resumeGameDate"] == second.day.isoformat()
    assert second.row["resumedFromDate"] == DAY.isoformat()
    assert {first.row["status"]["statusCode"], second.row["status"]["statusCode"]} == {"F"}
    assert first.row["officialDate"] == second.row["officialDate"] == DAY.isoformat()


def test_the_second_game_of_a_traditional_doubleheader_follows_the_first() -> None:
    first, second = a_day("doubleheader_traditional")
    before, after = rows(second, 0)[0].row, rows(second)[0].row
    assert (before["gameNumber"], before["doubleHeader"]) == (2, "Y")
    assert before["status"]["startTimeTBD"] is True
    assert after["gameDate"] != before["gameDate"]
    pitched = next(m for m in second.moments if second.document(m.index)["gameData"]["status"]["statusCode"] == "I")
    assert pitched.at > first.moments[-1].at


def test_both_games_of_a_split_doubleheader_have_their_own_times() -> None:
    first, second = a_day("doubleheader_split")
    rows_ = [rows(game, 0)[0].row for game in (first, second)]
    assert [row["gameNumber"] for row in rows_] == [1, 2]
    assert {row["doubleHeader"] for row in rows_} == {"S"}
    assert rows_[0]["gameDate"] != rows_[1]["gameDate"]
    assert rows_[0]["teams"]["home"]["team"]["id"] == rows_[1]["teams"]["home"]["team"]["id"]


@pytest.mark.slow
def test_the_default_slate_has_as_many_games_as_asked_for_and_ends() -> None:
    day = play_day(seed=11, day=DAY, games=15)
    assert len(day) == 15
    assert len({timeline.game_pk for timeline in day}) == 15
    for timeline in day:
        assert timeline.truth.final_status_code in ("F", "FR")
        assert timeline.moments[-1].at.date() <= DAY + timedelta(days=1)
    assert max(timeline.truth.plays_total for timeline in day) >= 100
