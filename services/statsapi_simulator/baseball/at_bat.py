"""What every part of a turn at bat needs: who bats and pitches, a pitch, an announcement."""

from random import Random

from statsapi_simulator.baseball.fielding import Defense
from statsapi_simulator.baseball.manager import Change, Manager
from statsapi_simulator.baseball.people import POSITIONS, Player
from statsapi_simulator.baseball.pitching import CALLS, throw
from statsapi_simulator.baseball.recorder import Recorder
from statsapi_simulator.baseball.records import Event, Hit
from statsapi_simulator.baseball.running import Running


class AtBat:
    """The situation at the plate. Keeps no state of its own between turns."""

    def __init__(
        self, rng: Random, recorder: Recorder, manager: Manager, players: dict[int, Player], offense: float
    ) -> None:
        self.rng = rng
        self.recorder = recorder
        self.manager = manager
        self.players = players
        self.offense = offense
        self._names = {player_id: player.name for player_id, player in players.items()}
        self.scheduled_innings = 9
        self.wants_rollback = False
        """The next ball in play that suits is first called a run-scoring hit and then overturned."""

    def announce(self, change: Change) -> None:
        """Writes a substitution into the play at hand."""
        book = self.recorder.book
        name = self.players[change.player].name
        outgoing = self.players[change.replaced].name if change.replaced is not None else ""
        order: str | None = None
        side = book.sides[book.offense if change.kind == "offensive_substitution" else book.defense]
        if change.kind == "pitching_substitution":
            text = f"Pitching Change: {name} replaces {self.players[book.pitcher].name}."
            event, seconds = "Pitching Substitution", 150.0
        elif change.kind == "offensive_substitution":
            assert change.replaced is not None
            role = "Pinch-hitter" if change.position == "11" else "Pinch-runner"
            text = f"Offensive Substitution: {role} {name} replaces {outgoing}."
            event, seconds = "Offensive Substitution", 35.0
            order = self._next_code(side.place_of(change.replaced), book.offense)
        elif change.kind == "defensive_substitution":
            assert change.replaced is not None
            spot = POSITIONS[change.position][0].lower()
            place = side.place_of(change.replaced)
            text = f"Defensive Substitution: {name} replaces {outgoing}, batting {place + 1}, playing {spot}."
            event, seconds = "Defensive Sub", 25.0
            order = self._next_code(place, book.defense)
        else:
            spot = POSITIONS[change.position][0].lower()
            newcomer = change.replaced is not None
            text = f"{name} remains in the game as the {spot}." if newcomer else f"{name} moves to {spot}."
            event, seconds, order = "Defensive Switch", 1.0, side.code_of(change.player)
        if change.kind == "offensive_substitution" and change.position == "12" and change.replaced is not None:
            self.recorder.earned.substitute(change.player, change.replaced)
        elif change.kind == "offensive_substitution":
            self.recorder.batter = change.player
        self.recorder.action(
            event,
            change.kind,
            text,
            seconds=seconds,
            player=change.player,
            position=change.position,
            batting_order=order,
            replaced=change.replaced,
            base=change.base,
            is_substitution=True,
        )

    def _next_code(self, place: int, side: int) -> str:
        used = sum(1 for _, code in self.recorder.book.sides[side].order_codes if code[0] == str(place + 1))
        return f"{place + 1}{used:02d}"

    @property
    def batter(self) -> Player:
        return self.players[self.recorder.batter]

    @property
    def pitcher(self) -> Player:
        return self.players[self.recorder.book.pitcher]

    def _defense(self) -> Defense:
        return Defense(self.recorder.book.fielding_side, self._names)

    def _running(self) -> Running:
        return Running(self.rng, self.players, self.recorder.book.bases, self._defense())

    def _pitch_event(self, code: str, *, balls: int, strikes: int, hit: Hit | None = None, **more: object) -> Event:
        rec = self.recorder
        rec.pitch_number += 1
        flight = None if rec.looks is None else throw(rec.looks, self.pitcher, self.batter, code)
        return rec.new_event(
            "pitch", CALLS[code], seconds=self.rng.uniform(3.0, 5.0), code=code, balls=balls, strikes=strikes,
            pitch=flight, pitch_number=rec.pitch_number, play_id=rec.play_id(), hit=hit, **more,
        )  # fmt: skip
