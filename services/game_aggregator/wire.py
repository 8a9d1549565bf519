"""A finished game's feed document, as far as statistics are counted from it. PURE.

Only what is counted or compared is named, so a document decodes in about the time that a scan of it takes
(docs/performance.md). Everything may be missing: ``readiness`` says what must be there. Unknown keys are no error.
"""

from datetime import date
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from baseball_core.errors import FeedError
from baseball_core.statistics.catalogue import BY_GROUP, Group


class Wire(Struct, rename="camel", gc=False):
    """Base of everything that is read. No cycles are possible, so the collector need not look at it."""


class Ref(Wire):
    """A player or team, by its id."""

    id: int | None = None


class Code(Wire):
    """A position; its code is text: '1', '10', 'Y'."""

    code: str | None = None


T = TypeVar("T")


class Sides(Wire, Generic[T]):
    """The same thing for both teams."""

    away: T | None = None
    home: T | None = None


# ---- plays -------------------------------------------------------------------------------------------------------


class About(Wire):
    half_inning: str | None = None
    inning: int | None = None
    is_complete: bool | None = None


class Result(Wire):
    """How a play ended. Nobody bats in more than three runners and himself."""

    event: str | None = None
    event_type: str | None = None
    description: str | None = None
    rbi: Annotated[int, Meta(ge=0, le=4)] | None = None
    away_score: int | None = None
    home_score: int | None = None


class Matchup(Wire):
    """Batter and pitcher at the end of the play."""

    batter: Ref | None = None
    pitcher: Ref | None = None


class Count(Wire):
    balls: int | None = None
    strikes: int | None = None


class EventDetails(Wire):
    event_type: str | None = None
    is_ball: bool | None = None


class HitData(Wire):
    trajectory: str | None = None


class PlayEvent(Wire):
    """A pitch, or an action between pitches. ``count`` is the count after it."""

    is_pitch: bool | None = None
    details: EventDetails | None = None
    count: Count | None = None
    hit_data: HitData | None = None
    is_substitution: bool | None = None
    player: Ref | None = None
    replaced_player: Ref | None = None
    position: Code | None = None
    batting_order: str | None = None
    base: int | str | None = None


class Movement(Wire):
    start: str | None = None
    end: str | None = None
    is_out: bool | None = None


class RunnerDetails(Wire):
    event_type: str | None = None
    movement_reason: str | None = None
    runner: Ref | None = None
    responsible_pitcher: Ref | None = None
    earned: bool | None = None
    team_unearned: bool | None = None
    play_index: int | None = None


class Credit(Wire):
    player: Ref | None = None
    position: Code | None = None
    credit: str | None = None


class Runner(Wire):
    """One advance or out of one runner. ``play_index`` is the event that it happened on."""

    movement: Movement | None = None
    details: RunnerDetails | None = None
    credits: list[Credit] | None = None


class Play(Wire):
    about: About | None = None
    result: Result | None = None
    matchup: Matchup | None = None
    runners: list[Runner] | None = None
    play_events: list[PlayEvent] | None = None
    at_bat_index: int | None = None


class PlayIndex(Wire):
    at_bat_index: int | None = None


class Plays(Wire):
    all_plays: list[Play] | None = None
    current_play: PlayIndex | None = None


# ---- line score and box score ------------------------------------------------------------------------------------


class LineCells(Wire):
    """``runs`` is missing where a half was not played."""

    runs: int | None = None
    hits: int | None = None
    errors: int | None = None
    left_on_base: int | None = None


class Inning(Wire):
    num: int | None = None
    away: LineCells | None = None
    home: LineCells | None = None


class Linescore(Wire):
    scheduled_innings: int | None = None
    innings: list[Inning] | None = None
    teams: Sides[LineCells] | None = None


def _official(group: Group, rates: tuple[str, ...]) -> type[Struct]:
    """The official cells of a group: every count of the catalogue, then the rates as text."""
    counts = [(statistic.column, int | None, None) for statistic in BY_GROUP[group]]
    texts = [(_snake(rate), str | None, None) for rate in rates]
    names = {statistic.column: statistic.official for statistic in BY_GROUP[group]}
    names |= {_snake(rate): rate for rate in rates}
    return msgspec.defstruct(f"Official{group.capitalize()}", [*counts, *texts], rename=names, gc=False)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


OFFICIAL_RATES: dict[Group, tuple[str, ...]] = {
    "batting": ("stolenBasePercentage", "atBatsPerHomeRun"),
    "pitching": ("inningsPitched", "stolenBasePercentage", "strikePercentage", "runsScoredPer9", "homeRunsPer9"),
    "fielding": ("stolenBasePercentage",),
}
"""Rates of one game that the box score gives a line, by their official keys.

Left out: ``fielding``, which says .000 whatever happened, and ``caughtStealingPercentage``, which says nothing of a
catcher who caught nobody.
"""
RATE_COLUMNS: dict[Group, tuple[str, ...]] = {
    group: tuple(_snake(rate) for rate in rates) for group, rates in OFFICIAL_RATES.items()
}
OfficialBatting = _official("batting", OFFICIAL_RATES["batting"])
OfficialPitching = _official("pitching", OFFICIAL_RATES["pitching"])
OfficialFielding = _official("fielding", OFFICIAL_RATES["fielding"])


NO_LINE: dict[Group, Struct] = {
    "batting": OfficialBatting(),
    "pitching": OfficialPitching(),
    "fielding": OfficialFielding(),
}
"""What the empty line of somebody who did not play decodes to."""


class OfficialStats(Wire):
    """A player's or team's three lines; an empty line is one that he does not have."""

    batting: OfficialBatting | None = None  # type: ignore[valid-type]
    pitching: OfficialPitching | None = None  # type: ignore[valid-type]
    fielding: OfficialFielding | None = None  # type: ignore[valid-type]


class BoxPlayer(Wire):
    person: Ref | None = None
    batting_order: str | None = None
    all_positions: list[Code] | None = None
    stats: OfficialStats | None = None


class BoxTeam(Wire):
    team: Ref | None = None
    team_stats: OfficialStats | None = None
    players: dict[str, BoxPlayer] | None = None
    pitchers: list[int] | None = None


class Boxscore(Wire):
    teams: Sides[BoxTeam] | None = None


class Decisions(Wire):
    winner: Ref | None = None
    loser: Ref | None = None
    save: Ref | None = None


class LiveData(Wire):
    plays: Plays | None = None
    linescore: Linescore | None = None
    boxscore: Boxscore | None = None
    decisions: Decisions | None = None


# ---- the game ----------------------------------------------------------------------------------------------------


class Identity(Wire):
    season: str | None = None
    type: str | None = None


class Dates(Wire):
    official_date: date | None = None


class Status(Wire):
    status_code: str | None = None


class Sport(Wire):
    id: int | None = None


class Team(Wire):
    id: int | None = None
    name: str | None = None
    sport: Sport | None = None


class GameData(Wire):
    game: Identity | None = None
    datetime: Dates | None = None
    status: Status | None = None
    teams: Sides[Team] | None = None


class Feed(Wire):
    game_pk: int | None = None
    game_data: GameData | None = None
    live_data: LiveData | None = None


_FEED: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Feed)


def decode(body: bytes) -> Feed:
    """Bytes to a feed. Raises FeedError (``not_json``, ``wrong_type``) that says where."""
    try:
        feed: Feed = _FEED.decode(body)
    except msgspec.ValidationError as exc:
        raise FeedError(f"a value has another type: {exc}", reason="wrong_type") from exc
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise FeedError(f"not JSON: {exc}", reason="not_json") from exc
    return feed
