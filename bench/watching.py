"""What a process uses, and when rows become visible, seen from outside."""

import time
from collections.abc import Callable, Mapping

import psutil
import psycopg


def share_megabytes(pid: int) -> float:
    """Resident memory of a process and its children; a page that n processes share counts for 1/n (PSS)."""
    process = psutil.Process(pid)
    shares = [one.memory_full_info().pss for one in [process, *process.children(recursive=True)]]
    return float(sum(shares)) / 1e6


class Versions:
    """The newest version of each game, asked for over and over on a connection of its own."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def stored(self) -> dict[int, int]:
        """fetched_at of each game's current row in microseconds since 1970."""
        rows = self._connection.execute(
            "SELECT game_pk, (extract(epoch FROM fetched_at) * 1000000)::bigint FROM games", prepare=True
        )
        return {int(game_pk): int(version) for game_pk, version in rows}

    def wait_for(self, wanted: Mapping[int, int], timeout: float, is_running: Callable[[], bool]) -> None:
        """Blocks until these versions are visible. Raises TimeoutError, also when the writing process has ended."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and is_running():
            if wanted.items() <= self.stored().items():
                return
            time.sleep(0.002)
        raise TimeoutError("the documents were not stored in time")

    def close(self) -> None:
        self._connection.close()
