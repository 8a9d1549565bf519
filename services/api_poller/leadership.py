"""Standing by, leading, and ending at once when the Lease is lost: the shell around ``election``.

A lost Lease ends the process, threads in the middle of a request included: nothing that another poller may be doing
by then is done here. The next process of the pod stands by again.
"""

import os
import random
import socket
import threading
import uuid
from collections.abc import Callable
from typing import Protocol

import structlog

from api_poller.election import (
    Candidate,
    Lease,
    Terms,
    may_write,
    observe,
    released,
    taken,
    term_left,
    written,
)
from api_poller.kubernetes_api import KubernetesError
from api_poller.limits import pause_after
from baseball_core.clock import Clock
from baseball_core.lifecycle import EXIT_FAILED, Shutdown
from baseball_core.telemetry.health import Health
from baseball_core.telemetry.metrics import POLLER_LEADER, POLLER_LEASE_FAILURES, POLLER_LEASE_TRANSITIONS

log = structlog.get_logger()

LONGEST_PAUSE = 2.0


class Leases(Protocol):
    """What is needed of Kubernetes; see KubernetesApi."""

    def read_lease(self, name: str) -> Lease: ...

    def replace_lease(self, name: str, lease: Lease) -> Lease: ...


def own_identity() -> str:
    """The pod's name, and what tells this process from the one before it in the same pod."""
    return f"{socket.gethostname()}_{uuid.uuid4().hex[:8]}"


def end_process() -> None:
    """Ends all threads wherever they are."""
    os._exit(EXIT_FAILED)


class Leadership:
    """One candidate. ``acquire`` and ``release`` from one thread, ``check`` from any."""

    def __init__(
        self,
        leases: Leases,
        name: str,
        terms: Terms,
        *,
        identity: str,
        clock: Clock,
        health: Health,
        end: Callable[[], None] = end_process,
    ) -> None:
        self._leases = leases
        self._name = name
        self._terms = terms
        self._clock = clock
        self._health = health
        self._end = end
        self._candidate = Candidate(identity)
        self._failures = 0
        self._note: Callable[[], str | None] = lambda: None
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        POLLER_LEADER.set(0)

    def acquire(self, shutdown: Shutdown) -> bool:
        """Stands by until this process leads, and renews from then on; false when a stop was requested first."""
        log.info("standing_by", lease=self._name, identity=self._candidate.identity)
        while not shutdown.requested:
            self._health.beat()
            self._look()
            if self._left() > 0:
                self._begin()
                return True
            shutdown.wait(self._pause())
        return False

    def tell(self, note: Callable[[], str | None]) -> None:
        """From now on each renewal carries what ``note`` returns; None leaves the note as it is."""
        self._note = note

    def check(self) -> None:
        """Returns only while this process leads; otherwise the process ends here."""
        if self._left() <= 0:
            holder = self._candidate.seen.holder if self._candidate.seen else ""
            log.error("leadership_lost", lease=self._name, identity=self._candidate.identity, holder=holder)
            self._end()

    def release(self) -> None:
        """Lets another poller take over at once. For the end of a process that has stopped polling; never raises."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        seen = self._candidate.seen
        if seen is None or self._left() <= 0:
            return
        try:
            self._leases.replace_lease(self._name, released(seen, self._note()))
        except KubernetesError as exc:
            log.warning("lease_not_released", lease=self._name, reason=exc.reason, error=str(exc))
        else:
            POLLER_LEADER.set(0)
            log.info("lease_released", lease=self._name)

    def _begin(self) -> None:
        seen = self._candidate.seen
        transitions = 0 if seen is None else seen.transitions
        POLLER_LEADER.set(1)
        POLLER_LEASE_TRANSITIONS.set(transitions)
        log.info("leading", lease=self._name, identity=self._candidate.identity, transitions=transitions)
        # The term ends on time also while the API server keeps a renewal waiting.
        bodies = {"lease-renewal": self._renew, "lease-term": self._watch}
        self._threads = [threading.Thread(target=body, name=name, daemon=True) for name, body in bodies.items()]
        for thread in self._threads:
            thread.start()

    def _renew(self) -> None:
        while not self._over.wait(self._terms.retry_period):
            self._look()

    def _watch(self) -> None:
        while not self._over.wait(max(0.0, self._left())):
            self.check()

    def _look(self) -> None:
        """Reads the Lease, and writes it when it may be written."""
        try:
            lease = self._leases.read_lease(self._name)
            self._candidate = observe(self._candidate, lease, self._clock.monotonic())
            sent_at = self._clock.monotonic()
            if may_write(self._candidate, self._terms, sent_at):
                wanted = taken(self._candidate, self._terms, self._clock.now(), self._note())
                answer = self._leases.replace_lease(self._name, wanted)
                self._candidate = written(self._candidate, answer, sent_at, self._clock.monotonic())
        except KubernetesError as exc:
            self._failures += 1
            POLLER_LEASE_FAILURES.labels(exc.reason).inc()
            self._health.set("lease", False, exc.reason)
            log.warning("lease_not_looked_at", lease=self._name, reason=exc.reason, error=str(exc))
        else:
            self._failures = 0
            self._health.set("lease", True)

    def _left(self) -> float:
        return term_left(self._candidate, self._terms, self._clock.monotonic())

    def _pause(self) -> float:
        """Candidates that fail, or that began together, do not go on together."""
        if self._failures:
            return pause_after(
                self._failures, first=self._terms.retry_period, longest=LONGEST_PAUSE, fraction=random.random()
            )
        return self._terms.retry_period * (0.75 + random.random() / 4)
