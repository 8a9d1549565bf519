"""Names as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baseball_core.feed.names import search_name


@pytest.mark.parametrize(
    ("name", "found_as"),
    [
        ("José Ramírez", "jose ramirez"),
        ("  Two   Spaces ", "two spaces"),
        ("Søren Łukasz Ðorđe", "soren lukasz dorde"),
        ("STRASSE Straße", "strasse strasse"),
        ("Ḉẹ̄ş", "ces"),
        ("大谷", "大谷"),
        ("", ""),
    ],
)
def test_accents_case_and_spaces_do_not_matter(name: str, found_as: str) -> None:
    assert search_name(name) == found_as


@given(st.text())
def test_a_search_name_is_its_own_search_name(name: str) -> None:
    once = search_name(name)
    assert search_name(search_name(once)) == search_name(once)


@given(st.text(alphabet="abcdefghij klm"))
def test_upper_case_makes_no_difference(name: str) -> None:
    assert search_name(name.upper()) == search_name(name)
