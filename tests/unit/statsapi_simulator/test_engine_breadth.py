"""Everything that can be counted occurs, and what is counted is what an independent recount finds."""

import sys
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statsapi_simulator.baseball.engine import Plan
from statsapi_simulator.baseball.timeline import STORIES
from support.breadth import PLANS, play_many
from support.games import a_day, a_final_document, a_played_game, statuses
from support.recount import Recount

STATUSES = frozenset(
    {
        "S", "P", "PR", "PW", "I", "IR", "IZ", "UR", "UZ", "MA", "MF", "MJ", "NH", "O", "OT", "OM", "OR", "F", "FT",
        "FM", "FR", "Q", "R", "DR", "CR", "YQ",
    }
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(min_value=0, max_value=10**6), plan=st.sampled_from(PLANS))
def test_a_recount_of_the_plays_agrees_with_the_box_score_in_every_cell(seed: int, plan: Plan) -> None:
    assert Recount(a_final_document(a_played_game(seed, plan))).differences() == []


@pytest.mark.slow
def test_a_recount_agrees_over_two_hundred_games() -> None:
    for seed in range(200):
        differences = Recount(a_final_document(a_played_game(seed, PLANS[seed % len(PLANS)]))).differences()
        assert differences == [], seed


@pytest.mark.slow
def test_every_event_type_ending_and_charge_occurs_within_five_hundred_games() -> None:
    breadth = play_many(0, 500)
    sys.stdout.write(breadth.report() + "\n")
    assert breadth.missing() == {}, breadth.report()


@pytest.mark.slow
def test_every_status_occurs_within_a_few_days() -> None:
    seen: Counter[str] = Counter()
    for seed in (1, 2):
        for story in STORIES:
            seen.update(code for timeline in a_day(story, seed) for code in statuses(timeline))
    sys.stdout.write(", ".join(f"{code} {count}" for code, count in seen.most_common()) + "\n")
    assert set(seen) >= STATUSES, seen
