"""Which processes a demo starts, and with which settings."""

from pathlib import Path

from pipeline_demo.plan import Ports, Surroundings, batch, inherited, pipeline, simulator
from pipeline_demo.settings import Settings

PORTS = Ports(simulator=1, api=2, api_metrics=3, poller_metrics=4, transformer_metrics=(5, 6))
AROUND = Surroundings(
    kafka={"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9"},
    writer_url="postgresql://writer",
    reader_url="postgresql://reader",
    archive=Path("/archive"),
    inherited={"PATH": "/bin"},
)


def test_a_demo_is_an_api_two_transformers_and_a_poller() -> None:
    assert [planned.name for planned in pipeline(Settings(), PORTS, AROUND)] == [
        "api",
        "transformer-1",
        "transformer-2",
        "poller",
    ]


def test_each_process_gets_only_the_database_role_it_needs() -> None:
    urls = {planned.name: planned.environment.get("DATABASE_URL") for planned in pipeline(Settings(), PORTS, AROUND)}
    assert urls == {
        "api": "postgresql://reader",
        "transformer-1": "postgresql://writer",
        "transformer-2": "postgresql://writer",
        "poller": None,
    }


def test_the_poller_asks_the_simulator_and_keeps_its_time() -> None:
    poller = pipeline(Settings(speed=60.0), PORTS, AROUND)[-1].environment
    assert poller["STATSAPI_BASE_URL"] == "http://127.0.0.1:1"
    assert poller["POLL_CLOCK_URL"] == "http://127.0.0.1:1/simulator/clock"
    assert poller["POLL_TIME_SCALE"] == "60.0"


def test_live_polls_what_the_shell_says_or_the_real_api() -> None:
    poller = pipeline(Settings(live=True), PORTS, AROUND)[-1].environment
    assert not [name for name in poller if name.startswith(("STATSAPI_", "POLL_"))]
    shell = {"STATSAPI_USER_AGENT": "me", "PATH": "/bin", "DATABASE_URL": "elsewhere", "KAFKA_X": "y", "HOME": ""}
    assert inherited(shell, live=True) == {"STATSAPI_USER_AGENT": "me", "PATH": "/bin"}
    assert inherited(shell, live=False) == {"PATH": "/bin"}


def test_the_simulator_waits_for_the_others_and_plays_what_was_asked() -> None:
    played = simulator(Settings(seed=7, games=3), PORTS, AROUND).environment
    assert (played["SLATE_SEED"], played["SLATE_GAMES"], played["CLOCK_SPEED"]) == ("7", "3", "0")
    assert "SLATE_FEEDS_DIR" not in played
    replayed = simulator(Settings(feeds="somewhere"), PORTS, AROUND).environment
    assert Path(replayed["SLATE_FEEDS_DIR"]).is_absolute()


def test_commands_beside_the_demo_write_to_its_database_and_archive_and_reach_its_broker() -> None:
    environment = batch(pipeline(Settings(), PORTS, AROUND), AROUND, Path("/venv/bin"))
    assert environment["PATH"] == "/venv/bin:/bin"
    assert environment["DATABASE_URL"] == "postgresql://writer"
    assert environment["ARCHIVE_URL"] == "file:///archive"
    assert environment["KAFKA_BOOTSTRAP_SERVERS"] == "127.0.0.1:9"
    assert environment["STATSAPI_BASE_URL"] == "http://127.0.0.1:1"
    assert environment["METRICS_PORT"] == "0", "the poller's own port is taken"
