"""A strict reading of RFC 6902 and of JSON equality, apart from the project's own applier: an oracle for tests."""

import copy
import json
from typing import Any


def parts(path: str) -> list[str]:
    if path == "":
        return []
    assert path.startswith("/")
    return [part.replace("~1", "/").replace("~0", "~") for part in path[1:].split("/")]


def index(part: str, length: int) -> int:
    assert part.isdigit()
    assert part == "0" or part[0] != "0"
    assert int(part) <= length
    return int(part)


def find(document: Any, path: list[str]) -> Any:
    for part in path:
        if isinstance(document, list):
            position = index(part, len(document))
            assert position < len(document)
            document = document[position]
        else:
            assert isinstance(document, dict)
            assert part in document
            document = document[part]
    return document


def insert(document: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    parent = find(document, path[:-1])
    if isinstance(parent, list):
        parent.insert(index(path[-1], len(parent)), value)
    else:
        assert isinstance(parent, dict)
        parent[path[-1]] = value
    return document


def take(document: Any, path: list[str]) -> Any:
    parent = find(document, path[:-1])
    if isinstance(parent, list):
        position = index(path[-1], len(parent))
        assert position < len(parent)
        return parent.pop(position)
    return parent.pop(path[-1])


def strictly_equal(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(strictly_equal(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(strictly_equal, left, right))
    return bool(left == right)


def apply_strictly(document: Any, operations: list[dict[str, Any]]) -> Any:
    document = json.loads(json.dumps(document))
    for operation in operations:
        path = parts(operation["path"])
        match operation["op"]:
            case "add":
                document = insert(document, path, copy.deepcopy(operation["value"]))
            case "remove":
                take(document, path)
            case "replace":
                find(document, path)
                if path and isinstance(find(document, path[:-1]), list):
                    find(document, path[:-1])[int(path[-1])] = copy.deepcopy(operation["value"])
                else:
                    document = insert(document, path, copy.deepcopy(operation["value"]))
            case "copy":
                document = insert(document, path, copy.deepcopy(find(document, parts(operation["from"]))))
            case "move":
                document = insert(document, path, take(document, parts(operation["from"])))
            case "test":
                assert strictly_equal(find(document, path), operation["value"])
            case other:
                raise AssertionError(f"unknown operation {other}")
    return document
