"""PostgreSQL: the schema, sessions, upserts."""
