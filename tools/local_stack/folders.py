"""Where the local parts keep what they install and what they store."""

import contextlib
import fcntl
from collections.abc import Iterator, Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
KAFKA_VERSION = "4.3.1"


def cache_folder(environ: Mapping[str, str]) -> Path:
    """The folder of everything that may be made anew at any time: LOCAL_STACK_CACHE, or ``.local`` in the project."""
    named = environ.get("LOCAL_STACK_CACHE", "")
    return Path(named).resolve() if named else PROJECT / ".local"


@contextlib.contextmanager
def locked(lock: Path) -> Iterator[None]:
    """Holds an exclusive lock between processes; blocks until it is free. The kernel frees it when a holder dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
