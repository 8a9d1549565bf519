"""What happened, as immutable records: the engine writes them, the scorer's book and the documents read them.

A play is one turn at bat (or what stands in its place). Its events are pitches and actions in order; its moves are the
runners' movements, each tied to the event it happened on by ``play_index``.
"""

from dataclasses import dataclass
from datetime import datetime

HIT_BASES = {"single": 1, "double": 2, "triple": 3, "home_run": 4}
RUNNING_PLAYS = frozenset(
    {
        "stolen_base_2b", "stolen_base_3b", "stolen_base_home", "caught_stealing_2b", "caught_stealing_3b",
        "caught_stealing_home", "cs_double_play", "pickoff_1b", "pickoff_2b", "pickoff_3b", "pickoff_error_1b",
        "pickoff_error_2b", "pickoff_error_3b", "pickoff_caught_stealing_2b", "pickoff_caught_stealing_3b",
        "pickoff_caught_stealing_home", "wild_pitch", "passed_ball", "balk", "defensive_indiff", "other_advance",
        "other_out", "error", "runner_double_play", "runner_interference",
    }
)  # fmt: skip
"""What happens on the bases; as the result of a play it means that the batter's turn was not complete."""
NOT_A_PLATE_APPEARANCE = RUNNING_PLAYS | {
    "game_advisory", "batter_timeout", "mound_visit", "pitching_substitution",
}  # fmt: skip
"""Results of a play that ended without the batter's turn being complete."""

SACRIFICE_FLIES = frozenset({"sac_fly", "sac_fly_double_play"})
SACRIFICE_BUNTS = frozenset({"sac_bunt", "sac_bunt_double_play"})
STRIKEOUTS = frozenset({"strikeout", "strikeout_double_play", "strikeout_triple_play"})
WALKS = frozenset({"walk", "intent_walk"})
NO_AT_BAT = WALKS | SACRIFICE_FLIES | SACRIFICE_BUNTS | {"hit_by_pitch", "catcher_interf"}
BATTERS_COUNTS = frozenset({(2, 0), (2, 1), (3, 0), (3, 1), (3, 2)})
"""Balls and strikes on which a new pitcher takes over a batter whose walk is his predecessor's (9.16(h))."""


@dataclass(frozen=True, slots=True)
class Credit:
    player: int
    position: str
    kind: str


@dataclass(frozen=True, slots=True)
class Move:
    """One leg of one runner: ``start`` and ``end`` are '1B', '2B', '3B', 'score' or None (the batter's box, or out)."""

    runner: int
    origin: str | None
    start: str | None
    end: str | None
    event: str
    event_type: str
    play_index: int
    reason: str | None = None
    out_base: str | None = None
    is_out: bool = False
    out_number: int | None = None
    responsible: int | None = None
    rbi: bool = False
    earned: bool = False
    team_unearned: bool = False
    credits: tuple[Credit, ...] = ()

    @property
    def scores(self) -> bool:
        return self.end == "score"


@dataclass(frozen=True, slots=True)
class Hit:
    launch_speed: float
    launch_angle: float
    distance: float
    trajectory: str
    hardness: str
    location: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Pitch:
    """The flight of one pitch, in the units of the feed (miles per hour, feet, inches, seconds)."""

    code: str
    start_speed: float
    end_speed: float
    zone: int
    px: float
    pz: float
    zone_top: float
    zone_bottom: float
    spin: int
    spin_direction: int
    plate_time: float
    extension: float
    confidence: float
    flight: tuple[float, ...]
    """aX aY aZ vX0 vY0 vZ0 x0 y0 z0 pfxX pfxZ."""
    breaks: tuple[float, ...]
    """angle, length, y, vertical, vertical induced, horizontal."""


@dataclass(frozen=True, slots=True)
class Review:
    kind: str
    """MF, MA, MJ (challenge of balls and strikes), NH and so on."""
    team: int | None
    overturned: bool
    in_progress: bool = False
    player: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A pitch, an action, a throw to a base or a step off. The count is the one after the event."""

    kind: str
    index: int
    start: datetime
    end: datetime
    description: str
    balls: int
    strikes: int
    outs: int
    away: int
    home: int
    code: str | None = None
    event: str | None = None
    event_type: str | None = None
    play_id: str | None = None
    player: int | None = None
    position: str | None = None
    batting_order: str | None = None
    replaced: int | None = None
    base: int | None = None
    is_substitution: bool = False
    is_base_running: bool = False
    is_scoring: bool = False
    is_out: bool = False
    pitch: Pitch | None = None
    pitch_number: int | None = None
    hit: Hit | None = None
    review: Review | None = None
    disengagement: int | None = None
    from_catcher: bool | None = None
    runner_going: bool = False
    violation: tuple[str, str, int] | None = None
    """Type, description and player of a pitch timer violation."""

    @property
    def is_pitch(self) -> bool:
        return self.kind == "pitch"


@dataclass(frozen=True, slots=True)
class Bases:
    first: int | None = None
    second: int | None = None
    third: int | None = None

    def runners(self) -> dict[str, int]:
        """Occupied bases in the order third, second, first."""
        found = (("3B", self.third), ("2B", self.second), ("1B", self.first))
        return {base: runner for base, runner in found if runner is not None}

    @property
    def count(self) -> int:
        return sum(runner is not None for runner in (self.first, self.second, self.third))


@dataclass(frozen=True, slots=True)
class Play:
    index: int
    inning: int
    top: bool
    batter: int
    pitcher: int
    bat_side: str
    pitch_hand: str
    start: datetime
    end: datetime
    balls: int
    strikes: int
    outs: int
    away: int
    home: int
    events: tuple[Event, ...]
    moves: tuple[Move, ...] = ()
    event: str | None = None
    event_type: str | None = None
    description: str | None = None
    rbi: int = 0
    is_out: bool = False
    complete: bool = False
    bases_after: Bases = Bases()
    captivating: int = 0
    review: Review | None = None

    @property
    def is_plate_appearance(self) -> bool:
        return self.complete and self.event_type not in NOT_A_PLATE_APPEARANCE

    @property
    def is_scoring(self) -> bool:
        return any(move.scores for move in self.moves)

    @property
    def hit(self) -> Hit | None:
        return self.events[-1].hit if self.events else None
