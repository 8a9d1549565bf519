"""Patches against RFC 6902's own examples, and against an oracle that shares neither code nor method."""

import contextlib
import copy
import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseball_core.errors import PatchError
from baseball_core.patches import (
    FullDocument,
    NothingNew,
    Patches,
    apply_answer,
    apply_patch,
    json_equal,
    parse_answer,
)

# --- the examples of RFC 6902, appendix A --------------------------------------------------------------------------

APPLIES = {
    "A.1 adding an object member": (
        {"foo": "bar"},
        [{"op": "add", "path": "/baz", "value": "qux"}],
        {"baz": "qux", "foo": "bar"},
    ),
    "A.2 adding an array element": (
        {"foo": ["bar", "baz"]},
        [{"op": "add", "path": "/foo/1", "value": "qux"}],
        {"foo": ["bar", "qux", "baz"]},
    ),
    "A.3 removing an object member": (
        {"baz": "qux", "foo": "bar"},
        [{"op": "remove", "path": "/baz"}],
        {"foo": "bar"},
    ),
    "A.4 removing an array element": (
        {"foo": ["bar", "qux", "baz"]},
        [{"op": "remove", "path": "/foo/1"}],
        {"foo": ["bar", "baz"]},
    ),
    "A.5 replacing a value": (
        {"baz": "qux", "foo": "bar"},
        [{"op": "replace", "path": "/baz", "value": "boo"}],
        {"baz": "boo", "foo": "bar"},
    ),
    "A.6 moving a value": (
        {"foo": {"bar": "baz", "waldo": "fred"}, "qux": {"corge": "grault"}},
        [{"op": "move", "from": "/foo/waldo", "path": "/qux/thud"}],
        {"foo": {"bar": "baz"}, "qux": {"corge": "grault", "thud": "fred"}},
    ),
    "A.7 moving an array element": (
        {"foo": ["all", "grass", "cows", "eat"]},
        [{"op": "move", "from": "/foo/1", "path": "/foo/3"}],
        {"foo": ["all", "cows", "eat", "grass"]},
    ),
    "A.8 testing a value: success": (
        {"baz": "qux", "foo": ["a", 2, "c"]},
        [{"op": "test", "path": "/baz", "value": "qux"}, {"op": "test", "path": "/foo/1", "value": 2}],
        {"baz": "qux", "foo": ["a", 2, "c"]},
    ),
    "A.10 adding a nested member object": (
        {"foo": "bar"},
        [{"op": "add", "path": "/child", "value": {"grandchild": {}}}],
        {"foo": "bar", "child": {"grandchild": {}}},
    ),
    "A.11 ignoring unrecognized elements": (
        {"foo": "bar"},
        [{"op": "add", "path": "/baz", "value": "qux", "xyz": 123}],
        {"foo": "bar", "baz": "qux"},
    ),
    "A.14 tilde escape ordering": (
        {"/": 9, "~1": 10},
        [{"op": "test", "path": "/~01", "value": 10}],
        {"/": 9, "~1": 10},
    ),
    "A.16 adding an array value": (
        {"foo": ["bar"]},
        [{"op": "add", "path": "/foo/-", "value": ["abc", "def"]}],
        {"foo": ["bar", ["abc", "def"]]},
    ),
    "the root is replaced": ({"foo": 1}, [{"op": "replace", "path": "", "value": [1]}], [1]),
    "the root is added over": ({"foo": 1}, [{"op": "add", "path": "", "value": None}], None),
    "add replaces a member that exists": ({"a": 1}, [{"op": "add", "path": "/a", "value": 2}], {"a": 2}),
    "the empty member name is a name": ({"": 1}, [{"op": "replace", "path": "/", "value": 2}], {"": 2}),
    "a move onto itself changes nothing": (
        {"a": [1, 2]},
        [{"op": "move", "from": "/a/0", "path": "/a/0"}],
        {"a": [1, 2]},
    ),
    "null is a value like others": ({"a": 1}, [{"op": "replace", "path": "/a", "value": None}], {"a": None}),
    "a slash in a name is escaped": ({"a/b": {"c~d": 1}}, [{"op": "remove", "path": "/a~1b/c~0d"}], {"a/b": {}}),
}

REFUSED = {
    "A.9 testing a value: error": ({"baz": "qux"}, {"op": "test", "path": "/baz", "value": "bar"}),
    "A.12 adding to a nonexistent target": ({"foo": "bar"}, {"op": "add", "path": "/baz/bat", "value": "qux"}),
    "A.15 comparing strings and numbers": ({"/": 9, "~1": 10}, {"op": "test", "path": "/~01", "value": "10"}),
    "one is not true": ({"a": 1}, {"op": "test", "path": "/a", "value": True}),
    "zero is not false": ({"a": False}, {"op": "test", "path": "/a", "value": 0}),
    "a member that is not there cannot be replaced": ({}, {"op": "replace", "path": "/a", "value": 1}),
    "a member that is not there cannot be removed": ({}, {"op": "remove", "path": "/a"}),
    "an element past the end cannot be added": ({"a": [1]}, {"op": "add", "path": "/a/2", "value": 1}),
    "an element past the end cannot be replaced": ({"a": [1]}, {"op": "replace", "path": "/a/1", "value": 1}),
    "the dash names no element that exists": ({"a": [1]}, {"op": "remove", "path": "/a/-"}),
    "an index has no leading zero": ({"a": [1, 2]}, {"op": "remove", "path": "/a/01"}),
    "an index has no sign": ({"a": [1, 2]}, {"op": "remove", "path": "/a/-1"}),
    "an index is made of ASCII digits": ({"a": [1, 2]}, {"op": "remove", "path": "/a/١"}),
    "an index of a thousand digits is past the end": ({"a": [1]}, {"op": "remove", "path": "/a/" + "9" * 1000}),
    "a text has no members": ({"a": "text"}, {"op": "add", "path": "/a/0", "value": 1}),
    "a pointer begins with a slash": ({"a": 1}, {"op": "remove", "path": "a"}),
    "a tilde is followed by 0 or 1": ({"~2": 1}, {"op": "remove", "path": "/~2"}),
    "a tilde does not end a pointer": ({"~": 1}, {"op": "remove", "path": "/~"}),
    "a pointer is a text": ({"a": 1}, {"op": "remove", "path": 3}),
    "a path is required": ({"a": 1}, {"op": "remove"}),
    "a value is required": ({"a": 1}, {"op": "add", "path": "/b"}),
    "a source is required": ({"a": 1}, {"op": "copy", "path": "/b"}),
    "a source must exist": ({"a": 1}, {"op": "copy", "from": "/c", "path": "/b"}),
    "a value cannot be moved into itself": ({"a": {"b": 1}}, {"op": "move", "from": "/a", "path": "/a/c"}),
    "a value that is not there cannot be moved onto itself": ({}, {"op": "move", "from": "/a", "path": "/a"}),
    "the whole document cannot be removed": ({"a": 1}, {"op": "remove", "path": ""}),
    "operations are the six of the RFC": ({"a": 1}, {"op": "merge", "path": "/a", "value": 1}),
    "an operation has a name": ({"a": 1}, {"path": "/a", "value": 1}),
    "an operation is an object": ({"a": 1}, ["remove", "/a"]),
}


@pytest.mark.parametrize("name", APPLIES)
def test_an_operation_does_what_the_rfc_says(name):
    """case 4, case 5: copy, move and test apply; an array add inserts."""
    document, operations, expected = copy.deepcopy(APPLIES[name])
    assert json_equal(apply_patch(document, operations), expected)


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_rfc_does_not_allow_is_refused_with_index_and_path(name):
    """case 4: nothing is skipped or guessed."""
    document, operation = copy.deepcopy(REFUSED[name])
    harmless = {"op": "test", "path": "", "value": copy.deepcopy(document)}
    with pytest.raises(PatchError) as refused:
        apply_patch(document, [harmless, operation])
    assert refused.value.reason == "patch_refused"
    assert refused.value.context["index"] == 1
    if isinstance(operation, dict):
        assert refused.value.context["path"] == operation.get("path")


def test_one_and_one_point_nought_are_equal_at_any_depth():
    assert json_equal({"a": [1, {"b": 2.0}]}, {"a": [1.0, {"b": 2}]})
    assert not json_equal({"a": [1]}, {"a": [True]})
    assert not json_equal([None], [False])
    assert not json_equal({"a": 1}, {"a": 1, "b": 1})
    assert not json_equal([1, 2], [1])


def test_a_copy_shares_nothing_with_its_source():
    document = apply_patch(
        {"a": {"list": [1]}},
        [{"op": "copy", "from": "/a", "path": "/b"}, {"op": "add", "path": "/b/list/-", "value": 2}],
    )
    assert document == {"a": {"list": [1]}, "b": {"list": [1, 2]}}


def test_a_value_that_was_added_shares_nothing_with_the_patch():
    operations = [{"op": "add", "path": "/a", "value": {"n": 1}}, {"op": "replace", "path": "/a/n", "value": 2}]
    for _ in range(2):
        assert apply_patch({}, operations) == {"a": {"n": 2}}


def test_a_patch_that_doubles_the_document_again_and_again_is_stopped():
    doubling = [{"op": "copy", "from": "", "path": f"/copy{number}"} for number in range(60)]
    with pytest.raises(PatchError, match="copies more than"):
        apply_patch({"a": 1}, doubling)


# --- shapes of answers ---------------------------------------------------------------------------------------------


def answer(body):
    return parse_answer(msgspec.json.encode(body))


DOCUMENT = {"gamePk": 7, "liveData": {"plays": []}, "gameData": {}}


def test_an_empty_list_says_that_nothing_is_new():
    assert answer([]) == NothingNew()
    assert apply_answer(DOCUMENT, NothingNew()) is DOCUMENT


def test_envelopes_are_applied_in_order():
    patches = answer(
        [
            {"diff": [{"op": "add", "path": "/a", "value": [1]}]},
            {"diff": [{"op": "add", "path": "/a/0", "value": 0}, {"op": "move", "from": "/a/1", "path": "/b"}]},
        ]
    )
    assert isinstance(patches, Patches)
    assert apply_answer({}, patches) == {"a": [0], "b": 1}


def test_an_object_with_a_game_replaces_the_document():
    assert answer(DOCUMENT) == FullDocument(DOCUMENT)
    assert apply_answer({"old": True}, answer(DOCUMENT)) == DOCUMENT


def test_in_a_list_the_last_full_document_counts_and_only_what_follows_it():
    listed = answer(
        [
            {"diff": [{"op": "remove", "path": "/not/there"}]},
            DOCUMENT,
            {"diff": [{"op": "add", "path": "/liveData/plays/-", "value": "single"}]},
        ]
    )
    assert isinstance(listed, FullDocument)
    assert apply_answer({}, listed) == {**DOCUMENT, "liveData": {"plays": ["single"]}}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Be right back</html>",
        b'[{"diff":[{"op":"add"',
        b"NaN",
        b"[NaN]",
        b'[{"diff":[{"op":"add","path":"/a","value":1e999}]}]',
        b'"\\ud800"',
        b"\xff\xfe",
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_what_is_not_json_is_refused(body):
    with pytest.raises(PatchError) as refused:
        parse_answer(body)
    assert refused.value.reason == "invalid_json"


@pytest.mark.parametrize(
    "body",
    [
        None,
        1,
        "text",
        {},
        {"message": "Object not found"},
        {"diff": []},
        [1],
        [[]],
        [{}],
        [{"diff": {}}],
        {"liveData": {}},
    ],
)
def test_any_other_shape_is_refused(body):
    with pytest.raises(PatchError) as refused:
        answer(body)
    assert refused.value.reason == "unknown_answer"


def test_nesting_as_deep_as_a_value_can_be_does_not_end_the_process():
    deep = parse_answer(b'[{"diff":[{"op":"add","path":"/a","value":' + b"[" * 900 + b"]" * 900 + b"}]}]")
    with contextlib.suppress(PatchError):
        apply_answer({}, deep)


# --- any patch, against an oracle ----------------------------------------------------------------------------------


class ImpossibleError(Exception):
    """The oracle's refusal."""


def steps(pointer):
    """Reference tokens by regular expression."""
    if not re.fullmatch(r"(/([^~/]|~[01])*)*", pointer):
        raise ImpossibleError
    unescape = {"~0": "~", "~1": "/"}
    return [re.sub("~[01]", lambda found: unescape[found[0]], step) for step in re.findall(r"/([^/]*)", pointer)]


def edited(value, path, change):
    """A new value in which the container at ``path[:-1]`` has been replaced by ``change(container, last step)``."""
    if len(path) == 1:
        return change(value, path[0])
    if isinstance(value, dict) and path[0] in value:
        return {name: edited(member, path[1:], change) if name == path[0] else member for name, member in value.items()}
    if isinstance(value, list):
        place = position(path[0], len(value))
        return [edited(item, path[1:], change) if number == place else item for number, item in enumerate(value)]
    raise ImpossibleError


def position(step, length):
    if not re.fullmatch("0|[1-9][0-9]*", step, re.ASCII) or int(step) >= length:
        raise ImpossibleError
    return int(step)


def found(value, path):
    for step in path:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list):
            value = value[position(step, len(value))]
        else:
            raise ImpossibleError
    return value


def added(document, path, value):
    def change(container, step):
        if isinstance(container, dict):
            return {**container, step: value}
        if isinstance(container, list):
            place = len(container) if step == "-" else position(step, len(container) + 1)
            return [*container[:place], value, *container[place:]]
        raise ImpossibleError

    return edited(document, path, change) if path else value


def removed(document, path):
    def change(container, step):
        if isinstance(container, dict) and step in container:
            return {name: member for name, member in container.items() if name != step}
        if isinstance(container, list):
            place = position(step, len(container))
            return container[:place] + container[place + 1 :]
        raise ImpossibleError

    if not path:
        raise ImpossibleError
    return edited(document, path, change)


def tagged(value):
    """A value in which true, 1 and 1.0 differ as JSON says: compares by plain equality."""
    if isinstance(value, dict):
        return ("object", frozenset((name, tagged(member)) for name, member in value.items()))
    if isinstance(value, list):
        return ("list", tuple(map(tagged, value)))
    return ("bool" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "other", value)


def oracle(document, operation):
    path = steps(operation["path"])
    match operation["op"]:
        case "add":
            return added(document, path, operation["value"])
        case "remove":
            return removed(document, path)
        case "replace":
            found(document, path)
            return added(removed(document, path), path, operation["value"]) if path else operation["value"]
        case "copy":
            return added(document, path, found(document, steps(operation["from"])))
        case "move":
            source = steps(operation["from"])
            value = found(document, source)
            if path == source:
                return document
            if path[: len(source)] == source:
                raise ImpossibleError
            return added(removed(document, source), path, value)
        case "test":
            if tagged(found(document, path)) != tagged(operation["value"]):
                raise ImpossibleError
            return document


NAMES = st.sampled_from(["a", "b", "", "0", "1", "-", "~", "/", "a/b", "~1", "é"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, 0.5]) | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)
STEPS = st.sampled_from(["a", "b", "", "0", "1", "2", "-", "01", "~0", "~1", "a~1b", "~01", "~", "~2", "é"])
LOOSE_POINTERS = st.lists(STEPS, max_size=4).map(lambda path: "".join(f"/{step}" for step in path))


def pointers_into(value, here=""):
    """Every pointer that exists, and for containers one place where something can be added."""
    yield here
    if isinstance(value, dict):
        for name, member in value.items():
            escaped = name.replace("~", "~0").replace("/", "~1")
            yield from pointers_into(member, f"{here}/{escaped}")
        yield f"{here}/new"
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from pointers_into(item, f"{here}/{number}")
        yield f"{here}/-"
        yield f"{here}/{len(value)}"


@st.composite
def documents_and_patches(draw):
    document = draw(st.dictionaries(NAMES, VALUES, max_size=4))
    operations = []
    present = document
    for _ in range(draw(st.integers(1, 6))):
        pointers = st.sampled_from(list(pointers_into(present))) | LOOSE_POINTERS
        operation = {"op": draw(st.sampled_from(["add", "remove", "replace", "copy", "move", "test"]))}
        operation["path"] = draw(pointers)
        if operation["op"] in ("copy", "move"):
            operation["from"] = draw(pointers)
        elif operation["op"] != "remove":
            operation["value"] = draw(VALUES)
            if operation["op"] == "test" and draw(st.booleans()):
                with contextlib.suppress(ImpossibleError):
                    operation["value"] = copy.deepcopy(found(present, steps(operation["path"])))
        operations.append(operation)
        try:
            present = oracle(present, operation)
        except ImpossibleError:
            break
    return document, operations


@settings(max_examples=600, deadline=None)
@given(documents_and_patches())
def test_any_patch_gives_what_the_oracle_gives(example):
    """case 4, case 5: the same result, or refused by both at the same operation."""
    document, operations = example
    expected, refused_at = copy.deepcopy(document), None
    for index, operation in enumerate(operations):
        try:
            expected = oracle(expected, copy.deepcopy(operation))
        except ImpossibleError:
            refused_at = index
            break
    if refused_at is None:
        assert tagged(apply_patch(document, operations)) == tagged(expected)
    else:
        with pytest.raises(PatchError) as refused:
            apply_patch(document, operations)
        assert refused.value.context["index"] == refused_at


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["op", "path", "from", "value", "diff", "gamePk", "liveData"]), inner)
        ),
        max_leaves=20,
    )
)
def test_whatever_an_answer_holds_the_only_error_is_a_patch_error(body):
    with contextlib.suppress(PatchError):
        apply_answer({"a": [1]}, parse_answer(msgspec.json.encode(body)))
