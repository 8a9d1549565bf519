"""Speaks the contract of ``game-aggregator`` and ``api-poller`` (docs/batch.md) without doing their work.

Linked under both names into a folder of the PATH. What it answers stands in the JSON file ``WORLD``; what it was asked,
and with which environment, goes to the file ``CALLS``, a line a call.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

RESULT = {
    "outcome": "aggregated",
    "reason": None,
    "detail": None,
    "rows_written": 60,
    "ledger_rows": 0,
    "cells_compared": 1500,
    "cells_differing": 0,
    "cells_registered": 0,
    "unknown_events": {},
    "content_hash": "0" * 64,
}


def option(name: str) -> str | None:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else None


def behaviour(world: dict, calls: list[dict]) -> dict:
    """The behaviour of this call: of its game, else of its words; a list of exit codes is used up call by call."""
    key = (
        option("--game-pk") or option("--chunk") or " ".join(sys.argv[1:3] if sys.argv[1] == "check" else sys.argv[1:2])
    )
    behaved = dict(world.get("behaviour", {}).get(key, {}))
    exits = behaved.get("exits", [0])
    before = sum(call["arguments"] == sys.argv[1:-1] for call in calls)
    return behaved | {"exit": exits[min(before, len(exits) - 1)]}


def answer(world: dict, behaved: dict) -> dict:
    command = sys.argv[1]
    if command == "due":
        return {"games": world["due"]}
    if command == "run" and "--season" in sys.argv:
        return {
            "games": 10,
            "aggregated": 10,
            "unchanged": 0,
            "held": 0,
            "failed": [],
            "ledger_rows": 0,
            "cells_compared": 15000,
            "cells_differing": 0,
            "cells_registered": 0,
        } | behaved.get("result", {})
    if command == "run":
        return {"game_pk": int(option("--game-pk") or 0)} | RESULT | behaved.get("result", {})
    if command == "check":
        return {"check": sys.argv[2], "ok": behaved["exit"] == 0, "findings": behaved.get("findings", [])}
    if command == "ledger":
        return {
            "entries": world.get("ledger", []),
            "games": sorted({entry["game_pk"] for entry in world.get("ledger", [])}),
        }
    return {"changed": world.get("changed", []), "published": len(world.get("changed", []))}


def main() -> int:
    world = json.loads(Path(os.environ["WORLD"]).read_text(encoding="utf-8"))
    journal = Path(os.environ["CALLS"])
    calls = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()] if journal.exists() else []
    behaved = behaviour(world, calls)
    call = {
        "program": Path(sys.argv[0]).name,
        "arguments": sys.argv[1:-1],
        "environment": dict(os.environ),
        "processes": [os.getpid()],
    }
    if behaved.get("child"):  # which ignores SIGTERM
        deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"
        call["processes"].append(subprocess.Popen([sys.executable, "-c", deaf]).pid)
    with journal.open("a", encoding="utf-8") as file:
        file.write(json.dumps(call) + "\n")
    time.sleep(behaved.get("seconds", 0))
    text = json.dumps(answer(world, behaved))
    if not behaved.get("silent"):
        Path(option("--output") or "/dev/null").write_text(text, encoding="utf-8")
    sys.stderr.write(behaved.get("says", "working") + "\n")
    sys.stdout.write(text + "\n")
    return behaved["exit"]


if __name__ == "__main__":
    sys.exit(main())
