"""Recorded full feeds and diffPatch answers through the archive: what was published comes out again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from baseball_core.archive.base import FEED, PATCH, Answer
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.archive.reading import ArchiveReader
from baseball_core.archive.rebuilding import Rebuilder
from baseball_core.archive.verifying import verify
from baseball_core.codec import content_hash
from baseball_core.patches import apply_answer, parse_answer
from support.recordings import RECORDINGS, load, needs_recordings, recorded

START = datetime(2025, 7, 4, 23, 5, tzinfo=UTC)


def answer(kind: str, body: bytes, seconds: int, result: bytes, base: bytes | None = None) -> Answer:
    return Answer(
        season="2025",
        game_type="R",
        game_pk=1,
        kind=kind,
        body=body,
        fetched_at=START + timedelta(seconds=seconds),
        http_status=200,
        url="https://example.test",
        base_hash=None if base is None else content_hash(base),
        result_hash=content_hash(result),
        sequence=seconds + 1,
    )


@needs_recordings
@pytest.mark.parametrize("name", recorded("diffpatch/*.json.gz"))
def test_a_recorded_patch_on_its_recorded_base_is_rebuilt(name, tmp_path):
    game, _, start = Path(name).name.partition("_from")
    base_name = f"feed_live/{game}_{start[:15]}.json.gz"
    diff = load(name)
    if (RECORDINGS / base_name).is_file():
        base = load(base_name)
    elif b'"liveData"' in diff[:200_000]:
        base = load(recorded_feed())
    else:
        pytest.skip("the base of this patch is not among the recordings")
    result = msgspec.json.encode(apply_answer(msgspec.json.decode(base), parse_answer(diff)))
    archive = ObjectArchive(tmp_path.as_uri())
    archive.store(answer(FEED, base, 0, base))
    archive.store(answer(PATCH, diff, 1, result, base))
    reader = ArchiveReader(archive.objects)
    entries = reader.manifest(["2025/R/1"]).entries
    rebuilder = Rebuilder(entries, reader.body)
    assert [rebuilder.document(entry) for entry in entries] == [base, result]
    assert verify(reader, ("2025/R/1",)).findings == ()


def recorded_feed() -> str:
    return sorted(str(path.relative_to(RECORDINGS)) for path in RECORDINGS.glob("feed_live/*.json.gz"))[0]


@needs_recordings
def test_every_recorded_feed_is_archived_and_read_back_byte_for_byte(tmp_path):
    archive = ObjectArchive(tmp_path.as_uri())
    names = sorted(str(path.relative_to(RECORDINGS)) for path in RECORDINGS.glob("feed_*/*.json.gz"))
    stored = {}
    for seconds, name in enumerate(names):
        body = load(name)
        stored[archive.store(answer(FEED, body, seconds, body)).archive_key] = name
    reader = ArchiveReader(archive.objects)
    for key, name in stored.items():
        assert reader.body(key) == load(name)
    assert verify(reader, ("2025/R/1",)).findings == ()
