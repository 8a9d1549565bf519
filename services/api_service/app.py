"""The application: routes, handlers, and what lives as long as the process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI

from api_service import docs_page, errors
from api_service.changes import ChangeFeed
from api_service.database import open_database
from api_service.edge import HeadAsGet, Measured
from api_service.openapi import DESCRIPTION, TAGS, with_problem_schema
from api_service.routers import games, health, leaders, people, plays, quality, schedule, statistics, stream
from api_service.settings import Settings
from api_service.shared import Shared
from baseball_core.clock import Clock

TITLE: Final = "Baseball Stats Pipeline"


class Api(FastAPI):
    """FastAPI whose document also holds the schema of problems."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = with_problem_schema(super().openapi())
        return self.openapi_schema


def create_app(settings: Settings, clock: Clock) -> FastAPI:
    """Builds the application; nothing connects before its lifespan begins, nor needs the database to begin."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_database(settings) as database:
            changes = ChangeFeed(settings)
            app.state.shared = Shared(database, clock, changes)
            listening = asyncio.create_task(changes.run(), name="change-feed")
            try:
                yield
            finally:
                changes.close()
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening

    app = Api(
        title=TITLE,
        version=version("baseball-stats-pipeline"),
        description=DESCRIPTION,
        openapi_tags=TAGS,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        lifespan=lifespan,
    )
    errors.install(app)
    docs_page.install(app)
    app.add_middleware(Measured)
    app.add_middleware(HeadAsGet)
    for router in (
        games.router,
        plays.router,
        stream.router,
        schedule.router,
        people.router,
        statistics.router,
        leaders.router,
        quality.router,
        people.places,
        health.router,
    ):
        app.router.routes.extend(router.routes)  # an included router would be searched twice a request
    return app
