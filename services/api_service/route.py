"""How a request reaches its function.

FastAPI declares, documents and validates the parameters; this route only replaces its way of calling: no graph
of dependencies and no exit stacks are walked for a request, which saves half of its time (see docs/performance.md).
It also refuses query parameters that the function does not know, and known ones given twice: a filter with a spelling
mistake would otherwise be ignored, and the answer taken for the filtered one.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, get_args, get_origin

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

Errors = list[Any]


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(_is_list(part) for part in get_args(annotation))


class Parameter:
    """One declared parameter: where it is, what it is called there and in the function, how it is validated."""

    def __init__(self, place: str, field: Any) -> None:
        self.name: str = field.name
        self.alias: str = field.alias
        self.repeatable = _is_list(field.field_info.annotation)
        self.required: bool = field.field_info.is_required()
        self.default: Any = None if self.required else field.get_default()
        self._location = (place, self.alias)
        self._validate = field.validate

    def validate(self, value: object, into: dict[str, Any]) -> Errors:
        """Puts the validated value under the function's name; returns what is wrong with it."""
        validated, errors = self._validate(value, loc=self._location)
        into[self.name] = validated
        found: Errors = errors
        return found


class Parameters:
    """All parameters of a function. Only path, query and headers; a function of ours takes nothing else."""

    def __init__(self, dependant: Dependant) -> None:
        if dependant.dependencies or dependant.body_params or dependant.cookie_params:
            raise TypeError(f"{dependant.call}: takes path, query and header parameters only")
        self._path = [Parameter("path", field) for field in dependant.path_params]
        self._query = {field.alias: Parameter("query", field) for field in dependant.query_params}
        self._header = [Parameter("header", field) for field in dependant.header_params]
        self._defaults = {one.name: one.default for one in (*self._query.values(), *self._header)}
        self._required = {name for name, one in self._query.items() if one.required}

    def values(self, request: Request) -> dict[str, Any]:
        """The function's arguments. Raises RequestValidationError that names every refused parameter."""
        values: dict[str, Any] = dict(self._defaults)
        errors: Errors = []
        for parameter in self._path:
            errors += parameter.validate(request.path_params[parameter.alias], values)
        if request.scope["query_string"] or self._required:
            errors += self._query_values(request.query_params.multi_items(), values)
        for parameter in self._header:
            sent = request.headers.get(parameter.alias)
            if sent is not None:
                errors += parameter.validate(sent, values)
        if errors:
            raise RequestValidationError(errors)
        return values

    def _query_values(self, items: list[tuple[str, str]], values: dict[str, Any]) -> Errors:
        given: dict[str, list[str]] = {}
        for name, text in items:
            given.setdefault(name, []).append(text)
        errors: Errors = [_refusal(name, "is required") for name in sorted(self._required - given.keys())]
        for name, texts in given.items():
            parameter = self._query.get(name)
            if parameter is None:
                errors.append(_refusal(name, "is not a parameter of this resource"))
            elif parameter.repeatable:
                errors += parameter.validate(texts, values)
            elif len(texts) > 1:
                errors.append(_refusal(name, "is given more than once"))
            else:
                errors += parameter.validate(texts[0], values)
        return errors


def _refusal(name: str, message: str) -> Mapping[str, object]:
    return {"loc": ("query", name), "msg": message}


class DirectRoute(APIRoute):
    """A route whose function gets the request and its validated parameters and returns the response itself."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.app = direct(endpoint, Parameters(self.dependant))


def direct(endpoint: Callable[..., Awaitable[Response]], parameters: Parameters) -> ASGIApp:
    """The ASGI application of one function; what it raises goes to the handler of problems."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        response = await endpoint(request, **parameters.values(request))
        await response(scope, receive, send)

    return answer
