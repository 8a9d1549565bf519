"""Database URLs and connections of the services that speak psycopg."""

import sqlalchemy as sa

from baseball_core.errors import SettingsError


def sqlalchemy_url(text: str) -> sa.URL:
    """``postgresql://...`` as SQLAlchemy wants it for psycopg 3. Raises SettingsError without showing the password."""
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError as exc:
        raise SettingsError("DATABASE_URL: is not a URL like postgresql://user:password@host:port/database") from exc
    if url.get_backend_name() != "postgresql" or not url.database:
        raise SettingsError("DATABASE_URL: must be like postgresql://user:password@host:port/database")
    return url.set(drivername="postgresql+psycopg")
