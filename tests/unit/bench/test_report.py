"""How the benchmark's figures are written down."""

from pathlib import Path

import msgspec
import pytest
from bench import report
from bench.measure import Figure, Target, figure

FIGURES = [figure("ours / theirs", [7.0, 8.0, 9.0], "x", Target(at_least=8.5)), figure("memory", [31.4], "MB")]


def test_a_row_says_what_was_missed_and_shows_the_spread_of_several_rounds_only() -> None:
    assert report.cells_of(FIGURES[0]) == ["ours / theirs", "8", "x", ">= 8.5", "NO", "7 .. 9", "3"]
    assert report.cells_of(FIGURES[1]) == ["memory", "31.4", "MB", "", "", "", "1"]


def test_the_file_holds_the_figures_as_objects(tmp_path: Path) -> None:
    report.write_json(FIGURES, tmp_path / "build" / "bench.json")
    written = (tmp_path / "build" / "bench.json").read_bytes()
    assert msgspec.json.decode(written, type=list[Figure]) == FIGURES


def test_only_the_table_of_the_page_is_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{report.BEGIN}old\n{report.END}after\n")
    report.write_page(FIGURES, page)
    report.write_page(FIGURES, page)
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert text.count("| ours / theirs | 8 | x |") == 1


def test_a_page_without_a_place_for_the_table_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing here\n")
    with pytest.raises(ValueError, match="no table"):
        report.write_page(FIGURES, page)
