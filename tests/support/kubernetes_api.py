"""An API server of a test's own: TLS, tokens, Leases with optimistic locking, and the scale of Deployments."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from local_stack.certificates import CertificateAuthority

NAMESPACE = "games"
TOKEN = "of-the-pod"


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what these tests are about."""


class FakeKubernetes:
    """Objects by path. As in the real one, a writing must name the version it replaces, or gets 409.

    ``status`` answers everything with that status instead; ``held`` keeps every request waiting until it is cleared.
    """

    def __init__(self, folder: Path) -> None:
        self.objects: dict[str, dict[str, Any]] = {}
        self.requests: list[tuple[str, str]] = []
        self.status: int | None = None
        self.answering = threading.Event()
        self.answering.set()
        self.lose_next_reply = False
        self._version = 100
        self._lock = threading.Lock()
        authority = CertificateAuthority(folder / "pki")
        certificate, key = authority.issue("kubernetes")
        self.account = folder / "account"
        self.account.mkdir()
        (self.account / "ca.crt").write_bytes(authority.certificate_file.read_bytes())
        (self.account / "namespace").write_text(NAMESPACE)
        (self.account / "token").write_text(TOKEN)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server = _QuietServer(("127.0.0.1", 0), self._handler_class())
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def add_lease(self, name: str) -> None:
        """A Lease as the chart makes it."""
        self.put(f"/apis/coordination.k8s.io/v1/namespaces/{NAMESPACE}/leases/{name}", {"metadata": {"name": name}})

    def add_deployment(self, name: str, replicas: int) -> None:
        self.put(self._scale(name), {"metadata": {"name": name}, "spec": {"replicas": replicas}})

    def replicas(self, name: str) -> int:
        count: int = self.objects[self._scale(name)]["spec"].get("replicas", 0)
        return count

    def lease(self, name: str) -> dict[str, Any]:
        found = self.objects[f"/apis/coordination.k8s.io/v1/namespaces/{NAMESPACE}/leases/{name}"]
        return {**found.get("spec", {}), **found["metadata"]}

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Writes whatever the version; only a change makes a new one."""
        before = self.objects.get(path)
        version = None if before is None else before["metadata"]["resourceVersion"]
        same = {**body, "metadata": {**body["metadata"], "resourceVersion": version}}
        if same != before:
            self._version += 1
            same["metadata"]["resourceVersion"] = str(self._version)
            self.objects[path] = same
        return self.objects[path]

    @property
    def environ(self) -> dict[str, str]:
        """What a pod would be told."""
        return {
            "KUBERNETES_SERVICE_HOST": "127.0.0.1",
            "KUBERNETES_SERVICE_PORT": str(self.port),
            "KUBERNETES_ACCOUNT_DIR": str(self.account),
        }

    def close(self) -> None:
        self.answering.set()
        self._server.shutdown()
        self._server.server_close()

    @staticmethod
    def _scale(name: str) -> str:
        return f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/{name}/scale"

    def _answer(self, method: str, path: str, token: str, kind: str, body: Any) -> tuple[int, Any]:
        with self._lock:
            self.requests.append((method, path))
            there = self.objects.get(path)
            if self.status is not None:
                return self.status, {"message": "switched off"}
            if token != f"Bearer {TOKEN}":
                return 401, {"message": "Unauthorized"}
            if there is None:
                return 404, {"message": "not found"}
            if method == "GET":
                return 200, there
            if method == "PATCH" and kind == "application/merge-patch+json":
                return 200, self.put(path, {**there, "spec": {**there["spec"], **body["spec"]}})
            if method == "PUT" and kind == "application/json":
                if body["metadata"].get("resourceVersion") != there["metadata"]["resourceVersion"]:
                    return 409, {"message": "the object has been modified"}
                return 200, self.put(path, body)
            return 415, {"message": "unsupported"}

    def _handler_class(fake: "FakeKubernetes") -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has its own self
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                fake.answering.wait(60)
                status, answer = fake._answer(
                    self.command,
                    self.path,
                    self.headers.get("Authorization", ""),
                    self.headers.get("Content-Type", ""),
                    json.loads(body) if body else None,
                )
                if fake.lose_next_reply and self.command == "PUT":
                    fake.lose_next_reply = False
                    self.close_connection = True
                    self.connection.close()
                    return
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = _serve  # noqa: N815 - the base class looks for these names
            do_PUT = _serve  # noqa: N815
            do_PATCH = _serve  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
                """A test's output is its own."""

        return Handler


@contextmanager
def fake_kubernetes(folder: Path) -> Iterator[FakeKubernetes]:
    fake = FakeKubernetes(folder)
    try:
        yield fake
    finally:
        fake.close()
