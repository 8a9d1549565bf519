"""What a process uses, and when a row became visible, seen from outside."""

import time
from collections.abc import Callable

import psutil  # type: ignore[import-untyped]
import psycopg


def rss_megabytes(pid: int) -> float:
    """Resident memory of a process and its children, pages that they share counted once (PSS)."""
    process = psutil.Process(pid)
    shares = [one.memory_full_info().pss for one in [process, *process.children(recursive=True)]]
    return float(sum(shares)) / 1e6


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children so far."""
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in [process, *process.children(recursive=True)]]
    return float(sum(one.user + one.system for one in times))


class Progress:
    """Polls the newest version of one game over a connection of its own."""

    def __init__(self, url: str, game_pk: int) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._game_pk = game_pk

    def fetched_micros(self) -> int | None:
        """fetched_at of the game's current row in microseconds since 1970, None while there is none."""
        row = self._connection.execute(
            "SELECT (extract(epoch FROM fetched_at) * 1000000)::bigint FROM games WHERE game_pk = %s",
            (self._game_pk,),
            prepare=True,
        ).fetchone()
        return None if row is None else int(row[0])

    def rate(self, versions: list[int], timeout: float, is_running: Callable[[], bool]) -> float:
        """Documents a second from the first version that is seen to the last one.

        ``versions`` are those of the backlog in order. Blocks until the last is visible; raises TimeoutError, also
        when the process that works on it ends.
        """
        place = {version: number for number, version in enumerate(versions)}
        deadline = time.monotonic() + timeout
        first: tuple[int, float] | None = None
        while time.monotonic() < deadline and is_running():
            seen = self.fetched_micros()
            now = time.perf_counter()
            if seen is not None and first is None:
                first = (place[seen], now)
            if first is not None and seen == versions[-1]:
                if place[seen] == first[0]:
                    raise ValueError("the backlog is too short: its first visible version is the last")
                return (place[seen] - first[0]) / (now - first[1])
            time.sleep(0.002)
        raise TimeoutError("the backlog was not worked off in time")

    def close(self) -> None:
        self._connection.close()
