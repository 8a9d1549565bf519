"""One game followed by diffPatch against the same game by full fetches.

Both are the real poller's code, archive and producer on a real broker; the baseline forgets the document it holds
before every poll, so that it fetches the whole one. Each follows a simulator of its own (same seed, so the same game);
both clocks stand still and are moved ten seconds between polls.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from api_poller.effects import Effects
from api_poller.game_poll import GamePoller
from api_poller.games import Games
from api_poller.mlb_client import MlbClient
from api_poller.settings import PollSettings, StatsApiSettings
from api_poller.tracking import TrackedGame
from api_poller.upstream_clock import UpstreamClock
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.clock import SystemClock
from baseball_core.kafka.admin import ensure_topics
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.settings import KafkaSettings
from baseball_core.telemetry.health import Health
from bench import targets
from bench.context import Context
from bench.measure import Figure, total_figure
from bench.simulated import Simulator, simulator
from bench.workloads import SEED

WAIT = 10.0
LIVELY = timedelta(minutes=15)
LIVELY_MOMENTS = 20
UNLIMITED = 1e9


class Part(msgspec.Struct):
    """What one way cost during one part of the game."""

    polls: int
    cpu_seconds: float
    sent_bytes: int
    archive_bytes: int


class Follower:
    """The poller's own parts around one game of one simulator, polled from here."""

    def __init__(self, upstream: Simulator, archive: Path, kafka: KafkaSettings, *, by_patches: bool) -> None:
        clock = SystemClock()
        upstream_clock = UpstreamClock(clock, 0.0)
        health = Health(clock=clock)
        self._upstream = upstream
        self._by_patches = by_patches
        self._folder = archive
        archive.mkdir(parents=True)
        self._archive = ObjectArchive(f"file://{archive}")
        self._producer = KafkaProducer(kafka, health, client_id="bench")
        games = Games()
        client = MlbClient(
            StatsApiSettings(base_url=upstream.base_url, requests_per_second=UNLIMITED, request_burst=1_000_000),
            connections=2,
            clock=clock,
            upstream_clock=upstream_clock,
            pause=lambda seconds: False,
        )
        self._poller = GamePoller(
            client=client,
            effects=Effects(self._archive, self._producer, games, health, publish_timeout=20.0),
            games=games,
            clock=upstream_clock,
            settings=PollSettings(),
            is_known_status=lambda code: True,
        )
        self._game_pk = int(upstream.get("/simulator/games")["games"][0]["game_pk"])
        games.observe(self._game_pk, lambda _: TrackedGame(game_pk=self._game_pk, season="2026", game_type="R"))
        self._games = games
        self._seen = (upstream.sent_bytes(), 0)
        self._part = Part(0, 0.0, 0, 0)

    def poll(self) -> None:
        if not self._by_patches:
            self._poller.forget(self._game_pk)
        started = time.process_time()
        self._poller.poll(self._game_pk)
        self._part.cpu_seconds += time.process_time() - started
        self._part.polls += 1
        if self._games.get(self._game_pk).failures:
            raise RuntimeError("a poll failed; the figures would mean nothing")

    def take_part(self) -> Part:
        """What was used since the last call."""
        sent, archived = self._upstream.sent_bytes(), _size(self._folder)
        self._part.sent_bytes, self._part.archive_bytes = sent - self._seen[0], archived - self._seen[1]
        self._seen = (sent, archived)
        done, self._part = self._part, Part(0, 0.0, 0, 0)
        return done

    def close(self) -> None:
        self._archive.close()
        self._producer.close()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _to_first_pitch(upstream: Simulator) -> int:
    """Moves the clock to where things happen all the time and returns the polls from there to shortly after the end."""
    game = upstream.get("/simulator/games")["games"][0]
    moments = upstream.get(f"/simulator/games/{game['game_pk']}/moments")
    shown = [datetime.fromisoformat(moment["at"]) for moment in moments]
    first = next(at for at, later in zip(shown, shown[LIVELY_MOMENTS:], strict=False) if later - at < LIVELY)
    upstream.post("/simulator/clock", jump_to=first.isoformat(), pause=True)
    return int((shown[-1] - first).total_seconds() / WAIT) + 3


def run(context: Context) -> Sequence[Figure]:
    """The three ratios over a whole game; their spread is over its parts, one a round."""
    parts = context.parts()
    kafka = KafkaSettings(bootstrap_servers=parts.broker.bootstrap_servers)
    ensure_topics(kafka)
    folder = context.folder("poll")
    settings = {
        "SLATE_GAMES": "1", "SLATE_SEED": str(SEED), "SLATE_STORIES": "regular", "CLOCK_SPEED": "0",
    }  # fmt: skip
    with simulator(folder, **settings) as one, simulator(folder, **settings) as other:
        polls = min(_to_first_pitch(upstream) for upstream in (one, other))
        if context.quick:
            polls = min(polls, 12 * context.rounds)
        followers = (
            Follower(one, folder / "patched", kafka, by_patches=True),
            Follower(other, folder / "whole", kafka, by_patches=False),
        )
        done: tuple[list[Part], list[Part]] = ([], [])
        for number in range(context.rounds):
            for _ in range(polls * number // context.rounds, polls * (number + 1) // context.rounds):
                for upstream in (one, other):
                    upstream.post("/simulator/clock", jump_seconds=WAIT)
                order = context.rng.sample(followers, 2)
                for follower in order:
                    follower.poll()
            for follower, taken in zip(followers, done, strict=True):
                taken.append(follower.take_part())
        for follower in followers:
            follower.close()
    patched, whole = done
    context.say(f"followed one game with {polls} polls each way")
    rows = (
        ("bytes on the wire", "sent_bytes", targets.POLLER_WIRE_BYTES),
        ("CPU per poll", "cpu_seconds", targets.POLLER_CPU),
        ("archive bytes", "archive_bytes", targets.POLLER_ARCHIVE_BYTES),
    )
    return [
        total_figure(
            f"poller, {what}: diffPatch / full fetches",
            [float(getattr(part, field)) for part in patched],
            [float(getattr(part, field)) for part in whole],
            "x",
            target,
        )
        for what, field, target in rows
    ]
