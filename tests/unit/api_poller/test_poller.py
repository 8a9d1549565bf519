"""The whole poller with its threads: scripted API on real sockets, broker and archive in memory."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from api_poller.__main__ import build, main
from api_poller.checkpoint import NAME, load_checkpoint
from api_poller.settings import PollSettings, Settings, StatsApiSettings
from baseball_core.archive.base import ArchiveUnavailableError
from baseball_core.clock import SystemClock
from baseball_core.kafka.local import LocalBroker
from baseball_core.lifecycle import Shutdown
from baseball_core.messages import LIVE_GAME_DATA, decode_game_document
from baseball_core.settings import ArchiveSettings, KafkaSettings
from baseball_core.telemetry.health import Health
from baseball_core.telemetry.metrics import POLLER_CRASHED_JOBS
from support.moving_games import MovingGame, a_row, a_schedule
from support.poller_rig import SwitchedArchive
from support.scripted_api import Reply, ScriptedApi, json_reply, scripted_api
from support.waiting import wait_for

SCHEDULE_PATH = "/api/v1/schedule"
EVENING = datetime(2026, 7, 4, 23, 50, tzinfo=UTC)


class World:
    """What outlives a poller: API, broker, archive."""

    def __init__(self, api: ScriptedApi) -> None:
        self.api = api
        self.broker = LocalBroker()
        self.archive = SwitchedArchive()
        self.health = Health()
        self.start = EVENING
        api.on("/api/v1/game/changes", json_reply({"totalGames": 0, "dates": []}))
        api.on("/api/v1/gameStatus", json_reply([{"statusCode": "F"}]))
        self.schedule()

    def schedule(self, *rows) -> None:
        self.api.on(SCHEDULE_PATH, json_reply(a_schedule({"2026-07-04": list(rows)})))

    def documents(self, game_pk: int):
        decoded = [
            decode_game_document(record.key, record.value, record.headers)
            for record in self.broker.records(LIVE_GAME_DATA)
        ]
        return [document for document in decoded if document.game_pk == game_pk]

    @contextmanager
    def poller(self, *, clean: bool = True, **poll):
        """A running poller; without ``clean`` it ends as if killed: its last checkpoint is not written."""
        shutdown = Shutdown()
        settings = Settings(
            kafka=KafkaSettings(bootstrap_servers="none:1"),
            archive=ArchiveSettings(url="memory://"),
            statsapi=StatsApiSettings(
                base_url=self.api.url, read_timeout=2.0, retries=0, requests_per_second=100_000.0
            ),
            poll=PollSettings(**({"checkpoint_seconds": 0.02, "workers": 6} | poll)),
        )
        poller = build(
            settings,
            archive=self.archive,
            producer=self.broker.producer(),
            clock=SystemClock(),
            health=self.health,
            shutdown=shutdown,
            checkpoint=load_checkpoint(self.archive),
        )
        poller.upstream_clock.set(self.start, 60.0)
        thread = threading.Thread(target=poller.run)
        thread.start()
        try:
            yield poller
        finally:
            before = self.archive.archive.read_object(NAME) if not clean else None
            shutdown.request()
            thread.join(15)
            if before is not None:
                self.archive.archive.write_object(NAME, before)
        assert not thread.is_alive()


@pytest.fixture
def world():
    with scripted_api() as api:
        yield World(api)


def test_a_game_that_hangs_delays_no_other(world: World):
    """case 10"""
    release = threading.Event()
    games = [MovingGame(world.api, number) for number in (1, 2, 3)]
    world.schedule(*(a_row(number, code="I") for number in (1, 2, 3, 4)))
    world.api.on("/api/v1.1/game/4/feed/live", Reply(hold=release))
    with world.poller():
        wait_for(lambda: world.api.asked("/4/feed/live"))
        wait_for(lambda: all(world.documents(number) for number in (1, 2, 3)))
        for count in range(2, 7):
            for game in games:
                game.move()
            wait_for(lambda count=count: all(len(world.documents(number)) == count for number in (1, 2, 3)))
        release.set()
    assert world.documents(4) == []


def test_evening_games_stay_polled_across_both_midnights_until_they_are_official(world: World):
    """case 2, case 8: across 00:00Z, across midnight Eastern, and after the schedule has dropped them."""
    game = MovingGame(world.api)
    world.schedule(a_row(7, code="I"))
    with world.poller() as poller:
        wait_for(lambda: len(world.documents(7)) == 1)
        world.schedule()
        for count, jump in enumerate((timedelta(hours=1), timedelta(hours=4), timedelta(minutes=50)), 2):
            poller.upstream_clock.set(poller.upstream_clock.now() + jump, 60.0)
            game.move()
            wait_for(lambda count=count: len(world.documents(7)) == count)
        assert poller.upstream_clock.now() > datetime(2026, 7, 5, 5, 30, tzinfo=UTC)
        game.move(code="O")
        wait_for(lambda: len(world.documents(7)) == 5)
        game.move(code="F", play=False)
        wait_for(lambda: len(world.documents(7)) == 6)
        poller.upstream_clock.set(poller.upstream_clock.now() + timedelta(minutes=11), 60.0)
        game.rescore()
        wait_for(lambda: len(world.documents(7)) == 7)


def test_a_restart_makes_neither_a_flood_nor_a_gap(world: World):
    game = MovingGame(world.api)
    done = MovingGame(world.api, 8, code="F")
    world.schedule(a_row(7, code="I"), a_row(8, code="F"))
    with world.poller():
        wait_for(lambda: len(world.documents(7)) == 1 and len(world.documents(8)) == 1)
    with world.poller() as poller:
        polled = len(world.api.asked("/game/7/feed/live"))
        wait_for(lambda: len(world.api.asked("/game/7/feed/live/diffPatch")) > 0 or polled)
        wait_for(lambda: poller.games.get(7).phase == "live")
    assert len(world.documents(7)) == 1, "what was published is not published again"
    assert len(world.documents(8)) == 1
    assert len(world.api.asked("/game/8/feed/live")) == 1, "an official game is not even read again"
    game.move()
    with world.poller():
        wait_for(lambda: len(world.documents(7)) == 2)
    assert [document.sequence for document in world.documents(7)] == [1, 2]
    assert done.newest["gamePk"] == 8


@pytest.mark.parametrize("checkpoint_seconds", [0.02, 1000.0])
def test_after_a_crash_numbers_and_times_go_on_growing(world: World, checkpoint_seconds):
    game = MovingGame(world.api)
    world.schedule(a_row(7, code="I"))
    with world.poller(clean=False, checkpoint_seconds=checkpoint_seconds):
        wait_for(lambda: len(world.documents(7)) == 1)
    game.move()
    with world.poller():
        wait_for(lambda: any(document.sequence > 1 for document in world.documents(7)))
    documents = world.documents(7)
    assert [document.sequence for document in documents] == sorted({document.sequence for document in documents})
    assert [document.fetched_at for document in documents] == sorted({document.fetched_at for document in documents})


def test_the_second_game_of_a_traditional_doubleheader_is_not_read_before_the_first_is_over(world: World):
    """case 16"""
    first = MovingGame(world.api, 1)
    MovingGame(world.api, 2, code="S")
    split = [MovingGame(world.api, number, code="S") for number in (3, 4)]
    world.schedule(
        a_row(1, code="I", double_header="Y", number=1),
        a_row(2, code="S", double_header="Y", number=2),
        a_row(3, code="S", double_header="S", number=1, teams=(203, 204)),
        a_row(4, code="S", double_header="S", number=2, teams=(203, 204)),
    )
    with world.poller():
        wait_for(lambda: len(world.documents(1)) == 1)
        wait_for(lambda: all(world.documents(game.game_pk) for game in split))
        first.move()
        wait_for(lambda: len(world.documents(1)) == 2)
        assert world.api.asked("/game/2/feed/live") == []
        first.move(code="O")
        wait_for(lambda: len(world.documents(2)) == 1)


def test_a_bug_met_in_one_game_is_seen_and_stops_no_other(world: World):
    game = MovingGame(world.api, 1)
    MovingGame(world.api, 2)
    world.schedule(a_row(1, code="I"), a_row(2, code="I"))
    store = world.archive.store

    def buggy(answer):
        if answer.game_pk == 2:
            raise ZeroDivisionError("a bug")
        return store(answer)

    world.archive.store = buggy
    crashed = POLLER_CRASHED_JOBS.labels("game")._value.get()
    with world.poller():
        for count in (1, 2, 3):
            wait_for(lambda count=count: len(world.documents(1)) == count)
            game.move()
        wait_for(lambda: POLLER_CRASHED_JOBS.labels("game")._value.get() > crashed)
    assert world.documents(2) == []


def test_a_bug_met_in_the_schedule_is_seen_and_stops_no_game(world: World):
    game = MovingGame(world.api)
    world.schedule(a_row(7, code="I"))
    with world.poller() as poller:
        wait_for(lambda: len(world.documents(7)) == 1)
        crashed = POLLER_CRASHED_JOBS.labels("schedule")._value.get()
        job = next(job for job in poller._periodic if job.name == "schedule")
        job.body = lambda: 1 / 0
        wait_for(lambda: POLLER_CRASHED_JOBS.labels("schedule")._value.get() > crashed)
        game.move()
        wait_for(lambda: len(world.documents(7)) == 2)


def test_a_clock_that_is_set_back_makes_nothing_wait_for_the_old_future(world: World):
    MovingGame(world.api, code="S")
    world.schedule(a_row(7, code="S", starts="2026-07-04T20:00:00Z"))
    clock_path = "/simulator/clock"
    world.api.on(clock_path, json_reply({"now": "2026-07-04T18:00:00Z", "speed": 1}))
    with world.poller(clock_url=f"{world.api.url}{clock_path}") as poller:
        wait_for(lambda: len(world.documents(7)) == 1)
        asked = len(world.api.asked("/game/7/feed/live"))
        world.api.on(clock_path, json_reply({"now": "2026-07-01T18:00:00Z", "speed": 1}))
        wait_for(lambda: len(world.api.asked("/game/7/feed/live")) > asked)
        assert poller.upstream_clock.now().day == 1


def test_games_closed_for_a_month_are_forgotten_but_for_their_number(world: World):
    MovingGame(world.api, code="F")
    world.schedule(a_row(7, code="F"))
    with world.poller() as poller:
        wait_for(lambda: len(world.documents(7)) == 1)
        world.schedule()
        for days in (2, 40):
            poller.upstream_clock.set(EVENING + timedelta(days=days), 60.0)
            wait_for(lambda: all(game.next_poll is None for game in poller.games.all()))
        wait_for(lambda: poller.games.all() == [])
    assert load_checkpoint(world.archive).sequences == {7: 1}


def test_while_the_schedule_is_away_open_games_go_on(world: World):
    game = MovingGame(world.api)
    world.schedule(a_row(7, code="I"))
    with world.poller():
        wait_for(lambda: len(world.documents(7)) == 1)
    world.api.on(SCHEDULE_PATH, Reply(status=500))
    with world.poller():
        game.move()
        wait_for(lambda: len(world.documents(7)) == 2)
        wait_for(lambda: "schedule" in world.health.ready())


def test_a_correction_of_a_game_long_over_is_read(world: World):
    """A game that no schedule row of these days names."""
    MovingGame(world.api, 99, code="F")
    world.api.on("/api/v1/game/changes", json_reply(a_schedule({"2026-05-01": [a_row(99, code="F")]})))
    with world.poller():
        wait_for(lambda: len(world.documents(99)) == 1)


def test_the_simulators_clock_is_waited_for_and_followed(world: World):
    game = MovingGame(world.api)
    world.schedule(a_row(7, code="I"))
    clock_path = "/simulator/clock"
    world.api.on(clock_path, Reply(status=503))
    with world.poller(clock_url=f"{world.api.url}{clock_path}") as poller:
        wait_for(lambda: world.health.ready().get("clock"))
        assert world.api.asked(SCHEDULE_PATH) == []
        world.api.on(clock_path, json_reply({"now": "2020-01-01T12:00:00Z", "speed": 60}))
        wait_for(lambda: len(world.documents(7)) == 1)
        game.move()
        wait_for(lambda: len(world.documents(7)) == 2)
        assert poller.upstream_clock.now().year == 2020
    assert world.api.asked(SCHEDULE_PATH)[0].params["endDate"] == "2020-01-01"


def test_a_checkpoint_that_cannot_be_written_is_shown_and_written_later(world: World):
    MovingGame(world.api)
    world.schedule(a_row(7, code="I"))
    world.archive.available = False
    with pytest.raises(ArchiveUnavailableError):
        load_checkpoint(world.archive)
    world.archive.available = True
    with world.poller():
        wait_for(lambda: len(world.documents(7)) == 1)
        world.archive.available = False
        wait_for(lambda: "archive" in world.health.ready() or "checkpoint" in world.health.ready())
        world.archive.available = True
        wait_for(lambda: world.health.ready() == {})
    assert load_checkpoint(world.archive).is_clean


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "KAFKA_BOOTSTRAP_SERVERS"),
        ({"KAFKA_BOOTSTRAP_SERVERS": "a:1"}, "ARCHIVE_URL"),
        ({"KAFKA_BOOTSTRAP_SERVERS": "a:1", "ARCHIVE_URL": "ftp://x"}, "ARCHIVE_URL"),
        ({"KAFKA_BOOTSTRAP_SERVERS": "a:1", "ARCHIVE_URL": "memory://", "POLL_WORKERS": "many"}, "POLL_WORKERS"),
        ({"KAFKA_BOOTSTRAP_SERVERS": "a:1", "ARCHIVE_URL": "memory://", "POLL_TIME_SCALE": "0"}, "POLL_TIME_SCALE"),
        ({"KAFKA_BOOTSTRAP_SERVERS": "a:1", "ARCHIVE_URL": "memory://", "POLL_WAIT_FLOOR": "99"}, "POLL_WAIT_FLOOR"),
        (
            {"KAFKA_BOOTSTRAP_SERVERS": "a:1", "ARCHIVE_URL": "memory://", "STATSAPI_BASE_URL": "statsapi.mlb.com"},
            "STATSAPI_BASE_URL",
        ),
    ],
)
def test_a_bad_setting_is_one_line_that_names_it_and_exit_code_2(environ, named, capsys):
    assert main([], environ) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert named in line


@pytest.mark.parametrize(
    "arguments", [["now"], ["recheck"], ["recheck", "--days", "0"], ["recheck", "--days", "some"], ["recheck", "-x"]]
)
def test_unknown_arguments_are_refused_with_exit_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as refused:
        main(arguments, {})
    assert refused.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_recheck_names_a_bad_setting_too(capsys):
    assert main(["recheck", "--days", "3"], {}) == 2
    assert "KAFKA_BOOTSTRAP_SERVERS" in capsys.readouterr().err
