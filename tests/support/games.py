"""Simulated games for tests: one played game, or a whole timeline with a story."""

from datetime import UTC, date, datetime
from functools import lru_cache
from random import Random
from typing import Any

from statsapi_simulator.baseball.engine import Plan, Played, play_game
from statsapi_simulator.baseball.league import build_league
from statsapi_simulator.baseball.timeline import Timeline, play_day

DAY = date(2026, 7, 1)
FIRST_PITCH = datetime(2026, 7, 1, 23, 5, tzinfo=UTC)


def a_played_game(seed: int, plan: Plan | None = None, *, frames: bool = False) -> Played:
    """One game between two clubs chosen by the seed."""
    away, home = Random(seed).sample(build_league(1, 2026).clubs, k=2)
    return play_game(f"test-{seed}", away, home, FIRST_PITCH, plan or Plan(), frames=frames)


def a_timeline(story: str = "regular", seed: int = 1) -> Timeline:
    """The first game of a day that consists of this story."""
    return a_day(story, seed)[0]


@lru_cache(maxsize=24)
def a_day(story: str, seed: int = 1) -> tuple[Timeline, ...]:
    """The games of a day that consists of this story; the same objects for the same question."""
    games = 2 if story.startswith("doubleheader") else 1
    return tuple(play_day(seed=seed, day=DAY, games=games, stories=[story]))


def last_document(timeline: Timeline) -> dict[str, Any]:
    return timeline.document(len(timeline.moments) - 1)


@lru_cache(maxsize=4)
def documents(story: str = "regular", seed: int = 1) -> list[dict[str, Any]]:
    """Every document of the story's first game, in order."""
    timeline = a_timeline(story, seed)
    return [timeline.document(moment.index) for moment in timeline.moments]


def statuses(timeline: Timeline) -> list[str]:
    """The status codes a game goes through, each once per stretch."""
    shown: list[str] = []
    for moment in timeline.moments:
        code = timeline.document(moment.index)["gameData"]["status"]["statusCode"]
        if not shown or shown[-1] != code:
            shown.append(code)
    return shown
