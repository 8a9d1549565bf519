"""Shows what is observed: a live screen for people, a line now and then for files and pipes."""

from collections.abc import Sequence
from typing import Literal

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pipeline_demo.observed import GameLine, Observed

LINE_EVERY_SECONDS = 5.0
COLUMNS_FROM_WIDTH = 110
PANEL_FRAME = 4
BOARDS_GAP = 2
COLUMN_PADDING = 2
RUNS_WIDTH = 2
STATE_WIDTH = 24


def figures_line(seen: Observed) -> str:
    """The pipeline's figures in one line of text."""
    lag = "?" if seen.consumer_lag is None else str(seen.consumer_lag)
    age = "?" if seen.newest_row_age is None else f"{seen.newest_row_age:.1f} s"
    parts = [
        seen.simulated_now or "live",
        f"{seen.finished}/{seen.games_total} games over",
        f"{seen.documents_total} documents, {seen.documents_per_second:.1f}/s",
        f"{seen.polls_per_second:.0f} polls/s",
        f"lag {lag}",
        f"newest row {age} old",
    ]
    if seen.aggregated:
        parts.append(f"statistics of {seen.aggregated} games, {seen.differing} cells differ")
    if seen.dead_letters:
        parts.append(f"{seen.dead_letters} dead letters")
    return " | ".join(parts + [f"NOT READY {component}" for component in seen.away_components])


def _scoreboard(games: Sequence[GameLine], width: int) -> Table:
    """Exactly ``width`` wide at most: names and states are cut short where it is narrow, never runs."""
    free = width - COLUMN_PADDING * 5 - 2 * RUNS_WIDTH
    state = min(STATE_WIDTH, free // 3)
    name = (free - state) // 2
    table = Table(box=None, padding=(0, COLUMN_PADDING // 2), show_header=False)
    columns: tuple[tuple[Literal["left", "right"], int], ...] = (
        ("left", name),
        ("right", RUNS_WIDTH),
        ("left", name),
        ("right", RUNS_WIDTH),
        ("left", state),
    )
    for justify, column_width in columns:
        table.add_column(justify=justify, no_wrap=True, width=column_width)
    styles = {"final": "dim", "live": "bold"}
    for game in games:
        runs = ["" if value is None else str(value) for value in (game.away_runs, game.home_runs)]
        table.add_row(game.away, runs[0], game.home, runs[1], game.state, style=styles.get(game.phase, ""))
    return table


def screen(seen: Observed, links: str, width: int) -> RenderableType:
    """The whole live view."""
    half = (len(seen.games) + 1) // 2
    inside = width - PANEL_FRAME
    boards: RenderableType
    if width >= COLUMNS_FROM_WIDTH and half > 3:
        each = (inside - BOARDS_GAP) // 2
        grid = Table.grid(padding=(0, BOARDS_GAP, 0, 0), pad_edge=False)
        grid.add_row(_scoreboard(seen.games[:half], each), _scoreboard(seen.games[half:], each))
        boards = grid
    else:
        boards = _scoreboard(seen.games, inside)
    return Group(Panel(boards, title="Scoreboard, as the API serves it"), Text(figures_line(seen)), Text(links))


class ScreenView:
    """A live screen; ``close`` leaves its last state on the terminal."""

    def __init__(self, console: Console, links: str) -> None:
        self._console = console
        self._links = links
        self._live = Live(console=console, auto_refresh=False, transient=False)
        self._live.start()

    def show(self, seen: Observed, at: float) -> None:
        self._live.update(screen(seen, self._links, self._console.width), refresh=True)

    def close(self) -> None:
        self._live.stop()


class LineView:
    """A line every five seconds."""

    def __init__(self, console: Console, links: str) -> None:
        self._console = console
        self._next = 0.0
        console.print(links, highlight=False, soft_wrap=True)

    def show(self, seen: Observed, at: float) -> None:
        if at >= self._next:
            self._console.print(figures_line(seen), highlight=False, soft_wrap=True)
            self._next = at + LINE_EVERY_SECONDS

    def close(self) -> None:
        """Nothing to put back."""


def make_view(console: Console, links: str) -> ScreenView | LineView:
    """A screen on a terminal, else lines."""
    return ScreenView(console, links) if console.is_terminal else LineView(console, links)
