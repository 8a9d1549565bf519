"""What all DAGs have in common: owner, retries, alerts, one run at a time, a deadline."""

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import Context, DeadlineAlert, DeadlineReference, SyncCallback  # type: ignore[attr-defined]  # not in its stub

from baseball_batch.alerts import Alert
from baseball_batch.deployment import Deployment
from baseball_batch.games import Report

OWNER = "baseball-stats"
TAG = "baseball"
LONGEST_RETRY_DELAY = timedelta(minutes=15)
STEP_TIMEOUT = timedelta(minutes=5)  # of tasks that only plan or report
ASK_TIMEOUT = timedelta(minutes=10)  # of a pod that asks the database
GAME_TIMEOUT = timedelta(minutes=15)


def dag_options(deployment: Deployment, *, deadline: timedelta) -> dict[str, Any]:
    """Options of every DAG. ``deadline`` counts from when a run was queued and only alerts."""
    return {
        "start_date": datetime(2026, 1, 1, tzinfo=UTC),
        "catchup": False,
        "max_active_runs": 1,
        "default_args": {
            "owner": OWNER,
            "retries": deployment.retries,
            "retry_delay": timedelta(seconds=deployment.retry_delay_seconds),
            "retry_exponential_backoff": 2.0,
            "max_retry_delay": LONGEST_RETRY_DELAY,
            "execution_timeout": STEP_TIMEOUT,
            "on_failure_callback": Alert("failure"),
            "on_retry_callback": Alert("retry"),
        },
        "deadline": DeadlineAlert(
            reference=DeadlineReference.DAGRUN_QUEUED_AT,
            interval=deadline * deployment.deadline_factor,
            callback=SyncCallback(Alert, kwargs={"event": "deadline"}),
        ),
    }


def publish(report: Report, context: Context) -> str:
    """Sends a report that has something to say, and returns its text for the log and the XCom."""
    if not report.quiet:
        words = {"report": report}
        alert = Alert(
            "failure" if report.bad else "success",
            subject="{{ report.headline }}",
            text="{{ report.text }}\n{{ ti.log_url }}",
            same="{{ report.text }}",
        )
        alert({**context, **words})
    return report.text
