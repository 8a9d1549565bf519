"""The simulator's settings; each field's environment variable is its path in capitals (HTTP_PORT, SLATE_SEED ...)."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from baseball_core.settings import LogSettings


class HttpSettings(msgspec.Struct, frozen=True):
    """Where the simulated Stats API is served."""

    host: Annotated[str, msgspec.Meta(description="address to listen on")] = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535, description="port to listen on; 0: any free one")] = 0
    url_file: Annotated[
        str | None, msgspec.Meta(description="file that the base URL is written to as soon as it answers")
    ] = None
    etag: Annotated[bool, msgspec.Meta(description="whether answers carry an ETag and If-None-Match gets 304")] = False


class SlateSettings(msgspec.Struct, frozen=True):
    """Which games are played."""

    seed: Annotated[int, msgspec.Meta(ge=0, description="the same seed plays the same games")] = 1
    games: Annotated[int, msgspec.Meta(ge=1, le=100, description="number of games")] = 15
    day: Annotated[date, msgspec.Meta(description="baseball day (US Eastern) of the games, YYYY-MM-DD")] = date(
        2026, 7, 4
    )
    stories: Annotated[
        str | None, msgspec.Meta(description="state paths of the games in order, comma-separated; empty: a mixture")
    ] = None
    feeds_dir: Annotated[
        str | None, msgspec.Meta(description="folder of recorded feed documents to serve instead of simulated games")
    ] = None
    feeds_spacing: Annotated[
        float, msgspec.Meta(gt=0, description="simulated seconds between two states of a recorded game")
    ] = 20.0


class ClockSettings(msgspec.Struct, frozen=True):
    """The simulator's own clock."""

    start: Annotated[
        datetime | None,
        msgspec.Meta(
            description="first simulated instant, ISO 8601 with offset; empty: half an hour before the first game"
        ),
    ] = None
    speed: Annotated[float, msgspec.Meta(ge=0, description="simulated seconds per real second; 0 stands still")] = 1.0


class Settings(msgspec.Struct, frozen=True):
    """Everything that the simulator is told from outside."""

    http: HttpSettings = HttpSettings()
    slate: SlateSettings = SlateSettings()
    clock: ClockSettings = ClockSettings()
    log: LogSettings = LogSettings()
