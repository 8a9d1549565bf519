"""DATABASE_URL is looked at before anything starts."""

import pytest

from api_service.settings import check_database_url
from baseball_core.errors import SettingsError


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://baseball_reader:pw@127.0.0.1:5432/baseball",
        "postgres://reader@db.internal/baseball?sslmode=require",
        "postgresql://reader:p%40ss@[::1]:5432/baseball",
    ],
)
def test_a_url_with_host_and_database_is_taken(url: str) -> None:
    check_database_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://reader:secret@127.0.0.1/baseball",
        "127.0.0.1:5432/baseball",
        "postgresql://reader:secret@127.0.0.1:port/baseball",
        "postgresql://reader:secret@127.0.0.1:99999/baseball",
        "postgresql://reader:secret@127.0.0.1:5432",
        "postgresql:///baseball",
        "postgresql://[::1/baseball",
    ],
)
def test_another_one_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        check_database_url(url)
    assert "DATABASE_URL" in str(refused.value)
    assert "secret" not in str(refused.value)
