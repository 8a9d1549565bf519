"""What can be set, by environment variable."""

import msgspec

from baseball_core.settings import ArchiveSettings, DatabaseSettings, LogSettings


class LogOnly(msgspec.Struct, frozen=True):
    """Settings of commands that need neither archive nor database."""

    log: LogSettings = LogSettings()


class DatabaseOnly(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of commands that only ask the database."""

    database: DatabaseSettings
    log: LogSettings = LogSettings()


class ArchiveOnly(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of commands that only read the archive."""

    archive: ArchiveSettings
    log: LogSettings = LogSettings()


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The aggregator's settings; DATABASE_URL is the writer role's."""

    archive: ArchiveSettings
    database: DatabaseSettings
    log: LogSettings = LogSettings()
