"""Alerts reach a real HTTP and a real SMTP server, once in a window, and are never lost silently."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk import Variable
from airflow.sdk.exceptions import ErrorType
from airflow.sdk.execution_time import task_runner
from airflow.sdk.execution_time.comms import ErrorResponse, GetVariable, PutVariable, VariableResult
from bags import environment
from receivers import MailServer, Webhook

from baseball_batch.alerts import SENT, Alert, AlertError, Message, deliver_once
from baseball_batch.deployment import Deployment

NOW = datetime(2026, 7, 5, 4, 0, tzinfo=UTC)


class Supervisor:
    """Airflow's variables, as a task's supervisor gives access to them; whole DAG runs have the real one."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}

    def send(self, message: Any) -> Any:
        if isinstance(message, PutVariable):
            self.variables[message.key] = message.value
            return None
        if isinstance(message, GetVariable) and message.key in self.variables:
            return VariableResult(key=message.key, value=self.variables[message.key])
        return ErrorResponse(error=ErrorType.VARIABLE_NOT_FOUND)


@pytest.fixture
def deployment(monkeypatch: pytest.MonkeyPatch, airflow_home: Path, webhook: Webhook, mail: MailServer) -> Deployment:
    """Both backends, and nothing sent yet."""
    monkeypatch.setattr(task_runner, "SUPERVISOR_COMMS", Supervisor(), raising=False)
    return Deployment.from_environment(os.environ)


def a_context(**changed: Any) -> dict[str, Any]:
    """As much of a task's context as the templates use."""
    return {
        "dag": SimpleNamespace(
            dag_id="game_aggregation", get_template_env=lambda **_: None, render_template_as_native_obj=False
        ),
        "run_id": "manual__1",
        "ti": SimpleNamespace(
            task_id="aggregate_game",
            try_number=3,
            max_tries=2,
            log_url="http://airflow.test/log",
            rendered_map_index="2026-07-04 900001 Away at Home",
        ),
        "exception": ValueError("exit code 1\ndatabase is away"),
        **changed,
    }


def test_a_failure_is_posted_and_mailed(deployment: Deployment, webhook: Webhook, mail: MailServer) -> None:
    Alert("failure")(a_context())
    text = (
        "2026-07-04 900001 Away at Home\nrun manual__1, try 3 of 3\nexit code 1\ndatabase is away\n"
        "http://airflow.test/log"
    )
    assert webhook.bodies == [{"event": "failure", "subject": "game_aggregation.aggregate_game failed", "text": text}]
    assert webhook.headers[0]["Authorization"] == "Bearer the-token"
    (sent,) = mail.mails
    assert sent["To"] == "ops@x.test"
    assert sent["From"] == "b@x.test"
    assert sent["Subject"] == "game_aggregation.aggregate_game failed"
    assert sent.get_content().replace("\r\n", "\n").strip() == text


def test_templates_of_the_users_own(deployment: Deployment, webhook: Webhook) -> None:
    alert = Alert("success", subject="{{ run_id }} is over", text="{{ report }}", same="{{ run_id }}")
    alert(a_context(report="{{ not a template }}"))
    assert webhook.bodies == [{"event": "success", "subject": "manual__1 is over", "text": "{{ not a template }}"}]


def test_one_notifier_serves_many_tasks(deployment: Deployment, webhook: Webhook) -> None:
    alert = Alert("failure")
    alert(a_context())
    other = a_context()
    other["ti"].task_id = "find_due_games"
    alert(other)
    assert [body["subject"] for body in webhook.bodies] == [
        "game_aggregation.aggregate_game failed",
        "game_aggregation.find_due_games failed",
    ]


def test_the_same_failure_of_sixteen_games_is_one_alert(deployment: Deployment, webhook: Webhook) -> None:
    for number in range(16):
        context = a_context(run_id=f"manual__{number}")
        context["ti"].rendered_map_index = f"game {number}"
        Alert("failure")(context)
    assert len(webhook.bodies) == 1


def test_another_kind_of_failure_is_another_alert(deployment: Deployment, webhook: Webhook) -> None:
    Alert("failure")(a_context())
    Alert("failure")(a_context(exception=TimeoutError("timed out")))
    Alert("retry")(a_context())
    assert len(webhook.bodies) == 3


def test_a_killed_process_left_no_exception(deployment: Deployment, webhook: Webhook) -> None:
    context = a_context()
    del context["exception"]
    Alert("failure")(context)
    assert "its process was killed" in webhook.bodies[0]["text"]


def test_the_window_ends(deployment: Deployment, webhook: Webhook) -> None:
    message = Message("failure", "s", "t")
    window = timedelta(minutes=deployment.alert_window_minutes)
    assert deliver_once(message, "same", deployment, NOW)
    assert not deliver_once(message, "same", deployment, NOW + window - timedelta(seconds=1))
    assert deliver_once(message, "same", deployment, NOW + window)
    assert len(webhook.bodies) == 2
    assert len(json.loads(Variable.get(SENT))) == 1, "what is older than the window is forgotten"


def test_what_was_not_delivered_counts_as_not_sent(deployment: Deployment, webhook: Webhook, mail: MailServer) -> None:
    message = Message("failure", "s", "t")
    webhook.status = 503
    with pytest.raises(AlertError, match=r"webhook: .*503"):
        deliver_once(message, "same", deployment, NOW)
    assert len(mail.mails) == 1, "one backend's failure does not keep the other from sending"
    webhook.status = 200
    assert deliver_once(message, "same", deployment, NOW)
    assert len(webhook.bodies) == 2


def test_a_missing_connection_is_named(deployment: Deployment) -> None:
    before = os.environ.pop("AIRFLOW_CONN_BASEBALL_ALERTS_EMAIL")
    try:
        with pytest.raises(AlertError, match=r"email: .*baseball_alerts_email"):
            deliver_once(Message("failure", "s", "t"), "same", deployment, NOW)
    finally:
        os.environ["AIRFLOW_CONN_BASEBALL_ALERTS_EMAIL"] = before


def test_events_may_be_left_out(deployment: Deployment, webhook: Webhook) -> None:
    with environment(BASEBALL_ALERT_EVENTS="failure"):
        Alert("retry")(a_context())
        Alert("failure")(a_context())
    assert [body["event"] for body in webhook.bodies] == ["failure"]


def test_without_backends_nothing_is_sent(deployment: Deployment, webhook: Webhook) -> None:
    with environment(BASEBALL_ALERT_BACKENDS=""):
        Alert("failure")(a_context())
    assert webhook.bodies == []


def test_a_missed_deadline_is_told_without_variables(deployment: Deployment, webhook: Webhook) -> None:
    """The context that Airflow gives a deadline's callback: the run as the REST API shows it, and the deadline."""
    Alert("deadline")(
        {
            "dag_run": {"dag_id": "corrections", "dag_run_id": "scheduled__1"},
            "deadline": {"id": "1", "deadline_time": "2026-07-05T14:00:00Z"},
        }
    )
    assert webhook.bodies == [
        {
            "event": "deadline",
            "subject": "corrections missed its deadline",
            "text": "run scheduled__1, due at 2026-07-05T14:00:00Z",
        }
    ]
    assert Variable.get(SENT, default=None) is None
