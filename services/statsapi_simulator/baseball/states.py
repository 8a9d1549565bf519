"""What is known about a game at one moment, beyond what happened on the field."""

from dataclasses import dataclass
from datetime import date, datetime

from statsapi_simulator.baseball.decisions import Decisions
from statsapi_simulator.baseball.league import Club
from statsapi_simulator.baseball.people import Official, Player
from statsapi_simulator.baseball.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Fixture:
    """The unchanging facts of a game."""

    game_pk: int
    season: int
    game_type: str
    away: Club
    home: Club
    players: dict[int, Player]
    starters: tuple[int, int]
    day: date
    start: datetime
    game_number: int
    double_header: str
    start_time_tbd: bool
    guid: str
    umpires: tuple[Official, ...]
    scorer: Official
    datacaster: Official
    weather: tuple[str, str, str]
    """Condition, temperature, wind."""
    attendance: int
    series_number: int
    games_in_series: int
    series_game: int
    description: str | None = None

    @property
    def clubs(self) -> tuple[Club, Club]:
        return self.away, self.home


@dataclass(frozen=True, slots=True)
class State:
    """One visible state. ``start`` and ``official_date`` can move when a game is postponed."""

    at: datetime
    time_code: str
    status: str
    start: datetime
    official_date: date
    snapshot: Snapshot | None = None
    """None before the line-ups are known."""
    on_field: bool = False
    """False while the plays shown are only advisories before the first pitch."""
    first_pitch: datetime | None = None
    duration: int | None = None
    attendance_known: bool = False
    delay_minutes: int | None = None
    decisions: Decisions | None = None
    over: bool = False
    note: str | None = None
    awarded: tuple[int, int] | None = None
    """The score that a forfeit gives in place of the one played."""
    resume_date: datetime | None = None
    resumed_from: datetime | None = None
    game_events: tuple[str, ...] = ()
    logical_events: tuple[str, ...] = ()

    @property
    def score(self) -> tuple[int, int]:
        """The visitors' and the home team's runs as they count."""
        if self.awarded is not None:
            return self.awarded
        return (0, 0) if self.snapshot is None else self.snapshot.score
