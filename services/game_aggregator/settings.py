"""What can be set, by environment variable."""

import msgspec

from baseball_core.settings import ArchiveSettings, DatabaseSettings, LogSettings

QUIET = LogSettings(level="warning")
"""A command says what it has to say on standard output; its log is for what goes wrong."""


class LogOnly(msgspec.Struct, frozen=True):
    """Settings of commands that need neither archive nor database."""

    log: LogSettings = QUIET


class DatabaseOnly(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of commands that only ask the database."""

    database: DatabaseSettings
    log: LogSettings = QUIET


class ArchiveOnly(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of commands that only read the archive."""

    archive: ArchiveSettings
    log: LogSettings = QUIET


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The aggregator's settings; DATABASE_URL is the writer role's."""

    archive: ArchiveSettings
    database: DatabaseSettings
    log: LogSettings = QUIET
