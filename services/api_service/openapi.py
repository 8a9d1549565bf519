"""What the document says of every operation: statuses, headers, tags. The bodies are in ``schemas``."""

import json
from typing import Any, Final

from fastapi.routing import APIRoute
from pydantic import BaseModel

from api_service import examples
from api_service.errors import PROBLEM_TYPE
from api_service.schemas.base import Problem
from api_service.schemas.games import State

TAGS: Final = [
    {"name": "games", "description": "Games, their state, plays, pitches and official box score."},
    {"name": "schedule", "description": "What the schedule said of each day, with every change of mind."},
    {"name": "statistics", "description": "Computed from the plays of finished games, compared, corrected."},
    {"name": "people", "description": "Players and teams."},
    {"name": "places", "description": "Ballparks."},
    {"name": "service", "description": "Whether this service is alive and ready."},
]
DESCRIPTION: Final = """
Baseball games as they are played. Times are UTC; fields have the names and units of the data; null means that
upstream has not told.

* Every GET also answers HEAD, carries an ETag and takes If-None-Match; large answers are compressed on request.
* Lists give `total` and `next`; follow `next` until it is null.
* Unknown parameters are refused, never ignored.
* Errors are `application/problem+json` (RFC 9457).
"""
_HEADERS: Final = {
    "ETag": {"schema": {"type": "string"}, "description": "strong; covers query and version of the data"},
}
_PAGE_HEADERS: Final = _HEADERS | {
    "Link": {"schema": {"type": "string"}, "description": 'the next page, rel="next"'},
}


def problem(description: str) -> dict[str, Any]:
    """The documentation of a status that carries a problem."""
    return {
        "description": description,
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def answers(model: type[BaseModel], *, found: bool = False, paged: bool = False) -> dict[int | str, dict[str, Any]]:
    """The statuses of an operation; ``found``: its path names something that may not exist."""
    documented: dict[int | str, dict[str, Any]] = {
        200: {
            "model": model,
            "headers": _PAGE_HEADERS if paged else _HEADERS,
            "content": {"application/json": {"example": examples.of(model)}},
        },
        304: {"description": "the client has this version"},
        422: problem("a parameter is unknown, malformed or out of bounds; `errors` names it"),
        503: problem("the database is away or busy; see Retry-After"),
    }
    if found:
        documented[404] = problem("there is no such thing")
    return documented


def stream_answers() -> dict[int | str, dict[str, Any]]:
    """The statuses of an event stream."""
    event = f"event: state\nid: {examples.of(State)['version']}\ndata: {json.dumps(examples.of(State))}\n\n"
    return {
        200: {
            "description": "events as they come, and a comment every few seconds in between",
            "content": {"text/event-stream": {"example": event}},
        },
        404: problem("there is no such game"),
        422: problem("a parameter is unknown, malformed or out of bounds; `errors` names it"),
        503: problem("the database is away, or this worker holds as many streams as it may"),
    }


def operation_id(route: APIRoute) -> str:
    """The function's name: stable as long as the function keeps it."""
    return route.name


def with_problem_schema(document: dict[str, Any]) -> dict[str, Any]:
    """Adds the schema that all problems refer to."""
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    definitions = schema.pop("$defs", {})
    document.setdefault("components", {}).setdefault("schemas", {}).update({"Problem": schema, **definitions})
    return document
