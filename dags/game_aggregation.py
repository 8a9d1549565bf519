"""
### Statistics of games that are over

Every ten minutes: `find_due_games` asks which final games lack an up-to-date result, one pod a game computes it, and
`publish_summary` says what came of it, whatever happened to single games.

A game that is not ready yet (exit code 3) is skipped and comes again with its next document. A game that failed, or
whose audit was breached (exit code 4), fails the run. Exit codes, settings and alerts: docs/batch.md.
"""

import os
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from airflow.sdk import dag, get_current_context, task

from baseball_batch.aggregator_pod import PodFactory, pod_input
from baseball_batch.dag_rules import ASK_TIMEOUT, GAME_TIMEOUT, TAG, dag_options, publish
from baseball_batch.deployment import Deployment
from baseball_batch.games import chosen, report_games, run_arguments

DEPLOYMENT = Deployment.from_environment(os.environ)
PODS = PodFactory(DEPLOYMENT)


@dag(
    schedule="*/10 * * * *",
    tags=[TAG, "aggregation"],
    doc_md=__doc__,
    **dag_options(DEPLOYMENT, deadline=timedelta(minutes=45)),
)
def game_aggregation() -> None:
    @task
    def plan_games(due: dict[str, Any]) -> list[dict[str, Any]]:
        """One pod's input for each game of this run."""
        games = chosen(due, DEPLOYMENT.games_per_run)
        return [pod_input(run_arguments(game), game["label"]) for game in games]

    @task
    def publish_summary(due: dict[str, Any] | None, results: Iterable[dict[str, Any]]) -> str:
        """Counts, failures and differences, as an alert when any game was due."""
        if due is None:
            return "the due games could not be found"  # that task has alerted
        games = chosen(due, DEPLOYMENT.games_per_run)
        return publish(report_games("game_aggregation", len(due["games"]), games, results), get_current_context())

    due = PODS.pod(PODS.game(), "find_due_games", ["due"], ASK_TIMEOUT)
    results = PODS.pods(PODS.game(), "aggregate_game", plan_games(due.output), GAME_TIMEOUT)
    # A teardown runs whatever happened, and leaves it to the games whether the run failed.
    publish_summary(due.output, results.output).as_teardown()


game_aggregation()
