"""The live screen shows every score, however narrow the terminal is."""

import io

import pytest
from rich.console import Console

from pipeline_demo.observed import GameLine, Observed
from pipeline_demo.view import screen

GAMES = tuple(
    GameLine(number, "Allegheny Point Steelheads", "Potomac Heights Beacons", 10 + number, 30 + number, state, "live")
    for number, state in enumerate(["Top 9, 0 out, 3-2", "Final", "Bottom 10, 2 out, 1-1"] * 4)
)
SEEN = Observed("2026-07-04 20:49:19Z", GAMES, 4, 12, 80.0, 20.0, 1776, 0, 0.1, 0, frozenset(), 0, 0, ())


@pytest.mark.parametrize("width", [60, 80, 110, 130, 200])
def test_every_score_is_on_the_screen(width: int) -> None:
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(screen(SEEN, "", width))
    shown = console.export_text().split()
    for game in GAMES:
        assert str(game.away_runs) in shown
        assert str(game.home_runs) in shown
