"""A whole game: half innings, delays and the ways a game can end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from statsapi_simulator.baseball.book import ScoreBook
from statsapi_simulator.baseball.league import Club
from statsapi_simulator.baseball.lineup import SideState, starting_side
from statsapi_simulator.baseball.manager import Manager
from statsapi_simulator.baseball.people import Player
from statsapi_simulator.baseball.recorder import Frame, Recorder
from statsapi_simulator.baseball.records import Play
from statsapi_simulator.baseball.turn import Turn

_ROTATION = 5
"""The first five pitchers of a club start."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the day holds for a game. Half innings are counted from 1 (top of the first)."""

    offense: float = 1.0
    patience: float = 1.0
    scheduled_innings: int = 9
    two_way: bool = False
    delayed_start: int = 0
    """Minutes of rain before the first pitch."""
    warmup_minutes: int = 19
    rollback: bool = False
    delay_after: int | None = None
    delay_minutes: int = 0
    suspend_after: int | None = None
    resume_at: datetime | None = None
    call_after: int | None = None
    """Called for rain after this half inning: completed early, or tied when the score is even."""
    tie_after: int | None = None
    """Ends as a tie when the score is even after this inning."""
    mercy: tuple[int, int] | None = None
    """(inning, lead): the game ends when a side leads by so much after so many innings."""
    forfeit_after: int | None = None
    forfeit_by: int = 0
    """The side that forfeits."""


@dataclass(frozen=True, slots=True)
class Played:
    """A game as it was played, ready to be shown."""

    frames: tuple[Frame, ...]
    ending: str
    """regular, early, tie, mercy or forfeit."""
    forfeited_by: int | None
    first_pitch: datetime
    last_out: datetime
    suspended_at: datetime | None
    delay_minutes: int
    automatic_runners: Mapping[tuple[int, bool], int]
    starters: tuple[int, int]
    opening: tuple[SideState, SideState]
    players: Mapping[int, Player]
    book: ScoreBook = field(compare=False)

    @property
    def plays(self) -> tuple[Play, ...]:
        return tuple(self.book.plays)


def play_game(seed: str, away: Club, home: Club, start: datetime, plan: Plan, *, frames: bool = True) -> Played:
    """Plays a game that is planned for ``start`` (UTC). The same seed gives the same game.

    Without ``frames`` it is played for its result only, which takes half the time.
    """
    return _Game(seed, away, home, start, plan, frames=frames).play()


class _Game:
    def __init__(self, seed: str, away: Club, home: Club, start: datetime, plan: Plan, *, frames: bool) -> None:
        self.rng = rng = Random(seed)
        starters = (rng.randrange(_ROTATION), rng.randrange(_ROTATION))
        self.plan = plan
        self.players: dict[int, Player] = {p.id: p for club in (away, home) for p in club.players}
        away_starter, home_starter = away.pitchers[starters[0]], home.pitchers[starters[1]]
        if plan.two_way:
            home_starter = _two_way(home_starter)
            self.players[home_starter.id] = home_starter
        self.opening = (
            starting_side(away, away_starter, two_way=False),
            starting_side(home, home_starter, two_way=plan.two_way),
        )
        self.book = ScoreBook(*self.opening)
        looks = Random(f"{seed}-looks") if frames else None
        self.recorder = Recorder(looks, self.book, self.players, start)
        self.manager = Manager(rng, self.book, self.players, patience=plan.patience)
        self.turn = Turn(rng, self.recorder, self.manager, self.players, plan.offense)
        self.turn.scheduled_innings = plan.scheduled_innings
        self.turn.wants_rollback = plan.rollback
        self.scheduled = start
        self.start = start + timedelta(minutes=plan.delayed_start, seconds=rng.randint(60, 200))
        self.automatic_runners: dict[tuple[int, bool], int] = {}
        self.suspended_at: datetime | None = None
        self.starters = (away_starter.id, home_starter.id)
        self.delay = 0

    def play(self) -> Played:
        self._before_the_first_pitch()
        half = 0
        ending: str | None = None
        while ending is None:
            half += 1
            inning, top = (half + 1) // 2, half % 2 == 1
            self._half_inning(inning, top=top)
            ending = self._ending(half, inning, top=top)
            if ending is None:
                self._between(half)
        return Played(
            frames=tuple(self.recorder.frames),
            ending=ending,
            forfeited_by=self.plan.forfeit_by if ending == "forfeit" else None,
            first_pitch=self.start,
            last_out=self.recorder.now,
            suspended_at=self.suspended_at,
            delay_minutes=self.delay,
            automatic_runners=self.automatic_runners,
            starters=self.starters,
            opening=self.opening,
            players=self.players,
            book=self.book,
        )

    def _before_the_first_pitch(self) -> None:
        """Line-ups, delay and warm-up: advisories in the first play, which is open long before it begins."""
        book, rec = self.book, self.recorder
        book.begin_half(1, top=True)
        rec.now = self.scheduled - timedelta(minutes=70 + self.plan.warmup_minutes)
        rec.begin_play(book.batting_side.due())
        steps = [("P", "Pre-Game", self.scheduled - timedelta(minutes=65))]
        if self.plan.delayed_start:
            steps.append(("PR", "Delayed Start: Rain", self.scheduled - timedelta(minutes=12)))
        steps.append(("PW", "Warmup", self.start - timedelta(minutes=self.plan.warmup_minutes)))
        steps.append(("I", "In Progress", self.start - timedelta(seconds=45)))
        for code, text, when in steps:
            rec.status = code
            took = (when - rec.now).total_seconds()
            rec.action("Game Advisory", "game_advisory", f"Status Change - {text}", seconds=took, player=rec.batter)
        rec.now = self.start
        rec.play_start = self.start
        self.delay = self.plan.delayed_start

    def _half_inning(self, inning: int, *, top: bool) -> None:
        book, rec = self.book, self.recorder
        first = inning == 1 and top
        if not first:
            book.begin_half(inning, top=top)
        rec.earned.begin_half()
        placed: int | None = None
        openings = [*self.manager.repair_defense(), *self.manager.swap_outfielders()]
        change = self.manager.pitching_change(between_innings=True)
        if change is not None:
            openings.append(change)
        if inning > self.plan.scheduled_innings and self.plan.tie_after is None:
            placed = self._automatic_runner(inning, top=top)
        while book.outs < 3 and not self._won():
            self.turn.play(openings, placed, already_open=first)
            placed, first = None, False
            change = self.manager.pitching_change(between_innings=False) if book.outs < 3 else None
            openings = [change] if change is not None else []
        book.end_half()

    def _automatic_runner(self, inning: int, *, top: bool) -> int:
        """Extra innings begin with the last batter of the inning before on second base (his run is unearned)."""
        book = self.book
        runner = book.batting_side.due(8)
        if runner in book.batting_side.pitchers and not self.plan.two_way:
            runner = book.batting_side.due(7)
        book.place_automatic_runner(runner)
        self.automatic_runners[(inning, top)] = runner
        return runner

    def _won(self) -> bool:
        book = self.book
        return not book.top and book.inning >= self.plan.scheduled_innings and book.runs(1) > book.runs(0)

    def _ending(self, half: int, inning: int, *, top: bool) -> str | None:
        book, plan = self.book, self.plan
        away, home = book.runs(0), book.runs(1)
        if plan.forfeit_after == half:
            return "forfeit"
        if plan.call_after == half:
            return "tie" if away == home else "early"
        if plan.mercy is not None and inning >= plan.mercy[0] and abs(away - home) >= plan.mercy[1]:
            return "mercy" if home > away or not top else None
        if plan.tie_after is not None and not top and inning >= plan.tie_after and away == home:
            return "tie"
        if inning < plan.scheduled_innings:
            return None
        if top:
            return "regular" if home > away else None
        return "regular" if away != home else None

    def _between(self, half: int) -> None:
        """The break between halves, with delays and suspensions."""
        rec, book, plan = self.recorder, self.book, self.plan
        book.between_halves()
        rec.wait(8.0)
        rec.publish("inning_change", logical=("midInning",))
        if plan.suspend_after == half and plan.resume_at is not None:
            self._stop(minutes=35, status="IR")
            rec.status = "UR"
            rec.publish("suspended")
            self.suspended_at = rec.now
            rec.now = plan.resume_at - timedelta(minutes=5)
            rec.status = "UZ"
            rec.publish("about_to_resume")
            rec.now = plan.resume_at
            rec.status = "I"
            rec.publish("resumed", logical=("gameStateChangeToInProgress",))
        elif plan.delay_after == half:
            self._stop(minutes=plan.delay_minutes, status="IR")
            rec.status = "IZ"
            rec.publish("about_to_resume")
            rec.wait(600.0)
            rec.status = "I"
            rec.publish("resumed")
            self.delay += plan.delay_minutes + 10
        else:
            rec.wait(self.rng.uniform(112.0, 150.0))

    def _stop(self, *, minutes: int, status: str) -> None:
        self.recorder.status = status
        self.recorder.publish("delayed")
        self.recorder.wait(minutes * 60.0)


def _two_way(starter: Player) -> Player:
    """The same pitcher, who also hits."""
    return replace(starter, position="Y", contact=0.9, power=1.6, speed=0.4)
