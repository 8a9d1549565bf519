"""What a transaction finds and what it does. PURE."""

from datetime import date, datetime

import msgspec

from rt_transformer.rows.tables import Row, Tables


class Stored(msgspec.Struct, frozen=True):
    """What the database knows of a game. ``schedule_date`` is set while only the schedule describes it."""

    game_pk: int
    fetched_at: datetime
    sequence: int
    content_hash: str
    schedule_date: date | None

    @property
    def order(self) -> tuple[datetime, int, str]:
        return (self.fetched_at, self.sequence, self.content_hash)


class Writes(msgspec.Struct):
    """Everything one transaction does.

    ``rows`` are the truth of the newest documents; ``older`` are descriptions by documents that are not the newest;
    ``placeholders`` are written where nothing is. Games in ``replaced`` lose the rows that are not in ``rows``;
    ``notified`` are the games whose listeners are told.
    """

    rows: Tables = msgspec.field(default_factory=dict)
    older: Tables = msgspec.field(default_factory=dict)
    placeholders: Tables = msgspec.field(default_factory=dict)
    deleted: dict[str, list[Row]] = msgspec.field(default_factory=dict)
    replaced: list[int] = msgspec.field(default_factory=list)
    notified: list[int] = msgspec.field(default_factory=list)

    @property
    def row_count(self) -> int:
        return sum(map(len, self.rows.values()))
