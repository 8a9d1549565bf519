"""How a process ends: a stop flag set by SIGTERM or SIGINT, and exit codes that mean something."""

import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

import structlog

from baseball_core.errors import PipelineError, SettingsError

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_BAD_SETTINGS = 2


class Shutdown:
    """A stop flag. ``install()`` (main thread only) lets SIGTERM and SIGINT set it."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def install(self) -> "Shutdown":
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        return self

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._event.set()

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    def request(self) -> None:
        self._event.set()

    def wait(self, seconds: float) -> bool:
        """Blocks up to ``seconds``; true as soon as a stop is requested."""
        return self._event.wait(seconds)


def run_main(body: Callable[[], int]) -> int:
    """Runs a process's body and turns what it raises into an exit code.

    SettingsError: one line on standard error, 2. Any other PipelineError: logged, 1. Everything else is a bug
    and leaves with its traceback in the log, 1.
    """
    try:
        return body()
    except SettingsError as exc:
        sys.stderr.write(f"bad setting: {exc}\n")
        return EXIT_BAD_SETTINGS
    except PipelineError as exc:
        structlog.get_logger().error("process_failed", reason=exc.reason, error=str(exc), **exc.context)
        return EXIT_FAILED
    except Exception:  # noqa: BLE001 - the one place where a bug is turned into an exit code
        structlog.get_logger().exception("process_crashed")
        return EXIT_FAILED
