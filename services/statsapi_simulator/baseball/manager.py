"""The two managers: when to change pitchers, bat for somebody, run for somebody, move the defense."""

from dataclasses import dataclass
from random import Random

from statsapi_simulator.baseball.book import ScoreBook
from statsapi_simulator.baseball.people import Player


@dataclass(frozen=True, slots=True)
class Change:
    """A substitution to be announced. ``kind`` is the event type, ``replaced`` None for a pitching change."""

    kind: str
    player: int
    position: str
    replaced: int | None = None
    base: int | None = None


class Manager:
    """Decides for whichever side is asked for."""

    def __init__(self, rng: Random, book: ScoreBook, players: dict[int, Player], *, patience: float) -> None:
        self.rng = rng
        self.book = book
        self.players = players
        self._limits = [round(rng.gauss(88, 8) * patience), round(rng.gauss(88, 8) * patience)]
        self._entered: dict[int, int] = {}
        self._dh_places = [self._dh_place(0), self._dh_place(1)]

    def _dh_place(self, side: int) -> int:
        state = self.book.sides[side]
        fielders = {player for code, player in state.field if code != "1"}
        return next(place for place, player in enumerate(state.order) if player not in fielders)

    # ---- defense -------------------------------------------------------------------------------------------

    def pitching_change(self, *, between_innings: bool) -> Change | None:
        side = self.book.defense
        state = self.book.sides[side]
        if not state.bullpen:
            return None
        pitcher = state.pitcher
        line = self.book.pitching[side][pitcher]
        if line["battersFaced"] < 3 and not (between_innings and line["outs"] > 0):
            return None
        if line["gamesStarted"]:
            limit = self._limits[side]
            tired = line["numberOfPitches"] >= limit + (0 if between_innings else 10)
            hammered = line["runs"] >= 6 or (line["runs"] >= 4 and line["outs"] < 9)
            leave = tired or (hammered and self.rng.random() < 0.4)
        else:
            done = line["outs"] >= 3 if between_innings else line["outs"] >= 5
            trouble = not between_innings and (line["runs"] >= 2 or len(self.book.on_base) >= 2)
            leave = (done and self.rng.random() < 0.8) or (trouble and self.rng.random() < 0.18)
        if not leave:
            return None
        return Change("pitching_substitution", self._reliever(state.bullpen), "1")

    def relief_in_mid_turn(self, balls: int, strikes: int) -> Change | None:
        """A change of pitchers in mid plate appearance (an injury or a manager's second thought)."""
        state = self.book.fielding_side
        line = self.book.pitching[self.book.defense][state.pitcher]
        if not state.bullpen or (balls, strikes) == (0, 0):
            return None
        if line["battersFaced"] < 3 or self.rng.random() > 0.002:
            return None
        return Change("pitching_substitution", self._reliever(state.bullpen), "1")

    def _reliever(self, bullpen: tuple[int, ...]) -> int:
        """Starters of other days come last."""
        resting = self.book.fielding_side.club.pitchers[:5]
        fresh = [p for p in bullpen if p not in {player.id for player in resting}]
        return self.rng.choice(fresh or list(bullpen))

    def repair_defense(self) -> list[Change]:
        """Pinch hitters and runners take the field, or somebody from the bench does in their place."""
        side = self.book.defense
        changes = []
        state = self.book.sides[side]
        places = {player: int(code[0]) - 1 for player, code in state.order_codes}
        bench = list(state.bench)
        for code, player in state.field:
            if code == "1" or player in state.order:
                continue
            newcomer = state.order[places[player]]
            if bench and self.rng.random() < 0.3:
                fresh = bench.pop(0)
                changes.append(Change("defensive_substitution", fresh, code, replaced=newcomer))
            else:
                changes.append(Change("defensive_switch", newcomer, code, replaced=player))
        ahead = self.book.runs(side) > self.book.runs(1 - side)
        if not changes and ahead and self.book.inning >= 7 and bench and self.rng.random() < 0.05:
            changes.append(Change("defensive_substitution", bench[0], "7", replaced=state.at("7")))
        return changes

    def swap_outfielders(self) -> list[Change]:
        """Rarely left and right fielder trade places."""
        if self.book.inning < 5 or self.rng.random() > 0.012:
            return []
        state = self.book.fielding_side
        left, right = state.at("7"), state.at("9")
        return [Change("defensive_switch", left, "9"), Change("defensive_switch", right, "7")]

    # ---- offense -------------------------------------------------------------------------------------------

    def pinch_hitter(self) -> Change | None:
        book = self.book
        state = book.batting_side
        batter = state.due()
        if book.inning < 6 or len(state.bench) < 1 or batter in state.pitchers:
            return None
        behind = book.runs(book.offense) <= book.runs(book.defense)
        weak = self.players[batter].contact + 0.5 * self.players[batter].power < 0.2
        if not (behind and weak and self.rng.random() < 0.16):
            return None
        return Change("offensive_substitution", self.rng.choice(state.bench), "11", replaced=batter)

    def pinch_hitter_in_mid_turn(self, batter: int, balls: int, strikes: int) -> Change | None:
        """Another batter takes over the count of one who is hurt."""
        state = self.book.batting_side
        if not state.bench or batter in state.pitchers or (balls, strikes) == (0, 0) or self.rng.random() > 0.0012:
            return None
        return Change("offensive_substitution", self.rng.choice(state.bench), "11", replaced=batter)

    def pinch_runner(self) -> Change | None:
        book = self.book
        state = book.batting_side
        if book.inning < 8 or len(state.bench) < 2 or abs(book.runs(0) - book.runs(1)) > 2:
            return None
        for base, runner in book.bases.runners().items():
            slow = self.players[runner].speed < -0.4
            if slow and runner in state.order and runner not in state.pitchers and self.rng.random() < 0.15:
                fast = max(state.bench, key=lambda p: self.players[p].speed)
                return Change("offensive_substitution", fast, "12", replaced=runner, base=int(base[0]))
        return None
