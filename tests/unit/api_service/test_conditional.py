"""Tags and what clients say of them."""

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from api_service.conditional import accepts_gzip, etag, json_response, names

TAG = "0123456789abcdef01234567"


def _request(path: str = "/games", query: str = "", **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": sent})


@pytest.mark.parametrize(
    "known", [f'"{TAG}"', f'W/"{TAG}"', f'"{TAG}-gzip"', f'"a", "{TAG}"', f'"a",W/"{TAG}-gzip" , "b"']
)
def test_a_named_tag_is_recognised(known: str) -> None:
    assert names(known, TAG)


@pytest.mark.parametrize("known", ["", "*", '"a"', f'"{TAG}x"', f'"{TAG}-br"', '"-gzip"'])
def test_another_tag_is_not(known: str) -> None:
    assert not names(known, TAG)


@given(st.permutations([("a", "1"), ("a", "2"), ("b", "3"), ("c", "")]))
def test_the_tag_of_a_query_does_not_depend_on_its_order(items: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={value}" for name, value in items)
    assert etag(_request(query=query), b"7") == etag(_request(query="a=1&a=2&b=3&c="), b"7")


def test_path_query_and_version_all_count() -> None:
    tags = {
        etag(_request(path, query), data)
        for path in ("/games/1/plays", "/games/11/plays")
        for query in ("", "inning=1", "inning=2", "inning=1&half=top")
        for data in (b"1", b"2")
    }
    assert len(tags) == 16


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("br, *", True),
        ("GZIP", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("br;q=1.0", False),
        ("xgzip", False),
        ("*;q=0, gzip", True),
        ("*, gzip;q=0", False),
    ],
)
def test_gzip_is_sent_to_those_who_take_it(accepted: str | None, taken: bool) -> None:
    assert accepts_gzip(accepted) is taken


def test_the_same_body_is_compressed_to_the_same_bytes() -> None:
    body = b'{"items":[]}' * 200
    first, second = (json_response(_request(accept_encoding="gzip"), body, TAG) for _ in range(2))
    assert first.body == second.body
    assert first.headers["etag"] == f'"{TAG}-gzip"'


def test_anything_is_known_to_a_client_that_says_so() -> None:
    answer = json_response(_request(if_none_match="*", accept_encoding="gzip"), b"x" * 5000, TAG)
    assert (answer.status_code, answer.headers["etag"]) == (304, f'"{TAG}-gzip"')
