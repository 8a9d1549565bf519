"""The client against a server on the loopback that misbehaves as told."""

import threading
import tracemalloc

import pytest

from api_poller.limits import UpstreamWaitError
from api_poller.mlb_client import RefusedAnswerError, StatusError, UnreachableError
from api_poller.upstream_clock import UpstreamClock
from baseball_core.clock import SystemClock
from baseball_core.errors import UpstreamError
from support.poller_rig import a_client
from support.scripted_api import Reply, scripted_api

FEED = "/feed"


@pytest.fixture
def api():
    with scripted_api() as api:
        yield api


class Pauses:
    """Takes the place of waiting: remembers how long it would have been."""

    def __init__(self):
        self.seconds = []
        self.stopping = False

    def __call__(self, seconds):
        self.seconds.append(seconds)
        return self.stopping


@pytest.fixture
def pauses():
    return Pauses()


@pytest.fixture
def make(api, pauses):
    made = []

    def client(**settings):
        made.append(a_client(api.url, UpstreamClock(SystemClock()), **({"pause": pauses} | settings)))
        return made[-1]

    yield client
    for client_made in made:
        client_made.close()


def test_who_may_not_ask_sends_nothing(api, make):
    class NotLeadingError(Exception): ...

    def check():
        raise NotLeadingError

    with pytest.raises(NotLeadingError):
        make(check=check).get("feed", FEED)
    assert api.requests == []


def test_an_answer_is_unzipped_and_its_size_on_the_wire_known(api, make):
    api.on(FEED, Reply(b"[" + b"1," * 5000 + b"1]"))
    fetched = make().get("feed", FEED, {"a": "b"})
    assert len(fetched.body) == 10003
    assert 0 < fetched.wire_bytes < 200
    (request,) = api.requests
    assert request.params == {"a": "b"}
    assert request.headers["User-Agent"] == "baseball-stats-pipeline/0.1"
    assert request.headers["Accept-Encoding"] == "gzip"


def test_429_with_retry_after_waits_as_told(api, make, pauses):
    """case 9"""
    api.sequence(FEED, Reply(status=429, headers={"Retry-After": "7"}), Reply(b"[]"))
    assert make().get("feed", FEED).body == b"[]"
    assert pauses.seconds == [7.0]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_status_is_tried_again_with_growing_jittered_bounded_pauses(api, make, pauses, status):
    """case 9"""
    api.on(FEED, Reply(status=status))
    client = make(retries=6, backoff_max=3.0)
    for _ in range(5):
        with pytest.raises(StatusError) as failed:
            client.get("feed", FEED)
        assert (failed.value.status, failed.value.retryable) == (status, True)
    assert len(api.requests) == 5 * 7
    assert len(pauses.seconds) == 5 * 6
    by_attempt = [pauses.seconds[attempt::6] for attempt in range(6)]
    for attempt, seconds in enumerate(by_attempt):
        full = min(3.0, 0.5 * 2**attempt)
        assert all(full / 2 <= pause <= full for pause in seconds)
    assert all(len(set(seconds)) > 1 for seconds in by_attempt), "no two wait alike"


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 501])
def test_other_statuses_are_not_tried_again(api, make, pauses, status):
    """case 9"""
    api.on(FEED, Reply(status=status, headers={"Location": "/elsewhere"}))
    with pytest.raises(StatusError) as failed:
        make().get("feed", FEED)
    assert failed.value.reason == f"http_{status}"
    assert not failed.value.retryable
    assert (len(api.requests), pauses.seconds) == (1, [])


@pytest.mark.parametrize("retry_after", ["120", "Fri, 31 Dec 2999 23:59:59 GMT", "99999999999999999999"])
def test_a_retry_after_too_long_to_wait_for_is_handed_to_the_caller(api, make, pauses, retry_after):
    api.on(FEED, Reply(status=429, headers={"Retry-After": retry_after}))
    with pytest.raises(UpstreamWaitError) as told:
        make().get("feed", FEED)
    assert told.value.wait_seconds == (120 if retry_after == "120" else 900)
    assert (len(api.requests), pauses.seconds) == (1, [])


def test_a_retry_after_that_says_nothing_is_ignored(api, make, pauses):
    api.sequence(FEED, Reply(status=503, headers={"Retry-After": "soon"}), Reply(b"[]"))
    assert make().get("feed", FEED).body == b"[]"
    assert len(pauses.seconds) == 1


def test_a_server_that_hangs_costs_one_timeout(api, make):
    """case 10"""
    release = threading.Event()
    api.on(FEED, Reply(hold=release))
    with pytest.raises(UnreachableError) as failed:
        make(read_timeout=0.2).get("feed", FEED)
    release.set()
    assert failed.value.reason == "timeout"
    assert len(api.requests) == 1


def test_an_answer_that_trickles_is_given_up(api, make):
    """case 10: a byte now and then keeps no worker busy for ever."""
    api.on(FEED, Reply(b"[" + b" " * 1000 + b"]", drip=0.05, gzipped=False))
    with pytest.raises(UnreachableError) as failed:
        make(read_timeout=1.0, total_timeout=0.3).get("feed", FEED)
    assert failed.value.reason == "timeout"


@pytest.mark.parametrize("gzipped", [True, False])
def test_an_answer_that_breaks_off_is_no_answer(api, make, gzipped):
    api.on(FEED, Reply(b"[" + bytes(range(48, 58)) * 1000 + b"]", cut=True, gzipped=gzipped))
    with pytest.raises(UnreachableError) as failed:
        make().get("feed", FEED)
    assert failed.value.reason == "connection_broken"


def test_bytes_that_are_no_gzip_are_no_answer(api, make):
    api.on(FEED, Reply(b"[]", gzipped=False, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(UnreachableError):
        make().get("feed", FEED)


def test_nobody_there_is_an_error_of_ours(make):
    client = make()
    with pytest.raises(UnreachableError) as failed:
        client.get("feed", "http://127.0.0.1:9/feed")
    assert failed.value.retryable


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_body_of_a_hundred_megabytes_is_refused_without_holding_it(api, make, gzipped):
    api.on(FEED, Reply(b" " * 100_000_000, gzipped=gzipped))
    client = make(max_body_bytes=1_000_000, read_timeout=30.0)
    tracemalloc.start()
    try:
        with pytest.raises(UpstreamError) as refused:
            client.get("feed", FEED)
        # The server of this test lies in the same process and holds its own copies, but never unzips.
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
    assert refused.value.reason == "body_too_large"


@pytest.mark.parametrize("content_type", ["text/html;charset=UTF-8", "", "application/octet-stream"])
def test_an_answer_that_is_not_json_by_its_type_is_refused_and_kept(api, make, content_type):
    api.on(FEED, Reply(b"<html></html>", content_type=content_type))
    with pytest.raises(RefusedAnswerError) as refused:
        make().get("feed", FEED)
    assert refused.value.reason == "not_json"
    assert refused.value.fetched.body == b"<html></html>"


def test_an_etag_is_sent_back_and_304_has_no_body(api, make):
    def script(request):
        if request.headers.get("If-None-Match") == '"v1"':
            return Reply(status=304)
        return Reply(b"[]", headers={"ETag": '"v1"'})

    api.on(FEED, script)
    client = make()
    first = client.get("feed", FEED)
    second = client.get("feed", FEED, etag=first.etag)
    assert (first.status, first.body, second.status, second.body) == (200, b"[]", 304, None)


def test_the_circuit_opens_after_failures_in_a_row_and_a_trial_closes_it(api, make):
    api.on(FEED, Reply(status=500))
    client = make(retries=0, circuit_failures=3, circuit_seconds=0.2)
    for _ in range(3):
        with pytest.raises(StatusError):
            client.get("feed", FEED)
    with pytest.raises(UpstreamWaitError) as refused:
        client.get("feed", FEED)
    assert refused.value.reason == "circuit_open"
    assert len(api.requests) == 3, "the host is left alone"
    assert client.is_left_alone()
    api.on(FEED, Reply(b"[]"))
    assert not threading.Event().wait(refused.value.wait_seconds + 0.05)
    assert client.get("feed", FEED).status == 200
    assert not client.is_left_alone()


def test_answers_of_the_client_error_kind_do_not_open_the_circuit(api, make):
    client = make(retries=0, circuit_failures=2)
    for _ in range(5):
        with pytest.raises(StatusError):
            client.get("feed", FEED)
    assert not client.is_left_alone()


def test_all_requests_share_one_bucket_and_retries_take_from_it_too(api, make, pauses):
    api.sequence(FEED, Reply(b"[]"), Reply(status=500), Reply(b"[]"))
    client = make(requests_per_second=0.001, request_burst=2)
    client.get("feed", FEED)
    client.get("feed", FEED)
    backoff, token = pauses.seconds
    assert 0.25 <= backoff <= 0.5
    assert token > 900, "the third token of a bucket of two"


def test_a_stop_ends_every_pause(api, make, pauses):
    pauses.stopping = True
    api.on(FEED, Reply(status=500))
    with pytest.raises(UpstreamError) as stopped:
        make().get("feed", FEED)
    assert stopped.value.reason == "stopping"
    assert len(api.requests) == 1


def test_proxies_of_the_environment_are_not_used(api, make, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    api.on(FEED, Reply(b"[]"))
    assert make().get("feed", FEED).status == 200
