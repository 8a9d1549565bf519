"""The ASGI application: the simulated Stats API and its control endpoints."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from statsapi_simulator.answering import problem
from statsapi_simulator.control import Control
from statsapi_simulator.simulator import Simulator
from statsapi_simulator.upstream import Upstream


def create_app(simulator: Simulator) -> Starlette:
    """Serves ``simulator``; unknown paths get upstream's kind of 404."""
    routes = [*Upstream(simulator).routes(), *Control(simulator).routes()]
    return Starlette(routes=routes, exception_handlers={404: _not_found})


async def _not_found(request: Request, exc: Exception) -> Response:
    return Response(problem(10, "Object not found"), 404, media_type="application/json;charset=UTF-8")
