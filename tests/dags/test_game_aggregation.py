"""Due games become pods become a summary: 0, 1 and 16 games, a doubleheader, failures and retries (cases 25 and 27)."""

from receivers import Webhook
from worlds import World, due_game, run_dag


def test_no_game_is_due(world: World, webhook: Webhook) -> None:
    run = run_dag("game_aggregation")
    assert run.state == "success"
    assert world.commands == ["game-aggregator due"]
    assert run.states("aggregate_game") == ["skipped"]
    assert run.states("publish_summary") == ["success"]
    assert webhook.bodies == []


def test_one_game(world: World) -> None:
    world.set(due=[due_game(900001)])
    run = run_dag("game_aggregation")
    assert run.state == "success"
    assert world.commands == ["game-aggregator due", "game-aggregator run --game-pk 900001"]
    assert run.labels("aggregate_game") == ["2026-07-04 900001 Away at Home"]
    assert run.result("publish_summary").startswith("1 due, 1 tried: 1 aggregated, 0 unchanged, 0 held, 0 failed")
