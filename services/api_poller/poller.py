"""The scheduler: what is due goes to a worker, one job a game at a time, so that no game waits for another."""

import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from api_poller.checkpoint import Checkpoint, PublishedRow, save_checkpoint
from api_poller.game_poll import GamePoller
from api_poller.games import Games
from api_poller.limits import pause_after
from api_poller.mlb_client import MlbClient
from api_poller.needed import needed_at, note_of
from api_poller.schedule_poll import SchedulePoller
from api_poller.settings import PollSettings
from api_poller.tracking import after_failure, after_jump_back, due_at, is_forgettable, waits_for_first_game
from api_poller.upstream_clock import UpstreamClock
from api_poller.workers import Workers
from baseball_core.archive.base import Archive
from baseball_core.clock import Clock
from baseball_core.errors import ArchiveError, PipelineError
from baseball_core.feed.status import Phase
from baseball_core.lifecycle import Shutdown
from baseball_core.telemetry.health import Health
from baseball_core.telemetry.metrics import (
    POLLER_CRASHED_JOBS,
    POLLER_EFFECT_FAILURES,
    POLLER_MOST_OVERDUE,
    POLLER_POLL_LATENESS,
    POLLER_TRACKED_GAMES,
)

log = structlog.get_logger()

LONGEST_TURN = 0.25
CLOCK_SECONDS = 2.0
SHORTEST_PERIOD = 0.5
CRASH_PAUSE = 30.0
STOP_SECONDS = 5.0
LONGEST_RETRY = 30.0
SET_BACK = timedelta(seconds=60)
SET_BACK_REAL_SECONDS = 5.0


class PeriodicJob:
    """A job that is no game's: every ``seconds`` of the API's clock, sooner after a failure."""

    def __init__(self, name: str, body: Callable[[], None], seconds: float | None) -> None:
        self.name = name
        self.body = body
        self.seconds = seconds
        self.due: datetime | None = None
        self.failures = 0
        self.is_done_for_good = False


class Poller:
    """Runs until a stop is requested. One an archive: the checkpoint has one writer."""

    def __init__(
        self,
        *,
        settings: PollSettings,
        clock: Clock,
        upstream_clock: UpstreamClock,
        client: MlbClient,
        game_poller: GamePoller,
        schedule_poller: SchedulePoller,
        games: Games,
        archive: Archive,
        health: Health,
        shutdown: Shutdown,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self.upstream_clock = upstream_clock
        self._client = client
        self._game_poller = game_poller
        self._schedule_poller = schedule_poller
        self.games = games
        self._archive = archive
        self._health = health
        self._shutdown = shutdown
        self._wake = threading.Event()
        self._busy: set[int | str] = set()
        self._busy_lock = threading.Lock()
        self._saved_state: tuple[int, int, datetime | None] | None = None
        self._saved_at = clock.monotonic()
        self._periodic = [
            PeriodicJob("schedule", schedule_poller.read_schedule, settings.schedule_seconds),
            PeriodicJob("changes", schedule_poller.read_changes, settings.changes_seconds),
            PeriodicJob("game_status", schedule_poller.read_statuses, None),
        ]
        if settings.clock_url is not None:
            self._periodic.append(PeriodicJob("clock", self._read_clock, CLOCK_SECONDS))

    def run(self) -> None:
        """Blocks until the stop, then for at most a few seconds; every acknowledged document is in the checkpoint."""
        if self._settings.clock_url is not None:
            self._wait_for_clock()
        # From now on an end without a last writing is a crash, even before the first game is met.
        self._save(self._checkpoint(is_clean=False), self._state())
        workers = Workers(self._settings.workers)
        while not self._shutdown.requested:
            self._health.beat()
            self._wake.clear()
            pause = self._submit_due(workers)
            self._save_if_due(workers)
            self._wake.wait(pause)
        log.info("poller_stopping", busy=len(self._busy))
        is_idle = workers.stop(self._clock.monotonic, STOP_SECONDS)
        self._save(self._checkpoint(is_clean=is_idle), self._state())

    def note(self) -> str | None:
        """From when on a poller must run for the games known here; None while the schedule is not read."""
        schedule = self._periodic[0]
        if schedule.due is None or schedule.failures:
            return None
        return note_of(needed_at(self.games.all(), self.upstream_clock.now()))

    # --- what is due ------------------------------------------------------------------------------------------

    def _submit_due(self, workers: Workers) -> float:
        """Hands out every job that is due and returns the real seconds until the next one."""
        now = self.upstream_clock.now()
        pause = LONGEST_TURN
        for job in self._periodic:
            if job.is_done_for_good or job.name in self._busy:
                continue
            if job.due is None or job.due <= now:
                self._start(workers, job.name, lambda job=job: self._run_periodic(job))  # type: ignore[misc]
            else:
                pause = min(pause, self.upstream_clock.real_seconds_until(job.due))
        games = self.games.all()
        for game in games:
            due = due_at(game, now)
            if due is None or game.game_pk in self._busy or waits_for_first_game(game, games):
                if is_forgettable(game, now):
                    self.games.forget(game.game_pk)
                    self._game_poller.forget(game.game_pk)
            elif due <= now:
                late = (now - due).total_seconds() / (self.upstream_clock.speed or 1.0)
                POLLER_POLL_LATENESS.observe(late)
                self._start(
                    workers,
                    game.game_pk,
                    lambda game_pk=game.game_pk: self._poll_game(game_pk),  # type: ignore[misc]
                )
            else:
                pause = min(pause, self.upstream_clock.real_seconds_until(due))
        return pause

    def _start(self, workers: Workers, key: int | str, body: Callable[[], None]) -> None:
        with self._busy_lock:
            self._busy.add(key)

        def job() -> None:
            try:
                # What was queued before a stop is not begun after it.
                if not self._shutdown.requested:
                    body()
            finally:
                with self._busy_lock:
                    self._busy.discard(key)
                self._wake.set()

        workers.submit(job)

    def _poll_game(self, game_pk: int) -> None:
        try:
            self._game_poller.poll(game_pk)
        except Exception:
            # A bug met in one game must be seen, and must not stop the others.
            POLLER_CRASHED_JOBS.labels("game").inc()
            log.exception("job_crashed", job="game", game_pk=game_pk)
            self._game_poller.forget(game_pk)
            retry_at = self.upstream_clock.after_real_seconds(CRASH_PAUSE)
            self.games.update(game_pk, lambda game: after_failure(game, retry_at))
        else:
            self._health.set("upstream", not self._client.is_left_alone(), "circuit_open")

    def _run_periodic(self, job: PeriodicJob) -> None:
        try:
            job.body()
        except PipelineError as exc:
            job.failures += 1
            log.warning("periodic_poll_failed", job=job.name, reason=exc.reason, error=str(exc))
            self._health.set(job.name, False, exc.reason)
        except Exception:
            job.failures += 1
            POLLER_CRASHED_JOBS.labels(job.name).inc()
            log.exception("job_crashed", job=job.name)
        else:
            job.failures = 0
            job.is_done_for_good = job.seconds is None
            self._health.set(job.name, True)
        self._plan(job)

    def _plan(self, job: PeriodicJob) -> None:
        if job.failures:
            seconds = pause_after(job.failures, first=1.0, longest=LONGEST_RETRY, fraction=random.random())
            job.due = self.upstream_clock.after_real_seconds(seconds)
        elif job.name == "clock":
            job.due = self.upstream_clock.after_real_seconds(CLOCK_SECONDS)
        else:
            # However fast a simulator's clock runs, it is asked only so often.
            shortest = self.upstream_clock.after_real_seconds(SHORTEST_PERIOD)
            job.due = max(shortest, self.upstream_clock.now() + timedelta(seconds=job.seconds or 0.0))

    # --- the simulator's clock --------------------------------------------------------------------------------

    def _read_clock(self) -> None:
        difference = self._client.read_clock(self._settings.clock_url or "")
        if difference < -max(SET_BACK, timedelta(seconds=SET_BACK_REAL_SECONDS * self.upstream_clock.speed)):
            log.info("upstream_clock_set_back", seconds=difference.total_seconds())
            self._bring_forward(self.upstream_clock.now())

    def _bring_forward(self, now: datetime) -> None:
        """Nothing may wait for a future that has been called off."""
        for game in self.games.all():
            self.games.update(game.game_pk, lambda game: after_jump_back(game, now))
        for job in self._periodic:
            job.due = None

    def _wait_for_clock(self) -> None:
        failures = 0
        while not self._shutdown.requested:
            self._health.beat()
            try:
                self._read_clock()
            except PipelineError as exc:
                failures += 1
                self._health.set("clock", False, exc.reason)
                log.warning("upstream_clock_unavailable", reason=exc.reason, error=str(exc))
                self._shutdown.wait(pause_after(failures, first=0.2, longest=2.0, fraction=random.random()))
            else:
                self._health.set("clock", True)
                return

    # --- the checkpoint ---------------------------------------------------------------------------------------

    def _save_if_due(self, workers: Workers) -> None:
        """A slow store must not hold the scheduler up, so a worker writes."""
        if "checkpoint" in self._busy:
            return
        if self._clock.monotonic() - self._saved_at < self._settings.checkpoint_seconds:
            return
        self._saved_at = self._clock.monotonic()
        self._report()
        state = self._state()
        if state != self._saved_state:
            checkpoint = self._checkpoint(is_clean=False)
            self._start(workers, "checkpoint", lambda: self._save(checkpoint, state))

    def _state(self) -> tuple[int, int, datetime | None]:
        """Equal for two moments between which nothing changed that a checkpoint holds."""
        return self.games.version, id(self._schedule_poller.published_rows), self._schedule_poller.watermark

    def _checkpoint(self, *, is_clean: bool) -> Checkpoint:
        return Checkpoint(
            games=tuple(self.games.all()),
            rows=tuple(
                PublishedRow(game_pk, day, row_hash)
                for (game_pk, day), row_hash in self._schedule_poller.published_rows.items()
            ),
            sequences=self.games.sequences(),
            first_sequence=self.games.first_sequence,
            watermark=self._schedule_poller.watermark,
            is_clean=is_clean,
        )

    def _save(self, checkpoint: Checkpoint, state: tuple[int, int, datetime | None]) -> None:
        try:
            save_checkpoint(self._archive, checkpoint)
        except ArchiveError as exc:
            POLLER_EFFECT_FAILURES.labels("checkpoint", exc.reason).inc()
            self._health.set("checkpoint", False, exc.reason)
            log.warning("checkpoint_not_saved", reason=exc.reason, error=str(exc))
        else:
            self._saved_state = state
            self._health.set("checkpoint", True)

    def _report(self) -> None:
        counts = dict.fromkeys(Phase, 0)
        for game in self.games.all():
            counts[game.phase] += 1
        for phase, count in counts.items():
            POLLER_TRACKED_GAMES.labels(phase.value).set(count)
        POLLER_MOST_OVERDUE.set(self._most_overdue())

    def _most_overdue(self) -> float:
        """Real seconds; 0 when no game waits."""
        now, games = self.upstream_clock.now(), self.games.all()
        due = [due_at(game, now) for game in games if not waits_for_first_game(game, games)]
        waiting = [(now - moment).total_seconds() for moment in due if moment is not None and moment <= now]
        return max(waiting, default=0.0) / (self.upstream_clock.speed or 1.0)
