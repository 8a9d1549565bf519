"""Corrections days after the end change plays, line score and box score together, old time codes too."""

from collections import Counter
from datetime import timedelta
from functools import lru_cache
from typing import Any, get_args

import pytest

from statsapi_simulator.baseball.timeline import CorrectionKind, Timeline
from statsapi_simulator.baseball.truth import changes_between
from support.games import a_timeline, last_document
from support.recount import COUNTED, Recount

SEEDS = range(1, 7)
KINDS: tuple[CorrectionKind, ...] = get_args(CorrectionKind)
TWO_DAYS = timedelta(days=2)


@lru_cache(maxsize=64)
def corrected(kind: CorrectionKind, seed: int, story: str = "regular") -> tuple[Timeline, Timeline]:
    before = a_timeline(story, seed)
    return before, before.with_correction(kind, before.moments[-1].at + TWO_DAYS, seed)


def one(kind: CorrectionKind) -> tuple[Timeline, Timeline]:
    """The first game that has something to correct in this way."""
    for seed in range(1, 30):
        before, after = corrected(kind, seed)
        if len(after.moments) > len(before.moments):
            return before, after
    pytest.fail(f"no game with {kind}")


def stats(document: dict[str, Any]) -> dict[tuple[str, str, int, str], int]:
    """Every counted cell of a document's players by (group, side, player, statistic)."""
    return {
        (group, side, entry["person"]["id"], statistic): value
        for side, team in document["liveData"]["boxscore"]["teams"].items()
        for entry in team["players"].values()
        for group, line in entry["stats"].items()
        for statistic, value in line.items()
        if type(value) is int
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_corrected_document_is_consistent_and_keeps_its_stamp(kind: CorrectionKind, seed: int) -> None:
    before, after = corrected(kind, seed)
    assert len(after.moments) in (len(before.moments), len(before.moments) + 1)
    assert after.moments[-1].time_code == before.moments[-1].time_code
    document = last_document(after)
    assert Recount(document).differences() == []
    line = document["liveData"]["linescore"]["teams"]
    for side in ("away", "home"):
        box = document["liveData"]["boxscore"]["teams"][side]["teamStats"]
        assert line[side]["runs"] == box["batting"]["runs"]
        assert line[side]["hits"] == box["batting"]["hits"]
        assert line[side]["errors"] == box["fielding"]["errors"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_listed_changes_are_exactly_the_cells_that_differ_between_the_two_documents(kind: CorrectionKind) -> None:
    before, after = one(kind)
    old, new = stats(last_document(before)), stats(last_document(after))
    expected = {key: (old.get(key), new.get(key)) for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    listed = {
        (change["group"], change["side"], change["player"], change["statistic"]): (change["old"], change["new"])
        for change in changes_between(before.truth, after.truth)
    }
    assert listed == expected
    assert listed


def test_a_hit_becomes_an_error() -> None:
    before, after = one("hit_to_error")
    old, new = before.truth, after.truth
    assert old.away_hits + old.home_hits == new.away_hits + new.home_hits + 1
    assert old.away_errors + old.home_errors == new.away_errors + new.home_errors - 1
    assert (old.away_runs, old.home_runs) == (new.away_runs, new.home_runs)
    assert new.decisions == old.decisions


def test_an_error_becomes_a_hit() -> None:
    before, after = one("error_to_hit")
    moved = Counter[tuple[str, str]]()
    for change in changes_between(before.truth, after.truth):
        moved[change["group"], change["statistic"]] += change["new"] - change["old"]
    assert moved["batting", "hits"] == moved["pitching", "hits"] == moved["batting", "totalBases"] == 1
    assert moved["fielding", "errors"] == moved["fielding", "chances"] == -1
    assert moved["batting", "atBats"] == moved["batting", "runs"] == moved["pitching", "earnedRuns"] == 0


def test_a_play_vanishes_and_the_later_ones_move_up() -> None:
    before, after = one("vanished_play")
    assert after.truth.plays_total == before.truth.plays_total - 1
    document = last_document(after)
    indexes = [play["atBatIndex"] for play in document["liveData"]["plays"]["allPlays"]]
    assert indexes == list(range(len(indexes)))
    assert after.truth.decisions == before.truth.decisions


@pytest.mark.parametrize("seed", range(1, 13))
def test_the_win_goes_to_another_pitcher_or_nothing_is_corrected(seed: int) -> None:
    before, after = corrected("changed_decision", seed)
    if len(after.moments) == len(before.moments):
        return
    assert after.truth.decisions["winner"] != before.truth.decisions["winner"]
    assert after.truth.decisions["loser"] == before.truth.decisions["loser"]
    assert last_document(after)["liveData"]["decisions"]["winner"]["id"] == after.truth.decisions["winner"]
    groups = {change["group"] for change in changes_between(before.truth, after.truth)}
    assert groups == {"pitching"}
    assert after.truth.plays == before.truth.plays


def test_a_decision_that_cannot_change_is_no_reason_to_correct_something_else() -> None:
    """A tie has no winner."""
    before, after = corrected("changed_decision", 1, "tie")
    assert len(after.moments) == len(before.moments)
    assert after.truth == before.truth


def test_a_correction_before_the_end_is_refused() -> None:
    timeline = a_timeline()
    with pytest.raises(ValueError, match="after the last moment"):
        timeline.with_correction("hit_to_error", timeline.moments[-1].at, 1)


def test_corrections_follow_one_another() -> None:
    once = corrected("changed_decision", 2)[1]
    twice = once.with_correction("hit_to_error", once.moments[-1].at + timedelta(hours=1), 3)
    thrice = twice.with_correction("vanished_play", twice.moments[-1].at + timedelta(days=3), 3)
    assert len(thrice.moments) == len(once.moments) + 2
    assert thrice.truth.decisions == once.truth.decisions, "what the scorer decided stays decided"
    assert Recount(last_document(thrice)).differences() == []


# ---- old time codes ----------------------------------------------------------------------------------------------


def shown(timeline: Timeline) -> range:
    """The moments on the field, every twelfth."""
    return range(0, len(timeline.moments) - 5, 12)


def test_without_a_correction_an_old_code_shows_what_it_showed() -> None:
    timeline = a_timeline()
    last = len(timeline.moments) - 1
    assert [timeline.rescored(index, last) for index in shown(timeline)] == [None] * len(shown(timeline))


@pytest.mark.parametrize("story", ["regular", "extra_innings", "suspended_resumed"])
def test_a_changed_decision_leaves_old_codes_as_they_were(story: str) -> None:
    """What was put together again from the plays is what was shown; only reviews that were open are decided now."""
    before, after = next(
        pair
        for seed in range(1, 30)
        if len((pair := corrected("changed_decision", seed, story))[1].moments) > len(pair[0].moments)
    )
    compared = 0
    for index in shown(before):
        again = after.rescored(index, len(after.moments) - 1)
        if again is None or _is_in_review(before.document(index)):
            continue
        assert again == before.document(index), index
        compared += 1
    assert compared > 20


def _is_in_review(document: dict[str, Any]) -> bool:
    """Whether the newest play is one whose first call is shown, or looked at again."""
    status = document["gameData"]["status"]["statusCode"]
    play = document["liveData"]["plays"]["currentPlay"]
    return status[0] in "MN" or (play["about"]["isComplete"] and "reviewDetails" not in play and status == "I")


@pytest.mark.parametrize("kind", ["hit_to_error", "error_to_hit", "vanished_play"])
def test_old_codes_show_the_corrected_play(kind: CorrectionKind) -> None:
    before, after = one(kind)
    last = len(after.moments) - 1
    final = {play["about"]["startTime"]: play for play in last_document(after)["liveData"]["plays"]["allPlays"]}
    changed = 0
    for index in shown(before):
        again = after.rescored(index, last)
        if again is None:
            continue
        live = again["liveData"]
        *finished, _ = live["plays"]["allPlays"]
        for play in finished:
            assert play == final[play["about"]["startTime"]]
        assert again["metaData"] == before.document(index)["metaData"]
        changed += again != before.document(index)
        line, box = live["linescore"]["teams"], live["boxscore"]["teams"]
        for side in ("away", "home"):
            assert line[side]["hits"] == box[side]["teamStats"]["batting"]["hits"]
            assert line[side]["errors"] == box[side]["teamStats"]["fielding"]["errors"]
            assert line[side]["runs"] == box[side]["teamStats"]["batting"]["runs"]
    assert changed
    assert after.rescored(shown(before)[-1], last - 1) is None, "before the correction is visible nothing is"


def test_a_recount_of_a_rescored_moment_agrees_with_its_box_score() -> None:
    """In the middle of the game, between two plays: only what the end decides is not there yet."""
    before, after = one("hit_to_error")
    at_the_end = {"losses", "saves", "holds", "blownSaves", "gamesFinished", "completeGames", "shutouts"}
    assert at_the_end <= set(COUNTED["pitching"])
    compared = 0
    for index in shown(before):
        again = after.rescored(index, len(after.moments) - 1)
        if again is None or not all(p["about"]["isComplete"] for p in again["liveData"]["plays"]["allPlays"]):
            continue
        assert [found for found in Recount(again).differences() if found[2] not in at_the_end] == []
        compared += 1
    assert compared > 3
