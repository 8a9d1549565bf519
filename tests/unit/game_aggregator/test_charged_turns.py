"""Somebody is replaced in the middle of a turn at bat: who is charged with it (Official Baseball Rules 9.15, 9.16)."""

import pytest

from support.scoring import STARTERS, ScoredGame, new_pitcher, pinch_hitter, put_out

BATTER, SUBSTITUTE, THIRD = 11, 111, 112
STARTER, RELIEVER, LAST = STARTERS[1], 251, 252
EVERY_COUNT = [(balls, strikes) for balls in range(4) for strikes in range(3)]
BATTER_AHEAD = {(2, 0), (2, 1), (3, 0), (3, 1), (3, 2)}
TURN = "plate_appearances at_bats strike_outs base_on_balls"


def pitches(balls: int, strikes: int) -> str:
    return "B" * balls + "S" * strikes


@pytest.mark.parametrize("strike_out", ["strikeout", "strikeout_double_play", "strikeout_triple_play"])
def test_a_strike_out_of_a_substitute_who_came_with_two_strikes_is_the_first_batters(strike_out: str) -> None:
    """Rule 9.15(b): strike-out and time at bat are charged to the first batter."""
    counted = ScoredGame().play(strike_out, "BSS", pinch_hitter(SUBSTITUTE, replaces=BATTER), "S").counted()
    assert counted.batting(BATTER, TURN) == (1, 1, 1, 0)
    assert counted.batting(SUBSTITUTE, TURN) == (0, 0, 0, 0)
    assert counted.batting(SUBSTITUTE, "games_played") == (1,)
    assert counted.pitching(STARTER, "batters_faced strike_outs") == (1, 1)


@pytest.mark.parametrize(
    ("result", "expected"), [("walk", (1, 0, 0, 1)), ("single", (1, 1, 0, 0)), ("field_out", (1, 1, 0, 0))]
)
def test_any_other_result_of_a_substitute_with_two_strikes_is_his_own(result: str, expected: tuple[int, ...]) -> None:
    """Rule 9.15(b): any other manner, including a base on balls, is charged to the substitute."""
    counted = ScoredGame().play(result, "BBBSS", pinch_hitter(SUBSTITUTE, replaces=BATTER), "B").counted()
    assert counted.batting(SUBSTITUTE, TURN) == expected
    assert counted.batting(BATTER, TURN) == (0, 0, 0, 0)


@pytest.mark.parametrize("strikes", [0, 1])
def test_a_strike_out_of_a_substitute_who_came_with_fewer_strikes_is_his_own(strikes: int) -> None:
    """Rule 9.15(b) speaks of two strikes only."""
    game = ScoredGame().play("strikeout", "S" * strikes, pinch_hitter(SUBSTITUTE, replaces=BATTER), "S" * (3 - strikes))
    assert game.counted().batting(SUBSTITUTE, TURN) == (1, 1, 1, 0)
    assert game.counted().batting(BATTER, TURN) == (0, 0, 0, 0)


def test_of_three_batters_in_one_turn_the_one_with_two_strikes_is_charged() -> None:
    """Rule 9.15(b): who left with two strikes struck out, not who left before and not who came last."""
    told = (
        *("S", pinch_hitter(SUBSTITUTE, replaces=BATTER)),
        *("S", pinch_hitter(THIRD, replaces=SUBSTITUTE), "S"),
    )
    counted = ScoredGame().play("strikeout", *told).counted()
    assert [counted.batting(player, "strike_outs") for player in (BATTER, SUBSTITUTE, THIRD)] == [(0,), (1,), (0,)]


@pytest.mark.parametrize(("balls", "strikes"), EVERY_COUNT)
@pytest.mark.parametrize("walk", ["walk", "intent_walk"])
def test_a_walk_is_the_relieved_pitchers_when_the_batter_was_ahead(balls: int, strikes: int, walk: str) -> None:
    """Rule 9.16(h)(1) lists 2-0, 2-1, 3-0, 3-1 and 3-2."""
    game = ScoredGame().play(walk, pitches(balls, strikes), new_pitcher(RELIEVER), "B" * (4 - balls))
    counted = game.counted()
    ahead = (balls, strikes) in BATTER_AHEAD
    assert counted.pitching(STARTER, "batters_faced base_on_balls") == ((1, 1) if ahead else (0, 0))
    assert counted.pitching(RELIEVER, "batters_faced base_on_balls") == ((0, 0) if ahead else (1, 1))


@pytest.mark.parametrize(("balls", "strikes"), sorted(BATTER_AHEAD))
@pytest.mark.parametrize("result", ["single", "field_out", "strikeout", "hit_by_pitch", "field_error", "force_out"])
def test_any_other_action_of_the_batter_is_the_relievers(balls: int, strikes: int, result: str) -> None:
    """Rule 9.16(h)(2): a hit, an error, a fielder's choice, a force-out, a hit batsman are charged to the reliever."""
    game = ScoredGame().play(result, pitches(balls, strikes), new_pitcher(RELIEVER), "S")
    counted = game.counted()
    assert counted.pitching(STARTER, "batters_faced") == (0,)
    assert counted.pitching(RELIEVER, "batters_faced") == (1,)


def test_of_three_pitchers_in_one_turn_the_last_relief_decides() -> None:
    """Rule 9.16(h): at 1-1 the batter was not ahead of the second, so the third has the walk."""
    counted = ScoredGame().play("walk", "B", new_pitcher(RELIEVER), "S", new_pitcher(LAST), "BBB").counted()
    assert [counted.pitching(p, "base_on_balls") for p in (STARTER, RELIEVER, LAST)] == [(0,), (0,), (1,)]


def test_each_pitch_of_a_turn_is_its_pitchers() -> None:
    game = ScoredGame().play("walk", "BSB", new_pitcher(RELIEVER), "SBB")
    assert game.counted().pitching(STARTER, "number_of_pitches balls strikes") == (3, 2, 1)
    assert game.counted().pitching(RELIEVER, "number_of_pitches balls strikes") == (3, 2, 1)


def test_a_new_pitcher_between_two_turns_is_charged_with_the_next() -> None:
    game = ScoredGame().play("walk").play("walk", new_pitcher(RELIEVER), "BBBB")
    assert game.counted().pitching(STARTER, "batters_faced base_on_balls") == (1, 1)
    assert game.counted().pitching(RELIEVER, "batters_faced base_on_balls") == (1, 1)


def test_the_pitcher_of_the_out_has_the_out_whoever_has_the_turn() -> None:
    """An out is that of the pitcher who is on the mound: innings pitched (rule 9.02(c)(1))."""
    game = (
        ScoredGame()
        .play("single")
        .play("strikeout", "SS", put_out(11, "1B", kind="pickoff_1b"), new_pitcher(RELIEVER), "S")
    )
    assert game.counted().pitching(STARTER, "outs strike_outs") == (1, 0)
    assert game.counted().pitching(RELIEVER, "outs strike_outs") == (1, 1)
