"""The archive over folders and memory: what is stored comes back, byte for byte, and damage is found."""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from baseball_core.archive.__main__ import main
from baseball_core.archive.base import FEED, PATCH, SCHEDULE, Answer, ArchiveUnavailableError
from baseball_core.archive.object_archive import LINES_WAIT_SECONDS, ObjectArchive
from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import ArchiveReader, published
from baseball_core.archive.rebuilding import Rebuilder, rebuild
from baseball_core.archive.republishing import Slice, republish, select_games
from baseball_core.archive.verifying import verify
from baseball_core.codec import content_hash, decompress
from baseball_core.errors import ArchiveError, SettingsError
from baseball_core.kafka.admin import ensure_topics
from baseball_core.kafka.local import LocalBroker
from baseball_core.messages import LIVE_GAME_DATA, MLB_SCHEDULE, decode_game_document, decode_schedule_row
from baseball_core.settings import KafkaSettings

START = datetime(2025, 7, 4, 23, 5, tzinfo=UTC)
GAME = 745001
FOLDER = f"2025/R/{GAME}"


class ManualClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return START

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture(params=["file", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return "memory://" if request.param == "memory" else (tmp_path / "the archive").as_uri()


@pytest.fixture
def archive(url: str) -> ObjectArchive:
    return ObjectArchive(url)


def reader_of(archive: ObjectArchive) -> ArchiveReader:
    return ArchiveReader(archive.objects)


def document(version: int, official_date: str = "2025-07-04", game_pk: int = GAME) -> dict[str, Any]:
    """A game document as far as the archive looks into one."""
    return {
        "gamePk": game_pk,
        "metaData": {"timeStamp": f"20250704_2305{version:02d}"},
        "gameData": {"datetime": {"officialDate": official_date}},
        "liveData": {"plays": {"allPlays": [{"n": play, "text": "x" * 200} for play in range(version + 20)]}},
    }


def feed(version: int, *, sequence: int | None = 1, game_pk: int = GAME, **changes: Any) -> Answer:
    body = json.dumps(document(version, game_pk=game_pk), indent=1).encode()
    fields = {
        "season": "2025",
        "game_type": "R",
        "game_pk": game_pk,
        "kind": FEED,
        "body": body,
        "fetched_at": START + timedelta(seconds=10 * version),
        "http_status": 200,
        "url": f"https://example.test/api/v1.1/game/{game_pk}/feed/live",
        "time_code": f"20250704_2305{version:02d}",
        "result_hash": content_hash(changes.get("body", body)),
        "sequence": sequence,
    }
    return Answer(**(fields | changes))


def patch_body(version: int) -> bytes:
    """The diffPatch answer from one version to the next."""
    play = {"n": version + 20 - 1, "text": "x" * 200}
    operations = [
        {"op": "replace", "path": "/metaData/timeStamp", "value": f"20250704_2305{version:02d}"},
        {"op": "add", "path": "/liveData/plays/allPlays/-", "value": play},
    ]
    return json.dumps([{"diff": operations}]).encode()


def patch(version: int, base_hash: str, **changes: Any) -> Answer:
    result = msgspec.json.encode(document(version))
    fields = {
        "kind": PATCH,
        "body": patch_body(version),
        "base_hash": base_hash,
        "result_hash": content_hash(result),
        "sequence": version + 1,
    }
    return feed(version, **(fields | changes))


def follow(archive: ObjectArchive, versions: int) -> list[bytes]:
    """A game followed by patches; gives the bytes that were published."""
    first = feed(0)
    archive.store(first)
    bodies = [first.body]
    base = first.result_hash or ""
    for version in range(1, versions):
        answer = patch(version, base)
        archive.store(answer)
        base = answer.result_hash or ""
        bodies.append(msgspec.json.encode(document(version)))
    return bodies


def test_an_answer_comes_back_byte_for_byte_under_the_hash_of_its_bytes(archive):
    answer = feed(0, body=b'{"odd": "caf\xc3\xa9",\r\n "n": 1.0}')
    stored = archive.store(answer)
    assert stored.content_hash == content_hash(answer.body)
    assert stored.archive_key == f"{FOLDER}/{stored.content_hash}.json.zst"
    assert not stored.duplicate
    assert reader_of(archive).body(stored.archive_key) == answer.body


def test_an_object_is_one_zstd_frame(archive):
    stored = archive.store(feed(0))
    data = archive.objects.get(stored.archive_key)
    assert data is not None
    assert decompress(data, 10**7) == feed(0).body
    assert len(data) < len(feed(0).body) / 3


def test_the_same_bytes_are_kept_once_and_named_twice(archive, url):
    first = archive.store(feed(0))
    again = archive.store(feed(0, fetched_at=START + timedelta(seconds=10), sequence=2))
    assert (again.archive_key, again.duplicate) == (first.archive_key, True)
    assert len(reader_of(archive).objects(FOLDER)) == 1
    assert len(reader_of(archive).manifest([FOLDER]).entries) == 2


def test_a_new_process_recognises_bytes_that_are_there_already(tmp_path):
    url = tmp_path.as_uri()
    ObjectArchive(url).store(feed(0))
    assert ObjectArchive(url).store(feed(0, sequence=2)).duplicate


def test_two_documents_with_one_time_stamp_are_both_kept(archive):
    one = archive.store(feed(0))
    other = archive.store(feed(0, body=b'{"gamePk": 745001}', fetched_at=START + timedelta(seconds=1)))
    assert one.archive_key != other.archive_key
    lines = [entry.line for entry in reader_of(archive).manifest([FOLDER]).entries]
    assert [line.time_code for line in lines] == ["20250704_230500"] * 2
    assert len({line.hash for line in lines}) == 2


def test_the_line_of_a_published_answer_is_there_when_store_returns(archive):
    archive.store(feed(0))
    [entry] = reader_of(archive).manifest([FOLDER]).entries
    assert entry.line.sequence == 1
    assert entry.line.fetched_at == START
    assert entry.line.size == len(feed(0).body)


def test_lines_that_say_nothing_new_wait_and_go_before_the_next_published_one(archive):
    archive.store(feed(0))
    archive.store(feed(0, sequence=None, fetched_at=START + timedelta(seconds=10)))
    archive.store(feed(0, sequence=None, fetched_at=START + timedelta(seconds=20)))
    assert len(reader_of(archive).manifest([FOLDER]).entries) == 1
    archive.store(feed(3))
    assert len(reader_of(archive).manifest([FOLDER]).entries) == 4


def test_waiting_lines_are_written_after_half_a_minute_by_any_other_answer(url):
    clock = ManualClock()
    archive = ObjectArchive(url, clock=clock)
    archive.store(feed(0, sequence=None))
    clock.seconds += LINES_WAIT_SECONDS
    archive.store(feed(0, sequence=None, game_pk=745002))
    assert len(reader_of(archive).manifest([FOLDER]).entries) == 1


def test_closing_writes_what_waits(archive):
    archive.store(feed(0, sequence=None))
    archive.close()
    assert len(reader_of(archive).manifest([FOLDER]).entries) == 1


def test_every_published_document_is_rebuilt_from_the_full_feed_and_the_patches(archive):
    bodies = follow(archive, 12)
    entries = reader_of(archive).manifest([FOLDER]).entries
    read = reader_of(archive).body
    rebuilder = Rebuilder(entries, read)
    assert [rebuilder.document(entry) for entry in published(entries)] == bodies
    for index in (11, 3, 7, 0, 4):
        assert rebuilder.document(entries[index]) == bodies[index], "in any order"
        assert rebuild(entries, entries[index].line.result_hash or "", read) == bodies[index]


def test_patches_take_a_tenth_of_what_full_feeds_would(tmp_path):
    patched, whole = ObjectArchive((tmp_path / "patched").as_uri()), ObjectArchive((tmp_path / "whole").as_uri())
    players = {f"ID{number}": {"id": number, "fullName": os.urandom(20).hex()} for number in range(600)}
    held = document(0) | {"players": players}
    body = msgspec.json.encode(held)
    base = content_hash(body)
    for archive in (patched, whole):
        archive.store(feed(0, body=body))
    for version in range(1, 40):
        after = msgspec.json.encode(document(version) | {"players": players})
        whole.store(feed(version, body=after))
        patched.store(patch(version, base, result_hash=content_hash(after)))
        base = content_hash(after)

    def size(archive: ObjectArchive) -> int:
        return sum(info.size for info in archive.objects.below(""))

    assert size(patched) * 10 <= size(whole)
    assert verify(reader_of(patched), (FOLDER,)).findings == ()


def test_a_full_document_that_answers_a_diff_needs_no_base(archive):
    whole = document(5)
    archive.store(
        patch(5, "0" * 64, body=json.dumps(whole).encode(), result_hash=content_hash(msgspec.json.encode(whole)))
    )
    entries = reader_of(archive).manifest([FOLDER]).entries
    assert Rebuilder(entries, reader_of(archive).body).document(entries[0]) == msgspec.json.encode(whole)


def test_a_game_whose_type_was_corrected_is_still_one_chain(archive):
    first = feed(0, game_type="unknown")
    archive.store(first)
    archive.store(patch(1, first.result_hash or ""))
    [game] = reader_of(archive).games()
    assert set(game.folders) == {FOLDER, f"2025/unknown/{GAME}"}
    assert verify(reader_of(archive), game.folders).findings == ()


@settings(deadline=None, max_examples=30)
@given(
    kinds=st.lists(st.sampled_from(["patch", "feed", "quiet_feed", "nothing", "flip"]), max_size=15),
    order=st.randoms(use_true_random=False),
)
def test_any_course_of_a_game_can_be_rebuilt(kinds, order):
    """Patches, full feeds, verifications that are not published, and a return to bytes that were there before."""
    archive = ObjectArchive("memory://")
    first = feed(0)
    archive.store(first)
    expected = [first.body]
    version, base, moment, bodies = 0, first.result_hash or "", START, [first.body]
    for sequence, kind in enumerate(kinds, start=2):
        moment += timedelta(seconds=10)
        if kind == "patch":
            version += 1
            answer = patch(version, base, fetched_at=moment, sequence=sequence)
            expected.append(msgspec.json.encode(document(version)))
        elif kind == "nothing":
            answer = patch(version, base, body=b"[]", fetched_at=moment, sequence=None, result_hash=base)
        elif kind == "flip":
            body = order.choice(bodies)
            answer = feed(0, body=body, fetched_at=moment, sequence=sequence)
            version = len(json.loads(body)["liveData"]["plays"]["allPlays"]) - 20
            expected.append(body)
        else:
            answer = feed(version, fetched_at=moment, sequence=sequence if kind == "feed" else None)
            bodies.append(answer.body)
            if kind == "feed":
                expected.append(answer.body)
        archive.store(answer)
        base = answer.result_hash or ""
    reader = reader_of(archive)
    entries = reader.manifest([FOLDER]).entries
    rebuilder = Rebuilder(entries, reader.body)
    chosen = list(zip(published(entries), expected, strict=True))
    order.shuffle(chosen)
    assert all(rebuilder.document(entry) == body for entry, body in chosen)
    archive.close()
    assert verify(reader, (FOLDER,)).findings == ()


def test_an_answer_about_no_game_is_kept_beside_the_games(archive):
    archive.store(feed(0))
    archive.store(feed(0, game_pk=None, kind=SCHEDULE, body=b'{"dates": []}', result_hash=None))
    reader = reader_of(archive)
    assert [game.game_pk for game in reader.games()] == [GAME]
    assert reader.folders_without_game() == ["2025/-/schedule"]


@pytest.mark.parametrize("text", ["../../etc", "", "R/../..", "a" * 300, "ä\x00"])
def test_no_text_of_the_api_leads_out_of_the_archive(archive, text):
    stored = archive.store(feed(0, season=text, game_type=text))
    assert len(stored.archive_key.split("/")) == 4
    assert ".." not in stored.archive_key
    assert reader_of(archive).body(stored.archive_key) == feed(0).body


def test_state_objects_are_replaced_and_never_taken_for_answers(archive):
    assert archive.read_object("poller/checkpoint.json") is None
    archive.write_object("poller/checkpoint.json", b"one")
    archive.write_object("poller/checkpoint.json", b"two")
    assert archive.read_object("poller/checkpoint.json") == b"two"
    archive.store(feed(0))
    assert [game.game_pk for game in reader_of(archive).games()] == [GAME]


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


def test_threads_store_games_side_by_side(archive):
    def follow_game(game_pk: int) -> None:
        for version in range(10):
            archive.store(feed(version, game_pk=game_pk, sequence=version + 1 if version % 2 else None))

    threads = [threading.Thread(target=follow_game, args=(745001 + game,)) for game in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    archive.close()
    reader = reader_of(archive)
    assert len(reader.games()) == 8
    for game in reader.games():
        verified = verify(reader, game.folders)
        assert (verified.findings, verified.answers) == ((), 10)


@pytest.mark.parametrize("url", ["https://example.test/x", "file://relative/x", "s3://", "file://", "ftp://x/y"])
def test_a_url_that_cannot_be_used_is_a_bad_setting(url):
    with pytest.raises(SettingsError, match="ARCHIVE_URL: "):
        Objects(url)


def test_a_bucket_url_names_bucket_and_prefix():
    store = Objects("s3://games/live/archive")._store
    assert "games" in repr(store)
    assert "live/archive" in repr(store)


class TestRepublishing:
    @pytest.fixture
    def archive(self, tmp_path: Path) -> ObjectArchive:
        return ObjectArchive(tmp_path.as_uri())

    def run(self, archive: ObjectArchive, wanted: Slice) -> LocalBroker:
        broker = LocalBroker()
        list(republish(reader_of(archive), wanted, broker.producer()))
        return broker

    def test_a_game_comes_back_with_its_own_times_and_numbers(self, archive):
        bodies = follow(archive, 70)
        records = self.run(archive, Slice(game_pk=GAME)).records(LIVE_GAME_DATA)
        documents = [decode_game_document(record.key, record.value, record.headers) for record in records]
        assert [found.body for found in documents] == bodies
        assert [found.sequence for found in documents] == list(range(1, 71))
        assert [found.fetched_at for found in documents] == [START + timedelta(seconds=10 * n) for n in range(70)]
        assert documents[1].time_code == "20250704_230501"
        entries = reader_of(archive).manifest([FOLDER]).entries
        assert [found.archive_key for found in documents] == [entry.archive_key for entry in entries]
        assert [found.content_hash for found in documents] == [content_hash(body) for body in bodies]

    def test_answers_that_were_not_published_are_not_republished(self, archive):
        follow(archive, 2)
        archive.store(feed(5, sequence=None))
        archive.store(feed(6, kind="refused", body=b"<html>", result_hash=None, sequence=None))
        archive.close()
        assert len(self.run(archive, Slice()).records(LIVE_GAME_DATA)) == 2

    def test_a_date_takes_the_games_of_that_official_date(self, archive):
        for game_pk, day in ((1, "2025-07-04"), (2, "2025-07-05"), (3, "2025-07-04")):
            body = msgspec.json.encode(document(0, day, game_pk))
            archive.store(feed(0, game_pk=game_pk, body=body))
        records = self.run(archive, Slice(day=date(2025, 7, 4))).records(LIVE_GAME_DATA)
        assert sorted(record.key for record in records) == [b"1", b"3"]

    def test_a_season_takes_its_games_in_the_order_in_which_they_were_fetched(self, archive):
        for minute, game_pk in enumerate((9, 1, 5)):
            moment = START + timedelta(minutes=minute)
            archive.store(feed(0, game_pk=game_pk, fetched_at=moment))
        archive.store(feed(0, game_pk=7, season="2024"))
        broker = LocalBroker()
        published_keys: list[bytes] = []
        append = broker.append

        def recording(message: Any) -> None:
            published_keys.append(message.key)
            append(message)

        broker.append = recording  # type: ignore[method-assign]
        list(republish(reader_of(archive), Slice(season="2025"), broker.producer()))
        assert published_keys == [b"9", b"1", b"5"]

    def test_schedule_rows_come_back_when_new_or_changed(self, archive):
        def schedule(*rows: tuple[int, str]) -> bytes:
            games = [{"gamePk": game_pk, "status": {"statusCode": code}} for game_pk, code in rows]
            return json.dumps({"dates": [{"date": "2025-07-04", "games": games}]}).encode()

        answers = [schedule((1, "S"), (2, "S")), schedule((1, "I"), (2, "S")), schedule((1, "F"), (2, "DR"))]
        for number, body in enumerate(answers):
            moment = START + timedelta(minutes=number)
            archive.store(feed(0, game_pk=None, kind=SCHEDULE, body=body, fetched_at=moment, result_hash=None))
        records = self.run(archive, Slice(day=date(2025, 7, 4))).records(MLB_SCHEDULE)
        rows = [decode_schedule_row(record.key, record.value, record.headers) for record in records]
        of_one = [json.loads(row.body)["status"]["statusCode"] for row in rows if row.game_pk == 1]
        assert of_one == ["S", "I", "F"]
        assert len(rows) == 5
        assert rows[0].schedule_date == date(2025, 7, 4)

    def test_a_schedule_answer_that_is_broken_costs_only_itself(self, archive):
        for number, body in enumerate(
            [
                b"<html>",
                b'{"dates": 7}',
                b'{"dates": [{"date": "2025-07-04", "games": [{"gamePk": "x"}, {"gamePk": 1}]}]}',
            ]
        ):
            moment = START + timedelta(minutes=number)
            archive.store(feed(0, game_pk=None, kind=SCHEDULE, body=body, fetched_at=moment, result_hash=None))
        [record] = self.run(archive, Slice()).records(MLB_SCHEDULE)
        assert record.key == b"1"

    def test_a_hole_ends_the_replay_with_an_error_that_names_it(self, archive, tmp_path):
        follow(archive, 4)
        missing = reader_of(archive).manifest([FOLDER]).entries[2].archive_key
        (tmp_path / missing).unlink()
        with pytest.raises(ArchiveError, match=missing.rpartition("/")[2][:20]):
            self.run(archive, Slice())

    def test_nothing_is_selected_from_an_empty_archive(self, archive):
        assert select_games(reader_of(archive), Slice()) == []
        assert self.run(archive, Slice()).records(LIVE_GAME_DATA) == []


class TestCommand:
    @pytest.fixture
    def archive(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ObjectArchive:
        monkeypatch.setenv("ARCHIVE_URL", tmp_path.as_uri())
        return ObjectArchive(tmp_path.as_uri())

    @pytest.fixture(autouse=True)
    def own_logging(self) -> Iterator[None]:
        yield
        structlog.reset_defaults()

    def test_list_names_games_with_their_day_and_size(self, archive, capsys):
        follow(archive, 3)
        assert main(["list", "--json"]) == 0
        [line] = [json.loads(text) for text in capsys.readouterr().out.splitlines()]
        assert (line["game_pk"], line["day"], line["answers"], line["documents"]) == (GAME, "2025-07-04", 3, 3)
        assert line["stored_bytes"] == sum(info.size for info in reader_of(archive).objects(FOLDER))

    def test_list_reads_as_text_too(self, archive, capsys):
        follow(archive, 3)
        archive.store(feed(0, game_pk=None, kind=SCHEDULE, body=b"{}", result_hash=None))
        assert main(["list"]) == 0
        said = capsys.readouterr().out
        assert f"2025-07-04  game {GAME}: 3 answers, 3 documents" in said
        assert "2025/-/schedule: 1 answers" in said

    def test_verify_exits_with_zero_when_all_is_well_and_with_one_when_not(self, archive, tmp_path, capsys):
        follow(archive, 3)
        assert main(["verify"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "0 faults"
        (tmp_path / reader_of(archive).manifest([FOLDER]).entries[1].archive_key).unlink()
        assert main(["verify", "--game", str(GAME)]) == 1
        assert "FAULT: object_missing" in capsys.readouterr().out

    @pytest.mark.parametrize("wrong", [None, "memory://", "nowhere"])
    def test_a_bad_setting_is_one_line_and_exit_code_two(self, monkeypatch, capsys, wrong):
        if wrong is None:
            monkeypatch.delenv("ARCHIVE_URL", raising=False)
        else:
            monkeypatch.setenv("ARCHIVE_URL", wrong)
        assert main(["list"]) == 2
        said = capsys.readouterr().err
        assert said.startswith("bad setting: ARCHIVE_URL")
        assert said.count("\n") == 1

    def test_republish_without_a_broker_setting_says_which_one(self, archive, monkeypatch, capsys):
        monkeypatch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
        assert main(["republish"]) == 2
        assert "KAFKA_BOOTSTRAP_SERVERS" in capsys.readouterr().err

    @pytest.mark.kafka
    def test_republish_fills_the_real_topics(self, archive, monkeypatch, capsys, throwaway_kafka):
        ensure_topics(KafkaSettings(bootstrap_servers=throwaway_kafka.bootstrap_servers))
        capsys.readouterr()
        monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", throwaway_kafka.bootstrap_servers)
        follow(archive, 5)
        assert main(["republish", "--game", str(GAME), "--json"]) == 0
        lines = [json.loads(text) for text in capsys.readouterr().out.splitlines() if text.startswith("{")]
        assert lines[-1] == {"day": "2025-07-04", "games": 1, "documents": 5, "schedule_rows": 0}
