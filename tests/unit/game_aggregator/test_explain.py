"""The plays behind a number add up to the number, for every statistic of every player of a game."""

import pytest

from baseball_core.errors import SettingsError
from baseball_core.statistics.catalogue import BY_GROUP
from game_aggregator.evaluation import evaluate
from game_aggregator.explain import explain, statistics_named
from support.games import a_timeline, last_document
from support.scoring import Counted, ScoredGame, advances, read


@pytest.mark.parametrize("story", ["regular", "two_way", "extra_innings"])
def test_the_plays_behind_every_number_of_a_game_add_up_to_it(story: str) -> None:
    document = read(last_document(a_timeline(story, 2)))
    counted = Counted(evaluate([document], {})[0])
    for group, statistics in BY_GROUP.items():
        for player in counted.players(group):
            for statistic in statistics:
                (explained,) = explain(document, counted.game, player, statistic)
                assert explained.value == sum(reason.amount for reason in explained.reasons)
                assert (explained.value,) == counted.line(group, player, statistic.column), (player, statistic.column)


def test_the_reasons_are_the_plays_on_which_it_happened() -> None:
    game = ScoredGame().play("single").play("walk", "BBBB", advances(11, "1B", "2B")).out(3)
    game.half(1, top=False).out(3).half(2, top=True).play("field_out").out(2)
    document = read(game.document())
    counted = game.counted().game
    (hits,) = statistics_named("batting.hits")
    ((reason,),) = (explained.reasons for explained in explain(document, counted, 11, hits))
    assert (reason.at_bat_index, reason.inning, reason.half_inning, reason.description) == (0, 1, "top", "single.")
    (outs,) = statistics_named("pitching.outs")
    (explained,) = explain(document, counted, 250, outs)
    assert [reason.at_bat_index for reason in explained.reasons] == [2, 3, 4, 8, 9, 10]


def test_what_only_the_whole_game_tells_has_no_play() -> None:
    game = ScoredGame().out(3)
    (statistic,) = statistics_named("completeGames")
    (explained,) = explain(read(game.document()), game.counted().game, 250, statistic)
    assert [(reason.amount, reason.at_bat_index) for reason in explained.reasons] == [(1, None)]


def test_who_did_not_appear_has_nothing_to_explain() -> None:
    game = ScoredGame().out(3)
    (statistic,) = statistics_named("batting.hits")
    assert explain(read(game.document()), game.counted().game, 4711, statistic) == []


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("home_runs", {"batting", "pitching"}),
        ("homeRuns", {"batting", "pitching"}),
        ("batting.home_runs", {"batting"}),
        ("fielding.putOuts", {"fielding"}),
    ],
)
def test_a_statistic_is_found_by_either_name(name: str, groups: set[str]) -> None:
    assert {statistic.group for statistic in statistics_named(name)} == groups


@pytest.mark.parametrize("name", ["charm", "batting.outs", "", "running.hits"])
def test_a_statistic_that_does_not_exist_is_a_bad_setting(name: str) -> None:
    with pytest.raises(SettingsError, match="--stat"):
        statistics_named(name)
