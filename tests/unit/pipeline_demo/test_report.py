"""What the demo says at its end, on the way, and about the API's answers."""

import io
from datetime import UTC, datetime

import msgspec
import pytest
from rich.console import Console

from pipeline_demo.api_client import in_play_text, served_game
from pipeline_demo.observed import GameLine, Observed
from pipeline_demo.report import SHOWN_DIFFERENCES, feeds_text, verdict_text
from pipeline_demo.simulator_client import Feeds, RefusedFeed, UsableFeed
from pipeline_demo.verdict import Difference, Verdict
from pipeline_demo.view import figures_line, screen
from pipeline_demo.watching import newest_age, recent_days


def test_the_report_ends_with_the_sum() -> None:
    good = Verdict(1, "status F, 3-1", 10, ())
    text = verdict_text([good])
    assert text.splitlines() == [
        "game 1: status F, 3-1; of 10 figures all agree",
        "OK: 1 of 1 games agree with what was played, 10 figures compared",
    ]


def test_differences_are_shown_and_cut() -> None:
    many = tuple(Difference(f"plays[{n}].pitches", n, 0) for n in range(100))
    lines = verdict_text([Verdict(1, "status F", 200, many)]).splitlines()
    assert lines[0].endswith("of 200 figures 100 DIFFER")
    assert len(lines) == 2 + SHOWN_DIFFERENCES
    assert lines[1].strip() == "plays[0].pitches: played 0, served 0"
    assert lines[-1].startswith("FAILED: 0 of 1")


def test_unusable_recordings_are_named_with_the_reason() -> None:
    feeds = Feeds([UsableFeed("a.json", 1, 3), UsableFeed("b.json", 1, 3)], [RefusedFeed("c.txt", "not JSON")])
    assert feeds_text(feeds).splitlines() == ["2 recorded documents of 1 games", "    not usable: c.txt: not JSON"]


@pytest.mark.parametrize(
    ("detailed", "state", "text"),
    [
        ("In Progress", {"inning": 5, "inning_state": "Top", "outs": 1, "balls": 2, "strikes": 1}, "Top 5, 1 out, 2-1"),
        ("In Progress", {"inning": 5, "inning_state": "Middle", "outs": 3}, "Middle 5"),
        ("Delayed: Rain", {"inning": 5, "inning_state": "Top"}, "Delayed: Rain, Top 5"),
        ("In Progress", {}, "In Progress"),
    ],
)
def test_a_game_in_play_says_where_it_stands(detailed: str, state: dict[str, object], text: str) -> None:
    assert in_play_text(detailed, state) == text


def test_the_apis_answers_become_a_served_game() -> None:
    game = {
        "game_pk": 1,
        "status_code": "F",
        "winning_pitcher_id": 30,
        "losing_pitcher_id": 31,
        "save_pitcher_id": None,
    }
    cell = {"runs": 1, "hits": 2, "errors": 0, "left_on_base": 3}
    line = {"away": cell, "home": None, "innings": [{"inning": 1, "away": cell, "home": None}]}
    player = {"player_id": 10, "batting": {"at_bats": 2}, "pitching": None, "fielding": None}
    computed = {
        "cells_differing": 3,
        "cells_registered": 1,
        "away": {"players": [player]},
        "home": {"players": []},
    }
    box = {"away": {"players": [player]}, "home": None, "computed": computed}
    served = served_game(game, line, box, {0: {"event_type": "single"}}, {0: 4})
    assert served.decisions == {"winner": 30, "loser": 31}
    assert served.innings == {1: {"away": cell, "home": {}}}
    assert served.batting == {"away": {10: {"at_bats": 2}}, "home": {}}
    assert served.pitching == {"away": {}, "home": {}}
    assert served.computed is not None
    assert served.computed.batting == {"away": {10: {"at_bats": 2}}, "home": {}}
    assert served.computed.unexplained == 2


def test_a_game_without_computed_statistics_is_served_without_them() -> None:
    game = dict.fromkeys(("status_code", "winning_pitcher_id", "losing_pitcher_id", "save_pitcher_id"))
    empty = {"away": None, "home": None}
    assert (
        served_game({"game_pk": 1, **game}, {**empty, "innings": []}, {**empty, "computed": None}, {}, {}).computed
        is None
    )


def test_the_age_of_the_newest_row_ignores_games_without_a_document() -> None:
    now = datetime(2026, 7, 4, tzinfo=UTC)
    micros = int(now.timestamp() * 1e6)
    games = [{"version": micros - 3_000_000, "sequence": 4}, {"version": micros, "sequence": 0}]
    assert newest_age(games, now) == pytest.approx(3.0)
    assert newest_age([games[1]], now) is None


def test_the_real_day_is_that_of_us_eastern_time() -> None:
    assert recent_days(datetime(2026, 7, 4, 3, 59, tzinfo=UTC)) == {"start_date": "2026-07-02"}
    assert recent_days(datetime(2026, 7, 4, 4, 0, tzinfo=UTC)) == {"start_date": "2026-07-03"}


SEEN = Observed(
    simulated_now="2026-07-04 20:00:00Z",
    games=(
        GameLine(1, "Away", "Home", 3, 1, "Top 5", "live"),
        *(GameLine(n, f"A{n}", f"H{n}", None, None, "Scheduled", "scheduled") for n in range(2, 16)),
    ),
    finished=0,
    games_total=15,
    polls_per_second=12.4,
    documents_per_second=3.25,
    documents_total=100,
    consumer_lag=2,
    newest_row_age=0.2,
    dead_letters=0,
    finals=frozenset(),
    aggregated=0,
    differing=0,
    away_components=(),
)


def test_the_line_names_every_figure() -> None:
    assert figures_line(SEEN) == (
        "2026-07-04 20:00:00Z | 0/15 games over | 100 documents, 3.2/s | 12 polls/s | lag 2 | newest row 0.2 s old"
    )


def test_the_line_says_how_far_the_statistics_are() -> None:
    line = figures_line(msgspec.structs.replace(SEEN, aggregated=4, differing=1))
    assert "statistics of 4 games, 1 cells differ" in line


@pytest.mark.parametrize("width", [60, 160])
def test_the_screen_shows_every_game_at_any_width(width: int) -> None:
    output = io.StringIO()
    Console(width=width, file=output).print(screen(SEEN, "links", width))
    text = output.getvalue()
    assert all(game.away in text for game in SEEN.games)
    assert "lag 2" in text
