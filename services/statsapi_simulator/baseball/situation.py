"""The situation in which a ball is put in play, shared by hits and outs."""

from collections.abc import Iterable
from random import Random

from statsapi_simulator.baseball.fielding import BASE_WORDS, Defense
from statsapi_simulator.baseball.people import Player
from statsapi_simulator.baseball.records import Bases

TRAJECTORY_WORDS = {
    "ground_ball": "ground ball",
    "bunt_grounder": "bunt ground ball",
    "line_drive": "line drive",
    "fly_ball": "fly ball",
    "popup": "pop up",
    "bunt_popup": "bunt pop up",
}


class Situation:
    """Batter, runners, outs and fielders. ``runs_to_win`` is set when the next runs can end the game (walk-off)."""

    def __init__(
        self,
        rng: Random,
        *,
        batter: Player,
        players: dict[int, Player],
        bases: Bases,
        outs: int,
        defense: Defense,
        offense: float,
        runs_to_win: int | None,
    ) -> None:
        self.rng = rng
        self.batter = batter
        self.players = players
        self.bases = bases
        self.outs = outs
        self.defense = defense
        self.offense = offense
        self.runs_to_win = runs_to_win

    def name_of(self, runner: int) -> str:
        return self.players[runner].name

    def scored(self, runners: Iterable[int]) -> str:
        return "".join(f" {self.name_of(runner)} scores." for runner in runners)

    def moved(self, ends: dict[int, str]) -> str:
        words = ""
        for runner, end in ends.items():
            words += (
                f" {self.name_of(runner)} scores."
                if end == "score"
                else f" {self.name_of(runner)} to {BASE_WORDS[end]}."
            )
        return words

    def held(self, ends: dict[int, str]) -> set[str]:
        """Bases still occupied by runners who have not moved."""
        return {base for base, who in self.bases.runners().items() if who not in ends}
