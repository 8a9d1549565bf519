"""Who of several pollers polls: one Lease, and what a candidate does about it. PURE; seconds are monotonic ones.

What keeps two from leading at a time: every writing replaces the version that was read, or fails; the leader counts
its term from before the writing was sent, others theirs from when they saw the result, which is later; and its term
(``renew_deadline``) is shorter than their patience (``duration``). Nobody's wall clock is believed: ``renewed_at``
only has to change.
"""

from datetime import datetime, timedelta

import msgspec

TICK = timedelta(microseconds=1)


class Terms(msgspec.Struct, frozen=True):
    """The times of an election, in seconds; ``retry_period`` < ``renew_deadline`` < ``duration``."""

    duration: float
    renew_deadline: float
    retry_period: float


class Lease(msgspec.Struct, frozen=True):
    """A Lease as it was read. ``version`` differs after every writing; ``holder`` is empty when nobody leads.

    ``note`` is what the holder wants to be known (see ``needed``); None: nobody has written one.
    """

    version: str
    holder: str = ""
    duration: float = 0.0
    transitions: int = 0
    acquired_at: datetime | None = None
    renewed_at: datetime | None = None
    note: str | None = None


class Candidate(msgspec.Struct, frozen=True):
    """What one candidate knows. ``identity`` is nobody else's, not even its successor's in the same pod.

    ``seen`` is the Lease as read or written last, ``seen_at`` when this version was met first; ``leads_since`` the
    start of the last writing that succeeded, None while another leads.
    """

    identity: str
    seen: Lease | None = None
    seen_at: float = 0.0
    leads_since: float | None = None


def observe(candidate: Candidate, lease: Lease, now: float) -> Candidate:
    """The candidate after reading the Lease."""
    if candidate.seen is not None and candidate.seen.version == lease.version:
        return candidate
    still = candidate.leads_since if lease.holder == candidate.identity else None
    return msgspec.structs.replace(candidate, seen=lease, seen_at=now, leads_since=still)


def may_write(candidate: Candidate, terms: Terms, now: float) -> bool:
    """Whether the Lease is its own, free, or has not changed for as long as its holder or these terms ask for."""
    lease = candidate.seen
    if lease is None:
        return False
    if lease.holder in ("", candidate.identity):
        return True
    return now - candidate.seen_at > max(terms.duration, lease.duration)


def taken(candidate: Candidate, terms: Terms, wall: datetime, note: str | None) -> Lease:
    """What to write in place of the Lease seen: it is this candidate's, for another term."""
    seen = candidate.seen or Lease("")
    is_renewal = seen.holder == candidate.identity
    # A wall clock that stands still or is set back must not make a renewal look like none.
    renewed_at = wall if seen.renewed_at is None else max(wall, seen.renewed_at + TICK)
    return msgspec.structs.replace(
        seen,
        holder=candidate.identity,
        duration=terms.duration,
        transitions=seen.transitions + (not is_renewal),
        acquired_at=seen.acquired_at if is_renewal else renewed_at,
        renewed_at=renewed_at,
        note=seen.note if note is None else note,
    )


def released(lease: Lease, note: str | None) -> Lease:
    """What to write in place of one's own Lease to let another take it at once."""
    return msgspec.structs.replace(lease, holder="", note=lease.note if note is None else note)


def written(candidate: Candidate, lease: Lease, sent_at: float, now: float) -> Candidate:
    """The candidate after its writing, sent at ``sent_at``, was answered with ``lease``."""
    return msgspec.structs.replace(candidate, seen=lease, seen_at=now, leads_since=sent_at)


def term_left(candidate: Candidate, terms: Terms, now: float) -> float:
    """Seconds for which this candidate leads unless it renews; 0 or less: it does not lead."""
    if candidate.leads_since is None:
        return 0.0
    return candidate.leads_since + terms.renew_deadline - now
