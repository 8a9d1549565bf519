"""A day of simulated games: the one entrance for the server side."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from statsapi_simulator.baseball.league import League, build_league
from statsapi_simulator.baseball.life import never_played, whole_life
from statsapi_simulator.baseball.moments import CorrectionKind, GameTruth, Moment, ScheduledRow, Timeline
from statsapi_simulator.baseball.slate import Slot, play_story, postponement, slots, stories_for, story_of
from statsapi_simulator.baseball.states import Fixture
from statsapi_simulator.documents.simulated_game import SimulatedGame

__all__ = ["STORIES", "CorrectionKind", "GameTruth", "Moment", "ScheduledRow", "Timeline", "play_day"]

STORIES: Mapping[str, str] = {
    "regular": "nine innings, nothing special",
    "delayed_start": "first pitch after a rain delay announced before the game (PR)",
    "rain_delay": "play stops in mid game (IR, IZ) and goes on",
    "challenge_rollback": "a manager challenge takes a run off the board again (M)",
    "suspended_resumed": "suspended by rain (UR) and finished on the next day",
    "postponed_made_up": "postponed (DR) and made up on the next day under the same gamePk",
    "doubleheader_traditional": "two games, the second follows the first (Y, placeholder time)",
    "doubleheader_split": "two games with their own times (S)",
    "tie": "called with an even score (FT)",
    "mercy": "ended early by the mercy rule (FM)",
    "forfeit": "ended by forfeit (Q, R)",
    "walk_off": "won in the bottom of the last inning",
    "bottom_ninth_not_played": "the home team leads after eight and a half",
    "extra_innings": "more than nine innings with the automatic runner",
    "long_game": "100 plays and more",
    "completed_early": "official but shortened by rain (FR)",
    "cancelled": "never played (CR)",
    "two_way": "a player who pitches and bats",
    "warmup_live": "long warm-up: abstract state Live without a pitch (PW)",
    "unknown_status": "shows a status code nobody has listed",
}


def play_day(
    *,
    seed: int,
    day: date,
    games: int,
    first_game_pk: int = 900001,
    stories: Sequence[str] | None = None,
) -> list[Timeline]:
    """A slate of ``games`` for the baseball day ``day`` (US Eastern); ``stories`` names the state paths in order.

    Without ``stories`` a mixture is chosen that ends on the same day. Raises ValueError for an unknown story.
    """
    unknown = sorted(set(stories or ()) - set(STORIES))
    if unknown:
        raise ValueError(f"unknown stories: {', '.join(unknown)}; known are {', '.join(STORIES)}")
    league = build_league(seed, day.year)
    rng = Random(f"slate-{seed}-{day.isoformat()}")
    timelines: list[Timeline] = []
    before: SimulatedGame | None = None
    for number, slot in enumerate(slots(league, rng, day, stories_for(games, stories), games)):
        earliest = before.moments[-1].at + timedelta(minutes=30) if slot.follows and before is not None else None
        before = _game(league, slot, day, first_game_pk + number, f"{seed}-{day.isoformat()}-{number}", earliest)
        timelines.append(before)
    return timelines


def _game(league: League, slot: Slot, day: date, game_pk: int, seed: str, earliest: datetime | None) -> SimulatedGame:
    rng = Random(f"game-{seed}")
    resume_at = slot.start.replace(hour=17, minute=5) + timedelta(days=1)
    story = story_of(slot.story, rng, resume_at)
    moved = postponement(slot, slot.story)
    start = earliest or (moved.start if moved is not None and moved.start is not None else slot.start)
    cancelled = slot.story == "cancelled"
    played = None if cancelled else play_story(seed, slot, story, start)
    players = {p.id: p for club in (slot.away, slot.home) for p in club.players}
    if played is not None:
        players |= played.players
    fixture = Fixture(
        game_pk=game_pk,
        season=day.year,
        game_type=story.game_type,
        away=slot.away,
        home=slot.home,
        players=players,
        starters=(slot.away.pitchers[0].id, slot.home.pitchers[0].id) if played is None else played.starters,
        day=day,
        start=slot.start,
        game_number=slot.game_number,
        double_header=slot.double_header,
        start_time_tbd=slot.start_time_tbd,
        guid=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        umpires=tuple(rng.sample(league.umpires, k=4)),
        scorer=rng.choice(league.scorers),
        datacaster=rng.choice(league.scorers),
        weather=_weather(rng),
        attendance=rng.randint(9_000, slot.home.venue.capacity),
        series_number=rng.randint(20, 40),
        games_in_series=3,
        series_game=rng.randint(1, 3),
    )
    if played is None:
        assert moved is not None
        return SimulatedGame(fixture, never_played(slot.start, day, moved), None)
    states = whole_life(
        rng,
        played,
        slot.start if earliest is None else earliest,
        day,
        postponement=moved,
        resume_at=resume_at if slot.story == "suspended_resumed" else None,
        strange_status="YQ" if slot.story == "unknown_status" else None,
    )
    if earliest is not None:
        # Until the first game is over, the second one shows its placeholder time.
        states = [replace(s, start=slot.start) if s.snapshot is None else s for s in states]
    return SimulatedGame(fixture, states, played)


def _weather(rng: Random) -> tuple[str, str, str]:
    condition = rng.choice(("Clear", "Sunny", "Partly Cloudy", "Cloudy", "Overcast"))
    direction = rng.choice(("Out To CF", "In From LF", "L To R", "R To L", "Out To RF", "Varies"))
    return condition, str(rng.randint(52, 91)), f"{rng.randint(1, 15)} mph, {direction}"
