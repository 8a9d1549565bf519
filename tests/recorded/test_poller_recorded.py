"""The poller's decisions on documents of the real API."""

import copy
from datetime import timedelta

import msgspec
import pytest

from api_poller.cadence import poll_interval
from api_poller.changes import canonical_hash, projection
from api_poller.following import Held, advance, encoded, glimpse, read_document, same_game_content
from api_poller.game_status import KNOWN_CODES, parse_game_status
from api_poller.schedule import newest_rows, parse_schedule
from api_poller.tracking import observe_row, waits_for_first_game
from baseball_core.codec import content_hash
from baseball_core.feed.status import Phase, phase
from baseball_core.messages import MAX_MESSAGE_BYTES, GameDocument, encode_game_document
from baseball_core.patches import FullDocument, Patches, parse_answer
from support.recordings import load, recorded

BASES = {
    "746139_from20240612_041248": "746139_20240612_041248",
    "746139_from20240612_042717": "746139_20240612_042717",
    "824608_from20260429_191323_b1+15s": "824608_20260429_191323",
    "824608_from20260429_191323_b1+60s": "824608_20260429_191323",
    "824608_from20260429_191510_b2+30s": "824608_20260429_191510",
}
FEEDS = [*recorded("feed_live/*.json.gz"), *recorded("feed_final/*.json.gz")]


def game_pk_of(name: str) -> int:
    return int(name.split("/")[-1].split("_")[0].split(".")[0])


@pytest.mark.parametrize("name", FEEDS)
def test_every_recorded_document_is_read_and_tells_what_the_poller_needs(name):
    held = read_document(load(name), game_pk_of(name))
    seen = glimpse(held.document)
    assert seen.wait == 10
    assert seen.status_code in KNOWN_CODES
    assert phase(seen.status_code) is not Phase.UNKNOWN
    assert seen.season in name or held.time_code[:4] == seen.season
    assert seen.game_type
    assert seen.starts_at is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("feed_final/747175", "feed_live/747175_20240713_041909"),
        ("feed_final/718263", "feed_live/718263_20230507_232820"),
    ],
)
def test_recordings_that_differ_only_by_drift_are_no_news_but_are_two_documents(one, other):
    """case 14: one stamp, two contents; archived both, published once."""
    first, second = load(one), load(other)
    pk = game_pk_of(one)
    assert content_hash(first) != content_hash(second)
    one_held, other_held = read_document(first, pk), read_document(second, pk)
    assert one_held.time_code == other_held.time_code
    assert canonical_hash(one_held.document) == canonical_hash(other_held.document)
    assert same_game_content(one_held, other_held)


@pytest.mark.parametrize("name", FEEDS)
def test_a_changed_play_is_news_in_every_recorded_document(name):
    document = msgspec.json.decode(load(name))
    changed = copy.deepcopy(document)
    plays = changed["liveData"]["plays"]["allPlays"]
    if plays:
        plays[-1]["result"]["event"] = "Another"
    else:
        changed["gameData"]["status"]["statusCode"] = "P"
    assert canonical_hash(changed) != canonical_hash(document)
    assert len(msgspec.json.encode(projection(document))) > len(msgspec.json.encode(document)) * 0.8


@pytest.mark.parametrize(("patch", "base"), BASES.items())
def test_a_recorded_patch_moves_the_document_held(patch, base):
    """case 3, case 6: stamp and content are the patched ones, for a small part of the bytes."""
    body, diff = load(f"feed_live/{base}"), load(f"diffpatch/{patch}")
    pk = game_pk_of(base)
    held = read_document(body, pk)
    before = canonical_hash(held.document)
    answer = parse_answer(diff)
    assert isinstance(answer, Patches)
    moved, moved_body = advance(held, answer, pk)
    assert moved.time_code > base.split("_", 1)[1]
    assert moved.patches == len(answer.envelopes)
    assert canonical_hash(moved.document) != before
    assert msgspec.json.decode(moved_body) == moved.document
    assert len(diff) < len(body) / 15


def test_the_patched_document_and_the_later_recording_tell_the_same_plays():
    """case 7: patches up to 19:14:27 against the recording of 19:15:10, play by play as far as both go."""
    held = read_document(load("feed_live/824608_20260429_191323"), 824608)
    answer = parse_answer(load("diffpatch/824608_from20260429_191323_b1+60s"))
    assert isinstance(answer, Patches)
    moved, _ = advance(held, answer, 824608)
    later = msgspec.json.decode(load("feed_live/824608_20260429_191510"))
    patched_plays = projection(moved.document)["liveData"]["plays"]["allPlays"]
    later_plays = projection(later)["liveData"]["plays"]["allPlays"]
    complete = [play for play in patched_plays if play["about"]["isComplete"]]
    assert len(complete) >= 53
    assert [play["result"] for play in complete] == [play["result"] for play in later_plays[: len(complete)]]


def test_a_whole_feed_from_diffpatch_is_taken_over():
    answer = parse_answer(load("diffpatch/776567_20250827_231301_nocode_fullfeed"))
    assert isinstance(answer, FullDocument)
    held = read_document(load("feed_live/776567_20250827_231301"), 776567)
    moved, _ = advance(held, answer, 776567)
    assert moved.time_code == held.time_code


@pytest.mark.parametrize("name", FEEDS)
def test_every_recorded_document_fits_into_a_message_ten_times(name):
    """case 13"""
    body = load(name)
    held = Held(msgspec.json.decode(body), "20260704_170000", content_hash(body))
    message = encode_game_document(
        GameDocument(
            game_pk=game_pk_of(name),
            fetched_at=glimpse(held.document).starts_at,
            time_code=held.time_code,
            sequence=1,
            content_hash=held.content_hash,
            archive_key="k",
            body=encoded(held.document),
        )
    )
    assert len(message.value) * 10 < MAX_MESSAGE_BYTES


def test_every_status_of_the_api_s_own_list_is_known_and_has_a_cadence():
    """case 15"""
    codes = parse_game_status(load("other/gameStatus_MLBStuff"))
    assert len(codes) == 201
    assert codes <= KNOWN_CODES
    for code in codes:
        current = phase(code)
        assert current is not Phase.UNKNOWN or code in ("W", "X")
        interval = poll_interval(
            current, since=timedelta(), until_start=None, until_resume=None, wait=timedelta(seconds=10)
        )
        assert (interval is None) == (code[0] in "FRC")


@pytest.mark.parametrize("name", recorded("schedule/*.json.gz"))
def test_every_row_of_every_recorded_schedule_is_read(name):
    body = load(name)
    answer = parse_schedule(body)
    raw = [game for entry in msgspec.json.decode(body)["dates"] for game in entry["games"]]
    assert len(answer.rows) == len(raw) > 0
    assert answer.refused == 0
    for row, game in zip(answer.rows, raw, strict=True):
        assert row.game_pk == game["gamePk"]
        assert row.status_code == game["status"]["statusCode"]
        assert row.starts_at is not None
        assert msgspec.json.decode(row.body) == game


def test_a_postponed_row_and_its_make_up_are_one_game_and_the_newer_row_stands():
    rows = [row for row in parse_schedule(load("schedule/2025-02-22_2025-09-28")).rows if row.game_pk == 777464]
    assert [(str(row.day), row.status_code) for row in rows] == [("2025-06-18", "DI"), ("2025-06-19", "F")]
    now = rows[0].starts_at
    for order in (rows, rows[::-1]):
        game = None
        for row in order:
            game = observe_row(game, row, now)
        assert (str(game.row_day), game.row_status) == ("2025-06-19", "F")
    assert newest_rows(rows)[777464].status_code == "F"


def test_neither_game_of_a_recorded_split_doubleheader_waits_for_the_other():
    """case 16"""
    rows = [row for row in parse_schedule(load("schedule/2022-07-04")).rows if row.double_header == "S"]
    assert sorted(row.game_number for row in rows) == [1, 2]
    games = [observe_row(None, row, row.starts_at) for row in rows]
    assert not any(waits_for_first_game(game, games) for game in games)
