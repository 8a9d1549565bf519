"""What holds for every answer: tags, HEAD, compression, problems, read-only sessions, a database that is away."""

import gzip
import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import httpx
import psycopg
import pytest

from api_service.schemas.base import Problem
from local_stack.postgres import READER, WRITER, PostgresServer
from support.api import SetClock, serving
from support.builders import (
    FIRST_PITCH,
    GAME_PK,
    a_boxscore_player,
    a_boxscore_team,
    a_game,
    a_past_state,
    a_play,
    a_player,
    a_schedule_row,
    a_state,
    a_team,
    a_venue,
    execute,
    save,
    version_of,
)
from support.stack import Database, migrate, new_database

pytestmark = pytest.mark.postgres

CACHED = (
    "/games",
    f"/games/{GAME_PK}",
    f"/games/{GAME_PK}/state",
    f"/games/{GAME_PK}/state?delay=1",
    f"/games/{GAME_PK}/linescore",
    f"/games/{GAME_PK}/plays",
    f"/games/{GAME_PK}/pitches",
    f"/games/{GAME_PK}/boxscore",
    f"/games/{GAME_PK}/history",
    "/schedule?date=2026-04-01",
    "/players",
    "/players/800001",
    "/players/800001/games",
    "/teams",
    "/teams/7001",
    "/venues",
    "/venues/5001",
)
GAME_TABLES = tuple(f"/games/{GAME_PK}/{part}" for part in ("state", "linescore", "plays", "pitches"))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(FIRST_PITCH + timedelta(minutes=5))


def _fill(url: str) -> None:
    save(
        url,
        a_game(),
        a_state(),
        a_past_state(),
        a_team(),
        a_venue(),
        a_player(),
        a_schedule_row(),
        a_boxscore_team(),
        a_boxscore_player(),
        *(a_play(at_bat_index=n) for n in range(30)),
    )


@pytest.fixture(scope="module")
def unchanged(postgres: PostgresServer) -> Iterator[httpx.Client]:
    """The API over data that no test of this file changes."""
    database = new_database(postgres)
    _fill(database.writer_url)
    with serving(database.reader_url, SetClock(FIRST_PITCH + timedelta(minutes=5))) as client:
        yield client
    postgres.drop_database(database.name)


@pytest.fixture
def api(database: Database, clock: SetClock) -> Iterator[httpx.Client]:
    """The API over data of the test's own."""
    _fill(database.writer_url)
    with serving(database.reader_url, clock) as client:
        yield client


@pytest.mark.parametrize("path", CACHED)
def test_an_answer_has_a_strong_tag_that_saves_the_next_body(unchanged: httpx.Client, path: str) -> None:
    first = unchanged.get(path)
    assert first.status_code == 200
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert tag.endswith('"')
    assert first.headers["cache-control"] == "no-cache"
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = unchanged.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert again.headers["etag"] == tag
    assert unchanged.get(path, headers={"If-None-Match": '"other"'}).content == first.content


@pytest.mark.parametrize("path", CACHED)
def test_head_has_the_headers_of_get_and_no_body(unchanged: httpx.Client, path: str) -> None:
    get, head = unchanged.get(path), unchanged.head(path)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("etag", "content-length", "content-type", "cache-control", "vary"):
        assert head.headers.get(name) == get.headers.get(name)


@pytest.mark.parametrize("path", GAME_TABLES)
def test_a_new_version_of_the_game_has_a_new_tag(database: Database, api: httpx.Client, path: str) -> None:
    tag = api.get(path).headers["etag"]
    later = version_of(FIRST_PITCH + timedelta(seconds=10))
    execute(database.writer_url, "UPDATE games SET version = %s", later)
    execute(database.writer_url, "UPDATE game_states SET version = %s", later)
    changed = api.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_a_player_renamed_by_another_game_changes_the_tag_of_the_box_score(
    database: Database, api: httpx.Client
) -> None:
    path = f"/games/{GAME_PK}/boxscore"
    tag = api.get(path).headers["etag"]
    execute(database.writer_url, "UPDATE players SET full_name = 'Mateo I.'")
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_another_query_has_another_tag_and_the_order_of_parameters_does_not_matter(unchanged: httpx.Client) -> None:
    path = f"/games/{GAME_PK}/plays"
    tags = [unchanged.get(f"{path}?{query}").headers["etag"] for query in ("inning=1&half=top", "half=top&inning=1")]
    assert tags[0] == tags[1]
    empty = {unchanged.get(f"{path}?{query}").headers["etag"] for query in ("inning=50", "inning=51", "half=bottom")}
    assert len(empty | {tags[0]}) == 4


def test_a_large_answer_is_compressed_for_those_who_take_it_and_tagged_apart(unchanged: httpx.Client) -> None:
    path = f"/games/{GAME_PK}/plays"
    plain = unchanged.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with unchanged.stream("GET", path, headers={"Accept-Encoding": "br, gzip;q=0.5"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 5
    for tag in (packed.headers["etag"], plain.headers["etag"]):
        assert unchanged.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert "content-encoding" not in unchanged.get(path, headers={"Accept-Encoding": "gzip;q=0"}).headers
    small = unchanged.get(f"/games/{GAME_PK}/state", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in small.headers


@pytest.mark.parametrize("path", ["/games/", "/nothing", "/games/1/nothing", "/metrics", "//games", "/games/%2e%2e"])
def test_an_unknown_path_is_a_problem(unchanged: httpx.Client, path: str) -> None:
    answer = unchanged.get(path)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    Problem.model_validate_json(answer.content)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/games", "/livez", f"/games/{GAME_PK}/stream"])
def test_another_method_is_refused_and_the_allowed_one_named(unchanged: httpx.Client, method: str, path: str) -> None:
    answer = unchanged.request(method, path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.json()["reason"] == "method_not_allowed"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", [*CACHED, "/livez", "/readyz", f"/games/{GAME_PK}/stream"])
def test_a_parameter_that_nobody_knows_is_refused_everywhere(unchanged: httpx.Client, path: str) -> None:
    answer = unchanged.get(path, params={**dict(httpx.URL(path).params), "colour": "red"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"parameter": "colour", "in": "query", "detail": "is not a parameter of this resource"}
    ]


def test_probes_answer_and_are_not_kept(unchanged: httpx.Client) -> None:
    for path in ("/livez", "/readyz"):
        answer = unchanged.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert answer.headers["cache-control"] == "no-store"


def test_sessions_refuse_to_write_even_for_a_role_that_may(database: Database, clock: SetClock) -> None:
    with serving(database.writer_url, clock) as client:
        assert client.get("/readyz").status_code == 200
        with psycopg.connect(database.owner_url) as connection:
            settings = connection.execute(
                "SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database()"
                " AND usename = 'baseball_writer'"
            ).fetchall()
        assert settings == [("api_service",)]
    from_pool = "SELECT current_setting('default_transaction_read_only')"
    options = "-c default_transaction_read_only=on"
    with psycopg.connect(database.writer_url, options=options) as connection:
        assert connection.execute(from_pool).fetchone() == ("on",)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("DELETE FROM games")


def test_a_bug_is_a_500_that_tells_nothing_of_the_inside(database: Database, clock: SetClock) -> None:
    execute(database.owner_url, "ALTER TABLE games DROP COLUMN weather_wind")
    with serving(database.reader_url, clock) as client:
        answer = client.get(f"/games/{GAME_PK}")
        assert answer.status_code == 500
        assert "weather" not in answer.text
        assert answer.json()["reason"] == "internal_error"


def test_a_statement_that_takes_too_long_is_a_503_and_costs_only_its_request(
    database: Database, clock: SetClock
) -> None:
    save(database.writer_url, a_game(), a_team())
    with (
        serving(database.reader_url, clock, statement_seconds=0.2) as client,
        psycopg.connect(database.owner_url) as locking,
    ):
        locking.execute("LOCK TABLE games IN ACCESS EXCLUSIVE MODE")
        answer = client.get(f"/games/{GAME_PK}")
        assert answer.status_code == 503
        assert answer.json()["reason"] == "database_unavailable"
        assert client.get("/teams").status_code == 200
        locking.rollback()
        assert client.get(f"/games/{GAME_PK}").status_code == 200


def test_more_requests_than_connections_wait_and_then_get_a_503(database: Database, clock: SetClock) -> None:
    save(database.writer_url, a_game(), a_team())
    with (
        serving(database.reader_url, clock, size=1, wait_seconds=0.2, statement_seconds=3) as client,
        psycopg.connect(database.owner_url) as locking,
        httpx.Client(base_url=client.base_url, timeout=20) as other,
    ):
        client.get("/readyz")
        locking.execute("LOCK TABLE games IN ACCESS EXCLUSIVE MODE")
        blocked = threading.Thread(target=lambda: other.get(f"/games/{GAME_PK}"))
        blocked.start()
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        with psycopg.connect(database.owner_url, autocommit=True) as watching:
            while watching.execute(waiting).fetchone() == (0,):
                pass
        answer = client.get("/teams")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        locking.rollback()
        blocked.join()
        assert client.get("/teams").status_code == 200


def test_a_lost_database_fails_readiness_only_and_heals_by_itself(
    throwaway_postgres: PostgresServer, clock: SetClock
) -> None:
    server = throwaway_postgres
    with serving(server.url(READER), clock, connect_seconds=1, wait_seconds=1) as client:
        not_migrated = client.get("/readyz")
        assert not_migrated.status_code == 503
        migrate(server.url("baseball_owner"))
        save(server.url(WRITER), a_game(), a_state())
        assert client.get("/readyz").status_code == 200
        before = client.get(f"/games/{GAME_PK}/state")
        assert before.status_code == 200
        server.kill9()
        for path in ("/readyz", f"/games/{GAME_PK}/state", "/games"):
            away = client.get(path)
            assert away.status_code == 503, path
            assert away.headers["retry-after"] == "2"
            assert away.headers["content-type"] == "application/problem+json"
            assert json.loads(away.content)["reason"] == "database_unavailable"
        assert client.get("/livez").status_code == 200
        server.restart()
        assert client.get("/readyz").status_code == 200
        assert client.get(f"/games/{GAME_PK}/state").content == before.content


def test_a_process_starts_while_the_database_is_away(clock: SetClock) -> None:
    with serving("postgresql://baseball_reader:pw@127.0.0.1:9/baseball", clock, connect_seconds=1) as client:
        assert client.get("/livez").status_code == 200
        assert client.get("/readyz").status_code == 503
