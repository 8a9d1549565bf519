"""Typed settings, read from the environment once, in a process's ``main``.

A settings class is a frozen ``msgspec.Struct`` whose fields carry their meaning and limits in
``Annotated[..., msgspec.Meta(...)]``. A field that is itself a Struct is a group. The environment variable of
a field is its path, upper-cased and joined by ``_``: ``Settings.kafka.bootstrap_servers`` is read from
``KAFKA_BOOTSTRAP_SERVERS``. docs/settings.md is generated from these declarations.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from baseball_core.errors import SettingsError

S = TypeVar("S", bound=msgspec.Struct)


class Secret(msgspec.Struct, frozen=True):
    """A value that must not appear in logs; ``reveal()`` gives it to the client library that needs it."""

    value: str

    def reveal(self) -> str:
        return self.value

    def __str__(self) -> str:
        return "********"

    def __repr__(self) -> str:
        return "Secret(********)"


class Field(msgspec.Struct, frozen=True):
    """One setting as documented: its variable, type as text, default (``None``: required) and meaning."""

    variable: str
    type_text: str
    default: str | None
    required: bool
    description: str


class LogSettings(msgspec.Struct, frozen=True):
    """How log records look."""

    format: Annotated[
        Literal["json", "console"], msgspec.Meta(description="json: one object a line; console: for people")
    ] = "json"
    level: Annotated[
        Literal["debug", "info", "warning", "error"], msgspec.Meta(description="lowest level that is written")
    ] = "info"


class MetricsSettings(msgspec.Struct, frozen=True):
    """Where /metrics, /livez and /readyz are served."""

    port: Annotated[int, msgspec.Meta(ge=0, le=65535, description="port of /metrics, /livez, /readyz; 0: off")] = 0
    host: Annotated[str, msgspec.Meta(description="address they listen on")] = "127.0.0.1"


class TracingSettings(msgspec.Struct, frozen=True):
    """Where traces go, by OpenTelemetry's own variables; the others that its SDK knows hold as well."""

    exporter_otlp_endpoint: Annotated[
        str | None, msgspec.Meta(description="http:// or https:// URL of an OTLP collector; unset: no traces")
    ] = None
    traces_sampler_arg: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="share of the traces begun here that are kept")
    ] = 1.0

    def __post_init__(self) -> None:
        if self.exporter_otlp_endpoint and not self.exporter_otlp_endpoint.startswith(("http://", "https://")):
            raise ValueError("OTEL_EXPORTER_OTLP_ENDPOINT: must begin with http:// or https://")


class KafkaSettings(msgspec.Struct, frozen=True):
    """Which broker, and how to prove who we are; names as in librdkafka."""

    bootstrap_servers: Annotated[str, msgspec.Meta(min_length=3, description="host:port, comma-separated")]
    security_protocol: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"],
        msgspec.Meta(description="SSL for mTLS, SASL_SSL for SCRAM over TLS"),
    ] = "PLAINTEXT"
    ssl_ca_location: Annotated[str | None, msgspec.Meta(description="PEM file of the broker's CA")] = None
    ssl_certificate_location: Annotated[
        str | None, msgspec.Meta(description="PEM file of the client's certificate (mTLS)")
    ] = None
    ssl_key_location: Annotated[str | None, msgspec.Meta(description="PEM file of the client's key (mTLS)")] = None
    ssl_key_password: Annotated[Secret | None, msgspec.Meta(description="password of that key")] = None
    sasl_mechanism: Annotated[
        Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None,
        msgspec.Meta(description="with SASL_PLAINTEXT or SASL_SSL"),
    ] = None
    sasl_username: Annotated[str | None, msgspec.Meta(description="SASL user")] = None
    sasl_password: Annotated[Secret | None, msgspec.Meta(description="SASL password")] = None


class DatabaseSettings(msgspec.Struct, frozen=True):
    """Which PostgreSQL, as which role."""

    url: Annotated[Secret, msgspec.Meta(description="postgresql://user:password@host:port/database")]


class ArchiveSettings(msgspec.Struct, frozen=True):
    """Where raw answers are kept."""

    url: Annotated[
        str, msgspec.Meta(pattern=r"^(file|s3|memory)://", description="file:///folder or s3://bucket/prefix")
    ]


def _is_group(field_type: Any) -> bool:
    return isinstance(field_type, type) and issubclass(field_type, msgspec.Struct) and field_type is not Secret


def _parts(annotation: Any) -> tuple[Any, str]:
    """The bare type of an ``Annotated`` one and its description."""
    for meta in getattr(annotation, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta):
            return annotation.__origin__, meta.description or ""
    return annotation, ""


def _field_value(annotation: Any, variable: str, text: str) -> object:
    bare, _ = _parts(annotation)
    if bare is Secret or (getattr(bare, "__args__", None) and Secret in bare.__args__):
        if not text:
            raise SettingsError(f"{variable}: must not be empty")
        return Secret(text)
    try:
        return msgspec.convert(text, annotation, strict=False)
    except msgspec.ValidationError as exc:
        raise SettingsError(f"{variable}: {exc} (got {text!r})") from exc


def _fields(cls: type[msgspec.Struct], prefix: str = "") -> Iterator[tuple[str, msgspec.structs.FieldInfo]]:
    for field in msgspec.structs.fields(cls):
        yield f"{prefix}{field.name}".upper(), field


def load(cls: type[S], environ: Mapping[str, str], prefix: str = "") -> S:
    """Builds ``cls`` from environment variables.

    Raises SettingsError, one line that names the variable and what it wants. An empty variable counts as unset.
    """
    values: dict[str, object] = {}
    for variable, field in _fields(cls, prefix):
        if _is_group(field.type):
            values[field.name] = load(field.type, environ, prefix=f"{variable}_")
            continue
        text = environ.get(variable, "")
        if text != "":
            values[field.name] = _field_value(field.type, variable, text)
        elif field.required:
            _, description = _parts(field.type)
            raise SettingsError(f"{variable}: is required ({description})")
    try:
        return cls(**values)
    except ValueError as exc:
        raise SettingsError(str(exc)) from exc


def describe(settings: msgspec.Struct, prefix: str = "") -> dict[str, str]:
    """Every variable with its effective value, secrets masked; logged once at start."""
    described: dict[str, str] = {}
    for variable, field in _fields(type(settings), prefix):
        value = getattr(settings, field.name)
        if _is_group(field.type):
            described |= describe(value, prefix=f"{variable}_")
        else:
            described[variable] = "" if value is None else str(value)
    return described


def document(cls: type[msgspec.Struct], prefix: str = "") -> list[Field]:
    """The declared settings, in order, for the generated page."""
    documented: list[Field] = []
    for variable, field in _fields(cls, prefix):
        if _is_group(field.type):
            documented += document(field.type, prefix=f"{variable}_")
            continue
        bare, description = _parts(field.type)
        default = None if field.required else str(field.default if field.default is not None else "")
        text = bare.__name__ if isinstance(bare, type) else str(bare)
        text = text.replace("baseball_core.settings.", "").replace("typing.", "")
        documented.append(Field(variable, text, default, field.required, description))
    return documented
