"""Every recorded final game: counted from its plays, it is what its official box score says."""

import json
from typing import Any

import pytest

from baseball_core.statistics.catalogue import BY_GROUP
from game_aggregator.evaluation import evaluate
from game_aggregator.readiness import NotReadyError
from game_aggregator.register import shipped
from support.recordings import load, recorded
from support.recount import COUNTED, Recount
from support.scoring import Counted, read
from support.tampering import undetected, unnoticed_without_a_play

EVERY_FINAL = pytest.mark.parametrize("name", recorded("feed_final/*.json.gz"))
TAMPERED = "feed_final/747175"
LEAST_STATISTICS = 45
LEAST_CELLS = 1_000


def document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(load(name))
    return found


@EVERY_FINAL
def test_every_cell_of_a_recorded_final_is_equal_or_registered(name: str) -> None:
    evaluated = evaluate([read(document(name))], shipped())[0]
    assert evaluated.breaches == ()
    assert evaluated.judged.stale == ()
    assert [difference for difference, reason in evaluated.judged.differences if reason is None] == []
    assert evaluated.game.unknown == {}
    assert evaluated.compared > LEAST_CELLS


@EVERY_FINAL
def test_at_least_45_statistics_of_players_are_in_a_recorded_box_score(name: str) -> None:
    """So that "no difference" cannot mean that nothing was there to compare."""
    players = [
        entry["stats"]
        for team in document(name)["liveData"]["boxscore"]["teams"].values()
        for entry in team["players"].values()
    ]
    compared = {
        (group, statistic.column)
        for group, statistics in BY_GROUP.items()
        for statistic in statistics
        if any(statistic.official in stats[group] for stats in players)
    }
    assert len(compared) >= LEAST_STATISTICS


@EVERY_FINAL
def test_an_independent_count_finds_the_same(name: str) -> None:
    """``support.recount`` counts a second time, by other code that knows nothing of this one."""
    made = document(name)
    recount = Recount(made)
    counted = Counted(evaluate([read(made)], {})[0])
    columns = {(s.group, s.official): s.column for group in BY_GROUP.values() for s in group}
    different = []
    for group, names in COUNTED.items():
        for player in counted.players(group):
            for official in names:
                (mine,) = counted.line(group, player, columns[group, official])  # type: ignore[index]
                if mine != recount.lines[group][player][official]:
                    different.append((group, player, official, mine, recount.lines[group][player][official]))
    assert different == []


def test_each_cell_of_a_recorded_box_score_changed_by_one_is_reported_as_that_cell() -> None:
    tried, missed = undetected(document(TAMPERED))
    assert missed == []
    assert tried > LEAST_CELLS


def test_each_play_of_a_recorded_game_left_out_is_reported() -> None:
    made = document(TAMPERED)
    assert unnoticed_without_a_play(made) == []
    del made["liveData"]["plays"]["allPlays"][7]
    with pytest.raises(NotReadyError, match="play 7 is numbered 8"):
        read(made)


@pytest.mark.parametrize("name", recorded("feed_live/*.json.gz"))
def test_what_was_recorded_in_mid_game_is_not_ready_or_was_over(name: str) -> None:
    made = document(name)
    code = made["gameData"]["status"]["statusCode"]
    if code[0] in "FOQR":
        assert read(made).game_pk == made["gamePk"]
        return
    with pytest.raises(NotReadyError) as caught:
        read(made)
    assert caught.value.reason == "not_final"
