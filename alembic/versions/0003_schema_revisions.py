"""The migrations that the database has had: an older image, after a rollback, finds its own among them.

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

WRITER = "baseball_writer"


def upgrade() -> None:
    table = op.create_table(
        "schema_revisions",
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_schema_revisions")),
    )
    op.bulk_insert(table, [{"revision": "0001"}, {"revision": "0002"}])
    op.execute(f"REVOKE INSERT, UPDATE, DELETE ON schema_revisions FROM {WRITER}")
