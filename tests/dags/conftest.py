"""An Airflow of the run's own: home and database in a temporary folder, alerts to servers of this process.

The environment is set before Airflow is imported, since Airflow reads it then.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from receivers import MailServer, Webhook
from worlds import World

DAGS = Path(__file__).parents[2] / "dags"
HOME = Path(tempfile.mkdtemp(prefix="baseball-airflow-"))
WEBHOOK = Webhook()
MAIL = MailServer()

for name in [name for name in os.environ if name.startswith(("AIRFLOW", "BASEBALL"))]:
    del os.environ[name]
os.environ |= {
    "AIRFLOW_HOME": str(HOME),
    "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    "AIRFLOW_CONN_BASEBALL_ALERTS_WEBHOOK": json.dumps(
        {"conn_type": "http", "host": WEBHOOK.url, "password": "the-token"}
    ),
    "AIRFLOW_CONN_BASEBALL_ALERTS_EMAIL": json.dumps(
        {"conn_type": "smtp", "host": "127.0.0.1", "port": MAIL.port, "extra": {"starttls": False, "from": "b@x.test"}}
    ),
    "BASEBALL_POD_RUNNER": "process",
    "BASEBALL_PROCESS_ENVIRONMENT": str(HOME / "process.json"),
    "BASEBALL_RETRIES": "2",
    "BASEBALL_RETRY_DELAY_SECONDS": "0",
    "BASEBALL_ALERT_BACKENDS": "webhook,email",
    "BASEBALL_ALERT_EMAIL_TO": "ops@x.test",
}


def pytest_unconfigure() -> None:
    WEBHOOK.shutdown()
    MAIL.shutdown()
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def airflow_home() -> Path:
    """AIRFLOW_HOME with a migrated metadata database (SQLite)."""
    migrate = [str(Path(sys.executable).with_name("airflow")), "db", "migrate"]
    subprocess.run(migrate, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return HOME


@pytest.fixture
def world(airflow_home: Path, tmp_path: Path) -> World:
    """What the stand-ins for the pods' commands answer, and what they were asked; no alert was sent yet."""
    from airflow.models import Variable

    Variable.delete("baseball_alerts_sent")
    return World(tmp_path, airflow_home / "process.json")


@pytest.fixture
def short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Games may take two seconds, and a process that ignores SIGTERM has one more."""
    from baseball_batch import dag_rules, process_pod

    monkeypatch.setattr(dag_rules, "GAME_TIMEOUT", timedelta(seconds=2))
    monkeypatch.setattr(process_pod, "GRACE_SECONDS", 1.0)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    WEBHOOK.bodies.clear()
    WEBHOOK.headers.clear()
    yield WEBHOOK
    WEBHOOK.status = 200


@pytest.fixture
def mail() -> MailServer:
    MAIL.mails.clear()
    return MAIL
