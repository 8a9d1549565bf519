"""Winner, loser, save, holds and blown saves from the records (Official Baseball Rules 9.03(e), 9.17 and 9.19).

Holds and blown saves are in no rule; they are counted as the leagues do:

- a save situation is a lead of at most three with at least three outs still to get (in the scheduled innings, or in
  the half at hand of an extra inning), or a lead with the tying run on base, at bat or on deck;
- a reliever who enters in one blows the save when the score is tied while he pitches, whoever put the runner on, in any
  inning of any game, won, lost or tied;
- he holds when he got an out and left with the lead never tied, unless he is the last pitcher or the winner;
- whoever takes over a lead from a starter with too few outs to win is in line for the win himself, and who may be the
  winning pitcher is in no save situation: he neither holds nor blows a save, whatever becomes of the lead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from statsapi_simulator.baseball.lines import Line, add
from statsapi_simulator.baseball.records import Play
from statsapi_simulator.baseball.snapshot import Snapshot

_HALF = 3
_SMALL_LEAD = 3
_LONG_RELIEF = 9


@dataclass(frozen=True, slots=True)
class Decisions:
    """``winner``, ``loser`` and ``save`` are None in a tie, and in a game forfeited by the side that led."""

    winner: int | None = None
    loser: int | None = None
    save: int | None = None
    holds: tuple[int, ...] = ()
    blown: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, int]:
        found = {"winner": self.winner, "loser": self.loser, "save": self.save}
        return {role: player for role, player in found.items() if player is not None}


@dataclass(slots=True)
class _Outing:
    """One pitcher's time on the mound: the situation he entered and what became of the lead.

    ``outs_left`` are those that his side still has to get, ``runners`` the opponents on base.
    """

    pitcher: int
    lead: int = 0
    runners: int = 0
    outs_left: int = 0
    kept: bool = True

    @property
    def tying_run_is_near(self) -> bool:
        """On base, at bat or on deck."""
        return 0 < self.lead <= self.runners + 2

    @property
    def save_situation(self) -> bool:
        return self.tying_run_is_near or (0 < self.lead <= _SMALL_LEAD and self.outs_left >= _HALF)


class _Reader:
    """Reads the plays once and remembers outings and leads."""

    def __init__(self, starters: tuple[int, int], scheduled_innings: int) -> None:
        self.outings = [[_Outing(starters[0])], [_Outing(starters[1])]]
        self.score = [0, 0]
        self.of_record: int | None = None
        self.to_blame: int | None = None
        self.leader: int | None = None
        self._scheduled = scheduled_innings
        self._on_base: set[int] = set()

    def read(self, play: Play) -> None:
        defense = 1 if play.top else 0
        for event in play.events:
            if event.event_type == "pitching_substitution" and event.player is not None:
                lead = self.score[defense] - self.score[1 - defense]
                outs_left = _HALF * max(self._scheduled - play.inning, 0) + _HALF - event.outs
                self.outings[defense].append(_Outing(event.player, lead, len(self._on_base), outs_left))
            elif event.event_type == "offensive_substitution" and event.replaced in self._on_base:
                self._on_base.discard(event.replaced or 0)
                self._on_base.add(event.player or 0)
            elif event.event_type == "runner_placed" and event.player is not None:
                self._on_base.add(event.player)
            for move in play.moves:
                if move.play_index != event.index:
                    continue
                if move.is_out or move.scores:
                    self._on_base.discard(move.runner)
                elif move.end is not None:
                    self._on_base.add(move.runner)
                if move.scores:
                    self._run(1 - defense, move.responsible or self.outings[defense][-1].pitcher)
        if play.outs >= _HALF:
            self._on_base = set()

    def _run(self, side: int, responsible: int) -> None:
        other = 1 - side
        self.score[side] += 1
        if self.score[side] == self.score[other]:
            self.leader = self.of_record = self.to_blame = None
            self.outings[other][-1].kept = False
        elif self.leader != side and self.score[side] > self.score[other]:
            self.leader = side
            self.of_record = self.outings[side][-1].pitcher
            self.to_blame = responsible


def decide(
    plays: Sequence[Play],
    final: Snapshot,
    starters: tuple[int, int],
    *,
    scheduled_innings: int = 9,
    forfeited_by: int | None = None,
    winner: int | None = None,
) -> Decisions:
    """The decisions of a game that is over. ``forfeited_by`` is the side that forfeited it.

    ``winner`` is the official scorer's choice in place of the one that the rules suggest.
    """
    reader = _Reader(starters, scheduled_innings)
    for play in plays:
        reader.read(play)
    loser = save = None
    side = reader.leader
    if side is not None and side != forfeited_by and reader.of_record is not None:
        lines, outings = final.pitching[side], reader.outings[side]
        if winner is None:
            short = reader.of_record == starters[side] and outings[1:] and _too_short(final, side, starters[side])
            winner = _most_effective(lines, starters[side]) if short else reader.of_record
        loser = reader.to_blame
        save = _save(outings[-1], lines) if outings[-1].pitcher != winner else None
    holds: list[int] = []
    blown: list[int] = []
    for number in (0, 1):
        relievers = reader.outings[number][1:]
        in_line = relievers[0] if relievers and _too_short(final, number, starters[number]) else None
        for outing in relievers:
            if not outing.save_situation or outing is in_line:
                continue
            got_one = final.pitching[number][outing.pitcher]["outs"] > 0
            if not outing.kept:
                blown.append(outing.pitcher)
            elif got_one and outing is not relievers[-1] and outing.pitcher != winner:
                holds.append(outing.pitcher)
    return Decisions(winner, loser, save, tuple(holds), tuple(blown))


def _too_short(final: Snapshot, side: int, starter: int) -> bool:
    """A starter needs five innings to win, four when his side was in the field for only five (9.17(b))."""
    on_defense = sum(pair[1 - side].started for pair in final.innings)
    return final.pitching[side][starter]["outs"] < (15 if on_defense >= 6 else 12)


def _save(last: _Outing, lines: Mapping[int, Line]) -> int | None:
    """The finishing pitcher, when he is not the winner."""
    outs = lines[last.pitcher]["outs"]
    small = 0 < last.lead <= _SMALL_LEAD and outs >= _HALF
    return last.pitcher if outs > 0 and (small or last.tying_run_is_near or outs >= _LONG_RELIEF) else None


def _most_effective(lines: Mapping[int, Line], starter: int) -> int:
    """The reliever who did most for the win; the starter when nobody else got an out."""
    relievers = [pitcher for pitcher in lines if pitcher != starter and lines[pitcher]["outs"] > 0]
    return max(
        relievers, key=lambda p: (2 * lines[p]["outs"] - 4 * lines[p]["runs"] - lines[p]["hits"], -p), default=starter
    )


def credit_pitchers(snapshot: Snapshot, decisions: Decisions) -> Snapshot:
    """The final snapshot with the pitchers' decisions, games finished, complete games and shutouts.

    However the game ended: a pitcher who was alone on the mound has a complete game, short or not.
    """
    pitching = (dict(snapshot.pitching[0]), dict(snapshot.pitching[1]))
    for side, lines in enumerate(pitching):
        order = snapshot.sides[side].pitchers
        if len(order) == 1:
            runs = snapshot.totals(1 - side).runs
            lines[order[0]] = add(lines[order[0]], completeGames=1, shutouts=int(runs == 0))
        else:
            lines[order[-1]] = add(lines[order[-1]], gamesFinished=1)
        for pitcher in lines:
            saved, blown = int(pitcher == decisions.save), int(pitcher in decisions.blown)
            lines[pitcher] = add(
                lines[pitcher],
                wins=int(pitcher == decisions.winner),
                losses=int(pitcher == decisions.loser),
                saves=saved,
                blownSaves=blown,
                saveOpportunities=saved + blown,
                holds=int(pitcher in decisions.holds),
            )
    return replace(snapshot, pitching=pitching)
