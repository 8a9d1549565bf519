"""The services as processes, as the demo starts them, each with the URL that answers when it is ready."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.simulated import SCRIPTS
from bench.stack import Database, Parts, group_at_the_end, plain_environment
from local_stack.ports import free_ports
from local_stack.processes import ManagedProcess, url_answers

NAMES = ("statsapi-simulator", "api-poller", "rt-transformer", "api-service")


class Service:
    """One process that can be started and waited for."""

    def __init__(self, name: str, ready_url: str, log: Path, settings: Mapping[str, str]) -> None:
        environment = {**plain_environment(os.environ), "LOG_LEVEL": "warning", **settings}
        self.process = ManagedProcess(name, [str(SCRIPTS / name)], env=environment, log=log)
        self._ready: Callable[[], bool] = url_answers(ready_url)

    def start(self) -> None:
        """Blocks until it is ready."""
        self.process.start()
        self.process.wait_ready(self._ready)

    def stop(self) -> None:
        self.process.stop()

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid


class Pipeline:
    """One of each, wired to one another. The topics must be there; what is in them already is not read."""

    def __init__(self, parts: Parts, database: Database, folder: Path, **simulator_settings: str) -> None:
        simulator, api, *metrics = free_ports(5)
        self.simulator_url = f"http://127.0.0.1:{simulator}"
        self.api_url = f"http://127.0.0.1:{api}"
        kafka = {"KAFKA_BOOTSTRAP_SERVERS": parts.broker.bootstrap_servers}
        settings: dict[str, dict[str, str]] = {
            "statsapi-simulator": {"HTTP_PORT": str(simulator), **simulator_settings},
            "api-poller": {
                **kafka,
                "METRICS_PORT": str(metrics[0]),
                "ARCHIVE_URL": (folder / "archive").as_uri(),
                "STATSAPI_BASE_URL": self.simulator_url,
                "POLL_CLOCK_URL": f"{self.simulator_url}/simulator/clock",
            },
            "rt-transformer": {
                **kafka,
                "METRICS_PORT": str(metrics[1]),
                "DATABASE_URL": database.writer_url,
                "CONSUMER_GROUP_ID": group_at_the_end(parts),
            },
            "api-service": {
                "METRICS_PORT": str(metrics[2]),
                "HTTP_PORT": str(api),
                "HTTP_WORKERS": "1",
                "DATABASE_URL": database.reader_url,
            },
        }
        ready = {
            "statsapi-simulator": f"{self.simulator_url}/simulator/clock",
            "api-poller": f"http://127.0.0.1:{metrics[0]}/livez",
            "rt-transformer": f"http://127.0.0.1:{metrics[1]}/readyz",
            "api-service": f"{self.api_url}/readyz",
        }
        (folder / "archive").mkdir(parents=True)
        self.services = {name: Service(name, ready[name], folder / f"{name}.log", settings[name]) for name in NAMES}

    def start(self) -> None:
        """Starts all, each when the one before is ready."""
        for service in self.services.values():
            service.start()

    def stop(self) -> None:
        for service in reversed(self.services.values()):
            service.stop()
