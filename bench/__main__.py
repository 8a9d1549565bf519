"""``python -m bench``: runs the benchmarks, prints the table, writes build/bench.json."""

import argparse
import time
from collections.abc import Mapping, Sequence

import msgspec
from rich.console import Console
from rich.table import Table

from baseball_core.settings import LogSettings
from baseball_core.telemetry.logging import configure_logging
from bench import age, api, decode, latency, poll, start, transform
from bench.context import BUILD, Benchmark, Context
from bench.measure import Figure

BENCHMARKS: Mapping[str, Benchmark] = {
    "decode": decode.run,
    "transform": transform.run,
    "latency": latency.run,
    "api": api.run,
    "poll": poll.run,
    "age": age.run,
    "start": start.run,
}
QUICK_ROUNDS = 3
ROUNDS = 9


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def table_of(figures: Sequence[Figure]) -> Table:
    table = Table(title="Benchmarks")
    for heading in ("what", "value", "unit", "target", "met", "lowest .. highest round", "rounds"):
        table.add_column(heading, overflow="fold")
    for one in figures:
        spread = f"{_number(one.spread[0])} .. {_number(one.spread[1])}" if one.spread else ""
        met = {True: "[green]yes[/]", False: "[red]NO[/]", None: ""}[one.met]
        table.add_row(one.name, _number(one.value), one.unit, one.target or "", met, spread, str(one.rounds))
    return table


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), help="run only this one (may be repeated)")
    parser.add_argument("--rounds", type=int, help=f"rounds of every figure, default {ROUNDS}")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} rounds and short workloads: a first look")
    parser.add_argument("--seed", type=int, default=1, help="seed of the order within the rounds")
    chosen = parser.parse_args()
    console = Console()
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
    BUILD.mkdir(exist_ok=True)
    (BUILD / "bench.json").write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
