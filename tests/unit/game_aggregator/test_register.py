"""The register of known faults: it excuses exactly its cell, and says no more than what is so."""

import copy
from typing import Any

import msgspec
import pytest

from baseball_core.errors import SettingsError
from game_aggregator.evaluation import evaluate
from game_aggregator.job import trouble_of
from game_aggregator.register import COLUMNS, parse, shipped
from support.games import a_timeline, last_document
from support.scoring import read

HEADER = ",".join(COLUMNS)


def one_hit_too_many() -> tuple[dict[str, Any], int, int]:
    """A document whose official batting line has a hit too many; who has it, and how many he really has."""
    document = copy.deepcopy(last_document(a_timeline("regular", 2)))
    entry = next(
        e for e in document["liveData"]["boxscore"]["teams"]["away"]["players"].values() if e["stats"]["batting"]
    )
    hits = entry["stats"]["batting"]["hits"]
    entry["stats"]["batting"]["hits"] = hits + 1
    return document, entry["person"]["id"], hits


def register_of(*lines: str) -> Any:
    return parse("\n".join((HEADER, *lines)) + "\n")


def test_an_entry_excuses_its_cell_and_no_other() -> None:
    document, player, hits = one_hit_too_many()
    entry = f"{document['gamePk']},away,{player},batting,0,hits,{hits},{hits + 1},the source counts a walk as a hit"
    document["liveData"]["boxscore"]["teams"]["home"]["teamStats"]["batting"]["runs"] += 1
    evaluated = evaluate([read(document)], register_of(entry))[0]
    reasons = {(d.side, d.player_id, d.statistic): reason for d, reason in evaluated.judged.differences}
    assert reasons == {
        ("away", player, "hits"): "the source counts a walk as a hit",
        ("home", 0, "runs"): None,
    }
    assert (evaluated.judged.registered, evaluated.judged.unexplained) == (1, 1)
    assert trouble_of(evaluated) is None


@pytest.mark.parametrize("values", [(-1, 1), (0, 2), (1, 1)])
def test_an_entry_with_other_values_excuses_nothing_and_is_stale(values: tuple[int, int]) -> None:
    document, player, hits = one_hit_too_many()
    computed, official = hits + values[0], hits + values[1]
    entry = f"{document['gamePk']},away,{player},batting,0,hits,{computed},{official},reason"
    evaluated = evaluate([read(document)], register_of(entry))[0]
    assert evaluated.judged.unexplained == 1
    trouble = trouble_of(evaluated)
    assert trouble is not None
    assert trouble[0] == "register_stale"
    assert f"away {player} batting.hits" in trouble[1]


def test_an_entry_that_no_longer_applies_fails_the_game() -> None:
    document = last_document(a_timeline("regular", 2))
    entry = f"{document['gamePk']},home,1,pitching,0,outs,1,2,was so once"
    trouble = trouble_of(evaluate([read(document)], register_of(entry))[0])
    assert trouble is not None
    assert trouble[0] == "register_stale"


def test_an_entry_of_another_game_says_nothing_of_this_one() -> None:
    document = last_document(a_timeline("regular", 2))
    evaluated = evaluate([read(document)], register_of("1,home,1,pitching,0,outs,1,2,another game"))[0]
    assert trouble_of(evaluated) is None


def test_a_missing_line_is_registered_with_an_empty_cell() -> None:
    """A line that only one side has: nothing stands for the other."""
    document = copy.deepcopy(last_document(a_timeline("regular", 2)))
    players = document["liveData"]["boxscore"]["teams"]["away"]["players"]
    player = next(e for e in players.values() if e["stats"]["batting"])
    player["stats"]["batting"] = {}
    entry = f"{document['gamePk']},away,{player['person']['id']},batting,0,line,present,,the source lost it"
    evaluated = evaluate([read(document)], register_of(entry))[0]
    assert (evaluated.judged.registered, evaluated.judged.unexplained) == (1, 0)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("game_pk,side\n", "the first line"),
        ("", "the first line"),
        (f"{HEADER}\n1,away,2,batting,0,hits,1,2\n", "line 2"),
        (f"{HEADER}\n1,away,2,batting,0,hits,1,2,why\n1,away,x,batting,0,hits,1,2,why\n", "line 3"),
        (f"{HEADER}\none,away,2,batting,0,hits,1,2,why\n", "line 2"),
        (f"{HEADER}\n1,away,2,batting,first,hits,1,2,why\n", "line 2"),
        (f"{HEADER}\n1,away,2,batting,0,hits,1,2,  \n", "line 2: the reason is missing"),
        (f"{HEADER}\n1,away,2,batting,0,hits,1,2,why,more\n", "line 2"),
    ],
)
def test_a_malformed_register_is_refused_with_the_line(text: str, line: str) -> None:
    with pytest.raises(SettingsError, match=line):
        parse(text)


def test_the_shipped_register_can_be_read() -> None:
    assert msgspec.json.encode(sorted(shipped()))
