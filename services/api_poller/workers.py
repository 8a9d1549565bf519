"""Threads that do jobs, and can be left behind: a request that hangs must not keep the process from ending.

(An executor of the standard library joins its threads when the interpreter ends.)
"""

import queue
import threading
from collections.abc import Callable

Job = Callable[[], None]


class Workers:
    """So many daemon threads and one queue."""

    def __init__(self, count: int) -> None:
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"poll-{number}", daemon=True) for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> None:
        """Queues a job; it must not raise."""
        self._jobs.put(job)

    def stop(self, clock: Callable[[], float], seconds: float) -> bool:
        """Lets the queued jobs end for up to ``seconds``; true when all threads have ended."""
        for _ in self._threads:
            self._jobs.put(None)
        deadline = clock() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - clock()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
