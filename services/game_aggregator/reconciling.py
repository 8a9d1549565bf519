"""``game-aggregator reconcile``: recorded documents against their own box scores, without any database."""

import sys
from collections.abc import Sequence

from msgspec import Struct

from baseball_core.errors import FeedError
from baseball_core.lifecycle import EXIT_FAILED, EXIT_OK
from baseball_core.statistics.catalogue import BY_GROUP
from game_aggregator.documents import read_paths
from game_aggregator.evaluation import Evaluated, evaluate
from game_aggregator.job import trouble_of
from game_aggregator.readiness import NotReadyError, complete
from game_aggregator.reconcile import Difference
from game_aggregator.register import Register
from game_aggregator.wire import decode

EXIT_NOT_READY = 3


class Totals(Struct):
    """What was seen of all files."""

    documents: int = 0
    compared: int = 0
    differing: int = 0
    registered: int = 0
    not_ready: int = 0
    failed: int = 0


def reconcile_paths(paths: Sequence[str], register: Register) -> int:
    """Prints a line a file and a line a difference. 1: something is wrong and not registered; 3: some not ready."""
    totals = Totals()
    for name, content in read_paths(paths):
        try:
            if isinstance(content, FeedError):
                raise content
            evaluated = evaluate([complete(decode(content))], register)[0]
        except NotReadyError as exc:
            totals.not_ready += 1
            _say(f"{name}: not compared, {exc.reason}: {exc}")
        except FeedError as exc:
            totals.failed += 1
            _say(f"{name}: FAILED, {exc.reason}: {exc}")
        else:
            _show(name, evaluated, totals)
    kinds = sum(len(statistics) for statistics in BY_GROUP.values())
    _say(
        f"{totals.documents} documents, {kinds} statistics: {totals.compared} cells compared, "
        f"{totals.compared - totals.differing} equal, {totals.differing} differing, {totals.registered} of them "
        f"registered; {totals.not_ready} not ready, {totals.failed} failed"
    )
    if totals.failed or totals.differing > totals.registered:
        return EXIT_FAILED
    return EXIT_NOT_READY if totals.not_ready else EXIT_OK


def _show(name: str, evaluated: Evaluated, totals: Totals) -> None:
    judged = evaluated.judged
    totals.documents += 1
    totals.compared += evaluated.compared
    totals.differing += len(judged.differences)
    totals.registered += judged.registered
    equal = evaluated.compared - len(judged.differences)
    _say(
        f"{name}: game {evaluated.game.game_pk}: {evaluated.compared} cells compared, {equal} equal, "
        f"{len(judged.differences)} differing, {judged.registered} of them registered"
    )
    for difference, reason in judged.differences:
        _say(f"  {_text(difference)}" + (f" ({reason})" if reason is not None else ""))
    trouble = trouble_of(evaluated)
    if trouble is not None:
        totals.failed += 1
        _say(f"  FAILED, {trouble[0]}: {trouble[1]}")
    for kind, count in sorted(evaluated.game.unknown.items()):
        _say(f"  unknown {kind}: {count}")


def _text(difference: Difference) -> str:
    who = "team" if difference.player_id == 0 else f"player {difference.player_id}"
    inning = f", inning {difference.inning}" if difference.inning else ""
    return (
        f"{difference.side} {who}{inning}: {difference.scope}.{difference.statistic} computed "
        f"{difference.computed or 'nothing'}, official {difference.official or 'nothing'}"
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
