"""Holes in documents: each by its reason; whatever is missing or replaced, nothing crashes."""

import copy
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseball_core.errors import FeedError
from game_aggregator.evaluation import evaluate
from game_aggregator.readiness import NotReadyError, complete
from game_aggregator.wire import decode
from support.games import a_timeline, last_document
from support.scoring import Document, ScoredGame, a_sound_game, read

Path = tuple[str | int, ...]
LINE, BOX, PLAYS = ("liveData", "linescore"), ("liveData", "boxscore"), ("liveData", "plays")


def without(document: Document, path: Path) -> Document:
    part = document
    for step in path[:-1]:
        part = part[step]  # type: ignore[index]
    del part[path[-1]]  # type: ignore[arg-type]
    return document


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (("gamePk",), "not_a_feed"),
        (("gameData",), "not_a_feed"),
        (("liveData",), "not_a_feed"),
        (("gameData", "status"), "not_final"),
        (PLAYS, "no_plays"),
        ((*PLAYS, "allPlays"), "no_plays"),
        ((*PLAYS, "allPlays", 5), "plays_missing"),
        ((*PLAYS, "allPlays", -1), "plays_missing"),
        ((*PLAYS, "allPlays", 3, "about"), "no_half"),
        ((*PLAYS, "allPlays", 3, "about", "inning"), "no_half"),
        ((*PLAYS, "allPlays", 3, "about", "halfInning"), "no_half"),
        (LINE, "no_linescore"),
        ((*LINE, "innings"), "no_linescore"),
        ((*LINE, "teams"), "no_linescore"),
        ((*LINE, "teams", "away"), "no_linescore"),
        ((*LINE, "teams", "home", "runs"), "no_score"),
        (("gameData", "teams"), "no_teams"),
        (("gameData", "teams", "home"), "no_teams"),
        (("gameData", "teams", "away", "id"), "no_teams"),
        (BOX, "no_boxscore"),
        ((*BOX, "teams", "away"), "no_boxscore"),
        ((*BOX, "teams", "home", "players"), "no_boxscore"),
        ((*BOX, "teams", "home", "pitchers"), "no_pitchers"),
        ((*BOX, "teams", "away", "players", "ID15"), "no_lineup"),
        ((*BOX, "teams", "away", "players", "ID15", "battingOrder"), "no_lineup"),
        (("liveData", "decisions"), "no_decisions"),
        (("gameData", "datetime"), "no_official_date"),
        (("gameData", "datetime", "officialDate"), "no_official_date"),
        (("gameData", "game"), "no_identity"),
        (("gameData", "game", "season"), "no_identity"),
        (("gameData", "game", "type"), "no_identity"),
    ],
)
def test_each_hole_has_its_reason(path: Path, reason: str) -> None:
    with pytest.raises(NotReadyError) as caught:
        read(without(copy.deepcopy(a_sound_game().document()), path))
    assert caught.value.reason == reason


def test_all_holes_are_told_and_the_first_one_is_the_reason() -> None:
    document = a_sound_game().document()
    for path in (("liveData", "linescore"), ("gameData", "datetime"), ("gameData", "game")):
        without(document, path)
    with pytest.raises(NotReadyError, match=r"line score.*officialDate.*season") as caught:
        read(document)
    assert caught.value.reason == "no_linescore"


@pytest.mark.parametrize("status", ["S", "P", "PW", "I", "MF", "IR", "UR", "TR", "DR", "CR", "", "ZZ"])
def test_what_is_not_over_is_not_ready(status: str) -> None:
    """Postponed and cancelled games are "Final" in the abstract state and are never counted (statsapi.md 1)."""
    document = a_sound_game().document()
    document["gameData"]["status"]["statusCode"] = status
    with pytest.raises(NotReadyError) as caught:
        read(document)
    assert caught.value.reason == "not_final"


@pytest.mark.parametrize("status", ["F", "FT", "FR", "O", "OR", "Q", "R"])
def test_what_is_over_is_ready(status: str) -> None:
    document = a_sound_game().document()
    document["gameData"]["status"]["statusCode"] = status
    assert read(document).status_code == status


@pytest.mark.parametrize(
    ("change", "ready"),
    [
        (lambda d: d["gameData"]["status"].update(statusCode="R"), True),
        (lambda d: d["gameData"]["game"].update(type="S"), True),
        (lambda d: d["gameData"]["game"].update(type="E"), True),
        (lambda d: d["gameData"]["game"].update(type="W"), False),
        (lambda d: d["liveData"]["linescore"]["teams"]["home"].update(runs=0), True),
    ],
)
def test_only_ties_forfeits_and_exhibitions_may_lack_decisions(change: Callable[[Document], None], ready: bool) -> None:
    document = without(a_sound_game().document(), ("liveData", "decisions"))
    change(document)
    if ready:
        assert read(document).decisions is None
        return
    with pytest.raises(NotReadyError) as caught:
        read(document)
    assert caught.value.reason == "no_decisions"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b'{"gameData": {"game": {"season": "\xff"}}}', "not_json"),
        (b'{"unknown": ' + b"[" * 100_000, "not_json"),
        (b"[]", "wrong_type"),
        (b'{"gamePk": "seven"}', "wrong_type"),
        (b'{"liveData": {"plays": 5}}', "wrong_type"),
    ],
)
def test_what_is_no_document_is_a_named_error(body: bytes, reason: str) -> None:
    with pytest.raises(FeedError) as caught:
        decode(body)
    assert caught.value.reason == reason


# ---- nothing crashes ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def sound() -> tuple[bytes, tuple[Path, ...]]:
    """A simulated document reduced to what is read of it, and every path into it."""
    game = a_timeline("extra_innings", 1)
    document = last_document(game)
    kept = {
        "gamePk": document["gamePk"],
        "gameData": {key: document["gameData"][key] for key in ("game", "datetime", "status", "teams")},
        "liveData": {key: document["liveData"][key] for key in ("linescore", "boxscore", "decisions")},
    }
    kept["liveData"]["plays"] = {"allPlays": document["liveData"]["plays"]["allPlays"]}
    return msgspec.json.encode(kept), tuple(_paths(kept))


NOT_READ = ("seasonStats", "pitchData", "gameStatus", "link", "fullName", "note", "info", "abbreviation")
"""Keys below which nothing is read; damage there would show nothing."""


def _paths(value: Any, before: Path = ()) -> list[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[Path] = []
    for key, inner in items:
        if key not in NOT_READ:
            found += [(*before, key), *_paths(inner, (*before, key))]
    return found


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False), st.text(max_size=5),
    st.sampled_from(["score", "1B", "top", "bottom", "900", "000", "1000", "R", "F", "2026-02-30", 0, -1, 2**40]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KINDS = ("removed", "replaced", "doubled")


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A sound document in which a few parts were removed, replaced or, in a list, said twice."""
    body, paths = sound()
    document = msgspec.json.decode(body)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(paths))
        kind, value = draw(st.sampled_from(KINDS)), draw(VALUES)
        try:
            part = document
            for step in path[:-1]:
                part = part[step]
            if kind == "removed":
                del part[path[-1]]
            elif kind == "doubled" and isinstance(part, list):
                part.insert(path[-1], copy.deepcopy(part[path[-1]]))
            else:
                part[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier damage took the place away
    return msgspec.json.encode(document)


@settings(deadline=None, max_examples=40)
@given(damaged())
def test_whatever_is_missing_or_replaced_ends_in_a_named_error_or_a_result(body: bytes) -> None:
    try:
        evaluated = evaluate([complete(decode(body))], {})[0]
    except FeedError:
        return
    assert evaluated.compared > 0


def test_a_game_of_nothing_but_a_first_out_is_read() -> None:
    assert ScoredGame().out().counted().game.halves[0].outs == 1


@pytest.mark.parametrize("group", ["batting", "pitching", "fielding"])
def test_a_team_total_that_is_missing_is_not_compared(group: str) -> None:
    document = copy.deepcopy(last_document(a_timeline("regular", 2)))
    whole = evaluate([read(document)], {})[0]
    del document["liveData"]["boxscore"]["teams"]["away"]["teamStats"][group]
    evaluated = evaluate([read(document)], {})[0]
    assert evaluated.judged.differences == ()
    assert evaluated.compared < whole.compared


def test_more_runs_batted_in_than_a_play_can_have_are_another_type() -> None:
    """Four at most: three runners and the batter (rule 9.04)."""
    document = a_sound_game().document()
    document["liveData"]["plays"]["allPlays"][0]["result"]["rbi"] = 5
    with pytest.raises(FeedError) as caught:
        read(document)
    assert caught.value.reason == "wrong_type"
