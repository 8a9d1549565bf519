"""``api-poller scale`` as its own process: a scripted schedule, an API server, a Deployment."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.kubernetes_api import FakeKubernetes, fake_kubernetes
from support.moving_games import a_row, a_schedule
from support.scripted_api import Reply, ScriptedApi, json_reply, scripted_api

NAME = "baseball-poller"
NOTE = "baseball-stats/poller-needed-at"
NOON = datetime(2026, 7, 4, 17, 0, tzinfo=UTC)


class Stage:
    """At noon; the Deployment has ``replicas`` pods and two are wanted."""

    def __init__(self, api: ScriptedApi, kubernetes: FakeKubernetes) -> None:
        self.api = api
        self.kubernetes = kubernetes
        kubernetes.add_lease(NAME)
        api.on("/simulator/clock", json_reply({"now": NOON.isoformat(), "speed": 0.0}))
        self.plays()

    def plays(self, *rows: dict[str, Any]) -> None:
        self.api.on("/api/v1/schedule", json_reply(a_schedule({"2026-07-04": list(rows)})))

    def notes(self, text: str) -> None:
        path = next(path for path in self.kubernetes.objects if "/leases/" in path)
        self.kubernetes.put(path, {"metadata": {"name": NAME, "annotations": {NOTE: text}}})

    def scale(self, replicas: int) -> tuple[int, int]:
        """Exit code, and the number of pods afterwards."""
        self.kubernetes.add_deployment(NAME, replicas)
        environ = {
            "PATH": os.environ["PATH"],
            **{name: os.environ[name] for name in ("COVERAGE_PROCESS_CONFIG",) if name in os.environ},
            **self.kubernetes.environ,
            "STATSAPI_BASE_URL": self.api.url,
            "STATSAPI_RETRIES": "0",
            "POLL_CLOCK_URL": f"{self.api.url}/simulator/clock",
            "POLL_LEASE_NAME": NAME,
            "SCALE_DEPLOYMENT": NAME,
            "SCALE_REPLICAS": "2",
            "SCALE_LEAD_MINUTES": "30",
        }
        command = [str(Path(sys.executable).parent / "api-poller"), "scale"]
        done = subprocess.run(command, env=environ, capture_output=True, timeout=60, check=False)
        assert all(json.loads(line)["service"] == "api_poller" for line in done.stdout.splitlines()), done.stderr
        return done.returncode, self.kubernetes.replicas(NAME)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with scripted_api() as api, fake_kubernetes(tmp_path) as kubernetes:
        yield Stage(api, kubernetes)


def starts(**after: float) -> str:
    return (NOON + timedelta(**after)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_it_follows_a_day_from_before_the_first_pitch_to_after_the_last_correction(stage: Stage) -> None:
    stage.notes("nothing")
    stage.plays(a_row(7, code="S", starts=starts(minutes=31)))
    assert stage.scale(2) == (0, 0)
    stage.plays(a_row(7, code="S", starts=starts(minutes=30)))
    assert stage.scale(0) == (0, 2)
    stage.plays(a_row(7, code="I"), a_row(8, code="F"))
    assert stage.scale(2) == (0, 2)
    assert stage.scale(1) == (0, 2), "as many as are wanted"
    stage.plays(a_row(7, code="F"), a_row(8, code="DR"))
    stage.notes((NOON + timedelta(minutes=10)).isoformat())
    assert stage.scale(2) == (0, 2), "a reading for corrections is due"
    stage.notes((NOON + timedelta(hours=24)).isoformat())
    assert stage.scale(2) == (0, 0)
    assert stage.api.asked("schedule")[0].params == {
        "sportId": "1",
        "startDate": "2026-07-03",
        "endDate": "2026-07-04",
    }


def test_a_poller_that_never_ran_is_started(stage: Stage) -> None:
    assert stage.scale(0) == (0, 2)


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        ("/api/v1/schedule", Reply(status=500)),
        ("/api/v1/schedule", Reply(b"no json")),
        ("/api/v1/schedule", json_reply({"copyright": "none"})),
        ("/simulator/clock", Reply(status=404)),
    ],
)
def test_what_cannot_be_read_stops_no_poller(stage: Stage, path: str, reply: Reply) -> None:
    stage.notes("nothing")
    stage.api.on(path, reply)
    assert stage.scale(2) == (1, 2)
    assert stage.scale(0) == (1, 0)


def test_without_a_schedule_the_poller_s_note_still_starts_one(stage: Stage) -> None:
    stage.notes(NOON.isoformat())
    stage.api.on("/api/v1/schedule", Reply(status=500))
    assert stage.scale(0) == (1, 2)


def test_a_lease_that_cannot_be_read_stops_no_poller(stage: Stage) -> None:
    stage.kubernetes.objects = {}
    assert stage.scale(2) == (1, 2)
    stage.plays(a_row(7, code="I"))
    assert stage.scale(0) == (1, 2)


def test_a_right_that_is_missing_fails_the_run(stage: Stage) -> None:
    stage.kubernetes.status = 403
    assert stage.scale(2) == (1, 2)
