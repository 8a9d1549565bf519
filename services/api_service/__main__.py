"""``api-service``: checks the settings, then becomes the master process.

Two steps in one process, because prometheus-client decides at its import, by an environment variable, whether its
values are shared between workers: the variable is set here, and the imports happen after the exec.
"""

import os
import sys
import tempfile

from api_service.settings import Settings, check_database_url
from baseball_core.lifecycle import run_main
from baseball_core.settings import load


def main(argv: list[str] | None = None) -> int:
    """Does not return when the settings are good; exit code 2 and one line when they are not."""
    return run_main(_become_server)


def _become_server() -> int:
    settings = load(Settings, os.environ)
    check_database_url(settings.database.url.reveal())
    environment = dict(os.environ)
    if settings.metrics.port:
        environment["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="api-service-metrics-")
    os.execve(sys.executable, [sys.executable, "-m", "api_service.server"], environment)


if __name__ == "__main__":
    raise SystemExit(main())
