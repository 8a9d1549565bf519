"""${message}

Rules:
- One change a migration, in a transaction of its own; it gives up after 4 s of waiting for a lock (alembic/env.py).
- Old and new code run side by side during a roll-out: expand (add, nullable), backfill, enforce, and only then remove,
  each as a migration of its own. A rename is an addition and a removal.
- An index on a filled table is made CONCURRENTLY, inside `with op.get_context().autocommit_block():`.
- Only forward: a mistake is put right by the next migration.
- Written out in full: a migration never imports the models, which go on changing.
- New tables are readable for baseball_reader and writable for baseball_writer by default privileges.

Revision: ${up_revision}
After: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
