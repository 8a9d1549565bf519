"""From complete documents to everything that is known of their games. PURE."""

from collections.abc import Sequence

from msgspec import Struct

from game_aggregator.aggregate import aggregate
from game_aggregator.audits import Breach, audit, out_of_turn
from game_aggregator.frames import frames_of
from game_aggregator.readiness import Complete
from game_aggregator.reading import read_game
from game_aggregator.reconcile import reconcile
from game_aggregator.register import Judged, Register, judge
from game_aggregator.rows import GameRows, rows_of
from game_aggregator.tallies import Game

RULES_VERSION = 1
"""Raised whenever the rules count something otherwise: every game is due again then."""


class Evaluated(Struct, frozen=True):
    """One game: what was read, its rows, and how they compare. With breaches it must not be loaded."""

    game: Game
    rows: GameRows
    compared: int
    judged: Judged
    breaches: tuple[Breach, ...]


def evaluate(documents: Sequence[Complete], register: Register) -> list[Evaluated]:
    """Reads, aggregates, audits and reconciles some games together: a batch costs little more than its documents."""
    games = [read_game(document) for document in documents]
    statistics = aggregate(frames_of(games))
    rows = rows_of(statistics, [game.game_pk for game in games])
    breaches = audit(games, statistics)
    evaluated = []
    for document, game in zip(documents, games, strict=True):
        comparison = reconcile(document, rows[game.game_pk], game.halves)
        found = breaches.get(game.game_pk, [])
        for breach in found:
            if out_of_turn(breach, comparison.differences):
                game.unknown[f"order: {breach.detail}"] = 1
        evaluated.append(
            Evaluated(
                game,
                rows[game.game_pk],
                comparison.compared,
                judge(game.game_pk, comparison.differences, register),
                tuple(breach for breach in found if not out_of_turn(breach, comparison.differences)),
            )
        )
    return evaluated
