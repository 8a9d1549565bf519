"""Saves, holds and blown saves, scenario by scenario (Official Baseball Rules 9.17 and 9.19, official practice).

The visitors' pitchers are 100 and up, the home team's 200 and up.
"""

import pytest

from support.told_games import Told


def leading(runs: int, *, before: int = 9) -> Told:
    """The home team leads; the game stands at the beginning of an inning, its starter on the mound."""
    told = Told().half(1, top=True, outs=3).half(1, top=False).home(*range(1, runs + 1)).out(3)
    return told.quiet(2, before - 1)


def finished(told: Told) -> Told:
    """The home team's lead holds: the half at hand ends, and the rest of the game is quiet."""
    told.out(3 - told.outs_made)
    for inning in range(told.inning, 10):
        if inning > told.inning or told.top:
            if inning > told.inning:
                told.half(inning, top=True, outs=3)
            if inning < 9:
                told.half(inning, top=False, outs=3)
    return told


# ---- the save situation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lead", "outs", "runners", "is_one"),
    [
        (3, 0, 0, True),
        (4, 0, 0, False),
        (3, 1, 0, False),
        (2, 2, 0, True),
        (3, 2, 1, True),
        (4, 0, 1, False),
        (4, 1, 2, True),
        (5, 2, 3, True),
        (6, 0, 3, False),
    ],
)
def test_in_the_ninth_a_save_situation_is_an_inning_or_the_tying_run(
    lead: int, outs: int, runners: int, is_one: bool
) -> None:
    """Whoever lets the lead go in a save situation has blown the save; otherwise there was none to blow."""
    told = leading(lead).half(9, top=True, outs=outs)
    for runner in range(50, 50 + runners):
        told.on(runner)
    told.change(201).home(*range(50, 50 + runners), *range(60, 60 + lead - runners)).out(3 - outs)
    told.half(9, top=False).home(90)
    decisions = told.decided()
    assert decisions.blown == ((201,) if is_one else ())
    assert decisions.winner == 201


@pytest.mark.parametrize(("inning", "outs", "is_one"), [(5, 0, True), (7, 2, True), (8, 2, True), (9, 1, False)])
def test_before_the_ninth_a_lead_of_three_is_always_enough(inning: int, outs: int, is_one: bool) -> None:
    told = leading(3, before=inning).half(inning, top=True, outs=outs).change(201).home(51, 52, 53).out(3 - outs)
    assert told.decided().blown == ((201,) if is_one else ())


@pytest.mark.parametrize(("outs", "blown"), [(0, (201,)), (1, ())])
def test_in_extra_innings_the_outs_of_the_half_count(outs: int, blown: tuple[int, ...]) -> None:
    """A lead of three, nobody on: with all three outs to get it is one, with two it is not."""
    told = Told().quiet(1, 9)
    told.half(10, top=True).home(1, 2, 3).out(3).half(10, top=False, outs=outs).change(101)
    told.home(51, 52, 53).out(3 - outs)
    assert told.decided().blown == tuple(pitcher - 100 for pitcher in blown)


def test_an_automatic_runner_brings_the_tying_run_nearer() -> None:
    told = Told().quiet(1, 9)
    told.half(10, top=True).home(1, 2, 3).out(3).half(10, top=False).automatic(50).out().change(101)
    told.home(50, 51, 52)
    assert told.decided().blown == (101,)


# ---- blown saves -------------------------------------------------------------------------------------------------


def test_a_save_is_blown_by_whoever_pitches_when_the_score_is_tied_also_by_anothers_runner() -> None:
    told = leading(1, before=8).half(8, top=True).on(50).change(201).home(50).out(3)
    told.half(8, top=False).home(90).out(3).half(9, top=True).change(202).out(3)
    decisions = told.decided()
    assert decisions.blown == (201,)
    assert decisions.winner == 201, "a win and a blown save may come together"
    assert decisions.save == 202


def test_a_save_is_blown_also_by_the_pitcher_of_the_side_that_loses() -> None:
    told = leading(2, before=6).half(6, top=True).change(201).home(50, 51, 52).out(3).half(6, top=False, outs=3)
    decisions = finished(told.half(7, top=True).out(3)).decided()
    assert (decisions.blown, decisions.loser, decisions.winner) == ((201,), 201, 100)


def test_a_lead_that_shrinks_but_stays_is_not_blown() -> None:
    told = leading(3, before=8).half(8, top=True).change(201).home(50, 51).out(3).half(8, top=False, outs=3)
    decisions = told.half(9, top=True).change(202).out(3).decided()
    assert (decisions.blown, decisions.holds, decisions.save) == ((), (201,), 202)


# ---- holds -------------------------------------------------------------------------------------------------------


def test_a_hold_needs_an_out() -> None:
    told = leading(3, before=8).half(8, top=True).change(201).on(50).change(202).out(3).half(8, top=False, outs=3)
    decisions = told.half(9, top=True).change(203).out(3).decided()
    assert decisions.holds == (202,)


def test_a_hold_and_a_loss_may_come_together() -> None:
    """He left with the lead, but the runs that decided were his."""
    told = leading(1, before=8).half(8, top=True).change(201).out().on(50).on(51).change(202).home(50, 51).out(2)
    told.half(8, top=False, outs=3).half(9, top=True, outs=3).half(9, top=False).change(101).out(3)
    decisions = told.decided()
    assert (decisions.holds, decisions.loser) == ((201,), 201)
    assert decisions.blown == (202,)
    assert (decisions.winner, decisions.save) == (100, 101)


def test_there_are_holds_in_a_tied_game() -> None:
    told = leading(1, before=6).half(6, top=True).change(201).out(3).half(6, top=False, outs=3)
    told.half(7, top=True).change(202).home(50).out(3)
    decisions = told.decided()
    assert (decisions.winner, decisions.loser, decisions.save) == (None, None, None)
    assert (decisions.holds, decisions.blown) == ((201,), (202,))


def test_the_last_pitcher_of_a_side_has_no_hold() -> None:
    decisions = leading(3).half(9, top=True).change(201).out(3).decided()
    assert (decisions.holds, decisions.save) == ((), 201)


def short_start() -> Told:
    """The home team's starter leaves with the lead after four innings; three relievers keep it."""
    told = leading(2, before=5).half(5, top=True).change(201).out(3).half(5, top=False, outs=3)
    told.half(6, top=True).change(202).out(3).half(6, top=False, outs=3)
    told.half(7, top=True, outs=3).half(7, top=False, outs=3).half(8, top=True, outs=3).half(8, top=False, outs=3)
    return told.half(9, top=True).change(203).out(3)


def test_a_starter_with_too_few_outs_does_not_win_and_his_successor_has_no_hold() -> None:
    decisions = short_start().decided()
    assert decisions.winner == 202, "the most effective reliever"
    assert decisions.holds == (), "201 was of record while the lead lasted"
    assert decisions.save == 203


def test_whoever_wins_instead_the_successor_of_a_short_start_has_no_hold() -> None:
    decisions = short_start().decided(winner=203)
    assert (decisions.holds, decisions.save) == ((202,), None)


def test_a_successor_of_a_short_start_has_no_hold_when_the_lead_is_lost_later_either() -> None:
    told = leading(2, before=5).half(5, top=True).change(201).out(3).half(5, top=False, outs=3)
    told.half(6, top=True).change(202).home(50, 51).out(3).half(6, top=False).home(90).out(3)
    decisions = finished(told.half(7, top=True, outs=3)).decided()
    assert (decisions.holds, decisions.blown, decisions.winner) == ((), (202,), 202)


def test_a_successor_of_a_short_start_who_loses_the_lead_has_blown_no_save() -> None:
    """So does the official box score of the recorded game 778563: in line for the win, he has nothing to save."""
    told = leading(1, before=5).half(5, top=True).change(201).home(50, 51).out(3).half(5, top=False).home(90).out(3)
    assert finished(told.half(6, top=True, outs=3)).decided().blown == ()


# ---- saves -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("inning", "outs", "saves"), [(7, 0, True), (7, 1, False), (8, 0, False)])
def test_three_innings_save_any_lead(inning: int, outs: int, saves: bool) -> None:
    told = leading(9, before=inning).half(inning, top=True, outs=outs).change(201).out(3 - outs)
    for number in range(inning, 9):
        told.half(number, top=False, outs=3).half(number + 1, top=True, outs=3)
    assert told.decided().save == (201 if saves else None)


def test_an_out_saves_with_the_tying_run_on_deck() -> None:
    assert leading(3).half(9, top=True, outs=2).on(50).change(201).out().decided().save == 201
    assert leading(4).half(9, top=True, outs=2).on(50).change(201).out().decided().save is None


# ---- winners -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("innings", "start", "winner"), [(5, 12, 200), (5, 11, 201), (6, 14, 201), (6, 15, 200)])
def test_a_start_of_five_innings_wins_and_of_four_in_a_game_of_five(innings: int, start: int, winner: int) -> None:
    told = Told().half(1, top=True, outs=3).half(1, top=False).home(1).out(3)
    for inning in range(2, innings + 1):
        before = 3 * (inning - 1)
        told.half(inning, top=True)
        if before <= start < before + 3:
            told.out(start - before).change(201).out(3 - (start - before))
        else:
            told.out(3)
        if inning < innings:
            told.half(inning, top=False, outs=3)
    assert told.decided().winner == winner


# ---- forfeits (9.03(e)) ------------------------------------------------------------------------------------------


def test_the_leaders_opponent_forfeits_and_the_decisions_are_those_of_a_called_game() -> None:
    decisions = leading(2, before=7).decided(forfeited_by=0)
    assert (decisions.winner, decisions.loser) == (200, 100)


def test_when_the_leader_forfeits_nobody_wins_and_holds_stand() -> None:
    told = leading(2, before=6).half(6, top=True).change(201).out(3).half(6, top=False, outs=3)
    decisions = told.half(7, top=True).change(202).out(3).decided(forfeited_by=1)
    assert (decisions.winner, decisions.loser, decisions.save) == (None, None, None)
    assert decisions.holds == (201,)
