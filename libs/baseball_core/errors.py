"""The tree of errors. Each names a low-cardinality reason and says itself whether trying again can help.

A vendor's exception is translated in the adapter that met it, with ``raise ... from exc``; ``except Exception``
stands only in a process's ``main``.
"""

from typing import ClassVar


class PipelineError(Exception):
    """Base of everything the pipeline raises on purpose.

    ``reason`` is a snake_case code, used as metric label and log field; ``retryable`` says whether the same
    work may succeed later without anybody changing anything; ``context`` holds identifiers for the log.
    """

    default_reason: ClassVar[str] = "pipeline_error"
    retryable: bool = False

    def __init__(self, message: str, *, reason: str | None = None, **context: object) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason or self.default_reason
        self.context = context

    def __str__(self) -> str:
        return self.message


class SettingsError(PipelineError):
    """A setting is missing or wrong; the message is one line that names its environment variable."""

    default_reason = "bad_setting"


class FeedError(PipelineError):
    """A document of the API is not what it must be; ``json_path`` says where (``$`` is the whole)."""

    default_reason = "bad_feed"

    def __init__(self, message: str, *, json_path: str = "$", reason: str | None = None, **context: object) -> None:
        super().__init__(message, reason=reason, json_path=json_path, **context)
        self.json_path = json_path


class PatchError(PipelineError):
    """A diffPatch answer cannot be applied; the caller reloads the full document."""

    default_reason = "bad_patch"


class MessageError(PipelineError):
    """A Kafka message is not one of ours: headers, compression or body are wrong."""

    default_reason = "bad_message"


class ArchiveError(PipelineError):
    """The archive could not be read or written."""

    default_reason = "archive_error"


class UpstreamError(PipelineError):
    """The MLB Stats API gave no usable answer."""

    default_reason = "upstream_error"


class BrokerError(PipelineError):
    """Kafka refused or did not acknowledge."""

    default_reason = "broker_error"


class DatabaseError(PipelineError):
    """PostgreSQL refused or did not answer."""

    default_reason = "database_error"
