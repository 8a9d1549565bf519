"""Bases stolen, runners caught and picked off, credits of fielders (Official Baseball Rules 9.07 and 9.09 to 9.13)."""

import pytest

from support.scoring import (
    AWAY,
    CATCHERS,
    FIRST_BASE,
    HOME,
    SHORTSTOP,
    STARTERS,
    Action,
    Move,
    ScoredGame,
    advances,
    moves_to,
    put_out,
    steals,
)

PITCHER, CATCHER, FIRST, SHORT, SECOND = STARTERS[HOME], CATCHERS[HOME], FIRST_BASE[HOME], SHORTSTOP[HOME], 24
RUNNER = 11
STEALING = "stolen_bases caught_stealing"


def on_first() -> ScoredGame:
    return ScoredGame().play("single")


def running(kind: str, *moves: Move) -> ScoredGame:
    """The runner on first runs on the first pitch to the next batter, who then walks."""
    return on_first().play("walk", "B", *moves, "BBB")


# ---- stealing ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "end"), [("1B", "2B"), ("2B", "3B"), ("3B", "score")])
def test_a_stolen_base_is_the_runners_and_is_against_pitcher_and_catcher(start: str, end: str) -> None:
    """Rule 9.07."""
    base = "home" if end == "score" else end.lower()
    move = Move(RUNNER, start, end, f"stolen_base_{base}", f"r_stolen_base_{base}")
    counted = running("", move).counted()
    assert counted.batting(RUNNER, STEALING) == (1, 0)
    assert counted.pitching(PITCHER, STEALING) == (1, 0)
    assert counted.fielding(CATCHER, STEALING) == (1, 0)


def test_who_merely_advances_beside_a_thief_has_stolen_nothing() -> None:
    """Rule 9.07(a): he advances on a throw or an error, which the reason of his movement says."""
    game = ScoredGame().play("triple").play("walk")
    beside = Move(11, "3B", "score", "stolen_base_2b", "r_adv_throw")
    counted = game.play("walk", "B", steals(12, "1B", "2B"), beside, "BBB").counted()
    assert counted.batting(12, STEALING) == (1, 0)
    assert counted.batting(11, f"{STEALING} runs") == (0, 0, 1)
    assert counted.pitching(PITCHER, STEALING) == (1, 0)


def test_a_double_steal_is_two_stolen_bases() -> None:
    """Rule 9.07(d): unless one of them is put out."""
    game = ScoredGame().play("single").play("walk", "BBBB", advances(11, "1B", "2B"))
    counted = game.play("walk", "B", steals(11, "2B", "3B"), steals(12, "1B", "2B"), "BBB").counted()
    assert counted.pitching(PITCHER, "stolen_bases") == counted.fielding(CATCHER, "stolen_bases") == (2,)


def test_defensive_indifference_is_no_stolen_base() -> None:
    """Rule 9.07(g)."""
    counted = running("", Move(RUNNER, "1B", "2B", "defensive_indiff", "r_defensive_indiff")).counted()
    assert counted.batting(RUNNER, STEALING) == counted.pitching(PITCHER, STEALING) == (0, 0)


def test_a_runner_caught_by_the_catcher_is_caught_for_all_three() -> None:
    """Rule 9.07(h)."""
    move = put_out(RUNNER, "1B", (CATCHER, "f_assist"), (SECOND, "f_putout"), kind="caught_stealing_2b")
    counted = running("", move).counted()
    assert counted.batting(RUNNER, STEALING) == (0, 1)
    assert counted.pitching(PITCHER, f"{STEALING} outs") == (0, 1, 1)
    assert counted.fielding(CATCHER, f"{STEALING} assists") == (0, 1, 1)


def test_a_runner_caught_without_the_catcher_is_none_of_the_catchers() -> None:
    """The pitcher threw to first and the runner was out at second."""
    credits_ = ((PITCHER, "f_assist"), (FIRST, "f_assist"), (SHORT, "f_putout"))
    counted = running("", put_out(RUNNER, "1B", *credits_, kind="caught_stealing_2b")).counted()
    assert counted.batting(RUNNER, "caught_stealing") == counted.pitching(PITCHER, "caught_stealing") == (1,)
    assert counted.fielding(CATCHER, "caught_stealing") == (0,)


def test_a_thief_who_is_safe_by_an_error_is_caught_all_the_same() -> None:
    """Rule 9.07(h) comment: he would have been out by errorless play; nobody is out and no base is stolen."""
    credits_ = ((CATCHER, "f_assist"), (SECOND, "f_error_dropped_ball"))
    move = Move(RUNNER, "1B", "2B", "caught_stealing_2b", "r_caught_stealing_2b", credits=credits_)
    counted = running("", move).counted()
    assert counted.batting(RUNNER, STEALING) == (0, 1)
    assert counted.pitching(PITCHER, f"{STEALING} outs") == (0, 1, 0)
    assert counted.fielding(SECOND, "errors") == (1,)
    assert counted.team(HOME, "errors") == (1,)


def test_who_advances_while_another_is_caught_is_not_caught() -> None:
    game = ScoredGame().play("triple").play("walk")
    caught = put_out(12, "1B", (CATCHER, "f_assist"), (SECOND, "f_putout"), kind="caught_stealing_2b")
    beside = Move(11, "3B", "score", "caught_stealing_2b", "r_adv_play")
    counted = game.play("walk", "B", caught, beside, "BBB").counted()
    assert counted.batting(11, f"{STEALING} runs") == (0, 0, 1)
    assert counted.batting(12, STEALING) == (0, 1)


def test_who_is_thrown_out_beside_a_thief_is_not_caught_stealing() -> None:
    """Rule 9.07(h): caught stealing is who tried to steal; the throw home was made on another runner's attempt."""
    game = ScoredGame().play("triple").play("walk")
    caught = put_out(12, "1B", (CATCHER, "f_assist"), (SECOND, "f_putout"), kind="caught_stealing_2b")
    thrown = put_out(
        11, "3B", (SECOND, "f_assist"), (CATCHER, "f_putout"), kind="cs_double_play", reason="r_thrown_out"
    )
    counted = game.play("walk", "B", caught, thrown, "BBB").counted()
    assert [counted.batting(player, "caught_stealing") for player in (11, 12)] == [(0,), (1,)]
    assert counted.pitching(PITCHER, "caught_stealing outs") == (1, 2)
    assert counted.fielding(CATCHER, "caught_stealing") == (1,)


# ---- pickoffs ----------------------------------------------------------------------------------------------------


def test_a_pickoff_by_the_pitcher_is_his() -> None:
    counted = running(
        "", put_out(RUNNER, "1B", (PITCHER, "f_assist"), (FIRST, "f_putout"), kind="pickoff_1b")
    ).counted()
    assert counted.batting(RUNNER, "pickoffs caught_stealing") == (1, 0)
    assert counted.pitching(PITCHER, "pickoffs") == (1,)
    assert counted.fielding(CATCHER, "pickoffs") == (0,)


def test_a_pickoff_by_the_catcher_is_the_catchers() -> None:
    counted = running(
        "", put_out(RUNNER, "1B", (CATCHER, "f_assist"), (FIRST, "f_putout"), kind="pickoff_1b")
    ).counted()
    assert counted.batting(RUNNER, "pickoffs") == (1,)
    assert counted.pitching(PITCHER, "pickoffs") == (0,)
    assert counted.fielding(CATCHER, "pickoffs") == (1,)


def test_who_is_picked_off_while_he_runs_is_caught_stealing_as_well() -> None:
    """Rule 9.07(h)(2): picked off, he tries to advance."""
    move = put_out(
        RUNNER,
        "1B",
        (PITCHER, "f_assist"),
        (FIRST, "f_assist"),
        (SECOND, "f_putout"),
        kind="pickoff_caught_stealing_2b",
    )
    counted = running("", move).counted()
    assert counted.batting(RUNNER, "pickoffs caught_stealing") == (1, 1)
    assert counted.pitching(PITCHER, "pickoffs caught_stealing") == (1, 1)


def test_a_pickoff_with_an_error_is_no_pickoff() -> None:
    move = Move(RUNNER, "1B", "2B", "pickoff_error_1b", credits=((PITCHER, "f_throwing_error"),))
    counted = running("", move).counted()
    assert counted.batting(RUNNER, "pickoffs") == counted.pitching(PITCHER, "pickoffs") == (0,)
    assert counted.fielding(PITCHER, "errors chances") == (1, 1)


# ---- credits -----------------------------------------------------------------------------------------------------


def test_in_a_rundown_each_fielder_has_one_assist() -> None:
    """Rule 9.10(a)(1): one assist only to each fielder who throws in a run-down."""
    throws = ((PITCHER, "f_assist"), (FIRST, "f_assist"), (SHORT, "f_assist"), (FIRST, "f_assist"), (SHORT, "f_putout"))
    counted = running("", put_out(RUNNER, "1B", *throws, kind="pickoff_1b")).counted()
    assert counted.fielding(FIRST, "assists put_outs chances") == (1, 0, 1)
    assert counted.fielding(SHORT, "assists put_outs chances") == (1, 1, 2)
    assert counted.fielding(PITCHER, "assists") == (1,)


def test_two_errors_of_one_fielder_on_one_movement_are_two() -> None:
    """Rule 9.12(a): each misplay is an error."""
    errors = ((SHORT, "f_fielding_error"), (SHORT, "f_throwing_error"))
    counted = ScoredGame().play("field_error", "X", advances(11, None, "2B", credits=errors)).counted()
    assert counted.fielding(SHORT, "errors chances") == (2, 2)
    assert counted.team(HOME, "errors") == (2,)


def test_catchers_interference_is_an_error_and_no_chance_and_no_at_bat() -> None:
    """Rules 9.02(a)(1)(D) and 9.12(c); official box scores count no chance for it."""
    told = advances(11, None, "1B", kind="catcher_interf", credits=[(CATCHER, "c_catcher_interf")])
    counted = ScoredGame().play("catcher_interf", "X", told, trajectory="ground_ball").counted()
    assert counted.fielding(CATCHER, "errors chances") == (1, 0)
    assert counted.batting(11, "plate_appearances at_bats catchers_interference ground_outs") == (1, 0, 1, 0)
    assert counted.pitching(PITCHER, "catchers_interference at_bats") == (1, 0)


def test_who_fielded_or_deflected_the_ball_is_credited_with_nothing() -> None:
    credits_ = ((PITCHER, "f_deflection"), (SHORT, "f_fielded_ball"))
    counted = ScoredGame().play("single", "X", advances(11, None, "1B", credits=credits_)).counted()
    assert counted.fielding(PITCHER, "assists chances") == (0, 0)
    assert counted.game.unknown == {}


def test_an_assist_of_an_outfielder_counts_once() -> None:
    """``f_assist_of`` comes beside an ``f_assist`` of the same throw."""
    credits_ = ((27, "f_assist"), (27, "f_assist_of"), (CATCHER, "f_putout"))
    game = ScoredGame().play("triple").play("field_out", "X", put_out(11, "3B", *credits_), put_out(12, None))
    assert game.counted().fielding(27, "assists chances") == (1, 1)


def test_an_unknown_credit_is_counted_as_unknown() -> None:
    counted = ScoredGame().play("field_out", "X", put_out(11, None, (FIRST, "f_putout"), (SHORT, "f_stare"))).counted()
    assert counted.game.unknown == {"credit: f_stare": 1}


# ---- wild pitches, passed balls, balks ---------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "wild", "passed"), [("wild_pitch", 1, 0), ("passed_ball", 0, 1)])
def test_one_pitch_that_moves_several_runners_counts_once(kind: str, wild: int, passed: int) -> None:
    """Rule 9.13: one wild pitch or passed ball, however many advance on it."""
    game = ScoredGame().play("single").play("walk", "BBBB", advances(11, "1B", "2B"))
    moves = (advances(11, "2B", "3B", kind=kind), advances(12, "1B", "2B", kind=kind))
    counted = game.play("strikeout", "B", *moves, "SSS").counted()
    assert counted.pitching(PITCHER, "wild_pitches passed_ball") == (wild, 0)
    assert counted.fielding(CATCHER, "passed_ball") == (passed,)


def test_two_wild_pitches_in_one_turn_are_two() -> None:
    told = ("B", advances(11, "1B", "2B", kind="wild_pitch"), "B", advances(11, "2B", "3B", kind="wild_pitch"), "BB")
    assert on_first().play("walk", *told).counted().pitching(PITCHER, "wild_pitches") == (2,)


@pytest.mark.parametrize("kind", ["balk", "forced_balk"])
def test_a_balk_is_the_pitchers_and_counts_once_for_all_runners(kind: str) -> None:
    """Rule 6.02(a): all runners advance one base."""
    game = ScoredGame().play("single").play("walk", "BBBB", advances(11, "1B", "2B"))
    moves = (advances(11, "2B", "3B", kind=kind), advances(12, "1B", "2B", kind=kind))
    counted = game.play("strikeout", Action(kind, {}), *moves, "SSS").counted()
    assert counted.pitching(PITCHER, "balks wild_pitches") == (1, 0)


def test_the_catcher_who_came_in_has_what_happens_to_him() -> None:
    """Steals and passed balls are those of the catcher who caught the pitch (9.13(b))."""
    change = moves_to(SHORT, "2")
    counted = on_first().play("walk", change, "B", steals(11, "1B", "2B"), "BBB").counted()
    assert counted.fielding(SHORT, "stolen_bases") == (1,)
    assert counted.fielding(CATCHER, "stolen_bases") == (0,)


def test_a_movement_of_an_unknown_kind_is_counted_as_unknown_and_moves() -> None:
    counted = on_first().play("walk", "B", advances(11, "1B", "2B", kind="teleport"), "BBB").counted()
    assert counted.game.unknown == {"movement: teleport": 1}
    assert counted.team(AWAY, "left_on_base") == (2,)
