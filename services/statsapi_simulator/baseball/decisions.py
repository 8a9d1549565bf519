"""Winner, loser, save, holds and blown saves from the records (Official Baseball Rules, 9.17 and 9.19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from statsapi_simulator.baseball.lines import Line, add
from statsapi_simulator.baseball.records import Play
from statsapi_simulator.baseball.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Decisions:
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
    """One pitcher's time on the mound: the situation he entered and what became of the lead."""

    pitcher: int
    lead: int
    runners: int
    kept: bool = True

    @property
    def save_situation(self) -> bool:
        """A lead of three or less, or the tying run on base, at bat or on deck."""
        return self.lead > 0 and (self.lead <= 3 or self.lead <= self.runners + 2)


class _Reader:
    """Reads the plays once and remembers outings and leads."""

    def __init__(self, starters: tuple[int, int]) -> None:
        self.outings = [[_Outing(starters[0], 0, 0)], [_Outing(starters[1], 0, 0)]]
        self.score = [0, 0]
        self.of_record: int | None = None
        self.to_blame: int | None = None
        self.leader: int | None = None
        self._on_base: set[int] = set()

    def read(self, play: Play) -> None:
        defense = 1 if play.top else 0
        for event in play.events:
            if event.event_type == "pitching_substitution" and event.player is not None:
                lead = self.score[defense] - self.score[1 - defense]
                self.outings[defense].append(_Outing(event.player, lead, len(self._on_base)))
            if event.event_type == "offensive_substitution" and event.replaced in self._on_base:
                self._on_base.discard(event.replaced or 0)
                self._on_base.add(event.player or 0)
            for move in play.moves:
                if move.play_index != event.index:
                    continue
                if move.is_out or move.scores:
                    self._on_base.discard(move.runner)
                elif move.end is not None:
                    self._on_base.add(move.runner)
                if move.scores:
                    self._run(1 - defense, move.responsible or self.outings[defense][-1].pitcher)
        if play.outs >= 3:
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


def decide(plays: Sequence[Play], final: Snapshot, starters: tuple[int, int]) -> Decisions:
    """The decisions of a game that ended with a winner; a tie has none."""
    reader = _Reader(starters)
    for play in plays:
        reader.read(play)
    if reader.leader is None or reader.of_record is None:
        return Decisions()
    side = reader.leader
    lines = final.pitching[side]
    winner = _winner(reader.of_record, starters[side], lines, innings=len(final.innings))
    outings = reader.outings[side]
    last = outings[-1]
    save = None
    if last.pitcher != winner and len(outings) > 1 and last.kept and lines[last.pitcher]["outs"] > 0:
        outs = lines[last.pitcher]["outs"]
        if (last.lead <= 3 and outs >= 3) or last.lead <= last.runners + 2 or outs >= 9:
            save = last.pitcher
    holds: list[int] = []
    blown: list[int] = []
    for number in (0, 1):
        for outing in reader.outings[number][1:]:
            if not outing.save_situation:
                continue
            if not outing.kept:
                blown.append(outing.pitcher)
            elif (
                outing is not reader.outings[number][-1]
                and outing.pitcher != winner
                and outing.pitcher != reader.to_blame
                and final.pitching[number][outing.pitcher]["outs"] > 0
            ):
                holds.append(outing.pitcher)
    return Decisions(winner, reader.to_blame, save, tuple(holds), tuple(blown))


def _winner(of_record: int, starter: int, lines: Mapping[int, Line], *, innings: int) -> int:
    """A starter needs five innings (four in a game of five); otherwise the most effective reliever wins."""
    needed = 15 if innings >= 6 else 12
    if of_record != starter or lines[starter]["outs"] >= needed or len(lines) == 1:
        return of_record
    relievers = [pitcher for pitcher in lines if pitcher != starter and lines[pitcher]["outs"] > 0]
    if not relievers:
        return of_record
    return max(relievers, key=lambda p: (2 * lines[p]["outs"] - 4 * lines[p]["runs"] - lines[p]["hits"], -p))


def credit_pitchers(snapshot: Snapshot, decisions: Decisions | None) -> Snapshot:
    """The final snapshot with the pitchers' decisions, games finished, complete games and shutouts."""
    pitching = (dict(snapshot.pitching[0]), dict(snapshot.pitching[1]))
    for side, lines in enumerate(pitching):
        order = snapshot.sides[side].pitchers
        if len(order) == 1:
            runs = snapshot.totals(1 - side).runs
            lines[order[0]] = add(lines[order[0]], completeGames=1, shutouts=int(runs == 0))
        else:
            lines[order[-1]] = add(lines[order[-1]], gamesFinished=1)
        for pitcher in lines:
            if decisions is None:
                continue
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
