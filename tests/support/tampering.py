"""Every cell of a document that the reconciliation claims to compare, changed one at a time."""

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from baseball_core.statistics.catalogue import BY_GROUP, GROUPS
from game_aggregator.evaluation import evaluate
from game_aggregator.readiness import Complete
from game_aggregator.reconcile import Difference, reconcile
from game_aggregator.wire import decode
from support.scoring import SIDES, Document, read

NUMBERS = ("runs", "hits", "errors", "leftOnBase")


class Cell(NamedTuple):
    """Where a number stands in the document, and what the reconciliation calls it."""

    where: dict[str, Any]
    key: str
    side: str
    player: int
    scope: str
    inning: int
    statistic: str
    step: int = 1
    """What is added: of a total that sources leave at zero, so much that it is neither zero nor right."""


def cells(document: Document) -> Iterator[Cell]:
    """The counts of players and teams, and the line score's."""
    live = document["liveData"]
    for side in SIDES:
        box = live["boxscore"]["teams"][side]
        lines = [(entry["person"]["id"], entry["stats"]) for entry in box["players"].values()]
        for player, stats in [*lines, (0, box["teamStats"])]:
            for group in GROUPS:
                for statistic in BY_GROUP[group]:
                    if statistic.official in stats[group]:
                        step = 1 if player or statistic.in_team else 100
                        column, key = statistic.column, statistic.official
                        yield Cell(stats[group], key, side, player, group, 0, column, step)
        scores = [
            (0, live["linescore"]["teams"]),
            *((inning["num"], inning) for inning in live["linescore"]["innings"]),
        ]
        for number, score in scores:
            for key in NUMBERS:
                if key in score[side]:
                    yield Cell(
                        score[side], key, side, 0, "line", number, "left_on_base" if key == "leftOnBase" else key
                    )


def undetected(document: Document) -> tuple[int, list[str]]:
    """Adds to each cell in turn. Returns how many, and those of which not exactly that cell was reported."""
    document = copy.deepcopy(document)
    for side in SIDES:
        for entry in document["liveData"]["boxscore"]["teams"][side]["players"].values():
            entry.pop("seasonStats", None)  # nobody reads it, and without it a document decodes twice as fast
    whole = read(document)
    evaluated = evaluate([whole], {})[0]
    assert evaluated.judged.differences == ()
    tried, missed = 0, []
    for cell in cells(document):
        official = cell.where[cell.key]
        cell.where[cell.key] = official + cell.step
        found = reconcile(_with_scores_of(document, whole), evaluated.rows, evaluated.game.halves).differences
        cell.where[cell.key] = official
        tried += 1
        expected = [(cell.side, cell.player, cell.scope, cell.inning, cell.statistic, str(official + cell.step))]
        if [_but_computed(difference) for difference in found] != expected:
            missed.append(f"{cell.side} {cell.player} {cell.scope}.{cell.statistic} {official}: {found}")
    return tried, missed


def _but_computed(difference: Difference) -> tuple[str, int, str, int, str, str | None]:
    d = difference
    return d.side, d.player_id, d.scope, d.inning, d.statistic, d.official


def _with_scores_of(document: Document, whole: Complete) -> Complete:
    """The same game with the document's box score and line score; its plays are not decoded again."""
    live = {key: document["liveData"][key] for key in ("boxscore", "linescore")}
    feed = decode(msgspec.json.encode({"liveData": live})).live_data
    assert feed is not None
    assert feed.boxscore is not None
    assert feed.boxscore.teams is not None
    teams = feed.boxscore.teams
    assert teams.away is not None
    assert teams.home is not None
    assert feed.linescore is not None
    return replace(whole, boxes=(teams.away, teams.home), linescore=feed.linescore)


def unnoticed_without_a_play(document: Document) -> list[int]:
    """Leaves out each play in turn and numbers the rest anew; returns those whose loss nothing shows."""
    whole = read(document)
    shorter = [
        replace(
            whole,
            game_pk=number,
            plays=[replace(play, at_bat_index=n) for n, play in enumerate(plays)],
        )
        for number in range(len(whole.plays))
        for plays in [[*whole.plays[:number], *whole.plays[number + 1 :]]]
    ]
    return [
        evaluated.game.game_pk
        for evaluated in evaluate(shorter, {})
        if not evaluated.breaches and not evaluated.judged.differences
    ]
