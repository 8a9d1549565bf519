"""Reads the simulator's own account of the day."""

from datetime import datetime

import httpx
import msgspec

from pipeline_demo.verdict import Played


class SimulatedGame(msgspec.Struct, frozen=True):
    """How far one game has been played; ``finished``: its last state is visible."""

    game_pk: int
    finished: bool


class SimulatedDay(msgspec.Struct, frozen=True):
    """All games and the simulated instant."""

    now: datetime
    games: list[SimulatedGame]

    @property
    def over(self) -> bool:
        return all(game.finished for game in self.games)


class UsableFeed(msgspec.Struct, frozen=True):
    """A recorded file that is played."""

    file: str
    game_pk: int
    moments: int


class RefusedFeed(msgspec.Struct, frozen=True):
    """A recorded file that is not played, and why."""

    file: str
    reason: str


class Feeds(msgspec.Struct, frozen=True):
    """What a folder of recordings held."""

    usable: list[UsableFeed]
    refused: list[RefusedFeed]


class SimulatorClient:
    """The /simulator endpoints. Every call blocks for an answer and raises httpx.HTTPError when there is none."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=30.0, trust_env=False)

    def day(self) -> SimulatedDay:
        return msgspec.json.decode(self._get("/simulator/games"), type=SimulatedDay)

    def feeds(self) -> Feeds:
        return msgspec.json.decode(self._get("/simulator/feeds"), type=Feeds)

    def truth(self) -> dict[int, Played]:
        """What was played, by gamePk."""
        return msgspec.json.decode(self._get("/simulator/truth"), type=dict[int, Played])

    def close(self) -> None:
        self._http.close()

    def _get(self, path: str) -> bytes:
        answer = self._http.get(path)
        answer.raise_for_status()
        return answer.content
