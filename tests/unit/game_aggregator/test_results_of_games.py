"""How games end: walk-off, no bottom half, tie, shortened, forfeit (Official Baseball Rules 7.01 to 7.03, 9.03)."""

from typing import Any

import pytest

from support.scoring import AWAY, HOME, STARTERS, Document, ScoredGame, a_sound_game, advances, counted


def forfeited(game: ScoredGame, *, winner: int, runs: tuple[int, int]) -> Document:
    """The document of a game that was given to ``winner``; the line score's totals say so."""
    game.status = "R"
    document = game.document()
    teams: Any = document["liveData"]["linescore"]["teams"]
    teams["away"]["runs"], teams["home"]["runs"] = runs
    document["liveData"].pop("decisions", None)
    assert (runs[HOME] > runs[AWAY]) == (winner == HOME)
    return document


def test_a_home_team_that_leads_does_not_bat_in_the_last_half() -> None:
    """Rule 7.01(g)(1)."""
    made = a_sound_game().counted()
    assert (made.game.score, made.game.winning_side) == ((0, 1), HOME)
    assert made.breaches == set()


@pytest.mark.parametrize("outs", [0, 1, 2])
def test_a_walk_off_ends_the_half_with_fewer_outs_and_leaves_who_is_on_base(outs: int) -> None:
    """Rules 7.01(g)(3) and 9.02(g): the batter who brought the run home is left on base."""
    game = ScoredGame().quiet(1, 8).half(9, top=True).out(3).half(9, top=False).out(outs)
    runner = game.next_batter
    made = game.play("triple").play("single", "X", advances(runner, "3B", "score"), rbi=1).counted()
    assert (made.game.score, made.game.winning_side) == ((0, 1), HOME)
    assert made.team(HOME, "left_on_base") == (1,)
    assert made.breaches == set()


def test_a_tie_has_no_winner() -> None:
    game = ScoredGame().quiet(1, 9)
    game.status = "FT"
    made = game.counted()
    assert (made.game.score, made.game.winning_side, made.game.decisions) == ((0, 0), None, {})
    assert made.breaches == set()


def test_a_game_called_in_mid_inning_may_end_with_any_outs() -> None:
    """Rule 7.01(c): a regulation game that is called."""
    game = ScoredGame().out(3).half(1, top=False).play("home_run", rbi=1).out(3).quiet(2, 5)
    game.half(6, top=True).out(1)
    game.status = "FR"
    made = game.counted()
    assert (made.game.score, made.breaches) == ((0, 1), set())


@pytest.mark.parametrize(("winner", "score"), [(AWAY, (9, 0)), (HOME, (0, 9))])
def test_a_forfeit_is_nine_to_nothing_unless_the_winner_was_ahead(winner: int, score: tuple[int, int]) -> None:
    """Rule 7.03 and the definition of a forfeited game."""
    made = counted(forfeited(ScoredGame().quiet(1, 3), winner=winner, runs=score))
    assert (made.game.score, made.game.winning_side) == (score, winner)
    assert made.breaches == set()


def test_a_winner_by_forfeit_who_was_ahead_keeps_the_score_that_was_played() -> None:
    """Rule 9.03(e)(1): if the winner was ahead, the score of the play stands."""
    game = ScoredGame().out(3).half(1, top=False).play("home_run", rbi=1).out(3).quiet(2, 3)
    made = counted(forfeited(game, winner=HOME, runs=(0, 1)))
    assert (made.game.score, made.game.winning_side) == ((0, 1), HOME)


def test_a_leader_who_forfeits_loses_and_the_statistics_of_the_play_stand() -> None:
    """Rule 9.03(e)(2): individual statistics count, the game is lost by nine to nothing."""
    game = ScoredGame().out(3).half(1, top=False).play("home_run", rbi=1).out(3).quiet(2, 3)
    made = counted(forfeited(game, winner=AWAY, runs=(9, 0)))
    assert (made.game.score, made.game.winning_side) == ((9, 0), AWAY)
    assert made.batting(21, "home_runs runs") == (1, 1)
    assert made.pitching(STARTERS[AWAY], "runs complete_games shutouts") == (1, 1, 0)
    assert made.team(HOME, "runs batting_runs") == (0, 1)


def test_a_game_scheduled_for_seven_innings_is_over_after_seven() -> None:
    game = ScoredGame(scheduled_innings=7).out(3).half(1, top=False).play("home_run", rbi=1).out(3).quiet(2, 6)
    made = game.half(7, top=True).out(3).counted()
    assert made.breaches == set()
    assert made.pitching(STARTERS[HOME], "outs complete_games shutouts") == (21, 1, 1)
