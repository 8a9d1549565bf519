"""More work makes more pods, and less makes fewer."""

import time
from datetime import datetime, timedelta

import kube
from installation import Installation
from pacing import set_clock
from pods import replay
from report import report

from conftest import Day

REPLAYS = 12


def test_lag_raised_by_replay_scales_the_transformers_up_and_down(rough: Day) -> None:
    installation = rough.installation
    kube.wait_until(lambda: replicas(installation) == 1, 500.0, "one transformer at rest", every=5.0)
    at = time.monotonic()
    replayed = 0
    while replicas(installation) == 1 and replayed < REPLAYS:
        replay(installation, f"suite-replay-{replayed}")
        replayed += 1
    most = kube.wait_until(lambda: found if (found := replicas(installation)) > 1 else 0, 60.0, "a second transformer")
    report("seconds from the first replay to a second transformer", round(time.monotonic() - at))
    assert most <= 3
    kube.wait_until(lambda: replicas(installation) == 1, 600.0, "one transformer again", every=5.0)
    report("seconds from the first replay to one transformer again", round(time.monotonic() - at))


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


def replicas(installation: Installation, component: str = "transformer") -> int:
    """How many of its pods are wanted."""
    return int(installation.get("deployment", f"baseball-{component}")["spec"]["replicas"])
