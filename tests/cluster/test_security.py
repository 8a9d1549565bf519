"""What nobody may do: held by the cluster, the broker and the API server themselves."""

import json

import kube
import pytest
from pods import run_as_user, run_python
from surroundings import Surroundings

from conftest import Day

RIGHTS = {
    "baseball-poller": {"leases.coordination.k8s.io [] [baseball-poller] [get update]"},
    "baseball-scaler": {
        "deployments.apps/scale [] [baseball-poller] [get patch]",
        "leases.coordination.k8s.io [] [baseball-poller] [get]",
    },
    "baseball-airflow-scheduler": {
        "pods [] [] [create delete get list patch watch]",
        "pods/log [] [] [get]",
        "pods/exec [] [] [create get]",
        "events [] [] [list]",
    },
}
"""Beyond what every account may do, as ``kubectl auth can-i --list`` words it; who is not named may nothing."""

# A policy takes a moment to know a new pod's address, so a connection that must fail must fail three times in a row.
CONNECT = """
import concurrent.futures, json, socket, time
targets = json.loads({targets!r})
time.sleep(5)
def end_of(target):
    for _ in range(3):
        try:
            socket.create_connection(target, timeout=4).close()
            return "reached"
        except OSError as exc:
            time.sleep(1)
    return "refused"
with concurrent.futures.ThreadPoolExecutor(len(targets)) as pool:
    ends = pool.map(end_of, map(tuple, targets.values()))
    print(json.dumps(dict(zip(targets, ends))))
"""


@pytest.fixture(scope="module")
def targets(rough: Day) -> dict[str, tuple[str, int]]:
    """Everything that a policy guards."""
    rough.installation.wait_ready(300.0)

    def address(component: str) -> str:
        name = rough.installation.component(component)[0]
        return str(rough.installation.get("pod", name)["status"]["podIP"])

    return {
        "database": ("platform-postgres-rw", 5432),
        "broker": ("platform-kafka-bootstrap", 9093),
        "api": ("baseball-api", 80),
        **{f"{component} metrics": (address(component), 9090) for component in ("transformer", "api")},
    }


@pytest.mark.parametrize(
    ("name", "labels", "reached"),
    [
        ("stranger", {}, set()),
        ("client", {"baseball-stats/api-client": "true"}, {"api"}),
        ("member", {"app.kubernetes.io/part-of": "baseball-stats-pipeline"}, {"database", "broker"}),
    ],
)
def test_only_who_is_named_is_let_in(
    rough: Day,
    surroundings: Surroundings,
    targets: dict[str, tuple[str, int]],
    name: str,
    labels: dict[str, str],
    reached: set[str],
) -> None:
    program = CONNECT.format(targets=json.dumps(targets))
    found = json.loads(run_python(rough.installation, surroundings, f"suite-{name}", program, labels=labels))
    assert {target for target, end in found.items() if end == "reached"} == reached
    assert found.keys() == targets.keys()


PRODUCE = """
import json
from confluent_kafka import Producer
found = {}
def reported(error, message):
    found[message.topic()] = error.name() if error else "written"
producer = Producer({
    "bootstrap.servers": "platform-kafka-bootstrap:9093", "security.protocol": "SSL", "message.timeout.ms": 20000,
    "ssl.ca.location": "/ca/ca.crt", "ssl.certificate.location": "/user/user.crt", "ssl.key.location": "/user/user.key",
})
for topic in ("live_game_data", "mlb_schedule", "live_game_data.dead_letter"):
    producer.produce(topic, b"{}", key=b"0", on_delivery=reported)
producer.flush(40)
print(json.dumps(found))
"""


def test_a_transformer_s_certificate_writes_dead_letters_only(rough: Day, surroundings: Surroundings) -> None:
    said = run_as_user(rough.installation, surroundings, "suite-producer", PRODUCE, "transformer")
    # The client's own warnings stand around it.
    assert json.loads(next(line for line in said.splitlines() if line.startswith("{"))) == {
        "live_game_data": "TOPIC_AUTHORIZATION_FAILED",
        "mlb_schedule": "TOPIC_AUTHORIZATION_FAILED",
        "live_game_data.dead_letter": "written",
    }


@pytest.mark.parametrize("which", ["steady", "rough"])
def test_each_account_may_do_only_what_is_written_down(which: str, request: pytest.FixtureRequest) -> None:
    installation = request.getfixturevalue(which).installation
    accounts = [one["metadata"]["name"] for one in installation.get("serviceaccounts")["items"]]
    ours = [name for name in accounts if name.startswith("baseball-")]
    assert len(ours) > 4
    everyone = rights(installation.namespace, "nobody-in-particular")
    found = {name: rights(installation.namespace, name) - everyone for name in ours}
    assert found == {name: RIGHTS.get(name, set()) for name in ours}


def rights(namespace: str, account: str) -> set[str]:
    """The lines of ``kubectl auth can-i --list``, blanks made one."""
    listed = kube.kubectl(
        "auth", "can-i", "--list", f"--as=system:serviceaccount:{namespace}:{account}", namespace=namespace
    )
    return {" ".join(line.split()) for line in listed.splitlines()[1:]}


def test_a_pod_that_is_not_restricted_is_refused(rough: Day, surroundings: Surroundings) -> None:
    image = f"{surroundings.registry}/baseball-stats/rt-transformer:{surroundings.tag}"
    container = {"name": "main", "image": image, "securityContext": {"privileged": True}}
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "suite-privileged"},
        "spec": {"containers": [container]},
    }
    with pytest.raises(kube.CommandError, match='violates PodSecurity "restricted'):
        kube.apply([pod], namespace=rough.installation.namespace)
