"""The archive over folders, memory and buckets: what is stored comes back, byte for byte."""

import json
import os
import threading
from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseball_core.archive.base import SCHEDULE
from baseball_core.archive.object_archive import LINES_WAIT_SECONDS, ObjectArchive
from baseball_core.archive.objects import Objects
from baseball_core.archive.reading import published
from baseball_core.archive.rebuilding import Rebuilder, rebuild
from baseball_core.archive.verifying import verify
from baseball_core.codec import content_hash, decompress
from baseball_core.errors import SettingsError
from contract.archive_answers import FOLDER, GAME, START, document, feed, follow, patch, reader_of


class ManualClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return START

    def monotonic(self) -> float:
        return self.seconds


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
