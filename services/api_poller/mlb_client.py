"""Requests to the Stats API: patient, polite, bounded in time and size. Safe to use from several threads."""

import random
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from api_poller.fencing import Check, unfenced
from api_poller.limits import CircuitBreaker, TokenBucket, UpstreamWaitError, pause_after
from api_poller.settings import StatsApiSettings
from api_poller.upstream_clock import UpstreamClock, parse_clock
from baseball_core.clock import Clock
from baseball_core.errors import UpstreamError
from baseball_core.telemetry.metrics import (
    POLLER_BODY_BYTES,
    POLLER_CIRCUIT_OPEN,
    POLLER_REQUEST_SECONDS,
    POLLER_REQUESTS,
    POLLER_RETRIES,
    POLLER_WIRE_BYTES,
)

RETRIED_STATUS = frozenset({429, 500, 502, 503, 504})
FIRST_PAUSE = 0.5
LARGEST_RETRY_AFTER = 900.0
CHUNK = 65_536

Wait = Callable[[float | None, int], None]


class Fetched(msgspec.Struct, frozen=True):
    """One answer: ``body`` decompressed (None for 304), ``wire_bytes`` its size as sent, ``fetched_at`` real time."""

    url: str
    status: int
    body: bytes | None
    content_type: str
    etag: str | None
    wire_bytes: int
    fetched_at: datetime


class StatusError(UpstreamError):
    """The API answered, but not with 200 or 304."""

    def __init__(self, url: str, status: int) -> None:
        super().__init__(f"{url} answered {status}", reason=f"http_{status}", status=status)
        self.status = status
        self.retryable = status in RETRIED_STATUS


class UnreachableError(UpstreamError):
    """No connection, no answer in time, or one that broke off."""

    retryable = True


class RefusedAnswerError(UpstreamError):
    """An answer that cannot be used; ``fetched`` keeps it for the archive."""

    retryable = True

    def __init__(self, message: str, fetched: Fetched, *, reason: str) -> None:
        super().__init__(message, reason=reason)
        self.fetched = fetched


class _PoliteRetry(Retry):
    """urllib3's policy, but it waits where a stop is noticed, and takes a token for the next attempt."""

    def __init__(self, *args: Any, wait: Wait, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._wait = wait

    def new(self, **kwargs: Any) -> "_PoliteRetry":
        return super().new(wait=self._wait, **kwargs)

    def sleep(self, response: urllib3.BaseHTTPResponse | None = None) -> None:
        told: float | None = None
        if response is not None:
            try:
                told = self.get_retry_after(response)
            except urllib3.exceptions.InvalidHeader:
                told = None
        self._wait(told, len(self.history))


class MlbClient:
    """One connection pool, one token bucket, one circuit breaker a host."""

    def __init__(
        self,
        settings: StatsApiSettings,
        *,
        connections: int,
        clock: Clock,
        upstream_clock: UpstreamClock,
        pause: Callable[[float], bool],
        check: Check = unfenced,
    ) -> None:
        """``pause`` waits so many seconds and is true when the process must stop; ``check`` returns while it may ask.

        It is called before each request, not before its repetitions.
        """
        self._settings = settings
        self._clock = clock
        self._upstream_clock = upstream_clock
        self._pause = pause
        self._check = check
        self._bucket = TokenBucket(
            settings.requests_per_second, settings.request_burst, upstream_clock.now().timestamp()
        )
        self._breakers: dict[str, CircuitBreaker] = {}
        self._breakers_lock = threading.Lock()
        self._session = requests.Session()
        # Proxies and netrc from the environment would be settings that no page documents.
        self._session.trust_env = False
        self._session.headers = {
            "User-Agent": settings.user_agent,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        }
        retry = _PoliteRetry(
            total=settings.retries,
            connect=min(1, settings.retries),
            # A hanging server costs one timeout, not several; the game's next poll is the retry.
            read=False,
            redirect=0,
            other=0,
            status_forcelist=RETRIED_STATUS,
            allowed_methods={"GET"},
            raise_on_status=False,
            raise_on_redirect=False,
            wait=self._before_next_attempt,
        )
        adapter = HTTPAdapter(pool_connections=2, pool_maxsize=connections, max_retries=retry)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def get(
        self, endpoint: str, path: str, params: Mapping[str, str] | None = None, *, etag: str | None = None
    ) -> Fetched:
        """The answer of ``path`` (or of a whole URL). ``endpoint`` names it in metrics; ``etag`` makes it conditional.

        Blocks for at most the timeouts and pauses of the settings. Raises StatusError, UnreachableError,
        UpstreamWaitError (come back later), RefusedAnswerError (not JSON by its content type), UpstreamError
        (``body_too_large``, ``stopping``).
        """
        url = path if path.startswith("http") else self._settings.base_url.rstrip("/") + path
        breaker = self._breaker(url)
        breaker.before(self._clock.monotonic())
        self._take_token()
        started = self._clock.monotonic()
        try:
            fetched = self._fetch(endpoint, url, dict(params or {}), etag, started)
        except UpstreamError as exc:
            if isinstance(exc, UnreachableError) or (isinstance(exc, StatusError) and exc.status >= 500):
                breaker.failed(self._clock.monotonic())
            elif not isinstance(exc, UpstreamWaitError):
                breaker.succeeded()
            POLLER_REQUESTS.labels(endpoint, exc.reason).inc()
            raise
        else:
            breaker.succeeded()
            POLLER_REQUESTS.labels(endpoint, f"http_{fetched.status}").inc()
            return fetched
        finally:
            POLLER_CIRCUIT_OPEN.set(any(breaker.is_open for breaker in self._breakers.values()))
            POLLER_REQUEST_SECONDS.labels(endpoint).observe(self._clock.monotonic() - started)

    def read_clock(self, url: str) -> timedelta:
        """Takes over a simulator's clock; returns by how much it differs from what was expected.

        Raises as ``get``, and FeedError.
        """
        asked_at = self._clock.monotonic()
        now, speed = parse_clock(self.get("clock", url).body or b"")
        # The answer is about half as old as the request.
        age = timedelta(seconds=(self._clock.monotonic() - asked_at) / 2 * speed)
        return self._upstream_clock.set(now + age, speed)

    def close(self) -> None:
        """Closes the pooled connections."""
        self._session.close()

    def is_left_alone(self) -> bool:
        """Whether a circuit is open."""
        return any(breaker.is_open for breaker in list(self._breakers.values()))

    def _fetch(self, endpoint: str, url: str, params: dict[str, str], etag: str | None, started: float) -> Fetched:
        self._check()
        try:
            with self._session.get(
                url,
                params=params,
                headers={"If-None-Match": etag} if etag else {},
                timeout=(self._settings.connect_timeout, self._settings.read_timeout),
                stream=True,
                allow_redirects=False,
            ) as response:
                if response.status_code not in (200, 304):
                    self._refuse_status(response)
                body = self._read(response, started) if response.status_code == 200 else None
                wire_bytes = response.raw.tell()
        except requests.exceptions.Timeout as exc:
            raise UnreachableError(f"{url}: {exc}", reason="timeout") from exc
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as exc:
            raise UnreachableError(f"{url}: {exc}", reason="connection_broken") from exc
        POLLER_WIRE_BYTES.labels(endpoint).inc(wire_bytes)
        POLLER_BODY_BYTES.labels(endpoint).inc(len(body or b""))
        fetched = Fetched(
            url=response.url,
            status=response.status_code,
            body=body,
            content_type=response.headers.get("Content-Type", ""),
            etag=response.headers.get("ETag"),
            wire_bytes=wire_bytes,
            fetched_at=self._clock.now(),
        )
        if body is not None and "json" not in fetched.content_type.lower():
            raise RefusedAnswerError(
                f"{url} answered with content type {fetched.content_type!r}", fetched, reason="not_json"
            )
        return fetched

    def _refuse_status(self, response: requests.Response) -> None:
        told = response.headers.get("Retry-After", "")
        if response.status_code in (429, 503) and told.isascii() and told.isdigit():
            seconds = min(float(told[:9]), LARGEST_RETRY_AFTER)
            raise UpstreamWaitError(f"{response.url} answered {response.status_code}", seconds)
        raise StatusError(response.url, response.status_code)

    def _read(self, response: requests.Response, started: float) -> bytes:
        """The decompressed body, read in pieces so that neither its size nor its slowness is unbounded."""
        limit = self._settings.max_body_bytes
        body = bytearray()
        while piece := response.raw.read1(CHUNK, decode_content=True):
            body += piece
            if len(body) > limit:
                raise UpstreamError(f"{response.url}: body is over {limit} bytes", reason="body_too_large")
            if self._clock.monotonic() - started > self._settings.total_timeout:
                raise UnreachableError(f"{response.url}: body trickles", reason="timeout")
        return bytes(body)

    def _take_token(self) -> None:
        seconds = self._bucket.take(self._upstream_clock.now().timestamp()) / (self._upstream_clock.speed or 1.0)
        if seconds and self._pause(seconds):
            raise UpstreamError("the process stops", reason="stopping")

    def _before_next_attempt(self, told: float | None, attempts: int) -> None:
        if told is not None and told > self._settings.retry_after_max:
            raise UpstreamWaitError("told to come back later", min(told, LARGEST_RETRY_AFTER))
        seconds = told or pause_after(
            attempts, first=FIRST_PAUSE, longest=self._settings.backoff_max, fraction=random.random()
        )
        POLLER_RETRIES.inc()
        if self._pause(seconds):
            raise UpstreamError("the process stops", reason="stopping")
        self._take_token()

    def _breaker(self, url: str) -> CircuitBreaker:
        host = urlsplit(url).netloc
        with self._breakers_lock:
            if host not in self._breakers:
                self._breakers[host] = CircuitBreaker(self._settings.circuit_failures, self._settings.circuit_seconds)
            return self._breakers[host]
