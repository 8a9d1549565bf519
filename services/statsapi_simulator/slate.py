"""The games being served, and what of each has been served: the state that the answers are made from."""

import bisect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from statsapi_simulator.baseball.timeline import CorrectionKind, Moment, Timeline

Document = dict[str, Any]

_OFFICIAL = frozenset("FR")
_BEFORE_FIRST_START = timedelta(minutes=30)


class Game:
    """One game: its timeline, and which state was last served under each time code.

    Time codes are not unique. A diffPatch from a code that several states share starts at the one of them that was
    served last, because that is the document which a client that knows only the code must be holding; if none of them
    was served it starts at the newest.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._served: dict[str, int] = {}
        self._replace(timeline)

    def _replace(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.moments: list[Moment] = list(timeline.moments)
        self._instants = [moment.at for moment in self.moments]
        self._official: int | None = None

    @property
    def game_pk(self) -> int:
        return self.timeline.game_pk

    @property
    def last(self) -> int:
        return len(self.moments) - 1

    def current(self, now: datetime) -> int:
        """The index of the state visible at ``now``; before the first one that is the first."""
        return max(0, bisect.bisect_right(self._instants, now) - 1)

    def as_of(self, time_code: str, now: datetime) -> int:
        """The newest visible state stamped ``time_code`` or earlier; the first one when all are later."""
        current = self.current(now)
        return next((i for i in range(current, -1, -1) if self.moments[i].time_code <= time_code), 0)

    def time_codes(self, now: datetime) -> list[str]:
        """The distinct stamps up to ``now``, ascending."""
        return sorted({moment.time_code for moment in self.moments[: self.current(now) + 1]})

    def remember(self, index: int) -> None:
        """Notes that the state ``index`` was served complete or as the result of patches."""
        self._served[self.moments[index].time_code] = index

    def held_under(self, time_code: str, now: datetime) -> int | None:
        """The state that a client holds who knows ``time_code``; None when no visible state bears that code."""
        current = self.current(now)
        served = self._served.get(time_code)
        if served is not None and served <= current:
            return served
        return next((i for i in range(current, -1, -1) if self.moments[i].time_code == time_code), None)

    def planned_start(self) -> datetime:
        """The start that the schedule announced first."""
        first = self.timeline.schedule_rows(self.moments[0].at)[0]
        return datetime.fromisoformat(first.row["gameDate"])

    def correct(self, kind: CorrectionKind, at: datetime, seed: int) -> None:
        """Adds a corrected state at ``at``. Raises ValueError when the game cannot be corrected then, or not so."""
        corrected = self.timeline.with_correction(kind, at, seed)
        if len(corrected.moments) == len(self.moments):
            raise ValueError(f"game {self.game_pk} has nothing to correct in this way")
        self._replace(corrected)

    def changed_after_final(self, now: datetime) -> datetime | None:
        """The newest instant up to ``now`` at which the game changed although it was official already."""
        current = self.current(now)
        status = self.timeline.schedule_rows(now)[-1].row["status"]
        if status["statusCode"][:1] not in _OFFICIAL or current <= self._official_from():
            return None
        return self.moments[current].at

    def _official_from(self) -> int:
        """The state from which on the game is official to its end; found once, since it builds documents."""
        if self._official is None:
            index = self.last
            while index > 0 and self._is_official(index - 1):
                index -= 1
            self._official = index
        return self._official

    def _is_official(self, index: int) -> bool:
        code: str = self.timeline.document(index)["gameData"]["status"]["statusCode"]
        return code[:1] in _OFFICIAL


@dataclass(frozen=True)
class Change:
    """A correction: ``game_pk`` changed at ``at``."""

    at: datetime
    game_pk: int


class Slate:
    """All games by gamePk. ``play`` makes the timelines; ``replay`` calls it again, so it must be deterministic."""

    def __init__(self, play: Callable[[], Iterable[Timeline]]) -> None:
        self._play = play
        self.games: dict[int, Game] = {}
        self.replay()

    def replay(self) -> None:
        """Forgets corrections and what was served."""
        self.games = {timeline.game_pk: Game(timeline) for timeline in self._play()}

    def changes(self, since: datetime, now: datetime) -> list[Change]:
        """Corrections of finished games in (since, now], each game once at its newest, oldest first."""
        newest = (
            Change(at, game.game_pk)
            for game in self.games.values()
            if (at := game.changed_after_final(now)) is not None and at > since
        )
        return sorted(newest, key=lambda change: (change.at, change.game_pk))

    def opening(self) -> datetime:
        """An instant half an hour before the first game's planned start: before anything worth watching happens."""
        return min(game.planned_start() for game in self.games.values()) - _BEFORE_FIRST_START
