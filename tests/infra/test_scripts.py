"""The scripts of infra/ against programs that write down how they were called: what, in which order, which versions."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.stubs import ROOT, VERSIONS, Stubs

SCRIPTS = sorted(path for path in (ROOT / "infra").rglob("*") if path.is_file() and path.stat().st_mode & 0o100)
ALL = ("docker", "kind", "helm", "kubectl", "curl")


@pytest.fixture
def stubs(tmp_path: Path) -> Stubs:
    return Stubs(tmp_path, ALL, {})


def releases(stubs: Stubs) -> list[tuple[str, str, str]]:
    """Name, namespace and chart version of each release, in order."""
    return [
        (call[3], call[call.index("--namespace") + 1], call[call.index("--version") + 1])
        for call in stubs.calls
        if call[:3] == ["helm", "upgrade", "--install"] and "--version" in call
    ]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_shellcheck_finds_nothing(script: Path) -> None:
    shellcheck = Path(sys.executable).with_name("shellcheck")
    done = subprocess.run([shellcheck, script], cwd=ROOT, text=True, capture_output=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0


def test_operators_are_releases_of_their_own_each_ready_before_the_next(stubs: Stubs) -> None:
    assert stubs.run("infra/operators/install").returncode == 0
    assert releases(stubs) == [
        ("strimzi", "strimzi", VERSIONS["STRIMZI_CHART_VERSION"]),
        ("cnpg", "cnpg-system", VERSIONS["CLOUDNATIVE_PG_CHART_VERSION"]),
        ("keda", "keda", VERSIONS["KEDA_CHART_VERSION"]),
    ]
    assert all("--wait" in call for call in stubs.calls if call[:2] == ["helm", "upgrade"])


def test_the_order_of_operators_is_not_that_of_the_arguments(stubs: Stubs) -> None:
    done = stubs.run("infra/operators/install", "backups", "keda", "monitoring", "cnpg", "strimzi", "gateway")
    assert done.returncode == 0
    assert [name for name, _, _ in releases(stubs)] == [
        *("kube-prometheus-stack", "strimzi", "cnpg", "cert-manager", "plugin-barman-cloud", "keda"),
    ]
    gateway = next(call for call in stubs.calls if call[:2] == ["kubectl", "apply"])
    assert f"/{VERSIONS['GATEWAY_API_VERSION']}/" in gateway[-1]


def test_the_plugin_of_backups_lives_beside_the_operator_and_brings_it_along(stubs: Stubs) -> None:
    assert stubs.run("infra/operators/install", "backups").returncode == 0
    assert [(name, where) for name, where, _ in releases(stubs)] == [
        ("cnpg", "cnpg-system"),
        ("cert-manager", "cert-manager"),
        ("plugin-barman-cloud", "cnpg-system"),
    ]


def test_strimzi_watches_a_namespace_that_is_there(stubs: Stubs) -> None:
    assert stubs.run("infra/operators/install", "strimzi", NAMESPACE="games").returncode == 0
    calls = [" ".join(call) for call in stubs.calls]
    labelled = next(index for index, call in enumerate(calls) if call.startswith("kubectl label namespace games"))
    installed = next(index for index, call in enumerate(calls) if "strimzi-kafka-operator" in call)
    assert "pod-security.kubernetes.io/enforce=restricted" in calls[labelled]
    assert labelled < installed
    assert "watchNamespaces={games}" in calls[installed]


def test_an_unknown_operator_is_named_before_anything_is_done(stubs: Stubs) -> None:
    done = stubs.run("infra/operators/install", "strimzy")
    assert (done.returncode, stubs.calls) == (2, [])
    assert "unknown operator: strimzy" in done.stderr


@pytest.mark.parametrize("missing", ["docker", "kind", "helm", "kubectl", "curl"])
def test_a_missing_program_is_one_line(tmp_path: Path, missing: str) -> None:
    stubs = Stubs(tmp_path, tuple(name for name in ALL if name != missing), {})
    done = stubs.run("infra/kind/up")
    assert (done.returncode, stubs.calls) == (2, [])
    assert re.fullmatch(rf"{missing} is needed and not there: .+\n", done.stderr)


def test_docker_without_its_daemon_is_one_line(tmp_path: Path) -> None:
    done = Stubs(tmp_path, ALL, {"docker info": ("", 1)}).run("infra/kind/up")
    assert (done.returncode, done.stderr) == (2, "docker is there, but no daemon answers it\n")


def test_no_cluster_is_one_line(tmp_path: Path) -> None:
    done = Stubs(tmp_path, ALL, {"kubectl version": ("", 1)}).run("infra/deploy", REGISTRY="r", TAG="t")
    assert done.returncode == 2
    assert done.stderr == "no cluster answers: see kubectl config current-context\n"


UP = {
    "kind get nodes": ("baseball-control-plane", 0),
    "kubectl --namespace baseball port-forward": ("Forwarding from 127.0.0.1:4711 -> 8080", 0),
    "curl": ('{"items":[{"game_pk":900001},{"game_pk":900002}]}', 0),
}


def test_kind_up_goes_from_nothing_to_a_look_at_the_games(tmp_path: Path) -> None:
    stubs = Stubs(tmp_path, ALL, UP)
    done = stubs.run("infra/kind/up")
    assert done.returncode == 0, done.stderr
    calls = [" ".join(call) for call in stubs.calls]
    steps = [
        f"docker run --detach --restart always --publish 127.0.0.1:5001:5000 --name baseball-registry "
        f"{VERSIONS['REGISTRY_IMAGE']}",
        f"kind create cluster --config infra/kind/cluster.yaml --image {VERSIONS['KIND_NODE_IMAGE']}",
        "docker exec --interactive baseball-control-plane",
        "docker build --target api-poller",
        "docker push --quiet localhost:5001/baseball-stats/airflow:",
        "helm upgrade --install strimzi ",
        "helm upgrade --install cnpg ",
        "helm upgrade --install keda ",
        "helm upgrade --install platform charts/platform --namespace baseball",
        "kubectl --namespace baseball wait kafka/platform",
        "kubectl --namespace baseball wait cluster.postgresql.cnpg.io",
        "helm upgrade --install baseball charts/baseball-stats --namespace baseball",
        "curl --silent --max-time 5 http://127.0.0.1:4711/games",
        "helm test platform --namespace baseball",
        "helm test baseball --namespace baseball",
    ]
    found = [next(index for index, call in enumerate(calls) if call.startswith(step)) for step in steps]
    assert found == sorted(found)
    assert "== games: 2" in done.stderr
    assert "http://127.0.0.1:8080/docs" in done.stderr


def test_what_is_installed_is_what_was_built(tmp_path: Path) -> None:
    stubs = Stubs(tmp_path, ALL, UP)
    stubs.run("infra/kind/up")
    pushed = {call[-1] for call in stubs.calls if call[:2] == ["docker", "push"]}
    tags = {image.rpartition(":")[2] for image in pushed}
    assert len(pushed) == len(re.findall("^FROM runtime AS ", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    app = next(call for call in stubs.calls if call[:4] == ["helm", "upgrade", "--install", "baseball"])
    assert [f"image.registry=localhost:5001,image.tag={tag}" for tag in tags] == app[-1:]


def test_kind_up_twice_makes_neither_registry_nor_cluster_again(tmp_path: Path) -> None:
    there = {"docker inspect": ("true", 0), "kind get clusters": ("baseball", 0)}
    stubs = Stubs(tmp_path, ALL, there | UP)
    assert stubs.run("infra/kind/up").returncode == 0
    assert not [call for call in stubs.calls if call[:2] in (["docker", "run"], ["kind", "create"])]


def test_another_kubernetes_and_other_operators_by_environment(tmp_path: Path) -> None:
    stubs = Stubs(tmp_path, ALL, UP)
    stubs.run("infra/kind/up", KIND_NODE_IMAGE="kindest/node:other", OPERATORS="strimzi cnpg")
    create = next(call for call in stubs.calls if call[:2] == ["kind", "create"])
    assert create[create.index("--image") + 1] == "kindest/node:other"
    assert [name for name, _, _ in releases(stubs)] == ["strimzi", "cnpg"]


def test_kind_down_removes_cluster_and_registry(stubs: Stubs) -> None:
    assert stubs.run("infra/kind/down").returncode == 0
    assert [" ".join(call) for call in stubs.calls] == [
        "kind delete cluster --name baseball",
        "docker rm --force --volumes baseball-registry",
    ]


def test_a_failing_step_ends_the_way_there(tmp_path: Path) -> None:
    stubs = Stubs(tmp_path, ALL, {"helm upgrade --install cnpg": ("timed out", 1)} | UP)
    assert stubs.run("infra/kind/up").returncode != 0
    assert not [call for call in stubs.calls if "charts/platform" in call]
