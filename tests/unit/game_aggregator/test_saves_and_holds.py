"""Save situations, holds and blown saves (Official Baseball Rules 9.17 and 9.19, and official practice).

The home team leads; its pitchers are 250 (the starter), 251, 252 and 253.
"""

import pytest

from support.scoring import AWAY, HOME, STARTERS, ScoredGame, advances, automatic_runner, new_pitcher

STARTER, FIRST, SECOND, THIRD = STARTERS[HOME], 251, 252, 253
BASES = ("3B", "2B", "1B")


def leading(runs: int, *, before: int = 9, scheduled: int = 9) -> ScoredGame:
    """The home team leads; the game stands before an inning, its starter on the mound."""
    game = ScoredGame(scheduled_innings=scheduled).out(3).half(1, top=False)
    for _ in range(runs):
        game.play("home_run", rbi=1)
    return game.out(3).quiet(2, before - 1)


def loaded(game: ScoredGame, runners: int) -> list[tuple[int, str]]:
    """So many walks in a row; returns who is on base, from the foremost on."""
    on: list[int] = []
    for _ in range(runners):
        moves = [advances(runner, f"{place}B", f"{place + 1}B") for runner, place in _places(on)]
        batter = game.next_batter
        game.play("walk", "BBBB", *moves)
        on.append(batter)
    return [(runner, f"{place}B") for runner, place in reversed(_places(on))]


def _places(on: list[int]) -> list[tuple[int, int]]:
    return [(runner, len(on) - number) for number, runner in enumerate(on)]


def homers(
    game: ScoredGame, count: int, *, on: list[tuple[int, str]] | None = None, pitcher: int | None = None
) -> None:
    """So many runs by home runs; the first one clears the bases."""
    for number in range(count):
        clearing = [advances(runner, base, "score") for runner, base in (on or [])] if number == 0 else []
        change = [new_pitcher(pitcher)] if number == 0 and pitcher is not None else []
        game.play("home_run", *change, "X", *clearing, rbi=1 + len(clearing))


RELIEF = "holds blown_saves save_opportunities"


@pytest.mark.parametrize(
    ("lead", "outs", "runners", "is_one"),
    [
        (1, 2, 0, True),
        (2, 2, 0, True),
        (3, 0, 0, True),
        (3, 1, 0, False),
        (3, 2, 1, True),
        (4, 0, 0, False),
        (4, 0, 1, False),
        (4, 1, 2, True),
        (5, 2, 3, True),
        (6, 0, 3, False),
    ],
)
def test_in_the_ninth_a_save_situation_is_an_inning_or_the_tying_run(
    lead: int, outs: int, runners: int, is_one: bool
) -> None:
    """Rule 9.19(4): three runs and an inning, or the tying run on base, at bat or on deck."""
    game = leading(lead).half(9, top=True).out(outs)
    on = loaded(game, runners)
    homers(game, lead - runners, on=on, pitcher=FIRST)
    assert game.score[AWAY] == lead
    assert game.counted().pitching(FIRST, RELIEF) == (0, int(is_one), int(is_one))


@pytest.mark.parametrize(("inning", "outs", "is_one"), [(6, 0, True), (7, 2, True), (8, 2, True), (9, 1, False)])
def test_before_the_last_inning_a_lead_of_three_is_always_enough(inning: int, outs: int, is_one: bool) -> None:
    """Rule 9.19(4)(A): at least one inning is still to be pitched."""
    game = leading(3, before=inning).half(inning, top=True).out(outs)
    homers(game, 3, pitcher=FIRST)
    assert game.counted().pitching(FIRST, "blown_saves") == (int(is_one),)


@pytest.mark.parametrize(("scheduled", "is_one"), [(7, False), (9, True)])
def test_the_last_inning_is_the_scheduled_one(scheduled: int, is_one: bool) -> None:
    """A game scheduled for seven (rule 7.02(a) for doubleheaders): with one out in the seventh, two are left."""
    game = leading(3, before=7, scheduled=scheduled).half(7, top=True).out(1)
    homers(game, 3, pitcher=FIRST)
    assert game.counted().pitching(FIRST, "blown_saves") == (int(is_one),)


def test_an_automatic_runner_brings_the_tying_run_nearer() -> None:
    """Rule 9.19(4)(B) speaks of who is on base, however he came there."""
    game = ScoredGame().quiet(1, 9).half(10, top=True)
    homers(game, 3)
    game.out(3).half(10, top=False).play("field_out", automatic_runner(29), "X")
    game.play("home_run", new_pitcher(151), "X", advances(29, "2B", "score", earned=False), rbi=2)
    homers(game, 1)
    assert game.counted().pitching(151, "blown_saves") == (1,)


# ---- blown saves -------------------------------------------------------------------------------------------------


def test_the_save_is_blown_by_whoever_pitches_when_the_score_is_tied_also_by_anothers_runner() -> None:
    game = leading(1, before=8).half(8, top=True)
    runner = game.next_batter
    game.play("triple").play("single", new_pitcher(FIRST), "X", advances(runner, "3B", "score"), rbi=1)
    counted = game.counted()
    assert counted.pitching(FIRST, "blown_saves runs inherited_runners_scored") == (1, 0, 1)
    assert counted.pitching(STARTER, "blown_saves runs") == (0, 1)


def test_a_lead_that_shrinks_but_stays_is_held() -> None:
    game = leading(3, before=8).half(8, top=True)
    homers(game, 2, pitcher=FIRST)
    game.out(3).half(9, top=True).play("field_out", new_pitcher(SECOND), "X").out(2)
    counted = game.decided(winner=STARTER, loser=STARTERS[AWAY], save=SECOND).counted()
    assert counted.pitching(FIRST, RELIEF) == (1, 0, 0)
    assert counted.pitching(SECOND, f"{RELIEF} saves games_finished") == (0, 0, 1, 1, 1)


def test_a_lead_that_was_never_a_save_situation_is_neither_held_nor_blown() -> None:
    game = leading(5, before=8).half(8, top=True).play("field_out", new_pitcher(FIRST), "X").out(2)
    game.half(9, top=True).play("field_out", new_pitcher(SECOND), "X").out(2)
    assert game.counted().pitching(FIRST, RELIEF) == (0, 0, 0)


# ---- holds -------------------------------------------------------------------------------------------------------


def test_a_hold_needs_an_out() -> None:
    game = leading(3, before=8).half(8, top=True).play("walk", new_pitcher(FIRST), "BBBB")
    game.play("field_out", new_pitcher(SECOND), "X").out(2)
    game.half(9, top=True).play("field_out", new_pitcher(THIRD), "X").out(2)
    counted = game.counted()
    assert [counted.pitching(p, "holds") for p in (FIRST, SECOND, THIRD)] == [(0,), (1,), (0,)]


def test_a_hold_and_a_loss_may_come_together() -> None:
    """He left with the lead, and the runs that decided were his (rule 9.16(g))."""
    game = leading(1, before=8).half(8, top=True).play("field_out", new_pitcher(FIRST), "X")
    on = loaded(game, 1)
    homers(game, 1, on=on, pitcher=SECOND)
    game.out(2).half(8, top=False).out(3).half(9, top=True).out(3).half(9, top=False).out(3)
    counted = game.decided(winner=STARTERS[AWAY], loser=FIRST).counted()
    assert counted.pitching(FIRST, "holds losses blown_saves runs") == (1, 1, 0, 1)
    assert counted.pitching(SECOND, "holds losses blown_saves runs") == (0, 0, 1, 1)
    assert counted.breaches == set()


def test_there_are_holds_in_a_tied_game() -> None:
    game = leading(1, before=6).half(6, top=True).play("field_out", new_pitcher(FIRST), "X").out(2)
    game.half(6, top=False).out(3).half(7, top=True)
    homers(game, 1, pitcher=SECOND)
    game.out(3)
    game.status = "FT"
    counted = game.counted()
    assert counted.pitching(FIRST, "holds blown_saves") == (1, 0)
    assert counted.pitching(SECOND, "holds blown_saves") == (0, 1)
    assert counted.game.winning_side is None


def test_the_winning_pitcher_has_no_hold() -> None:
    """Rule 9.19(2): who wins is in no save situation."""
    game = leading(2, before=6).half(6, top=True).play("field_out", new_pitcher(FIRST), "X").out(2)
    game.half(6, top=False).out(3).half(7, top=True).play("field_out", new_pitcher(SECOND), "X").out(2)
    assert game.counted().pitching(FIRST, "holds") == (1,)
    assert game.decided(winner=FIRST, loser=STARTERS[AWAY]).counted().pitching(FIRST, "holds wins") == (0, 1)


def test_the_successor_of_a_start_too_short_to_win_is_in_line_for_the_win_and_has_no_hold() -> None:
    """Rules 9.17(b) and 9.19(2): recorded game 716896 has no hold for him although another pitcher won."""
    game = leading(2, before=5).half(5, top=True).play("field_out", new_pitcher(FIRST), "X").out(2)
    game.half(5, top=False).out(3).half(6, top=True).play("field_out", new_pitcher(SECOND), "X").out(2)
    game.half(6, top=False).out(3).half(7, top=True).play("field_out", new_pitcher(THIRD), "X").out(2)
    counted = game.decided(winner=THIRD, loser=STARTERS[AWAY]).counted()
    assert counted.pitching(FIRST, RELIEF) == (0, 0, 0)
    assert counted.pitching(SECOND, "holds") == (1,)


@pytest.mark.parametrize(
    ("innings", "start", "in_line"), [(5, 12, False), (5, 11, True), (6, 14, True), (6, 15, False)]
)
def test_a_start_is_long_enough_with_five_innings_or_with_four_of_five(innings: int, start: int, in_line: bool) -> None:
    """Rule 9.17(b): the reliever after a start that is long enough is in a save situation."""
    game = leading(1, before=1)
    changes = {start: [new_pitcher(FIRST)], start + 1: [new_pitcher(SECOND)]}
    for out in range(3, 3 * innings):
        inning = out // 3 + 1
        if out % 3 == 0 and inning > 2:
            game.half(inning - 1, top=False).out(3)
        if out % 3 == 0:
            game.half(inning, top=True)
        game.play("field_out", *changes.get(out, []), "X")
    assert game.counted().pitching(FIRST, "holds") == (int(not in_line),)
