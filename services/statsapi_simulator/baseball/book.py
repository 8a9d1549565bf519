"""The scorer's book: it is told what happens, event by event, and keeps state, line score and box score.

The engine asks it for the situation, the documents show its snapshots, and a correction is a second reading of the
same records. It never looks at a document.
"""

from collections.abc import Sequence
from copy import copy

from statsapi_simulator.baseball.lines import (
    BATTING_COUNTS,
    EXTRA_BASE_KEYS,
    FIELDING_COUNTS,
    OUT_KINDS,
    PITCHING_COUNTS,
    Line,
    add,
    empty,
)
from statsapi_simulator.baseball.lineup import SideState
from statsapi_simulator.baseball.records import (
    BATTERS_COUNTS,
    HIT_BASES,
    NO_AT_BAT,
    SACRIFICE_BUNTS,
    SACRIFICE_FLIES,
    STRIKEOUTS,
    WALKS,
    Bases,
    Event,
    Move,
    Play,
)
from statsapi_simulator.baseball.snapshot import HalfLine, Snapshot

_TRIPLE_PLAYS = ("triple_play", "grounded_into_triple_play")
_CREDITS = {
    "f_putout": "putOuts",
    "f_assist": "assists",
    "f_throwing_error": "errors",
    "f_fielding_error": "errors",
    "f_error_dropped_ball": "errors",
    "c_catcher_interf": "errors",
}


class ScoreBook:
    """Keeps one game. Side 0 is the visitors, side 1 the home team."""

    def __init__(self, away: SideState, home: SideState) -> None:
        self.sides = [away, home]
        self.inning = 1
        self.top = True
        self.inning_state = "Top"
        self.outs = 0
        self.balls = 0
        self.strikes = 0
        self.on_base: dict[int, str] = {}
        self.innings: list[list[HalfLine]] = [[HalfLine(), HalfLine()]]
        self.batting: list[dict[int, Line]] = [{}, {}]
        self.pitching: list[dict[int, Line]] = [{}, {}]
        self.fielding: list[dict[int, Line]] = [{}, {}]
        self.risp = [[0, 0], [0, 0]]
        self.mound_visits = [0, 0]
        self.reviews = [[0, 0], [0, 0]]
        self.abs_challenges = [[0, 0], [0, 0]]
        self.clock_violations: list[tuple[int, str]] = []
        self.plays: list[Play] = []
        self._automatic: int | None = None
        self._owes_strikeout: int | None = None
        self._owes_walk: int | None = None
        for number, side in enumerate(self.sides):
            for player in side.order:
                self.batting[number][player] = add(empty(BATTING_COUNTS), gamesPlayed=1)
                self.fielding[number][player] = empty(FIELDING_COUNTS)
            for _, player in side.field:
                self.fielding[number][player] = add(empty(FIELDING_COUNTS), gamesStarted=1)
            starter = add(empty(PITCHING_COUNTS), gamesPlayed=1, gamesStarted=1, gamesPitched=1)
            self.pitching[number][side.pitcher] = starter

    # ---- the situation -------------------------------------------------------------------------------------

    @property
    def offense(self) -> int:
        return 0 if self.top else 1

    @property
    def defense(self) -> int:
        return 1 if self.top else 0

    @property
    def batting_side(self) -> SideState:
        return self.sides[self.offense]

    @property
    def fielding_side(self) -> SideState:
        return self.sides[self.defense]

    @property
    def pitcher(self) -> int:
        return self.fielding_side.pitcher

    @property
    def bases(self) -> Bases:
        by_base = {base: runner for runner, base in self.on_base.items()}
        return Bases(by_base.get("1B"), by_base.get("2B"), by_base.get("3B"))

    def runs(self, side: int) -> int:
        return sum(pair[side].runs for pair in self.innings)

    def snapshot(self) -> Snapshot:
        """The present state; later events do not change it."""
        return Snapshot(
            plays=tuple(self.plays),
            inning=self.inning,
            top=self.top,
            inning_state=self.inning_state,
            outs=self.outs,
            balls=self.balls,
            strikes=self.strikes,
            bases=self.bases,
            away=self.sides[0],
            home=self.sides[1],
            innings=tuple((pair[0], pair[1]) for pair in self.innings),
            batting=(dict(self.batting[0]), dict(self.batting[1])),
            pitching=(dict(self.pitching[0]), dict(self.pitching[1])),
            fielding=(dict(self.fielding[0]), dict(self.fielding[1])),
            risp=((self.risp[0][0], self.risp[0][1]), (self.risp[1][0], self.risp[1][1])),
            mound_visits=(self.mound_visits[0], self.mound_visits[1]),
            reviews=((self.reviews[0][0], self.reviews[0][1]), (self.reviews[1][0], self.reviews[1][1])),
            abs_challenges=(
                (self.abs_challenges[0][0], self.abs_challenges[0][1]),
                (self.abs_challenges[1][0], self.abs_challenges[1][1]),
            ),
            clock_violations=tuple(self.clock_violations),
        )

    def fork(self) -> "ScoreBook":
        """A copy that can be written to without touching this one: for calls that do not stand."""
        other = copy(self)
        other.sides = list(self.sides)
        other.on_base = dict(self.on_base)
        other.innings = [list(pair) for pair in self.innings]
        other.batting = [dict(lines) for lines in self.batting]
        other.pitching = [dict(lines) for lines in self.pitching]
        other.fielding = [dict(lines) for lines in self.fielding]
        other.risp = [list(pair) for pair in self.risp]
        other.mound_visits = list(self.mound_visits)
        other.reviews = [list(pair) for pair in self.reviews]
        other.abs_challenges = [list(pair) for pair in self.abs_challenges]
        other.clock_violations = list(self.clock_violations)
        other.plays = list(self.plays)
        return other

    # ---- halves and plays ----------------------------------------------------------------------------------

    def begin_half(self, inning: int, *, top: bool) -> None:
        self.inning, self.top = inning, top
        self.inning_state = "Top" if top else "Bottom"
        self.outs = self.balls = self.strikes = 0
        self.on_base = {}
        if len(self.innings) < inning:
            self.innings.append([HalfLine(), HalfLine()])
        self._half(self.offense, started=True)

    def end_half(self) -> None:
        """Who is still on base is left on base; the bases stay as they are until the next half begins."""
        self._half(self.offense, left=len(self.on_base), over=True)

    def between_halves(self) -> None:
        self.inning_state = "Middle" if self.top else "End"

    def place_automatic_runner(self, runner: int) -> None:
        """On second base before the half begins: whoever throws its first pitch has not inherited him."""
        self.on_base[runner] = "2B"
        self._automatic = runner

    def charged_batter(self, batter: int, kind: str) -> int:
        """Whose turn it was: a substitute who came with two strikes and struck out stood in for another (9.15(b))."""
        return self._owes_strikeout if self._owes_strikeout is not None and kind in STRIKEOUTS else batter

    def charged_pitcher(self, kind: str) -> int:
        """Who faced the batter: a walk that was as good as given is the predecessor's (9.16(h))."""
        return self._owes_walk if self._owes_walk is not None and kind in WALKS else self.pitcher

    def show(self, play: Play) -> None:
        """The play as it stands replaces or follows the last one."""
        if self.plays and self.plays[-1].index == play.index:
            self.plays[-1] = play
        else:
            self.plays.append(play)

    def apply(self, event: Event, moves: Sequence[Move] = ()) -> None:
        """One event with the movements that happened on it."""
        self._substitute(event)
        self._count_event(event)
        for move in moves:
            self._move(move)
        self._count_running(event, moves)
        self.balls, self.strikes = event.balls, event.strikes

    def finish(self, play: Play, bases_before: Bases) -> None:
        """The turn at bat is complete: lines of batter and pitcher. ``bases_before`` is before the last event."""
        self.show(play)
        if play.is_plate_appearance:
            self._finish_turn(play, bases_before)
        self._owes_strikeout = self._owes_walk = None

    def _finish_turn(self, play: Play, bases_before: Bases) -> None:
        side = self.offense
        kind = play.event_type or ""
        last = [move for move in play.moves if move.play_index == play.events[-1].index]
        batter = {"plateAppearances": 1, "rbi": play.rbi}
        pitcher = {"battersFaced": 1, "rbi": play.rbi}
        both: dict[str, int] = {}
        if kind not in NO_AT_BAT:
            both["atBats"] = 1
        if kind in HIT_BASES:
            both["hits"] = 1
            batter["totalBases"] = HIT_BASES[kind]
            self._half(side, hits=1)
            if kind in EXTRA_BASE_KEYS:
                both[EXTRA_BASE_KEYS[kind]] = 1
        elif kind in WALKS:
            both["baseOnBalls"] = 1
            if kind == "intent_walk":
                both["intentionalWalks"] = 1
        elif kind == "hit_by_pitch":
            both["hitByPitch"] = 1
            pitcher["hitBatsmen"] = 1
        elif kind == "catcher_interf":
            both["catchersInterference"] = 1
        elif kind in STRIKEOUTS:
            both["strikeOuts"] = 1
        elif play.hit is not None:
            out_kind = OUT_KINDS[play.hit.trajectory]
            both[out_kind] = 1
            if out_kind != "groundOuts":
                both["airOuts"] = 1
        if kind in SACRIFICE_BUNTS:
            both["sacBunts"] = 1
        elif kind in SACRIFICE_FLIES:
            both["sacFlies"] = 1
        if kind == "grounded_into_double_play":
            batter["groundIntoDoublePlay"] = 1
        if kind in _TRIPLE_PLAYS and play.hit is not None and OUT_KINDS[play.hit.trajectory] == "groundOuts":
            batter["groundIntoTriplePlay"] = 1
        if kind not in NO_AT_BAT and kind not in HIT_BASES:
            scored = len({move.runner for move in last if move.scores and move.runner != play.batter})
            batter["leftOnBase"] = bases_before.count - scored
        if "atBats" in both and (bases_before.second or bases_before.third):
            self.risp[side][0] += 1
            self.risp[side][1] += kind in HIT_BASES
        self._bat(self.charged_batter(play.batter, kind), **batter, **both)
        self._pitch(self.charged_pitcher(kind), **pitcher, **both)

    # ---- details -------------------------------------------------------------------------------------------

    def _half(
        self, side: int, *, left: int | None = None, started: bool = False, over: bool = False, **more: int
    ) -> None:
        half = self.innings[self.inning - 1][side]
        self.innings[self.inning - 1][side] = HalfLine(
            runs=half.runs + more.get("runs", 0),
            hits=half.hits + more.get("hits", 0),
            errors=half.errors + more.get("errors", 0),
            left=half.left if left is None else left,
            started=half.started or started,
            over=half.over or over,
        )

    def _bat(self, player: int, **changes: int) -> None:
        lines = self.batting[self.offense]
        lines[player] = add(lines[player], **changes)

    def _pitch(self, player: int, **changes: int) -> None:
        lines = self.pitching[self.defense]
        lines[player] = add(lines[player], **changes)

    def _field(self, player: int, **changes: int) -> None:
        lines = self.fielding[self.defense]
        lines[player] = add(lines[player], **changes)

    def _count_event(self, event: Event) -> None:
        if event.is_pitch:
            ball = event.code in ("B", "*B", "H", "P")
            self._pitch(
                self.pitcher,
                numberOfPitches=1,
                pitchesThrown=1,
                **({"balls": 1} if ball else {"strikes": 1}),
            )
        if event.kind != "action":
            self._automatic = None
        kind = event.event_type
        if kind == "balk":
            self._pitch(self.pitcher, balks=1)
        elif kind == "mound_visit":
            self.mound_visits[self.defense] += 1
        if event.violation is not None:
            self.clock_violations.append((event.violation[2], event.violation[0]))

    def count_review(self, side: int, *, overturned: bool, balls_and_strikes: bool) -> None:
        """A decided challenge of a side."""
        if balls_and_strikes:
            self.abs_challenges[side][0 if overturned else 1] += 1
        else:
            self.reviews[side][0] += 1
            self.reviews[side][1] += not overturned

    def _move(self, move: Move) -> None:
        if move.is_out:
            self.outs += 1
            self._pitch(self.pitcher, outs=1)
            self.on_base.pop(move.runner, None)
        elif move.scores:
            self.on_base.pop(move.runner, None)
            self._half(self.offense, runs=1)
            self._bat(move.runner, runs=1)
            charged = move.responsible if move.responsible is not None else self.pitcher
            self._pitch(charged, runs=1, earnedRuns=int(move.earned))
            if charged != self.pitcher:
                self._pitch(self.pitcher, inheritedRunnersScored=1)
        elif move.end is not None:
            self.on_base[move.runner] = move.end
        for credit in move.credits:
            key = _CREDITS.get(credit.kind)
            if key is not None:
                # Interference is an error and, in the official box scores, no chance.
                self._field(credit.player, **{key: 1, "chances": int(credit.kind != "c_catcher_interf")})
                if key == "errors":
                    self._half(self.defense, errors=1)

    def _count_running(self, event: Event, moves: Sequence[Move]) -> None:
        catcher = self.fielding_side.catcher
        for move in moves:
            kind = move.event_type
            if kind.startswith("stolen_base"):
                self._bat(move.runner, stolenBases=1)
                self._pitch(self.pitcher, stolenBases=1)
                self._field(catcher, stolenBases=1)
            elif "caught_stealing" in kind and move.is_out:
                by_catcher = any(credit.position == "2" for credit in move.credits)
                self._bat(move.runner, caughtStealing=1)
                self._pitch(self.pitcher, caughtStealing=1)
                if by_catcher:
                    self._field(catcher, caughtStealing=1)
            if kind.startswith("pickoff") and "error" not in kind and move.is_out:
                self._bat(move.runner, pickoffs=1)
                thrower = move.credits[0].position
                if thrower == "2":
                    self._field(catcher, pickoffs=1)
                else:
                    self._pitch(self.pitcher, pickoffs=1)
        kinds = {move.event_type for move in moves} | {event.event_type}
        if "wild_pitch" in kinds:
            self._pitch(self.pitcher, wildPitches=1)
        if "passed_ball" in kinds:
            self._field(catcher, passedBall=1)

    def _substitute(self, event: Event) -> None:
        kind, player, replaced = event.event_type, event.player, event.replaced
        if not event.is_substitution or player is None:
            return
        offense, defense = self.offense, self.defense
        if kind == "pitching_substitution":
            self._owes_walk = self.pitcher if (event.balls, event.strikes) in BATTERS_COUNTS else None
            self.sides[defense] = self.sides[defense].with_pitcher(player)
            inherited = sum(runner != self._automatic for runner in self.on_base)
            line = add(empty(PITCHING_COUNTS), gamesPlayed=1, gamesPitched=1, inheritedRunners=inherited)
            self.pitching[defense][player] = line
            self.fielding[defense].setdefault(player, empty(FIELDING_COUNTS))
        elif kind == "offensive_substitution" and replaced is not None:
            if event.base is None and event.strikes == 2 and self._owes_strikeout is None:
                self._owes_strikeout = replaced
            self.sides[offense] = self.sides[offense].with_batter(player, replaced, event.position or "11")
            self.batting[offense][player] = add(empty(BATTING_COUNTS), gamesPlayed=1)
            self.fielding[offense][player] = empty(FIELDING_COUNTS)
            if event.base is not None:
                self.on_base[player] = self.on_base.pop(replaced)
                if replaced == self._automatic:
                    self._automatic = player
        elif kind == "defensive_substitution" and replaced is not None and event.position is not None:
            side = self.sides[defense].with_batter(player, replaced, event.position)
            self.sides[defense] = side.with_fielder(player, event.position)
            self.batting[defense][player] = add(empty(BATTING_COUNTS), gamesPlayed=1)
            self.fielding[defense][player] = empty(FIELDING_COUNTS)
        elif kind == "defensive_switch" and event.position is not None:
            self.sides[defense] = self.sides[defense].with_fielder(player, event.position)
