"""Hundreds of simulated games over all stories: each reconciles fully with the simulator's own box score."""

from collections import Counter
from typing import Any

import pytest

from game_aggregator.evaluation import evaluate
from game_aggregator.readiness import NotReadyError
from game_aggregator.rules import KNOWN
from statsapi_simulator.baseball.engine import Plan
from statsapi_simulator.baseball.timeline import STORIES
from support.breadth import PLANS, WANTED, Breadth
from support.games import a_day, a_final_document, a_played_game, last_document
from support.scoring import read

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CHUNK = 50
CHUNKS = 10
SEEDS_A_STORY = 3
PLAYED = tuple(name for name in STORIES if name != "cancelled")
SHORT = Plan(scheduled_innings=1)


def troubles(documents: list[dict[str, Any]]) -> list[str]:
    """Whatever is not as it should be, by document; they are read as one batch, as in a season."""
    found = []
    for number, made in enumerate(documents):
        made["gamePk"] = number
    for number, evaluated in enumerate(evaluate([read(made) for made in documents], {})):
        what = [*evaluated.breaches, *(difference for difference, _ in evaluated.judged.differences)]
        if what or evaluated.game.unknown or evaluated.compared < 500:
            found.append(f"{number}: {what} {evaluated.game.unknown} {evaluated.compared}")
    return found


@pytest.mark.parametrize("first", range(0, CHUNK * CHUNKS, CHUNK))
def test_five_hundred_games_of_every_plan_reconcile(first: int) -> None:
    games = [a_played_game(seed, PLANS[seed % len(PLANS)]) for seed in range(first, first + CHUNK)]
    assert troubles([a_final_document(game) for game in games]) == []


@pytest.mark.parametrize("first", range(0, CHUNK * 4, CHUNK))
def test_short_games_reconcile(first: int) -> None:
    """Games of a single inning, where the last play often decides."""
    games = [a_final_document(a_played_game(seed, SHORT)) for seed in range(first, first + CHUNK)]
    for made in games:
        made["liveData"]["linescore"]["scheduledInnings"] = SHORT.scheduled_innings
    assert troubles(games) == []


@pytest.mark.parametrize("story", PLAYED)
def test_every_story_reconciles(story: str) -> None:
    """All games of the story's day: both of a doubleheader."""
    made = [last_document(game) for seed in range(1, SEEDS_A_STORY + 1) for game in a_day(story, seed)]
    assert len(made) >= SEEDS_A_STORY
    assert troubles(made) == []


def test_a_cancelled_game_is_never_counted() -> None:
    with pytest.raises(NotReadyError) as caught:
        read(last_document(a_day("cancelled", 1)[0]))
    assert caught.value.reason == "not_final"


def test_the_games_show_every_kind_of_event_and_the_rules_know_them_all() -> None:
    """Without this, agreement over many games would say little: what never happens is never counted wrongly."""
    games = [a_played_game(seed, PLANS[seed % len(PLANS)]) for seed in range(CHUNK * CHUNKS)]
    breadth = Breadth(games)
    seen: Counter[str] = sum((breadth.found[name] for name in ("turns", "running", "actions")), Counter())
    assert seen.keys() <= KNOWN
    lacking = breadth.missing()
    rare = {"strikeout_triple_play", "game_ended_on_the_bases"}
    assert {name: kinds - rare for name, kinds in lacking.items() if kinds - rare} == {}, breadth.report()
    assert set(WANTED) == set(breadth.found)
