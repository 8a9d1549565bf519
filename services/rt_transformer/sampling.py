"""Which documents are surveyed for what we do not know, and the rows that come of it."""

from collections.abc import Sequence
from datetime import datetime

from baseball_core.errors import FeedError
from baseball_core.feed.drift import survey
from rt_transformer.documents import Document
from rt_transformer.rows.tables import Row

EVERY = 50
"""A survey costs ten times a decoding. The first document of a game, each new status and every 50th are enough."""


class DriftSampler:
    """Remembers per game when it was surveyed last. For one thread only."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[str | None, int]] = {}

    def rows(self, documents: Sequence[Document], now: datetime) -> list[Row]:
        """Rows of ``feed_drift`` for those of the documents whose turn it is."""
        rows: list[Row] = []
        for document in documents:
            if self._is_due(document):
                game_pk = document.source.game_pk
                try:
                    findings = survey(document.body)
                except FeedError:
                    continue  # a part that is no JSON is quarantined already
                rows += [(found.json_path, found.kind, found.value, game_pk, now, now) for found in findings]
        return rows

    def _is_due(self, document: Document) -> bool:
        data = document.feed.game_data
        status = data.status.status_code if data and data.status else None
        known_status, count = self._seen.get(document.source.game_pk, (None, 0))
        due = count == 0 or known_status != status
        self._seen[document.source.game_pk] = (status, 1 if due else (count + 1) % EVERY)
        return due
