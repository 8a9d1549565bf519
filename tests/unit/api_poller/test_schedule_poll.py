"""Schedule, corrections and statuses against a scripted API."""

import random
from datetime import timedelta

import msgspec
import pytest

from api_poller.schedule_poll import PAGE
from baseball_core.archive.base import SCHEDULE, ArchiveUnavailableError
from baseball_core.errors import FeedError, UpstreamError
from baseball_core.kafka.base import DeliveryError
from baseball_core.messages import MLB_SCHEDULE, decode_schedule_row
from baseball_core.telemetry.metrics import POLLER_REFUSED_ROWS
from support.moving_games import a_row, a_schedule
from support.poller_rig import NOON, Rig, a_rig
from support.scripted_api import Reply, json_reply

SCHEDULE_PATH = "/api/v1/schedule"
CHANGES_PATH = "/api/v1/game/changes"


@pytest.fixture
def rig():
    with a_rig() as rig:
        yield rig


def rows_published(rig: Rig):
    return [
        decode_schedule_row(record.key, record.value, record.headers) for record in rig.broker.records(MLB_SCHEDULE)
    ]


def serve(rig: Rig, rows_by_day):
    rig.api.on(SCHEDULE_PATH, json_reply(a_schedule(rows_by_day)))


def test_yesterday_and_today_are_asked_for_by_eastern_time(rig: Rig):
    """case 2: at 02:00Z it is still the day before in the East."""
    serve(rig, {})
    rig.upstream_clock.set(NOON.replace(hour=2), 0)
    rig.schedule.read_schedule()
    assert rig.api.requests[0].params == {"sportId": "1", "startDate": "2026-07-02", "endDate": "2026-07-03"}


def test_every_game_of_a_row_is_tracked_and_every_row_published(rig: Rig):
    serve(rig, {"2026-07-03": [a_row(7, code="DR")], "2026-07-04": [a_row(7, code="S"), a_row(8, code="I")]})
    rig.schedule.read_schedule()
    assert {game.game_pk: game.row_status for game in rig.games.all()} == {7: "S", 8: "I"}
    published = rows_published(rig)
    assert sorted((row.game_pk, str(row.schedule_date)) for row in published) == [
        (7, "2026-07-03"),
        (7, "2026-07-04"),
        (8, "2026-07-04"),
    ]
    assert all(msgspec.json.decode(row.body)["gamePk"] == row.game_pk for row in published)
    assert [answer.kind for answer in rig.archive.answers] == [SCHEDULE]


def test_only_rows_that_changed_are_published_again(rig: Rig):
    serve(rig, {"2026-07-04": [a_row(7), a_row(8)]})
    rig.schedule.read_schedule()
    rig.schedule.read_schedule()
    serve(rig, {"2026-07-04": [a_row(7), a_row(8, code="P")]})
    rig.schedule.read_schedule()
    assert sorted(row.game_pk for row in rows_published(rig)) == [7, 8, 8]


def test_rows_that_the_broker_did_not_take_are_sent_again(rig: Rig):
    """case 12"""
    serve(rig, {"2026-07-04": [a_row(7)]})
    rig.broker.available = False
    with pytest.raises(DeliveryError):
        rig.schedule.read_schedule()
    assert [game.game_pk for game in rig.games.all()] == [7], "the game is polled all the same"
    rig.broker.available = True
    rig.schedule.read_schedule()
    assert [row.game_pk for row in rows_published(rig)] == [7]


def test_a_row_that_the_broker_will_never_take_does_not_stop_the_others(rig: Rig):
    serve(rig, {"2026-07-04": [a_row(7), a_row(8, note=random.Random(1).randbytes(5000).hex())]})
    topic = rig.broker.topics[MLB_SCHEDULE]
    rig.broker.topics[MLB_SCHEDULE] = msgspec.structs.replace(topic, max_message_bytes=2000)
    for _ in range(2):
        rig.schedule.read_schedule()
    assert [row.game_pk for row in rows_published(rig)] == [7]


def test_bad_rows_are_counted_and_cost_only_themselves(rig: Rig):
    serve(rig, {"2026-07-04": [{"gamePk": "seven"}, a_row(8)]})
    refused = POLLER_REFUSED_ROWS._value.get()
    rig.schedule.read_schedule()
    assert POLLER_REFUSED_ROWS._value.get() == refused + 1
    assert [row.game_pk for row in rows_published(rig)] == [8]


def test_an_answer_of_the_wrong_type_is_refused_and_kept(rig: Rig):
    rig.api.on(SCHEDULE_PATH, Reply(b"<html>", content_type="text/html"))
    with pytest.raises(UpstreamError):
        rig.schedule.read_schedule()
    assert [(answer.kind, answer.body) for answer in rig.archive.answers] == [("refused", b"<html>")]


def test_while_the_archive_is_away_games_are_tracked_and_rows_wait(rig: Rig):
    """case 11"""
    serve(rig, {"2026-07-04": [a_row(7)]})
    rig.archive.available = False
    with pytest.raises(ArchiveUnavailableError):
        rig.schedule.read_schedule()
    assert [game.game_pk for game in rig.games.all()] == [7]
    assert rows_published(rig) == []
    rig.archive.available = True
    rig.schedule.read_schedule()
    assert [row.game_pk for row in rows_published(rig)] == [7]


def test_an_unchanged_schedule_costs_a_304(rig: Rig):
    def script(request):
        if request.headers.get("If-None-Match"):
            return Reply(status=304)
        return json_reply(a_schedule({"2026-07-04": [a_row(7)]}), headers={"ETag": '"s"'})

    rig.api.on(SCHEDULE_PATH, script)
    rig.schedule.read_schedule()
    rig.schedule.read_schedule()
    assert len(rig.archive.answers) == 1


def test_rows_of_past_weeks_are_not_kept(rig: Rig):
    serve(rig, {"2026-07-04": [a_row(7)]})
    rig.schedule.read_schedule()
    rig.pass_time(days=20)
    serve(rig, {"2026-07-24": [a_row(8)]})
    rig.schedule.read_schedule()
    assert {game_pk for game_pk, _ in rig.schedule.published_rows} == {8}


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"dates":1}', b'{"dates":'])
def test_an_answer_that_is_no_schedule_is_refused_and_kept(rig: Rig, body):
    rig.api.on(SCHEDULE_PATH, Reply(body))
    with pytest.raises(FeedError):
        rig.schedule.read_schedule()
    assert [(answer.kind, answer.body) for answer in rig.archive.answers] == [("refused", body)]


# --- corrections ---------------------------------------------------------------------------------------------------


def test_the_watermark_is_taken_before_reading_and_moves_only_after_success(rig: Rig):
    rig.schedule.watermark = NOON - timedelta(hours=1)
    rig.api.on(CHANGES_PATH, Reply(status=404))
    with pytest.raises(UpstreamError):
        rig.schedule.read_changes()
    assert rig.schedule.watermark == NOON - timedelta(hours=1)

    def script(request):
        rig.pass_time(seconds=30)
        return json_reply(a_schedule({"2026-05-01": [a_row(9, code="F")]}))

    rig.api.on(CHANGES_PATH, script)
    rig.schedule.read_changes()
    assert rig.schedule.watermark == NOON, "what was corrected while reading is read next time"
    assert rig.api.requests[-1].params["updatedSince"] == "2026-07-04T16:00:00Z"
    assert rig.games.get(9).asked


def test_corrections_of_the_season_before_are_read_as_well(rig: Rig):
    def script(request):
        row = {"2026": a_row(9), "2025": a_row(5)}[request.params["season"]]
        return json_reply(a_schedule({f"{request.params['season']}-05-01": [row]}))

    rig.api.on(CHANGES_PATH, script)
    rig.schedule.read_changes()
    assert {game.game_pk for game in rig.games.all() if game.asked} == {9, 5}
    assert rig.schedule.watermark == NOON


def test_all_pages_are_read(rig: Rig):
    """Nothing is cut off by a page's length."""
    everything = [a_row(number) for number in range(1, 2 * PAGE + 51)]

    def script(request):
        offset, limit = int(request.params["offset"]), int(request.params["limit"])
        return json_reply(
            {
                "totalGames": len(everything),
                "dates": [{"date": "2026-05-01", "games": everything[offset : offset + limit]}],
            }
        )

    rig.api.on(CHANGES_PATH, script)
    rig.schedule.read_changes()
    assert len(rig.games.all()) == len(everything)
    of_this_season = [request for request in rig.api.requests if request.params["season"] == "2026"]
    assert [request.params["offset"] for request in of_this_season] == ["0", "100", "200"]


def test_a_server_that_ignores_the_offset_is_not_asked_for_ever(rig: Rig):
    page = [a_row(number) for number in range(1, PAGE + 1)]
    rig.api.on(CHANGES_PATH, json_reply({"totalGames": 9999, "dates": [{"date": "2026-05-01", "games": page}]}))
    rig.schedule.read_changes()
    assert [request.params["season"] for request in rig.api.requests] == ["2026", "2026", "2025"]


def test_a_failure_in_the_middle_of_the_pages_keeps_the_watermark(rig: Rig):
    rig.schedule.watermark = NOON - timedelta(hours=1)
    page = [a_row(number) for number in range(1, PAGE + 1)]
    rig.api.sequence(
        CHANGES_PATH,
        json_reply({"totalGames": 9999, "dates": [{"date": "2026-05-01", "games": page}]}),
        Reply(status=404),
    )
    with pytest.raises(UpstreamError):
        rig.schedule.read_changes()
    assert rig.schedule.watermark == NOON - timedelta(hours=1)


# --- statuses ------------------------------------------------------------------------------------------------------


def test_the_list_of_statuses_is_loaded_and_the_bundled_one_serves_until_then(rig: Rig):
    assert rig.schedule.is_known_status("IR")
    assert not rig.schedule.is_known_status("ZQ")
    rig.api.on("/api/v1/gameStatus", json_reply([{"statusCode": "ZQ"}]))
    rig.schedule.read_statuses()
    assert rig.schedule.is_known_status("ZQ")
    assert rig.schedule.is_known_status("IR")
