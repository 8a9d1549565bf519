"""
### Whether the statistics can be trusted

Hourly, each as a task that fails, and so alerts, when it finds something:

- `freshness`: final games whose result is older than their newest document;
- `reconciliation`: cells that differ from the official box score and are not in the register;
- `invariants`: sums and identities over what is stored;
- `held`: games whose final document has had holes for more than a day.
"""

import os
from datetime import timedelta

from airflow.sdk import dag

from baseball_batch.aggregator_pod import PodFactory
from baseball_batch.dag_rules import ASK_TIMEOUT, TAG, dag_options
from baseball_batch.deployment import Deployment

DEPLOYMENT = Deployment.from_environment(os.environ)
PODS = PodFactory(DEPLOYMENT)


@dag(
    schedule="20 * * * *",
    tags=[TAG, "quality"],
    doc_md=__doc__,
    **dag_options(DEPLOYMENT, deadline=timedelta(minutes=30)),
)
def data_quality() -> None:
    for check in ("freshness", "reconciliation", "invariants", "held"):
        PODS.pod(PODS.game(), f"check_{check}", ["check", check], ASK_TIMEOUT)


data_quality()
