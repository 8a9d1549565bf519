"""Simulated finals have the shape, the types and the size of recorded ones, and mean the same by their numbers."""

import json
import re
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from statsapi_simulator.baseball.timeline import play_day
from support.recordings import RECORDINGS, load, needs_recordings, recorded
from support.recount import Recount

PLAYER_KEY = re.compile(r"ID\d+")
KINDS = {dict: "object", list: "array", str: "text", bool: "flag", int: "number", float: "number", type(None): "null"}
ENOUGH = 0.95

EXCEPTIONS: frozenset[str] = frozenset()
"""Paths of every recorded final that simulated ones may lack: none at present."""


def paths(document: object) -> dict[str, set[str]]:
    """JSON path (indexes and player keys made alike) to the kinds of value found there."""
    found: dict[str, set[str]] = {}

    def walk(value: object, path: str) -> None:
        found.setdefault(path, set()).add(KINDS[type(value)])
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path}/{'ID' if PLAYER_KEY.fullmatch(key) else key}")
        elif isinstance(value, list):
            for inner in value:
                walk(inner, f"{path}/#")

    walk(document, "")
    return found


@lru_cache(maxsize=1)
def common_paths() -> dict[str, set[str]]:
    """The paths that occur in all recorded finals, with every kind of value seen there."""
    documents = [paths(json.loads(load(str(name.relative_to(RECORDINGS))))) for name in finals()]
    everywhere = set.intersection(*(set(document) for document in documents))
    return {path: set().union(*(document[path] for document in documents)) for path in everywhere}


def finals() -> list[Any]:
    return sorted((RECORDINGS / "feed_final").glob("*.json.gz"))


@lru_cache(maxsize=1)
def simulated() -> list[dict[str, Any]]:
    day = play_day(seed=20260701, day=date(2026, 7, 1), games=6, stories=["regular"] * 6)
    return [game.document(len(game.moments) - 1) for game in day]


@needs_recordings
@pytest.mark.parametrize("number", range(6))
def test_a_simulated_final_has_the_paths_and_kinds_of_all_recorded_finals(number: int) -> None:
    wanted = {path: kinds for path, kinds in common_paths().items() if path not in EXCEPTIONS}
    have = paths(simulated()[number])
    same = [path for path, kinds in wanted.items() if path in have and have[path] & kinds]
    missing = sorted(set(wanted) - set(same))
    assert len(same) >= ENOUGH * len(wanted), missing


@needs_recordings
@pytest.mark.parametrize("number", range(6))
def test_no_common_path_has_a_kind_of_value_that_upstream_never_gives(number: int) -> None:
    have = paths(simulated()[number])
    strange = {path: have[path] - kinds for path, kinds in common_paths().items() if path in have}
    assert {path: kinds for path, kinds in strange.items() if kinds} == {}


@pytest.mark.parametrize("number", range(6))
def test_a_simulated_final_is_as_large_as_a_recorded_one(number: int) -> None:
    document = simulated()[number]
    size = len(json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode())
    plays = len(document["liveData"]["plays"]["allPlays"])
    assert 600_000 <= size <= 900_000 or plays > 85


@needs_recordings
@pytest.mark.parametrize("name", recorded("feed_final/*.json.gz"))
def test_the_recount_that_judges_simulated_games_agrees_with_recorded_box_scores(name: str) -> None:
    assert Recount(json.loads(load(name))).differences() == []
