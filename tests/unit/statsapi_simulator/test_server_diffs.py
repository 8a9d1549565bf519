"""Operations made by the simulator, applied by an independent, strict reading of RFC 6902."""

import copy
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statsapi_simulator.diffs import make_envelope, make_operations, pointer
from support.strict_patch import apply_strictly, strictly_equal

scalars = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.0, 1.0, 2.5]) | st.sampled_from(["", "a", "é"])
)
keys = st.sampled_from(["a", "b", "c", "a/b", "m~n", "", "0", "1"])
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5), max_leaves=25
)


@given(documents, documents, st.integers(0, 5000))
def test_applying_the_operations_gives_exactly_the_target(source: Any, target: Any, seed: int) -> None:
    operations = make_operations(source, target, Random(seed))
    assert strictly_equal(apply_strictly(source, operations), target)


@given(st.lists(scalars, max_size=8), st.data(), st.integers(0, 5000))
def test_a_list_with_insertions_and_removals_in_the_middle_is_followed(
    source: list[Any], data: st.DataObject, seed: int
) -> None:
    cut = data.draw(st.integers(0, len(source)))
    width = data.draw(st.integers(0, 3))
    target = source[:cut] + data.draw(st.lists(scalars, max_size=3)) + source[cut + width :]
    before = {"plays": source, "wait": 10}
    after = {"plays": target, "wait": 10}
    assert strictly_equal(apply_strictly(before, make_operations(before, after, Random(seed))), after)


@given(documents, st.integers(0, 100))
def test_equal_documents_need_no_operation(document: Any, seed: int) -> None:
    assert make_operations(document, copy.deepcopy(document), Random(seed)) == []


@pytest.mark.parametrize(("before", "after"), [(1, True), (0, False), (1, 1.0), (0, None), ("1", 1)])
def test_values_of_another_type_are_a_change(before: Any, after: Any) -> None:
    source, target = {"x": before}, {"x": after}
    assert strictly_equal(apply_strictly(source, make_operations(source, target, Random(1))), target)


def test_all_six_operations_occur_over_many_seeds() -> None:
    source = {"wait": 10, "gone": "x", "count": {"balls": 1, "outs": 2}, "list": [1, 2, 3], "old": False}
    target = {"wait": 10, "here": "x", "count": {"balls": 2, "outs": 2}, "list": [1, 2, 3, 10], "new": 2}
    seen = set()
    for seed in range(300):
        operations = make_operations(source, target, Random(seed))
        assert strictly_equal(apply_strictly(source, operations), target)
        seen |= {operation["op"] for operation in operations}
    assert seen == {"add", "remove", "replace", "copy", "move", "test"}


def test_the_same_seed_gives_the_same_operations() -> None:
    source, target = {"a": [1, 2, {"b": 3}], "c": 3}, {"a": [1, {"b": 4}], "d": 3}
    assert make_operations(source, target, Random(5)) == make_operations(source, target, Random(5))


@pytest.mark.parametrize("stamp", ["20260704_170000", "20260704_170512"])
def test_every_envelope_replaces_the_time_stamp_first_and_once(stamp: str) -> None:
    source = {"metaData": {"timeStamp": "20260704_170000", "wait": 10}, "liveData": {"runs": 1}}
    target = {"metaData": {"timeStamp": stamp, "wait": 10}, "liveData": {"runs": 2}}
    for seed in range(40):
        operations = make_envelope(source, target, Random(seed))["diff"]
        assert operations[0] == {"op": "replace", "path": "/metaData/timeStamp", "value": stamp}
        stamps = [o for o in operations if o["path"] == "/metaData/timeStamp" and o["op"] == "replace"]
        assert len(stamps) == 1
        assert strictly_equal(apply_strictly(source, operations), target)


def test_slashes_and_tildes_in_keys_are_escaped() -> None:
    assert pointer(("a/b", "m~n", 0)) == "/a~1b/m~0n/0"
