"""A day of kills, fail-over, upgrade, rollback, removal and installation: its tables end as the undisturbed day's.

The tests are the day's hours in order. The simulator stands outside of the release, as the real API does.
"""

import os
import random
import signal
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import httpx
import kube
import pytest
from installation import Installation, choose
from pacing import Pace, set_clock
from report import report
from surroundings import Surroundings
from truth import Reader, differences
from watching import fired

from conftest import Day

KILLS = 30
TAKE_OVERS = 3
OUTAGE_SECONDS = 60.0
OF_THE_BATCH = {
    "correction_ledger",
    "game_aggregations",
    "game_results",
    "player_game_batting",
    "player_game_fielding",
    "player_game_pitching",
    "reconciliation",
    "team_game_stats",
}
"""Tables of Airflow's pods, which only the undisturbed installation has."""
COMPONENTS = ["poller", "transformer", "api"]
DATABASE_USERS = ["transformer", "api"]
VICTIMS = [*COMPONENTS, "kafka", "postgres"]


@pytest.mark.usefixtures("steady", "launched")
def test_the_day_begins(rough: Day) -> None:
    """The undisturbed day is asked for here, so that both start side by side."""
    rough.installation.wait_ready(400.0)
    with Pace(rough, hours=0.7):
        kube.wait_until(lambda: count(rough.installation, "plays") > 0, 240.0, "a first play in the database")


def test_pods_deleted_and_containers_killed_at_random(rough: Day) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    deleted, killed = 0, 0
    with Pace(rough, hours=1.0):
        while deleted + killed < KILLS:
            time.sleep(chance.uniform(1.0, 5.0))
            pod = choose(chance, rough.installation, chance.choice(VICTIMS))
            if pod and chance.random() < 0.5 and kill_container(rough.installation, pod):
                killed += 1
            elif pod:
                rough.installation.kubectl("delete", "pod", pod, "--force", "--grace-period=0", "--wait=false")
                deleted += 1
    report("kills", {"seed": seed, "pods deleted": deleted, "containers killed": killed})
    rough.installation.wait_ready(400.0)


def test_another_poller_takes_over_when_the_leader_dies(rough: Day) -> None:
    installation = rough.installation
    kube.wait_until(lambda: len(installation.component("poller")) == 2, 150.0, "a second poller")
    seconds = []
    with Pace(rough, hours=0.2):
        for _ in range(TAKE_OVERS):
            installation.wait_ready(300.0)
            old = kube.wait_until(installation.leader, 60.0, "a leader")
            pod = next(name for name in installation.component("poller") if old.startswith(name))
            at = time.monotonic()
            installation.kubectl("delete", "pod", pod, "--force", "--grace-period=0", "--wait=false")
            kube.wait_until(lambda: installation.leader() not in ("", old), 120.0, "another leader", every=0.2)  # noqa: B023
            seconds.append(round(time.monotonic() - at, 1))
    report("seconds from the leading poller's death to another leader", sorted(seconds))
    plays_go_on(rough)


def test_the_standby_takes_over_when_the_primary_dies(rough: Day) -> None:
    installation = rough.installation
    old = installation.primary()
    at = time.monotonic()
    with Pace(rough, hours=0.3):
        installation.kubectl("delete", "pod", old, "--force", "--grace-period=0", "--wait=false")
        kube.wait_until(lambda: installation.primary() != old, 120.0, "another primary")
        kube.wait_until(lambda: count(installation, "games") >= 0, 120.0, "a primary that answers")
        report("seconds from the primary's death to a primary that answers", round(time.monotonic() - at, 1))
    installation.wait_ready(400.0)


def test_while_the_database_is_away_pods_say_so_and_then_go_on_by_themselves(rough: Day, prometheus: Reader) -> None:
    """All instances are fenced for a while; what was fetched meanwhile comes late, which spends the error budget."""
    installation = rough.installation
    installation.wait_ready(400.0)
    # The kubelet notes 25 events of a pod and then one in five minutes: the pods of a day of kills may have none left.
    installation.kubectl("rollout", "restart", *(f"deployment/baseball-{component}" for component in COMPONENTS))
    wait_for_rollouts(installation)
    fence = ("annotate", "cluster.postgresql.cnpg.io", "platform-postgres")
    apis = restarts(installation, ["api"]).keys()
    running = restarts(installation, DATABASE_USERS).keys()

    def users() -> set[str]:
        """Without those that KEDA takes away or adds meanwhile: what is new waits for the database before it starts."""
        return running & restarts(installation, DATABASE_USERS).keys()

    def quiet() -> dict[str, list[str]]:
        return silent(installation, users(), "database")

    at = time.monotonic()
    installation.kubectl(*fence, 'cnpg.io/fencedInstances=["*"]')
    try:
        with Pace(rough, hours=0.5):
            kube.wait_until(
                lambda: unready(installation) >= users(), 120.0, lambda: f"not ready: {users() - unready(installation)}"
            )
            kube.wait_until(lambda: not quiet(), 60.0, lambda: f"the database named in the events of {quiet()}")
            time.sleep(max(0.0, at + OUTAGE_SECONDS - time.monotonic()))
    finally:
        installation.kubectl(*fence, "cnpg.io/fencedInstances-")
    installation.wait_ready(300.0)
    assert apis <= users(), "those that do not scale were replaced"
    assert set(restarts(installation).values()) == {0}
    plays_go_on(rough)
    kube.wait_until(lambda: "LiveLatencyBurnsFast" in fired(prometheus, rough), 240.0, "the alert", every=3.0)


def test_live_rows_go_on_while_the_archive_is_away(rough: Day, prometheus: Reader, surroundings: Surroundings) -> None:
    installation = rough.installation
    namespace, _, name = surroundings.s3_deployment.partition("/")
    scale = ("scale", f"deployment/{name}", "--replicas")
    kube.kubectl(*scale, "0", namespace=namespace)
    kube.kubectl("wait", "--for=delete", "pods", "--all", "--timeout=60s", namespace=namespace)
    try:
        plays_go_on(rough)
        with Pace(rough, hours=0.5):
            kube.wait_until(lambda: "ArchiveNotWritable" in fired(prometheus, rough), 180.0, "the alert", every=3.0)
        assert any(installation.leader().startswith(line.split()[0]) for line in installation.not_ready())
    finally:
        kube.kubectl(*scale, "1", namespace=namespace)
    installation.wait_ready(120.0)
    logs = installation.kubectl("logs", "--selector", "app.kubernetes.io/component=poller", "--tail", "-1")
    assert "archive_answers_stored_late" in logs
    assert "archive_answers_lost" not in logs


def test_an_upgrade_that_reaches_nothing_replaces_no_pod_that_works(rough: Day, ingress: str) -> None:
    """A broker that does not exist and a password that is not the database's: both are named, nobody is restarted."""
    installation = rough.installation
    right = installation.secret("platform-reader", "DATABASE_URL")
    wrong = right.replace(f":{installation.secret('platform-reader', 'password')}@", ":wrong@")
    kube.apply([kube.secret("wrong", DATABASE_URL=wrong)], namespace=installation.namespace)
    before = {name: installation.component(name) for name in COMPONENTS}
    with Client(ingress, "rough.example.org") as client:
        installation.upgrade_app(
            kafka={"bootstrapServers": "nowhere:9093"}, database={"reader": {"secret": "wrong", "key": "DATABASE_URL"}}
        )

        def new(name: str) -> set[str]:
            return set(installation.component(name)) - set(before[name])

        for name in ("poller", "transformer"):
            kube.wait_until(
                lambda: new(name) - silent(installation, new(name), "kafka").keys(),  # noqa: B023
                120.0,
                lambda: f"Kafka in events of {silent(installation, new(name), 'kafka')}",  # noqa: B023
            )
        (api,) = kube.wait_until(lambda: new("api"), 60.0, "a new API")
        kube.wait_until(
            lambda: "password authentication failed" in waits_for(installation, api),
            60.0,
            lambda: f"the reason in {waits_for(installation, api)}",
        )
        plays_go_on(rough)
        pods = {name: installation.component(name) for name in COMPONENTS}
        assert all(set(before[name]) <= set(pods[name]) for name in ("poller", "api"))
        assert not any(restarts(installation).get(pod) for name in COMPONENTS for pod in new(name))
        installation.helm("rollback", "baseball")
        wait_for_rollouts(installation)
    installation.wait_ready(120.0)
    assert client.answered > 0
    assert client.failed == []


def test_upgrade_with_a_migration_and_rollback_fail_no_request(
    rough: Day, ingress: str, surroundings: Surroundings
) -> None:
    installation = rough.installation
    with Client(ingress, "rough.example.org") as client:
        with Pace(rough, hours=0.2):
            installation.upgrade_app(image={"tag": surroundings.next_tag})
            wait_for_images(installation, surroundings.next_tag)
        assert installation.sql("SELECT version_num FROM alembic_version") == ["9999"]
        plays_go_on(rough)
        with Pace(rough, hours=0.2):
            installation.helm("rollback", "baseball", "1")
            wait_for_images(installation, surroundings.tag)
        plays_go_on(rough)
    report("requests during upgrade and rollback", {"answered": client.answered, "failed": client.failed})
    assert client.answered > 100
    assert client.failed == []


def test_removed_and_installed_again_it_goes_on(rough: Day) -> None:
    installation = rough.installation
    before = installation.secret("platform-writer", "password")
    with Pace(rough, hours=0.2):
        installation.helm("uninstall", "baseball", "--wait")
        installation.install_app()
        installation.wait_ready(400.0)
    plays_go_on(rough)
    assert installation.secret("platform-writer", "password") == before


def test_the_day_ends_as_if_nothing_had_been(rough: Day, steady: Day, ingress: str) -> None:
    assert not rough.over(), "all of it was done during the day"
    set_clock(rough, speed=120.0)
    kube.wait_until(lambda: rough.over() and steady.over(), 600.0, "the end of both days", every=3.0)
    columns = {table: names for table, names in steady.installation.columns().items() if table not in OF_THE_BATCH}
    assert len(columns) > 15

    def unequal() -> list[str]:
        expected, found = steady.installation.tables(columns), rough.installation.tables(columns)
        return [
            f"{table}: {len(rows)} rows expected, {len(found[table])} found;"
            f" missing {sorted(set(rows) - set(found[table]))[:2]}; extra {sorted(set(found[table]) - set(rows))[:2]}"
            for table, rows in expected.items()
            if rows != found[table]
        ]

    deadline = time.monotonic() + 180.0
    while wrong := unequal():
        assert time.monotonic() < deadline, "\n".join(wrong)
        time.sleep(5.0)
    with Reader(ingress, "rough.example.org") as api:
        compared, wrong = differences(api, rough.simulated("/simulator/truth"), computed=False)
    assert wrong == []
    assert compared > 5_000


class Client:
    """Reads the API without a pause while it is entered; what fails is kept with its reason."""

    def __init__(self, base_url: str, host: str) -> None:
        self.answered = 0
        self.failed: list[str] = []
        self._base_url, self._host = base_url, host
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Client":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        """By a new connection each time: one that is kept may be closed by the proxy just when it is used again."""
        while not self._done.wait(0.05):
            try:
                answer = httpx.get(
                    f"{self._base_url}/games", headers={"Host": self._host}, timeout=15.0, trust_env=False
                )
            except httpx.HTTPError as exc:
                self.failed.append(repr(exc))
                continue
            if answer.status_code == httpx.codes.OK:
                self.answered += 1
            else:
                self.failed.append(f"{answer.status_code} {answer.text[:200]}")


def plays_go_on(day: Day) -> None:
    """Lets some baseball be played, which must come to the database."""
    before = count(day.installation, "plays")
    assert before > 0
    with Pace(day, hours=0.15):
        kube.wait_until(lambda: count(day.installation, "plays") > before, 240.0, "further plays in the database")


def restarts(installation: Installation, components: Iterable[str] = COMPONENTS) -> dict[str, int]:
    """How often the containers of each pod of the components were started again."""
    return {
        pod["metadata"]["name"]: sum(one["restartCount"] for one in pod["status"].get("containerStatuses", []))
        for pod in installation.pods(f"app.kubernetes.io/component in ({','.join(components)})")
        if "deletionTimestamp" not in pod["metadata"]
    }


def silent(installation: Installation, pods: Iterable[str], missing: str) -> dict[str, list[str]]:
    """The pods whose events do not name what is missing, with their events."""
    events = {pod: installation.kubectl("events", "--for", f"pod/{pod}").splitlines() for pod in pods}
    return {
        pod: lines
        for pod, lines in events.items()
        if not any("Readiness probe failed" in line and missing in line for line in lines)
    }


def waits_for(installation: Installation, pod: str) -> str:
    """What the pod says that it waits for before it starts, or why that cannot be read yet."""
    try:
        return installation.kubectl("logs", pod, "--container", "wait-for-migrations")
    except kube.CommandError as exc:
        return str(exc)


def unready(installation: Installation) -> set[str]:
    return {line.split()[0] for line in installation.not_ready()}


def count(installation: Installation, table: str) -> int:
    """Rows of the table; -1 while the database does not answer."""
    try:
        return int(installation.sql(f"SELECT count(*) FROM {table}")[0])
    except kube.CommandError:
        return -1


def wait_for_rollouts(installation: Installation) -> None:
    """Until every Deployment's pods are those of its template, and Ready."""
    for component in COMPONENTS:
        installation.kubectl("rollout", "status", f"deployment/baseball-{component}", "--timeout=240s")


def wait_for_images(installation: Installation, tag: str) -> None:
    """Until every Deployment's pods are those of the tag, and Ready."""
    wait_for_rollouts(installation)

    def others() -> list[str]:
        pods = installation.pods("app.kubernetes.io/instance=baseball")
        return [
            container["image"]
            for pod in pods
            for container in pod["spec"]["containers"]
            if pod["status"]["phase"] == "Running" and not container["image"].endswith(f":{tag}")
        ]

    kube.wait_until(lambda: not others(), 120.0, f"no pod of another version than {tag}")


def kill_container(installation: Installation, pod: str) -> bool:
    """SIGKILL to the processes of a pod from the node's side; False where the node's processes are not to be seen."""
    if os.geteuid() != 0:
        return False
    uid = installation.get("pod", pod)["metadata"]["uid"]
    found = False
    for cgroup in Path("/proc").glob("[0-9]*/cgroup"):
        try:
            inside = uid in cgroup.read_text().replace("_", "-")
            if inside and "pause" not in (cgroup.parent / "comm").read_text():
                os.kill(int(cgroup.parent.name), signal.SIGKILL)
                found = True
        except (ProcessLookupError, FileNotFoundError, PermissionError):
            continue
    return found
