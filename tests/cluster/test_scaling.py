"""More work makes more pods, and less makes fewer."""

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx
import kube
import pytest
from installation import Installation
from pacing import set_clock
from pods import replay
from report import report

from conftest import Day

REPLAYS = 4
"""At once: a transformer keeps up with one, but not with four that share the processors with it."""
ROUNDS = 3


def test_lag_raised_by_replay_scales_the_transformers_up_and_down(rough: Day) -> None:
    installation = rough.installation
    kube.wait_until(lambda: replicas(installation) == 1, 500.0, "one transformer at rest", every=5.0)
    at = time.monotonic()
    rounds = 0
    with ThreadPoolExecutor(REPLAYS) as pool:
        while replicas(installation) == 1 and rounds < ROUNDS:
            rounds += 1
            names = [f"suite-replay-{rounds}-{number}" for number in range(REPLAYS)]
            list(pool.map(lambda name: replay(installation, name), names))
    most = kube.wait_until(lambda: found if (found := replicas(installation)) > 1 else 0, 60.0, "a second transformer")
    report("seconds from the first replay to a second transformer", round(time.monotonic() - at))
    assert most <= 3
    kube.wait_until(lambda: replicas(installation) == 1, 600.0, "one transformer again", every=5.0)
    report("seconds from the first replay to one transformer again", round(time.monotonic() - at))


@pytest.mark.usefixtures("pod_metrics")
def test_requests_scale_the_api_up_and_their_end_down(steady: Day, ingress: str) -> None:
    """With the profile of autoscaling on CPU; the day is over, and nobody else asks."""
    installation = steady.installation
    kube.wait_until(lambda: replicas(installation, "api") == 1, 300.0, "one API pod at rest", every=3.0)
    at = time.monotonic()
    with Crowd(ingress, "steady.example.org", readers=4):
        kube.wait_until(lambda: replicas(installation, "api") == 2, 200.0, "a second API pod", every=2.0)
        report("seconds from many requests to a second API pod", round(time.monotonic() - at))
    kube.wait_until(lambda: replicas(installation, "api") == 1, 300.0, "one API pod again", every=3.0)


def test_the_poller_is_there_only_while_there_is_baseball(steady: Day) -> None:
    """The last test of this day: its clock is set back to half an hour before the first pitch."""
    installation = steady.installation
    assert steady.over()
    kube.wait_until(lambda: replicas(installation, "poller") == 0, 400.0, "no poller after the last out", every=3.0)
    games = [game["game_pk"] for game in steady.simulated("/simulator/games")["games"]]
    documents = [steady.simulated(f"/simulator/feeds/{game_pk}/final") for game_pk in games]
    first_pitch = min(datetime.fromisoformat(one["gameData"]["datetime"]["dateTime"]) for one in documents)
    set_clock(steady, jump_to=(first_pitch - timedelta(minutes=30)).isoformat(), speed=1.0)
    kube.wait_until(
        lambda: replicas(installation, "poller") == 1, 200.0, "a poller for the next first pitch", every=3.0
    )


class Crowd:
    """Readers that ask one after the other without a pause, while entered."""

    def __init__(self, base_url: str, host: str, readers: int) -> None:
        self._base_url, self._host = base_url, host
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(readers)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        with httpx.Client(base_url=self._base_url, headers={"Host": self._host}, trust_env=False) as client:
            while not self._done.is_set():
                with contextlib.suppress(httpx.HTTPError):  # what the proxy does under load is not asked here
                    client.get("/games")


def replicas(installation: Installation, component: str = "transformer") -> int:
    """How many of its pods are wanted."""
    return int(installation.get("deployment", f"baseball-{component}")["spec"]["replicas"])
