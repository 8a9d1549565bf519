"""Which games run and what the report says: pure functions, figures counted by hand."""

from typing import Any

from worlds import a_correction, due_game

from baseball_batch.games import (
    chosen,
    chunk_arguments,
    report_games,
    report_season,
    run_arguments,
    with_changed,
    with_ledger,
)


def a_result(game_pk: int, outcome: str = "aggregated", **changed: Any) -> dict[str, Any]:
    return {
        "game_pk": game_pk,
        "outcome": outcome,
        "reason": None,
        "detail": None,
        "rows_written": 60,
        "ledger_rows": 0,
        "cells_compared": 1000,
        "cells_differing": 0,
        "cells_registered": 0,
        "unknown_events": {},
        **changed,
    }


def a_chunk(**changed: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("unchanged", "held", "ledger_rows", "cells_differing", "cells_registered"), 0)
    return {"games": 10, "aggregated": 10, "failed": [], "cells_compared": 15000, **counts, **changed}


def test_both_games_of_a_doubleheader_run() -> None:
    due = {"games": [due_game(900001, "2026-07-04 900001 A at B"), due_game(900002, "2026-07-04 900002 A at B")]}
    assert [run_arguments(game) for game in chosen(due, 200)] == [
        ["run", "--game-pk", "900001"],
        ["run", "--game-pk", "900002"],
    ]


def test_the_oldest_run_first_and_the_others_later() -> None:
    due = {"games": [due_game(900001 + number) for number in range(300)]}
    assert [game["game_pk"] for game in chosen(due, 200)] == list(range(900001, 900201))


def test_a_changed_game_that_is_due_runs_once() -> None:
    every = with_changed({"games": [due_game(900002)]}, [900002, 900001, 900001])
    assert [game["game_pk"] for game in every["games"]] == [900002, 900001]
    assert every["games"][1]["label"] == "900001 named as changed"


def test_a_report_counts() -> None:
    games = [due_game(number) for number in (1, 2, 3)]
    results = [a_result(1), a_result(2, "unchanged", rows_written=0), a_result(3, ledger_rows=2)]
    report = report_games("game_aggregation", 5, games, results)
    assert report.text.splitlines() == [
        "5 due, 3 tried: 2 aggregated, 1 unchanged, 0 held, 0 open, 0 failed",
        "120 rows written, 2 ledger rows, 3000 cells compared, 0 cells differing, 0 cells registered",
    ]
    assert report.headline == "game_aggregation: 5 due, 3 tried: 2 aggregated, 1 unchanged, 0 held, 0 open, 0 failed"
    assert not report.bad
    assert not report.quiet


def test_a_report_names_failed_held_and_differing_games() -> None:
    games = [due_game(number, f"game {number}") for number in (1, 2, 3, 4)]
    results = [
        a_result(1, "held", reason="holes", detail="no linescore"),
        a_result(2, "failed", reason="audit_breached", detail="outs"),
        a_result(3, cells_differing=3, cells_registered=1),
    ]
    report = report_games("game_aggregation", 4, games, results)
    assert report.text.splitlines()[2:] == [
        "game 1: held: holes no linescore",
        "game 2: failed: audit_breached outs",
        "game 3: 2 cells differ from the official box score",
        "game 4: failed: no result",
    ]
    assert report.headline == "game_aggregation: 2 of 4 games failed, 2 cells differ"
    assert report.bad


def test_registered_differences_are_not_bad() -> None:
    assert not report_games("x", 1, [due_game(1)], [a_result(1, cells_differing=2, cells_registered=2)]).bad


def test_unknown_events_are_shown() -> None:
    results = [a_result(1, unknown_events={"b": 2, "a": 1}), a_result(2, unknown_events={"b": 1})]
    report = report_games("x", 2, [due_game(1), due_game(2)], results)
    assert report.text.splitlines()[-1] == "unknown events: a 1, b 3"


def test_a_long_list_is_cut_and_says_so() -> None:
    games = [due_game(number) for number in range(30)]
    lines = report_games("x", 30, games, []).text.splitlines()
    assert len(lines) == 2 + 20 + 1
    assert lines[-1] == "... and 10 more"


def test_nothing_due_is_quiet() -> None:
    assert report_games("x", 0, [], []).quiet


def test_chunks_name_season_types_and_part() -> None:
    assert chunk_arguments(2026, "R,W", 2, 3, 4) == [
        *("run", "--season", "2026", "--game-types", "R,W", "--workers", "2", "--chunk", "3/4")
    ]
    assert "--game-types" not in chunk_arguments(2026, "", 2, 1, 1)


def test_a_season_adds_up() -> None:
    report = report_season("season_backfill", 2, [a_chunk(), a_chunk(games=5, aggregated=1, unchanged=4)])
    assert report.text == "15 games, 11 aggregated, 4 unchanged, 0 held, 0 ledger rows, 30000 cells compared"
    assert not report.bad


def test_a_season_shows_unknown_events() -> None:
    results = [a_chunk(unknown_events={"a": 1}), a_chunk(unknown_events={"a": 2})]
    assert report_season("season_backfill", 2, results).text.splitlines()[1:] == ["unknown events: a 3"]


def test_a_season_names_failed_games_and_silent_chunks() -> None:
    failed = [{"game_pk": 900007, "reason": "hash_mismatch", "detail": None}]
    report = report_season("season_backfill", 3, [a_chunk(failed=failed), a_chunk()])
    assert report.text.splitlines()[1:] == ["900007 failed: hash_mismatch", "1 of 3 chunks gave no result"]
    assert report.bad


def test_the_ledger_breaks_the_silence() -> None:
    report = report_games("corrections", 0, [], [])
    assert with_ledger(report, {"entries": [], "games": []}).quiet
    entry = a_correction(900001)
    told = with_ledger(report, {"entries": [entry], "games": [900001]})
    assert not told.quiet
    assert told.text.splitlines()[-2:] == [
        "1 corrections in 1 games",
        "900001 home 700042 player_game_batting.hits: 2 is now 1",
    ]


def test_a_correction_of_a_whole_game_names_no_player() -> None:
    entry = a_correction(900001) | {"side": None, "player_id": None, "table_name": "game_results"}
    told = with_ledger(report_games("corrections", 0, [], []), {"entries": [entry], "games": [900001]})
    assert told.text.splitlines()[-1] == "900001 game_results.hits: 2 is now 1"


def test_a_ledger_that_cannot_be_read_is_bad() -> None:
    assert with_ledger(report_games("corrections", 0, [], []), None).bad
