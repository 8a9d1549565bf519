"""What a local Airflow is told."""

from pathlib import Path

from local_airflow.surroundings import Places, Ports, airflow_environment

PLACES = Places(
    home=Path("/home/airflow"), commands=Path("/af/bin"), dags=Path("/dags"), process_environment=Path("/p")
)
PORTS = Ports(api=1, worker_logs=2, trigger_logs=3)
SHELL = {
    "PATH": "/bin",
    "HOME": "/home/me",
    "DATABASE_URL": "elsewhere",
    "AIRFLOW_HOME": "/another/airflow",
    "AIRFLOW__CORE__DAGS_FOLDER": "/another/dags",
    "AIRFLOW_CONN_BASEBALL_ALERTS_WEBHOOK": "{}",
    "BASEBALL_RETRIES": "0",
    "BASEBALL_POD_RUNNER": "kubernetes",
}


def test_nothing_of_another_airflow_or_of_the_shells_services_comes_in() -> None:
    environment = airflow_environment(PLACES, PORTS, "secret", SHELL)
    assert environment["AIRFLOW_HOME"] == "/home/airflow"
    assert environment["AIRFLOW__CORE__DAGS_FOLDER"] == "/dags"
    assert environment["PATH"] == "/af/bin:/bin"
    assert "DATABASE_URL" not in environment


def test_alerts_and_the_batch_are_as_the_shell_says_but_pods_are_processes() -> None:
    environment = airflow_environment(PLACES, PORTS, "secret", SHELL)
    assert environment["AIRFLOW_CONN_BASEBALL_ALERTS_WEBHOOK"] == "{}"
    assert environment["BASEBALL_RETRIES"] == "0"
    assert environment["BASEBALL_POD_RUNNER"] == "process"
    assert environment["BASEBALL_PROCESS_ENVIRONMENT"] == "/p"


def test_airflow_listens_on_loopback_alone() -> None:
    environment = airflow_environment(PLACES, PORTS, "secret", SHELL)
    assert environment["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:1/execution/"
