"""Starts, watches over and stops the demo's processes."""

import contextlib
import sys
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from local_stack.errors import StackError
from local_stack.folders import PROJECT
from local_stack.ports import free_ports
from local_stack.postgres import READER, WRITER
from local_stack.processes import ManagedProcess, last_words, stop_all, url_answers
from local_stack.servers import BrokerKind, Servers
from pipeline_demo.batch import Batch, Finals
from pipeline_demo.plan import TRANSFORMERS, Planned, Ports, Surroundings, batch, inherited, pipeline, simulator
from pipeline_demo.settings import Settings

READY_SECONDS = 60.0
STOP_SECONDS = 15.0
BATCH_FILE = "batch.json"
SCRIPTS = Path(sys.executable).parent

Report = Callable[[str], None]


def world_folder(settings: Settings) -> Path:
    """Where the data of this world is kept between starts; ``make clean`` removes it."""
    root = Path(settings.data).resolve() if settings.data else PROJECT / ".local" / "demo"
    return root / settings.world


def choose_ports(settings: Settings) -> Ports:
    """Free ports. None is fixed, so that several demos may run beside one another."""
    simulator_port, api, api_metrics, poller, *transformers = free_ports(4 + TRANSFORMERS)
    return Ports(0 if settings.live else simulator_port, api, api_metrics, poller, tuple(transformers))


def broker_kind(settings: Settings, environ: Mapping[str, str]) -> BrokerKind:
    """The broker asked for by BROKER, else the one that KAFKA_BOOTSTRAP_SERVERS names, else an embedded Kafka."""
    if settings.broker is not None:
        return settings.broker
    return "given" if environ.get("KAFKA_BOOTSTRAP_SERVERS") else "kafka"


class Demo:
    """The running processes of one world. ``stop`` may be called at any time."""

    def __init__(self, settings: Settings, environ: Mapping[str, str]) -> None:
        self.settings = settings
        self.folder = world_folder(settings)
        self._ports: Ports | None = None
        self._environ = environ
        self._servers = Servers(self.folder, environ, broker_kind(settings, environ))
        self._processes: list[ManagedProcess] = []
        self._batch: Batch | None = None

    @property
    def ports(self) -> Ports:
        """Where the processes listen, known from ``start`` on."""
        if self._ports is None:
            raise StackError("the demo has not been started")
        return self._ports

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def start(self, report: Report) -> None:
        """Starts everything in order; blocks until each part is ready. Raises StackError with a part's last words."""
        self._servers.start(report)
        self._ports = choose_ports(self.settings)  # as late as possible, so that they are still free when they are used
        around = Surroundings(
            kafka=self._servers.kafka_environment,
            writer_url=self._servers.database_url(WRITER),
            reader_url=self._servers.database_url(READER),
            archive=self.folder / "archive",
            inherited=inherited(self._environ, live=self.settings.live),
        )
        if not self.settings.live:
            self._start(simulator(self.settings, self.ports, around), report)
        processes = pipeline(self.settings, self.ports, around)
        for planned in processes:
            if planned.name == "poller" and not self.settings.live:
                self._let_time_run(report)
            self._start(planned, report)
        self._batch_file.touch(mode=0o600)
        environment = batch(processes, around, SCRIPTS)
        self._batch_file.write_bytes(msgspec.json.encode(environment))
        self._batch = Batch(SCRIPTS / "game-aggregator", environment, self.logs / "batch.log")

    def check(self) -> None:
        """Raises StackError when a process has ended by itself."""
        for process in self._processes:
            if not process.running:
                words = last_words(process.log)
                raise StackError(f"{process.name} ended with exit code {process.exit_code}:\n{words}")

    def aggregate(self, finals: Finals) -> None:
        """Lets the batch see which games are final."""
        if self._batch is not None:
            self._batch.look(finals)

    def remember_time(self) -> None:
        """Notes the simulated instant, so that the next start goes on from it."""
        if self.settings.live or self._ports is None:
            return
        with contextlib.suppress(OSError), urllib.request.urlopen(self._clock_url, timeout=2) as answer:
            draft = self._clock_file.with_suffix(".draft")
            draft.write_bytes(answer.read())
            draft.rename(self._clock_file)

    def stop(self) -> None:
        """Stops all processes side by side, then the servers."""
        self.remember_time()
        self._batch_file.unlink(missing_ok=True)
        if self._batch is not None:
            self._batch.stop()
        stop_all(list(reversed(self._processes)), STOP_SECONDS)
        self._servers.stop()

    @property
    def _batch_file(self) -> Path:
        """The environment of what ``make airflow`` runs; there while the demo runs."""
        return self.folder / BATCH_FILE

    @property
    def _clock_url(self) -> str:
        return f"{self.ports.simulator_url}/simulator/clock"

    @property
    def _clock_file(self) -> Path:
        return self.folder / "clock.json"

    def _let_time_run(self, report: Report) -> None:
        change: dict[str, object] = {"speed": self.settings.clock_speed}
        if self._clock_file.exists():
            change["jump_to"] = msgspec.json.decode(self._clock_file.read_bytes())["now"]
            report(f"going on from {change['jump_to']}, where the last run ended (make clean starts anew)")
        request = urllib.request.Request(self._clock_url, msgspec.json.encode(change), method="POST")
        with urllib.request.urlopen(request, timeout=10):
            return

    def _start(self, planned: Planned, report: Report) -> None:
        report(planned.name)
        command = [str(SCRIPTS / planned.script)]
        log = self.logs / f"{planned.name}.log"
        process = ManagedProcess(planned.name, command, env=planned.environment, log=log, cwd=PROJECT)
        self._processes.append(process)
        process.start()
        process.wait_ready(url_answers(planned.ready_url), READY_SECONDS)
