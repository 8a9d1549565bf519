"""``api-poller scale``: one look at the schedule and at the poller's note, and as many pollers as that asks for.

True when a step fails: what could not be read never stops a poller, and is a failure of the run; the next run is the
retry. The note is in the Lease, so that this command needs neither the archive nor its credentials.
"""

from datetime import timedelta
from typing import Protocol

import structlog

from api_poller.election import Lease
from api_poller.mlb_client import MlbClient
from api_poller.needed import games_of, is_needed, needed_at, note_needs, replicas_for
from api_poller.schedule import parse_schedule, schedule_window
from api_poller.settings import ScaleSettings
from api_poller.upstream_clock import UpstreamClock
from baseball_core.archive.base import SCHEDULE
from baseball_core.errors import PipelineError

log = structlog.get_logger()


class Workloads(Protocol):
    """What is needed of Kubernetes; see KubernetesApi."""

    def read_lease(self, name: str) -> Lease: ...

    def read_replicas(self, deployment: str) -> int: ...

    def set_replicas(self, deployment: str, count: int) -> None: ...


class Scaler:
    """Scales one Deployment, once a call."""

    def __init__(
        self,
        settings: ScaleSettings,
        *,
        client: MlbClient,
        clock: UpstreamClock,
        clock_url: str | None,
        sport_ids: str,
        workloads: Workloads,
        lease_name: str,
    ) -> None:
        self._settings = settings
        self._client = client
        self._clock = clock
        self._clock_url = clock_url
        self._sport_ids = sport_ids
        self._workloads = workloads
        self._lease_name = lease_name
        self._lead = timedelta(minutes=settings.lead_minutes)

    def scale(self) -> bool:
        """Brings the Deployment to the wanted number; false when the schedule, its clock or the note is unknown.

        Raises KubernetesError when the Deployment cannot be read or changed.
        """
        by_schedule = by_note = None
        if self._knows_the_time():
            by_schedule, by_note = self._by_schedule(), self._by_note()
        present = self._workloads.read_replicas(self._settings.deployment)
        wanted = replicas_for(by_schedule=by_schedule, by_note=by_note, present=present, wanted=self._settings.replicas)
        if wanted != present:
            self._workloads.set_replicas(self._settings.deployment, wanted)
        log.info(
            "poller_scaled",
            deployment=self._settings.deployment,
            replicas=wanted,
            before=present,
            by_schedule=by_schedule,
            by_note=by_note,
            upstream_now=self._clock.now().isoformat(),
        )
        return by_schedule is not None and by_note is not None

    def _knows_the_time(self) -> bool:
        if self._clock_url is None:
            return True
        try:
            self._client.read_clock(self._clock_url)
        except PipelineError as exc:
            log.error("clock_not_read", reason=exc.reason, error=str(exc))
            return False
        return True

    def _by_schedule(self) -> bool | None:
        try:
            now = self._clock.now()
            first, last = schedule_window(now)[0], schedule_window(now + self._lead)[1]
            answer = self._client.get(
                SCHEDULE,
                "/api/v1/schedule",
                {"sportId": self._sport_ids, "startDate": first.isoformat(), "endDate": last.isoformat()},
            )
            games = games_of(parse_schedule(answer.body or b"").rows, now)
        except PipelineError as exc:
            log.error("schedule_not_read", reason=exc.reason, error=str(exc))
            return None
        return is_needed(needed_at(games, now), now, self._lead)

    def _by_note(self) -> bool | None:
        try:
            note = self._workloads.read_lease(self._lease_name).note
        except PipelineError as exc:
            log.error("note_not_read", reason=exc.reason, error=str(exc))
            return None
        return note_needs(note, self._clock.now(), self._lead)
