"""Whether the Airflow process of this container is alive, by the heartbeat that it writes into Airflow's database.

``python heartbeat.py SchedulerJob`` ends with 0 when that is at most a minute old, with 1 when it is not or the
database does not answer. With ``--live`` a database that does not answer counts as alive: a restart would not bring it
back.
``airflow jobs check`` answers the same, but loads all of Airflow each time: seconds of CPU against a fraction of one.
"""

import os
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

OLDEST_SECONDS = 60
TIMEOUT_SECONDS = 4
AGE = """
SELECT extract(epoch FROM now() - max(latest_heartbeat))
FROM job
WHERE job_type = %s AND hostname = %s AND state = 'running'
"""


def main(argv: Sequence[str], connect: Callable[..., Any] = psycopg.connect) -> int:
    """The exit code. One line says why it is not 0."""
    job, live = argv[0], "--live" in argv
    # As [core] hostname_callable = airflow.utils.net.get_host_ip_address has it.
    host = socket.gethostbyname(socket.gethostname())
    try:
        with connect(os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"], connect_timeout=TIMEOUT_SECONDS) as connection:
            ((age,),) = connection.execute(AGE, (job, host))
    except psycopg.OperationalError as exc:
        sys.stderr.write(f"the database does not answer: {exc}\n")
        return 0 if live else 1
    if age is None or age > OLDEST_SECONDS:
        sys.stderr.write(f"no {job} of {host}\n" if age is None else f"{job} of {host}: last seen {age:.0f} s ago\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
