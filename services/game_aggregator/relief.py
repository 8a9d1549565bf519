"""Relief pitchers: save situations, holds, blown saves. PURE.

Official Baseball Rule 9.19 for the save situation; holds and blown saves as the official box scores count them: both
hang on the situation at the moment when a pitcher came in, and on whether the lead was tied while he pitched.
"""

from collections.abc import Sequence

from msgspec import Struct

from game_aggregator.rules import outs_for_starter_to_win

SAVE_LEAD = 3
OUTS_OF_AN_INNING = 3


class Outing(Struct, gc=False):
    """One pitcher's time on the mound. ``outs_left``: what his side still had to get when he came in."""

    line: int
    lead: int = 0
    runners: int = 0
    outs_left: int = 0
    outs: int = 0
    kept_lead: bool = True

    @property
    def save_situation(self) -> bool:
        """A lead of three with an inning to pitch, or the tying run on base, at bat or on deck."""
        if self.lead <= 0:
            return False
        close = self.lead <= SAVE_LEAD and self.outs_left >= OUTS_OF_AN_INNING
        return close or self.lead <= self.runners + 2


def blown_saves(outings: Sequence[Outing]) -> list[int]:
    """Lines of those who came into a save situation and were on the mound when the score was tied."""
    return [outing.line for outing in outings[1:] if outing.save_situation and not outing.kept_lead]


def holds(outings: Sequence[Outing], winner: int | None, *, innings: int) -> list[int]:
    """Lines of those who came into a save situation, got an out and left with the lead never tied.

    ``winner``: the line of the winning pitcher if he is of this side. Who finishes and who wins gets no hold, nor does
    the pitcher who was first in line for the win: the successor of a starter with too few outs for it, when the lead
    that he took over was never lost.
    """
    in_line = _first_in_line(outings, outs_for_starter_to_win(innings)) if winner is not None else None
    return [
        outing.line
        for outing in outings[1:-1]
        if outing.save_situation
        and outing.kept_lead
        and outing.outs > 0
        and outing.line != winner
        and outing is not in_line
    ]


def _first_in_line(outings: Sequence[Outing], needed: int) -> Outing | None:
    if len(outings) < 2 or outings[0].outs >= needed or outings[1].lead <= 0:
        return None
    return outings[1] if all(outing.kept_lead for outing in outings[1:]) else None
