"""Replay and the commands of ``pipeline-archive``."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog

from baseball_core.archive.__main__ import main
from baseball_core.archive.base import SCHEDULE
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.archive.republishing import Slice, republish, select_games
from baseball_core.codec import content_hash
from baseball_core.errors import ArchiveError
from baseball_core.kafka.admin import ensure_topics
from baseball_core.kafka.local import LocalBroker
from baseball_core.messages import LIVE_GAME_DATA, MLB_SCHEDULE, decode_game_document, decode_schedule_row
from baseball_core.settings import KafkaSettings
from contract.archive_answers import FOLDER, GAME, START, document, feed, follow, reader_of


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
