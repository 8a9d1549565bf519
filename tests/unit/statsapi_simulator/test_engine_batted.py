"""What becomes of balls in play, one scenario a rule."""

from random import Random

import pytest

from statsapi_simulator.baseball.batted import BattedBall
from statsapi_simulator.baseball.fielding import Defense
from statsapi_simulator.baseball.legs import Leg, Outcome
from statsapi_simulator.baseball.records import Bases, Hit
from support.games import a_played_game

PLAYED = a_played_game(1)
PLAYERS = dict(PLAYED.players)
FIELDERS = PLAYED.opening[1]
BATTER, FIRST, SECOND, THIRD = PLAYED.opening[0].order[:4]


def ball(*, bases: Bases | None = None, outs: int = 0, seed: int = 1, runs_to_win: int | None = None) -> BattedBall:
    return BattedBall(
        Random(seed),
        batter=PLAYERS[BATTER],
        players=PLAYERS,
        bases=bases or Bases(),
        outs=outs,
        defense=Defense(FIELDERS, {p: player.name for p, player in PLAYERS.items()}),
        offense=1.0,
        runs_to_win=runs_to_win,
    )


def a_hit(trajectory: str = "ground_ball", location: str = "6") -> Hit:
    return Hit(88.0, 4.0, 120.0, trajectory, "medium", location, 110.0, 150.0)


def ends(outcome: Outcome) -> dict[int, str | None]:
    """Where everybody who moved ended; None is out."""
    return {leg.runner: leg.end for leg in outcome.legs}


def outs(outcome: Outcome) -> list[Leg]:
    return [leg for leg in outcome.legs if leg.is_out]


LOADED = Bases(FIRST, SECOND, THIRD)


def test_on_a_home_run_everybody_scores() -> None:
    outcome = ball(bases=LOADED).home_run(a_hit("fly_ball", "8"))
    assert ends(outcome) == dict.fromkeys((BATTER, FIRST, SECOND, THIRD), "score")
    assert "grand slam" in outcome.text


def test_on_a_triple_every_runner_scores() -> None:
    outcome = ball(bases=LOADED).base_hit("triple", a_hit("line_drive", "9"))
    assert ends(outcome) == {BATTER: "3B", FIRST: "score", SECOND: "score", THIRD: "score"}


@pytest.mark.parametrize("seed", range(30))
def test_on_a_single_nobody_passes_the_runner_ahead(seed: int) -> None:
    outcome = ball(bases=LOADED, seed=seed).base_hit("single", a_hit("line_drive", "8"))
    where = ends(outcome)
    assert where[THIRD] == "score"
    if where[SECOND] == "3B":
        assert where[FIRST] == "2B"


def test_a_forced_runner_who_goes_two_bases_has_two_legs() -> None:
    for seed in range(60):
        outcome = ball(bases=Bases(FIRST), seed=seed).base_hit("single", a_hit("line_drive", "9"))
        legs = [leg for leg in outcome.legs if leg.runner == FIRST]
        if legs[-1].end == "3B":
            assert [(leg.start, leg.end, leg.reason) for leg in legs] == [
                ("1B", "2B", "r_adv_force"),
                ("2B", "3B", "r_adv_play"),
            ]
            return
    pytest.fail("nobody ever went from first to third")


def test_the_winning_hit_counts_only_as_far_as_the_winning_runner_goes() -> None:
    outcome = ball(bases=LOADED, outs=1, runs_to_win=1).base_hit("triple", a_hit("line_drive", "9"))
    assert outcome.event_type == "single"
    assert [leg.runner for leg in outcome.legs if leg.end == "score"] == [THIRD]


def test_a_winning_run_from_first_makes_it_a_double() -> None:
    outcome = ball(bases=Bases(FIRST), runs_to_win=1).base_hit("triple", a_hit("line_drive", "9"))
    assert outcome.event_type == "double"
    assert ends(outcome) == {BATTER: "2B", FIRST: "score"}


def test_a_double_play_takes_the_runner_on_first_and_the_batter() -> None:
    outcome = ball(bases=Bases(FIRST, None, THIRD)).double_play(a_hit())
    assert [(leg.runner, leg.out_base) for leg in outs(outcome)] == [(FIRST, "2B"), (BATTER, "1B")]
    assert ends(outcome)[THIRD] == "score"
    assert not outcome.rbi


def test_no_run_scores_on_a_double_play_that_ends_the_half() -> None:
    outcome = ball(bases=Bases(FIRST, None, THIRD), outs=1).double_play(a_hit())
    assert THIRD not in ends(outcome)


def test_a_triple_play_takes_three() -> None:
    outcome = ball(bases=Bases(FIRST, SECOND)).triple_play(a_hit(location="5"))
    assert [leg.runner for leg in outs(outcome)] == [SECOND, FIRST, BATTER]


def test_no_run_scores_on_a_third_out_on_the_ground() -> None:
    for seed in range(20):
        outcome = ball(bases=LOADED, outs=2, seed=seed).ground_out(a_hit())
        assert "score" not in ends(outcome).values()


def test_on_a_force_out_the_batter_stands_in_for_the_runner_put_out() -> None:
    outcome = ball(bases=Bases(FIRST)).force_out(a_hit())
    assert outcome.swaps == ((FIRST, BATTER),)
    assert ends(outcome) == {FIRST: None, BATTER: "1B"}


def test_a_sacrifice_bunt_moves_everybody_up() -> None:
    outcome = ball(bases=Bases(FIRST, SECOND)).sacrifice_bunt(a_hit("bunt_grounder", "1"))
    assert ends(outcome) == {BATTER: None, FIRST: "2B", SECOND: "3B"}


def test_a_fly_ball_with_a_runner_on_third_is_a_sacrifice_or_a_double_play() -> None:
    kinds = set()
    for seed in range(200):
        case = ball(bases=Bases(FIRST, None, THIRD), seed=seed)
        outcome = case.tagging_home("8", Leg(BATTER, None, None, out_base="1B"))
        kinds.add(outcome.event_type)
        assert (ends(outcome)[THIRD] == "score") == outcome.event_type.startswith("sac_fly")
    assert kinds == {"sac_fly", "sac_fly_double_play", "double_play"}


def test_nobody_tags_up_with_two_out() -> None:
    for seed in range(20):
        outcome = ball(bases=LOADED, outs=2, seed=seed).air_out(a_hit("fly_ball", "8"))
        assert ends(outcome) == {BATTER: None}


def test_a_batter_who_reaches_on_an_error_costs_the_defense_an_out() -> None:
    for seed in range(40):
        outcome = ball(bases=LOADED, seed=seed).error(a_hit())
        assert outcome.phantom_outs == 1
        assert not outcome.rbi
        assert ends(outcome)[THIRD] == "score"
        bases = [end for end in ends(outcome).values() if end not in (None, "score")]
        assert len(bases) == len(set(bases))


def test_a_choice_at_home_leaves_the_batter_on_first() -> None:
    outcome = ball(bases=Bases(None, None, THIRD)).choice_at_home(a_hit())
    assert ends(outcome) == {THIRD: None, BATTER: "1B"}
    assert outs(outcome)[0].out_base == "4B"


def test_a_line_drive_can_double_off_the_runner() -> None:
    outcome = ball(bases=Bases(FIRST)).doubled_off("6", Leg(BATTER, None, None, out_base="1B"))
    assert [leg.runner for leg in outs(outcome)] == [BATTER, FIRST]
