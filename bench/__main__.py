"""``python -m bench``: runs the benchmarks, prints the table, writes build/bench.json."""

import argparse
import time
from collections.abc import Mapping

from rich.console import Console

from baseball_core.settings import LogSettings
from baseball_core.telemetry.logging import configure_logging
from bench import age, api, decode, latency, poll, season, start, transform
from bench.context import BUILD, Benchmark, Context
from bench.measure import Figure
from bench.report import table_of, write_json, write_page
from bench.workloads import PROJECT

BENCHMARKS: Mapping[str, Benchmark] = {
    "decode": decode.run,
    "transform": transform.run,
    "latency": latency.run,
    "api": api.run,
    "poll": poll.run,
    "age": age.run,
    "start": start.run,
    "season": season.run,
}
QUICK_ROUNDS = 3
ROUNDS = 9
PAGE = PROJECT / "docs" / "performance.md"
WIDTH_WITHOUT_TERMINAL = 140


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), help="run only this one (may be repeated)")
    parser.add_argument("--rounds", type=int, help=f"rounds of every figure, default {ROUNDS}")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds and short workloads: a first look")
    parser.add_argument("--seed", type=int, default=1, help="seed of the order within the rounds")
    parser.add_argument("--page", action="store_true", help="also put the table into docs/performance.md")
    chosen = parser.parse_args()
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH_WITHOUT_TERMINAL
    configure_logging(LogSettings(format="console", level="error"), service="bench")
    rounds = chosen.rounds or (QUICK_ROUNDS if chosen.quick else ROUNDS)
    context = Context(
        rounds=rounds, quick=chosen.quick, seed=chosen.seed, say=lambda text: console.print(f"[dim]  {text}[/]")
    )
    figures: list[Figure] = []
    try:
        for name in chosen.only or BENCHMARKS:
            console.print(f"{name} ...")
            started = time.monotonic()
            figures += BENCHMARKS[name](context)
            console.print(f"[dim]  took {time.monotonic() - started:.0f} s[/]")
    finally:
        context.close()
    console.print(table_of(figures))
    write_json(figures, BUILD / "bench.json")
    if chosen.page:
        write_page(figures, PAGE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
