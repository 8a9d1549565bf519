"""One poll of one game: fetch, decide, archive, publish.

The full document is kept while the game can move, and patched by diffPatch answers; every so many patches, and
whenever a patch does not fit, the full document is fetched and compared.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
import structlog
from opentelemetry import trace
from opentelemetry.trace import StatusCode

from api_poller.cadence import WaitLimits
from api_poller.changes import canonical_hash, is_new
from api_poller.effects import Effects, News, Pending
from api_poller.following import (
    Glimpse,
    Held,
    advance,
    glimpse,
    must_verify,
    read_document,
    same_game_content,
)
from api_poller.games import Games
from api_poller.limits import UpstreamWaitError, pause_after
from api_poller.mlb_client import Fetched, MlbClient, RefusedAnswerError, StatusError
from api_poller.settings import PollSettings
from api_poller.tracking import TrackedGame, after_failure, observe_document, poll_begun
from api_poller.upstream_clock import UpstreamClock
from baseball_core.archive.base import FEED, PATCH, Answer
from baseball_core.errors import FeedError, PatchError, PipelineError, UpstreamError
from baseball_core.feed.status import Phase, phase
from baseball_core.patches import NothingNew, Patches, parse_answer
from baseball_core.telemetry.metrics import (
    POLLER_POLLS,
    POLLER_REFUSED_ANSWERS,
    POLLER_RELOADS,
    POLLER_UNKNOWN_STATUS,
    POLLER_VERIFICATIONS,
)

log = structlog.get_logger()
_TRACER = trace.get_tracer(__name__)

FOLLOWED = frozenset({Phase.PREGAME, Phase.DELAYED_START, Phase.WARMUP, Phase.LIVE, Phase.DELAYED, Phase.GAME_OVER})
"""The phases in which a document is kept and patched; in the others it is read whole, and seldom."""
REFUSED = "refused"
"""Kind of an archived answer that could not be used."""
FIRST_RETRY = 1.0
LONGEST_RETRY = 30.0
LONGEST_RETRY_OF_REFUSED = 900.0
TICK = timedelta(microseconds=1)


class OlderDocumentError(UpstreamError):
    """An answer from the past; the next one decides."""

    default_reason = "older_document"
    retryable = True


class UndeliverableError(PipelineError):
    """The document is archived, and too large or otherwise unfit for the broker."""

    default_reason = "undeliverable"


class Following(msgspec.Struct):
    """What is known of a game in memory only; after a restart it begins empty and the full document is fetched.

    ``seen`` is what the newest document says; ``older`` the canonical hash of an older-stamped document met once;
    ``fetched_at`` the time given to the newest answer.
    """

    held: Held | None = None
    seen: Glimpse | None = None
    etag: str | None = None
    older: str | None = None
    pending: Pending | None = None
    fetched_at: datetime | None = None


class GamePoller:
    """Polls games; different games from different threads, one game from one at a time."""

    def __init__(
        self,
        *,
        client: MlbClient,
        effects: Effects,
        games: Games,
        clock: UpstreamClock,
        settings: PollSettings,
        is_known_status: Callable[[str], bool],
    ) -> None:
        self._client = client
        self._effects = effects
        self._games = games
        self._clock = clock
        self._settings = settings
        self._limits = WaitLimits(settings.wait_floor, settings.wait_ceiling)
        self._is_known_status = is_known_status
        self._following: dict[int, Following] = {}

    def poll(self, game_pk: int) -> None:
        """Polls a game and decides when it is polled next. Blocks for a request's time; raises only on bugs."""
        with _TRACER.start_as_current_span("poll game", attributes={"baseball.game_pk": game_pk}) as span:
            outcome = self._poll(game_pk)
            span.set_attribute("baseball.outcome", outcome)
        POLLER_POLLS.labels(outcome).inc()

    def _poll(self, game_pk: int) -> str:
        game = self._games.update(game_pk, poll_begun)
        state = self._following.setdefault(game_pk, Following())
        try:
            self._complete_pending(state)
            outcome = self._observe(game, state)
        except PipelineError as exc:
            trace.get_current_span().set_status(StatusCode.ERROR, exc.reason)
            self._failed(game, exc)
            return "failed"
        if state.seen is not None:
            self._decide_next(game_pk, state, state.seen)
        return outcome

    def read_now(self, game_pk: int) -> bool:
        """Reads the full document and publishes it if it is news; true when the broker has taken it.

        Plans nothing. Raises PipelineError; ``undeliverable`` when the broker will never take the document.
        """
        state = self._following.setdefault(game_pk, Following())
        game = self._games.get(game_pk)
        try:
            outcome = self._read_whole(game, state)
        except OlderDocumentError:
            # There is no next poll that would tell whether upstream has set the stamp back for good.
            outcome = self._read_whole(game, state)
        if outcome != "published":
            return False
        if self._games.get(game_pk).canonical_hash == game.canonical_hash:
            raise UndeliverableError("the broker will never take the document", game_pk=game_pk)
        return True

    def forget(self, game_pk: int) -> None:
        """Frees what is kept of a game."""
        self._following.pop(game_pk, None)

    def _decide_next(self, game_pk: int, state: Following, seen: Glimpse) -> None:
        now = self._clock.now()
        before = self._games.get(game_pk).status_code
        self._games.update(game_pk, lambda game: observe_document(game, seen, now, self._limits))
        current = phase(seen.status_code)
        if seen.status_code != before:
            log.info("game_status_changed", game_pk=game_pk, status_code=seen.status_code, phase=current.value)
        if current not in FOLLOWED:
            state.held = None

    def _failed(self, game: TrackedGame, exc: PipelineError) -> None:
        if isinstance(exc, UpstreamWaitError):
            seconds = exc.wait_seconds
        else:
            # Asking again soon helps against a passing fault, not against "no such game".
            is_refused = isinstance(exc, StatusError) and not exc.retryable
            longest = LONGEST_RETRY_OF_REFUSED if is_refused else LONGEST_RETRY
            seconds = pause_after(game.failures + 1, first=FIRST_RETRY, longest=longest, fraction=random.random())
        retry_at = self._clock.after_real_seconds(seconds)
        self._games.update(game.game_pk, lambda current: after_failure(current, retry_at))
        log.warning(
            "game_poll_failed",
            game_pk=game.game_pk,
            reason=exc.reason,
            error=str(exc),
            failures=game.failures + 1,
            retry_in=round(seconds, 1),
        )

    def _observe(self, game: TrackedGame, state: Following) -> str:
        if state.held is None:
            return self._read_whole(game, state)
        if must_verify(state.held, game.phase, self._settings.verify_every):
            return self._verify(game, state, state.held)
        return self._follow(game, state, state.held)

    # --- the full document ------------------------------------------------------------------------------------

    def _read_whole(self, game: TrackedGame, state: Following) -> str:
        fetched = self._get(game, "feed", f"/api/v1.1/game/{game.game_pk}/feed/live", etag=state.etag)
        if fetched.body is None:
            return "not_modified"
        return self._adopt(game, state, fetched, self._document_of(game, state, fetched, fetched.body))

    def _document_of(self, game: TrackedGame, state: Following, fetched: Fetched, body: bytes) -> Held:
        try:
            return read_document(body, game.game_pk)
        except FeedError as exc:
            self._refuse(game, state, fetched, exc)
            raise

    def _adopt(self, game: TrackedGame, state: Following, fetched: Fetched, whole: Held) -> str:
        """Takes a full document over as the one held."""
        document_hash = canonical_hash(whole.document)
        answer = self._answer(game, state, FEED, fetched, whole.time_code, result_hash=whole.content_hash)
        if self._is_late(game, state, whole, document_hash):
            self._effects.store(answer)
            raise OlderDocumentError("document is older than the one held", game_pk=game.game_pk)
        state.older = None
        state.held, state.etag = whole, fetched.etag
        return self._settle(game, state, answer, whole, document_hash, fetched.body or b"")

    def _is_late(self, game: TrackedGame, state: Following, whole: Held, document_hash: str) -> bool:
        """An answer from the past, out of order or from a cache that lags.

        Upstream does sometimes set the stamp back for good, so the same document is believed the second time.
        """
        held_code = state.held.time_code if state.held else game.time_code
        if held_code is None or whole.time_code >= held_code or document_hash == game.canonical_hash:
            return False
        met_before = state.older == document_hash
        state.older = document_hash
        return not met_before

    # --- patches ----------------------------------------------------------------------------------------------

    def _follow(self, game: TrackedGame, state: Following, held: Held) -> str:
        try:
            fetched = self._diff(game, held.time_code)
        except StatusError:
            # The stamp may be one that upstream no longer knows: the next poll takes the full document.
            state.held = None
            raise
        body = fetched.body or b""
        base_hash = held.content_hash
        try:
            answer = parse_answer(body)
            if isinstance(answer, NothingNew):
                held.quiet += 1
                self._finish(state, self._answer(game, state, PATCH, fetched, held.time_code, base_hash, base_hash))
                return "nothing_new"
            # Patching works in place: until it has succeeded there is no document to go on from.
            state.held = None
            moved, document = advance(held, answer, game.game_pk)
        except PatchError as exc:
            return self._reload(game, state, fetched, exc)
        state.held = moved
        return self._settle(
            game,
            state,
            self._answer(game, state, PATCH, fetched, moved.time_code, base_hash, moved.content_hash),
            moved,
            canonical_hash(moved.document),
            document,
        )

    def _reload(self, game: TrackedGame, state: Following, fetched: Fetched, exc: PatchError) -> str:
        POLLER_RELOADS.labels(exc.reason).inc()
        state.held = None
        self._refuse(game, state, fetched, exc)
        return self._read_whole(game, state)

    def _diff(self, game: TrackedGame, start: str, end: str | None = None) -> Fetched:
        params = {"startTimecode": start} | ({"endTimecode": end} if end else {})
        return self._get(game, "diffPatch", f"/api/v1.1/game/{game.game_pk}/feed/live/diffPatch", params=params)

    # --- verification -----------------------------------------------------------------------------------------

    def _verify(self, game: TrackedGame, state: Following, held: Held) -> str:
        """Fetches the full document and compares it with the patched one; the full one is right."""
        fetched = self._get(game, "feed", f"/api/v1.1/game/{game.game_pk}/feed/live")
        whole = self._document_of(game, state, fetched, fetched.body or b"")
        result = self._compare(game, state, held, whole)
        POLLER_VERIFICATIONS.labels(result).inc()
        if result == "healed":
            log.warning("document_healed", game_pk=game.game_pk, time_code=whole.time_code)
        return self._adopt(game, state, fetched, whole)

    def _compare(self, game: TrackedGame, state: Following, held: Held, whole: Held) -> str:
        if whole.time_code < held.time_code:
            return "inconclusive"
        if whole.time_code > held.time_code:
            # The game went on in between: the patches up to the full document's stamp make them comparable.
            state.held = None
            try:
                fetched = self._diff(game, held.time_code, whole.time_code)
                answer = parse_answer(fetched.body or b"")
                if not isinstance(answer, Patches):
                    return "inconclusive"
                base_hash = held.content_hash
                held, _ = advance(held, answer, game.game_pk)
            except PatchError:
                return "healed"
            except UpstreamError:
                return "inconclusive"
            self._effects.store(self._answer(game, state, PATCH, fetched, held.time_code, base_hash, held.content_hash))
            if held.time_code != whole.time_code:
                return "inconclusive"
        return "equal" if same_game_content(held, whole) else "healed"

    # --- what every answer leads to ---------------------------------------------------------------------------

    def _settle(
        self,
        game: TrackedGame,
        state: Following,
        answer: Answer,
        held: Held,
        document_hash: str,
        body: bytes,
    ) -> str:
        """Takes note of what a document says, archives its answer, and publishes it if it is news."""
        state.seen = glimpse(held.document)
        self._count_unknown_status(game, state.seen)
        if not is_new(self._games.get(game.game_pk).canonical_hash, document_hash):
            self._finish(state, answer)
            return "unchanged"
        sequence = self._games.get(game.game_pk).sequence + 1
        news = News(
            game_pk=game.game_pk,
            fetched_at=answer.fetched_at,
            sequence=sequence,
            time_code=held.time_code,
            canonical_hash=document_hash,
            content_hash=held.content_hash,
            body=body,
        )
        self._finish(state, msgspec.structs.replace(answer, sequence=sequence), news)
        return "published"

    def _finish(self, state: Following, answer: Answer, news: News | None = None) -> None:
        state.pending = Pending(answer, news)
        self._complete_pending(state)

    def _complete_pending(self, state: Following) -> None:
        if state.pending is not None:
            self._effects.complete(state.pending)
            state.pending = None

    def _get(
        self,
        game: TrackedGame,
        endpoint: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        etag: str | None = None,
    ) -> Fetched:
        try:
            return self._client.get(endpoint, path, params, etag=etag)
        except RefusedAnswerError as exc:
            self._refuse(game, self._following[game.game_pk], exc.fetched, exc)
            raise

    def _refuse(self, game: TrackedGame, state: Following, fetched: Fetched, exc: PipelineError) -> None:
        """Counts an unusable answer and keeps it in the archive, where it can be looked at."""
        POLLER_REFUSED_ANSWERS.labels(exc.reason).inc()
        log.warning("answer_refused", game_pk=game.game_pk, reason=exc.reason, error=str(exc))
        self._finish(state, self._answer(game, state, REFUSED, fetched, None))

    def _answer(
        self,
        game: TrackedGame,
        state: Following,
        kind: str,
        fetched: Fetched,
        time_code: str | None,
        base_hash: str | None = None,
        result_hash: str | None = None,
    ) -> Answer:
        earliest = max(filter(None, (state.fetched_at, game.fetched_at)), default=None)
        if earliest is None or fetched.fetched_at > earliest:
            state.fetched_at = fetched.fetched_at
        else:
            state.fetched_at = earliest + TICK
        return Answer(
            game_pk=game.game_pk,
            season=game.season,
            game_type=game.game_type,
            kind=kind,
            body=fetched.body or b"",
            fetched_at=state.fetched_at,
            time_code=time_code,
            http_status=fetched.status,
            url=fetched.url,
            base_hash=base_hash,
            result_hash=result_hash,
        )

    def _count_unknown_status(self, game: TrackedGame, seen: Glimpse) -> None:
        if seen.status_code is None or self._is_known_status(seen.status_code):
            return
        POLLER_UNKNOWN_STATUS.inc()
        if seen.status_code != game.status_code:
            log.warning("status_unknown", game_pk=game.game_pk, status_code=seen.status_code)
