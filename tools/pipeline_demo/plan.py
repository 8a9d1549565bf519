"""PURE. Which processes a demo consists of, and the settings each one gets."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline_demo.settings import Settings

TRANSFORMERS = 2


class Ports(msgspec.Struct, frozen=True):
    """Loopback ports of the processes; 0 of the simulator: there is none."""

    simulator: int
    api: int
    api_metrics: int
    poller_metrics: int
    transformer_metrics: tuple[int, ...]

    @property
    def simulator_url(self) -> str:
        return f"http://127.0.0.1:{self.simulator}"

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.api}"


class Surroundings(msgspec.Struct, frozen=True):
    """What all processes share: the broker's settings, the database URL of writer and reader, the archive's folder."""

    kafka: Mapping[str, str]
    writer_url: str
    reader_url: str
    archive: Path
    inherited: Mapping[str, str]


class Planned(msgspec.Struct, frozen=True):
    """One process to start: its name, console script, settings, and the URL that answers when it is ready."""

    name: str
    script: str
    environment: dict[str, str]
    ready_url: str


def simulator(settings: Settings, ports: Ports, around: Surroundings) -> Planned:
    """The simulator with the slate or the folder of recordings that was asked for."""
    environment = {
        **around.inherited,
        "HTTP_PORT": str(ports.simulator),
        "SLATE_SEED": str(settings.seed),
        "SLATE_GAMES": str(settings.games),
        "CLOCK_SPEED": "0",  # it runs as soon as everybody is there
    }
    if settings.feeds:
        environment["SLATE_FEEDS_DIR"] = str(Path(settings.feeds).resolve())
    return Planned("simulator", "statsapi-simulator", environment, f"{ports.simulator_url}/simulator/clock")


def pipeline(settings: Settings, ports: Ports, around: Surroundings) -> list[Planned]:
    """API, transformers and poller, in the order in which they are started."""
    planned = [
        Planned(
            "api",
            "api-service",
            {
                **around.inherited,
                "DATABASE_URL": around.reader_url,
                "HTTP_PORT": str(ports.api),
                "METRICS_PORT": str(ports.api_metrics),
            },
            f"{ports.api_url}/readyz",
        )
    ]
    for number, port in enumerate(ports.transformer_metrics, start=1):
        environment = {
            **around.inherited,
            **around.kafka,
            "DATABASE_URL": around.writer_url,
            "METRICS_PORT": str(port),
        }
        planned.append(
            Planned(f"transformer-{number}", "rt-transformer", environment, f"http://127.0.0.1:{port}/readyz")
        )
    poller = {
        **around.inherited,
        **around.kafka,
        "ARCHIVE_URL": around.archive.resolve().as_uri(),
        "METRICS_PORT": str(ports.poller_metrics),
    }
    if not settings.live:
        poller |= {
            "STATSAPI_BASE_URL": ports.simulator_url,
            "POLL_CLOCK_URL": f"{ports.simulator_url}/simulator/clock",
            "POLL_TIME_SCALE": str(settings.clock_speed),
        }
    planned.append(Planned("poller", "api-poller", poller, f"http://127.0.0.1:{ports.poller_metrics}/livez"))
    return planned


def batch(processes: Sequence[Planned], around: Surroundings, scripts: Path) -> dict[str, str]:
    """The whole environment of commands that run beside the demo: the poller's, ``scripts`` first, writing rights."""
    poller = next(planned for planned in processes if planned.name == "poller").environment
    return {
        **poller,
        "PATH": f"{scripts}:{poller.get('PATH', '')}",
        "DATABASE_URL": around.writer_url,
        "METRICS_PORT": "0",  # the poller's own is taken
    }


def inherited(environ: Mapping[str, str], *, live: bool) -> dict[str, str]:
    """What every process gets from the shell: where things are, and with LIVE how the real API is to be asked."""
    names = ("PATH", "HOME", "LANG", "TMPDIR", "LOG_LEVEL", "COVERAGE_PROCESS_CONFIG")
    certificates = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
    wanted = {*names, *(certificates + proxies if live else ())}
    return {
        name: value
        for name, value in environ.items()
        if value and (name in wanted or (live and name.startswith("STATSAPI_")))
    }
