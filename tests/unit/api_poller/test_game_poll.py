"""One poll of one game against a scripted API on real sockets, an in-memory broker and archive."""

from datetime import timedelta

import msgspec
import pytest

from api_poller.cadence import REREADS
from baseball_core.archive.base import FEED, PATCH
from baseball_core.archive.deferring import RETRY_SECONDS, DeferringArchive
from baseball_core.telemetry.metrics import POLLER_RELOADS, POLLER_UNKNOWN_STATUS, POLLER_VERIFICATIONS
from support.manual_clock import ManualClock
from support.moving_games import MovingGame, a_document, stamp
from support.poller_rig import Rig, a_rig
from support.scripted_api import Reply, json_reply


@pytest.fixture
def rig():
    with a_rig(verify_every=1000) as rig:
        rig.track()
        yield rig


def value(metric, *labels):
    return (metric.labels(*labels) if labels else metric)._value.get()


def test_the_first_poll_publishes_the_document_as_received(rig: Rig):
    game = MovingGame(rig.api)
    rig.poll()
    (published,) = rig.published()
    assert msgspec.json.decode(published.body) == game.newest
    assert (published.game_pk, published.sequence, published.time_code) == (7, 1, stamp(0))
    (answer,) = rig.archive.answers
    assert (answer.kind, answer.sequence, answer.season, answer.game_type) == (FEED, 1, "2026", "R")
    assert published.archive_key.startswith("2026/R/7/")


def test_every_poll_asks_from_the_stamp_reached_and_moves_forward(rig: Rig):
    """case 1: never ?timecode= of the last stamp, which would give the same document for ever."""
    game = MovingGame(rig.api)
    rig.poll()
    for _ in range(3):
        game.move()
        rig.poll()
    assert rig.published_json()[-1] == game.newest
    assert [request.params for request in rig.api.requests] == [
        {},
        {"startTimecode": stamp(0)},
        {"startTimecode": stamp(1)},
        {"startTimecode": stamp(2)},
    ]


def test_after_a_patch_stamp_and_status_are_the_patched_ones_and_polling_ends(rig: Rig):
    """case 3: the diff path learns the new state, so it ends."""
    game = MovingGame(rig.api)
    rig.poll()
    game.move(code="F")
    tracked = rig.poll()
    assert (tracked.time_code, tracked.status_code) == (stamp(1), "F")
    for _ in REREADS:
        rig.wait_until_due()
        tracked = rig.poll()
    assert tracked.next_poll is None


def test_an_update_costs_about_the_bytes_of_its_patch(rig: Rig):
    """case 6: the document of half a megabyte is read once."""
    game = MovingGame(rig.api, ballast=500_000)
    game.states[0]["gameData"]["ballast"] = "".join(map(str, range(80_000)))
    rig.poll()
    whole = rig.api.sent_bytes
    for _ in range(5):
        game.move()
        rig.poll()
    assert len(rig.published()) == 6
    assert rig.api.sent_bytes - whole < whole / 50


def test_nothing_new_publishes_nothing_but_is_archived(rig: Rig):
    MovingGame(rig.api)
    rig.poll()
    rig.poll()
    assert len(rig.published()) == 1
    assert [(answer.kind, answer.sequence) for answer in rig.archive.answers] == [(FEED, 1), (PATCH, None)]
    assert rig.archive.answers[1].result_hash == rig.archive.answers[1].base_hash == rig.published()[0].content_hash


def test_a_patch_that_only_moves_the_stamp_is_no_news(rig: Rig):
    game = MovingGame(rig.api)
    rig.poll()
    game.move(play=False)
    rig.poll()
    game.move()
    rig.poll()
    assert [document.time_code for document in rig.published()] == [stamp(0), stamp(2)]


def test_published_documents_carry_growing_times_and_numbers(rig: Rig):
    game = MovingGame(rig.api)
    for _ in range(4):
        rig.poll()
        game.move()
    published = rig.published()
    assert [document.sequence for document in published] == [1, 2, 3, 4]
    times = [document.fetched_at for document in published]
    assert times == sorted(set(times))


def test_each_published_patch_names_base_and_result_so_that_it_can_be_rebuilt(rig: Rig):
    game = MovingGame(rig.api)
    rig.poll()
    for _ in range(3):
        game.move()
        rig.poll()
    hashes = [document.content_hash for document in rig.published()]
    assert [answer.result_hash for answer in rig.archive.answers] == hashes
    assert [answer.base_hash for answer in rig.archive.answers] == [None, *hashes[:-1]]


# --- verification and healing --------------------------------------------------------------------------------------


def test_a_corrupted_base_is_noticed_within_n_patches_and_healed():
    """case 7: every N patches the full document is fetched and compared."""
    with a_rig(verify_every=3) as rig:
        rig.track()
        game = MovingGame(rig.api)
        rig.poll()
        held = rig.poller._following[7].held
        held.document["liveData"]["linescore"]["outs"] = 99
        healed = value(POLLER_VERIFICATIONS, "healed")
        for _ in range(4):
            game.move()
            rig.poll()
        assert value(POLLER_VERIFICATIONS, "healed") == healed + 1
        assert rig.published_json()[-1] == game.newest


def test_a_sound_base_is_verified_as_equal_also_when_the_game_went_on():
    """case 7: the patches up to the full document's stamp make the two comparable."""
    with a_rig(verify_every=2) as rig:
        rig.track()
        game = MovingGame(rig.api)
        equal, healed = value(POLLER_VERIFICATIONS, "equal"), value(POLLER_VERIFICATIONS, "healed")
        rig.poll()
        for _ in range(6):
            game.move()
            rig.poll()
        assert value(POLLER_VERIFICATIONS, "equal") == equal + 2
        assert value(POLLER_VERIFICATIONS, "healed") == healed
        assert rig.published_json()[-1] == game.newest


@pytest.mark.parametrize(
    ("bridge", "result"),
    [
        (Reply(b"{}", status=404), "inconclusive"),
        (json_reply([]), "inconclusive"),
        (json_reply([{"diff": [{"op": "remove", "path": "/not/there"}]}]), "healed"),
        (json_reply([{"diff": [{"op": "replace", "path": "/metaData/timeStamp", "value": stamp(3)}]}]), "inconclusive"),
    ],
)
def test_whatever_the_patches_in_between_say_the_full_document_is_taken(rig: Rig, bridge, result):
    """case 7"""
    game = MovingGame(rig.api)
    rig.poll()
    rig.poller._following[7].held.quiet = 1000
    for _ in range(4):
        game.move()
    rig.api.on(game.diff_path, bridge)
    counted = value(POLLER_VERIFICATIONS, result)
    rig.poll()
    assert value(POLLER_VERIFICATIONS, result) == counted + 1
    assert rig.published_json()[-1] == game.newest


def test_a_full_document_older_than_the_patched_one_proves_nothing(rig: Rig):
    game = MovingGame(rig.api)
    rig.poll()
    game.move()
    rig.poll()
    rig.poller._following[7].held.quiet = 1000
    rig.api.on(game.feed_path, json_reply(game.states[0]))
    counted = value(POLLER_VERIFICATIONS, "inconclusive")
    assert rig.poll().failures == 1
    assert value(POLLER_VERIFICATIONS, "inconclusive") == counted + 1
    assert rig.published_json()[-1] == game.newest


def test_told_to_come_back_later_the_game_is_polled_then(rig: Rig):
    rig.upstream_clock.set(rig.now, 1.0)
    rig.api.on(None, Reply(status=429, headers={"Retry-After": "120"}))
    before = rig.now
    tracked = rig.poll()
    assert 120 <= (tracked.next_poll - before).total_seconds() < 125


def test_a_correction_in_place_is_found_although_no_diff_tells_of_it(rig: Rig):
    """case 7: a game that is quiet for long is read whole."""
    game = MovingGame(rig.api)
    game.move(code="O")
    rig.poll()
    game.rescore()
    for _ in range(10):
        rig.poll()
    assert rig.published_json()[-1] == game.newest
    assert len(rig.published()) == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ([{"diff": [{"op": "remove", "path": "/not/there"}]}], "patch_refused"),
        ([{"diff": [{"op": "test", "path": "/gamePk", "value": 8}]}], "patch_refused"),
        ([{"diff": [{"op": "add", "path": "/liveData/plays/allPlays/0", "value": 1}]}], "time_stamp_not_newer"),
        ([{"diff": [{"op": "replace", "path": "/gamePk", "value": 8}]}], "wrong_game"),
        ([{"diff": [{"op": "replace", "path": "", "value": []}]}], "not_a_game"),
        ({"message": "Object not found"}, "unknown_answer"),
        ({**a_document(8), "copyright": None}, "wrong_game"),
    ],
)
def test_a_patch_that_does_not_fit_leads_to_the_full_document(rig: Rig, answer, reason):
    """case 4, case 7: an error is never skipped; the document is read whole at once."""
    game = MovingGame(rig.api)
    rig.poll()
    rig.api.on(game.diff_path, json_reply(answer))
    game.move()
    reloads = value(POLLER_RELOADS, reason)
    rig.poll()
    assert value(POLLER_RELOADS, reason) == reloads + 1
    assert rig.published_json()[-1] == game.newest
    refused = [answer for answer in rig.archive.answers if answer.kind == "refused"]
    assert len(refused) == 1, "the unusable answer can be looked at"


def test_an_answer_that_is_repeated_is_not_applied_twice(rig: Rig):
    game = MovingGame(rig.api)
    rig.poll()
    game.move()
    rig.api.on(game.diff_path, json_reply([{"diff": game.envelopes[0]}]))
    rig.poll()
    rig.poll()
    assert rig.published_json()[-1] == game.newest
    assert len(rig.published()) == 2


def test_a_diff_that_answers_with_a_whole_document_replaces_the_one_held(rig: Rig):
    game = MovingGame(rig.api)
    rig.poll()
    game.move()
    game.move()
    rig.api.on(
        game.diff_path,
        json_reply({name: member for name, member in game.newest.items() if name != "copyright"}),
    )
    rig.poll()
    assert rig.published_json()[-1]["liveData"] == game.newest["liveData"]


def test_a_document_from_the_past_is_believed_only_the_second_time(rig: Rig):
    game = MovingGame(rig.api, code="S")
    game.move()
    game.move()
    rig.poll()
    older = game.states[0]
    rig.api.on(game.feed_path, json_reply(older))
    tracked = rig.poll()
    assert tracked.failures == 1
    assert rig.published_json()[-1] == game.newest
    rig.poll()
    assert rig.published_json()[-1] == older


# --- what a poll leads to ------------------------------------------------------------------------------------------


def test_game_over_is_followed_to_the_official_end_which_is_read_again(rig: Rig):
    """case 8: polling does not end at the first document that is not "Live"."""
    game = MovingGame(rig.api)
    rig.poll()
    game.move(code="O")
    tracked = rig.poll()
    assert rig.wait_until_due() == timedelta(seconds=10)
    game.move(code="F", play=False)
    tracked = rig.poll()
    became_final = rig.now
    assert rig.published_json()[-1]["gameData"]["status"]["statusCode"] == "F"
    for delay in REREADS:
        rig.wait_until_due()
        assert rig.now == became_final + delay
        game.rescore(f"corrected after {delay}")
        tracked = rig.poll()
        assert rig.published_json()[-1] == game.newest
    assert tracked.next_poll is None


def test_final_documents_with_one_stamp_are_both_published_and_archived(rig: Rig):
    """case 14: the stamp is no version."""
    game = MovingGame(rig.api)
    game.move(code="F")
    rig.poll()
    game.rescore()
    rig.poll()
    rig.poll()
    first, second = rig.published()
    assert first.time_code == second.time_code
    assert first.archive_key != second.archive_key
    assert len({answer.body for answer in rig.archive.answers}) == 2
    assert len(rig.archive.answers) == 3


@pytest.mark.parametrize("code", ["??", "W", "X", "ZZ"])
def test_an_unknown_status_keeps_polling_slowly_and_is_counted(rig: Rig, code):
    """case 15: never an error."""
    MovingGame(rig.api, code=code)
    counted = value(POLLER_UNKNOWN_STATUS)
    tracked = rig.poll()
    assert rig.wait_until_due() == timedelta(minutes=5)
    assert tracked.failures == 0
    assert value(POLLER_UNKNOWN_STATUS) == counted + (code in ("??", "ZZ"))


@pytest.mark.parametrize(("wait", "seconds"), [(10, 10), (1, 5), (500, 30), (None, 10), ("soon", 10), (-1, 5)])
def test_the_wait_of_the_document_is_obeyed_within_floor_and_ceiling(rig: Rig, wait, seconds):
    game = MovingGame(rig.api)
    game.newest["metaData"]["wait"] = wait
    rig.poll()
    assert rig.wait_until_due() == timedelta(seconds=seconds)


# --- when something is away ----------------------------------------------------------------------------------------


def test_while_the_archive_is_away_the_game_is_retried_and_then_nothing_is_missing(rig: Rig):
    """case 11: archive first; the first poll after the outage brings every update since."""
    game = MovingGame(rig.api)
    rig.poll()
    rig.archive.available = False
    for _ in range(3):
        game.move()
        assert rig.poll().failures > 0
    assert len(rig.published()) == 1
    assert "archive" in rig.health.ready()
    rig.archive.available = True
    assert rig.poll().failures == 0
    assert rig.published_json()[-1] == game.newest
    archived = [
        envelope["diff"]
        for answer in rig.archive.answers
        if answer.kind == PATCH
        for envelope in msgspec.json.decode(answer.body)
    ]
    assert archived == game.envelopes, "every update is in the archive"
    assert rig.health.ready() == {}


def test_with_an_archive_that_defers_live_rows_go_on_and_then_nothing_is_missing():
    clock = ManualClock()
    with a_rig(around_archive=lambda archive, health: DeferringArchive(archive, health, clock=clock)) as rig:
        rig.track()
        game = MovingGame(rig.api)
        rig.poll()
        rig.archive.available = False
        for count in range(2, 5):
            game.move()
            assert rig.poll().failures == 0
            assert len(rig.published()) == count
        assert rig.published_json()[-1] == game.newest
        assert rig.health.ready() == {"archive": "deferred: switched off"}
        rig.archive.available = True
        clock.seconds += RETRY_SECONDS
        game.move()
        rig.poll()
    assert [answer.sequence for answer in rig.archive.answers] == [document.sequence for document in rig.published()]
    for document in rig.published():
        assert rig.archive.archive.read_object(document.archive_key) is not None
    assert rig.health.ready() == {}


def test_a_document_that_was_not_delivered_is_sent_again(rig: Rig):
    """case 12: a delivery failure is counted, and the same snapshot goes first when the broker is back."""
    game = MovingGame(rig.api)
    rig.poll()
    rig.broker.available = False
    game.move()
    tracked = rig.poll()
    assert (tracked.failures, tracked.sequence) == (1, 1), "not done before the broker acknowledged it"
    game.move()
    assert rig.poll().failures == 2
    rig.broker.available = True
    tracked = rig.poll()
    assert [document.sequence for document in rig.published()] == [1, 2, 3]
    assert rig.published_json() == game.states
    assert tracked.failures == 0


def test_a_document_too_large_for_the_broker_is_counted_and_does_not_block_the_game(rig: Rig):
    """case 13"""
    topic = rig.broker.topics["live_game_data"]
    rig.broker.topics["live_game_data"] = msgspec.structs.replace(topic, max_message_bytes=10)
    game = MovingGame(rig.api)
    assert rig.poll().failures == 0
    rig.broker.topics["live_game_data"] = topic
    game.move()
    rig.poll()
    assert rig.published_json() == [game.newest]
    assert [document.sequence for document in rig.published()] == [2], "a number is given once"


def test_failures_are_retried_ever_later_and_within_bounds(rig: Rig):
    rig.upstream_clock.set(rig.now, 1.0)
    rig.api.on(None, Reply(b"{}", status=404))
    pauses = []
    for _ in range(12):
        before = rig.now
        tracked = rig.poll()
        pauses.append((tracked.next_poll - before).total_seconds())
    assert 0.5 <= pauses[0] < 2
    assert pauses[-1] > 400
    assert max(pauses) < 901


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>Be right back</html>", content_type="text/html"),
        Reply(b'{"gamePk": 7, "liveData"'),
        Reply(b"\xff\xfe\x00"),
        Reply(b"[]"),
        Reply(b"null"),
        Reply(b"{}"),
        Reply(b'{"gamePk":7,"gameData":[],"liveData":{}}'),
        Reply(b"[" * 5000 + b"]" * 5000),
        Reply(b'{"gamePk":7,"gameData":{},"liveData":{},"metaData":{"timeStamp":NaN}}'),
        json_reply(a_document(8)),
        json_reply({**a_document(), "gamePk": "7"}),
    ],
    ids=range(11),
)
def test_an_unusable_document_is_refused_counted_and_kept(rig: Rig, reply):
    rig.api.on(None, reply)
    tracked = rig.poll()
    assert tracked.failures == 1
    assert rig.published() == []
    (kept,) = rig.archive.answers
    assert (kept.kind, kept.body) == ("refused", reply.body)
    game = MovingGame(rig.api)
    assert rig.poll().failures == 0
    assert rig.published_json() == [game.newest]


def test_an_etag_seen_makes_the_next_full_reading_conditional(rig: Rig):
    game = MovingGame(rig.api, code="S")

    def feed(request):
        if request.headers.get("If-None-Match") == '"one"':
            return Reply(b"", status=304)
        return json_reply(game.newest, headers={"ETag": '"one"'})

    rig.api.on(game.feed_path, feed)
    rig.poll()
    tracked = rig.poll()
    assert tracked.failures == 0
    assert rig.api.requests[1].headers["If-None-Match"] == '"one"'
    assert len(rig.published()) == 1


def test_a_stamp_that_upstream_no_longer_knows_leads_to_the_full_document(rig: Rig):
    game = MovingGame(rig.api)
    rig.poll()
    rig.api.on(game.diff_path, Reply(b"{}", status=404))
    game.move()
    assert rig.poll().failures == 1
    rig.poll()
    assert rig.published_json()[-1] == game.newest
