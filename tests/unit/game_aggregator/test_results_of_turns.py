"""What each result of a turn at bat counts for batter, pitcher and fielders (Official Baseball Rules 9.02 to 9.15)."""

import pytest

from support.scoring import AWAY, CATCHERS, FIRST_BASE, SHORTSTOP, STARTERS, ScoredGame, advances, put_out

BATTER, PITCHER, CATCHER = 11, STARTERS[1], CATCHERS[1]
DOUBLE_PLAY = ((SHORTSTOP[1], "f_assist"), (24, "f_putout"))
RELAY = ((24, "f_assist"), (FIRST_BASE[1], "f_putout"))


@pytest.mark.parametrize(
    ("hit", "bases", "column"), [("single", 1, None), ("double", 2, "doubles"), ("triple", 3, "triples")]
)
def test_a_hit_is_an_at_bat_with_its_bases(hit: str, bases: int, column: str | None) -> None:
    """Rule 9.06."""
    counted = ScoredGame().play(hit).counted()
    assert counted.batting(BATTER, "plate_appearances at_bats hits total_bases") == (1, 1, 1, bases)
    if column is not None:
        assert counted.batting(BATTER, column) == counted.pitching(PITCHER, column) == (1,)
    assert counted.pitching(PITCHER, "batters_faced at_bats hits outs") == (1, 1, 1, 0)
    assert counted.breaches == set()


def test_a_home_run_is_a_run_a_run_batted_in_and_four_bases() -> None:
    """Rules 9.04 and 9.06(d)."""
    counted = ScoredGame().play("home_run", rbi=1).counted()
    assert counted.batting(BATTER, "hits home_runs total_bases runs rbi") == (1, 1, 4, 1, 1)
    assert counted.pitching(PITCHER, "hits home_runs runs earned_runs rbi") == (1, 1, 1, 1, 1)
    assert counted.team(AWAY, "runs hits left_on_base") == (1, 1, 0)


@pytest.mark.parametrize(
    ("result", "column"),
    [
        ("walk", "base_on_balls"),
        ("hit_by_pitch", "hit_by_pitch"),
        ("catcher_interf", "catchers_interference"),
        ("sac_bunt", "sac_bunts"),
        ("sac_fly", "sac_flies"),
        ("sac_bunt_double_play", "sac_bunts"),
        ("sac_fly_double_play", "sac_flies"),
    ],
)
def test_what_is_no_at_bat_is_a_turn_all_the_same(result: str, column: str) -> None:
    """Rule 9.02(a)(1): sacrifices, walks, hit batsmen and interference are no times at bat."""
    counted = ScoredGame().play(result).counted()
    assert counted.batting(BATTER, f"plate_appearances at_bats hits {column}") == (1, 0, 0, 1)
    assert counted.pitching(PITCHER, f"batters_faced at_bats {column}") == (1, 0, 1)
    assert counted.breaches == set()


def test_an_intentional_walk_is_a_walk_as_well() -> None:
    """Rule 9.14(b)."""
    counted = ScoredGame().play("intent_walk").counted()
    assert counted.batting(BATTER, "base_on_balls intentional_walks at_bats") == (1, 1, 0)
    assert counted.pitching(PITCHER, "base_on_balls intentional_walks") == (1, 1)


def test_a_pitch_that_hits_the_batter_is_a_ball() -> None:
    """Rule 5.05(b)(2) and official practice: every pitch is ball or strike, this one is a ball."""
    counted = ScoredGame().play("hit_by_pitch", "SBH").counted()
    assert counted.pitching(PITCHER, "number_of_pitches balls strikes hit_batsmen") == (3, 2, 1, 1)


def test_automatic_balls_and_strikes_are_no_pitches() -> None:
    """Pitch clock (rule 5.07(c)): the count changes though nothing was thrown."""
    counted = ScoredGame().play("walk", "ABKSABB").counted()
    assert counted.pitching(PITCHER, "number_of_pitches balls strikes base_on_balls") == (4, 3, 1, 1)


def test_a_batter_who_strikes_out_and_reaches_first_is_a_strike_out_without_an_out() -> None:
    """Rule 9.15(a)(2) and 5.05(a)(2): the third strike is not caught."""
    counted = ScoredGame().play("strikeout", "SSS", advances(BATTER, None, "1B", kind="wild_pitch")).counted()
    assert counted.batting(BATTER, "at_bats strike_outs") == (1, 1)
    assert counted.pitching(PITCHER, "strike_outs outs wild_pitches") == (1, 0, 1)
    assert counted.team(AWAY, "left_on_base") == (1,)


def test_a_strike_out_is_the_catchers_put_out_and_no_ball_in_play() -> None:
    """Rule 9.09(b)(1)."""
    counted = ScoredGame().play("strikeout").counted()
    assert counted.fielding(CATCHER, "put_outs chances") == (1, 1)
    assert counted.batting(BATTER, "ground_outs air_outs") == (0, 0)


def test_reaching_on_an_error_is_an_at_bat_without_a_hit() -> None:
    """Rule 9.05(b) and 9.12."""
    told = advances(BATTER, None, "1B", kind="field_error", credits=[(SHORTSTOP[1], "f_fielding_error")])
    counted = ScoredGame().play("field_error", "X", told, trajectory="ground_ball").counted()
    assert counted.batting(BATTER, "at_bats hits ground_outs") == (1, 0, 1)
    assert counted.fielding(SHORTSTOP[1], "errors chances put_outs") == (1, 1, 0)
    assert counted.team(1, "errors") == (1,)


@pytest.mark.parametrize(
    ("trajectory", "column"),
    [
        ("ground_ball", "ground_outs"),
        ("bunt_grounder", "ground_outs"),
        ("fly_ball", "fly_outs"),
        ("line_drive", "line_outs"),
        ("bunt_line_drive", "line_outs"),
        ("popup", "pop_outs"),
        ("bunt_popup", "pop_outs"),
    ],
)
def test_an_out_in_play_counts_by_its_trajectory(trajectory: str, column: str) -> None:
    counted = ScoredGame().play("field_out", trajectory=trajectory).counted()
    kinds = "ground_outs fly_outs line_outs pop_outs"
    expected = tuple(int(name == column) for name in kinds.split())
    assert counted.batting(BATTER, kinds) == counted.pitching(PITCHER, kinds) == expected
    assert counted.batting(BATTER, "air_outs") == (int(column != "ground_outs"),)


@pytest.mark.parametrize(
    ("name", "column"),
    [("Groundout", "ground_outs"), ("Flyout", "fly_outs"), ("Lineout", "line_outs"), ("Pop Out", "pop_outs")],
)
def test_without_a_trajectory_the_results_name_says_what_kind_of_out_it_was(name: str, column: str) -> None:
    assert ScoredGame().play("field_out", event=name).counted().batting(BATTER, column) == (1,)


def test_a_hit_is_no_out_in_play_whatever_its_trajectory() -> None:
    assert ScoredGame().play("single", trajectory="ground_ball").counted().batting(BATTER, "ground_outs") == (0,)


def test_a_double_play_on_the_ground_is_charged_to_the_batter() -> None:
    """Rule 9.02(a)(17), and one put-out an out: 9.09."""
    moves = (put_out(11, "1B", *DOUBLE_PLAY), put_out(12, None, *RELAY))
    game = ScoredGame().play("single").play("grounded_into_double_play", "X", *moves, trajectory="ground_ball")
    counted = game.counted()
    assert counted.batting(12, "ground_into_double_play ground_outs at_bats") == (1, 1, 1)
    assert counted.pitching(PITCHER, "outs") == (2,)
    assert counted.fielding(24, "put_outs assists") == (1, 1)


def test_a_double_play_in_the_air_is_not_grounded_into() -> None:
    """Rule 9.02(a)(17): only ground balls."""
    moves = (put_out(12, None, (28, "f_putout")), put_out(11, "1B", (28, "f_assist"), (23, "f_putout")))
    game = ScoredGame().play("single").play("double_play", "X", *moves, trajectory="fly_ball")
    assert game.counted().batting(12, "ground_into_double_play fly_outs") == (0, 1)


@pytest.mark.parametrize(
    ("result", "trajectory", "expected"),
    [("triple_play", "ground_ball", 1), ("triple_play", "line_drive", 0), ("grounded_into_triple_play", "", 1)],
)
def test_a_triple_play_is_grounded_into_when_it_was_on_the_ground(result: str, trajectory: str, expected: int) -> None:
    moves = (put_out(12, "2B"), put_out(11, "1B"), put_out(13, None))
    game = ScoredGame().play("single").play("single", "X", advances(11, "1B", "2B"))
    counted = game.play(result, "X", *moves, trajectory=trajectory or None).counted()
    assert counted.batting(13, "ground_into_triple_play ground_into_double_play") == (expected, 0)


def test_a_sacrifice_fly_bats_in_a_run_and_is_an_out() -> None:
    """Rule 9.08(d)."""
    game = ScoredGame().play("triple")
    moves = (advances(11, "3B", "score", kind="sac_fly"), put_out(12, None, (28, "f_putout")))
    counted = game.play("sac_fly", "X", *moves, rbi=1, trajectory="fly_ball").counted()
    assert counted.batting(12, "at_bats sac_flies rbi fly_outs") == (0, 1, 1, 1)
    assert counted.pitching(PITCHER, "sac_flies rbi runs outs") == (1, 1, 1, 1)


# ---- left on base ------------------------------------------------------------------------------------------------


def test_a_batter_leaves_who_was_on_base_when_his_at_bat_without_a_hit_ended() -> None:
    counted = ScoredGame().play("walk").play("walk", "BBBB", advances(11, "1B", "2B")).play("strikeout").counted()
    assert counted.batting(13, "left_on_base") == (2,)
    assert counted.team(AWAY, "left_on_base") == (2,)


@pytest.mark.parametrize("result", ["single", "walk", "sac_bunt", "hit_by_pitch"])
def test_who_hits_or_has_no_at_bat_leaves_nobody(result: str) -> None:
    counted = ScoredGame().play("triple").play(result).counted()
    assert counted.batting(12, "left_on_base") == (0,)


def test_a_batter_does_not_leave_who_scored_on_his_out() -> None:
    moves = (advances(11, "3B", "score"), put_out(12, None))
    counted = ScoredGame().play("triple").play("field_out", "X", *moves, rbi=1).counted()
    assert counted.batting(12, "left_on_base rbi") == (0, 1)


def test_a_runner_picked_off_before_the_last_pitch_is_not_left_by_the_batter() -> None:
    game = ScoredGame().play("single").play("strikeout", "SS", put_out(11, "1B", kind="pickoff_1b"), "S")
    assert game.counted().batting(12, "left_on_base") == (0,)


def test_a_side_leaves_whoever_neither_scored_nor_was_out() -> None:
    """Rule 9.02(g), by the half: a batter who is forced in for another is left in his place."""
    game = ScoredGame().play("single").play("force_out", "X", put_out(11, "1B", *DOUBLE_PLAY), advances(12, None, "1B"))
    counted = game.out(2).half(1, top=False).play("single").out(3).counted()
    assert [counted.team(side, "left_on_base") for side in (0, 1)] == [(1,), (1,)]
    assert counted.breaches == set()


# ---- what the rules do not know ----------------------------------------------------------------------------------


def test_an_unknown_result_that_moved_the_batter_is_his_turn_and_is_counted() -> None:
    counted = ScoredGame().play("moon_ball", "X", put_out(BATTER, None)).counted()
    assert counted.batting(BATTER, "plate_appearances at_bats hits") == (1, 1, 0)
    assert counted.game.unknown == {"play: moon_ball": 1, "movement: moon_ball": 1}


def test_an_unknown_result_that_left_the_batter_where_he_was_is_no_turn() -> None:
    told = put_out(11, "1B", kind="other_out")
    game = ScoredGame().play("single")
    game.play("other_out_of_a_new_kind", "B", told)
    counted = game.counted()
    assert counted.game.unknown == {"play: other_out_of_a_new_kind": 1}
    assert counted.batting(12, "plate_appearances") == (0,)
    assert counted.pitching(PITCHER, "batters_faced outs") == (1, 1)


def test_a_turn_that_was_not_completed_is_none() -> None:
    """The third out was made on the bases; the batter leads off again (rule 5.04(b)(3))."""
    game = ScoredGame().out(2).play("single")
    game.play(
        "caught_stealing_2b", "B", put_out(13, "1B", (22, "f_assist"), (26, "f_putout"), kind="caught_stealing_2b")
    )
    counted = game.half(1, top=False).out(3).half(2, top=True).play("single").counted()
    assert counted.batting(14, "plate_appearances hits") == (1, 1)
    assert counted.pitching(PITCHER, "batters_faced") == (4,)
    assert counted.breaches == set()
