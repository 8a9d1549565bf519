"""What one simulated game shows to the outside: moments, documents, schedule rows and the truth.

The server side depends on these types only; how a game is played and a document is built stays behind them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

CorrectionKind = Literal["hit_to_error", "error_to_hit", "changed_decision", "vanished_play"]


@dataclass(frozen=True)
class Moment:
    """One visible state of a game.

    ``at`` is the simulated UTC instant from which the state is served. ``time_code`` is the stamp in the document
    (YYYYMMDD_HHMMSS, UTC); it may lie: be older than the newest play, or repeat the previous moment's.
    """

    index: int
    at: datetime
    time_code: str


@dataclass(frozen=True)
class ScheduledRow:
    """One row of the schedule: ``day`` is the outer ``dates[].date``, ``row`` an element of ``dates[].games``."""

    day: date
    row: dict[str, Any]


@dataclass(frozen=True)
class GameTruth:
    """What was really played, from the scorer's book (a corrected timeline's truth is corrected).

    ``linescore`` holds per inning ``{"num", "away": {"runs", "hits", "errors", "leftOnBase"}, "home": ...}``; a half
    that was not played is None.
    ``batting``, ``pitching`` and ``fielding`` hold per side and player id the official counting stats.
    ``plays`` holds per play in order: atBatIndex, event type, final count, pitches and scores after the play.
    """

    game_pk: int
    final_status_code: str
    away_runs: int
    home_runs: int
    away_hits: int
    home_hits: int
    away_errors: int
    home_errors: int
    plays_total: int
    pitches_total: int
    innings_total: int
    linescore: tuple[Mapping[str, Any], ...]
    plays: tuple[Mapping[str, Any], ...]
    batting: Mapping[str, Mapping[int, Mapping[str, Any]]]
    pitching: Mapping[str, Mapping[int, Mapping[str, Any]]]
    fielding: Mapping[str, Mapping[int, Mapping[str, Any]]]
    decisions: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain JSON-compatible values (player ids become text keys)."""

        def sides(lines: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> dict[str, Any]:
            return {
                side: {str(player): dict(stats) for player, stats in players.items()} for side, players in lines.items()
            }

        return {
            "gamePk": self.game_pk,
            "statusCode": self.final_status_code,
            "away": {"runs": self.away_runs, "hits": self.away_hits, "errors": self.away_errors},
            "home": {"runs": self.home_runs, "hits": self.home_hits, "errors": self.home_errors},
            "playsTotal": self.plays_total,
            "pitchesTotal": self.pitches_total,
            "inningsTotal": self.innings_total,
            "linescore": [dict(inning) for inning in self.linescore],
            "plays": [dict(play) for play in self.plays],
            "batting": sides(self.batting),
            "pitching": sides(self.pitching),
            "fielding": sides(self.fielding),
            "decisions": dict(self.decisions),
        }


class Timeline(Protocol):
    """One game's whole visible life, from Scheduled to Final and its corrections. Deterministic by seed."""

    @property
    def game_pk(self) -> int: ...

    @property
    def season(self) -> str: ...

    @property
    def game_type(self) -> str: ...

    @property
    def sport_id(self) -> int: ...

    @property
    def moments(self) -> Sequence[Moment]:
        """Ascending by ``at``; the first is visible long before the first pitch."""
        ...

    @property
    def truth(self) -> GameTruth: ...

    def document(self, index: int) -> dict[str, Any]:
        """The complete feed document at ``moments[index]``; its nested parts are shared: change the top level only."""
        ...

    def schedule_rows(self, now: datetime, *, hydrated: bool = False) -> list[ScheduledRow]:
        """The game's rows as of ``now``: more than one when postponed and made up, or suspended and resumed."""
        ...

    def boxscore(self, index: int) -> dict[str, Any]: ...

    def linescore(self, index: int) -> dict[str, Any]: ...

    def play_by_play(self, index: int) -> dict[str, Any]: ...

    def rescored(self, index: int, current: int) -> dict[str, Any] | None:
        """The document at ``moments[index]`` as its time code gets it while ``moments[current]`` is the newest.

        Corrections are made in place: an old time code then shows the corrected plays too. None without a correction.
        """
        ...

    def with_correction(self, kind: CorrectionKind, at: datetime, seed: int) -> "Timeline":
        """The same timeline plus a moment at ``at`` (after Final) with the correction applied consistently."""
        ...
