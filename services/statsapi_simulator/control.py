"""The /simulator endpoints: clock, faults, corrections, truth and counters, for tests, demos and benchmarks."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar, get_args

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from statsapi_simulator.baseball.timeline import CorrectionKind
from statsapi_simulator.baseball.truth import changes_between
from statsapi_simulator.faults import FaultRule
from statsapi_simulator.rendering import encode
from statsapi_simulator.simulator import Simulator
from statsapi_simulator.slate import Game

T = TypeVar("T")


class RefusedError(Exception):
    """A control request that cannot be carried out; ``status`` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ClockChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What POST /simulator/clock takes; several changes happen in this order: jump, speed, pause."""

    jump_to: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    jump_seconds: float | None = None
    speed: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] | None = None
    pause: bool | None = None


class Correction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What POST /simulator/corrections takes; ``at`` is a simulated instant, by default the present."""

    game_pk: int
    kind: str
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class FaultRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What POST /simulator/faults takes besides a single rule."""

    rules: list[FaultRule]


class Control:
    """The endpoints as methods that return what is sent as JSON."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, Callable[[Request, bytes], Any]]] = [
            ("GET", "/simulator/clock", self.clock),
            ("POST", "/simulator/clock", self.change_clock),
            ("GET", "/simulator/faults", self.faults),
            ("POST", "/simulator/faults", self.add_faults),
            ("DELETE", "/simulator/faults", self.clear_faults),
            ("DELETE", "/simulator/faults/{id:int}", self.remove_fault),
            ("POST", "/simulator/corrections", self.correct),
            ("GET", "/simulator/games", self.games),
            ("GET", "/simulator/games/{game_pk:int}/moments", self.moments),
            ("GET", "/simulator/truth", self.truth),
            ("GET", "/simulator/truth/{game_pk:int}", self.truth_of),
            ("GET", "/simulator/feeds", self.feeds),
            ("GET", "/simulator/feeds/{game_pk:int}/final", self.final),
            ("GET", "/simulator/stats", self.stats),
            ("POST", "/simulator/reset", self.reset),
        ]
        return [Route(path, _handler(method), methods=[verb]) for verb, path, method in table]

    def clock(self, request: Request, body: bytes) -> Any:
        clock = self._simulator.clock
        return {"now": clock.now(), "speed": clock.speed, "real": datetime.now(UTC)}

    def change_clock(self, request: Request, body: bytes) -> Any:
        change = _decoded(body, ClockChange)
        clock = self._simulator.clock
        if change.jump_to is not None:
            clock.jump_to(change.jump_to)
        if change.jump_seconds is not None:
            clock.jump(change.jump_seconds)
        if change.speed is not None:
            clock.set_speed(change.speed)
        if change.pause is not None:
            clock.pause() if change.pause else clock.resume()
        return self.clock(request, body)

    def faults(self, request: Request, body: bytes) -> Any:
        return {"rules": self._simulator.faults.listing()}

    def add_faults(self, request: Request, body: bytes) -> Any:
        given = _decoded(body, dict)
        rules = _decoded(body, FaultRules).rules if "rules" in given else [_decoded(body, FaultRule)]
        return {"ids": [self._simulator.faults.add(rule) for rule in rules]}

    def clear_faults(self, request: Request, body: bytes) -> Any:
        self._simulator.faults.clear()
        return self.faults(request, body)

    def remove_fault(self, request: Request, body: bytes) -> Any:
        if not self._simulator.faults.remove(request.path_params["id"]):
            raise RefusedError(404, "no such rule")
        return self.faults(request, body)

    def correct(self, request: Request, body: bytes) -> Any:
        wanted = _decoded(body, Correction)
        kinds: dict[str, CorrectionKind] = {kind: kind for kind in get_args(CorrectionKind)}
        if wanted.kind not in kinds:
            raise RefusedError(400, f"kind is none of {', '.join(kinds)}")
        game = self._known(wanted.game_pk)
        at = wanted.at or self._simulator.clock.now()
        before = game.timeline.truth
        try:
            game.correct(kinds[wanted.kind], at, self._simulator.seed)
        except ValueError as exc:
            raise RefusedError(409, str(exc)) from exc
        return {
            "game_pk": game.game_pk,
            "at": game.moments[-1].at,
            "moments": len(game.moments),
            "changes": changes_between(before, game.timeline.truth),
        }

    def games(self, request: Request, body: bytes) -> Any:
        now = self._simulator.clock.now()
        return {"now": now, "games": [self._game(game, now) for game in self._simulator.slate.games.values()]}

    def moments(self, request: Request, body: bytes) -> Any:
        game = self._known(request.path_params["game_pk"])
        return [{"index": m.index, "at": m.at, "time_code": m.time_code} for m in game.moments]

    def truth(self, request: Request, body: bytes) -> Any:
        return {str(pk): game.timeline.truth.as_dict() for pk, game in self._simulator.slate.games.items()}

    def truth_of(self, request: Request, body: bytes) -> Any:
        return self._known(request.path_params["game_pk"]).timeline.truth.as_dict()

    def feeds(self, request: Request, body: bytes) -> Any:
        return {"usable": self._simulator.feeds.usable, "refused": self._simulator.feeds.refused}

    def final(self, request: Request, body: bytes) -> Any:
        game = self._known(request.path_params["game_pk"])
        return self._simulator.renderer.document(game, game.last)

    def stats(self, request: Request, body: bytes) -> Any:
        return self._simulator.traffic.listing()

    def reset(self, request: Request, body: bytes) -> Any:
        self._simulator.reset()
        return self.clock(request, body)

    def _known(self, game_pk: int) -> Game:
        game = self._simulator.slate.games.get(game_pk)
        if game is None:
            raise RefusedError(404, "no such game")
        return game

    def _game(self, game: Game, now: datetime) -> dict[str, Any]:
        index = game.current(now)
        return {
            "game_pk": game.game_pk,
            "index": index,
            "moments": len(game.moments),
            "time_code": game.moments[index].time_code,
            "first_at": game.moments[0].at,
            "last_at": game.moments[-1].at,
            "finished": index == game.last,
            "status_code": self._simulator.renderer.document(game, index)["gameData"]["status"]["statusCode"],
        }


def _handler(method: Callable[[Request, bytes], Any]) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        try:
            answer = method(request, await request.body())
        except RefusedError as exc:
            return Response(encode({"error": str(exc)}), exc.status, media_type="application/json")
        return Response(encode(answer), media_type="application/json")

    return handle


def _decoded(body: bytes, kind: type[T]) -> T:
    """Raises RefusedError (400) that says what is wrong."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as exc:
        raise RefusedError(400, str(exc)) from exc
