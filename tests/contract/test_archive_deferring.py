"""While the archive cannot be written, answers wait, and are stored in their order afterwards."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from baseball_core.archive.base import FEED, Answer, ArchiveUnavailableError
from baseball_core.archive.deferring import RETRY_SECONDS, DeferringArchive
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.codec import compress, content_hash
from baseball_core.telemetry.health import Health
from support.manual_clock import ManualClock
from support.poller_rig import SwitchedArchive

BEGIN = datetime(2026, 7, 4, 17, 0, tzinfo=UTC)


def an_answer(number: int, game_pk: int = 1, body: bytes | None = None) -> Answer:
    body = body or b'{"number": %d}' % number
    return Answer(
        season="2026",
        kind=FEED,
        body=body,
        fetched_at=BEGIN + timedelta(seconds=number),
        http_status=200,
        url="http://127.0.0.1/feed",
        game_pk=game_pk,
        game_type="R",
        result_hash=content_hash(body),
        sequence=number,
    )


def test_what_waited_is_stored_in_its_order_and_before_what_comes_later() -> None:
    inner, clock = SwitchedArchive(), ManualClock()
    archive = DeferringArchive(inner, Health(), clock=clock)
    answers = [an_answer(number, game_pk=1 + number % 2) for number in range(6)]
    assert not archive.store(answers[0]).deferred
    inner.available = False
    waiting = [archive.store(answer) for answer in answers[1:4]]
    assert all(stored.deferred for stored in waiting)
    inner.available = True
    assert archive.store(answers[4]).deferred, "not tried again at once: a slow failure would stop every game"
    clock.seconds += RETRY_SECONDS
    assert not archive.store(answers[5]).deferred
    assert inner.answers == answers


def test_an_answer_that_waits_is_named_as_it_will_be() -> None:
    inner, clock = SwitchedArchive(), ManualClock()
    archive = DeferringArchive(inner, Health(), clock=clock)
    inner.available = False
    stored = archive.store(an_answer(1))
    inner.available = True
    clock.seconds += RETRY_SECONDS
    archive.flush()
    assert inner.read_object(stored.archive_key) == compress(an_answer(1).body)


def test_no_object_tells_of_an_answer_that_still_waits() -> None:
    """The checkpoint says which documents were published; whoever reads it must find them in the archive."""
    inner, clock, health = SwitchedArchive(), ManualClock(), Health()
    archive = DeferringArchive(inner, health, clock=clock)
    inner.available = False
    archive.store(an_answer(1))
    assert health.ready() == {"archive": "deferred: switched off"}
    inner.available = True
    with pytest.raises(ArchiveUnavailableError, match="1 answers wait: switched off"):
        archive.write_object("checkpoint", b"1")
    clock.seconds += RETRY_SECONDS
    archive.write_object("checkpoint", b"1")
    assert [answer.sequence for answer in inner.answers] == [1]
    assert health.ready() == {}


def test_no_more_waits_than_the_limit_allows() -> None:
    inner, clock = SwitchedArchive(), ManualClock()
    inner.available = False
    body = os.urandom(1000)
    archive = DeferringArchive(inner, Health(), clock=clock, limit=len(compress(body)))
    archive.store(an_answer(1, body=body))
    with pytest.raises(ArchiveUnavailableError, match="wait already"):
        archive.store(an_answer(2, body=os.urandom(1000)))
    inner.available = True
    clock.seconds += RETRY_SECONDS
    archive.store(an_answer(2, body=body))
    assert [answer.sequence for answer in inner.answers] == [1, 2]


def test_closing_tries_once_more_whatever_the_time() -> None:
    inner = SwitchedArchive()
    archive = DeferringArchive(inner, Health(), clock=ManualClock())
    inner.available = False
    archive.store(an_answer(1))
    inner.available = True
    archive.close()
    assert [answer.sequence for answer in inner.answers] == [1]


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Path]:
    """A volume of a megabyte."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a volume")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", tmp_path], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no volume can be mounted here: {mounted.stderr.decode().strip()}")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


def test_a_full_volume_loses_nothing_once_it_has_space(volume: Path) -> None:
    clock = ManualClock()
    archive = DeferringArchive(ObjectArchive(f"file://{volume}"), Health(), clock=clock)
    bodies = [b'"%s"' % os.urandom(100_000).hex().encode() for _ in range(20)]
    stored = [archive.store(an_answer(number, body=body)) for number, body in enumerate(bodies)]
    assert not stored[0].deferred
    assert stored[-1].deferred
    subprocess.run(["mount", "-o", "remount,size=16m", volume], check=True)
    clock.seconds += RETRY_SECONDS
    archive.close()
    reader = ObjectArchive(f"file://{volume}")
    assert [reader.read_object(one.archive_key) for one in stored] == [compress(body) for body in bodies]
