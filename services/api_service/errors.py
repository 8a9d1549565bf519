"""Every refusal and failure as RFC 9457 ``application/problem+json``, by one handler.

A problem carries ``reason`` (a fixed snake_case code) and, for parameters, ``errors`` that name each of them.
Nothing of the inside (messages of the database, tracebacks) leaves the process.
"""

from collections.abc import Mapping
from http import HTTPStatus

import msgspec
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from baseball_core.errors import DatabaseError, PipelineError

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = "2"


class NotFoundError(PipelineError):
    """The path names nothing that we know."""

    default_reason = "not_found"


class ParameterError(PipelineError):
    """A parameter is well formed but makes no sense here; ``parameter`` names it."""

    default_reason = "invalid_parameter"

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message, parameter=parameter)
        self.parameter = parameter


class TooManyStreamsError(PipelineError):
    """This worker holds as many streams as it may."""

    default_reason = "too_many_streams"
    retryable = True


class DatabaseUnavailableError(DatabaseError):
    """No connection, a lost one, or a statement that took too long: later it may work."""

    default_reason = "database_unavailable"
    retryable = True


class InvalidPart(msgspec.Struct, frozen=True, rename={"in_": "in"}):
    """One parameter that was refused."""

    parameter: str
    in_: str
    detail: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body, as RFC 9457 says; ``type`` is about:blank, so ``title`` is the status's own phrase."""

    title: str
    status: int
    detail: str
    instance: str
    reason: str
    type: str = "about:blank"
    errors: tuple[InvalidPart, ...] = ()


def problem_response(request: Request, error: Exception) -> Response:
    """THE handler: any exception that reaches the edge as an answer. Logs what is our fault."""
    status, reason, detail, parts = _describe(error)
    headers: dict[str, str] = {}
    if isinstance(error, HTTPException):
        headers = dict(error.headers or {})
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = RETRY_AFTER_SECONDS
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log(request, status, reason, error)
    return render_problem(request.scope["path"], status, reason, detail, parts, headers)


def render_problem(
    path: str,
    status: int,
    reason: str,
    detail: str,
    parts: tuple[InvalidPart, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer itself; never cached."""
    problem = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, instance=path, reason=reason, errors=parts
    )
    body = msgspec.to_builtins(problem) | {"type": problem.type}
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type=PROBLEM_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _describe(error: Exception) -> tuple[int, str, str, tuple[InvalidPart, ...]]:
    if isinstance(error, RequestValidationError):
        parts = tuple(_invalid_part(item) for item in error.errors())
        names = ", ".join(dict.fromkeys(part.parameter for part in parts))
        return 422, "invalid_parameter", f"invalid: {names}", parts
    if isinstance(error, ParameterError):
        part = InvalidPart(error.parameter, "query", error.message)
        return 422, error.reason, f"invalid: {error.parameter}", (part,)
    if isinstance(error, NotFoundError):
        return 404, error.reason, error.message, ()
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        return error.status_code, phrase.lower().replace(" ", "_"), str(error.detail), ()
    if isinstance(error, PipelineError) and error.retryable:
        return 503, error.reason, "temporarily not available, please try again", ()
    return 500, "internal_error", "the request could not be answered; the failure was recorded", ()


def _invalid_part(item: Mapping[str, object]) -> InvalidPart:
    location = item["loc"]
    place, name = ("query", "query")
    if isinstance(location, tuple) and len(location) >= 2:
        place, name = str(location[0]), str(location[1])
    return InvalidPart(name, place, str(item["msg"]).removeprefix("Value error, "))


def _log(request: Request, status: int, reason: str, error: Exception) -> None:
    route = request.scope.get("route")
    logger = structlog.get_logger()
    log = logger.warning if status == HTTPStatus.SERVICE_UNAVAILABLE else logger.error
    log(
        "request_failed",
        status=status,
        reason=reason,
        route=getattr(route, "path", None),
        path_params=request.scope.get("path_params"),
        error=str(error) or type(error).__name__,
        cause=repr(error.__cause__) if error.__cause__ else None,
    )


def install(app: FastAPI) -> None:
    """Registers the handler for everything that can be raised on the way."""
    for kind in (RequestValidationError, HTTPException, PipelineError, Exception):
        app.add_exception_handler(kind, problem_response)
