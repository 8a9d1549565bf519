"""
### A whole season from the archive

On demand: `season` in `chunks` pods of `workers` processes each. Games that are up to date are skipped, so a run that
was stopped goes on where it was when it is started again.
"""

import os
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task

from baseball_batch.aggregator_pod import PodFactory, pod_input
from baseball_batch.dag_rules import TAG, dag_options, publish
from baseball_batch.deployment import Deployment
from baseball_batch.games import chunk_arguments, report_season

DEPLOYMENT = Deployment.from_environment(os.environ)
PODS = PodFactory(DEPLOYMENT)


@dag(
    schedule=None,
    tags=[TAG, "backfill"],
    doc_md=__doc__,
    params={
        "season": Param(2026, type="integer", minimum=1901, maximum=2100),
        "game_types": Param("R", type="string", pattern="^([A-Z](,[A-Z])*)?$", description="as R,W; empty: all"),
        "workers": Param(2, type="integer", minimum=1, maximum=16, description="processes of a pod"),
        "chunks": Param(4, type="integer", minimum=1, maximum=64, description="pods"),
    },
    **dag_options(DEPLOYMENT, deadline=timedelta(hours=6)),
)
def season_backfill() -> None:
    @task
    def plan_chunks() -> list[dict[str, Any]]:
        """One pod's input for each chunk of the season."""
        params = get_current_context()["params"]
        season, chunks = params["season"], params["chunks"]
        return [
            pod_input(
                chunk_arguments(season, params["game_types"], params["workers"], chunk, chunks),
                f"{season} {chunk}/{chunks}",
            )
            for chunk in range(1, chunks + 1)
        ]

    @task
    def publish_summary(chunks: list[dict[str, Any]], results: Iterable[dict[str, Any]]) -> str:
        """Counts and failures of the season, as an alert."""
        return publish(report_season("season_backfill", len(chunks), results), get_current_context())

    chunks: Any = plan_chunks()
    results = PODS.pods(
        PODS.season(),
        "aggregate_chunk",
        chunks,
        timedelta(hours=3),
        # Half, so that hours of backfill leave room in the pool for the games of the day.
        max_active_tis_per_dagrun=max(1, DEPLOYMENT.max_pods // 2),
    )
    # A teardown runs whatever happened, and leaves it to the chunks whether the run failed.
    publish_summary(chunks, results.output).as_teardown()


season_backfill()
