"""A document as it moves on, without a network."""

import copy

import msgspec
import pytest

from api_poller.following import (
    QUIET_POLLS,
    QUIET_POLLS_AT_THE_END,
    Held,
    advance,
    encoded,
    glimpse,
    must_verify,
    read_document,
    same_game_content,
)
from baseball_core.codec import content_hash
from baseball_core.errors import FeedError, PatchError
from baseball_core.feed.status import Phase
from baseball_core.patches import FullDocument, Patches
from support.moving_games import a_document, stamp


def held(**options):
    return read_document(msgspec.json.encode(a_document(**options)), 7)


def to(number, *operations):
    return [{"op": "replace", "path": "/metaData/timeStamp", "value": stamp(number)}, *operations]


def test_a_document_as_received_keeps_the_hash_of_its_bytes():
    body = msgspec.json.encode(a_document())
    spaced = msgspec.json.format(body, indent=2)
    assert read_document(spaced, 7).content_hash == content_hash(spaced) != content_hash(body)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"gamePk": 8}, "wrong_game"),
        ({"gamePk": None}, None),
        ({"gameData": {"game": {"pk": 8}}}, "wrong_game"),
        ({"gameData": {}, "gamePk": None}, "wrong_game"),
        ({"gameData": None}, "not_a_game"),
        ({"liveData": []}, "not_a_game"),
        ({"metaData": {"timeStamp": ""}}, "not_a_game"),
        ({"metaData": {"timeStamp": 20260704}}, "not_a_game"),
        ({"metaData": None}, "not_a_game"),
    ],
)
def test_a_document_must_be_this_game(change, reason):
    body = msgspec.json.encode({**a_document(), **change})
    if reason is None:
        assert read_document(body, 7).time_code == stamp(0)
        return
    with pytest.raises(FeedError) as refused:
        read_document(body, 7)
    assert refused.value.reason == reason


def test_envelopes_move_document_stamp_and_count_on():
    add = {"op": "add", "path": "/liveData/new", "value": 1}
    moved, body = advance(held(), Patches((to(1, add), to(2))), 7)
    assert (moved.time_code, moved.patches) == (stamp(2), 2)
    assert msgspec.json.decode(body) == moved.document
    assert moved.content_hash == content_hash(body)
    assert moved.document["liveData"]["new"] == 1


@pytest.mark.parametrize("numbers", [(0,), (2, 1), (1, 1)])
def test_an_envelope_that_does_not_lead_on_is_refused(numbers):
    """A repeated or late answer must not be applied."""
    with pytest.raises(PatchError) as refused:
        advance(held(), Patches(tuple(to(number) for number in numbers)), 7)
    assert refused.value.reason == "time_stamp_not_newer"


def test_a_second_update_with_one_stamp_is_told_from_a_repetition_of_the_first():
    first, second = (to(1, {"op": "add", "path": "/liveData/list/-", "value": value}) for value in (1, 2))
    start = held()
    start.document["liveData"]["list"] = []
    moved, _ = advance(start, Patches((first,)), 7)
    moved, _ = advance(moved, Patches((second,)), 7)
    assert moved.document["liveData"]["list"] == [1, 2]
    for repeated in (first, second):
        with pytest.raises(PatchError):
            advance(copy.deepcopy(moved), Patches((repeated,)), 7)
    moved, _ = advance(moved, Patches((to(2),)), 7)
    with pytest.raises(PatchError):
        advance(moved, Patches((second,)), 7)


def test_a_full_answer_is_taken_over_unless_it_is_from_the_past():
    newer = a_document(number=3)
    moved, _ = advance(held(number=2), FullDocument(copy.deepcopy(newer), (to(4),)), 7)
    assert (moved.time_code, moved.patches) == (stamp(4), 1)
    with pytest.raises(PatchError):
        advance(held(number=2), FullDocument(a_document(number=1)), 7)


def test_a_document_that_cannot_be_written_or_is_too_large_is_refused():
    with pytest.raises(PatchError) as refused:
        encoded({"a": "x" * 40_000_000})
    assert refused.value.reason == "too_large"
    deep = {}
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(PatchError) as refused:
        encoded(deep)
    assert refused.value.reason == "not_encodable"


def test_drifting_values_make_no_other_game():
    drifted = held(number=1)
    drifted.document["liveData"]["plays"]["allPlays"][0]["about"]["startTime"] = "later"
    assert same_game_content(held(number=1), drifted)
    drifted.document["liveData"]["linescore"]["outs"] = 77
    assert not same_game_content(held(number=1), drifted)


def test_the_full_document_is_due_after_so_many_patches_or_quiet_answers():
    """case 7"""

    def due(phase, **counts):
        return must_verify(Held({}, "", "", **counts), phase, 50)

    assert due(Phase.LIVE, patches=50)
    assert not due(Phase.LIVE, patches=49, quiet=QUIET_POLLS - 1)
    assert due(Phase.LIVE, quiet=QUIET_POLLS)
    assert due(Phase.GAME_OVER, quiet=QUIET_POLLS_AT_THE_END)
    assert not due(Phase.GAME_OVER, quiet=QUIET_POLLS_AT_THE_END - 1)


@pytest.mark.parametrize("junk", [None, 5, "text", [], {"timeStamp": {}}, True])
def test_a_glimpse_of_fields_of_the_wrong_type_is_none(junk):
    document = {
        "metaData": {"wait": junk if junk != 5 else "5"},
        "gameData": {"status": junk, "game": junk, "datetime": junk},
    }
    seen = glimpse(document)
    assert (seen.status_code, seen.wait, seen.starts_at, seen.season, seen.game_type) == (None,) * 5


def test_a_placeholder_is_no_start():
    document = a_document()
    assert glimpse(document).starts_at is not None
    document["gameData"]["status"]["startTimeTBD"] = True
    assert glimpse(document).starts_at is None
