"""Due games become pods become a summary: 0, 1 and 16 games, a doubleheader, failures and retries (cases 25 and 27)."""

from receivers import Webhook
from worlds import World, due_game, is_running, run_dag


def test_no_game_is_due(world: World, webhook: Webhook) -> None:
    run = run_dag("game_aggregation")
    assert run.state == "success"
    assert world.commands == ["game-aggregator due"]
    assert run.states("aggregate_game") == ["skipped"]
    assert run.states("publish_summary") == ["success"]
    assert webhook.bodies == []


def test_one_game(world: World, webhook: Webhook) -> None:
    world.set(due=[due_game(900001)])
    run = run_dag("game_aggregation")
    assert run.state == "success"
    assert world.commands == ["game-aggregator due", "game-aggregator run --game-pk 900001"]
    assert run.labels("aggregate_game") == ["2026-07-04 900001 Away at Home"]
    assert run.result("publish_summary").startswith(
        "1 due, 1 tried: 1 aggregated, 0 unchanged, 0 held, 0 open, 0 failed"
    )
    assert [body["event"] for body in webhook.bodies] == ["success"]


def test_sixteen_games_and_the_command_sees_only_its_own_environment(world: World) -> None:
    world.set(due=[due_game(900001 + number) for number in range(16)])
    run = run_dag("game_aggregation")
    assert run.state == "success"
    assert run.states("aggregate_game") == ["success"] * 16
    assert run.labels("aggregate_game") == [f"2026-07-04 {900001 + number} Away at Home" for number in range(16)]
    assert sorted(world.commands[1:]) == [f"game-aggregator run --game-pk {900001 + number}" for number in range(16)]
    for call in world.calls:
        assert set(call["environment"]) - {"LC_CTYPE"} == {"PATH", "WORLD", "CALLS", "DATABASE_URL"}


def test_both_games_of_a_doubleheader(world: World) -> None:
    world.set(due=[due_game(900001, "2026-07-04 900001 A at B"), due_game(900002, "2026-07-04 900002 A at B")])
    run = run_dag("game_aggregation")
    assert run.states("aggregate_game") == ["success", "success"]
    assert run.labels("aggregate_game") == ["2026-07-04 900001 A at B", "2026-07-04 900002 A at B"]


def test_a_game_that_fails_at_first_is_tried_again(world: World, webhook: Webhook) -> None:
    world.set(
        due=[due_game(900001), due_game(900002)],
        behaviour={"900001": {"exits": [1, 0], "says": "database is away"}},
    )
    run = run_dag("game_aggregation")
    assert run.state == "success"
    assert run.tries("aggregate_game") == [2, 1]
    retry, _ = webhook.bodies
    assert retry["subject"] == "game_aggregation.aggregate_game will be tried again"
    assert "2026-07-04 900001 Away at Home" in retry["text"]
    assert "database is away" in retry["text"]


def test_a_game_that_keeps_failing_spoils_no_other_and_fails_the_run(world: World, webhook: Webhook) -> None:
    world.set(
        due=[due_game(900001), due_game(900002)],
        behaviour={"900001": {"exits": [1], "silent": True, "says": "object is damaged"}},
    )
    run = run_dag("game_aggregation")
    assert run.state == "failed"
    assert run.states("aggregate_game") == ["failed", "success"]
    assert run.tries("aggregate_game") == [3, 1], "the first try and two retries"
    assert run.states("publish_summary") == ["success"]
    summary = run.result("publish_summary").splitlines()
    assert summary[0] == "2 due, 2 tried: 1 aggregated, 0 unchanged, 0 held, 0 open, 1 failed"
    assert "2026-07-04 900001 Away at Home: failed: no result" in summary
    assert [body["subject"] for body in webhook.bodies if body["event"] == "failure"] == [
        "game_aggregation.aggregate_game failed",
        "game_aggregation: 1 of 2 games failed, 0 cells differ",
    ]


def test_a_breached_audit_is_not_tried_again_and_its_words_are_reported(world: World) -> None:
    result = {"outcome": "failed", "reason": "audit_breached", "detail": "outs do not balance"}
    world.set(due=[due_game(900001)], behaviour={"900001": {"exits": [4], "result": result}})
    run = run_dag("game_aggregation")
    assert run.state == "failed"
    assert run.tries("aggregate_game") == [1]
    assert "2026-07-04 900001 Away at Home: failed: audit_breached outs do not balance" in run.result("publish_summary")


def test_a_game_that_is_not_ready_is_skipped(world: World, webhook: Webhook) -> None:
    result = {"outcome": "held", "reason": "holes", "detail": "no box score", "rows_written": 0}
    world.set(due=[due_game(900001), due_game(900002)], behaviour={"900001": {"exits": [3], "result": result}})
    run = run_dag("game_aggregation")
    assert run.state == "success"
    assert run.states("aggregate_game") == ["skipped", "success"]
    assert "2 due, 2 tried: 1 aggregated, 0 unchanged, 1 held, 0 open, 0 failed" in run.result("publish_summary")
    assert [body["event"] for body in webhook.bodies] == ["success"]


def test_a_failed_search_fails_the_run(world: World, webhook: Webhook) -> None:
    world.set(behaviour={"due": {"exits": [2], "silent": True, "says": "DATABASE_URL: is missing"}})
    run = run_dag("game_aggregation")
    assert run.state == "failed"
    assert run.tries("find_due_games") == [1]
    assert run.states("aggregate_game") == ["upstream_failed"]
    assert "DATABASE_URL: is missing" in webhook.bodies[0]["text"]
    assert run.result("publish_summary") == "the due games could not be found"


def test_a_command_that_hangs_is_ended_with_its_children(world: World, short_limit: None) -> None:
    world.set(due=[due_game(900001)], behaviour={"900001": {"seconds": 300, "child": True}})
    run = run_dag("game_aggregation")
    assert run.states("aggregate_game") == ["failed"]
    assert run.tries("aggregate_game") == [3]
    assert [pid for pid in world.processes if is_running(pid)] == []
