"""What single batches leave in the database."""

import json
from collections.abc import Callable, Iterator, Sequence

import msgspec
import psycopg
import pytest

from baseball_core.clock import SystemClock
from baseball_core.db.session import DatabaseUnavailableError, RowsRefusedError, WriteSession
from baseball_core.kafka.base import Record
from baseball_core.messages import DEAD_LETTER
from baseball_core.telemetry.health import Health
from local_stack.postgres import PostgresServer
from rt_transformer import handler as handler_module
from rt_transformer.handler import TransformerHandler
from support.feeds import (
    GAME_PK,
    a_document,
    a_document_record,
    a_feed,
    a_person,
    a_pitch,
    a_pitching_change,
    a_play,
    a_schedule_record,
    a_schedule_row,
    a_team,
)
from support.stack import Database
from support.tables import differences, dump, rows

Query = Callable[..., list[dict[str, object]]]


@pytest.fixture
def session(database: Database) -> Iterator[WriteSession]:
    made = WriteSession(database.writer_url, Health(), application="test")
    yield made
    made.close()


@pytest.fixture
def handler(session: WriteSession) -> TransformerHandler:
    return TransformerHandler(session, SystemClock())


@pytest.fixture
def query(database: Database) -> Query:
    return lambda text, *parameters: rows(database.reader_url, text, *parameters)


def documents(*feeds: dict[str, object]) -> list[Record]:
    return [a_document_record(a_document(feed, number), number) for number, feed in enumerate(feeds, start=1)]


def test_a_play_that_vanishes_upstream_vanishes_here(handler: TransformerHandler, query: Query) -> None:
    longer, shorter = a_feed([a_play(0), a_play(1), a_play(2)]), a_feed([a_play(0), a_play(1)])
    for record in documents(longer, shorter):
        handler.handle([record])
    for table in ("plays", "pitches", "runner_movements"):
        assert [row["at_bat_index"] for row in query(f"SELECT at_bat_index FROM {table} ORDER BY 1")] == [0, 1]


def test_an_event_that_vanishes_from_a_play_vanishes_here(handler: TransformerHandler, query: Query) -> None:
    two, one = a_feed([a_play(0, events=[a_pitch(0), a_pitch(1)])]), a_feed([a_play(0, events=[a_pitch(0)])])
    for record in documents(two, one):
        handler.handle([record])
    assert query("SELECT event_index FROM pitches") == [{"event_index": 0}]


def test_an_older_document_changes_nothing_but_adds_to_the_history(
    handler: TransformerHandler, query: Query, database: Database
) -> None:
    old, new = documents(a_feed([a_play(0)]), a_feed([a_play(0), a_play(1)]))
    handler.handle([new])
    before = dump(database.reader_url)
    handler.handle([old])
    changed = differences(before, dump(database.reader_url))
    assert set(changed) == {"game_state_history"}
    assert [row["sequence"] for row in query("SELECT sequence FROM game_state_history ORDER BY 1")] == [1, 2]


def test_a_repeated_document_changes_nothing(handler: TransformerHandler, database: Database) -> None:
    (record,) = documents(a_feed([a_play(0)]))
    handler.handle([record])
    before = dump(database.reader_url)
    handler.handle([record, record])
    assert differences(before, dump(database.reader_url)) == {}


def test_what_another_process_wrote_in_between_is_not_mistaken_for_our_own(
    handler: TransformerHandler, database: Database, query: Query
) -> None:
    first, second, third = documents(
        a_feed([a_play(0), a_play(1)]), a_feed([a_play(0), a_play(1), a_play(2)]), a_feed([a_play(0), a_play(1)])
    )
    handler.handle([first])
    other = WriteSession(database.writer_url, Health(), application="other")
    TransformerHandler(other, SystemClock()).handle([second])
    other.close()
    handler.handle([third])  # equal to what this handler wrote last, but not to what is stored
    assert [row["at_bat_index"] for row in query("SELECT at_bat_index FROM plays ORDER BY 1")] == [0, 1]


def test_listeners_are_told_game_and_version_after_the_commit(handler: TransformerHandler, database: Database) -> None:
    with psycopg.connect(database.reader_url, autocommit=True) as connection:
        connection.execute("LISTEN game_changed")
        handler.handle(documents(a_feed([a_play(0)])))
        told = [json.loads(notice.payload) for notice in connection.notifies(timeout=10.0, stop_after=1)]
        row = connection.execute("SELECT game_pk, version FROM games").fetchone()
    assert [(notice["game_pk"], notice["version"]) for notice in told] == [row]


def test_a_stale_document_tells_nobody(handler: TransformerHandler, database: Database) -> None:
    old, new = documents(a_feed([a_play(0)]), a_feed([a_play(0), a_play(1)]))
    handler.handle([new])
    with psycopg.connect(database.reader_url, autocommit=True) as connection:
        connection.execute("LISTEN game_changed")
        handler.handle([old])
        assert list(connection.notifies(timeout=0.5)) == []


def test_players_and_teams_that_nobody_describes_are_created(handler: TransformerHandler, query: Query) -> None:
    feed = a_feed([a_play(0, batter=777)])
    feed["gameData"]["teams"] = {}
    handler.handle(documents(feed))
    assert query("SELECT search_name, source_game_pk FROM players WHERE player_id = 777") == [
        {"search_name": "", "source_game_pk": 0}
    ]
    described = a_feed([a_play(0, batter=777)])
    described["gameData"]["players"]["ID777"] = a_person(777, fullName="Zoë Ünïcode")
    handler.handle([a_document_record(a_document(described, 2))])
    assert query("SELECT search_name FROM players WHERE player_id = 777") == [{"search_name": "zoe unicode"}]


def test_an_old_game_does_not_bring_back_an_old_name(handler: TransformerHandler, query: Query) -> None:
    new, old = a_feed(game_date="2026-07-04T20:00:00Z"), a_feed(game_pk=5, game_date="2019-07-04T20:00:00Z")
    old["gameData"]["teams"]["home"] = a_team(1, "Former Name")
    old["gameData"]["players"]["ID9999"] = a_person(9999)
    handler.handle(documents(new))
    handler.handle([a_document_record(a_document(old, 9, game_pk=5))])
    assert query("SELECT name FROM teams WHERE team_id = 1") == [{"name": "Home Club"}]
    assert query("SELECT count(*) AS n FROM players WHERE player_id = 9999") == [{"n": 1}]


def test_a_bad_play_costs_that_play_and_is_retrievable(handler: TransformerHandler, query: Query) -> None:
    feed = a_feed([a_play(0), a_play(1), a_play(2)])
    feed["liveData"]["plays"]["allPlays"][1] = ["not", "a", "play"]
    assert handler.handle(documents(feed)) == []
    assert [row["at_bat_index"] for row in query("SELECT at_bat_index FROM plays ORDER BY 1")] == [0, 2]
    assert query("SELECT entity, entity_key, json_path, reason, excerpt FROM quarantined_entities") == [
        {
            "entity": "play",
            "entity_key": "1",
            "json_path": "$.liveData.plays.allPlays[1]",
            "reason": "wrong_type",
            "excerpt": '["not", "a", "play"]',
        }
    ]


def test_unknown_keys_codes_and_statuses_are_kept_and_counted(handler: TransformerHandler, query: Query) -> None:
    feed = a_feed([a_play(0, event_type="moon_shot")], status="I?")
    feed["gameData"]["newThing"] = {"a": 1}
    feed["gameData"]["players"]["ID611"]["shoeSize"] = 11
    handler.handle(documents(feed))
    found = query("SELECT json_path, kind, value FROM feed_drift ORDER BY json_path")
    assert [tuple(row.values()) for row in found] == [
        ("$.gameData.newThing", "unknown_key", "dict"),
        ("$.gameData.players.ID*.shoeSize", "unknown_key", "int"),
        ("$.gameData.status.statusCode", "unknown_status", "I?"),
        ("$.liveData.plays.allPlays[].result.eventType", "unknown_code", "moon_shot"),
    ]
    assert query("SELECT event_type FROM plays") == [{"event_type": "moon_shot"}]
    assert query("SELECT status_code, phase FROM games") == [{"status_code": "I?", "phase": "delayed"}]


def test_a_bad_record_is_refused_and_the_others_of_the_batch_are_done(
    handler: TransformerHandler, query: Query
) -> None:
    (good,) = documents(a_feed([a_play(0)]))
    bodies: Sequence[tuple[Record, str]] = [
        (a_document_record(a_document(b"<html>", 7), 7), "not_json"),
        (a_document_record(a_document(a_feed(game_pk=4), 8), 8), "wrong_game"),
        (Record("live_game_data", 0, 9, good.timestamp, b"1", b"not zstd", good.headers), "corrupt_compression"),
        (Record("live_game_data", 0, 10, good.timestamp, b"x", good.value, good.headers), "bad_key"),
        (Record("live_game_data", 0, 11, good.timestamp, b"1", None, good.headers), "no_value"),
        (Record("mlb_schedule", 0, 12, good.timestamp, b"1", good.value, good.headers), "bad_header"),
    ]
    refusals = handler.handle([*(record for record, _ in bodies), good])
    assert {(refusal.record.offset, refusal.reason) for refusal in refusals} == {
        (record.offset, reason) for record, reason in bodies
    }
    assert query("SELECT count(*) AS n FROM plays") == [{"n": 1}]
    assert DEAD_LETTER  # where the loop puts what is refused


def test_numbers_too_large_for_their_columns_in_the_envelope_are_refused(handler: TransformerHandler) -> None:
    records = [
        a_document_record(a_document(a_feed(game_pk=2**31), game_pk=2**31), 1),
        a_document_record(a_document(a_feed(), number=2**31, fetched_at=documents(a_feed())[0].timestamp), 2),
        a_schedule_record(a_schedule_row(2**31), offset=3),
    ]
    assert [refusal.reason for refusal in handler.handle(records)] == ["bad_header"] * 3


def test_a_pitcher_who_comes_in_mid_plate_appearance_gets_his_pitches_only(
    handler: TransformerHandler, query: Query
) -> None:
    events = [a_pitch(0), a_pitching_change(1, 502), a_pitch(2)]
    handler.handle(documents(a_feed([a_play(0), a_play(1, events=events, pitcher=502)])))
    thrown = query("SELECT at_bat_index, event_index, pitcher_id FROM pitches ORDER BY 1, 2")
    assert [tuple(row.values()) for row in thrown] == [(0, 0, 501), (1, 0, 501), (1, 2, 502)]


def test_a_correction_of_the_pitcher_before_reaches_the_next_play(handler: TransformerHandler, query: Query) -> None:
    events = [a_pitch(0), a_pitching_change(1, 502), a_pitch(2)]
    plays = [a_play(0, pitcher=501), a_play(1, events=events, pitcher=502)]
    corrected = [a_play(0, pitcher=503), a_play(1, events=events, pitcher=502)]
    for record in documents(a_feed(plays), a_feed(corrected)):
        handler.handle([record])
    thrown = query("SELECT pitcher_id FROM pitches WHERE at_bat_index = 1 ORDER BY event_index")
    assert [row["pitcher_id"] for row in thrown] == [503, 502]


def test_a_game_of_the_schedule_is_listed_until_its_feed_comes(handler: TransformerHandler, query: Query) -> None:
    handler.handle([a_schedule_record(a_schedule_row())])
    assert query("SELECT schedule_date::text, sequence, content_hash, phase, home_team_id FROM games") == [
        {"schedule_date": "2026-07-04", "sequence": 0, "content_hash": "", "phase": "scheduled", "home_team_id": 1}
    ]
    assert query("SELECT name FROM teams ORDER BY team_id") == [{"name": "Home Club"}, {"name": "Away Club"}]
    handler.handle(documents(a_feed([a_play(0)])))
    handler.handle([a_schedule_record(a_schedule_row(status="F"), minute=500)])
    assert query("SELECT schedule_date, sequence, phase FROM games") == [
        {"schedule_date": None, "sequence": 1, "phase": "live"}
    ]
    assert query("SELECT phase FROM schedule_observations ORDER BY first_observed_at") == [
        {"phase": "scheduled"},
        {"phase": "final"},
    ]


@pytest.mark.parametrize("reverse", [False, True])
def test_a_postponed_row_never_overwrites_its_make_up_row(
    handler: TransformerHandler, query: Query, reverse: bool
) -> None:
    postponed = a_schedule_row(status="DR", officialDate="2026-07-05", rescheduleGameDate="2026-07-05")
    made_up = a_schedule_row(officialDate="2026-07-05", rescheduledFromDate="2026-07-04")
    records = [
        a_schedule_record(made_up, "2026-07-05", minute=1),
        a_schedule_record(postponed, "2026-07-04", minute=2),  # observed later, but of an earlier day
    ]
    for record in reversed(records) if reverse else records:
        handler.handle([record])
    assert query("SELECT phase, schedule_date::text FROM games") == [
        {"phase": "scheduled", "schedule_date": "2026-07-05"}
    ]
    lineage = query(
        "SELECT phase, schedule_date::text AS day, reschedule_game_date::text AS to_day,"
        " rescheduled_from_date::text AS from_day FROM schedule_observations ORDER BY schedule_date"
    )
    assert [tuple(row.values()) for row in lineage] == [
        ("postponed", "2026-07-04", "2026-07-05", None),
        ("scheduled", "2026-07-05", None, "2026-07-04"),
    ]


def test_a_schedule_row_seen_again_only_moves_its_last_observation(handler: TransformerHandler, query: Query) -> None:
    for minute in (5, 1, 9):
        handler.handle([a_schedule_record(a_schedule_row(), minute=minute)])
    seen = query("SELECT last_observed_at - first_observed_at AS span FROM schedule_observations")
    assert [str(row["span"]) for row in seen] == ["0:08:00"]


def test_a_lost_connection_is_retryable_and_healed_by_the_next_batch(
    throwaway_postgres: PostgresServer, session: WriteSession, handler: TransformerHandler, database: Database
) -> None:
    (record,) = documents(a_feed([a_play(0)]))
    handler.handle([record])
    health = Health()
    away = WriteSession(throwaway_postgres.url("baseball_writer"), health, application="test")
    lonely = TransformerHandler(away, SystemClock())
    throwaway_postgres.process.kill9()
    with pytest.raises(DatabaseUnavailableError) as caught:
        lonely.handle([record])
    assert caught.value.retryable
    assert "database" in health.ready()
    throwaway_postgres.start()
    with pytest.raises(DatabaseUnavailableError, match=r"relation .* does not exist"):
        lonely.handle([record])  # not migrated yet: waits, loses nothing
    away.close()


def test_rows_that_postgresql_refuses_are_not_retried_and_leave_nothing(
    handler: TransformerHandler, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = handler_module.write

    def write_nonsense(connection: psycopg.Connection, writes: object) -> None:
        real(connection, writes)  # type: ignore[arg-type]
        connection.execute("SELECT 1 / 0")

    monkeypatch.setattr(handler_module, "write", write_nonsense)
    with pytest.raises(RowsRefusedError) as caught:
        handler.handle(documents(a_feed([a_play(0)])))
    assert not caught.value.retryable
    monkeypatch.undo()
    assert query("SELECT count(*) AS n FROM plays") == [{"n": 0}]
    handler.handle(documents(a_feed([a_play(0)])))
    assert query("SELECT count(*) AS n FROM plays") == [{"n": 1}]


def test_two_games_of_a_batch_are_both_written_and_announced(
    handler: TransformerHandler, query: Query, database: Database
) -> None:
    batch = [
        a_document_record(a_document(a_feed([a_play(0)], game_pk=game_pk), game_pk=game_pk), game_pk)
        for game_pk in (GAME_PK, 8, 9)
    ]
    handler.handle(batch)
    assert query("SELECT count(*) AS n FROM games") == [{"n": 3}]


def test_memory_of_the_last_documents_is_bounded(
    handler: TransformerHandler, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler_module, "KEPT_GAMES", 2)
    for game_pk in (1, 2, 3):
        handler.handle([a_document_record(a_document(a_feed([a_play(0)], game_pk=game_pk), game_pk=game_pk))])
    for game_pk in (1, 3):
        feed = a_feed([a_play(0), a_play(1)], game_pk=game_pk)
        handler.handle([a_document_record(a_document(feed, 2, game_pk=game_pk))])
    assert query("SELECT count(*) AS n FROM plays WHERE game_pk IN (1, 3)") == [{"n": 4}]


def test_an_error_in_the_midst_of_the_statements_is_told_from_an_outage(
    handler: TransformerHandler, query: Query
) -> None:
    document = a_document(a_feed([a_play(0)]))
    spoilt = msgspec.structs.replace(document, archive_key="no text \x00 for PostgreSQL")
    with pytest.raises(RowsRefusedError):
        handler.handle([a_document_record(spoilt)])
    assert handler.handle([a_document_record(document)]) == []
    assert query("SELECT count(*) AS n FROM plays") == [{"n": 1}]
