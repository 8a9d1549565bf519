"""The simulator as a process: settings to games, games to a server."""

import os
import socket
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import structlog
import uvicorn

from baseball_core.errors import SettingsError
from baseball_core.lifecycle import EXIT_OK, Shutdown, run_main
from baseball_core.settings import describe, load
from baseball_core.telemetry.logging import configure_logging
from statsapi_simulator.app import create_app
from statsapi_simulator.baseball.timeline import STORIES, Timeline, play_day
from statsapi_simulator.clock import EASTERN
from statsapi_simulator.recordings import read_recordings
from statsapi_simulator.settings import HttpSettings, Settings, SlateSettings
from statsapi_simulator.simulator import Feeds, Simulator

_REPLAY_BEGINS = time(13, 0, tzinfo=EASTERN)

log = structlog.get_logger()


def main(argv: list[str] | None = None) -> int:
    """Serves until SIGTERM or SIGINT; exit code 2 for a bad setting."""
    return run_main(_run)


def _run() -> int:
    settings = load(Settings, os.environ)
    configure_logging(settings.log, service="statsapi_simulator")
    log.info("settings_loaded", **describe(settings))
    simulator = build(settings)
    listener = _listen(settings.http)
    host, port = listener.getsockname()[:2]
    url = f"http://{host}:{port}"
    Shutdown().install()
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(simulator),
            access_log=False,
            log_config=None,
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=1,
            timeout_keep_alive=60,
        )
    )
    if settings.http.url_file is not None:
        _write_whole(Path(settings.http.url_file), url + "\n")
    log.info("simulator_started", url=url, games=len(simulator.slate.games), simulated_now=str(simulator.clock.now()))
    server.run(sockets=[listener])
    log.info("simulator_stopped")
    return EXIT_OK


def build(settings: Settings) -> Simulator:
    """The simulator that the settings describe. Raises SettingsError."""
    slate, clock = settings.slate, settings.clock
    if clock.start is not None and clock.start.tzinfo is None:
        raise SettingsError("CLOCK_START: needs an offset, like 2026-07-04T17:00:00Z")
    if slate.feeds_dir is not None:
        return _replaying(settings, Path(slate.feeds_dir))
    stories = _stories(slate)

    def play() -> Iterable[Timeline]:
        return play_day(seed=slate.seed, day=slate.day, games=slate.games, stories=stories)

    return Simulator(play, seed=slate.seed, start=clock.start, speed=clock.speed, etags=settings.http.etag)


def _replaying(settings: Settings, folder: Path) -> Simulator:
    start = settings.clock.start or datetime.combine(settings.slate.day, _REPLAY_BEGINS).astimezone(UTC)
    spacing = timedelta(seconds=settings.slate.feeds_spacing)
    if not folder.is_dir():
        raise SettingsError(f"SLATE_FEEDS_DIR: is not a folder: {folder}")
    recordings = read_recordings(folder, start=start, spacing=spacing)
    for refused in recordings.refused:
        log.warning("feed_refused", file=refused.file, reason=refused.reason)
    if not recordings.timelines:
        raise SettingsError(f"SLATE_FEEDS_DIR: no usable feed document in {folder}")
    return Simulator(
        lambda: recordings.timelines,
        seed=settings.slate.seed,
        start=start,
        speed=settings.clock.speed,
        feeds=Feeds(recordings.usable, recordings.refused),
        etags=settings.http.etag,
    )


def _stories(slate: SlateSettings) -> list[str] | None:
    if slate.stories is None:
        return None
    stories = [name.strip() for name in slate.stories.split(",") if name.strip()]
    unknown = [name for name in stories if name not in STORIES]
    if unknown:
        raise SettingsError(f"SLATE_STORIES: unknown {', '.join(unknown)}; known are {', '.join(STORIES)}")
    return stories


def _listen(http: HttpSettings) -> socket.socket:
    """The listening socket, so that port 0 is known before the server runs. Raises SettingsError."""
    try:
        return socket.create_server((http.host, http.port), backlog=512)
    except OSError as exc:
        raise SettingsError(f"HTTP_HOST, HTTP_PORT: cannot listen on {http.host}:{http.port}: {exc.strerror}") from exc


def _write_whole(path: Path, text: str) -> None:
    """Whoever waits for the file never reads half of it."""
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(text)
    partial.replace(path)


if __name__ == "__main__":
    sys.exit(main())
