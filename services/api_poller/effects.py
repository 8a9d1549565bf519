"""Archive, then publish: what an answer leaves behind, in an order that loses nothing.

If archiving fails nothing is published (an archive that defers answers fails only when no more may wait); if
publishing fails the answer is archived already. Either way the effects stay pending, the game is not polled further,
and they are completed first when it is its turn again. Its next diff then brings every update since the document
held, so an outage costs time and no update.
"""

from datetime import datetime

import msgspec
import structlog

from api_poller.games import Games
from api_poller.tracking import after_acknowledgement, sequence_used
from baseball_core.archive.base import Answer, Archive, StoredAnswer
from baseball_core.errors import ArchiveError
from baseball_core.kafka.base import DeliveryError, Producer
from baseball_core.messages import GameDocument, encode_game_document
from baseball_core.telemetry.health import Health
from baseball_core.telemetry.metrics import POLLER_EFFECT_FAILURES, POLLER_UNDELIVERABLE

log = structlog.get_logger()


class News(msgspec.Struct, frozen=True):
    """A document that must be published. ``body`` is its JSON, ``content_hash`` the hash of it."""

    game_pk: int
    fetched_at: datetime
    sequence: int
    time_code: str
    canonical_hash: str
    content_hash: str
    body: bytes


class Pending(msgspec.Struct):
    """What is still to be done for one answer; ``stored`` is set once it is archived."""

    answer: Answer
    news: News | None = None
    stored: StoredAnswer | None = None


class Effects:
    """Completes what is pending. Safe to use from several threads, for one game from one at a time."""

    def __init__(
        self, archive: Archive, producer: Producer, games: Games, health: Health, publish_timeout: float
    ) -> None:
        self._archive = archive
        self._producer = producer
        self._games = games
        self._health = health
        self._timeout = publish_timeout

    def complete(self, pending: Pending) -> None:
        """Blocks until the archive has taken the answer, and the broker acknowledged its news, if any.

        Raises ArchiveError or DeliveryError; then call it again later with the same ``pending``. A document that the
        broker will never take is counted and left in the archive.
        """
        if pending.stored is None:
            pending.stored = self.store(pending.answer)
        if pending.news is not None:
            self._publish(pending.news, pending.stored)

    def store(self, answer: Answer) -> StoredAnswer:
        """Archives an answer, or leaves it to the archive to do so later. Raises ArchiveError."""
        try:
            stored = self._archive.store(answer)
        except ArchiveError as exc:
            POLLER_EFFECT_FAILURES.labels("archive", exc.reason).inc()
            self._health.set("archive", False, exc.reason)
            raise
        if not stored.deferred:
            self._health.set("archive", True)
        return stored

    def _publish(self, news: News, stored: StoredAnswer) -> None:
        document = GameDocument(
            game_pk=news.game_pk,
            fetched_at=news.fetched_at,
            time_code=news.time_code,
            sequence=news.sequence,
            content_hash=news.content_hash,
            archive_key=stored.archive_key,
            body=news.body,
        )
        try:
            self._producer.publish([encode_game_document(document)], self._timeout)
        except DeliveryError as exc:
            if not exc.retryable:
                POLLER_UNDELIVERABLE.labels(exc.reason).inc()
                log.error("document_undeliverable", game_pk=news.game_pk, reason=exc.reason, error=str(exc))
                self._games.update(news.game_pk, lambda game: sequence_used(game, news.sequence))
                return
            POLLER_EFFECT_FAILURES.labels("publish", exc.reason).inc()
            self._health.set("publishing", False, exc.reason)
            raise
        self._health.set("publishing", True)
        log.debug("document_published", game_pk=news.game_pk, archive_key=stored.archive_key, sequence=news.sequence)
        self._games.update(
            news.game_pk,
            lambda game: after_acknowledgement(
                game,
                canonical_hash=news.canonical_hash,
                fetched_at=news.fetched_at,
                time_code=news.time_code,
                sequence=news.sequence,
            ),
        )
