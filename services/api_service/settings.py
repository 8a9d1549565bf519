"""The API's settings; every field is an environment variable (docs/settings.md)."""

from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from baseball_core.errors import SettingsError
from baseball_core.settings import DatabaseSettings, LogSettings, MetricsSettings


class HttpSettings(msgspec.Struct, frozen=True):
    """Where and with how many processes requests are answered."""

    host: Annotated[str, msgspec.Meta(min_length=1, description="address to listen on")] = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=1, le=65535, description="port to listen on")] = 8080
    workers: Annotated[int, msgspec.Meta(ge=1, le=64, description="worker processes")] = 2
    backlog: Annotated[int, msgspec.Meta(ge=64, le=65535, description="connections that may wait for a worker")] = 2048
    keep_alive_seconds: Annotated[
        int, msgspec.Meta(ge=1, le=600, description="how long an idle connection is kept")
    ] = 5
    graceful_seconds: Annotated[
        int, msgspec.Meta(ge=1, le=300, description="how long requests may take to end after SIGTERM")
    ] = 8
    worker_timeout_seconds: Annotated[
        int, msgspec.Meta(ge=5, le=300, description="a worker whose loop stands still for so long is replaced")
    ] = 30


class PoolSettings(msgspec.Struct, frozen=True):
    """Database connections of one worker. Sessions are read-only whatever the role may do."""

    size: Annotated[int, msgspec.Meta(ge=1, le=100, description="connections a worker may hold")] = 4
    connect_seconds: Annotated[float, msgspec.Meta(gt=0, le=60, description="longest wait for a new connection")] = 3.0
    wait_seconds: Annotated[
        float, msgspec.Meta(gt=0, le=60, description="longest wait for a free connection, then 503")
    ] = 5.0
    statement_seconds: Annotated[
        float, msgspec.Meta(gt=0, le=300, description="longest run of a statement, then 503")
    ] = 5.0


class StreamSettings(msgspec.Struct, frozen=True):
    """Server-sent events."""

    clients: Annotated[int, msgspec.Meta(ge=0, le=100000, description="open streams a worker allows, then 503")] = 500


def check_database_url(url: str) -> None:
    """Raises SettingsError, which does not show the URL, unless it is one of PostgreSQL with host and database."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("postgresql", "postgres") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not parts.path.strip("/"):
        raise SettingsError("DATABASE_URL: must be like postgresql://user:password@host:port/database")


class Settings(msgspec.Struct, frozen=True):
    """Everything ``api-service`` can be told."""

    database: DatabaseSettings
    http: HttpSettings = HttpSettings()
    pool: PoolSettings = PoolSettings()
    stream: StreamSettings = StreamSettings()
    metrics: MetricsSettings = MetricsSettings()
    log: LogSettings = LogSettings()
