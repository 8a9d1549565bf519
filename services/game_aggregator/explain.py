"""The plays behind a number. PURE."""

from bisect import bisect_right

from msgspec import Struct

from baseball_core.errors import SettingsError
from baseball_core.statistics.catalogue import BY_GROUP, GROUPS, Group, Statistic
from game_aggregator.readiness import Complete
from game_aggregator.tallies import STATISTICS, WIDTH, Game, Line

COMPONENTS: dict[tuple[Group, str], dict[str, int]] = {
    ("batting", "total_bases"): {"hits": 1, "doubles": 1, "triples": 2, "home_runs": 3},
    ("batting", "air_outs"): {"fly_outs": 1, "line_outs": 1, "pop_outs": 1},
    ("pitching", "air_outs"): {"fly_outs": 1, "line_outs": 1, "pop_outs": 1},
    ("pitching", "hit_batsmen"): {"hit_by_pitch": 1},
    ("pitching", "save_opportunities"): {"saves": 1, "blown_saves": 1},
}
"""What the derived counts are made of, and how often each part counts."""


class Reason(Struct, frozen=True):
    """One play, and how much of the number it gives. ``at_bat_index`` None: the game as a whole."""

    amount: int
    at_bat_index: int | None
    inning: int | None
    half_inning: str | None
    description: str


class Explained(Struct, frozen=True):
    """A computed number and the plays that it consists of."""

    group: Group
    statistic: str
    value: int
    reasons: list[Reason]


def statistics_named(name: str) -> list[Statistic]:
    """Statistics by column or official key, with or without ``group.`` before it. Raises SettingsError for no match."""
    group, _, bare = name.rpartition(".")
    found = [
        statistic
        for of_group in GROUPS
        for statistic in BY_GROUP[of_group]
        if group in ("", of_group) and bare in (statistic.column, statistic.official)
    ]
    if not found:
        raise SettingsError(f"--stat: there is no statistic {name!r}; docs/statistics.md lists them")
    return found


def explain(document: Complete, game: Game, player_id: int, statistic: Statistic) -> list[Explained]:
    """The number of each line that the player has: one, or two when he appeared for both sides."""
    parts = COMPONENTS.get((statistic.group, statistic.column), {statistic.column: 1})
    weights = {STATISTICS.index((statistic.group, column)): weight for column, weight in parts.items()}
    return [_explained(document, game, line, weights, statistic) for line in game.lines if line.player_id == player_id]


def _explained(document: Complete, game: Game, line: Line, weights: dict[int, int], statistic: Statistic) -> Explained:
    amounts: dict[int, int] = {}
    for place, fact in enumerate(game.facts):
        weight = weights.get(fact % WIDTH, 0) if fact // WIDTH == line.number else 0
        if weight:
            play = bisect_right(game.play_ends, place)
            amounts[play] = amounts.get(play, 0) + weight
    # What is counted before the first play, who started, stands with the first play's facts.
    reasons = [_reason(document, play, amount) for play, amount in sorted(amounts.items())]
    return Explained(statistic.group, statistic.column, sum(amounts.values()), reasons)


def _reason(document: Complete, number: int, amount: int) -> Reason:
    if number >= len(document.plays):
        return Reason(amount, None, None, None, "the game as a whole")
    play = document.plays[number]
    about, result = play.about, play.result
    return Reason(
        amount,
        number,
        about.inning if about is not None else None,
        about.half_inning if about is not None else None,
        (result.description or result.event or "" if result is not None else "").strip(),
    )
