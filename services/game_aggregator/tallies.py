"""Facts: each unit of each statistic, for a player, because of a play. PURE.

A fact is one integer, ``line * WIDTH + statistic``: a game has about two thousand of them, so what a fact costs is what
aggregation costs. The facts of a play stand together; ``play_ends`` says where each play's end.
"""

from datetime import date

from msgspec import Struct

from baseball_core.statistics.catalogue import BATTING, BY_GROUP, FIELDING, GROUPS, PITCHING, Group

WIDTH = 128
"""More than there are statistics in all groups."""
STATISTICS: tuple[tuple[Group, str], ...] = tuple(
    (group, statistic.column) for group in GROUPS for statistic in BY_GROUP[group]
)
"""(group, column) by the number of the statistic."""
BAT: dict[str, int] = {statistic.column: number for number, statistic in enumerate(BATTING)}
PITCH: dict[str, int] = {statistic.column: number for number, statistic in enumerate(PITCHING, start=len(BATTING))}
FIELD: dict[str, int] = {
    statistic.column: number for number, statistic in enumerate(FIELDING, start=len(BATTING) + len(PITCHING))
}
assert len(STATISTICS) < WIDTH


class Line(Struct, gc=False):
    """One player of one side who appeared: grain (side, player_id) of a game.

    ``batting_order`` None: never in the order. ``pitching_order`` 0: never pitched. ``positions``: as played.
    """

    side: int
    player_id: int
    number: int
    batting_order: str | None = None
    pitching_order: int = 0
    positions: list[str] = []


class Half(Struct, gc=False):
    """One half inning: ``side`` bats. ``errors`` are the fielders'; ``placed`` counts automatic runners.

    ``first_play`` and the next half's say which plays it has.
    """

    inning: int
    side: int
    first_play: int = 0
    turns: int = 0
    placed: int = 0
    outs: int = 0
    runs: int = 0
    hits: int = 0
    errors: int = 0
    left_on_base: int = 0


class TurnOf(Struct, gc=False):
    """One completed turn: the line of whose place in the order it was."""

    play: int
    line: int


class Game(Struct):
    """One game read: who played, the facts, the halves, and what the rules did not know.

    ``sides``: (team_id, team name) of away and home; ``score`` is that of the result: what was played, but for a
    forfeit; ``winning_side`` is None for a tie. ``earned_for_pitcher_only``: runs a side that are earned for a relief
    pitcher and unearned for his team (rule 9.16(i)). ``runs_of_nobody``: plays on which a run scored that no pitcher
    is responsible for. ``unknown`` counts what the rules do not know, by kind.
    """

    game_pk: int
    season: str
    sport_id: int
    game_type: str
    official_date: date
    status_code: str
    sides: tuple[tuple[int, str], tuple[int, str]]
    score: tuple[int, int]
    winning_side: int | None
    lines: list[Line]
    facts: list[int]
    play_ends: list[int]
    halves: list[Half]
    turns: list[TurnOf]
    decisions: dict[str, int]
    unknown: dict[str, int]
    earned_for_pitcher_only: list[int]
    runs_of_nobody: list[int]
