"""Settings: typed, named in errors, masked in logs."""

from typing import Annotated

import msgspec
import pytest

from baseball_core.errors import SettingsError
from baseball_core.settings import (
    DatabaseSettings,
    KafkaSettings,
    LogSettings,
    Secret,
    TracingSettings,
    describe,
    document,
    load,
)


class PollSettings(msgspec.Struct, frozen=True):
    floor_seconds: Annotated[float, msgspec.Meta(gt=0, description="shortest interval")] = 2.0
    workers: Annotated[int, msgspec.Meta(ge=1, le=64, description="threads")] = 8
    enabled: Annotated[bool, msgspec.Meta(description="whether")] = True


class ServiceSettings(msgspec.Struct, frozen=True):
    kafka: KafkaSettings
    database: DatabaseSettings
    poll: PollSettings = PollSettings()
    log: LogSettings = LogSettings()


REQUIRED = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9092", "DATABASE_URL": "postgresql://user:hunter2@localhost/db"}


def test_a_variable_is_the_path_of_its_field() -> None:
    settings = load(
        ServiceSettings, REQUIRED | {"POLL_FLOOR_SECONDS": "0.5", "POLL_WORKERS": "3", "POLL_ENABLED": "false"}
    )
    assert settings.poll == PollSettings(0.5, 3, False)
    assert settings.kafka.bootstrap_servers == "127.0.0.1:9092"


def test_an_empty_variable_counts_as_unset() -> None:
    assert load(ServiceSettings, REQUIRED | {"POLL_WORKERS": ""}).poll.workers == 8


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({}, "KAFKA_BOOTSTRAP_SERVERS"),
        (REQUIRED | {"POLL_WORKERS": "many"}, "POLL_WORKERS"),
        (REQUIRED | {"POLL_WORKERS": "0"}, "POLL_WORKERS"),
        (REQUIRED | {"POLL_FLOOR_SECONDS": "-1"}, "POLL_FLOOR_SECONDS"),
        (REQUIRED | {"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        (REQUIRED | {"POLL_ENABLED": "perhaps"}, "POLL_ENABLED"),
        ({"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:9092"}, "DATABASE_URL"),
    ],
)
def test_a_bad_setting_is_one_line_that_names_its_variable(environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(ServiceSettings, environment)
    assert str(caught.value).startswith(f"{named}: ")
    assert "\n" not in str(caught.value)


def test_secrets_are_masked_wherever_settings_are_shown() -> None:
    settings = load(ServiceSettings, REQUIRED | {"KAFKA_SASL_PASSWORD": "hunter2"})
    shown = f"{describe(settings)} {settings!r} {settings.database.url}"
    assert "hunter2" not in shown
    assert settings.database.url.reveal().endswith("hunter2@localhost/db")
    assert isinstance(settings.kafka.sasl_password, Secret)


def test_an_error_about_a_secret_does_not_show_it() -> None:
    with pytest.raises(SettingsError) as caught:
        load(ServiceSettings, {"DATABASE_URL": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_every_field_is_documented_with_its_default() -> None:
    documented = {field.variable: field for field in document(ServiceSettings)}
    assert documented["POLL_WORKERS"].default == "8"
    assert documented["DATABASE_URL"].required
    assert all(field.description for field in documented.values())


def test_a_collector_is_named_by_its_url() -> None:
    where = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_TRACES_SAMPLER_ARG": "0.1"}
    assert load(TracingSettings, where, prefix="OTEL_") == TracingSettings("http://collector:4318", 0.1)
    with pytest.raises(SettingsError, match="OTEL_EXPORTER_OTLP_ENDPOINT: must begin with"):
        load(TracingSettings, {"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4318"}, prefix="OTEL_")
    with pytest.raises(SettingsError, match="OTEL_TRACES_SAMPLER_ARG"):
        load(TracingSettings, {"OTEL_TRACES_SAMPLER_ARG": "2"}, prefix="OTEL_")
