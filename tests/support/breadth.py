"""How much of the game simulated games show: how often each event type, ending and charged turn occurs over many."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from statsapi_simulator.baseball.engine import Plan, Played
from statsapi_simulator.baseball.records import Play
from support.games import a_played_game

PLANS = (
    Plan(),
    Plan(),
    Plan(),
    Plan(offense=1.3),
    Plan(two_way=True),
    Plan(tie_after=9),
    Plan(mercy=(7, 5)),
    Plan(forfeit_after=13, forfeit_by=0),
    Plan(forfeit_after=14, forfeit_by=1),
    Plan(call_after=12),
)
"""One after the other, so that every way to end comes often."""

TURNS = frozenset({
    "single", "double", "triple", "home_run", "walk", "intent_walk", "hit_by_pitch", "catcher_interf", "strikeout",
    "strikeout_double_play", "strikeout_triple_play", "field_out", "force_out", "grounded_into_double_play",
    "grounded_into_triple_play", "double_play", "triple_play", "fielders_choice", "fielders_choice_out",
    "field_error", "sac_fly", "sac_fly_double_play", "sac_bunt", "sac_bunt_double_play", "batter_interference",
    "fan_interference",
})  # fmt: skip
"""Results that complete a turn at bat."""
RUNNING = frozenset({
    "stolen_base_2b", "stolen_base_3b", "stolen_base_home", "caught_stealing_2b", "caught_stealing_3b",
    "caught_stealing_home", "cs_double_play", "pickoff_1b", "pickoff_2b", "pickoff_3b", "pickoff_error_1b",
    "pickoff_error_2b", "pickoff_error_3b", "pickoff_caught_stealing_2b", "pickoff_caught_stealing_3b",
    "pickoff_caught_stealing_home", "wild_pitch", "passed_ball", "balk", "defensive_indiff", "other_advance",
    "other_out", "error", "runner_double_play", "runner_interference",
})  # fmt: skip
"""Movements that are no batted ball's."""
ACTIONS = frozenset({
    "pitching_substitution", "offensive_substitution", "defensive_substitution", "defensive_switch",
    "runner_placed", "mound_visit", "batter_timeout", "game_advisory", "ejection", "injury",
})  # fmt: skip
CREDITS = frozenset({
    "f_putout", "f_assist", "f_assist_of", "f_fielded_ball", "f_deflection", "f_throwing_error", "f_fielding_error",
    "f_error_dropped_ball", "c_catcher_interf",
})  # fmt: skip
ENDINGS = frozenset({
    "regular", "early", "tie", "mercy", "forfeit", "walk_off", "extra_innings", "bottom_not_played",
    "forfeit_by_the_leader", "half_ended_on_the_bases", "game_ended_on_the_bases",
})  # fmt: skip
CHARGED = frozenset({
    "strikeout_of_the_batter_replaced", "other_result_of_a_substitute", "walk_of_the_pitcher_replaced",
    "other_result_of_a_reliever",
})  # fmt: skip
BATTERS_COUNTS = ((2, 0), (2, 1), (3, 0), (3, 1), (3, 2))


class Breadth:
    """Counts by what is counted: turns, running, actions, credits, endings, charged."""

    def __init__(self, games: Iterable[Played]) -> None:
        self.found: dict[str, Counter[str]] = {name: Counter() for name in WANTED}
        self.games = 0
        for game in games:
            self.games += 1
            self._ending(game)
            for play in game.plays:
                self._play(play)

    def missing(self) -> dict[str, set[str]]:
        """What is wanted and never occurred."""
        lacking = {name: set(wanted) - self.found[name].keys() for name, wanted in WANTED.items()}
        return {name: kinds for name, kinds in lacking.items() if kinds}

    def report(self) -> str:
        lines = [f"{self.games} games"]
        for name, counts in self.found.items():
            shown = ", ".join(f"{kind} {counts[kind]}" for kind in sorted(WANTED[name], key=lambda kind: -counts[kind]))
            lines.append(f"{name}: {shown}")
        return "\n".join(lines)

    def _play(self, play: Play) -> None:
        if play.is_plate_appearance:
            self.found["turns"][play.event_type or ""] += 1
            self._charged(play)
        self.found["running"].update(move.event_type for move in play.moves if move.event_type in RUNNING)
        self.found["actions"].update(
            event.event_type for event in play.events if event.kind == "action" and event.event_type
        )
        self.found["credits"].update(credit.kind for move in play.moves for credit in move.credits)

    def _charged(self, play: Play) -> None:
        for event in play.events:
            count = (event.balls, event.strikes)
            if event.event_type == "offensive_substitution" and event.base is None and event.strikes == 2:
                struck_out = (play.event_type or "").startswith("strikeout")
                self.found["charged"][
                    "strikeout_of_the_batter_replaced" if struck_out else "other_result_of_a_substitute"
                ] += 1
            elif event.event_type == "pitching_substitution" and count in BATTERS_COUNTS:
                walked = play.event_type == "walk"
                self.found["charged"]["walk_of_the_pitcher_replaced" if walked else "other_result_of_a_reliever"] += 1

    def _ending(self, game: Played) -> None:
        book, last = game.book, game.plays[-1]
        away, home = book.runs(0), book.runs(1)
        walk_off = game.ending == "regular" and not book.top and book.outs < 3
        ended_halves = [play for play in game.plays if play.outs == 3 and not play.is_plate_appearance]
        told = {
            game.ending: True,
            "walk_off": walk_off,
            "extra_innings": book.inning > 9,
            "bottom_not_played": game.ending == "regular" and book.top,
            "forfeit_by_the_leader": game.forfeited_by is not None and (home - away) * (2 * game.forfeited_by - 1) > 0,
            "half_ended_on_the_bases": bool(ended_halves),
            "game_ended_on_the_bases": walk_off and not last.is_plate_appearance,
        }
        self.found["endings"].update(name for name, holds in told.items() if holds)


WANTED = {
    "turns": TURNS,
    "running": RUNNING,
    "actions": ACTIONS,
    "credits": CREDITS,
    "endings": ENDINGS,
    "charged": CHARGED,
}


def play_many(first: int, games: int) -> Breadth:
    """So many games from a seed on, each plan in turn; and as many of one inning, where the last play often decides."""
    seeds = range(first, first + games)
    whole = (a_played_game(seed, PLANS[seed % len(PLANS)]) for seed in seeds)
    return Breadth(chain(whole, (a_played_game(seed, Plan(scheduled_innings=1)) for seed in seeds)))
