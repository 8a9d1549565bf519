"""Simulated games for tests: one played game, or a whole timeline with a story."""

from datetime import UTC, date, datetime
from functools import lru_cache
from random import Random
from typing import Any

from statsapi_simulator.baseball.engine import Plan, Played, play_game
from statsapi_simulator.baseball.league import build_league
from statsapi_simulator.baseball.life import after_the_game, stamp
from statsapi_simulator.baseball.states import Fixture, State
from statsapi_simulator.baseball.timeline import Timeline, play_day
from statsapi_simulator.documents.feed import FeedBuilder

DAY = date(2026, 7, 1)
FIRST_PITCH = datetime(2026, 7, 1, 23, 5, tzinfo=UTC)


def a_played_game(seed: int, plan: Plan | None = None, *, frames: bool = False) -> Played:
    """One game between two clubs chosen by the seed."""
    away, home = Random(seed).sample(build_league(1, 2026).clubs, k=2)
    return play_game(f"test-{seed}", away, home, FIRST_PITCH, plan or Plan(), frames=frames)


def a_timeline(story: str = "regular", seed: int = 1) -> Timeline:
    """The first game of a day that consists of this story."""
    return a_day(story, seed)[0]


def a_final_document(played: Played) -> dict[str, Any]:
    """The official document of a game played for its result only: all that is not about time is as in a timeline's."""
    away, home = played.opening[0].club, played.opening[1].club
    league = build_league(1, DAY.year)
    fixture = Fixture(
        game_pk=900001,
        season=DAY.year,
        game_type="R",
        away=away,
        home=home,
        players=dict(played.players),
        starters=played.starters,
        day=DAY,
        start=FIRST_PITCH,
        game_number=1,
        double_header="N",
        start_time_tbd=False,
        guid="00000000-0000-4000-8000-000000000000",
        umpires=tuple(league.umpires[:4]),
        scorer=league.scorers[0],
        datacaster=league.scorers[1],
        weather=("Clear", "70", "5 mph, Varies"),
        attendance=20_000,
        series_number=30,
        games_in_series=3,
        series_game=1,
    )
    last = State(
        at=played.last_out,
        time_code=stamp(played.last_out),
        status="I",
        start=FIRST_PITCH,
        official_date=DAY,
        snapshot=played.book.snapshot(),
        on_field=True,
        first_pitch=played.first_pitch,
    )
    *_, final = after_the_game(Random(1), played, last)
    return FeedBuilder(fixture, scheduled_innings=9).feed(final)


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
