"""Simulated games reconcile with the simulator's own box score, which knows nothing of the aggregator."""

from hypothesis import given, settings
from hypothesis import strategies as st

from statsapi_simulator.baseball.engine import Plan
from support.breadth import PLANS
from support.games import a_final_document, a_played_game, a_timeline, last_document
from support.scoring import counted
from support.tampering import undetected, unnoticed_without_a_play


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 100_000), plan=st.sampled_from(PLANS))
def test_any_simulated_game_reconciles(seed: int, plan: Plan) -> None:
    made = counted(a_final_document(a_played_game(seed, plan)))
    assert made.evaluated.breaches == ()
    assert made.evaluated.judged.differences == ()
    assert made.game.unknown == {}
    assert made.evaluated.compared > 1_000


def test_each_cell_of_a_simulated_box_score_that_is_changed_is_reported_as_that_cell() -> None:
    tried, missed = undetected(last_document(a_timeline("regular", 2)))
    assert missed == []
    assert tried > 1_000


def test_each_play_of_a_simulated_game_left_out_is_reported() -> None:
    assert unnoticed_without_a_play(last_document(a_timeline("regular", 2))) == []
