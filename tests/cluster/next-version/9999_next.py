"""A migration of the next version: it expands the schema, and the older version does not notice.

Revision: 9999
After: the newest of alembic/versions
"""

from pathlib import Path

from alembic import op

revision = "9999"
down_revision = max(path.name[:4] for path in Path(__file__).parent.glob("[0-9]*.py") if path.name[:4] != revision)


def upgrade() -> None:
    op.execute("ALTER TABLE games ADD COLUMN of_the_next_version integer")
