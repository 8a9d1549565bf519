"""``game-aggregator``: its commands and what they are wired to.

Exit codes, the contract with whoever starts it: 0 done, or nothing to do; 1 failed, trying again may help (database
or archive away, a damaged object, some games of a season); 2 bad settings or arguments; 3 the document is not ready, a
newer one will come; 4 an audit was breached or a check found something, trying again cannot help.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from baseball_core.errors import FeedError
from baseball_core.lifecycle import run_main
from baseball_core.settings import load
from baseball_core.telemetry.logging import configure_logging
from game_aggregator import commands
from game_aggregator.checks import CHECKS
from game_aggregator.readiness import NotReadyError
from game_aggregator.reconciling import EXIT_NOT_READY, reconcile_paths
from game_aggregator.register import shipped
from game_aggregator.settings import ArchiveOnly, DatabaseOnly, LogOnly, Settings

S = TypeVar("S", LogOnly, DatabaseOnly, ArchiveOnly, Settings)


def _chunk(text: str) -> tuple[int, int]:
    number, _, chunks = text.partition("/")
    if not (number.isdecimal() and chunks.isdecimal() and 1 <= int(number) <= int(chunks)):
        raise argparse.ArgumentTypeError(f"must be I/N with 1 <= I <= N, not {text!r}")
    return int(number), int(chunks)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(f"is no ISO 8601 time: {text!r}") from exc
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError(f"needs a time zone: {text!r}")
    return instant


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"must be 1 to 64, not {text!r}")
    return int(text)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="game-aggregator", description="Statistics of finished games.")
    command = parser.add_subparsers(dest="command", required=True)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        made = command.add_parser(name, help=text, description=text)
        if name not in ("reconcile", "explain"):
            made.add_argument("--output", type=Path, metavar="FILE", help="write the JSON result here as well")
        return made

    run = add("run", "aggregate one game, a season of the archive, or all that is due")
    which = run.add_mutually_exclusive_group(required=True)
    which.add_argument("--game-pk", type=int, metavar="N")
    which.add_argument("--season", metavar="YEAR")
    which.add_argument("--due", action="store_true")
    run.add_argument("--game-types", metavar="R,W", help="of a season, only these game types")
    run.add_argument("--chunk", type=_chunk, default=(1, 1), metavar="I/N", help="of a season, the I-th of N parts")
    run.add_argument("--workers", type=_count, default=1, metavar="N", help="processes (of a season or --due)")
    add("due", "the final games that lack an up-to-date result, as JSON")
    add("check", "a data quality check").add_argument("check", choices=list(CHECKS))
    add("ledger", "what changed after games were final").add_argument(
        "--since", type=_instant, required=True, metavar="TIME", help="ISO 8601 with time zone"
    )
    add("reconcile", "recorded documents against their own box scores; needs no database").add_argument(
        "paths", nargs="+", metavar="PATH", help=".json, .json.gz, .json.zst, a folder, or - for standard input"
    )
    explain = add("explain", "the plays behind a number")
    explain.add_argument("--game-pk", type=int, required=True, metavar="N")
    explain.add_argument("--player", type=int, required=True, metavar="P")
    explain.add_argument("--stat", required=True, metavar="S", help="home_runs, homeRuns or batting.home_runs")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Entry point; see the module."""
    arguments = _arguments(argv)
    return run_main(lambda: _run(arguments, environ))


def _run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    try:
        return _command(arguments, environ)()
    except NotReadyError as exc:
        sys.stderr.write(f"not ready: {exc}\n")
        return EXIT_NOT_READY
    except FeedError as exc:
        sys.stderr.write(f"bad document: {exc}\n")
        return commands.EXIT_BREACHED


def _command(a: argparse.Namespace, environ: Mapping[str, str]) -> Callable[[], int]:
    def settings(kind: type[S]) -> S:
        loaded = load(kind, environ)
        configure_logging(loaded.log, "game_aggregator", sys.stderr)
        return loaded

    if a.command == "reconcile":
        settings(LogOnly)
        return lambda: reconcile_paths(a.paths, shipped())
    if a.command == "explain":
        return lambda: commands.explain_number(settings(ArchiveOnly), a.game_pk, a.player, a.stat)
    if a.command == "due":
        return lambda: commands.due(settings(DatabaseOnly), a.output)
    if a.command == "check":
        return lambda: commands.check(settings(DatabaseOnly), a.check, a.output)
    if a.command == "ledger":
        return lambda: commands.ledger(settings(DatabaseOnly), a.since, a.output)
    whole = settings(Settings)
    if a.due:
        return lambda: commands.run_due(whole, a.workers, a.output)
    if a.season is not None:
        types = frozenset(a.game_types.split(",")) if a.game_types else None
        return lambda: commands.run_season(whole, a.season, types, a.chunk, a.workers, a.output)
    return lambda: commands.run_game(whole, a.game_pk, a.output)


if __name__ == "__main__":
    sys.exit(main())
