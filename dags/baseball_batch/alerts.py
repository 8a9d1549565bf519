"""Tells people what happened to a task or a run: by webhook, by e-mail, each alert once in a window.

Where to: connections ``baseball_alerts_webhook`` and ``baseball_alerts_email`` (docs/batch.md), so that no address with
a token in it stands in code or settings.
"""

import fcntl
import hashlib
import json
import os
import smtplib
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from airflow.sdk import BaseNotifier, Connection, Context, Variable
from airflow.sdk.exceptions import AirflowException

from baseball_batch.deployment import Deployment

WEBHOOK = "baseball_alerts_webhook"
EMAIL = "baseball_alerts_email"
SENT = "baseball_alerts_sent"  # variable: what was sent, and when
TIMEOUT_SECONDS = 10.0
LONGEST_TEXT = 4000

_TASK = "{{ dag.dag_id }}.{{ ti.task_id }}"
_DETAILS = """{{ map_label }}run {{ run_id }}, try {{ ti.try_number }} of {{ ti.max_tries + 1 }}
{{ exception or "its process was killed" }}
{{ ti.log_url }}"""

SUBJECTS = {
    "failure": f"{_TASK} failed",
    "retry": f"{_TASK} will be tried again",
    "success": f"{_TASK} succeeded",
    "deadline": "{{ dag_run.dag_id }} missed its deadline",
}
TEXTS = {
    "failure": _DETAILS,
    "retry": _DETAILS,
    "success": "run {{ run_id }}\n{{ ti.log_url }}",
    "deadline": "run {{ dag_run.dag_run_id }}, due at {{ deadline.deadline_time }}",
}
# The game is left out on purpose: when the database is away, sixteen games are one message and the run's report.
SAME = {
    "failure": _TASK + " {{ failure_kind }}",
    "retry": _TASK + " {{ failure_kind }}",
    "success": _TASK,
    "deadline": "{{ dag_run.dag_run_id }}",
}


class AlertError(AirflowException):
    """An alert reached not all of its backends; it counts as not sent."""


@dataclass(frozen=True)
class Message:
    """What is sent. ``text`` is also what Slack and its likes show of a webhook's body."""

    event: str
    subject: str
    text: str


class Alert(BaseNotifier):
    """A notifier for ``event``, one of deployment.EVENTS. ``subject`` and ``text`` are templates over the context.

    Two alerts with the same event and the same rendered ``same`` are one: the second is not sent within the window.
    Concurrent tasks of one host wait for one another, so this is exact where tasks run beside the scheduler
    (LocalExecutor); across hosts an alert may be sent twice, never lost. Raises AlertError.
    """

    template_fields = ("subject", "text", "same")

    def __init__(
        self, event: str, subject: str | None = None, text: str | None = None, same: str | None = None
    ) -> None:
        super().__init__()
        self.event = event
        self.subject = subject or SUBJECTS[event]
        self.text = text or TEXTS[event]
        self.same = same or SAME[event]

    def __call__(self, *args: Any) -> None:
        """Renders a copy, because one notifier serves all tasks of a DAG and rendering replaces the templates."""
        rendered = Alert(self.event, self.subject, self.text, self.same)
        super(Alert, rendered).__call__(_with_words(*args))

    def notify(self, context: Context) -> None:
        deployment = Deployment.from_environment(os.environ)
        if self.event not in deployment.alert_events:
            return
        message = Message(self.event, self.subject.strip(), self.text.strip()[:LONGEST_TEXT])
        self.log.info("alert: %s\n%s", message.subject, message.text)
        if self.event == "deadline":  # comes once a run, and from where variables cannot be written
            deliver(message, deployment)
        else:
            deliver_once(message, self.same, deployment, datetime.now(UTC))


def deliver_once(message: Message, same: str, deployment: Deployment, now: datetime) -> bool:
    """Sends unless the same was sent within the window; true when it was sent. Raises AlertError, then it was not."""
    key = hashlib.sha256(f"{message.event}\n{same}".encode()).hexdigest()[:16]
    oldest = now - timedelta(minutes=deployment.alert_window_minutes)
    with _one_at_a_time():
        known: dict[str, str] = Variable.get(SENT, default={}, deserialize_json=True)
        sent = {other: at for other, at in known.items() if datetime.fromisoformat(at) > oldest}
        if key in sent:
            return False
        deliver(message, deployment)
        Variable.set(SENT, {**sent, key: now.isoformat()}, serialize_json=True)
    return True


def deliver(message: Message, deployment: Deployment) -> None:
    """Sends by every backend of the deployment. Raises AlertError that names those that failed, after trying all."""
    failed: list[str] = []
    for name in deployment.alert_backends:
        try:
            _BACKENDS[name](message, deployment)
        except (OSError, smtplib.SMTPException, AirflowException, ValueError) as exc:
            failed.append(f"{name}: {exc}")
    if failed:
        raise AlertError("; ".join(failed))


def _post(message: Message, deployment: Deployment) -> None:
    """POSTs the message as JSON to the connection's host, a whole URL; its password is sent as bearer token."""
    connection = Connection.get(WEBHOOK)
    if not (connection.host or "").startswith(("http://", "https://")):
        raise AlertError(f"connection {WEBHOOK} names no URL as host")
    headers = {"Content-Type": "application/json"}
    if connection.password:
        headers["Authorization"] = f"Bearer {connection.password}"
    body = json.dumps(asdict(message)).encode()
    request = urllib.request.Request(connection.host, body, headers)
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
        return


def _mail(message: Message, deployment: Deployment) -> None:
    """Mails by the connection's host; STARTTLS unless its extra says ``"starttls": false``."""
    connection = Connection.get(EMAIL)
    extra = connection.extra_dejson
    mail = EmailMessage()
    mail["From"] = extra.get("from") or connection.login or "airflow@localhost"
    mail["To"] = ", ".join(deployment.alert_email_to)
    mail["Subject"] = " ".join(message.subject.splitlines())
    mail.set_content(message.text)
    with smtplib.SMTP(connection.host or "", connection.port or 587, timeout=TIMEOUT_SECONDS) as server:
        if extra.get("starttls", True):
            server.starttls()
        if connection.login and connection.password:
            server.login(connection.login, connection.password)
        server.send_message(mail)


_BACKENDS: dict[str, Callable[[Message, Deployment], None]] = {"webhook": _post, "email": _mail}


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Between looking whether an alert was sent and noting that it was, no other task of this host does the same."""
    with (Path(tempfile.gettempdir()) / "baseball-alerts.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _with_words(context: Context) -> Context:
    """The context with two words for templates, whose sandbox cannot find them.

    ``map_label``: a line that names what a mapped task worked on. ``failure_kind``: the exception's class; there is
    no exception when a task's process was killed, then the dag processor calls.
    """
    label = getattr(context.get("ti"), "rendered_map_index", None)
    words = {
        "map_label": f"{label}\n" if label else "",
        "failure_kind": type(context.get("exception")).__name__,
    }
    return {**context, **words}  # type: ignore[typeddict-item]
