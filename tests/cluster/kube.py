"""kubectl and helm as their users call them."""

import json
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import Any

Object = dict[str, Any]


class CommandError(Exception):
    """A command ended with another code than 0; the text holds what it said."""


def run(*command: str, said: str | None = None, seconds: float = 180.0) -> str:
    """What the command prints; ``said`` is its standard input. Raises CommandError, also when time is up."""
    try:
        done = subprocess.run(command, input=said, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as exc:
        raise CommandError(f"{' '.join(command)}: not within {seconds:g} s") from exc
    if done.returncode != 0:
        raise CommandError(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def kubectl(*arguments: str, namespace: str = "default", said: str | None = None, seconds: float = 180.0) -> str:
    return run("kubectl", "--namespace", namespace, *arguments, said=said, seconds=seconds)


def get(*what: str, namespace: str = "default") -> Object:
    """The object, or the list of objects, that ``kubectl get`` gives."""
    found: Object = json.loads(kubectl("get", *what, "--output", "json", namespace=namespace))
    return found


def apply(objects: list[Object], *, namespace: str = "default") -> None:
    kubectl(
        "apply",
        "--filename",
        "-",
        namespace=namespace,
        said=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}),
    )


def secret(name: str, **values: str) -> Object:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "stringData": values}


def helm(*arguments: str, namespace: str, values: Mapping[str, Any] | None = None, seconds: float = 600.0) -> str:
    """helm with ``values`` as its last values file."""
    if values is None:
        return run("helm", "--namespace", namespace, *arguments, seconds=seconds)
    with NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(values, file)
        file.flush()
        return run("helm", "--namespace", namespace, *arguments, "--values", file.name, seconds=seconds)


def wait_until(
    condition: Callable[[], Any], seconds: float, what: str | Callable[[], object], *, every: float = 1.0
) -> Any:
    """Polls until ``condition`` gives something true and returns that.

    Raises AssertionError with ``what``, or what it returns then, when time is up.
    """
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what() if callable(what) else what}")
        time.sleep(every)
    return found


class PortForward:
    """``kubectl port-forward`` to a free port of 127.0.0.1, started again when it ended with its pod."""

    def __init__(self, namespace: str, target: str, port: int, log: Path) -> None:
        self._command = ["kubectl", "--namespace", namespace, "port-forward", target, f":{port}"]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._url = ""

    @property
    def url(self) -> str:
        """Where the target is served now."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        return self._url

    def __enter__(self) -> "PortForward":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        def listening() -> str:
            found = re.search(r"Forwarding from 127\.0\.0\.1:(\d+)", self._log.read_text())
            return f"http://127.0.0.1:{found[1]}" if found else ""

        for _ in range(20):
            with self._log.open("w") as log:
                self._process = subprocess.Popen(self._command, stdout=log, stderr=log)
            deadline = time.monotonic() + 10.0
            while self._process.poll() is None and time.monotonic() < deadline:
                if url := listening():
                    self._url = url
                    return
                time.sleep(0.05)
            self._process.kill()
            self._process.wait()
            time.sleep(1.0)
        raise AssertionError(f"{' '.join(self._command)}: {self._log.read_text()}")
