"""Event streams: every state once, in order, also after a break; never sooner than the delay allows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import psycopg
import pytest

from api_service.schemas.games import State
from baseball_core.clock import SystemClock
from local_stack.postgres import PostgresServer
from support.api import SetClock, serving
from support.builders import FIRST_PITCH, GAME_PK, a_game, a_past_state, execute, save, version_of
from support.stack import Database

pytestmark = pytest.mark.postgres
STREAM = f"/games/{GAME_PK}/stream"


class Event(msgspec.Struct, frozen=True):
    """One event as received."""

    id: int
    name: str
    outs: int


@contextmanager
def _stream(client: httpx.Client, path: str = STREAM, **headers: str) -> Iterator[Iterator[Event]]:
    with client.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield _events(response.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "data" in fields:
            state = State.model_validate_json(fields["data"])
            yield Event(int(fields["id"]), fields["event"], state.outs or 0)
            fields = {}


def _add_state(database: Database, at: datetime, outs: int) -> None:
    """A state and its notification in one transaction, as the transformer commits them."""
    save(database.writer_url, a_past_state(fetched_at=at, outs=outs))
    payload = msgspec.json.encode({"game_pk": GAME_PK, "version": version_of(at)}).decode()
    execute(database.writer_url, "SELECT pg_notify('game_changed', %s)", payload)


def test_a_stream_begins_with_the_newest_state_and_goes_on_with_each_new_one(database: Database) -> None:
    begin = datetime.now(UTC) - timedelta(minutes=1)
    save(
        database.writer_url,
        a_game(),
        a_past_state(fetched_at=begin - timedelta(seconds=5), outs=0),
        a_past_state(fetched_at=begin, outs=1),
    )
    with serving(database.reader_url, SystemClock()) as client, _stream(client) as events:
        assert next(events) == Event(version_of(begin), "state", 1)
        for n, outs in enumerate((2, 0), start=1):
            at = begin + timedelta(seconds=n)
            _add_state(database, at, outs)
            assert next(events) == Event(version_of(at), "state", outs)


def test_a_stream_goes_on_after_the_last_event_the_client_saw(database: Database) -> None:
    moments = [FIRST_PITCH + timedelta(seconds=n) for n in range(120)]
    save(database.writer_url, a_game(), *(a_past_state(fetched_at=at, outs=n % 3) for n, at in enumerate(moments)))
    seen = version_of(moments[9])
    with (
        serving(database.reader_url, SetClock(moments[-1])) as client,
        _stream(client, **{"Last-Event-ID": str(seen)}) as events,
    ):
        assert [next(events).id for _ in moments[10:]] == [version_of(at) for at in moments[10:]]


def test_a_delayed_stream_holds_states_back(database: Database) -> None:
    clock = SetClock(FIRST_PITCH)
    save(
        database.writer_url,
        a_game(),
        a_past_state(fetched_at=FIRST_PITCH - timedelta(seconds=60), outs=0),
        a_past_state(fetched_at=FIRST_PITCH - timedelta(seconds=10), outs=1),
        a_past_state(fetched_at=FIRST_PITCH - timedelta(seconds=5), outs=2),
    )
    with serving(database.reader_url, clock) as client, _stream(client, f"{STREAM}?delay=30") as events:
        assert next(events).outs == 0
        clock.time += timedelta(seconds=20)
        assert next(events).outs == 1
        clock.time += timedelta(seconds=5)
        assert next(events).outs == 2


def test_a_quiet_stream_says_every_few_seconds_that_it_lives(database: Database) -> None:
    clock = SetClock(FIRST_PITCH)
    save(database.writer_url, a_game())
    with (
        serving(database.reader_url, clock) as client,
        client.stream("GET", f"{STREAM}?delay=1") as response,
    ):
        lines = response.iter_lines()
        for _ in range(3):
            assert next(lines) == ": "
            assert next(lines) == ""
            clock.time += timedelta(seconds=5)


def test_a_broken_listener_loses_no_state(database: Database, postgres: PostgresServer) -> None:
    begin = datetime.now(UTC) - timedelta(minutes=1)
    save(database.writer_url, a_game(), a_past_state(fetched_at=begin, outs=0))
    with serving(database.reader_url, SystemClock()) as client, _stream(client) as events:
        assert next(events).outs == 0
        with postgres.admin(database.name) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'api_service'"
            )
        _add_state(database, begin + timedelta(seconds=1), 1)
        assert next(events).outs == 1


def test_a_foreign_notification_disturbs_nothing(database: Database) -> None:
    begin = datetime.now(UTC) - timedelta(minutes=1)
    save(database.writer_url, a_game(), a_past_state(fetched_at=begin, outs=0))
    with serving(database.reader_url, SystemClock()) as client, _stream(client) as events:
        assert next(events).outs == 0
        for payload in ("", "not json", "{}", '{"game_pk": 1, "version": 2}', '{"game_pk": "x"}'):
            execute(database.writer_url, "SELECT pg_notify('game_changed', %s)", payload)
        _add_state(database, begin + timedelta(seconds=1), 1)
        assert next(events).outs == 1


def test_more_streams_than_allowed_get_a_503_until_one_ends(database: Database) -> None:
    save(database.writer_url, a_game(), a_past_state())
    with serving(database.reader_url, SetClock(FIRST_PITCH), stream_clients=1) as client:
        with _stream(client) as events:
            next(events)
            with httpx.Client(base_url=client.base_url) as other:
                refused = other.get(STREAM)
            assert refused.status_code == 503
            assert refused.json()["reason"] == "too_many_streams"
        for _ in range(1000):
            with client.stream("GET", STREAM) as answer:
                if answer.status_code == 200:
                    break
        else:
            pytest.fail("the place of the ended stream was never given back")


def test_head_of_a_stream_answers_and_ends(database: Database) -> None:
    save(database.writer_url, a_game())
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as client:
        answer = client.head(STREAM)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("last_event_id", ["-1", "abc", "1.5", "9" * 30])
def test_a_last_event_id_that_is_no_version_is_refused(database: Database, last_event_id: str) -> None:
    save(database.writer_url, a_game())
    with serving(database.reader_url, SetClock(FIRST_PITCH)) as client:
        answer = client.get(STREAM, headers={"Last-Event-ID": last_event_id})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["in"] == "header"


def test_a_stream_outlives_a_database_that_is_away_for_a_while(database: Database) -> None:
    begin = datetime.now(UTC) - timedelta(minutes=1)
    save(database.writer_url, a_game(), a_past_state(fetched_at=begin, outs=0))
    with serving(database.reader_url, SystemClock(), statement_seconds=0.2) as client, _stream(client) as events:
        assert next(events).outs == 0
        with psycopg.connect(database.owner_url) as locking:
            locking.execute("LOCK TABLE game_state_history IN ACCESS EXCLUSIVE MODE")
            execute(database.writer_url, "SELECT pg_notify('game_changed', %s)", f'{{"game_pk":{GAME_PK},"version":1}}')
            locking.execute("SELECT pg_sleep(0.5)")
            locking.rollback()
        _add_state(database, begin + timedelta(seconds=1), 1)
        assert next(events).outs == 1
