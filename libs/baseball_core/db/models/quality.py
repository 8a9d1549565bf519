"""What did not fit: keys and codes that we do not know, entities that could not be used."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from baseball_core.db.base import Base, Instant, Key, TextKey


class FeedDrift(Base):
    """Grain: one row per (json_path, kind, value, game_pk): a key, code, status or type nobody told us of.

    ``kind`` is unknown_key, unknown_code, unknown_status or wrong_type; list indices and player keys in the path
    are normalised; counting games is counting rows.
    """

    __tablename__ = "feed_drift"

    json_path: Mapped[TextKey]
    kind: Mapped[TextKey]
    value: Mapped[TextKey]
    game_pk: Mapped[Key]
    first_seen_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]


class QuarantinedEntity(Base):
    """Grain: one row per (game_pk, entity, entity_key): a part of a document that was refused; the rest was kept."""

    __tablename__ = "quarantined_entities"

    game_pk: Mapped[Key]
    entity: Mapped[TextKey]
    entity_key: Mapped[TextKey]
    json_path: Mapped[str]
    reason: Mapped[str]
    excerpt: Mapped[str]
    fetched_at: Mapped[Instant]

    __table_args__ = (Index(None, "fetched_at"),)
