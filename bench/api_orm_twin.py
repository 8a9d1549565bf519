"""The typical API: FastAPI, SQLAlchemy's ORM over asyncpg, pydantic response models.

The baseline of the API's figures: one route with the path and the body of ``/games/{game_pk}/state``, written the
way the libraries' own tutorials show it (a session a request, ``session.get``, ``response_model``). It is
served by the same server with the same options as the service, so that only the way from route to row differs.
``python -m bench.api_orm_twin PORT`` with DATABASE_URL in the environment serves it with one worker.
"""

import os
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from baseball_core.db.models import GameState

POOL_SIZE = 4


class StateModel(BaseModel):
    """The fields that the service's state has."""

    model_config = ConfigDict(from_attributes=True)

    game_pk: int
    version: int
    fetched_at: datetime
    time_code: str | None
    sequence: int
    phase: str
    status_code: str | None
    detailed_state: str | None
    inning: int | None
    inning_state: str | None
    is_top_inning: bool | None
    balls: int | None
    strikes: int | None
    outs: int | None
    runner_on_first_id: int | None
    runner_on_second_id: int | None
    runner_on_third_id: int | None
    batter_id: int | None
    pitcher_id: int | None
    on_deck_id: int | None
    in_hole_id: int | None
    away_runs: int | None
    away_hits: int | None
    away_errors: int | None
    away_left_on_base: int | None
    home_runs: int | None
    home_hits: int | None
    home_errors: int | None
    home_left_on_base: int | None
    at_bat_index: int | None
    last_play_event: str | None
    last_play_description: str | None
    last_play_ended_at: datetime | None


def create_app(url: str) -> FastAPI:
    """The application over the database of ``url`` (postgresql://...)."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=POOL_SIZE)
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def session() -> AsyncIterator[AsyncSession]:
        async with sessions() as opened:
            yield opened

    app = FastAPI(title="Typical API")

    @app.get("/games/{game_pk}/state", response_model=StateModel)
    async def get_state(game_pk: int, opened: Annotated[AsyncSession, Depends(session)]) -> GameState:
        state = await opened.get(GameState, game_pk)
        if state is None:
            raise HTTPException(404, "no such game")
        return state

    return app


if __name__ == "__main__":
    uvicorn.run(
        create_app(os.environ["DATABASE_URL"]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        log_level="warning",
    )
