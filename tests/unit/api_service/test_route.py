"""How parameters reach a function, and what is refused on the way."""

from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError

from api_service.route import DirectRoute, Parameters


def _parameters(function: Any, path: str = "/things/{key}") -> Parameters:
    router = APIRouter(route_class=DirectRoute)
    router.get(path)(function)
    (route,) = router.routes
    assert isinstance(route, DirectRoute)
    return Parameters(route.dependant)


def _request(query: str = "", key: str = "1", **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": f"/things/{key}", "path_params": {"key": key}, "headers": sent}
    return Request({**scope, "query_string": query.encode()})


async def _function(
    request: Request,
    key: Annotated[int, Path(ge=1)],
    colour: Annotated[list[str] | None, Query()] = None,
    size: Annotated[int, Query(le=9)] = 4,
    seen: Annotated[int | None, Header(alias="Last-Seen")] = None,
) -> Response:
    return Response()


def test_values_arrive_under_the_functions_names_with_defaults_for_the_rest() -> None:
    parameters = _parameters(_function)
    assert parameters.values(_request()) == {"key": 1, "colour": None, "size": 4, "seen": None}
    assert parameters.values(_request("colour=a&size=9&colour=b", key="7", last_seen="3")) == {
        "key": 7,
        "colour": ["a", "b"],
        "size": 9,
        "seen": 3,
    }


@pytest.mark.parametrize(
    ("query", "key", "locations"),
    [
        ("colr=red", "1", [("query", "colr")]),
        ("size=1&size=2", "1", [("query", "size")]),
        ("size=10&x=1", "0", [("path", "key"), ("query", "size"), ("query", "x")]),
        ("Size=1", "1", [("query", "Size")]),
        ("=1", "1", [("query", "")]),
    ],
)
def test_every_refused_parameter_is_named_at_once(query: str, key: str, locations: list[tuple[str, str]]) -> None:
    with pytest.raises(RequestValidationError) as refused:
        _parameters(_function).values(_request(query, key))
    assert [error["loc"][:2] for error in refused.value.errors()] == locations


@pytest.mark.parametrize(("query", "missing"), [("", ["size"]), ("colour=a", ["size"]), ("size=3", [])])
def test_a_required_parameter_must_be_given(query: str, missing: list[str]) -> None:
    async def function(size: Annotated[int, Query()], colour: Annotated[str | None, Query()] = None) -> Response:
        return Response()

    parameters = _parameters(function, "/things")
    if not missing:
        assert parameters.values(_request(query)) == {"size": 3, "colour": None}
        return
    with pytest.raises(RequestValidationError) as refused:
        parameters.values(_request(query))
    assert [error["loc"] for error in refused.value.errors()] == [("query", name) for name in missing]


def test_a_function_with_dependencies_or_a_body_is_not_accepted() -> None:
    async def depends(key: int, other: Annotated[int, Depends(lambda: 1)]) -> Response:
        return Response()

    with pytest.raises(TypeError, match="parameters only"):
        _parameters(depends)
