"""A folder of documents becomes games; bad files are named and disturb nobody."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard

from statsapi_simulator.recordings import Recordings, read_recordings
from support.small_feeds import a_feed, a_play

START = datetime(2026, 7, 5, 1, tzinfo=UTC)
SPACING = timedelta(seconds=20)


def read(folder: Path) -> Recordings:
    return read_recordings(folder, start=START, spacing=SPACING)


def write(path: Path, document: Any) -> None:
    content = json.dumps(document).encode()
    if path.name.endswith(".gz"):
        content = gzip.compress(content)
    elif path.name.endswith(".zst"):
        content = zstandard.compress(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["a.json", "a.json.gz", "a.json.zst", "below/a.json"])
def test_each_kind_of_file_is_read(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, a_feed(7, code="S"))
    recordings = read(tmp_path)
    assert [(u.file, u.game_pk, u.moments) for u in recordings.usable] == [(name, 7, 1)]
    assert recordings.timelines[0].document(0) == a_feed(7, code="S")


def test_documents_of_one_game_become_its_moments_in_the_order_of_their_stamps(tmp_path: Path) -> None:
    late = a_feed(7, stamp="20260704_200000")
    early = a_feed(7, code="I", stamp="20260704_190000")
    write(tmp_path / "1.json", late)
    write(tmp_path / "2.json", early)
    write(tmp_path / "3.json.gz", early)
    (game,) = read(tmp_path).timelines
    assert [game.document(moment.index) for moment in game.moments] == [early, late]
    assert [moment.at for moment in game.moments] == [START, START + SPACING]


def test_of_two_documents_with_one_stamp_the_finished_one_is_later(tmp_path: Path) -> None:
    write(tmp_path / "a.json", a_feed(7, code="F"))
    write(tmp_path / "b.json", a_feed(7, code="I"))
    (game,) = read(tmp_path).timelines
    assert game.document(len(game.moments) - 1)["gameData"]["status"]["statusCode"] == "F"


def test_a_lone_final_document_grows_play_by_play_and_ends_as_recorded(tmp_path: Path) -> None:
    final = a_feed(7, plays=[a_play(0), a_play(1, away=1)], runs=(1, 0), stamp="20260704_180140")
    write(tmp_path / "a.json", final)
    (game,) = read(tmp_path).timelines
    documents = [game.document(moment.index) for moment in game.moments]
    assert [len(document["liveData"]["plays"]["allPlays"]) for document in documents] == [0, 1, 2, 2]
    assert [document["gameData"]["status"]["statusCode"] for document in documents] == ["P", "I", "I", "F"]
    assert documents[-1] == final
    assert [document["metaData"]["timeStamp"] for document in documents] == [m.time_code for m in game.moments]
    codes = [moment.time_code for moment in game.moments]
    assert codes == sorted(codes)
    assert game.truth.away_runs == 1
    assert game.truth.plays_total == 2
    assert game.truth.pitches_total == 4


def test_a_stamp_of_a_growing_game_is_never_later_than_the_recorded_one(tmp_path: Path) -> None:
    final = a_feed(7, plays=[a_play(0, ended="2026-07-05T09:00:00Z"), a_play(1)], stamp="20260704_180140")
    write(tmp_path / "a.json", final)
    (game,) = read(tmp_path).timelines
    assert max(moment.time_code for moment in game.moments) == "20260704_180140"


def test_a_lone_unfinished_game_stays_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "a.json", a_feed(7, code="I", plays=[a_play(0)]))
    (game,) = read(tmp_path).timelines
    assert len(game.moments) == 1


def test_the_schedule_lists_a_recorded_game_under_the_day_of_the_replay(tmp_path: Path) -> None:
    write(tmp_path / "a.json", a_feed(7, plays=[a_play(0, away=1)], runs=(4, 3)))
    (game,) = read(tmp_path).timelines
    before, after = game.schedule_rows(START)[0], game.schedule_rows(START + timedelta(hours=1), hydrated=True)[0]
    assert before.day == after.day == date(2026, 7, 4)
    assert before.row["status"]["statusCode"] == "P"
    assert before.row["teams"]["away"]["score"] == 0
    assert after.row["status"]["statusCode"] == "F"
    assert after.row["teams"]["away"]["score"] == 4
    assert after.row["officialDate"] == "2026-07-04"
    assert after.row["linescore"]["teams"]["home"]["runs"] == 3


def test_a_recorded_game_cannot_be_corrected(tmp_path: Path) -> None:
    write(tmp_path / "a.json", a_feed(7))
    (game,) = read(tmp_path).timelines
    with pytest.raises(ValueError, match="corrected"):
        game.with_correction("hit_to_error", START, 1)


def test_below_the_status_nothing_must_be_there(tmp_path: Path) -> None:
    bare = a_feed(7, code="I")
    bare["gameData"] = {"status": bare["gameData"]["status"]}
    bare["liveData"] = {}
    write(tmp_path / "a.json", bare)
    (game,) = read(tmp_path).timelines
    assert game.document(0) == bare
    assert game.boxscore(0) == game.linescore(0) == game.play_by_play(0) == {}
    assert game.schedule_rows(START, hydrated=True)[0].row["gamePk"] == 7
    assert (game.season, game.game_type, game.sport_id) == ("2026", "R", 1)
    assert game.truth.plays_total == 0


def damaged(**changes: Any) -> bytes:
    return json.dumps({**a_feed(9), **changes}).encode()


BAD = {
    "truncated.json": (damaged()[:200], "not JSON"),
    "empty.json": (b"", "not JSON"),
    "page.json": (b"<!DOCTYPE html><html></html>", "not JSON"),
    "nan.json": (damaged(oddity=float("nan")), "not JSON"),
    "surrogate.json": (damaged()[:-1] + b',"a":"\xed\xa0\x80"}', "not JSON"),
    "deep.json": (b"[" * 100_000, "not JSON"),
    "list.json": (b"[]", "a feed is an object"),
    "number.json": (b"7", "a feed is an object"),
    "schedule.json": (b'{"dates":[]}', "gamePk"),
    "text-pk.json": (damaged(gamePk="9"), "gamePk"),
    "boolean-pk.json": (damaged(gamePk=True), "gamePk"),
    "no-live.json": (damaged(liveData=None), "liveData is missing"),
    "plays.json": (damaged(liveData={"plays": "none"}), "liveData.plays is a text"),
    "stamp.json": (damaged(metaData={"timeStamp": "now"}), "timeStamp"),
    "teams.json": (damaged(gameData={**a_feed(9)["gameData"], "teams": {"home": []}}), "wrong shape"),
    "not-gzip.json.gz": (b"plain", "cannot be unpacked"),
    "half.json.gz": (gzip.compress(damaged())[:-300], "truncated"),
    "not-zstd.json.zst": (b"plain", "cannot be unpacked"),
    "half.json.zst": (zstandard.compress(damaged())[:-30], ""),
    "notes.txt": (b"hello", "not one of"),
}


def test_every_bad_file_is_refused_with_its_reason_and_the_good_one_is_served(tmp_path: Path) -> None:
    write(tmp_path / "good.json", a_feed(7))
    for name, (content, _) in BAD.items():
        (tmp_path / name).write_bytes(content)
    recordings = read(tmp_path)
    assert [usable.file for usable in recordings.usable] == ["good.json"]
    reasons = {refused.file: refused.reason for refused in recordings.refused}
    assert reasons.keys() == BAD.keys()
    for name, (_, expected) in BAD.items():
        assert expected in reasons[name], name


def test_an_empty_folder_holds_no_game(tmp_path: Path) -> None:
    assert read(tmp_path) == Recordings((), (), ())
