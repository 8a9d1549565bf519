"""Probes: a lost dependency fails readiness only, a stuck loop fails liveness (case 31)."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from baseball_core.settings import MetricsSettings
from baseball_core.telemetry.health import Health, ObservabilityServer, serve


class HandClock:
    """Moves only when told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def health(clock: HandClock) -> Health:
    return Health(liveness_timeout=60, clock=clock)


@pytest.fixture
def server(health: Health) -> Iterator[ObservabilityServer]:
    server = ObservabilityServer(health, "127.0.0.1", 0)
    yield server
    server.close()


def get(server: ObservabilityServer, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def test_a_lost_database_fails_readiness_only(health: Health, server: ObservabilityServer) -> None:
    health.set("database", False, "connection refused")
    status, body = get(server, "/readyz")
    assert (status, json.loads(body)["database"]) == (503, "connection refused")
    assert get(server, "/livez")[0] == 200
    health.set("database", True)
    assert get(server, "/readyz")[0] == 200


def test_a_stuck_loop_fails_liveness_and_a_beat_heals_it(
    health: Health, server: ObservabilityServer, clock: HandClock
) -> None:
    clock.seconds = 61
    assert get(server, "/livez")[0] == 503
    health.beat()
    assert get(server, "/livez")[0] == 200


def test_metrics_are_prometheus_text(health: Health, server: ObservabilityServer) -> None:
    health.set("broker", False, "down")
    status, body = get(server, "/metrics")
    assert status == 200
    assert 'pipeline_component_ready{component="broker"} 0.0' in body
    assert get(server, "/other")[0] == 404


def test_port_zero_serves_nothing(health: Health) -> None:
    assert serve(health, MetricsSettings(port=0)) is None
