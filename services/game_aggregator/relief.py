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
    def close_lead(self) -> bool:
        """A lead of three with an inning to pitch, or the tying run on base, at bat or on deck (rule 9.19(4))."""
        if self.lead <= 0:
            return False
        close = self.lead <= SAVE_LEAD and self.outs_left >= OUTS_OF_AN_INNING
        return close or self.lead <= self.runners + 2


def save_situations(outings: Sequence[Outing], *, innings: int) -> list[Outing]:
    """The relievers of one side who came into a save situation. ``innings``: how many this side was in the field.

    Who takes over the lead from a starter with too few outs to win is in line for the win himself, and whoever may be
    the winning pitcher is in no save situation (rule 9.19(2)).
    """
    found = [outing for outing in outings[1:] if outing.close_lead]
    if found and found[0] is outings[1] and outings[0].outs < outs_for_starter_to_win(innings):
        return found[1:]
    return found


def blown_saves(situations: Sequence[Outing]) -> list[int]:
    """Lines of those who were on the mound when the score was tied, whoever put the runner on."""
    return [outing.line for outing in situations if not outing.kept_lead]


def holds(situations: Sequence[Outing], *, winner: int | None, last: Outing) -> list[int]:
    """Lines of those who got an out and left with the lead never tied. Who finishes or wins gets no hold."""
    return [
        outing.line
        for outing in situations
        if outing.kept_lead and outing.outs > 0 and outing.line != winner and outing is not last
    ]
