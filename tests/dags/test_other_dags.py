"""Corrections, backfill and data quality, each run to its end with the stand-ins."""

import re

from receivers import Webhook
from worlds import World, a_correction, due_game, run_dag


def test_a_correction_runs_due_and_changed_games_again_and_reports_the_ledger(world: World, webhook: Webhook) -> None:
    world.set(due=[due_game(900001)], changed=[900002, 900001], ledger=[a_correction(900002)])
    run = run_dag("corrections")
    assert run.state == "success"
    assert world.commands[:2] == ["api-poller recheck --days 7", "game-aggregator due"]
    assert sorted(world.commands[2:4]) == [
        "game-aggregator run --game-pk 900001",
        "game-aggregator run --game-pk 900002",
    ]
    assert re.fullmatch(r"game-aggregator ledger --since 20\d\d-\d\d-\d\dT[\d:.]+\+00:00", world.commands[4])
    assert run.labels("rerun_game") == ["2026-07-04 900001 Away at Home", "900002 named as changed"]
    report = run.result("publish_report")
    assert "2 due, 2 tried: 2 aggregated" in report
    assert report.splitlines()[-2:] == [
        "1 corrections in 1 games",
        "900002 home 700042 player_game_batting.hits: 2 is now 1",
    ]
    assert webhook.bodies[-1]["event"] == "success"


def test_corrections_ask_for_as_many_days_as_told(world: World) -> None:
    run = run_dag("corrections", days=30)
    assert run.state == "success"
    assert world.commands[0] == "api-poller recheck --days 30"


def test_nothing_changed_is_quiet(world: World, webhook: Webhook) -> None:
    run = run_dag("corrections")
    assert run.state == "success"
    assert run.states("rerun_game") == ["skipped"]
    assert run.result("publish_report").splitlines()[-1] == "0 corrections in 0 games"
    assert webhook.bodies == []


def test_a_failed_rerun_is_reported_with_the_ledger(world: World) -> None:
    world.set(changed=[900001], behaviour={"900001": {"exits": [4], "silent": True}})
    run = run_dag("corrections")
    assert run.state == "failed"
    assert run.states("read_ledger") == ["success"]
    assert "900001 named as changed: failed: no result" in run.result("publish_report")


def test_a_season_is_mapped_in_chunks(world: World, webhook: Webhook) -> None:
    run = run_dag("season_backfill", season=2025, game_types="R,W", workers=3, chunks=2)
    assert run.state == "success"
    assert sorted(world.commands) == [
        f"game-aggregator run --season 2025 --game-types R,W --workers 3 --chunk {chunk}/2" for chunk in (1, 2)
    ]
    assert run.labels("aggregate_chunk") == ["2025 1/2", "2025 2/2"]
    assert run.result("publish_summary").startswith("20 games, 20 aggregated")
    assert [body["event"] for body in webhook.bodies] == ["success"]


def test_a_chunk_with_bad_games_is_tried_again_and_named(world: World) -> None:
    failed = [{"game_pk": 900007, "reason": "hash_mismatch", "detail": None}]
    world.set(behaviour={"2/4": {"exits": [1], "result": {"failed": failed, "aggregated": 9}}})
    run = run_dag("season_backfill")
    assert run.state == "failed"
    assert run.states("aggregate_chunk") == ["success", "failed", "success", "success"]
    assert run.tries("aggregate_chunk") == [1, 3, 1, 1]
    assert "900007 failed: hash_mismatch" in run.result("publish_summary")


def test_quality_is_checked(world: World) -> None:
    run = run_dag("data_quality")
    assert run.state == "success"
    assert sorted(world.commands) == [
        f"game-aggregator check {check}" for check in ("freshness", "held", "invariants", "reconciliation")
    ]


def test_a_finding_fails_its_check_at_once_and_alerts(world: World, webhook: Webhook) -> None:
    findings = [{"game_pk": 900001, "detail": "held since 2026-07-03"}]
    world.set(behaviour={"check held": {"exits": [4], "findings": findings}})
    run = run_dag("data_quality")
    assert run.state == "failed"
    assert run.states("check_held") == ["failed"]
    assert run.tries("check_held") == [1]
    assert run.states("check_freshness") == ["success"]
    (alert,) = webhook.bodies
    assert alert["subject"] == "data_quality.check_held failed"
    assert "held since 2026-07-03" in alert["text"]
