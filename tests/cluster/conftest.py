"""One undisturbed and one disturbed installation; they take minutes, so all tests use them."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kube
import pytest
from installation import Installation
from surroundings import Surroundings
from truth import Reader

SLATE = {"SLATE_GAMES": 4, "SLATE_SEED": 11}
"""Both days play the same games."""
STEADY_SPEED = 90
UPSTREAM = "baseball-suite-upstream"
MONITORING = {"enabled": True, "interval": "5s"}
SCALE_DOWN_SECONDS = 30
"""Instead of the charts' five minutes, which tests would only wait for."""


@pytest.fixture(scope="session")
def surroundings() -> Surroundings:
    """As tests/cluster/run found them."""
    if not os.environ.get("KUBECONFIG"):
        pytest.skip("KUBECONFIG is not set: tests/cluster/run starts a cluster where it can")
    return Surroundings()


@dataclass
class Day:
    """An installation and the simulator that it follows."""

    installation: Installation
    simulator: kube.PortForward
    installed_at: float
    """Seconds of the epoch."""

    def simulated(self, path: str) -> Any:
        with Reader(self.simulator.url) as reader:
            return reader.get(path)

    def over(self) -> bool:
        return all(game["finished"] for game in self.simulated("/simulator/games")["games"])


@pytest.fixture(scope="session")
def steady(surroundings: Surroundings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day that nobody disturbs, as the kind profile plays it."""
    platform = {"airflow": {"postgres": {"enabled": True}}}
    installation = Installation("baseball-suite-steady", surroundings, platform, steady_values(surroundings))
    with namespaces(installation):
        kube.apply([gateway(surroundings)], namespace=installation.namespace)
        yield from day(installation, installation.namespace, "baseball-simulator", tmp_path_factory.mktemp("steady"))


@pytest.fixture(scope="session")
def rough(surroundings: Surroundings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """A day to be disturbed: two of what may be two, and a simulator that stands outside as the real API does."""
    installation = Installation("baseball-suite-rough", surroundings, ROUGH_PLATFORM, rough_values(surroundings))
    upstream = Installation(UPSTREAM, surroundings, {}, {})
    with namespaces(installation, upstream):
        kube.apply(simulator(surroundings), namespace=UPSTREAM)
        kube.apply([s3_secret()], namespace=installation.namespace)
        yield from day(installation, UPSTREAM, "simulator", tmp_path_factory.mktemp("rough"))


@contextmanager
def namespaces(*installations: Installation) -> Iterator[None]:
    """Makes them anew, and removes them with all that is in them; CLUSTER_KEEP=1 leaves them for a look."""
    for one in installations:
        one.delete()
        one.make_namespace()
    yield
    if not os.environ.get("CLUSTER_KEEP"):
        for one in installations:
            one.delete()


def day(installation: Installation, namespace: str, simulator: str, folder: Path) -> Iterator[Day]:
    """Installs both charts at once, as README.md does, and waits for nothing."""
    started_at = time.time()
    installation.install_platform()
    installation.install_app()
    with kube.PortForward(namespace, f"service/{simulator}", 80, folder / "port-forward") as forward:
        yield Day(installation, forward, started_at)


@pytest.fixture(scope="session")
def launched(steady: Day, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file that gets a line, name and arguments, for each change of a pod that Airflow launched."""
    file = tmp_path_factory.mktemp("launched") / "pods"
    line = 'jsonpath={.metadata.name} {.spec.containers[0].args}{"\\n"}'
    namespace = ["--namespace", steady.installation.namespace]
    with file.open("w") as out:
        command = ["get", "pods", "--selector", "kubernetes_pod_operator=True", "--watch", "--output", line]
        watching = subprocess.Popen(["kubectl", *namespace, *command], stdout=out)
        yield file
        watching.kill()
        watching.wait()


@pytest.fixture(scope="session")
def ingress(surroundings: Surroundings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL behind which Ingress and HTTPRoute are served by host name."""
    namespace, _, service = surroundings.ingress_service.partition("/")
    with kube.PortForward(namespace, f"service/{service}", 80, tmp_path_factory.mktemp("ingress") / "log") as forward:
        yield forward.url


@pytest.fixture(scope="session")
def prometheus(surroundings: Surroundings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Its HTTP API."""
    namespace, _, service = surroundings.prometheus_service.partition("/")
    folder = tmp_path_factory.mktemp("prometheus")
    with kube.PortForward(namespace, f"service/{service}", 9090, folder / "log") as forward, Reader(forward.url) as api:
        yield api


@pytest.fixture(scope="session")
def pod_metrics() -> None:
    """What an HPA and ``kubectl top`` ask; kind has none of itself."""
    try:
        kube.kubectl("get", "apiservices", "v1beta1.metrics.k8s.io")
    except kube.CommandError:
        pytest.skip("no metrics-server in this cluster")


def steady_values(surroundings: Surroundings) -> dict[str, Any]:
    """The kind profile, read through an Ingress and an HTTPRoute."""
    return {
        "simulator": {"settings": {**SLATE, "CLOCK_SPEED": STEADY_SPEED}},
        "airflow": {"enabled": True},
        "api": {
            "autoscaling": {
                "mode": "cpu",  # percent of the request
                "minReplicas": 1,
                "maxReplicas": 2,
                "scaleDownSeconds": SCALE_DOWN_SECONDS,
            },
            "resources": {"requests": {"cpu": "60m"}},
            "ingress": {"enabled": True, "className": surroundings.ingress_class, "host": "steady.example.org"},
            "httpRoute": {"enabled": True, "parentRefs": [{"name": "suite"}], "hostnames": ["route.example.org"]},
        },
        "networkPolicy": api_clients(surroundings),
    }


ROUGH_PLATFORM = {
    "monitoring": MONITORING,
    "postgres": {
        "instances": 2,
        # A second instance waits for a checkpoint of the first.
        "parameters": {"checkpoint_timeout": "30s", "checkpoint_completion_target": "0.1"},
    },
}


def rough_values(surroundings: Surroundings) -> dict[str, Any]:
    """Two of everything that may be two, scaled on lag, archive in S3, a simulator that is not part of the release."""
    return {
        "monitoring": MONITORING,
        "simulator": {"enabled": False},
        "statsapi": {
            "baseUrl": f"http://simulator.{UPSTREAM}.svc",
            "clockUrl": f"http://simulator.{UPSTREAM}.svc/simulator/clock",
        },
        "archive": {
            "type": "s3",
            "s3": {
                "url": f"s3://archive/suite-{time.time_ns()}",
                "endpoint": surroundings.s3_endpoint,
                "credentialsSecret": "archive",
            },
        },
        "poller": {"replicas": 2, "schedule": {"cron": "* * * * *", "leadMinutes": 600}},
        "transformer": {
            "autoscaling": {
                "mode": "lag",
                "minReplicas": 1,
                "maxReplicas": 3,
                "scaleDownSeconds": SCALE_DOWN_SECONDS,
                "bootstrapServers": "platform-kafka-bootstrap.baseball-suite-rough.svc:9093",
            }
        },
        "api": {
            "replicas": 2,
            "ingress": {"enabled": True, "className": surroundings.ingress_class, "host": "rough.example.org"},
        },
        "networkPolicy": {
            **api_clients(surroundings),
            "statsapi": {
                "peers": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": UPSTREAM}}}],
                "ports": [8080],
            },
            "s3": {
                "peers": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "s3"}}}],
                "ports": [7070],
            },
        },
    }


def api_clients(surroundings: Surroundings) -> dict[str, Any]:
    controller = {"matchLabels": {"kubernetes.io/metadata.name": surroundings.ingress_namespace}}
    return {
        "apiClients": {
            "peers": [
                {"namespaceSelector": controller},
                {"podSelector": {"matchLabels": {"baseball-stats/api-client": "true"}}},
            ]
        }
    }


def gateway(surroundings: Surroundings) -> kube.Object:
    spec = {
        "gatewayClassName": surroundings.ingress_class,
        "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}],
    }
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "Gateway",
        "metadata": {"name": "suite"},
        "spec": spec,
    }


def s3_secret() -> kube.Object:
    return kube.secret(
        "archive",
        AWS_ACCESS_KEY_ID=os.environ.get("CLUSTER_S3_KEY", "test"),
        AWS_SECRET_ACCESS_KEY=os.environ.get("CLUSTER_S3_SECRET", "test-secret"),
    )


def simulator(surroundings: Surroundings) -> list[kube.Object]:
    """An upstream that no upgrade or removal of the release disturbs; its clock stands until it is set going."""
    labels = {"app": "simulator"}
    environment = {**SLATE, "CLOCK_SPEED": 0, "HTTP_HOST": "0.0.0.0", "HTTP_PORT": 8080}
    container = {
        "name": "simulator",
        "image": f"{surroundings.registry}/baseball-stats/statsapi-simulator:{surroundings.tag}",
        "env": [{"name": name, "value": str(value)} for name, value in environment.items()],
        "ports": [{"containerPort": 8080}],
        "readinessProbe": {"httpGet": {"path": "/simulator/clock", "port": 8080}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
    }
    pod = {
        "automountServiceAccountToken": False,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 10001, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [container],
        "volumes": [{"name": "tmp", "emptyDir": {}}],
    }
    deployment = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}
    service = {"selector": labels, "ports": [{"port": 80, "targetPort": 8080}]}
    return [
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "simulator"}, "spec": deployment},
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "simulator"}, "spec": service},
    ]
