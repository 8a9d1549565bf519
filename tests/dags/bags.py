"""The project's DAGs, as the dag processor loads them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DAGS = Path(__file__).parents[2] / "dags"
KUBERNETES = {
    "BASEBALL_POD_RUNNER": "kubernetes",
    "BASEBALL_AGGREGATOR_IMAGE": "registry.test/game-aggregator:1.0",
    "BASEBALL_POLLER_IMAGE": "registry.test/api-poller:1.0",
}


def load_bag() -> Any:
    """A fresh bag: the DAG files run again, with the environment of now."""
    from airflow.dag_processing.dagbag import BundleDagBag

    return BundleDagBag(DAGS, bundle_path=DAGS, bundle_name="dags-folder")


@contextmanager
def environment(**changed: str) -> Iterator[None]:
    """The process's environment with some variables changed."""
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
