"""Rates against the definitions of the rules, by hand."""

from collections import defaultdict

import pytest

from baseball_core.statistics.catalogue import COLUMNS, GROUPS, Group
from baseball_core.statistics.rates import RATES, innings, rates

# A season's line of a batter, a pitcher and a catcher, invented.
LINES: dict[Group, dict[str, int]] = {
    "batting": {
        "at_bats": 500,
        "hits": 150,
        "total_bases": 260,
        "home_runs": 25,
        "base_on_balls": 60,
        "hit_by_pitch": 5,
        "sac_flies": 4,
        "sac_bunts": 9,
        "strike_outs": 110,
        "stolen_bases": 12,
        "caught_stealing": 4,
    },
    "pitching": {
        "outs": 541,  # 180 innings and a third
        "earned_runs": 70,
        "hits": 160,
        "home_runs": 20,
        "base_on_balls": 45,
        "strike_outs": 180,
        "number_of_pitches": 2800,
        "strikes": 1820,
        "at_bats": 670,
        "wins": 13,
        "losses": 7,
    },
    "fielding": {"put_outs": 800, "assists": 60, "chances": 866, "stolen_bases": 50, "caught_stealing": 25},
}
INNINGS = 180 + 1 / 3
EXPECTED: dict[Group, dict[str, float]] = {
    "batting": {
        "avg": 150 / 500,
        "obp": (150 + 60 + 5) / (500 + 60 + 5 + 4),
        "slg": 260 / 500,
        "ops": (150 + 60 + 5) / (500 + 60 + 5 + 4) + 260 / 500,
        "babip": (150 - 25) / (500 - 110 - 25 + 4),
        "stolen_base_percentage": 12 / 16,
        "at_bats_per_home_run": 20,
    },
    "pitching": {
        "era": 9 * 70 / INNINGS,
        "whip": (45 + 160) / INNINGS,
        "strike_outs_per_9": 9 * 180 / INNINGS,
        "walks_per_9": 9 * 45 / INNINGS,
        "hits_per_9": 9 * 160 / INNINGS,
        "home_runs_per_9": 9 * 20 / INNINGS,
        "strike_out_walk_ratio": 4,
        "strike_percentage": 0.65,
        "opponents_avg": 160 / 670,
        "win_percentage": 0.65,
    },
    "fielding": {"fielding_percentage": 860 / 866, "caught_stealing_percentage": 1 / 3},
}


@pytest.mark.parametrize("group", GROUPS)
def test_rates_are_those_of_the_rules(group: Group) -> None:
    assert rates(group, defaultdict(int, LINES[group])) == pytest.approx(EXPECTED[group])


@pytest.mark.parametrize("group", GROUPS)
def test_a_rate_without_a_denominator_is_none(group: Group) -> None:
    assert set(rates(group, defaultdict(int)).values()) == {None}


def test_who_only_walked_has_an_ops_of_his_on_base_percentage() -> None:
    walked = rates("batting", defaultdict(int, base_on_balls=1))
    assert (walked["obp"], walked["slg"], walked["ops"]) == (1, None, 1)


@pytest.mark.parametrize("group", GROUPS)
def test_rates_have_names_of_their_own_and_use_the_counts_of_their_group(group: Group) -> None:
    for rate in RATES[group]:
        assert rate.name not in COLUMNS[group]
        for share in rate.shares:
            assert {*share.part, *share.whole} <= set(COLUMNS[group])


@pytest.mark.parametrize(("outs", "text"), [(0, "0.0"), (2, "0.2"), (13, "4.1"), (27, "9.0")])
def test_innings_are_outs_in_thirds(outs: int, text: str) -> None:
    assert innings(outs) == text
