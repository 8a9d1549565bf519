"""Probes."""

from typing import Any, Final, Literal

from fastapi import APIRouter, Request, Response

from api_service.errors import DatabaseUnavailableError
from api_service.openapi import operation_id, problem
from api_service.queries.games import READY
from api_service.route import DirectRoute
from api_service.schemas.base import Answer
from api_service.shared import shared
from baseball_core.errors import DatabaseError

router = APIRouter(tags=["service"], route_class=DirectRoute, generate_unique_id_function=operation_id)


class Status(Answer):
    """All is well."""

    status: Literal["ok"]


_OK: Final = b'{"status":"ok"}'
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": Status, "content": {"application/json": {"example": {"status": "ok"}}}},
    422: problem("a parameter was given"),
}
_UNCACHED: Final = {"Cache-Control": "no-store"}


@router.get("/livez", summary="Does this process answer?", responses=_ANSWERS)
async def get_livez(request: Request) -> Response:
    """Touches nothing: fails only when the process does."""
    return Response(_OK, media_type="application/json", headers=_UNCACHED)


@router.get("/readyz", summary="Can it serve?", responses={**_ANSWERS, 503: problem("the database is away")})
async def get_readyz(request: Request) -> Response:
    """Reads one row: fails while the database is away or not migrated."""
    try:
        await shared(request).database.row(READY)
    except DatabaseError as exc:
        raise DatabaseUnavailableError(exc.message) from exc
    return Response(_OK, media_type="application/json", headers=_UNCACHED)
