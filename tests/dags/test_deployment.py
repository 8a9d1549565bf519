"""The deployment's settings are checked in one place, and the document lists them all."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from bags import KUBERNETES, environment, load_bag

from baseball_batch.deployment import Deployment, DeploymentError

PAGE = Path(__file__).parents[2] / "docs" / "batch.md"


def test_two_images_are_all_that_must_be_said() -> None:
    deployment = Deployment.from_environment(KUBERNETES)
    assert deployment.aggregator_image == "registry.test/game-aggregator:1.0"
    assert deployment.alert_backends == ()


def test_values_are_converted() -> None:
    deployment = Deployment.from_environment(
        KUBERNETES | {"BASEBALL_MAX_PODS": "7", "BASEBALL_ALERT_EVENTS": "failure, deadline", "BASEBALL_RETRIES": ""}
    )
    assert deployment.max_pods == 7
    assert deployment.alert_events == ("failure", "deadline")
    assert deployment.retries == 3


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("BASEBALL_AGGREGATOR_IMAGE", "", "BASEBALL_AGGREGATOR_IMAGE: is needed with kubernetes"),
        ("BASEBALL_POD_RUNNER", "docker", "BASEBALL_POD_RUNNER: is none of kubernetes, process: docker"),
        ("BASEBALL_POD_RUNNER", "process", "BASEBALL_PROCESS_ENVIRONMENT: is needed with process"),
        ("BASEBALL_NAMESPACE", "Not A Name", "BASEBALL_NAMESPACE: is malformed"),
        ("BASEBALL_NODE_SELECTOR", "pool=batch", "BASEBALL_NODE_SELECTOR: is no JSON object: pool=batch"),
        ("BASEBALL_TOLERATIONS", '{"key": "spot"}', "BASEBALL_TOLERATIONS: is no JSON list"),
        ("BASEBALL_ANNOTATIONS", '["mesh"]', "BASEBALL_ANNOTATIONS: is no JSON object"),
        ("BASEBALL_GAME_MEMORY", "lots", "BASEBALL_GAME_MEMORY: is malformed"),
        ("BASEBALL_MAX_PODS", "0", "BASEBALL_MAX_PODS: is less than 1: 0"),
        ("BASEBALL_MAX_PODS", "many", "BASEBALL_MAX_PODS: is not a number: many"),
        ("BASEBALL_GAMES_PER_RUN", "1001", "BASEBALL_GAMES_PER_RUN: is more than 1000: 1001"),
        ("BASEBALL_RUN_AS_USER", "0", "BASEBALL_RUN_AS_USER: is less than 1: 0"),
        ("BASEBALL_RETRY_DELAY_SECONDS", "nan", "BASEBALL_RETRY_DELAY_SECONDS: is less than 0: nan"),
        ("BASEBALL_ALERT_BACKENDS", "webhook,pigeon", "BASEBALL_ALERT_BACKENDS: is none of webhook, email: pigeon"),
        ("BASEBALL_ALERT_BACKENDS", "email", "BASEBALL_ALERT_EMAIL_TO: is needed with email"),
    ],
)
def test_a_wrong_setting_is_named(variable: str, value: str, complaint: str) -> None:
    with pytest.raises(DeploymentError) as caught:
        Deployment.from_environment(KUBERNETES | {variable: value})
    assert complaint in str(caught.value)


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(DeploymentError, match=r"BASEBALL_MAX_PODS.*BASEBALL_POLLER_IMAGE"):
        Deployment.from_environment(KUBERNETES | {"BASEBALL_MAX_PODS": "-1", "BASEBALL_POLLER_IMAGE": ""})


def test_a_wrong_setting_is_shown_as_import_error_of_every_dag(airflow_home: Path) -> None:
    with environment(BASEBALL_MAX_PODS="0"):
        bag = load_bag()
    assert bag.dags == {}
    assert len(bag.import_errors) == 4
    assert all("BASEBALL_MAX_PODS: is less than 1" in text for text in bag.import_errors.values())


@pytest.mark.parametrize("setting", fields(Deployment), ids=lambda setting: setting.name)
def test_the_document_lists_every_setting_with_its_default(setting: Any) -> None:
    default = setting.default
    shown = (
        ",".join(default) if isinstance(default, tuple) else f"{default:g}" if isinstance(default, float) else default
    )
    written = f"`{shown}`" if shown != "" else "unset"
    row = f"| `BASEBALL_{setting.name.upper()}` | {written} | {setting.metadata['meaning']} |"
    assert row in PAGE.read_text(encoding="utf-8")
