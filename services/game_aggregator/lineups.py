"""Who plays for a side: order, positions, who catches, who pitches. PURE.

The starters come from the box score, because no play says who they are; everything after that comes from the
substitutions among the plays.
"""

from game_aggregator.relief import Outing
from game_aggregator.rules import CATCHER, DESIGNATED_HITTER, PITCHER
from game_aggregator.tallies import Line
from game_aggregator.wire import BoxTeam

STARTERS = 9


class Lineup:
    """One side. Lines are made in the order of appearance, starters first, and shared with the whole game."""

    def __init__(self, side: int, box: BoxTeam, lines: list[Line]) -> None:
        self.side = side
        self._lines = lines
        self.by_player: dict[int, Line] = {}
        self.outings: list[Outing] = []
        self.catcher: Line | None = None
        self.started_in_field: list[Line] = []
        self.batters_started: list[Line] = []
        for order, player, positions in _starters(box):
            line = self.line(player)
            line.batting_order = order
            line.positions = positions
            self.batters_started.append(line)
            if positions and positions[0] != DESIGNATED_HITTER:
                self.started_in_field.append(line)
            if CATCHER in positions:
                self.catcher = line
        if box.pitchers:
            starter = self.line(box.pitchers[0])
            if starter not in self.started_in_field:
                self.started_in_field.append(starter)
            self.to_mound(starter, Outing(starter.number))

    def line(self, player: int) -> Line:
        """The player's line, made when he is first seen."""
        line = self.by_player.get(player)
        if line is None:
            line = self.by_player[player] = Line(self.side, player, len(self._lines), positions=[])
            self._lines.append(line)
        return line

    @property
    def pitcher(self) -> Line:
        """Who is on the mound."""
        return self._lines[self.outings[-1].line]

    def to_mound(self, line: Line, outing: Outing) -> None:
        """A pitcher begins his outing; his first gives him his place among the pitchers."""
        if not line.pitching_order:
            line.pitching_order = 1 + sum(1 for other in self.by_player.values() if other.pitching_order)
        if PITCHER not in line.positions:
            self.take(line, PITCHER)
        self.outings.append(outing)

    def enter(self, line: Line, *, order: str | None, position: str | None) -> None:
        """A substitute takes his place in the order, and his position."""
        if order is not None and line.batting_order is None:
            line.batting_order = order
        if position is not None:
            self.take(line, position)

    def take(self, line: Line, position: str) -> None:
        """A player moves to a position; moving to where he is says nothing new."""
        if not line.positions or line.positions[-1] != position:
            line.positions.append(position)
        if position == CATCHER:
            self.catcher = line


def _starters(box: BoxTeam) -> list[tuple[str, int, list[str]]]:
    """(batting order, player, first position) of the starters, by order. A two-way starter has two positions."""
    pitcher = box.pitchers[0] if box.pitchers else None
    found = []
    for entry in (box.players or {}).values():
        order = entry.batting_order
        if order is None or not order.endswith("00") or entry.person is None or entry.person.id is None:
            continue
        codes = [position.code for position in entry.all_positions or () if position.code is not None]
        two_way = entry.person.id == pitcher and codes[:2] == [PITCHER, DESIGNATED_HITTER]
        found.append((order, entry.person.id, codes[: 2 if two_way else 1]))
    return sorted(found)
