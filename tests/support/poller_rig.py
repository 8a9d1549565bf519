"""The poller's parts wired as in its main, with a clock that stands still, an in-memory broker and archive."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from api_poller.effects import Effects
from api_poller.fencing import unfenced
from api_poller.game_poll import GamePoller
from api_poller.games import Games
from api_poller.mlb_client import MlbClient
from api_poller.schedule_poll import SchedulePoller
from api_poller.settings import PollSettings, StatsApiSettings
from api_poller.tracking import TrackedGame
from api_poller.upstream_clock import UpstreamClock
from baseball_core.archive.base import Answer, Archive, ArchiveUnavailableError, StoredAnswer
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.clock import SystemClock
from baseball_core.kafka.local import LocalBroker
from baseball_core.messages import LIVE_GAME_DATA, GameDocument, decode_game_document
from baseball_core.telemetry.health import Health
from support.scripted_api import ScriptedApi, scripted_api

AroundArchive = Callable[[Archive, Health], Archive]

NOON = datetime(2026, 7, 4, 17, 0, tzinfo=UTC)


class SwitchedArchive:
    """A real archive in memory that can be away; remembers what it was given."""

    def __init__(self) -> None:
        self.archive = ObjectArchive("memory://")
        self.available = True
        self.answers: list[Answer] = []

    def store(self, answer: Answer) -> StoredAnswer:
        self._check()
        stored = self.archive.store(answer)
        self.answers.append(answer)
        return stored

    def read_object(self, name: str) -> bytes | None:
        self._check()
        return self.archive.read_object(name)

    def write_object(self, name: str, data: bytes) -> None:
        self._check()
        self.archive.write_object(name, data)

    def flush(self) -> None:
        self._check()
        self.archive.flush()

    def close(self) -> None:
        self.archive.close()

    def _check(self) -> None:
        if not self.available:
            raise ArchiveUnavailableError("switched off")


class Rig:
    """One poller without its scheduler; ``now`` moves only when a test moves it."""

    def __init__(
        self,
        api: ScriptedApi,
        *,
        around_archive: AroundArchive | None = None,
        **poll_settings: Any,
    ) -> None:
        self.api = api
        self.clock = SystemClock()
        self.upstream_clock = UpstreamClock(self.clock)
        self.upstream_clock.set(NOON, 0.0)
        self.settings = PollSettings(**poll_settings)
        self.broker = LocalBroker()
        self.archive = SwitchedArchive()
        self.games = Games()
        self.health = Health()
        self.client = a_client(api.url, self.upstream_clock)
        archive = around_archive(self.archive, self.health) if around_archive else self.archive
        effects = Effects(archive, self.broker.producer(), self.games, self.health, publish_timeout=1.0)
        self.schedule = SchedulePoller(
            client=self.client,
            effects=effects,
            producer=self.broker.producer(),
            games=self.games,
            clock=self.upstream_clock,
            sport_ids="1",
            publish_timeout=1.0,
            published_rows={},
            watermark=None,
        )
        self.poller = GamePoller(
            client=self.client,
            effects=effects,
            games=self.games,
            clock=self.upstream_clock,
            settings=self.settings,
            is_known_status=self.schedule.is_known_status,
        )

    @property
    def now(self) -> datetime:
        return self.upstream_clock.now()

    def pass_time(self, **duration: float) -> None:
        self.upstream_clock.set(self.now + timedelta(**duration), 0.0)

    def track(self, game_pk: int = 7, **known: Any) -> TrackedGame:
        game = TrackedGame(game_pk=game_pk, season="2026", game_type="R", next_poll=self.now, **known)
        return self.games.observe(game_pk, lambda before: game)

    def poll(self, game_pk: int = 7) -> TrackedGame:
        """Polls once and returns what is known of the game then."""
        self.poller.poll(game_pk)
        return self.games.get(game_pk)

    def wait_until_due(self, game_pk: int = 7) -> timedelta:
        """Moves the clock to the game's next poll and returns by how much."""
        due = self.games.get(game_pk).next_poll
        assert due is not None, "nothing is due"
        waited = due - self.now
        self.upstream_clock.set(max(due, self.now), 0.0)
        return waited

    def published(self) -> list[GameDocument]:
        """The documents in the broker, in order per game."""
        return [
            decode_game_document(record.key, record.value, record.headers)
            for record in self.broker.records(LIVE_GAME_DATA)
        ]

    def published_json(self) -> list[Any]:
        return [msgspec.json.decode(document.body) for document in self.published()]


def a_client(url: str, upstream_clock: UpstreamClock, **settings: Any) -> MlbClient:
    """A client with short patience; pauses take no time unless the test says so."""
    defaults: dict[str, Any] = {"read_timeout": 0.5, "connect_timeout": 0.5, "requests_per_second": 10_000.0}
    pause = settings.pop("pause", lambda seconds: False)
    check = settings.pop("check", unfenced)
    return MlbClient(
        StatsApiSettings(base_url=url, **(defaults | settings)),
        connections=4,
        clock=SystemClock(),
        upstream_clock=upstream_clock,
        pause=pause,
        check=check,
    )


@contextmanager
def a_rig(around_archive: AroundArchive | None = None, **poll_settings: Any) -> Iterator[Rig]:
    with scripted_api() as api:
        rig = Rig(api, around_archive=around_archive, **poll_settings)
        try:
            yield rig
        finally:
            rig.client.close()
