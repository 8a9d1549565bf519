"""Which migrations the schema has had, so that an older image can tell a newer schema from a foreign one."""

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from baseball_core.db.base import Base, Instant, TextKey


class SchemaRevision(Base):
    """Grain: one row per migration that the database has had; written by ``alembic/env.py`` only."""

    __tablename__ = "schema_revisions"

    revision: Mapped[TextKey]
    applied_at: Mapped[Instant] = mapped_column(server_default=func.now())
