"""A day's fixtures: which clubs meet when, and what the day holds for each game."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from statsapi_simulator.baseball.engine import Plan, Played, play_game
from statsapi_simulator.baseball.league import Club, League
from statsapi_simulator.baseball.life import Postponement

# First pitches as they are spread over a baseball day, minutes after 17:05Z.
_STARTS = (0, 30, 65, 120, 180, 335, 335, 355, 360, 370, 395, 430, 485, 530, 545)
_TRIES = 400
DEFAULT_STORIES = (
    "regular",
    "walk_off",
    "bottom_ninth_not_played",
    "challenge_rollback",
    "extra_innings",
    "rain_delay",
    "two_way",
    "doubleheader_split",
    "long_game",
    "delayed_start",
    "completed_early",
    "regular",
    "warmup_live",
    "regular",
)
_TWO_GAMES = frozenset({"doubleheader_traditional", "doubleheader_split"})


@dataclass(frozen=True, slots=True)
class Story:
    """What the day holds: a plan, and what the game must turn out to be."""

    plan: Plan = field(default_factory=Plan)
    suits: Callable[[Played], bool] = lambda _: True
    game_type: str = "R"


def story_of(name: str, rng: Random, next_day: datetime) -> Story:
    """The plan behind a story's name. ``next_day`` is when a suspended game goes on."""
    stories: dict[str, Callable[[], Story]] = {
        "delayed_start": lambda: Story(Plan(delayed_start=rng.randint(45, 90))),
        "rain_delay": lambda: Story(Plan(delay_after=rng.randint(6, 11), delay_minutes=rng.randint(30, 60))),
        "challenge_rollback": lambda: Story(Plan(rollback=True), suits=_rolled_back),
        "suspended_resumed": lambda: Story(Plan(suspend_after=rng.randint(9, 12), resume_at=next_day)),
        "tie": lambda: Story(Plan(tie_after=9), suits=lambda p: p.ending == "tie", game_type="S"),
        "mercy": lambda: Story(Plan(offense=1.35, mercy=(7, 10)), suits=lambda p: p.ending == "mercy", game_type="E"),
        "forfeit": lambda: Story(
            Plan(forfeit_after=rng.randint(12, 15), forfeit_by=rng.randrange(2)), suits=lambda p: p.ending == "forfeit"
        ),
        "walk_off": lambda: Story(suits=_walk_off),
        "bottom_ninth_not_played": lambda: Story(suits=lambda p: p.book.top and p.book.inning == 9),
        "extra_innings": lambda: Story(suits=lambda p: p.book.inning >= 10),
        "long_game": lambda: Story(Plan(offense=1.5, patience=1.1), suits=lambda p: len(p.plays) >= 100),
        "completed_early": lambda: Story(Plan(call_after=rng.choice((12, 14))), suits=lambda p: p.ending == "early"),
        "two_way": lambda: Story(Plan(two_way=True)),
        "warmup_live": lambda: Story(Plan(warmup_minutes=48)),
    }
    return stories.get(name, Story)()


def _walk_off(played: Played) -> bool:
    return not played.book.top and played.book.outs < 3 and played.ending == "regular"


def _rolled_back(played: Played) -> bool:
    return any(play.review is not None and play.review.overturned for play in played.plays)


@dataclass(frozen=True, slots=True)
class Slot:
    """One game of the day before it is played."""

    story: str
    away: Club
    home: Club
    start: datetime
    game_number: int = 1
    double_header: str = "N"
    start_time_tbd: bool = False
    follows: bool = False
    """The second game of a traditional doubleheader: it starts when the first one is over."""


def slots(league: League, rng: Random, day: date, stories: Sequence[str], games: int) -> Iterator[Slot]:
    """Pairs clubs and gives start times. Doubleheader stories take two places; there are at most 30 clubs' worth."""
    clubs = list(league.clubs)
    rng.shuffle(clubs)
    noon = datetime(day.year, day.month, day.day, 17, 5, tzinfo=UTC)
    made = 0
    for number, story in enumerate(stories):
        if made >= games:
            return
        pair = number % (len(clubs) // 2)
        away, home = clubs[2 * pair], clubs[2 * pair + 1]
        minutes = _STARTS[min(number, len(_STARTS) - 1)] if number < len(_STARTS) else rng.choice(_STARTS)
        start = noon + timedelta(minutes=minutes)
        if story not in _TWO_GAMES:
            yield Slot(story, away, home, start)
            made += 1
            continue
        traditional = story == "doubleheader_traditional"
        letter = "Y" if traditional else "S"
        yield Slot(story, away, home, noon, 1, letter)
        made += 1
        if made >= games:
            return
        if traditional:
            placeholder = datetime(day.year, day.month, day.day, 7, 33, tzinfo=UTC)
            yield Slot(story, away, home, placeholder, 2, letter, start_time_tbd=True, follows=True)
        else:
            yield Slot(story, away, home, noon + timedelta(hours=6, minutes=5), 2, letter)
        made += 1


def stories_for(games: int, stories: Sequence[str] | None) -> list[str]:
    """The stories of a day: the given ones, filled up with regular games; or the default mixture."""
    chosen = list(stories) if stories is not None else list(DEFAULT_STORIES[:games])
    places = sum(2 if story in _TWO_GAMES else 1 for story in chosen)
    return chosen + ["regular"] * max(0, games - places)


def play_story(seed: str, slot: Slot, story: Story, start: datetime) -> Played:
    """Plays until a game turns out as the story wants; the first one is taken when none does."""
    attempt = next((n for n in range(_TRIES) if story.suits(_play(seed, n, slot, story, start, frames=False))), 0)
    return _play(seed, attempt, slot, story, start, frames=True)


def _play(seed: str, attempt: int, slot: Slot, story: Story, start: datetime, *, frames: bool) -> Played:
    return play_game(f"{seed}-{attempt}", slot.away, slot.home, start, story.plan, frames=frames)


def postponement(slot: Slot, story: str) -> Postponement | None:
    """Rain before the start: made up on the next day, or called off for good."""
    if story == "postponed_made_up":
        new_start = slot.start + timedelta(hours=23, minutes=30)
        return Postponement(slot.start - timedelta(minutes=40), new_start, slot.start.date() + timedelta(days=1))
    if story == "cancelled":
        return Postponement(slot.start - timedelta(hours=1), None, None)
    return None
