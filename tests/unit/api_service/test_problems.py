"""The one handler: status, reason, and nothing of the inside."""

import pytest
from fastapi import Request
from starlette.exceptions import HTTPException

from api_service.errors import (
    DatabaseUnavailableError,
    NotFoundError,
    ParameterError,
    TooManyStreamsError,
    problem_response,
)
from api_service.schemas.base import Problem
from baseball_core.errors import DatabaseError, PipelineError

REQUEST = Request({"type": "http", "method": "GET", "path": "/games/1", "query_string": b"", "headers": []})
SECRET = "password=hunter2"


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (NotFoundError("there is no game 1", reason="game_not_found"), 404, "game_not_found"),
        (ParameterError("end_date", "must not be before start_date"), 422, "invalid_parameter"),
        (DatabaseUnavailableError(SECRET), 503, "database_unavailable"),
        (TooManyStreamsError(SECRET), 503, "too_many_streams"),
        (DatabaseError(SECRET), 500, "internal_error"),
        (PipelineError(SECRET), 500, "internal_error"),
        (ZeroDivisionError(SECRET), 500, "internal_error"),
        (HTTPException(405, headers={"Allow": "GET"}), 405, "method_not_allowed"),
        (HTTPException(404), 404, "not_found"),
    ],
)
def test_an_error_becomes_a_problem(error: Exception, status: int, reason: str) -> None:
    answer = problem_response(REQUEST, error)
    problem = Problem.model_validate_json(answer.body, strict=True)
    assert (answer.status_code, problem.status, problem.reason) == (status, status, reason)
    assert answer.media_type == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert SECRET.encode() not in answer.body
    assert problem.instance == "/games/1"
    assert ("retry-after" in answer.headers) == (status == 503)
    assert answer.headers.get("allow") == ("GET" if status == 405 else None)


def test_a_parameter_error_names_the_parameter_and_what_it_wants() -> None:
    problem = Problem.model_validate_json(problem_response(REQUEST, ParameterError("at", "must be a time")).body)
    assert [(part.parameter, part.in_, part.detail) for part in problem.errors] == [("at", "query", "must be a time")]
