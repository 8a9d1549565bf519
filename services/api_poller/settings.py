"""The poller's settings; every field is an environment variable (docs/settings.md)."""

from typing import Annotated

import msgspec

from baseball_core.settings import ArchiveSettings, KafkaSettings, LogSettings, MetricsSettings, TracingSettings


class StatsApiSettings(msgspec.Struct, frozen=True):
    """Which API, and how politely it is asked. Seconds are real ones."""

    base_url: Annotated[str, msgspec.Meta(pattern="^https?://[^/]+", description="where the API is, without /api")] = (
        "https://statsapi.mlb.com"
    )
    user_agent: Annotated[str, msgspec.Meta(min_length=3, description="how we name ourselves upstream")] = (
        "baseball-stats-pipeline/0.1"
    )
    connect_timeout: Annotated[float, msgspec.Meta(description="seconds for a connection", gt=0)] = 3.05
    read_timeout: Annotated[
        float, msgspec.Meta(description="seconds without a byte before a request is given up", gt=0)
    ] = 10.0
    total_timeout: Annotated[
        float, msgspec.Meta(description="seconds for a whole answer, however slowly it trickles", gt=0)
    ] = 30.0
    retries: Annotated[
        int, msgspec.Meta(description="further attempts of one request after 429 and 5xx", ge=0, le=10)
    ] = 3
    backoff_max: Annotated[float, msgspec.Meta(description="longest pause in seconds between attempts", gt=0)] = 10.0
    retry_after_max: Annotated[
        float,
        msgspec.Meta(
            description="a Retry-After up to these seconds is waited for; a longer one moves the next poll", gt=0
        ),
    ] = 15.0
    requests_per_second: Annotated[
        float, msgspec.Meta(description="shared by all requests, per second of the API's clock (POLL_TIME_SCALE)", gt=0)
    ] = 10.0
    request_burst: Annotated[int, msgspec.Meta(description="requests that may follow one another at once", ge=1)] = 30
    max_body_bytes: Annotated[
        int, msgspec.Meta(description="larger answers are refused while they arrive", ge=1024)
    ] = 33_554_432
    circuit_failures: Annotated[
        int, msgspec.Meta(description="failures in a row after which the host is left alone", ge=1)
    ] = 8
    circuit_seconds: Annotated[float, msgspec.Meta(description="how long it is left alone", gt=0)] = 15.0


class LeaseSettings(msgspec.Struct, frozen=True):
    """Which one of several pollers polls (ADR 17). Seconds are real ones."""

    name: Annotated[
        str | None, msgspec.Meta(description="Kubernetes Lease whose holder polls; unset: this is the only poller")
    ] = None
    duration: Annotated[
        float, msgspec.Meta(description="seconds without a renewal after which another poller takes over", gt=0)
    ] = 10.0
    renew_deadline: Annotated[
        float, msgspec.Meta(description="seconds without a renewal after which the holder itself ends", gt=0)
    ] = 6.0
    retry_period: Annotated[float, msgspec.Meta(description="seconds between two looks at the Lease", gt=0)] = 1.0

    def __post_init__(self) -> None:
        if not 2 * self.retry_period <= self.renew_deadline < self.duration:
            raise ValueError(
                "POLL_LEASE_RENEW_DEADLINE: must be at least twice POLL_LEASE_RETRY_PERIOD"
                " and less than POLL_LEASE_DURATION"
            )


class PollSettings(msgspec.Struct, frozen=True):
    """What is polled, and how often. Seconds are those of the API's clock unless said."""

    clock_url: Annotated[str | None, msgspec.Meta(description="a simulator's /simulator/clock; unset: real time")] = (
        None
    )
    time_scale: Annotated[
        float, msgspec.Meta(description="simulated seconds per real second when no clock is asked", gt=0)
    ] = 1.0
    sport_ids: Annotated[str, msgspec.Meta(pattern=r"^\d+(,\d+)*$", description="comma-separated; 1 is MLB")] = "1"
    workers: Annotated[int, msgspec.Meta(description="requests under way at the same time", ge=2, le=200)] = 20
    schedule_seconds: Annotated[float, msgspec.Meta(description="between two readings of the schedule", gt=0)] = 60.0
    changes_seconds: Annotated[float, msgspec.Meta(description="between two readings of game/changes", gt=0)] = 120.0
    wait_floor: Annotated[float, msgspec.Meta(description="shortest wait between polls of a live game", gt=0)] = 5.0
    wait_ceiling: Annotated[float, msgspec.Meta(description="longest wait between polls of a live game", gt=0)] = 30.0
    verify_every: Annotated[
        int, msgspec.Meta(description="patches after which the full document is fetched and compared", ge=1)
    ] = 50
    publish_timeout: Annotated[
        float, msgspec.Meta(description="real seconds for the broker's acknowledgement", gt=0)
    ] = 20.0
    checkpoint_seconds: Annotated[
        float, msgspec.Meta(description="real seconds between two writings of the checkpoint", gt=0)
    ] = 1.0
    lease: LeaseSettings = LeaseSettings()

    def __post_init__(self) -> None:
        if self.wait_floor > self.wait_ceiling:
            raise ValueError("POLL_WAIT_FLOOR: must not be larger than POLL_WAIT_CEILING")


class KubernetesSettings(msgspec.Struct, frozen=True):
    """The API server as a pod is told of it, and the pod's own account."""

    service_host: Annotated[
        str, msgspec.Meta(description="its address, which every pod is given; needed with POLL_LEASE_NAME")
    ] = ""
    service_port: Annotated[int, msgspec.Meta(description="its port", ge=1, le=65535)] = 443
    account_dir: Annotated[str, msgspec.Meta(description="folder with the account's token, namespace and ca.crt")] = (
        "/var/run/secrets/kubernetes.io/serviceaccount"
    )


class ScaleSettings(msgspec.Struct, frozen=True):
    """What ``api-poller scale`` decides about."""

    deployment: Annotated[str, msgspec.Meta(min_length=1, description="Deployment of the poller")]
    replicas: Annotated[int, msgspec.Meta(ge=1, description="pods while a poller is needed; none otherwise")] = 1
    lead_minutes: Annotated[
        float, msgspec.Meta(gt=0, description="minutes before a game, or another reading that is due, that it runs")
    ] = 60.0


class Settings(msgspec.Struct, frozen=True):
    """Everything ``api-poller`` reads from its environment."""

    kafka: KafkaSettings
    archive: ArchiveSettings
    statsapi: StatsApiSettings = StatsApiSettings()
    poll: PollSettings = PollSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    otel: TracingSettings = TracingSettings()
    kubernetes: KubernetesSettings = KubernetesSettings()

    def __post_init__(self) -> None:
        _need_kubernetes(self.poll, self.kubernetes)


class ScalerSettings(msgspec.Struct, frozen=True):
    """Everything ``api-poller scale`` reads from its environment."""

    scale: ScaleSettings
    statsapi: StatsApiSettings = StatsApiSettings()
    poll: PollSettings = PollSettings()
    log: LogSettings = LogSettings()
    kubernetes: KubernetesSettings = KubernetesSettings()

    def __post_init__(self) -> None:
        if self.poll.lease.name is None:
            raise ValueError("POLL_LEASE_NAME: is required (the Lease says when the poller is needed next)")
        _need_kubernetes(self.poll, self.kubernetes)


def _need_kubernetes(poll: PollSettings, kubernetes: KubernetesSettings) -> None:
    if poll.lease.name is not None and not kubernetes.service_host:
        raise ValueError("KUBERNETES_SERVICE_HOST: is required with POLL_LEASE_NAME")
