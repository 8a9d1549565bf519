"""Cursors: what goes in comes out, for the same filters only, and nothing else gets through."""

from base64 import urlsafe_b64encode
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec
import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from api_service.errors import ParameterError
from api_service.pagination import Int4, Micros, Text, instant, next_link, page_body, read_cursor

Key = tuple[date, Micros, Int4, Text]
KEYS = st.tuples(
    st.dates(),
    st.integers(-3_200_000_000_000_000, 253_402_214_400_000_000),
    st.integers(-1, 2_147_483_647),
    st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=100),
)


def _request(path: str, query: str = "") -> Request:
    return Request({"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []})


def _cursor_in(link: str) -> str:
    return parse_qs(urlsplit(link).query)["cursor"][0]


@given(KEYS)
def test_the_key_of_the_last_item_comes_back(key: tuple[object, ...]) -> None:
    request = _request("/games", "season=2026")
    link = next_link(request, msgspec.json.encode(key).decode())
    assert read_cursor(request, _cursor_in(link), Key) == key


def test_the_next_link_keeps_filters_and_limit_and_replaces_the_cursor() -> None:
    link = next_link(_request("/games", "limit=5&phase=live&phase=delayed&cursor=old"), "[1]")
    parts = urlsplit(link)
    query = parse_qs(parts.query)
    assert parts.path == "/games"
    assert query["phase"] == ["delayed", "live"]
    assert query["limit"] == ["5"]
    assert query["cursor"] != ["old"]


def test_the_order_of_filters_and_the_limit_do_not_bind_a_cursor() -> None:
    cursor = _cursor_in(next_link(_request("/games", "season=2026&game_type=R&limit=1"), "[7]"))
    assert read_cursor(_request("/games", "limit=9&game_type=R&season=2026"), cursor, tuple[Int4]) == (7,)


@pytest.mark.parametrize(("path", "query"), [("/teams", "season=2026"), ("/games", "season=2025"), ("/games", "")])
def test_a_cursor_of_another_list_is_refused(path: str, query: str) -> None:
    cursor = _cursor_in(next_link(_request("/games", "season=2026"), "[7]"))
    with pytest.raises(ParameterError) as refused:
        read_cursor(_request(path, query), cursor, tuple[Int4])
    assert refused.value.parameter == "cursor"


@given(st.text(alphabet="ABCDEFabcdef0123456789_-", min_size=1, max_size=60))
def test_no_made_up_cursor_gets_through(cursor: str) -> None:
    with pytest.raises(ParameterError):
        read_cursor(_request("/games"), cursor, tuple[Int4])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=8,
    )
)
def test_no_other_json_gets_through(value: object) -> None:
    cursor = urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()
    with pytest.raises(ParameterError):
        read_cursor(_request("/games"), cursor, Key)


@given(st.integers() | st.text() | st.none())
def test_a_forged_key_out_of_bounds_is_refused(value: object) -> None:
    request = _request("/players")
    genuine = _cursor_in(next_link(request, "[1]"))
    forged = _cursor_in(next_link(request, msgspec.json.encode([value]).decode())) if _encodable(value) else genuine
    inside = isinstance(value, int) and -1 <= value <= 2_147_483_647
    if inside or not _encodable(value):
        assert read_cursor(request, forged, tuple[Int4])
    else:
        with pytest.raises(ParameterError):
            read_cursor(request, forged, tuple[Int4])


def _encodable(value: object) -> bool:
    try:
        msgspec.json.encode(value)
    except (OverflowError, UnicodeEncodeError):
        return False
    return True


@given(st.integers(-3_200_000_000_000_000, 253_402_214_400_000_000))
def test_every_instant_that_a_cursor_may_hold_exists(micros: int) -> None:
    assert instant(micros).tzinfo is not None


def test_a_page_is_json_whatever_it_holds() -> None:
    body = page_body(['{"a":1}', '{"a":"é"}'], 2, "/games?" + urlencode({"name": 'x"y'}))
    assert msgspec.json.decode(body) == {"items": [{"a": 1}, {"a": "é"}], "total": 2, "next": "/games?name=x%22y"}
    assert msgspec.json.decode(page_body([], 0, None)) == {"items": [], "total": 0, "next": None}
    totals = msgspec.json.decode(page_body([], 0, None, '{"games":3}'))
    assert totals == {"items": [], "total": 0, "next": None, "totals": {"games": 3}}
