"""Any order, repetition and grouping of the same documents leaves the same tables."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
import pytest

from baseball_core.clock import SystemClock
from baseball_core.db.session import WriteSession
from baseball_core.kafka.base import Record
from baseball_core.messages import GameDocument
from baseball_core.telemetry.health import Health
from local_stack.postgres import PostgresServer
from rt_transformer.handler import TransformerHandler
from statsapi_simulator.baseball.timeline import play_day
from support.feeds import FETCHED_FROM, a_document_record, a_schedule_record, a_schedule_row
from support.stack import Database, new_database
from support.tables import Dump, differences, dump

SEEDS = (1, 2, 3, 4, 5, 6)
STORIES = ("challenge_rollback", "suspended_resumed", "postponed_made_up")


def a_days_records() -> list[Record]:
    """Documents of three games, about every twelfth moment of each, and schedule rows, as they were published."""
    records: list[Record] = []
    for game in play_day(seed=5, day=date(2026, 7, 4), games=len(STORIES), stories=STORIES):
        chosen = [*range(0, len(game.moments), 12), *range(max(0, len(game.moments) - 6), len(game.moments))]
        for number, index in enumerate(sorted(set(chosen)), start=1):
            document = GameDocument(
                game_pk=game.game_pk,
                fetched_at=FETCHED_FROM + timedelta(seconds=10 * number),
                time_code=None,
                sequence=number,
                content_hash=f"{game.game_pk}-{number}",
                archive_key=f"{game.game_pk}/{number}",
                body=msgspec.json.encode(game.document(index)),
            )
            records.append(a_document_record(document))
    for game_pk, status, day, minute in (
        (990_001, "S", "2026-07-04", 0),
        (990_001, "DR", "2026-07-04", 5),
        (990_001, "S", "2026-07-05", 5),
        (990_001, "S", "2026-07-05", 9),
        (990_002, "S", "2026-07-04", 1),
    ):
        row = a_schedule_row(game_pk, status=status, rescheduleGameDate="2026-07-05" if status == "DR" else None)
        records.append(a_schedule_record(row, day, minute=minute))
    return records


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return a_days_records()


def in_batches(records: Sequence[Record], chance: random.Random) -> list[list[Record]]:
    batches, rest = [], list(records)
    while rest:
        size = chance.choice((1, 1, 2, 5, 20))
        batches.append(rest[:size])
        rest = rest[size:]
    return batches


def tables_after(database: Database, batches: Sequence[Sequence[Record]], members: int = 1) -> Dump:
    """The tables after these batches, handed in turn to that many members of the group."""
    sessions = [WriteSession(database.writer_url, Health(), application="test") for _ in range(members)]
    handlers = [TransformerHandler(session, SystemClock()) for session in sessions]
    for number, batch in enumerate(batches):
        assert handlers[number % members].handle(batch) == []
    for session in sessions:
        session.close()
    return dump(database.reader_url)


@pytest.mark.parametrize("seed", SEEDS)
def test_shuffled_repeated_and_regrouped_documents_leave_the_same_tables(
    postgres: PostgresServer, database: Database, records: list[Record], seed: int
) -> None:
    chance = random.Random(seed)
    other = new_database(postgres)
    in_order = tables_after(database, [[record] for record in records])
    assert len(in_order["games"]) == 5
    assert len(in_order["pitches"]) > 300

    shuffled = [*records, *chance.choices(records, k=len(records) // 3)]
    if seed % 3:
        chance.shuffle(shuffled)
    assert differences(in_order, tables_after(other, in_batches(shuffled, chance), members=1 + seed % 2)) == {}
