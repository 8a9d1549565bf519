"""``api-poller``: what it is wired to.

Without a command it polls until it is stopped; ``recheck`` looks once at the games corrected in the last days;
``scale`` looks once whether a poller is needed, and asks Kubernetes for as many.
Exit codes: 0 done, 1 failed or some games failed (trying again may help), 2 bad settings or arguments.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog

from api_poller.checkpoint import NAME as CHECKPOINT
from api_poller.checkpoint import Checkpoint, load_checkpoint
from api_poller.effects import Effects
from api_poller.election import Terms
from api_poller.fencing import Check, FencedArchive, FencedProducer, unfenced
from api_poller.game_poll import GamePoller
from api_poller.games import Games
from api_poller.kubernetes_api import KubernetesApi
from api_poller.leadership import Leadership, own_identity
from api_poller.limits import pause_after
from api_poller.memory import bound_allocator
from api_poller.mlb_client import MlbClient
from api_poller.poller import Poller
from api_poller.recheck import Rechecker
from api_poller.scaling import Scaler
from api_poller.schedule_poll import SchedulePoller
from api_poller.settings import LeaseSettings, ScalerSettings, Settings
from api_poller.upstream_clock import UpstreamClock
from baseball_core.archive.base import Archive
from baseball_core.archive.deferring import DeferringArchive
from baseball_core.archive.object_archive import ObjectArchive
from baseball_core.archive.reading import ArchiveReader
from baseball_core.clock import Clock, SystemClock
from baseball_core.errors import ArchiveError
from baseball_core.kafka.base import Producer
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.kafka.traced import TracedProducer
from baseball_core.lifecycle import EXIT_FAILED, EXIT_OK, Shutdown, run_main
from baseball_core.settings import describe, load
from baseball_core.telemetry.health import Health, serve
from baseball_core.telemetry.logging import configure_logging
from baseball_core.telemetry.metrics import POLLER_LEADER
from baseball_core.telemetry.tracing import tracing

log = structlog.get_logger()

T = TypeVar("T")

SCALE_TIMEOUT = 20.0


class Parts(msgspec.Struct, frozen=True):
    """What polling and rechecking have in common."""

    upstream_clock: UpstreamClock
    client: MlbClient
    games: Games
    schedule_poller: SchedulePoller
    game_poller: GamePoller


def _parts(
    settings: Settings,
    *,
    archive: Archive,
    producer: Producer,
    clock: Clock,
    health: Health,
    shutdown: Shutdown,
    checkpoint: Checkpoint,
    check: Check = unfenced,
) -> Parts:
    upstream_clock = UpstreamClock(clock, settings.poll.time_scale)
    games = Games(checkpoint.games, checkpoint.sequences, checkpoint.first_sequence)
    client = MlbClient(
        settings.statsapi,
        connections=settings.poll.workers,
        clock=clock,
        upstream_clock=upstream_clock,
        pause=shutdown.wait,
        check=check,
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
    return Parts(upstream_clock, client, games, schedule_poller, game_poller)


def build(
    settings: Settings,
    *,
    archive: Archive,
    producer: Producer,
    clock: Clock,
    health: Health,
    shutdown: Shutdown,
    checkpoint: Checkpoint,
    check: Check = unfenced,
) -> Poller:
    """A poller that goes on from ``checkpoint`` while ``check`` returns. Starts nothing and connects to nothing."""
    parts = _parts(
        settings,
        archive=archive,
        producer=producer,
        clock=clock,
        health=health,
        shutdown=shutdown,
        checkpoint=checkpoint,
        check=check,
    )
    return Poller(
        settings=settings.poll,
        clock=clock,
        upstream_clock=parts.upstream_clock,
        client=parts.client,
        game_poller=parts.game_poller,
        schedule_poller=parts.schedule_poller,
        games=parts.games,
        archive=archive,
        health=health,
        shutdown=shutdown,
    )


def build_rechecker(
    settings: Settings,
    *,
    archive: ObjectArchive,
    producer: Producer,
    clock: Clock,
    shutdown: Shutdown,
) -> Rechecker:
    """A rechecker with the API's time. Raises UpstreamError or FeedError when a simulator's clock cannot be read."""
    parts = _parts(
        settings,
        archive=archive,
        producer=producer,
        clock=clock,
        health=Health(clock=clock),
        shutdown=shutdown,
        checkpoint=Checkpoint(),
    )
    if settings.poll.clock_url is not None:
        parts.client.read_clock(settings.poll.clock_url)
    return Rechecker(
        archive=archive,
        reader=ArchiveReader(archive.objects),
        schedule_poller=parts.schedule_poller,
        game_poller=parts.game_poller,
        games=parts.games,
        clock=parts.upstream_clock,
    )


def run(settings: Settings) -> int:
    """Polls until SIGTERM or SIGINT; with a Lease, while this process holds it."""
    bound_allocator()
    configure_logging(settings.log, service="api_poller")
    log.info("poller_started", **describe(settings))
    shutdown = Shutdown().install()
    clock = SystemClock()
    health = Health(clock=clock)
    observability = serve(health, settings.metrics)
    lease = settings.poll.lease
    leadership = None
    if lease.name is not None:
        # Several attempts fit into a term.
        kubernetes = KubernetesApi(settings.kubernetes, timeout=lease.renew_deadline / 3)
        leadership = Leadership(
            kubernetes, lease.name, _terms(lease), identity=own_identity(), clock=clock, health=health
        )
    archive = DeferringArchive(ObjectArchive(settings.archive.url), health, clock=clock)
    producer = TracedProducer(KafkaProducer(settings.kafka, health, client_id="api-poller"))
    spans = ExitStack()
    spans.enter_context(tracing(settings.otel, service="api_poller"))
    try:
        if leadership is None:
            POLLER_LEADER.set(1)
            _poll(settings, archive, producer, clock, health, shutdown)
            return EXIT_OK
        # Who cannot read the archive could not go on from the checkpoint either, so it is no candidate.
        _when_reachable(lambda: archive.read_object(CHECKPOINT), health, shutdown)
        if leadership.acquire(shutdown):
            _poll(
                settings,
                FencedArchive(archive, leadership.check),
                FencedProducer(producer, leadership.check),
                clock,
                health,
                shutdown,
                leadership,
            )
    finally:
        archive.close()
        producer.close()
        # Only now is nothing left that this process could write.
        if leadership is not None:
            leadership.release()
        if observability is not None:
            observability.close()
        # Last: it waits for a collector that is away.
        spans.close()
        log.info("poller_stopped")
    return EXIT_OK


def _poll(
    settings: Settings,
    archive: Archive,
    producer: Producer,
    clock: Clock,
    health: Health,
    shutdown: Shutdown,
    leadership: Leadership | None = None,
) -> None:
    # Without it documents would be numbered anew, so the archive is waited for.
    checkpoint = _when_reachable(lambda: load_checkpoint(archive), health, shutdown)
    if checkpoint is None:
        return
    log.info("checkpoint_loaded", games=len(checkpoint.games), is_clean=checkpoint.is_clean)
    poller = build(
        settings,
        archive=archive,
        producer=producer,
        clock=clock,
        health=health,
        shutdown=shutdown,
        checkpoint=checkpoint,
        check=leadership.check if leadership is not None else unfenced,
    )
    if leadership is not None:
        leadership.tell(poller.note)
    poller.run()


def run_scale(settings: ScalerSettings) -> int:
    """Scales once."""
    configure_logging(settings.log, service="api_poller")
    clock = SystemClock()
    upstream_clock = UpstreamClock(clock, settings.poll.time_scale)
    client = MlbClient(
        settings.statsapi,
        connections=1,
        clock=clock,
        upstream_clock=upstream_clock,
        pause=Shutdown().install().wait,
    )
    scaler = Scaler(
        settings.scale,
        client=client,
        clock=upstream_clock,
        clock_url=settings.poll.clock_url,
        sport_ids=settings.poll.sport_ids,
        workloads=KubernetesApi(settings.kubernetes, timeout=SCALE_TIMEOUT),
        lease_name=settings.poll.lease.name or "",
    )
    return EXIT_OK if scaler.scale() else EXIT_FAILED


def _terms(lease: LeaseSettings) -> Terms:
    return Terms(lease.duration, lease.renew_deadline, lease.retry_period)


def run_recheck(settings: Settings, days: int, output: Path | None) -> int:
    """Rechecks once; the result goes to standard output, and to ``output``, as one JSON object."""
    configure_logging(settings.log, service="api_poller", stream=sys.stderr)
    clock = SystemClock()
    archive = ObjectArchive(settings.archive.url)
    producer = KafkaProducer(settings.kafka, Health(clock=clock), client_id="api-poller-recheck")
    try:
        rechecker = build_rechecker(
            settings, archive=archive, producer=producer, clock=clock, shutdown=Shutdown().install()
        )
        result = rechecker.recheck(days)
    finally:
        archive.close()
        producer.close()
    text = msgspec.json.encode(result).decode()
    sys.stdout.write(text + "\n")
    if output is not None:
        output.write_text(text)
    return EXIT_FAILED if result.failed else EXIT_OK


def _when_reachable(read: Callable[[], T], health: Health, shutdown: Shutdown) -> T | None:
    """What ``read`` gives, however long the archive is away; None also when a stop was requested first."""
    failures = 0
    while not shutdown.requested:
        health.beat()
        try:
            result = read()
        except ArchiveError as exc:
            failures += 1
            health.set("archive", False, exc.reason)
            log.warning("archive_not_read", reason=exc.reason, error=str(exc))
            shutdown.wait(pause_after(failures, first=0.5, longest=5.0, fraction=0.5))
        else:
            health.set("archive", True)
            return result
    return None


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= 366:
        raise ValueError
    return days


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="api-poller", description="Follows games until it is stopped. Configured by its environment."
    )
    commands = parser.add_subparsers(dest="command")
    text = "read the games that were corrected in the last days once more, and publish what is new"
    recheck = commands.add_parser("recheck", help=text, description=text)
    recheck.add_argument("--days", type=_days, required=True, metavar="N", help="how far back, 1 to 366")
    recheck.add_argument("--output", type=Path, metavar="FILE", help="the result goes there as well")
    text = "ask Kubernetes for pollers while a game is open or soon begins, for none otherwise"
    commands.add_parser("scale", help=text, description=text)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Console script; see the module. Settings come from the environment."""
    arguments = _arguments(argv)
    if arguments.command == "recheck":
        return run_main(lambda: run_recheck(load(Settings, environ), arguments.days, arguments.output))
    if arguments.command == "scale":
        return run_main(lambda: run_scale(load(ScalerSettings, environ)))
    return run_main(lambda: run(load(Settings, environ)))


if __name__ == "__main__":
    sys.exit(main())
