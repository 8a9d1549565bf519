"""Runners left to a reliever, and whose runs they are (Official Baseball Rule 9.16(g))."""

import pytest

from support.scoring import (
    AWAY,
    HOME,
    STARTERS,
    ScoredGame,
    advances,
    automatic_runner,
    new_pitcher,
    pinch_runner,
    put_out,
    steals,
)

STARTER, RELIEVER, LAST = STARTERS[HOME], 251, 252
RELIEF = "inherited_runners inherited_runners_scored runs earned_runs"


def two_on() -> ScoredGame:
    """11 on second and 12 on first, both put there by the starter."""
    return ScoredGame().play("single").play("walk", "BBBB", advances(11, "1B", "2B"))


def test_a_reliever_inherits_who_is_on_base() -> None:
    counted = two_on().play("strikeout", new_pitcher(RELIEVER), "SSS").counted()
    assert counted.pitching(RELIEVER, RELIEF) == (2, 0, 0, 0)
    assert counted.pitching(STARTER, RELIEF) == (0, 0, 0, 0)


def test_inherited_runners_who_score_are_the_first_pitchers_runs() -> None:
    """Rule 9.16(g): the relief pitcher is not charged with a runner who was on base when he came in."""
    moves = (advances(11, "2B", "score"), advances(12, "1B", "score"))
    counted = two_on().play("double", new_pitcher(RELIEVER), "X", *moves, rbi=2).counted()
    assert counted.pitching(RELIEVER, RELIEF) == (2, 2, 0, 0)
    assert counted.pitching(STARTER, RELIEF) == (0, 0, 2, 2)
    assert counted.pitching(RELIEVER, "hits rbi") == (1, 2)
    assert counted.breaches == set()


def test_the_relievers_own_runners_are_his_runs() -> None:
    game = two_on().play("walk", new_pitcher(RELIEVER), "BBBB", advances(11, "2B", "3B"), advances(12, "1B", "2B"))
    moves = (advances(11, "3B", "score"), advances(12, "2B", "score"), advances(13, "1B", "score"))
    counted = game.play("triple", "X", *moves, rbi=3).counted()
    assert counted.pitching(RELIEVER, RELIEF) == (2, 2, 1, 1)
    assert counted.pitching(STARTER, RELIEF) == (0, 0, 2, 2)


def test_a_third_pitcher_inherits_from_both() -> None:
    game = two_on().play("walk", new_pitcher(RELIEVER), "BBBB", advances(11, "2B", "3B"), advances(12, "1B", "2B"))
    moves = tuple(advances(runner, base, "score") for runner, base in ((11, "3B"), (12, "2B"), (13, "1B")))
    counted = game.play("home_run", new_pitcher(LAST), "X", *moves, rbi=4).counted()
    assert counted.pitching(LAST, RELIEF) == (3, 3, 1, 1)
    assert counted.pitching(RELIEVER, RELIEF) == (2, 0, 1, 1)
    assert counted.pitching(STARTER, RELIEF) == (0, 0, 2, 2)


def test_the_document_says_who_is_responsible_after_a_forces_exchange() -> None:
    """Rule 9.16(g) comment: the batter who reaches by forcing out an inherited runner is the first pitcher's."""
    game = ScoredGame().play("single").play("force_out", new_pitcher(RELIEVER), "X", put_out(11, "1B"))
    counted = game.play("triple", "X", advances(12, "1B", "score", charged=STARTER), rbi=1).counted()
    assert counted.pitching(STARTER, RELIEF) == (0, 0, 1, 1)
    assert counted.pitching(RELIEVER, RELIEF) == (1, 1, 0, 0)


def test_a_pinch_runner_is_inherited_in_place_of_whom_he_runs_for() -> None:
    told = (pinch_runner(111, replaces=11), new_pitcher(RELIEVER), "X", advances(111, "1B", "score"))
    counted = ScoredGame().play("single").play("double", *told, rbi=1).counted()
    assert counted.pitching(RELIEVER, RELIEF) == (1, 1, 0, 0)
    assert counted.pitching(STARTER, "runs") == (1,)
    assert counted.batting(111, "runs games_played plate_appearances") == (1, 1, 0)


def test_who_comes_in_before_the_halfs_first_pitch_does_not_inherit_the_automatic_runner() -> None:
    """The automatic runner stands there because of the rule, not of a pitcher (rule 5.01(e), official practice)."""
    game = ScoredGame().quiet(1, 9).half(10, top=True)
    counted = game.play("field_out", automatic_runner(19), new_pitcher(RELIEVER), "X").counted()
    assert counted.pitching(RELIEVER, "inherited_runners") == (0,)


def test_who_comes_in_later_inherits_the_automatic_runner() -> None:
    game = ScoredGame().quiet(1, 9).half(10, top=True)
    counted = game.play("field_out", automatic_runner(19), "SS", new_pitcher(RELIEVER), "X").counted()
    assert counted.pitching(RELIEVER, "inherited_runners") == (1,)


def test_an_automatic_runners_run_is_unearned_and_his_half_balances() -> None:
    """Rule 9.16(b): as if he had reached by an error; he had no turn at bat."""
    game = ScoredGame().quiet(1, 9).half(10, top=True)
    told = (automatic_runner(19), "X", advances(19, "2B", "score", earned=False))
    counted = game.play("single", *told, rbi=1).out(3).half(10, top=False).out(3).counted()
    assert counted.pitching(STARTER, "runs earned_runs inherited_runners_scored") == (1, 0, 0)
    assert counted.batting(19, "runs plate_appearances") == (1, 3)
    assert counted.breaches == set()


def test_a_run_earned_for_the_pitcher_may_be_unearned_for_his_team() -> None:
    """Rule 9.16(i): a relief pitcher has no benefit of chances for outs before he came in."""
    game = ScoredGame().play("home_run", new_pitcher(RELIEVER), "X", advances(11, None, "score", team_unearned=True))
    counted = game.counted()
    assert counted.pitching(RELIEVER, "runs earned_runs") == (1, 1)
    assert counted.team(HOME, "pitching_runs pitching_earned_runs") == (1, 0)


def test_relief_that_no_event_tells_of_is_seen_by_the_plays_pitcher() -> None:
    game = ScoredGame().play("single")
    game.pitchers[HOME] = RELIEVER
    counted = game.play("strikeout").counted()
    assert counted.pitching(RELIEVER, "batters_faced strike_outs inherited_runners games_finished") == (1, 1, 1, 1)
    assert counted.pitching(STARTER, "batters_faced games_started games_finished") == (1, 1, 0)


def test_a_steal_while_the_reliever_pitches_is_the_relievers() -> None:
    counted = ScoredGame().play("single").play("strikeout", new_pitcher(RELIEVER), "S", steals(11, "1B", "2B"), "SS")
    assert counted.counted().pitching(RELIEVER, "stolen_bases") == (1,)
    assert counted.counted().pitching(STARTER, "stolen_bases") == (0,)


# ---- who began, who finished, who was alone ----------------------------------------------------------------------


def test_who_pitches_alone_has_a_complete_game_and_a_shutout_when_nobody_scored() -> None:
    """Rule 9.18."""
    counted = ScoredGame().half(1, top=True).out(3).half(1, top=False).play("home_run", rbi=1).out(3).counted()
    names = "games_started complete_games shutouts games_finished"
    assert counted.pitching(STARTERS[HOME], names) == (1, 1, 1, 0)
    assert counted.pitching(STARTERS[AWAY], names) == (1, 1, 0, 0)


def test_of_several_pitchers_the_last_finished_and_the_shutout_is_the_teams() -> None:
    """Rule 9.18: no pitcher has a shutout unless he pitched the complete game."""
    game = ScoredGame().half(1, top=True).out(3).half(1, top=False).play("home_run", rbi=1).out(3)
    counted = (
        game.half(2, top=True)
        .play("field_out", new_pitcher(RELIEVER), "X")
        .out()
        .play("field_out", new_pitcher(LAST), "X")
        .counted()
    )
    names = "games_started games_finished complete_games shutouts games_pitched"
    assert counted.pitching(STARTER, names) == (1, 0, 0, 0, 1)
    assert counted.pitching(RELIEVER, names) == (0, 0, 0, 0, 1)
    assert counted.pitching(LAST, names) == (0, 1, 0, 0, 1)
    assert counted.team(HOME, "pitching_shutouts pitching_complete_games") == (1, 0)


@pytest.mark.parametrize(("role", "column"), [("winner", "wins"), ("loser", "losses"), ("save", "saves")])
def test_the_decisions_are_the_official_scorers(role: str, column: str) -> None:
    """Rules 9.17 and 9.19 leave them to the official scorer; they are read from ``decisions``."""
    game = ScoredGame().half(1, top=True).out(3).half(1, top=False).play("home_run", rbi=1).out(3)
    game.half(2, top=True).play("field_out", new_pitcher(RELIEVER), "X").out(2)
    counted = game.decided(winner=STARTER, loser=STARTERS[AWAY], save=RELIEVER).counted()
    players = {"winner": STARTER, "loser": STARTERS[AWAY], "save": RELIEVER}
    for player in (STARTER, RELIEVER, STARTERS[AWAY]):
        assert counted.pitching(player, column) == (int(player == players[role]),)
    assert counted.breaches == set()
