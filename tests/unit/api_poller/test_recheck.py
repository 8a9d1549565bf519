"""One look at the games that game/changes names, against a scripted API and an archive in memory."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from api_poller.__main__ import build_rechecker
from api_poller.recheck import NAME, Failure, Rechecked
from api_poller.settings import Settings, StatsApiSettings
from baseball_core.archive.reading import ArchiveReader
from baseball_core.archive.verifying import verify
from baseball_core.clock import SystemClock
from baseball_core.lifecycle import Shutdown
from baseball_core.settings import ArchiveSettings, KafkaSettings
from support.moving_games import MovingGame, a_row, a_schedule
from support.poller_rig import Rig, a_rig
from support.scripted_api import Reply, json_reply

CHANGES = "/api/v1/game/changes"
THIS_YEAR = datetime.now(UTC).year


@pytest.fixture
def rig() -> Iterator[Rig]:
    """A poller whose archive and broker the recheck shares; game 7 is named as changed."""
    with a_rig() as rig:
        name_changed(rig, 7)
        yield rig


def name_changed(rig: Rig, *game_pks: int) -> None:
    """What game/changes says of every season that it is asked for."""
    rows = [a_row(game_pk, code="F") for game_pk in game_pks]
    rig.api.on(CHANGES, json_reply(a_schedule({"2026-07-02": rows})))


def recheck(rig: Rig, days: int = 3) -> Rechecked:
    """As a process of its own does it: it knows the archive and nothing else."""
    settings = Settings(
        kafka=KafkaSettings(bootstrap_servers="none:1"),
        archive=ArchiveSettings(url="memory://"),
        statsapi=StatsApiSettings(base_url=rig.api.url, read_timeout=0.5, retries=0),
    )
    rechecker = build_rechecker(
        settings,
        archive=rig.archive.archive,
        producer=rig.broker.producer(),
        clock=SystemClock(),
        shutdown=Shutdown(),
    )
    return rechecker.recheck(days)


def a_finished_game(rig: Rig, game_pk: int = 7) -> MovingGame:
    """A game that the poller has followed to its end."""
    game = MovingGame(rig.api, game_pk)
    rig.track(game_pk)
    rig.poll(game_pk)
    game.move()
    rig.poll(game_pk)
    game.move(code="F")
    rig.poll(game_pk)
    return game


def doubtful(rig: Rig) -> Any:
    return msgspec.json.decode(rig.archive.read_object(NAME) or b"null")


def test_a_corrected_document_is_archived_and_published_under_the_next_number(rig: Rig) -> None:
    game = a_finished_game(rig)
    before = rig.published()
    game.rescore()
    assert recheck(rig) == Rechecked((7,), 1, ())
    *old, new = rig.published()
    assert old == before
    assert new.sequence == before[-1].sequence + 1
    assert new.fetched_at > before[-1].fetched_at
    assert msgspec.json.decode(new.body) == game.newest
    reader = ArchiveReader(rig.archive.archive.objects)
    (stored,) = reader.games(game_pk=7)
    assert verify(reader, stored.folders).findings == ()
    assert verify(reader, stored.folders).published == len(before) + 1


def test_a_document_that_is_known_already_is_not_published_again(rig: Rig) -> None:
    """Neither one that the poller published, nor one that a recheck published before."""
    game = a_finished_game(rig)
    assert recheck(rig) == Rechecked((7,), 0, ())
    game.rescore()
    assert recheck(rig).published == 1
    assert recheck(rig) == Rechecked((7,), 0, ())


def test_values_that_drift_are_no_news(rig: Rig) -> None:
    """The projection is the running poller's."""
    game = a_finished_game(rig)
    game.newest["liveData"]["plays"]["allPlays"][0]["about"]["startTime"] = "2026-07-04T17:00:01.300Z"
    assert recheck(rig) == Rechecked((7,), 0, ())


def test_a_game_that_was_never_seen_is_published_as_its_first_document(rig: Rig) -> None:
    game = MovingGame(rig.api, 7, code="F")
    assert recheck(rig) == Rechecked((7,), 1, ())
    (document,) = rig.published()
    assert (document.sequence, msgspec.json.decode(document.body)) == (1, game.newest)


def test_so_many_days_of_this_season_and_the_last_are_asked_for(rig: Rig) -> None:
    a_finished_game(rig)
    now = datetime.now(UTC)
    recheck(rig, days=5)
    asked = rig.api.asked(CHANGES)
    assert [request.params["season"] for request in asked] == [str(THIS_YEAR), str(THIS_YEAR - 1)]
    since = datetime.fromisoformat(asked[0].params["updatedSince"])
    assert abs(since - (now - timedelta(days=5))) < timedelta(seconds=60)
    assert asked[0].params["sportId"] == "1"


def test_nothing_changed_asks_for_no_game(rig: Rig) -> None:
    name_changed(rig)
    assert recheck(rig) == Rechecked((), 0, ())
    assert rig.api.asked("feed/live") == []


def test_a_game_that_fails_costs_only_itself(rig: Rig) -> None:
    game = a_finished_game(rig)
    name_changed(rig, 5, 7)
    rig.api.on("/api/v1.1/game/5/feed/live", Reply(status=404))
    game.rescore()
    assert recheck(rig) == Rechecked((5, 7), 1, (Failure(5, "http_404"),))


def test_what_the_broker_did_not_take_is_published_by_the_next_recheck(rig: Rig) -> None:
    """The archive alone would call it published."""
    game = a_finished_game(rig)
    game.rescore()
    rig.broker.available = False
    (failure,) = recheck(rig).failed
    assert failure.game_pk == 7
    assert doubtful(rig) == [7]
    rig.broker.available = True
    assert recheck(rig) == Rechecked((7,), 1, ())
    assert msgspec.json.decode(rig.published()[-1].body) == game.newest
    assert doubtful(rig) == []
    assert recheck(rig).published == 0


def test_an_archived_document_that_is_damaged_counts_as_unknown(rig: Rig) -> None:
    a_finished_game(rig)
    objects = rig.archive.archive.objects
    reader = ArchiveReader(objects)
    (stored,) = reader.games(game_pk=7)
    for entry in reader.manifest(stored.folders).entries:
        objects.put(entry.archive_key, b"not zstd")
    assert recheck(rig) == Rechecked((7,), 1, ())


def test_a_stamp_that_upstream_has_set_back_is_believed_when_it_is_seen_twice(rig: Rig) -> None:
    game = a_finished_game(rig)
    game.rescore()
    game.newest["metaData"]["timeStamp"] = game.states[0]["metaData"]["timeStamp"]
    assert recheck(rig) == Rechecked((7,), 1, ())
    assert len(rig.api.asked("/api/v1.1/game/7/feed/live")) > 1
    assert msgspec.json.decode(rig.published()[-1].body) == game.newest


def test_beside_a_running_poller_the_later_fetch_says_the_same(rig: Rig) -> None:
    """The poller knows only its own numbers; both documents are the corrected one, and their times tell them apart."""
    game = a_finished_game(rig)
    game.rescore()
    recheck(rig)
    rig.games.update(7, lambda known: msgspec.structs.replace(known, asked=True))
    rig.poll(7)
    *_, first, second = rig.published()
    assert msgspec.json.decode(first.body) == msgspec.json.decode(second.body) == game.newest
    assert second.fetched_at > first.fetched_at
    assert recheck(rig).published == 0
