"""Routes that refuse query parameters which they do not know, and known ones given twice.

A filter with a spelling mistake would otherwise be ignored, and the answer taken for the filtered one.
"""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any, get_args, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(_is_list(part) for part in get_args(annotation))


def _query_parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """Names of the route's and its dependencies' query parameters, and whether each takes a list."""
    for field in dependant.query_params:
        yield field.alias, _is_list(field.field_info.annotation)
    for nested in dependant.dependencies:
        yield from _query_parameters(nested)


class StrictRoute(APIRoute):
    """Checks the names in the query string before anything else happens. Raises RequestValidationError."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        repeatable = dict(_query_parameters(self.dependant))

        async def strict(request: Request) -> Response:
            if request.scope["query_string"]:
                refuse_unknown(request, repeatable)
            return await handle(request)

        return strict


def refuse_unknown(request: Request, repeatable: dict[str, bool]) -> None:
    """``repeatable`` has every known name, true where it may come more than once."""
    seen: set[str] = set()
    errors: list[dict[str, object]] = []
    for name, _ in request.query_params.multi_items():
        if name not in repeatable:
            errors.append({"loc": ("query", name), "msg": "is not a parameter of this resource"})
        elif name in seen and not repeatable[name]:
            errors.append({"loc": ("query", name), "msg": "is given more than once"})
        seen.add(name)
    if errors:
        raise RequestValidationError(errors)
