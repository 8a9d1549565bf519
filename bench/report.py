"""The figures as a table for people, as a table in docs/performance.md, and as JSON."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.table import Table

from bench.measure import Figure

HEADINGS = ("what", "value", "unit", "target", "met", "lowest .. highest round", "rounds")
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"


def number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def cells_of(one: Figure) -> list[str]:
    met = {True: "yes", False: "NO", None: ""}[one.met]
    spread = f"{number(one.spread[0])} .. {number(one.spread[1])}" if one.spread and one.rounds > 1 else ""
    return [one.name, number(one.value), one.unit, one.target or "", met, spread, str(one.rounds)]


def table_of(figures: Sequence[Figure]) -> Table:
    table = Table(title="Benchmarks")
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    colours = {True: "green", False: "red", None: None}
    for one in figures:
        table.add_row(*cells_of(one), style=colours[one.met])
    return table


def markdown_of(figures: Sequence[Figure]) -> str:
    rows = [HEADINGS, ("---",) * len(HEADINGS), *map(cells_of, figures)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def write_json(figures: Sequence[Figure], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n")


def write_page(figures: Sequence[Figure], page: Path) -> None:
    """Replaces the page's table. Raises ValueError when the page has no place for one."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{page.name} has no table to replace")
    page.write_text(before + BEGIN + markdown_of(figures) + END + after)
