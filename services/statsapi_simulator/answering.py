"""From a request to bytes on the wire: runs an endpoint, lets faults strike, compresses, counts."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from statsapi_simulator.faults import SPOILERS, STATUS_KINDS, FaultRule, RuleInForce
from statsapi_simulator.rendering import Body, encode
from statsapi_simulator.schedule import BadQueryError
from statsapi_simulator.simulator import Simulator
from statsapi_simulator.slate import Game

_JSON = "application/json;charset=UTF-8"
_PADDING = b" " * 65536


class NotFoundError(Exception):
    """There is no such object; answered with 404 in upstream's words."""


@dataclass(frozen=True)
class Ask:
    """What an endpoint is told: parameters, the simulated instant, and the fault it shall take part in, if any."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    now: datetime
    fault: FaultRule | None


@dataclass(frozen=True)
class Answer:
    """A well-formed answer; ``game`` and ``index`` name the state that its reader will then hold, if any."""

    body: Body
    game: Game | None = None
    index: int = 0


Endpoint = Callable[[Ask], Answer]


def serve(simulator: Simulator, name: str, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """The HTTP handler of an endpoint. ``name`` is what its traffic is counted under."""

    async def handle(request: Request) -> Response:
        now = simulator.clock.now()
        path = request.url.path
        struck = simulator.faults.strike(path, _game_pk(request), now)
        rule = None if struck is None else struck.rule
        if rule is not None:
            simulator.traffic.spoilt(name, rule.kind)
            early = await _before(rule)
            if early is not None:
                simulator.traffic.answered(name, early.status_code, len(early.body), len(early.body), gzipped=False)
                return early
        try:
            answer = endpoint(Ask(request.path_params, request.query_params, now, rule))
        except NotFoundError:
            return _plain(simulator, name, 404, problem(10, "Object not found"))
        except BadQueryError as exc:
            return _plain(simulator, name, 400, problem(11, f"Invalid Request with value: {exc}"))
        body = answer.body
        if rule is not None and rule.kind == "duplicate":
            body = simulator.last_answers.get(path, body)
        elif struck is not None:
            spoilt = _after(simulator, name, struck, answer)
            if spoilt is not None:
                return spoilt
        if answer.game is not None and body is answer.body:
            answer.game.remember(answer.index)
            simulator.last_answers[path] = body
        return _sent(simulator, name, request, body)

    return handle


def problem(number: int, message: str) -> bytes:
    """An error in upstream's form."""
    stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return encode({"messageNumber": number, "message": message, "timestamp": stamp, "traceId": None})


def _game_pk(request: Request) -> int | None:
    """The game that a request is about, by its path or its gamePk parameter."""
    text = request.path_params.get("game_pk") or request.query_params.get("gamePk") or ""
    return int(text) if str(text).isdigit() else None


async def _before(rule: FaultRule) -> Response | None:
    """The answer that a fault gives in the endpoint's place; waits as long as the fault says."""
    if rule.kind in STATUS_KINDS:
        status = int(rule.kind)
        headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
        return Response(problem(status, "The request could not be served"), status, headers, _JSON)
    if rule.kind in ("hang", "slow"):
        await asyncio.sleep(rule.seconds)
        if rule.kind == "hang":
            return Response(problem(504, "Gateway timeout"), 504, media_type=_JSON)
    return None


def _after(simulator: Simulator, name: str, struck: RuleInForce, answer: Answer) -> Response | None:
    """The spoilt answer, or None when the fault leaves the bytes as they are."""
    rule, plain = struck.rule, answer.body.plain
    if rule.kind == "truncated":
        simulator.traffic.answered(name, 200, len(plain), len(plain) // 2, gzipped=False)
        return _EndsEarly(plain, media_type=_JSON)
    if rule.kind == "huge":
        simulator.traffic.answered(name, 200, rule.size, rule.size, gzipped=False)
        return StreamingResponse(_padded(plain, rule.size), media_type=_JSON)
    if rule.kind not in SPOILERS:
        return None
    spoilt = SPOILERS[rule.kind](plain)
    if spoilt is None:
        simulator.faults.missed(struck)
        return None
    if rule.kind == "lost_operations" and answer.game is not None:
        answer.game.remember(answer.index)
    simulator.traffic.answered(name, 200, len(spoilt), len(spoilt), gzipped=False)
    return Response(spoilt, media_type="text/html;charset=UTF-8" if rule.kind == "html" else _JSON)


class _EndsEarly(Response):
    """Announces the whole length, sends the first half and hangs up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body[: len(self.body) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})


async def _padded(plain: bytes, size: int) -> AsyncIterator[bytes]:
    """The answer behind so many blanks that it has ``size`` bytes; still well-formed JSON."""
    missing = size - len(plain)
    while missing > 0:
        yield _PADDING[: min(missing, len(_PADDING))]
        missing -= len(_PADDING)
    yield plain


def _plain(simulator: Simulator, name: str, status: int, content: bytes) -> Response:
    simulator.traffic.answered(name, status, len(content), len(content), gzipped=False)
    return Response(content, status, media_type=_JSON)


def _sent(simulator: Simulator, name: str, request: Request, body: Body) -> Response:
    """The body as the caller takes it: gzip if accepted, nothing if it is known."""
    headers = {"Vary": "Accept-Encoding"}
    if simulator.etags:
        headers["ETag"] = body.etag
        if request.headers.get("if-none-match") == body.etag:
            simulator.traffic.answered(name, 304, 0, 0, gzipped=False)
            return Response(status_code=304, headers=headers)
    content = body.plain
    gzipped = body.worth_gzip and "gzip" in request.headers.get("accept-encoding", "")
    if gzipped:
        content = body.gzip
        headers["Content-Encoding"] = "gzip"
    simulator.traffic.answered(name, 200, len(body.plain), len(content), gzipped=gzipped)
    return Response(content, headers=headers, media_type=_JSON)
