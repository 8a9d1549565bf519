"""``local-stack up``: PostgreSQL and Apache Kafka for working on a service by hand; Ctrl-C stops them."""

import logging
import os
import sys

import structlog

from baseball_core.errors import PipelineError
from baseball_core.lifecycle import Shutdown
from local_stack.folders import PROJECT
from local_stack.postgres import OWNER, READER, WRITER
from local_stack.servers import Servers

USAGE = "usage: local-stack up"


def main(argv: list[str] | None = None) -> int:
    """Starts both servers, prints the settings that reach them, and waits for the end."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments != ["up"]:
        print(USAGE, file=sys.stderr)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    shutdown = Shutdown().install()
    servers = Servers(PROJECT / ".local" / "stack", os.environ)
    try:
        servers.start(lambda step: print(f"# starting {step}", file=sys.stderr))
        for name, value in servers.kafka_environment.items():
            print(f"{name}={value}")
        print(f"DATABASE_URL={servers.database_url(WRITER)}")
        print(f"# for the API:        DATABASE_URL={servers.database_url(READER)}")
        print(f"# for the migrations: DATABASE_URL={servers.database_url(OWNER)}", flush=True)
        while not shutdown.wait(3600.0):
            continue
    except PipelineError as exc:
        print(f"local-stack: {exc}", file=sys.stderr)
        return 1
    finally:
        servers.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
