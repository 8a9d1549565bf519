"""Corrections after the end change plays, line score and box score together."""

from datetime import timedelta

import pytest

from statsapi_simulator.baseball.timeline import CorrectionKind, Timeline
from support.games import a_timeline, last_document
from support.recount import Recount

SEEDS = range(1, 4)


def corrected(kind: CorrectionKind, seed: int) -> tuple[Timeline, Timeline]:
    before = a_timeline(seed=seed)
    return before, before.with_correction(kind, before.moments[-1].at + timedelta(minutes=9), seed)


@pytest.mark.parametrize("kind", ["hit_to_error", "changed_decision", "vanished_play"])
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


def test_a_hit_becomes_an_error() -> None:
    before, after = corrected("hit_to_error", 1)
    old, new = before.truth, after.truth
    assert old.away_hits + old.home_hits == new.away_hits + new.home_hits + 1
    assert old.away_errors + old.home_errors == new.away_errors + new.home_errors - 1
    assert (old.away_runs, old.home_runs) == (new.away_runs, new.home_runs)


def test_a_play_vanishes_and_the_later_ones_move_up() -> None:
    before, after = corrected("vanished_play", 1)
    assert after.truth.plays_total == before.truth.plays_total - 1
    document = last_document(after)
    indexes = [play["atBatIndex"] for play in document["liveData"]["plays"]["allPlays"]]
    assert indexes == list(range(len(indexes)))


def test_the_win_goes_to_another_pitcher() -> None:
    before, after = corrected("changed_decision", 1)
    assert after.truth.decisions["winner"] != before.truth.decisions["winner"]
    document = last_document(after)
    assert document["liveData"]["decisions"]["winner"]["id"] == after.truth.decisions["winner"]


def test_a_correction_before_the_end_is_refused() -> None:
    timeline = a_timeline()
    with pytest.raises(ValueError, match="after the last moment"):
        timeline.with_correction("hit_to_error", timeline.moments[-1].at, 1)


def test_corrections_follow_one_another() -> None:
    once = corrected("hit_to_error", 2)[1]
    twice = once.with_correction("vanished_play", once.moments[-1].at + timedelta(hours=1), 3)
    assert len(twice.moments) == len(once.moments) + 1
    assert Recount(last_document(twice)).differences() == []
