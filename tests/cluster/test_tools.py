"""What docs/operate.md has its reader run: commands of archive and dead letters, as the broker's user ``replay``."""

import json
from pathlib import Path
from typing import Any

import kube
from pods import run_as_user
from surroundings import Surroundings

from conftest import Day

TOOL = str(Path(__file__).parents[2] / "infra" / "tool")
GAME = 999_999
"""Of no game that is played."""
PUBLISH = f"""
from confluent_kafka import Producer
producer = Producer({{
    "bootstrap.servers": "platform-kafka-bootstrap:9093", "security.protocol": "SSL",
    "ssl.ca.location": "/ca/ca.crt", "ssl.certificate.location": "/user/user.crt", "ssl.key.location": "/user/user.key",
}})
headers = {{"schema-version": "1", "fetched-at": "2026-07-04T20:00:00+00:00", "sequence": "1"}}
producer.produce("live_game_data", b"no zstd frame", key=b"{GAME}", headers=headers)
assert producer.flush(40) == 0
"""


def test_a_dead_letter_is_listed_and_put_in_again(rough: Day, surroundings: Surroundings) -> None:
    run_as_user(rough.installation, surroundings, "suite-publisher", PUBLISH, "poller")
    (first,) = kube.wait_until(lambda: listed(rough), 120.0, "a dead letter", every=3.0)
    assert (first["reason"], first["key"]) == ("corrupt_compression", str(GAME))
    tool(rough, "pipeline-dead-letters", "reinject", "--game", str(GAME))
    # Its bytes are what they were, so it is refused again.
    again = kube.wait_until(lambda: found if len(found := listed(rough)) == 2 else [], 120.0, "another", every=3.0)
    assert [letter["bytes"] for letter in again] == [first["bytes"]] * 2


def test_the_archive_is_whole_and_published_again(rough: Day) -> None:
    tool(rough, "pipeline-archive", "verify")
    played = rough.simulated("/simulator/games")["games"][0]["game_pk"]
    day = rough.simulated(f"/simulator/feeds/{played}/final")["gameData"]["datetime"]["officialDate"]
    tool(rough, "pipeline-archive", "republish", "--date", day)


def listed(day: Day) -> list[dict[str, Any]]:
    said = tool(day, "pipeline-dead-letters", "list", "--game", str(GAME), "--json")
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def tool(day: Day, *command: str) -> str:
    """What the command prints; fails when it does."""
    return kube.run("env", f"NAMESPACE={day.installation.namespace}", TOOL, *command, seconds=240.0)
