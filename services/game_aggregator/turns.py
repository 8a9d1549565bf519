"""The turn at bat that a play may be: whose it is, and how it ends. PURE."""

from game_aggregator.rules import CHARGED_TO_FIRST_PITCHER, OUT_KINDS, OUT_KINDS_BY_NAME
from game_aggregator.wire import Count, Play


class Turn:
    """A turn while its play is read. ``on_base``: runners before the event that decides it.

    ``first_batter`` and ``first_pitcher`` (a line) are set when the rules may charge the one who was replaced.
    """

    __slots__ = (
        "_play",
        "batter",
        "complete",
        "event_type",
        "first_batter",
        "first_pitcher",
        "on_base",
        "pitcher",
        "rbi",
    )

    def __init__(self, play: Play) -> None:
        result, matchup = play.result, play.matchup
        self._play = play
        self.event_type = None if result is None else result.event_type
        self.rbi = 0 if result is None or result.rbi is None else result.rbi
        self.complete = bool(play.about is not None and play.about.is_complete)
        self.batter = matchup.batter.id if matchup is not None and matchup.batter is not None else None
        self.pitcher = matchup.pitcher.id if matchup is not None and matchup.pitcher is not None else None
        self.first_batter: int | None = None
        self.first_pitcher: int | None = None
        self.on_base = 0

    def batter_replaced(self, replaced: int | None, count: Count | None) -> None:
        """A pinch hitter comes in: with two strikes a strike-out stays the first batter's."""
        if self.first_batter is None and count is not None and count.strikes == 2:
            self.first_batter = replaced

    def pitcher_replaced(self, line: int, count: Count | None) -> None:
        """A pitcher is relieved: at these counts a walk stays his."""
        if count is not None and (count.balls, count.strikes) in CHARGED_TO_FIRST_PITCHER:
            self.first_pitcher = line
        else:
            self.first_pitcher = None

    @property
    def batter_moved(self) -> bool:
        """Whether the batter himself reached a base or was put out, which an unknown result leaves to be seen."""
        return any(
            runner.details is not None
            and runner.details.runner is not None
            and runner.details.runner.id == self.batter
            and runner.movement is not None
            and runner.movement.start is None
            for runner in self._play.runners or ()
        )

    def out_kind(self) -> str | None:
        """The column of a ball in play that was no hit; None when it was not put in play."""
        for event in reversed(self._play.play_events or ()):
            if event.hit_data is not None and event.hit_data.trajectory is not None:
                return OUT_KINDS.get(event.hit_data.trajectory)
        result = self._play.result
        return OUT_KINDS_BY_NAME.get(result.event or "") if result is not None else None
