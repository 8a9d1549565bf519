"""Which documents are surveyed for what we do not know, and the rows that come of it."""

from collections.abc import Iterable
from datetime import datetime

from baseball_core.errors import FeedError
from baseball_core.feed.drift import survey
from rt_transformer.documents import Document
from rt_transformer.rows.tables import Row

EVERY = 50
"""The first document of a game, each new status and every 50th are enough to see a change upstream."""
PAUSE_SECONDS = 1.0
"""A survey costs several times a decoding: while many games are read for the first time (a replay) most wait."""


class DriftSampler:
    """Remembers per game when it was surveyed last. For one thread only."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[str | None, int]] = {}
        self._next_at = float("-inf")

    def rows(self, documents: Iterable[Document], now: datetime, monotonic: float) -> list[Row]:
        """Rows of ``feed_drift`` for those of the documents whose turn it is."""
        rows: list[Row] = []
        for document in documents:
            if self._is_due(document, monotonic):
                game_pk = document.source.game_pk
                try:
                    findings = survey(document.body)
                except FeedError:
                    continue  # a part that is no JSON is quarantined already
                rows += [(found.json_path, found.kind, found.value, game_pk, now, now) for found in findings]
        return rows

    def _is_due(self, document: Document, monotonic: float) -> bool:
        data = document.feed.game_data
        status = data.status.status_code if data and data.status else None
        game_pk = document.source.game_pk
        last_status, since = self._seen.get(game_pk, (None, EVERY))
        since += 1
        due = (since >= EVERY or status != last_status) and monotonic >= self._next_at
        if due:
            self._seen[game_pk] = (status, 0)
            self._next_at = monotonic + PAUSE_SECONDS
        else:
            self._seen[game_pk] = (last_status, since)
        return due
