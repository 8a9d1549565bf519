"""Damage, outages and kills: what is found, what is kept, what is told."""

import resource
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard

from baseball_core.archive.base import ArchiveUnavailableError
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import ArchiveReader
from baseball_core.archive.rebuilding import Rebuilder
from baseball_core.archive.verifying import verify
from baseball_core.codec import content_hash
from baseball_core.errors import ArchiveError
from contract.archive_answers import FOLDER, START, feed, follow, patch, reader_of


class TestDamage:
    """What verify finds, on a folder where a test can do harm."""

    @pytest.fixture
    def archive(self, tmp_path: Path) -> ObjectArchive:
        return ObjectArchive(tmp_path.as_uri())

    def reasons(self, archive: ObjectArchive) -> list[str]:
        return sorted({finding.reason for finding in verify(reader_of(archive), (FOLDER,)).findings})

    def test_nothing_is_found_in_a_sound_archive(self, archive):
        follow(archive, 6)
        verified = verify(reader_of(archive), (FOLDER,))
        assert (verified.findings, verified.answers, verified.objects, verified.published) == ((), 6, 6, 6)

    def test_a_lost_patch_is_a_hole_and_every_document_behind_it_is_named(self, archive, tmp_path):
        follow(archive, 6)
        entries = reader_of(archive).manifest([FOLDER]).entries
        (tmp_path / entries[2].archive_key).unlink()
        findings = verify(reader_of(archive), (FOLDER,)).findings
        assert [f.reason for f in findings].count("object_missing") >= 1
        with pytest.raises(ArchiveError):
            Rebuilder(entries, reader_of(archive).body).document(entries[5])

    def test_a_lost_segment_leaves_a_patch_without_its_base(self, archive, tmp_path):
        follow(archive, 3)
        segments = sorted((tmp_path / FOLDER / "manifest").iterdir())
        segments[1].unlink()
        assert self.reasons(archive) == ["base_missing", "unlisted_object"]

    def test_changed_bytes_are_found(self, archive, tmp_path):
        stored = archive.store(feed(0))
        other = archive.store(feed(1, sequence=2))
        (tmp_path / stored.archive_key).write_bytes((tmp_path / other.archive_key).read_bytes())
        assert "object_corrupt" in self.reasons(archive)

    def test_a_torn_object_is_found(self, archive, tmp_path):
        path = tmp_path / archive.store(feed(0)).archive_key
        path.write_bytes(path.read_bytes()[:-20])
        assert "object_corrupt" in self.reasons(archive)

    def test_an_object_without_a_line_is_noted_as_harmless(self, archive):
        archive.objects.put_new(f"{FOLDER}/{content_hash(b'{}')}.json.zst", zstandard.compress(b"{}"))
        archive.store(feed(0))
        [finding] = verify(reader_of(archive), (FOLDER,)).findings
        assert (finding.reason, finding.harmless) == ("unlisted_object", True)

    def test_an_unreadable_line_costs_that_line(self, archive, tmp_path):
        follow(archive, 2)
        (tmp_path / FOLDER / "manifest" / "20250704T230000.000000Z-torn-000001.jsonl").write_bytes(b'{"fetched_at": "2')
        assert self.reasons(archive) == ["unreadable_line"]

    def test_a_wrong_result_hash_is_found(self, archive):
        first = feed(0)
        archive.store(first)
        archive.store(patch(1, first.result_hash or "", result_hash="f" * 64))
        assert self.reasons(archive) == ["rebuild_mismatch"]

    def test_an_object_cut_short_by_a_power_failure_is_healed_when_it_comes_again(self, archive, tmp_path):
        path = tmp_path / archive.store(feed(0)).archive_key
        path.write_bytes(b"")
        assert not ObjectArchive(tmp_path.as_uri()).store(feed(0, sequence=2)).duplicate
        assert self.reasons(archive) == []


class TestOutage:
    def test_an_archive_that_cannot_be_written_is_a_retryable_error_and_nothing_is_lost(self, tmp_path, monkeypatch):
        archive = ObjectArchive(tmp_path.as_uri())
        archive.store(feed(0))
        archive.store(feed(0, sequence=None, fetched_at=START + timedelta(seconds=10)))
        (tmp_path / FOLDER / "manifest").rename(tmp_path / "aside")
        (tmp_path / FOLDER / "manifest").write_bytes(b"a file where the folder should be")
        with pytest.raises(ArchiveUnavailableError) as caught:
            archive.store(patch(1, feed(0).result_hash or ""))
        assert caught.value.retryable
        (tmp_path / FOLDER / "manifest").unlink()
        (tmp_path / "aside").rename(tmp_path / FOLDER / "manifest")
        archive.store(patch(1, feed(0).result_hash or ""))
        assert [entry.line.sequence for entry in reader_of(archive).manifest([FOLDER]).entries] == [1, None, 2]
        assert verify(reader_of(archive), (FOLDER,)).findings == ()

    def test_a_bucket_out_of_reach_is_a_retryable_error_within_seconds(self, monkeypatch):
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-for-the-log")
        archive = ObjectArchive("s3://bucket/prefix")
        started = time.monotonic()
        with pytest.raises(ArchiveUnavailableError) as caught:
            archive.store(feed(0))
        assert time.monotonic() - started < 30
        assert "not-for-the-log" not in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_bucket_that_breaks_and_comes_back_holds_everything_once(self, bucket):
        archive = ObjectArchive("s3://games/live/archive")
        archive.store(feed(0))
        assert bucket.conditions == 2, "object and segment are only ever written as new ones"
        assert all(name.startswith("live/archive/2025/R/") for name in bucket.objects)
        bucket.broken = True
        with pytest.raises(ArchiveUnavailableError):
            archive.store(patch(1, feed(0).result_hash or ""))
        bucket.broken = False
        archive.store(patch(1, feed(0).result_hash or ""))
        verified = verify(reader_of(archive), (FOLDER,))
        assert (verified.findings, verified.answers) == ((), 2)

    def test_a_full_disk_is_a_retryable_error_and_leaves_no_torn_object(self, tmp_path):
        """A limit on the size of files stands in for the disk: the write fails in the middle."""
        script = (
            "import signal, resource, sys\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "from baseball_core.archive.object_archive import ObjectArchive\n"
            "from baseball_core.archive.base import Answer, ArchiveUnavailableError\n"
            "from datetime import datetime, UTC\n"
            "import os\n"
            "archive = ObjectArchive(sys.argv[1])\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
            "answer = Answer(season='2025', game_type='R', game_pk=745001, kind='feed', body=os.urandom(50_000),\n"
            "    fetched_at=datetime.now(UTC), http_status=200, url='u', sequence=1)\n"
            "try:\n"
            "    archive.store(answer)\n"
            "except ArchiveUnavailableError as exc:\n"
            "    sys.exit(7)\n"
        )
        done = subprocess.run([sys.executable, "-c", script, tmp_path.as_uri()], check=False)
        assert done.returncode == 7
        assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4096
        assert ArchiveReader(Objects(tmp_path.as_uri())).games() == [] or (
            verify(ArchiveReader(Objects(tmp_path.as_uri())), (FOLDER,)).findings == ()
        )


WRITER = """
import os, sys
from datetime import UTC, datetime
from baseball_core.archive.base import Answer
from baseball_core.archive.object_archive import ObjectArchive
archive = ObjectArchive(sys.argv[1])
print("ready", flush=True)
number = 0
while True:
    number += 1
    body = str(number).encode() + os.urandom(200_000)
    archive.store(Answer(season="2025", game_type="R", game_pk=745001, kind="raw", body=body,
        fetched_at=datetime.now(UTC), http_status=200, url="u", sequence=number))
    print(number, flush=True)
"""


@pytest.mark.parametrize("kills", [5, pytest.param(25, marks=pytest.mark.slow)])
def test_a_writer_killed_at_any_moment_leaves_no_torn_object_and_keeps_what_it_acknowledged(tmp_path, kills):
    acknowledged = 0
    for kill in range(kills):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path.as_uri()], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert writer.stdout is not None
        for _ in range(4 + kill):
            writer.stdout.readline()
        time.sleep(0.0007 * kill)
        writer.kill()
        acknowledged += 3 + kill + len(writer.stdout.read().splitlines())
        writer.wait()
        writer.stdout.close()
    verified = verify(ArchiveReader(Objects(tmp_path.as_uri())), (FOLDER,))
    assert [finding for finding in verified.findings if not finding.harmless] == []
    assert verified.answers >= acknowledged
    assert len(verified.findings) <= kills, "at most one object without a line for each kill"
