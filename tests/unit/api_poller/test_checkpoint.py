"""What survives the process."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from api_poller.checkpoint import (
    NAME,
    SEQUENCE_GAP,
    UNREADABLE_NAME,
    Checkpoint,
    PublishedRow,
    load_checkpoint,
    save_checkpoint,
)
from api_poller.games import Games
from api_poller.tracking import TrackedGame
from baseball_core.archive.base import ArchiveUnavailableError
from support.poller_rig import SwitchedArchive

NOW = datetime(2026, 7, 4, 17, tzinfo=UTC)
LIVE = TrackedGame(
    game_pk=7,
    season="2026",
    game_type="R",
    row_day=date(2026, 7, 4),
    row_status="I",
    teams=(1, 2),
    status_code="I",
    status_since=NOW,
    next_poll=NOW,
    rereads=(NOW,),
    canonical_hash="c",
    fetched_at=NOW,
    time_code="t",
    sequence=41,
)
CLOSED = msgspec.structs.replace(LIVE, game_pk=8, status_code="F", next_poll=None, rereads=())
FULL = Checkpoint(
    games=(LIVE, CLOSED),
    rows=(PublishedRow(7, date(2026, 7, 4), "hash"),),
    sequences={9: 300},
    watermark=NOW,
)


@pytest.fixture
def archive():
    return SwitchedArchive()


def test_the_first_start_begins_with_nothing(archive):
    assert load_checkpoint(archive) == Checkpoint()


def test_after_an_orderly_end_everything_is_as_it_was(archive):
    save_checkpoint(archive, FULL)
    assert load_checkpoint(archive) == FULL


def test_after_a_crash_no_number_is_given_twice(archive):
    save_checkpoint(archive, msgspec.structs.replace(FULL, is_clean=False))
    live, closed = load_checkpoint(archive).games
    assert live == msgspec.structs.replace(LIVE, sequence=41 + SEQUENCE_GAP)
    assert closed == CLOSED
    save_checkpoint(archive, msgspec.structs.replace(load_checkpoint(archive), is_clean=False))
    assert load_checkpoint(archive).first_sequence == 2 * SEQUENCE_GAP, "also of games met after the last writing"


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"games":5}', b"\xff", b'{"games":[{"game_pk":"x"}]}', b"[" * 99_999]
)
def test_a_checkpoint_that_cannot_be_read_is_set_aside_and_the_start_goes_on(archive, data):
    archive.write_object(NAME, data)
    assert load_checkpoint(archive) == Checkpoint()
    assert archive.read_object(UNREADABLE_NAME) == data


def test_a_checkpoint_of_a_later_version_with_more_fields_is_understood(archive):
    archive.write_object(NAME, msgspec.json.encode({**msgspec.to_builtins(FULL), "something_new": 1}))
    assert load_checkpoint(archive).watermark == NOW


def test_an_archive_that_is_away_is_not_an_empty_one(archive):
    archive.available = False
    with pytest.raises(ArchiveUnavailableError):
        load_checkpoint(archive)


def test_a_forgotten_game_that_comes_back_goes_on_counting():
    games = Games(FULL.games, FULL.sequences)
    games.forget(8)
    assert games.sequences() == {8: 41, 9: 300}
    for game_pk, sequence in ((8, 41), (9, 300), (10, 0)):
        fresh = TrackedGame(game_pk=game_pk, season="2026", game_type="R")
        assert games.observe(game_pk, lambda before, fresh=fresh: fresh).sequence == sequence
    assert games.sequences() == {}
