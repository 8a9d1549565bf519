"""The calls to Kubernetes, against an API server that locks as the real one does."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from api_poller.election import Lease
from api_poller.kubernetes_api import NOTE, ConflictError, KubernetesApi, KubernetesError
from api_poller.settings import KubernetesSettings
from support.kubernetes_api import FakeKubernetes, fake_kubernetes

NAME = "baseball-poller"
MOMENT = datetime(2026, 7, 4, 17, 0, 1, 250_000, tzinfo=UTC)


@pytest.fixture
def kubernetes(tmp_path: Path) -> Iterator[FakeKubernetes]:
    with fake_kubernetes(tmp_path) as fake:
        fake.add_lease(NAME)
        yield fake


def an_api(kubernetes: FakeKubernetes, timeout: float = 5.0) -> KubernetesApi:
    settings = KubernetesSettings("127.0.0.1", kubernetes.port, str(kubernetes.account))
    return KubernetesApi(settings, timeout=timeout)


@pytest.fixture
def api(kubernetes: FakeKubernetes) -> Iterator[KubernetesApi]:
    api = an_api(kubernetes)
    yield api
    api.close()


def a_term(lease: Lease) -> Lease:
    return msgspec.structs.replace(
        lease, holder="pod-1", duration=10.0, transitions=1, acquired_at=MOMENT, renewed_at=MOMENT, note="nothing"
    )


def test_a_lease_as_the_chart_makes_it_is_nobody_s(api: KubernetesApi) -> None:
    lease = api.read_lease(NAME)
    assert (lease.holder, lease.transitions, lease.renewed_at, lease.note) == ("", 0, None, None)


def test_what_is_written_is_read_again_and_what_is_not_ours_stays(
    api: KubernetesApi, kubernetes: FakeKubernetes
) -> None:
    path = next(iter(kubernetes.objects))
    kubernetes.put(path, {"metadata": {"name": NAME, "labels": {"a": "b"}, "annotations": {"helm": "x"}}})
    before = api.read_lease(NAME)
    after = api.replace_lease(NAME, a_term(before))
    assert after == msgspec.structs.replace(a_term(before), version=after.version)
    assert after.version != before.version
    assert api.read_lease(NAME) == after
    found = kubernetes.objects[path]
    assert found["spec"] == {
        "holderIdentity": "pod-1",
        "leaseDurationSeconds": 10,
        "leaseTransitions": 1,
        "acquireTime": "2026-07-04T17:00:01.250000Z",
        "renewTime": "2026-07-04T17:00:01.250000Z",
    }
    assert found["metadata"]["labels"] == {"a": "b"}
    assert found["metadata"]["annotations"] == {"helm": "x", NOTE: "nothing"}


def test_of_two_who_read_the_same_version_one_may_write(api: KubernetesApi, kubernetes: FakeKubernetes) -> None:
    other = an_api(kubernetes)
    mine, theirs = api.read_lease(NAME), other.read_lease(NAME)
    api.replace_lease(NAME, a_term(mine))
    with pytest.raises(ConflictError):
        other.replace_lease(NAME, a_term(theirs))
    other.close()


def test_the_scale_of_a_deployment(api: KubernetesApi, kubernetes: FakeKubernetes) -> None:
    kubernetes.add_deployment("poller", 2)
    assert api.read_replicas("poller") == 2
    api.set_replicas("poller", 0)
    assert kubernetes.replicas("poller") == 0
    kubernetes.objects[next(path for path in kubernetes.objects if path.endswith("scale"))]["spec"] = {}
    assert api.read_replicas("poller") == 0, "a zero is left out"


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_refusal_names_its_status(api: KubernetesApi, kubernetes: FakeKubernetes, status: int) -> None:
    kubernetes.status = status
    with pytest.raises(KubernetesError) as refused:
        api.read_lease(NAME)
    assert refused.value.reason == f"http_{status}"


def test_a_token_that_the_kubelet_renewed_is_used(api: KubernetesApi, kubernetes: FakeKubernetes) -> None:
    token = kubernetes.account / "token"
    token.write_text("run out")
    with pytest.raises(KubernetesError, match="401"):
        api.read_lease(NAME)
    token.write_text("of-the-pod\n")
    api.read_lease(NAME)


def test_a_server_that_does_not_answer_is_given_up(kubernetes: FakeKubernetes) -> None:
    api = an_api(kubernetes, timeout=0.2)
    kubernetes.answering.clear()
    with pytest.raises(KubernetesError) as given_up:
        api.read_lease(NAME)
    assert given_up.value.reason == "unreachable"
    api.close()


def test_a_server_with_another_certificate_is_not_told_the_token(
    kubernetes: FakeKubernetes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with fake_kubernetes(tmp_path_factory.mktemp("other")) as other:
        (kubernetes.account / "ca.crt").write_bytes((other.account / "ca.crt").read_bytes())
    api = an_api(kubernetes)
    with pytest.raises(KubernetesError) as refused:
        api.read_lease(NAME)
    assert refused.value.reason == "unreachable"
    assert kubernetes.requests == []
    api.close()


def test_without_an_account_it_says_so(tmp_path: Path) -> None:
    api = KubernetesApi(KubernetesSettings("127.0.0.1", 1, str(tmp_path)), timeout=1.0)
    with pytest.raises(KubernetesError) as refused:
        api.read_lease(NAME)
    assert refused.value.reason == "no_account"
