"""Earned runs and responsible pitchers, scenario by scenario (Official Baseball Rules, 9.16)."""

import pytest

from statsapi_simulator.baseball.earned import EarnedRuns
from statsapi_simulator.baseball.legs import Leg

STARTER, RELIEVER = 1, 2
FIRST, SECOND, BATTER = 11, 12, 13


@pytest.fixture
def inning() -> EarnedRuns:
    earned = EarnedRuns()
    earned.begin_half()
    return earned


def test_a_run_of_a_batter_who_singled_is_earned(inning: EarnedRuns) -> None:
    inning.place(FIRST, STARTER, clean=True)
    assert inning.judge(FIRST, STARTER, event_type="double", start="1B", outs=1) == (True, False)


def test_a_runner_who_reached_on_an_error_never_scores_an_earned_run(inning: EarnedRuns) -> None:
    inning.place(FIRST, STARTER, clean=False)
    assert inning.judge(FIRST, STARTER, event_type="home_run", start="1B", outs=0) == (False, True)


def test_a_lost_third_out_makes_every_later_run_unearned(inning: EarnedRuns) -> None:
    inning.lose_out(STARTER, 1)
    inning.place(SECOND, STARTER, clean=True)
    assert inning.judge(SECOND, STARTER, event_type="home_run", start="2B", outs=2) == (False, True)
    assert inning.judge(SECOND, STARTER, event_type="home_run", start="2B", outs=1) == (True, False)


def test_a_reliever_is_not_helped_by_outs_lost_before_he_came(inning: EarnedRuns) -> None:
    inning.lose_out(STARTER, 1)
    inning.place(SECOND, RELIEVER, clean=True)
    assert inning.judge(SECOND, RELIEVER, event_type="home_run", start="1B", outs=2) == (True, True)


def test_a_base_gained_on_a_passed_ball_is_owed_until_a_hit_would_have_scored_him_anyway(inning: EarnedRuns) -> None:
    inning.place(FIRST, STARTER, clean=True)
    inning.advance(Leg(FIRST, "1B", "2B", by_error=True))
    assert inning.judge(FIRST, STARTER, event_type="single", start="2B", outs=1) == (False, True)
    assert inning.judge(FIRST, STARTER, event_type="home_run", start="2B", outs=1) == (True, False)


def test_a_base_on_a_wild_pitch_is_the_pitchers_own_fault(inning: EarnedRuns) -> None:
    inning.place(FIRST, STARTER, clean=True)
    inning.advance(Leg(FIRST, "1B", "2B"))
    assert inning.judge(FIRST, STARTER, event_type="single", start="2B", outs=1) == (True, False)


def test_a_runner_left_to_the_reliever_is_charged_to_the_pitcher_who_put_him_on(inning: EarnedRuns) -> None:
    inning.place(FIRST, STARTER, clean=True)
    assert inning.responsible(FIRST, RELIEVER) == STARTER


def test_on_a_force_out_the_batter_inherits_the_pitcher_of_the_runner_put_out(inning: EarnedRuns) -> None:
    inning.place(FIRST, STARTER, clean=True)
    inning.place(BATTER, RELIEVER, clean=True)
    inning.take_over(BATTER, FIRST)
    assert inning.responsible(BATTER, RELIEVER) == STARTER


def test_a_pinch_runner_takes_over_the_charge(inning: EarnedRuns) -> None:
    inning.place(FIRST, STARTER, clean=False)
    inning.substitute(SECOND, FIRST)
    assert inning.responsible(SECOND, RELIEVER) == STARTER
    assert inning.judge(SECOND, RELIEVER, event_type="single", start="3B", outs=0) == (False, True)
