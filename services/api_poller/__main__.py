"""``api-poller``: what it is wired to."""

import os
import sys
from collections.abc import Mapping

import structlog

from api_poller.checkpoint import Checkpoint, load_checkpoint
from api_poller.effects import Effects
from api_poller.game_poll import GamePoller
from api_poller.games import Games
from api_poller.limits import pause_after
from api_poller.memory import bound_allocator
from api_poller.mlb_client import MlbClient
from api_poller.poller import Poller
from api_poller.schedule_poll import SchedulePoller
from api_poller.settings import Settings
from api_poller.upstream_clock import UpstreamClock
from baseball_core.archive.base import Archive
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.clock import Clock, SystemClock
from baseball_core.errors import ArchiveError
from baseball_core.kafka.base import Producer
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.lifecycle import EXIT_OK, Shutdown, run_main
from baseball_core.settings import describe, load
from baseball_core.telemetry.health import Health, serve
from baseball_core.telemetry.logging import configure_logging

log = structlog.get_logger()


def build(
    settings: Settings,
    *,
    archive: Archive,
    producer: Producer,
    clock: Clock,
    health: Health,
    shutdown: Shutdown,
    checkpoint: Checkpoint,
) -> Poller:
    """A poller that goes on from ``checkpoint``. Starts nothing and connects to nothing."""
    upstream_clock = UpstreamClock(clock, settings.poll.time_scale)
    games = Games(checkpoint.games, checkpoint.sequences, checkpoint.first_sequence)
    client = MlbClient(
        settings.statsapi,
        connections=settings.poll.workers,
        clock=clock,
        upstream_clock=upstream_clock,
        pause=shutdown.wait,
    )
    effects = Effects(archive, producer, games, health, settings.poll.publish_timeout)
    schedule_poller = SchedulePoller(
        client=client,
        effects=effects,
        producer=producer,
        games=games,
        clock=upstream_clock,
        sport_ids=settings.poll.sport_ids,
        publish_timeout=settings.poll.publish_timeout,
        published_rows={(row.game_pk, row.day): row.content_hash for row in checkpoint.rows},
        watermark=checkpoint.watermark,
    )
    game_poller = GamePoller(
        client=client,
        effects=effects,
        games=games,
        clock=upstream_clock,
        settings=settings.poll,
        is_known_status=schedule_poller.is_known_status,
    )
    return Poller(
        settings=settings.poll,
        clock=clock,
        upstream_clock=upstream_clock,
        client=client,
        game_poller=game_poller,
        schedule_poller=schedule_poller,
        games=games,
        archive=archive,
        health=health,
        shutdown=shutdown,
    )


def run(settings: Settings) -> int:
    """Polls until SIGTERM or SIGINT."""
    bound_allocator()
    configure_logging(settings.log, service="api_poller")
    log.info("poller_started", **describe(settings))
    shutdown = Shutdown().install()
    clock = SystemClock()
    health = Health(clock=clock)
    observability = serve(health, settings.metrics)
    archive = ObjectArchive(settings.archive.url)
    producer = KafkaProducer(settings.kafka, health, client_id="api-poller")
    try:
        checkpoint = _load_when_reachable(archive, health, shutdown)
        if checkpoint is not None:
            poller = build(
                settings,
                archive=archive,
                producer=producer,
                clock=clock,
                health=health,
                shutdown=shutdown,
                checkpoint=checkpoint,
            )
            poller.run()
    finally:
        archive.close()
        producer.close()
        if observability is not None:
            observability.close()
    log.info("poller_stopped")
    return EXIT_OK


def _load_when_reachable(archive: Archive, health: Health, shutdown: Shutdown) -> Checkpoint | None:
    """The checkpoint, however long the archive is away: without it documents would be numbered anew. None: stopped."""
    failures = 0
    while not shutdown.requested:
        health.beat()
        try:
            checkpoint = load_checkpoint(archive)
        except ArchiveError as exc:
            failures += 1
            health.set("archive", False, exc.reason)
            log.warning("checkpoint_not_loaded", reason=exc.reason, error=str(exc))
            shutdown.wait(pause_after(failures, first=0.5, longest=5.0, fraction=0.5))
        else:
            log.info("checkpoint_loaded", games=len(checkpoint.games), is_clean=checkpoint.is_clean)
            return checkpoint
    return None


def main(argv: list[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Console script. Takes no arguments: settings come from the environment."""
    if arguments := sys.argv[1:] if argv is None else argv:
        sys.stderr.write(f"api-poller takes no arguments (got {arguments[0]!r}); it is configured by its environment\n")
        return 2
    return run_main(lambda: run(load(Settings, environ)))


if __name__ == "__main__":
    sys.exit(main())
