"""``pipeline-demo``: the composition root of ``make demo``."""

import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import structlog
from rich.console import Console

from baseball_core.errors import SettingsError
from baseball_core.lifecycle import EXIT_BAD_SETTINGS, EXIT_FAILED, EXIT_OK, Shutdown
from baseball_core.settings import load
from local_stack.errors import StackError
from pipeline_demo.api_client import ApiClient
from pipeline_demo.composition import Demo
from pipeline_demo.report import feeds_text, verdict_text
from pipeline_demo.settings import Settings
from pipeline_demo.simulator_client import SimulatorClient
from pipeline_demo.verdict import Played, Verdict, all_agree, judge
from pipeline_demo.view import make_view
from pipeline_demo.watching import Watcher

LOOK_EVERY_SECONDS = 1.0
# After the simulator shows its last state, the poller's next look and the way through the pipeline take a moment.
SETTLE_SECONDS = 60.0


def main(argv: list[str] | None = None) -> int:
    """Runs the demo until it is over or Ctrl-C. 0: it agreed, or was ended; 1: it did not; 2: a bad setting."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    console = Console()
    shutdown = Shutdown().install()
    try:
        settings = load(Settings, os.environ)
        if settings.feeds and not Path(settings.feeds).is_dir():
            raise SettingsError(f"FEEDS: is not a folder: {settings.feeds}")
    except SettingsError as exc:
        sys.stderr.write(f"bad setting: {exc}\n")
        return EXIT_BAD_SETTINGS
    demo = Demo(settings, os.environ)
    try:
        demo.start(_reporter(console, shutdown))
        return _run(demo, console, shutdown)
    except _Ended:
        return EXIT_OK
    except (StackError, httpx.HTTPError) as exc:
        if shutdown.requested:  # what a Ctrl-C breaks while things start is no failure
            return EXIT_OK
        sys.stderr.write(f"pipeline-demo: {exc}\nlogs are in {demo.logs}\n")
        return EXIT_FAILED
    finally:
        console.print("stopping", highlight=False)
        demo.stop()


class _Ended(Exception):  # noqa: N818 - being ended is no error
    """Ctrl-C came while the parts were being started."""


def _reporter(console: Console, shutdown: Shutdown) -> Callable[[str], None]:
    """Prints each step and leaves between two steps when an end was asked for."""
    began = time.monotonic()

    def report(step: str) -> None:
        if shutdown.requested:
            raise _Ended
        console.print(f"{time.monotonic() - began:6.1f} s  {step}", highlight=False, soft_wrap=True)

    return report


def _run(demo: Demo, console: Console, shutdown: Shutdown) -> int:
    api = ApiClient(demo.ports.api_url)
    simulator = None if demo.settings.live else SimulatorClient(demo.ports.simulator_url)
    if simulator is not None and demo.settings.feeds:
        console.print(feeds_text(simulator.feeds()), highlight=False, soft_wrap=True)
    watcher = Watcher(demo.ports, api)
    try:
        view = make_view(console, f"API {demo.ports.api_url}/docs   logs {demo.logs}")
        try:
            verdicts = _watch(demo, watcher, view.show, api, simulator, shutdown)
        finally:
            view.close()
        if not verdicts:
            return EXIT_OK
        console.print(verdict_text(verdicts), highlight=False, soft_wrap=True)
        if not demo.settings.ends:
            console.print("every game is over; Ctrl-C ends the demo", highlight=False)
            while not shutdown.wait(LOOK_EVERY_SECONDS):
                demo.check()
                demo.aggregate(watcher.look(None if simulator is None else simulator.day()).finals)
        return EXIT_OK if all_agree(verdicts) else EXIT_FAILED
    finally:
        watcher.close()
        api.close()
        if simulator is not None:
            simulator.close()


def _watch(
    demo: Demo,
    watcher: Watcher,
    show: Callable[..., None],
    api: ApiClient,
    simulator: SimulatorClient | None,
    shutdown: Shutdown,
) -> list[Verdict]:
    """Shows the pipeline until every game is over and compared; empty when it was ended before."""
    settled_by: float | None = None
    verdicts: dict[int, Verdict] = {}
    while not shutdown.requested:
        now = time.monotonic()
        demo.check()
        day = None if simulator is None else simulator.day()
        demo.remember_time()
        seen = watcher.look(day)
        show(seen, now)
        demo.aggregate(seen.finals)
        if simulator is not None and day is not None and day.over:
            settled_by = settled_by or now + SETTLE_SECONDS
            _compare(simulator.truth(), api, verdicts)
            if all_agree(list(verdicts.values())) or now > settled_by:
                return [verdicts[game_pk] for game_pk in sorted(verdicts)]
        shutdown.wait(max(0.0, now + LOOK_EVERY_SECONDS - time.monotonic()))
    return []


def _compare(truth: dict[int, Played], api: ApiClient, verdicts: dict[int, Verdict]) -> None:
    """Judges every game that does not agree yet."""
    for game_pk, played in truth.items():
        if game_pk not in verdicts or not verdicts[game_pk].agrees:
            verdicts[game_pk] = judge(played, api.served(game_pk))


if __name__ == "__main__":
    sys.exit(main())
