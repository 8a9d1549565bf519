"""``rt-transformer``: what it is wired to."""

import gc
import os
import sys
from collections.abc import Mapping

import structlog

from baseball_core.clock import SystemClock
from baseball_core.db.session import WriteSession
from baseball_core.kafka.consumer import KafkaConsumer
from baseball_core.kafka.dead_letter import DeadLetters
from baseball_core.kafka.loop import ConsumerLoop
from baseball_core.kafka.producer import KafkaProducer
from baseball_core.kafka.traced import TracedHandler
from baseball_core.lifecycle import EXIT_OK, Shutdown, run_main
from baseball_core.messages import LIVE_GAME_DATA, MLB_SCHEDULE
from baseball_core.settings import describe, load
from baseball_core.telemetry.health import Health, serve
from baseball_core.telemetry.logging import configure_logging
from baseball_core.telemetry.tracing import tracing
from rt_transformer.handler import TransformerHandler
from rt_transformer.settings import Settings

log = structlog.get_logger()

COLLECT_EVERY = 50_000
"""Rows hold no cycles; with Python's 700 the collector would look at every batch's rows several times for nothing."""


def run(settings: Settings) -> int:
    """Consumes until SIGTERM or SIGINT, or until too many records in a row are bad."""
    configure_logging(settings.log, service="rt_transformer")
    log.info("transformer_started", **describe(settings))
    shutdown = Shutdown().install()
    clock = SystemClock()
    health = Health(clock=clock)
    session = WriteSession(settings.database.url.reveal(), health, application="rt_transformer")
    observability = serve(health, settings.metrics)
    producer = KafkaProducer(settings.kafka, health, client_id="rt-transformer-dead-letters")
    try:
        session.probe()  # a database that is away shows in readiness at once; the loop waits for it
        consumer = KafkaConsumer(settings.kafka, settings.consumer, health)
        loop = ConsumerLoop(
            consumer,
            TracedHandler(TransformerHandler(session, clock)),
            DeadLetters(producer, clock),
            topics=(LIVE_GAME_DATA, MLB_SCHEDULE),
            settings=settings.consumer,
            health=health,
            clock=clock,
        )
        gc.freeze()  # what start-up made lives as long as the process: no need to look at it again and again
        gc.set_threshold(COLLECT_EVERY)
        with tracing(settings.otel, service="rt_transformer"):
            loop.run(shutdown)
    finally:
        producer.close()
        session.close()
        if observability is not None:
            observability.close()
    log.info("transformer_stopped")
    return EXIT_OK


def main(argv: list[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Console script. Takes no arguments: settings come from the environment."""
    if arguments := sys.argv[1:] if argv is None else argv:
        sys.stderr.write(f"rt-transformer takes no arguments (got {arguments[0]!r}); its environment configures it\n")
        return 2
    return run_main(lambda: run(load(Settings, environ)))


if __name__ == "__main__":
    sys.exit(main())
