"""The API's rates are SQL: the same line must have the same rates there and by the formulas in Python."""

import random
from collections.abc import Iterator

import psycopg
import pytest

from api_service.queries.lines import rate
from baseball_core.statistics.catalogue import COLUMNS, GROUPS, Group
from baseball_core.statistics.rates import RATES, rates
from local_stack.postgres import PostgresServer
from support.stack import new_database

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def connection(postgres: PostgresServer) -> Iterator[psycopg.Connection]:
    database = new_database(postgres)
    with psycopg.connect(database.reader_url) as opened:
        yield opened
    postgres.drop_database(database.name)


@pytest.mark.parametrize("group", GROUPS)
def test_a_line_has_the_same_rates_in_sql(connection: psycopg.Connection, group: Group) -> None:
    """Lines of small counts: every denominator is zero in some of them."""
    chance = random.Random(3)
    selected = ", ".join(rate(one, "l.{name}") for one in RATES[group])
    line = ", ".join(f"%({name})s::smallint AS {name}" for name in COLUMNS[group])
    missing: set[str] = set()
    for _ in range(300):
        counts = {name: chance.choice((0, 0, 1, 2, 7)) for name in COLUMNS[group]}
        row = connection.execute(f"SELECT {selected} FROM (SELECT {line}) l".encode(), counts).fetchone()
        expected = rates(group, counts)
        assert dict(zip(expected, row or (), strict=True)) == expected
        missing |= {name for name, value in expected.items() if value is None}
    assert missing == set(expected)
