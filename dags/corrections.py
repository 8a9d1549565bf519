"""
### Games that MLB corrected after they were final

Daily and on demand: `recheck` asks the API which games changed in the last `days`, fetches, archives and publishes
them; what is due then, and what was named as changed, runs again; `publish_report` says what the correction ledger
gained since the run began.
"""

import os
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task

from baseball_batch.aggregator_pod import PodFactory, pod_input
from baseball_batch.dag_rules import ASK_TIMEOUT, GAME_TIMEOUT, TAG, dag_options, publish
from baseball_batch.deployment import Deployment
from baseball_batch.games import chosen, report_games, run_arguments, with_changed, with_ledger

DEPLOYMENT = Deployment.from_environment(os.environ)
PODS = PodFactory(DEPLOYMENT)


@dag(
    schedule="0 12 * * *",
    tags=[TAG, "corrections"],
    doc_md=__doc__,
    params={"days": Param(7, type="integer", minimum=1, maximum=60, description="how many days back to look")},
    **dag_options(DEPLOYMENT, deadline=timedelta(hours=2)),
)
def corrections() -> None:
    @task
    def choose_games(due: dict[str, Any], recheck: dict[str, Any]) -> dict[str, Any]:
        """Due games and changed ones. The aggregator reads the archive, so it need not wait for the transformers."""
        every = with_changed(due, recheck["changed"])
        return {"due": len(every["games"]), "games": chosen(every, DEPLOYMENT.games_per_run)}

    @task
    def plan_games(choice: dict[str, Any]) -> list[dict[str, Any]]:
        """One pod's input for each game of this run."""
        return [pod_input(run_arguments(game), game["label"]) for game in choice["games"]]

    @task
    def publish_report(choice: dict[str, Any], results: Iterable[dict[str, Any]], ledger: dict[str, Any] | None) -> str:
        """What was run again and what changed, as an alert when there was anything."""
        report = report_games("corrections", choice["due"], choice["games"], results)
        return publish(with_ledger(report, ledger), get_current_context())

    recheck = PODS.pod(PODS.poller(), "recheck", ["recheck", "--days", "{{ params.days }}"], GAME_TIMEOUT)
    due = PODS.pod(PODS.game(), "find_due_games", ["due"], ASK_TIMEOUT)
    recheck >> due
    choice: Any = choose_games(due.output, recheck.output)
    results = PODS.pods(PODS.game(), "rerun_game", plan_games(choice), GAME_TIMEOUT)
    since = "{{ dag_run.start_date.isoformat() }}"
    ledger = PODS.pod(PODS.game(), "read_ledger", ["ledger", "--since", since], ASK_TIMEOUT).as_teardown()
    results >> ledger
    # Teardowns run whatever happened, and leave it to the other tasks whether the run failed.
    publish_report(choice, results.output, ledger.output).as_teardown()


corrections()
