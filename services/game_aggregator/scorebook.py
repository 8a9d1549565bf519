"""Reads a game play by play, as a scorer does: plays, runners, credits and pitches become facts. PURE.

What is read of the box score is who started, and of the decisions who won, lost and saved. Each rule is named where it
is applied; all are those of the Official Baseball Rules, 9, or how the official box scores count what these leave open.
"""

from collections import Counter

from game_aggregator.lineups import Lineup
from game_aggregator.relief import Outing, blown_saves, holds, save_situations
from game_aggregator.rules import (
    CREDITS,
    HIT_BASES,
    KNOWN,
    NEUTRAL_CREDITS,
    NO_AT_BAT,
    NO_CHANCE,
    NO_TURNS,
    PINCH_HITTER,
    PITCHER,
    RUNNING,
    STRIKE_OUTS,
    TURNS,
    WALKS,
    columns_of_turn,
    may_be_out_in_play,
)
from game_aggregator.tallies import BAT, FIELD, PITCH, WIDTH, Half, Line, TurnOf
from game_aggregator.turns import Turn
from game_aggregator.wire import (
    About,
    BoxTeam,
    Credit,
    Decisions,
    Movement,
    Play,
    PlayEvent,
    Ref,
    Runner,
    RunnerDetails,
)

AWAY, HOME = 0, 1
REGULATION_INNINGS = 9
NOBODY = Ref()
NO_ABOUT = About()
NO_MOVEMENT = Movement()
NO_RUNNER = RunnerDetails()
NUMBER_OF_PITCHES, BALLS, STRIKES = PITCH["number_of_pitches"], PITCH["balls"], PITCH["strikes"]
_OF_TURN = {kind: tuple((BAT[name], PITCH[name]) for name in columns_of_turn(kind)) for kind in TURNS}
_OF_UNKNOWN_TURN = ((BAT["at_bats"], PITCH["at_bats"]),)
_CREDITED = {credit: FIELD[column] for credit, column in CREDITS.items()}


class Scorebook:
    """One game while it is read. ``play`` is called for each play in order, then ``close`` once."""

    def __init__(self, away: BoxTeam, home: BoxTeam, *, scheduled_innings: int = REGULATION_INNINGS) -> None:
        self.lines: list[Line] = []
        self.facts: list[int] = []
        self.play_ends: list[int] = []
        self.halves: list[Half] = []
        self.turns: list[TurnOf] = []
        self.runs_of_nobody: list[int] = []
        self.unknown: Counter[str] = Counter()
        self.earned_for_pitcher_only = [0, 0]
        self.sides = (Lineup(AWAY, away, self.lines), Lineup(HOME, home, self.lines))
        self.score = [0, 0]
        self._scheduled = scheduled_innings
        self._on_base: dict[int, str] = {}
        self._begun = False
        for lineup in self.sides:
            for line in lineup.batters_started:
                self._tally(line, BAT["games_played"])
            for line in lineup.started_in_field:
                self._tally(line, FIELD["games_started"])

    # ---- plays -------------------------------------------------------------------------------------------------

    def play(self, play: Play) -> None:
        """Reads one play: its events in order with the movements that happened on each, then the turn at bat."""
        about = play.about or NO_ABOUT
        side = HOME if about.half_inning == "bottom" else AWAY
        if not self.halves or self.halves[-1].inning != about.inning or self.halves[-1].side != side:
            self._begin_half(about.inning or 1, side)
        events = play.play_events or []
        turn = Turn(play)
        moves: dict[int, list[Runner]] = {}
        for runner in play.runners or ():
            place = runner.details.play_index if runner.details is not None else None
            moves.setdefault(len(events) - 1 if place is None else place, []).append(runner)
        if not [True for event in events if event.is_substitution]:  # a third of the time of any() over a generator
            self._pitcher_is(turn.pitcher)
        last = len(events) - 1
        pitches = balls = 0
        for place, event in enumerate(events):
            if event.is_pitch:
                pitches += 1
                if event.details is not None and event.details.is_ball:
                    balls += 1
                if place != last and place not in moves:
                    continue
            if place == last:
                turn.on_base = len(self._on_base)
            # What was thrown until now is counted before the pitcher can change or anybody moves.
            self._pitches(pitches, balls)
            pitches = balls = 0
            kind = event.details.event_type if event.details is not None else None
            if kind is not None and not event.is_pitch:
                self._action(kind, event, turn)
            if place in moves:
                self._move_all(moves[place], kind)
        for place in moves.keys() - range(len(events)):
            self._move_all(moves[place], None)
        self._finish(turn, moves.get(last, []))
        self.play_ends.append(len(self.facts))

    def _pitches(self, pitches: int, balls: int) -> None:
        if pitches:
            mound = self.sides[1 - self.halves[-1].side].outings[-1].line * WIDTH
            self.facts += [mound + NUMBER_OF_PITCHES] * pitches
            self.facts += [mound + BALLS] * balls
            self.facts += [mound + STRIKES] * (pitches - balls)
            self._begun = True

    def _finish(self, turn: Turn, last_moves: list[Runner]) -> None:
        kind = turn.event_type
        if kind is not None and kind not in KNOWN:
            self.unknown[f"play: {kind}"] += 1
        if turn.complete and (kind in TURNS or (kind not in NO_TURNS and turn.batter_moved)):
            self._turn(turn, kind or "", last_moves)

    def _begin_half(self, inning: int, side: int) -> None:
        self._end_half()
        self.halves.append(Half(inning, side, first_play=len(self.play_ends)))
        self._on_base, self._begun = {}, False

    def _end_half(self) -> None:
        if self.halves:
            self.halves[-1].left_on_base = len(self._on_base)

    # ---- actions -----------------------------------------------------------------------------------------------

    def _action(self, kind: str, event: PlayEvent, turn: Turn) -> None:
        half = self.halves[-1]
        batting, fielding = self.sides[half.side], self.sides[1 - half.side]
        player = (event.player or NOBODY).id
        position = event.position.code if event.position is not None else None
        if kind == "balk" or kind == "forced_balk":
            self._tally(fielding.pitcher, PITCH["balks"])
        elif kind == "runner_placed" and player is not None:
            self._place(player)
        elif kind == "pitching_substitution" and player is not None:
            self._relieve(fielding, player, event, turn)
        elif kind == "offensive_substitution" and player is not None:
            self._substitute(batting, player, event.batting_order, position)
            replaced = (event.replaced_player or NOBODY).id
            if replaced in self._on_base:
                self._on_base[player] = self._on_base.pop(replaced)
            elif position == PINCH_HITTER:
                turn.batter_replaced(replaced, event.count)
        elif kind == "defensive_substitution" and player is not None:
            self._substitute(fielding, player, event.batting_order, position)
        elif kind == "defensive_switch" and player is not None and position is not None:
            if position == PITCHER:
                self._relieve(fielding, player, event, turn)
            else:
                fielding.take(fielding.line(player), position)
        elif kind not in KNOWN:
            self.unknown[f"action: {kind}"] += 1

    def _substitute(self, lineup: Lineup, player: int, order: str | None, position: str | None) -> None:
        line = lineup.line(player)
        if line.batting_order is None and (order is not None or position != PITCHER):
            self._tally(line, BAT["games_played"])
        lineup.enter(line, order=order or line.batting_order or "", position=position)

    def _relieve(self, lineup: Lineup, player: int, event: PlayEvent, turn: Turn) -> None:
        if event.batting_order is not None:
            self._substitute(lineup, player, event.batting_order, None)
        if not lineup.outings or lineup.pitcher.player_id != player:
            turn.pitcher_replaced(lineup.outings[-1].line, event.count)
            self._to_mound(lineup, player)

    def _pitcher_is(self, player: int | None) -> None:
        """Without a substitution the play's pitcher is on the mound; a change that no event told is made up for."""
        lineup = self.sides[1 - self.halves[-1].side]
        if player is not None and lineup.pitcher.player_id != player:
            self._to_mound(lineup, player)

    def _to_mound(self, lineup: Lineup, player: int) -> None:
        line = lineup.line(player)
        # An automatic runner who stands there before the half's first pitch is the new pitcher's own.
        inherited = len(self._on_base) if self._begun else 0
        half = self.halves[-1]
        lead = self.score[lineup.side] - self.score[1 - lineup.side]
        innings_left = max(self._scheduled - half.inning, 0)
        outs_left = 3 - half.outs + 3 * innings_left
        lineup.to_mound(line, Outing(line.number, lead, len(self._on_base), outs_left))
        for _ in range(inherited):
            self._tally(line, PITCH["inherited_runners"])

    # ---- runners -----------------------------------------------------------------------------------------------

    def _move_all(self, runners: list[Runner], event_type: str | None) -> None:
        """All movements of one event. Wild pitches and passed balls count once an event, whoever moves on them."""
        kinds = {event_type}
        for runner in runners:
            details = runner.details or NO_RUNNER
            if details.event_type == "runner_placed" and details.runner is not None and details.runner.id is not None:
                self._place(details.runner.id)
                continue
            self._move(runner)
            kinds.add(details.event_type)
            self._begun = True
        fielding = self.sides[1 - self.halves[-1].side]
        if "wild_pitch" in kinds:
            self._tally(fielding.pitcher, PITCH["wild_pitches"])
        if "passed_ball" in kinds and fielding.catcher is not None:
            self._tally(fielding.catcher, FIELD["passed_ball"])

    def _place(self, player: int) -> None:
        """An automatic runner; documents show him as an event, as a movement, or as both."""
        if player not in self._on_base:
            self._on_base[player] = "2B"
            self.halves[-1].placed += 1

    def _move(self, runner: Runner) -> None:
        details, movement = runner.details or NO_RUNNER, runner.movement or NO_MOVEMENT
        player = (details.runner or NOBODY).id
        if player is None:
            self.unknown["movement: of nobody"] += 1
            return
        half = self.halves[-1]
        batting, fielding = self.sides[half.side], self.sides[1 - half.side]
        if movement.is_out or movement.end is not None:  # an error may leave a runner where he is
            self._on_base.pop(player, None)
        if movement.is_out:
            half.outs += 1
            fielding.outings[-1].outs += 1
            self._tally(fielding.pitcher, PITCH["outs"])
        elif movement.end == "score":
            self._run(half, batting.line(player), details, fielding)
        elif movement.end is not None:
            self._on_base[player] = movement.end
        kind = details.event_type or ""
        if kind in RUNNING:
            self._running(kind, batting.line(player), fielding, runner, bool(movement.is_out))
        elif kind and kind not in KNOWN:
            self.unknown[f"movement: {kind}"] += 1
        if runner.credits:
            self._credit(runner.credits, fielding, half)

    def _credit(self, credits_: list[Credit], fielding: Lineup, half: Half) -> None:
        credited: set[tuple[int, int]] = set()
        for credit in credits_:
            statistic = _CREDITED.get(credit.credit or "")
            fielder = (credit.player or NOBODY).id
            if statistic is None or fielder is None:
                if credit.credit not in NEUTRAL_CREDITS:
                    self.unknown[f"credit: {credit.credit}"] += 1
            elif (fielder, statistic) not in credited or statistic == FIELD["errors"]:
                # One assist a fielder and out, however often he threw in a rundown (rule 9.10(a)).
                credited.add((fielder, statistic))
                line = fielding.line(fielder)
                self._tally(line, statistic)
                if credit.credit not in NO_CHANCE:
                    self._tally(line, FIELD["chances"])
                if statistic == FIELD["errors"]:
                    half.errors += 1

    def _run(self, half: Half, line: Line, details: RunnerDetails, fielding: Lineup) -> None:
        self._tally(line, BAT["runs"])
        half.runs += 1
        self.score[half.side] += 1
        if self.score[0] == self.score[1]:
            fielding.outings[-1].kept_lead = False
        mound = fielding.pitcher
        charged_id = (details.responsible_pitcher or NOBODY).id
        if charged_id is None:
            self.runs_of_nobody.append(len(self.play_ends))
        charged = mound if charged_id is None else fielding.line(charged_id)
        self._tally(charged, PITCH["runs"])
        if details.earned:
            self._tally(charged, PITCH["earned_runs"])
            self.earned_for_pitcher_only[fielding.side] += bool(details.team_unearned)
        if charged is not mound:
            self._tally(mound, PITCH["inherited_runners_scored"])

    def _running(self, kind: str, line: Line, fielding: Lineup, runner: Runner, is_out: bool) -> None:
        """Stolen bases, caught stealing, pickoffs (rule 9.07). The reason tells a thief from who moved along."""
        reason = (runner.details or NO_RUNNER).movement_reason or ""
        credits_ = runner.credits or ()
        if kind.startswith("stolen_base") and (not reason or reason.startswith("r_stolen_base")):
            self._tally(line, BAT["stolen_bases"])
            self._tally(fielding.pitcher, PITCH["stolen_bases"])
            if fielding.catcher is not None:
                self._tally(fielding.catcher, FIELD["stolen_bases"])
        # In a double play only one may have been stealing; the other was thrown out for another reason.
        out_stealing = "caught_stealing" in kind or (kind == "cs_double_play" and not reason)
        if "caught_stealing" in reason or (is_out and out_stealing):
            self._tally(line, BAT["caught_stealing"])
            self._tally(fielding.pitcher, PITCH["caught_stealing"])
            if fielding.catcher is not None and any(
                (credit.player or NOBODY).id == fielding.catcher.player_id for credit in credits_
            ):
                self._tally(fielding.catcher, FIELD["caught_stealing"])
        if kind.startswith("pickoff") and is_out:
            self._tally(line, BAT["pickoffs"])
            thrower = (credits_[0].player or NOBODY).id if credits_ else None
            if thrower == fielding.pitcher.player_id:
                self._tally(fielding.pitcher, PITCH["pickoffs"])
            elif fielding.catcher is not None and thrower == fielding.catcher.player_id:
                self._tally(fielding.catcher, FIELD["pickoffs"])

    # ---- turns -------------------------------------------------------------------------------------------------

    def _turn(self, turn: Turn, kind: str, last_moves: list[Runner]) -> None:
        half = self.halves[-1]
        batting, fielding = self.sides[half.side], self.sides[1 - half.side]
        # A strike-out by a substitute who came in with two strikes is the first batter's (rule 9.15(b)).
        batter_id = turn.first_batter if kind in STRIKE_OUTS and turn.first_batter is not None else turn.batter
        if batter_id is None:
            self.unknown["turn: of nobody"] += 1
            return
        batter = batting.line(batter_id).number * WIDTH
        # A walk after a relief with the batter ahead is the relieved pitcher's (rule 9.16(h)).
        relieved = turn.first_pitcher if kind in WALKS else None
        pitcher = (fielding.outings[-1].line if relieved is None else relieved) * WIDTH
        half.turns += 1
        self.turns.append(TurnOf(len(self.play_ends), batting.line(turn.batter or batter_id).number))
        facts = self.facts
        facts += (batter + BAT["plate_appearances"], pitcher + PITCH["batters_faced"])
        for of_batter, of_pitcher in _OF_TURN.get(kind, _OF_UNKNOWN_TURN):
            facts += (batter + of_batter, pitcher + of_pitcher)
        half.hits += kind in HIT_BASES
        if turn.rbi:
            facts += [batter + BAT["rbi"], pitcher + PITCH["rbi"]] * turn.rbi
        out_kind = turn.out_kind() if may_be_out_in_play(kind) else None
        if out_kind is not None:
            facts += (batter + BAT[out_kind], pitcher + PITCH[out_kind])
        if kind == "grounded_into_double_play":
            facts.append(batter + BAT["ground_into_double_play"])
        elif kind == "grounded_into_triple_play" or (kind == "triple_play" and out_kind == "ground_outs"):
            facts.append(batter + BAT["ground_into_triple_play"])
        if kind not in NO_AT_BAT and kind not in HIT_BASES:
            scored = {
                ((runner.details or NO_RUNNER).runner or NOBODY).id
                for runner in last_moves
                if (runner.movement or NO_MOVEMENT).end == "score"
            }
            facts += [batter + BAT["left_on_base"]] * (turn.on_base - len(scored - {turn.batter}))

    # ---- the end -----------------------------------------------------------------------------------------------

    def close(self, decisions: Decisions | None) -> dict[str, int]:
        """What only the whole game tells. Returns the decisions as player ids by role (winner, loser, save)."""
        self._end_half()
        ids = {
            role: ref.id
            for role in ("winner", "loser", "save")
            if (ref := getattr(decisions, role, None)) is not None and ref.id is not None
        }
        roles = {"winner": "wins", "loser": "losses", "save": "saves"}
        for lineup in self.sides:
            winner = lineup.by_player.get(ids.get("winner", 0))
            for line in list(lineup.by_player.values()):
                if line.pitching_order:
                    self._tally(line, PITCH["games_played"])
                    self._tally(line, PITCH["games_pitched"])
                for role, column in roles.items():
                    if line.pitching_order and ids.get(role) == line.player_id:
                        self._tally(line, PITCH[column])
            self._close_mound(lineup, None if winner is None else winner.number)
        return ids

    def _close_mound(self, lineup: Lineup, winner: int | None) -> None:
        if not lineup.outings:
            return
        pitchers = {outing.line for outing in lineup.outings}
        self._tally(self.lines[lineup.outings[0].line], PITCH["games_started"])
        if len(pitchers) == 1:
            self._tally(lineup.pitcher, PITCH["complete_games"])
            if not self.score[1 - lineup.side]:
                self._tally(lineup.pitcher, PITCH["shutouts"])
        else:
            self._tally(lineup.pitcher, PITCH["games_finished"])
        fielded = sum(half.side != lineup.side for half in self.halves)
        situations = save_situations(lineup.outings, innings=fielded)
        for number in blown_saves(situations):
            self._tally(self.lines[number], PITCH["blown_saves"])
        for number in holds(situations, winner=winner, last=lineup.outings[-1]):
            self._tally(self.lines[number], PITCH["holds"])

    def _tally(self, line: Line, statistic: int) -> None:
        self.facts.append(line.number * WIDTH + statistic)
