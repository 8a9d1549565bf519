"""Says over HTTP whether the Airflow process beside it is alive: by its heartbeat in Airflow's database.

``python heartbeat.py SchedulerJob 8081`` answers /readyz with 200 when that is at most a minute old, else with 503, and
so when the database does not answer; /livez then answers 200, because a restart would not bring the database back.
A probe costs milliseconds; ``airflow jobs check``, which says the same, loads all of Airflow each time.
"""

import os
import socket
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import psycopg

OLDEST_SECONDS = 60
TIMEOUT_SECONDS = 4
AGE = """
SELECT extract(epoch FROM now() - max(latest_heartbeat))
FROM job
WHERE job_type = %s AND hostname = %s AND state = 'running'
"""


class Heartbeat:
    """The heartbeat of this host's process of kind ``job``."""

    def __init__(self, job: str, database: str, connect: Callable[..., Any] = psycopg.connect) -> None:
        self._job = job
        self._database = database
        self._connect = connect
        # As [core] hostname_callable = airflow.utils.net.get_host_ip_address has it.
        self._host = socket.gethostbyname(socket.gethostname())

    def trouble(self, *, live: bool) -> str:
        """Why the process is not ready, or with ``live`` why it must be restarted; empty when there is no reason."""
        try:
            with self._connect(self._database, connect_timeout=TIMEOUT_SECONDS) as connection:
                ((age,),) = connection.execute(AGE, (self._job, self._host))
        except psycopg.OperationalError as exc:
            return "" if live else f"the database does not answer: {exc}"
        if age is None:
            return f"no {self._job} of {self._host}"
        return f"{self._job} was last seen {age:.0f} s ago" if age > OLDEST_SECONDS else ""


def server(heartbeat: Heartbeat, port: int) -> ThreadingHTTPServer:
    """Listens already; ``serve_forever`` answers."""

    class Probe(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            trouble = heartbeat.trouble(live=self.path == "/livez")
            body = (trouble or "ok").encode()
            self.send_response(503 if trouble else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Says nothing: the kubelet's events have what a failed probe said."""

    return ThreadingHTTPServer(("", port), Probe)


if __name__ == "__main__":
    server(Heartbeat(sys.argv[1], os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]), int(sys.argv[2])).serve_forever()
