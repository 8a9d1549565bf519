"""Baseline: the consumer that most projects write, as a process of its own.

One record at a time, ``json.loads`` and dict loops, every row of the document upserted by SQLAlchemy's executemany, a
database commit and an offset commit a document, library defaults throughout. Reads the same topic, value format
and tables as the real transformer.

Run as ``python -m bench.typical_transformer BOOTSTRAP_SERVERS TOPIC GROUP DATABASE_URL`` until SIGTERM.
"""

import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from confluent_kafka import Consumer
from sqlalchemy import Connection, Insert, Table, create_engine
from sqlalchemy.dialects.postgresql import insert

from baseball_core.codec import decompress
from baseball_core.db.models import Base
from bench.typical_decode import rows_of

LIMIT = 33_554_432
TABLES = (
    "games", "game_states", "game_state_history", "innings", "plays", "pitches", "actions", "runner_movements",
    "fielding_credits", "reviews", "boxscore_teams", "boxscore_players", "boxscore_batting", "boxscore_pitching",
    "boxscore_fielding", "teams", "venues", "players",
)  # fmt: skip


def upsert(table: Table) -> Insert:
    statement = insert(table)
    if table.name == "game_state_history":  # append-only: the writer may not change it
        return statement.on_conflict_do_nothing()
    changed = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed)


UPSERTS = {name: upsert(Base.metadata.tables[name]) for name in TABLES}


def write(connection: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
    """All rows of one document."""
    for name, statement in UPSERTS.items():
        if rows[name]:
            connection.execute(statement, rows[name])


def main(arguments: Sequence[str]) -> int:
    bootstrap_servers, topic, group, url = arguments
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap_servers,
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    stopping = False

    def stop(number: int, frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    consumer.subscribe([topic])
    while not stopping:
        message = consumer.poll(1.0)
        if message is None or message.error():
            continue
        headers = dict(cast("list[tuple[str, bytes]]", message.headers()))
        fetched_at = datetime.fromisoformat(headers["fetched-at"].decode())
        rows = rows_of(decompress(message.value() or b"", LIMIT), fetched_at)
        with engine.begin() as connection:
            write(connection, rows)
        consumer.commit(message=message, asynchronous=False)
    consumer.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
