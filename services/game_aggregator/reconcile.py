"""Computed against official, cell by cell. PURE.

A cell that the document does not give (a key that older documents lack, a line of who did not play) is not compared. A
line that only one side has is one difference, named ``line``.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import astuple

from baseball_core.statistics.catalogue import BY_GROUP, COLUMNS, GROUPS, Group
from game_aggregator.frames import SIDES
from game_aggregator.official import rate_texts
from game_aggregator.readiness import Complete
from game_aggregator.rows import FIRST_COUNT, PLAYER_TABLES, TEAM_TABLE, GameRows, Row
from game_aggregator.tallies import Half
from game_aggregator.wire import NO_LINE, RATE_COLUMNS, BoxTeam, LineCells

TEAM = 0
"""The player id of a team's total."""
WHOLE_GAME = 0
LINE_CELLS = ("runs", "hits", "errors", "left_on_base")
FORMERLY_ZERO = (("doubles", "triples"), ("ground_outs", "air_outs"))
"""Pitching totals of teams that some documents up to 2023 leave at zero, those of a pair for both teams together."""


class Difference(Struct, frozen=True, order=True):
    """One cell: grain (side, player_id, scope, inning, statistic) of a game. Values as text; None: there is none."""

    side: str
    player_id: int
    scope: str
    inning: int
    statistic: str
    computed: str | None
    official: str | None


class Comparison:
    """Counts compared cells and collects those that differ."""

    def __init__(self) -> None:
        self.compared = 0
        self.differences: list[Difference] = []

    def cell(
        self, side: str, player: int, scope: str, name: str, computed: object, official: object, *, inning: int = 0
    ) -> None:
        """Compares one cell; one that the document does not give is left out."""
        if official is None:
            return
        self.compared += 1
        if computed != official:
            text = None if computed is None else str(computed)
            self.differences.append(Difference(side, player, scope, inning, name, text, str(official)))

    def line(self, side: str, player: int, scope: str, *, computed: bool) -> None:
        """A line that only one of both has."""
        self.compared += 1
        has, lacks = "present", None
        self.differences.append(
            Difference(side, player, scope, WHOLE_GAME, "line", has if computed else lacks, lacks if computed else has)
        )


def reconcile(document: Complete, rows: GameRows, halves: Sequence[Half]) -> Comparison:
    """Every cell of players, teams, line score and line-ups."""
    comparison = Comparison()
    left_at_zero = _left_at_zero(document.boxes)
    for number, (side, box) in enumerate(zip(SIDES, document.boxes, strict=True)):
        computed = {group: {row[2]: row for row in rows[PLAYER_TABLES[group]] if row[1] == side} for group in GROUPS}
        _players(comparison, side, box, computed)
        team = rows[TEAM_TABLE][number]
        _team(comparison, side, box, team, left_at_zero)
        _linescore(comparison, document, number, team, halves)
    return comparison


# ---- players -----------------------------------------------------------------------------------------------------


def _players(comparison: Comparison, side: str, box: BoxTeam, computed: dict[Group, dict[int, Row]]) -> None:
    unseen = {group: set(lines) for group, lines in computed.items()}
    for entry in (box.players or {}).values():
        player = entry.person.id if entry.person is not None else None
        if player is None:
            continue
        for group in GROUPS:
            official: Struct | None = getattr(entry.stats, group, None)
            if official == NO_LINE[group]:
                official = None
            row = computed[group].get(player)
            if row is None and official is None:
                continue
            unseen[group].discard(player)
            if row is not None and official is not None:
                _line(comparison, side, player, group, row[FIRST_COUNT:], astuple(official))
            else:
                comparison.line(side, player, group, computed=row is not None)
        _lineup(comparison, side, player, entry.batting_order, entry.all_positions, computed)
    for group, players in unseen.items():
        for player in sorted(players):
            comparison.line(side, player, group, computed=True)


def _line(
    comparison: Comparison, side: str, player: int, group: Group, counts: Row, official: tuple[object, ...]
) -> None:
    """A line's counts, then its rates. Most lines are equal as a whole."""
    if counts == official[: len(counts)]:
        comparison.compared += len(counts)
    else:
        for column, mine, theirs in zip(COLUMNS[group], counts, official, strict=False):
            comparison.cell(side, player, group, column, mine, theirs)
    texts = rate_texts(group, counts)
    if texts == official[len(counts) :]:
        comparison.compared += len(texts)
    else:
        for column, mine, theirs in zip(RATE_COLUMNS[group], texts, official[len(counts) :], strict=True):
            comparison.cell(side, player, group, column, mine, theirs)


def _lineup(
    comparison: Comparison,
    side: str,
    player: int,
    order: str | None,
    positions: Sequence[object] | None,
    computed: dict[Group, dict[int, Row]],
) -> None:
    batted, fielded = computed["batting"].get(player), computed["fielding"].get(player)
    comparison.cell(side, player, "lineup", "batting_order", batted[4] if batted is not None else None, order)
    if positions:
        official = " ".join(str(getattr(position, "code", None)) for position in positions)
        played = " ".join(fielded[4]) if fielded is not None else None
        comparison.cell(side, player, "lineup", "position_codes", played, official)


# ---- teams -------------------------------------------------------------------------------------------------------


def _left_at_zero(boxes: tuple[BoxTeam, BoxTeam]) -> set[str]:
    """Columns of pitching totals that this document leaves at zero."""
    lines = [getattr(box.team_stats, "pitching", None) for box in boxes]
    totals = [line for line in lines if line is not None]
    found = {statistic.column for statistic in BY_GROUP["pitching"] if not statistic.in_team}
    for columns in FORMERLY_ZERO:
        if not any(getattr(total, column) for total in totals for column in columns):
            found.update(columns)
    return found


def _team(comparison: Comparison, side: str, box: BoxTeam, row: Row, left_at_zero: set[str]) -> None:
    start = 8
    for group in GROUPS:
        official = getattr(box.team_stats, group, None)
        counts = row[start : start + len(COLUMNS[group])]
        start += len(counts)
        if official is None:
            continue
        values = astuple(official)
        for statistic, mine, theirs in zip(BY_GROUP[group], counts, values, strict=False):
            # What the source leaves at zero for teams may be zero or right, and nothing else.
            may_be_zero = group == "pitching" and statistic.column in left_at_zero
            expected = 0 if may_be_zero and theirs == 0 else mine
            comparison.cell(side, TEAM, group, statistic.column, expected, theirs)
        for column, text, theirs in zip(
            RATE_COLUMNS[group], rate_texts(group, counts), values[len(counts) :], strict=True
        ):
            comparison.cell(side, TEAM, group, column, text, theirs)


# ---- line score --------------------------------------------------------------------------------------------------


def _linescore(comparison: Comparison, document: Complete, number: int, team: Row, halves: Sequence[Half]) -> None:
    side = SIDES[number]
    line = document.linescore
    played = {half.inning: half for half in halves if half.side == number}
    errors = {half.inning: half.errors for half in halves if half.side != number}
    for inning in line.innings or ():
        cells: LineCells | None = getattr(inning, side)
        if cells is None or inning.num is None:
            continue
        half = played.pop(inning.num, None)
        mine = (
            half.runs if half is not None else None,
            half.hits if half is not None else 0,
            errors.get(inning.num, 0),
            half.left_on_base if half is not None else 0,
        )
        for name, value, official in zip(LINE_CELLS, mine, _cells(cells), strict=True):
            comparison.cell(side, TEAM, "line", name, value, official, inning=inning.num)
        if half is not None and cells.runs is None:
            comparison.line(side, inning.num, "line", computed=True)
    for inning_number in played:
        comparison.line(side, inning_number, "line", computed=True)
    totals: LineCells | None = getattr(line.teams, side, None)
    if totals is not None:
        for name, value, official in zip(LINE_CELLS, team[4:8], _cells(totals), strict=True):
            comparison.cell(side, TEAM, "line", name, value, official)


def _cells(cells: LineCells) -> Iterator[int | None]:
    return (getattr(cells, name) for name in LINE_CELLS)
