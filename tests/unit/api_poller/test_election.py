"""Whatever is delayed, lost or frozen, and whatever the clocks on the walls say: never two leaders at a time."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

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

TERMS = Terms(duration=10.0, renew_deadline=6.0, retry_period=1.0)
EPOCH = datetime(2026, 7, 4, tzinfo=UTC)


class Server:
    """One object with optimistic locking, as the API server keeps it: what changes nothing makes no new version."""

    def __init__(self) -> None:
        self.lease = Lease(version="1")

    def replace(self, lease: Lease) -> Lease | None:
        """The object as written, or None: a conflict."""
        if lease.version != self.lease.version:
            return None
        if lease != self.lease:
            self.lease = msgspec.structs.replace(lease, version=str(int(lease.version) + 1))
        return self.lease


class Process:
    """One candidate whose steps happen when the test says so; each may be the last one for a long time."""

    def __init__(self, name: str, wall_offset: float, wall_rate: float) -> None:
        self.name = name
        self.wall_offset = wall_offset
        self.wall_rate = wall_rate
        self.lives = 0
        self.begin()

    def begin(self) -> None:
        self.lives += 1
        self.candidate = Candidate(f"{self.name}-{self.lives}")
        self.read: Lease | None = None
        self.sent: tuple[Lease, float] | None = None
        self.answer: Lease | None = None

    def wall(self, now: float) -> datetime:
        return EPOCH + timedelta(seconds=self.wall_offset + self.wall_rate * now)

    def step(self, what: str, server: Server, now: float) -> None:
        if what == "ask":
            self.read = server.lease
        elif what == "hear" and self.read is not None:
            self.candidate, self.read = observe(self.candidate, self.read, now), None
        elif what == "send" and may_write(self.candidate, TERMS, now):
            self.sent = taken(self.candidate, TERMS, self.wall(now), None), now
        elif what == "arrive" and self.sent is not None:
            self.answer = server.replace(self.sent[0])
        elif what == "acknowledge" and self.sent is not None and self.answer is not None:
            self.candidate = written(self.candidate, self.answer, self.sent[1], now)
            self.sent = self.answer = None
        elif what == "lose":
            self.sent = self.answer = None
        elif what == "release" and self.leads(now) and self.candidate.seen is not None:
            server.replace(released(self.candidate.seen, None))
            self.begin()
        elif what == "die":
            self.begin()

    def turn(self, server: Server, now: float) -> None:
        for what in ("ask", "hear", "send", "arrive", "acknowledge"):
            self.step(what, server, now)

    def leads(self, now: float) -> bool:
        return term_left(self.candidate, TERMS, now) > 0


STEPS = ["ask", "hear", "send", "arrive", "acknowledge", "lose", "release", "die", "turn"]
DELAYS = st.sampled_from([0.0, 0.1, 0.9, 1.1, 3.0, 5.9, 6.1, 9.9, 10.1, 25.0])
PROCESSES = st.lists(
    st.tuples(st.sampled_from([0.0, 3600.0, -3600.0]), st.sampled_from([1.0, 0.0, -1.0])), min_size=2, max_size=3
)
EVENTS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STEPS), DELAYS), max_size=120)


@given(PROCESSES, EVENTS)
def test_there_are_never_two_leaders(walls: list[tuple[float, float]], events: list[tuple[int, str, float]]) -> None:
    server = Server()
    processes = [Process(f"p{number}", *wall) for number, wall in enumerate(walls)]
    now = 100.0
    for index, what, delay in events:
        now += delay
        process = processes[index % len(processes)]
        if what == "turn":
            process.turn(server, now)
        else:
            process.step(what, server, now)
        # A term only begins with an event, so that this is every moment.
        assert sum(process.leads(now) for process in processes) <= 1


@given(PROCESSES, st.lists(st.floats(0.5, 1.0), min_size=40, max_size=40))
def test_the_one_that_stands_by_leads_within_the_duration_and_a_retry_after_the_leader_s_last_sign(
    walls: list[tuple[float, float]], pauses: list[float]
) -> None:
    server = Server()
    first, second = (Process(f"p{number}", *wall) for number, wall in enumerate(walls[:2]))
    now = 0.0
    for pause in pauses[:10]:
        now += pause
        first.turn(server, now)
        second.turn(server, now)
        assert (first.leads(now), second.leads(now)) == (True, False), "who renews keeps the Lease"
    last_sign = now
    for pause in pauses[10:]:
        now += pause
        second.turn(server, now)
        if second.leads(now):
            break
    assert second.leads(now)
    assert TERMS.duration < now - last_sign <= TERMS.duration + TERMS.retry_period
    assert server.lease.transitions == 2


def test_a_lease_that_is_released_is_taken_at_the_next_look() -> None:
    server = Server()
    first, second = Process("first", 0.0, 1.0), Process("second", 0.0, 1.0)
    first.turn(server, 0.0)
    second.turn(server, 0.5)
    first.step("release", server, 1.0)
    second.turn(server, 1.5)
    assert second.leads(1.5)


def test_a_successor_in_the_same_pod_waits_for_the_lease_of_the_one_before() -> None:
    server = Server()
    process = Process("pod", 0.0, 1.0)
    process.turn(server, 0.0)
    process.step("die", server, 1.0)
    process.turn(server, 1.5)
    assert not process.leads(1.5)
    process.turn(server, 11.6)
    assert process.leads(11.6)


def test_a_writing_that_was_done_but_not_answered_is_noticed_at_the_next_look() -> None:
    server = Server()
    process = Process("pod", 0.0, 1.0)
    for what in ("ask", "hear", "send", "arrive", "lose"):
        process.step(what, server, 0.0)
    assert not process.leads(0.0)
    process.turn(server, 1.0)
    assert process.leads(1.0)
    assert server.lease.transitions == 1


def test_the_patience_is_the_holder_s_when_that_is_longer() -> None:
    lease = Lease(version="5", holder="other", duration=30.0)
    candidate = observe(Candidate("me"), lease, 0.0)
    assert not may_write(candidate, TERMS, 29.9)
    assert may_write(candidate, TERMS, 30.1)
    shorter = observe(Candidate("me"), msgspec.structs.replace(lease, duration=1.0), 0.0)
    assert not may_write(shorter, TERMS, 9.9)


def test_a_leader_that_sees_another_name_in_the_lease_leads_no_more() -> None:
    server = Server()
    process = Process("pod", 0.0, 1.0)
    process.turn(server, 0.0)
    server.lease = msgspec.structs.replace(server.lease, holder="by hand", version="99")
    process.step("ask", server, 1.0)
    process.step("hear", server, 1.0)
    assert not process.leads(1.0)


@pytest.mark.parametrize("note", [None, "nothing"])
def test_the_note_stays_until_another_is_written(note: str | None) -> None:
    lease = Lease(version="1", note="before")
    after = taken(observe(Candidate("me"), lease, 0.0), TERMS, EPOCH, note)
    assert after.note == (note or "before")
    assert released(after, None).note == after.note
