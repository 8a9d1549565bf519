"""Two ``api-poller`` processes and one Lease: killed, stopped, frozen, cut off. Never do both poll."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from baseball_core.kafka.admin import ensure_topics
from baseball_core.settings import KafkaSettings
from local_stack.ports import free_ports
from local_stack.processes import ManagedProcess
from support.kubernetes_api import FakeKubernetes, fake_kubernetes
from support.moving_games import MovingGame, a_row, a_schedule
from support.scripted_api import ScriptedApi, json_reply, scripted_api
from support.stack import Kafka
from support.waiting import wait_for

LEASE = "baseball-poller"
COMMAND = str(Path(sys.executable).parent / "api-poller")
TERMS = {"POLL_LEASE_DURATION": "6", "POLL_LEASE_RENEW_DEADLINE": "4", "POLL_LEASE_RETRY_PERIOD": "0.2"}


class Poller:
    """One candidate; ``agent`` names it in the API's log of requests."""

    def __init__(self, agent: str, folder: Path, environ: dict[str, str]) -> None:
        self.agent = agent
        self.port = free_ports(1)[0]
        own = {"STATSAPI_USER_AGENT": agent, "METRICS_PORT": str(self.port)}
        self.process = ManagedProcess(agent, [COMMAND], env=environ | own, log=folder / f"{agent}.log")

    def metric(self, name: str) -> float | None:
        try:
            text = requests.get(f"http://127.0.0.1:{self.port}/metrics", timeout=5).text
        except requests.ConnectionError:
            return None
        return next((float(line.split()[1]) for line in text.splitlines() if line.startswith(f"{name} ")), None)

    @property
    def published(self) -> float:
        return self.metric('poller_game_polls_total{outcome="published"}') or 0.0

    @property
    def leads(self) -> bool:
        return self.metric("poller_leader") == 1.0

    def is_ready(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def said(self, event: str) -> list[dict[str, Any]]:
        lines = self.process.log.read_text().splitlines()
        return [found for line in lines if line.startswith("{") and (found := json.loads(line))["event"] == event]

    def send(self, number: signal.Signals) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)


class Stage:
    """A game being played, a Lease, and two pollers that are not started."""

    def __init__(self, api: ScriptedApi, kubernetes: FakeKubernetes, kafka: Kafka, folder: Path) -> None:
        self.api = api
        self.kubernetes = kubernetes
        self.game = MovingGame(api)
        environ = {
            "PATH": os.environ["PATH"],
            **{name: os.environ[name] for name in ("COVERAGE_PROCESS_CONFIG",) if name in os.environ},
            **kubernetes.environ,
            **TERMS,
            "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
            "ARCHIVE_URL": f"file://{folder}/archive",
            "STATSAPI_BASE_URL": api.url,
            "POLL_TIME_SCALE": "60",
            "POLL_CHECKPOINT_SECONDS": "0.1",
            "POLL_LEASE_NAME": LEASE,
        }
        self.one, self.two = (Poller(agent, folder, environ) for agent in ("poller-one", "poller-two"))

    def start_both(self) -> None:
        """The first leads, the second stands by."""
        self.one.process.start()
        wait_for(lambda: self.one.leads and self.asked_by(self.one))
        self.two.process.start()
        wait_for(self.two.is_ready)
        wait_for(lambda: self.two.said("standing_by"))

    def asked_by(self, poller: Poller) -> list[float]:
        """When it asked the API for something."""
        return [one.at for one in self.api.requests if one.headers.get("User-Agent") == poller.agent]

    def check_that_one_asked_at_a_time(self) -> None:
        """The last question of whoever lost the Lease is before the first of the next."""
        askers = [one.headers["User-Agent"] for one in sorted(self.api.requests, key=lambda one: one.at)]
        changes = [agent for agent, before in zip(askers, [None, *askers], strict=False) if agent != before]
        assert len(changes) == len(set(changes)), changes


@pytest.fixture
def stage(kafka: Kafka, tmp_path: Path) -> Iterator[Stage]:
    ensure_topics(KafkaSettings(bootstrap_servers=kafka.bootstrap_servers))
    with scripted_api() as api, fake_kubernetes(tmp_path) as kubernetes:
        kubernetes.add_lease(LEASE)
        api.on("/api/v1/game/changes", json_reply({"totalGames": 0, "dates": []}))
        api.on("/api/v1/gameStatus", json_reply([{"statusCode": "F"}]))
        api.on(
            "/api/v1/schedule",
            lambda request: json_reply(a_schedule({request.params["endDate"]: [a_row(7, code="I")]})),
        )
        stage = Stage(api, kubernetes, kafka, tmp_path)
        yield stage
        for poller in (stage.one, stage.two):
            poller.process.kill9()


def test_a_killed_leader_is_followed_by_the_one_that_stands_by_which_goes_on_from_the_checkpoint(stage: Stage) -> None:
    stage.start_both()
    assert stage.asked_by(stage.two) == [], "who stands by asks nothing"
    assert not stage.two.leads
    wait_for(lambda: stage.one.published)
    stage.one.process.kill9()
    stage.game.move()
    wait_for(lambda: stage.two.published)
    assert stage.two.leads
    loaded = stage.two.said("checkpoint_loaded")
    assert [(found["games"], found["is_clean"]) for found in loaded] == [(1, False)]
    assert stage.kubernetes.lease(LEASE)["leaseTransitions"] == 2
    stage.check_that_one_asked_at_a_time()


def test_a_leader_that_is_asked_to_stop_hands_the_lease_over(stage: Stage) -> None:
    stage.start_both()
    stage.one.process.ask_to_stop()
    assert stage.one.process.wait(20.0) == 0
    assert stage.one.said("lease_released")
    wait_for(lambda: stage.two.published or stage.asked_by(stage.two))
    assert [found["is_clean"] for found in stage.two.said("checkpoint_loaded")] == [True]
    stage.check_that_one_asked_at_a_time()


def test_a_leader_that_was_frozen_ends_when_it_goes_on_and_does_nothing_more(stage: Stage) -> None:
    stage.start_both()
    wait_for(lambda: stage.one.published)
    stage.one.send(signal.SIGSTOP)
    wait_for(lambda: stage.asked_by(stage.two))
    stage.one.send(signal.SIGCONT)
    assert stage.one.process.wait(20.0) == 1
    assert stage.one.said("leadership_lost")
    assert stage.two.leads
    stage.check_that_one_asked_at_a_time()


@pytest.mark.parametrize("answers", [True, False], ids=["refuses", "keeps waiting"])
def test_a_leader_that_cannot_renew_ends_and_when_the_api_server_is_back_another_leads(
    stage: Stage, answers: bool
) -> None:
    stage.start_both()
    if answers:
        stage.kubernetes.status = 503
    else:
        stage.kubernetes.answering.clear()
    assert stage.one.process.wait(30.0) == 1
    assert stage.one.said("leadership_lost")
    wait_for(lambda: not stage.two.is_ready())
    assert not stage.asked_by(stage.two)
    stage.kubernetes.status = None
    stage.kubernetes.answering.set()
    wait_for(lambda: stage.asked_by(stage.two))
    wait_for(stage.two.is_ready)
    stage.check_that_one_asked_at_a_time()


def test_a_right_that_is_missing_is_named_and_waited_for(stage: Stage) -> None:
    stage.kubernetes.status = 403
    stage.one.process.start()
    wait_for(lambda: stage.one.said("lease_not_looked_at"))
    assert {found["reason"] for found in stage.one.said("lease_not_looked_at")} == {"http_403"}
    assert not stage.one.is_ready()
    stage.kubernetes.status = None
    wait_for(lambda: stage.one.leads)
    stage.one.process.ask_to_stop()
    assert stage.one.process.wait(20.0) == 0


def test_the_leader_s_note_says_that_a_game_is_open(stage: Stage) -> None:
    stage.one.process.start()
    wait_for(lambda: "baseball-stats/poller-needed-at" in (stage.kubernetes.lease(LEASE).get("annotations") or {}))
