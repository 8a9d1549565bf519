"""A day that nobody disturbs: what a newcomer sees after the two lines of README.md."""

import re
from pathlib import Path

import httpx
import kube
import pytest
from report import report
from truth import OFFICIAL, Reader, differences

from conftest import Day


def test_every_pod_becomes_ready_under_restricted_admission(steady: Day) -> None:
    steady.installation.wait_ready(400.0)
    assert steady.installation.component("api")


def test_the_first_live_row_comes_within_minutes(steady: Day) -> None:
    kube.wait_until(lambda: steady.installation.sql("SELECT count(*) FROM plays")[0] != "0", 300.0, "a first play")
    first = "SELECT extract(epoch FROM min(fetched_at)) FROM game_state_history WHERE phase = 'live'"
    seconds = float(steady.installation.sql(first)[0]) - steady.installed_at
    report("seconds from helm install to the first document of a live game", round(seconds))


@pytest.mark.usefixtures("pod_metrics")
def test_what_pods_use_is_told(rough: Day, steady: Day) -> None:
    """Requests are set from such figures; here they are only noted."""
    report("in use after the disturbed day", rough.installation.usage())
    report("in use in the undisturbed day", steady.installation.usage())


def test_helm_test_passes(steady: Day) -> None:
    for release in ("platform", "baseball"):
        assert "Succeeded" in steady.installation.helm("test", release)


def test_airflow_launches_a_pod_a_game(steady: Day, launched: Path) -> None:
    kube.wait_until(steady.over, 900.0, "the end of the day", every=5.0)
    truth = steady.simulated("/simulator/truth")
    official = {pk for pk, played in truth.items() if played["statusCode"][0] in OFFICIAL}
    assert official
    trigger = ("exec", "deployment/baseball-airflow-scheduler", "--", "airflow", "dags", "trigger", "game_aggregation")
    steady.installation.kubectl(*trigger)

    def all_had_one() -> bool:
        return all(re.search(rf"\b{pk}\b", launched.read_text()) for pk in official)

    kube.wait_until(all_had_one, 900.0, f"a pod for each of {sorted(official)}", every=3.0)


@pytest.mark.parametrize("host", ["steady.example.org", "route.example.org"])
def test_what_is_read_from_outside_equals_what_was_played(steady: Day, ingress: str, host: str) -> None:
    kube.wait_until(steady.over, 700.0, "the end of the day", every=5.0)
    truth = steady.simulated("/simulator/truth")
    expected = sum(1 for played in truth.values() if played["statusCode"][0] in OFFICIAL)
    with Reader(ingress, host) as api:
        kube.wait_until(
            lambda: api.get("/reconciliation")["totals"]["games"] >= expected,
            600.0,
            "statistics of every game",
            every=5.0,
        )
        compared, wrong = differences(api, truth, computed=True)
    assert wrong == []
    assert compared > 10_000


def test_the_api_is_not_served_under_another_name(ingress: str) -> None:
    assert httpx.get(f"{ingress}/games", headers={"Host": "other.example.org"}, trust_env=False).status_code == 404
