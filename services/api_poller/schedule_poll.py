"""The polls that are about no single game: the schedule, the corrections, the list of statuses."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import structlog

from api_poller.effects import Effects
from api_poller.game_status import KNOWN_CODES, parse_game_status
from api_poller.games import Games
from api_poller.mlb_client import Fetched, MlbClient, RefusedAnswerError
from api_poller.schedule import (
    ScheduleAnswer,
    ScheduleRow,
    baseball_day,
    newest_rows,
    parse_schedule,
    schedule_window,
)
from api_poller.tracking import observe_change, observe_row
from api_poller.upstream_clock import UpstreamClock
from baseball_core.archive.base import SCHEDULE, Answer
from baseball_core.errors import FeedError, PipelineError
from baseball_core.kafka.base import PERMANENT_REFUSALS, DeliveryError, Producer
from baseball_core.messages import Outgoing, ScheduleRowMessage, encode_schedule_row
from baseball_core.telemetry.metrics import (
    POLLER_CHANGED_GAMES,
    POLLER_EFFECT_FAILURES,
    POLLER_REFUSED_ANSWERS,
    POLLER_REFUSED_ROWS,
    POLLER_UNDELIVERABLE,
)

log = structlog.get_logger()

CHANGES = "changes"
GAME_STATUS = "game_status"
REFUSED = "refused"
PAGE = 100
MOST_PAGES = 50
ROWS_KEPT = timedelta(days=7)

RowKey = tuple[int, date]


class SchedulePoller:
    """Reads schedule, changes and statuses; each from one thread at a time.

    ``published_rows`` holds the hash of each row as the broker acknowledged it last, ``watermark`` the moment up to
    which corrections are known; both belong into the checkpoint and are replaced, never changed in place.
    """

    def __init__(
        self,
        *,
        client: MlbClient,
        effects: Effects,
        producer: Producer,
        games: Games,
        clock: UpstreamClock,
        sport_ids: str,
        publish_timeout: float,
        published_rows: dict[RowKey, str],
        watermark: datetime | None,
    ) -> None:
        self._client = client
        self._effects = effects
        self._producer = producer
        self._games = games
        self._clock = clock
        self._sport_ids = sport_ids
        self._timeout = publish_timeout
        self.published_rows = published_rows
        self.watermark = watermark
        self._known_codes = KNOWN_CODES
        self._etag: dict[tuple[date, date], str | None] = {}
        self._last_fetched_at = datetime.min.replace(tzinfo=UTC)

    def read_schedule(self) -> None:
        """Tracks the games of yesterday and today, archives the answer, publishes the rows that changed.

        Raises PipelineError; games are tracked even while archive or broker are away, and rows stay unpublished
        until they were acknowledged.
        """
        window = schedule_window(self._clock.now())
        first, last = window
        fetched = self._get(
            SCHEDULE,
            "/api/v1/schedule",
            {"sportId": self._sport_ids, "startDate": first.isoformat(), "endDate": last.isoformat()},
            etag=self._etag.get(window),
        )
        if fetched.body is None:
            return
        answer = self._parsed(SCHEDULE, fetched, fetched.body)
        now = self._clock.now()
        for row in newest_rows(answer.rows).values():
            self._games.observe(row.game_pk, lambda game, row=row: observe_row(game, row, now))  # type: ignore[misc]
        self._effects.store(self._answer(SCHEDULE, fetched))
        self._publish(answer.rows, fetched)
        self._etag = {window: fetched.etag}
        self._forget_old_rows(first)

    def read_changes(self) -> None:
        """Asks for a poll of every game corrected since the watermark, which moves on only after success."""
        begun = self._clock.now()
        for row in self.changed_since(self.watermark or begun):
            self._games.observe(row.game_pk, lambda game, row=row: observe_change(game, row))  # type: ignore[misc]
            POLLER_CHANGED_GAMES.inc()
        self.watermark = begun

    def changed_since(self, since: datetime) -> Iterator[ScheduleRow]:
        """A row of each game corrected since then, of this season and of the last; answers are archived on the way.

        Raises PipelineError, possibly after some rows.
        """
        year = baseball_day(self._clock.now()).year
        seen: set[int] = set()
        for season in (year, year - 1):
            for page in range(MOST_PAGES):
                answer = self._changes_page(since, season, page)
                new = {row.game_pk: row for row in answer.rows if row.game_pk not in seen}
                yield from new.values()
                seen.update(new)
                # A server that ignores the offset repeats its first page for ever.
                if not new or (answer.total is not None and (page + 1) * PAGE >= answer.total):
                    break

    def _changes_page(self, since: datetime, season: int, page: int) -> ScheduleAnswer:
        fetched = self._get(
            CHANGES,
            "/api/v1/game/changes",
            {
                "updatedSince": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "sportId": self._sport_ids,
                "season": str(season),
                "limit": str(PAGE),
                "offset": str(page * PAGE),
            },
        )
        answer = self._parsed(CHANGES, fetched, fetched.body or b"")
        self._effects.store(self._answer(CHANGES, fetched))
        return answer

    def read_statuses(self) -> None:
        """Loads the API's own list of status codes in place of the bundled one."""
        fetched = self._get(GAME_STATUS, "/api/v1/gameStatus", {})
        self._known_codes = KNOWN_CODES | parse_game_status(fetched.body or b"")
        self._effects.store(self._answer(GAME_STATUS, fetched))

    def is_known_status(self, code: str) -> bool:
        return code in self._known_codes

    def _publish(self, rows: tuple[ScheduleRow, ...], fetched: Fetched) -> None:
        changed = [row for row in rows if self.published_rows.get((row.game_pk, row.day)) != row.content_hash]
        if not changed:
            return
        # Strictly increasing real time: of two observations of a row the later one must win.
        self._last_fetched_at = max(fetched.fetched_at, self._last_fetched_at + timedelta(microseconds=1))
        messages = [_message(row, self._last_fetched_at) for row in changed]
        settled = {id(message): row for row, message in zip(changed, messages, strict=True)}
        try:
            self._producer.publish(messages, self._timeout)
        except DeliveryError as exc:
            for failure in exc.failures:
                if failure.reason in PERMANENT_REFUSALS:
                    POLLER_UNDELIVERABLE.labels(failure.reason).inc()
                    log.error("schedule_row_undeliverable", reason=failure.reason, error=failure.detail)
                else:
                    settled.pop(id(failure.message), None)
            self._settle(settled.values())
            if len(settled) < len(changed):
                POLLER_EFFECT_FAILURES.labels("publish", exc.reason).inc()
                raise
        else:
            self._settle(settled.values())

    def _settle(self, rows: Iterable[ScheduleRow]) -> None:
        """These rows are not sent again until they change."""
        hashes = {(row.game_pk, row.day): row.content_hash for row in rows}
        self.published_rows = self.published_rows | hashes

    def _forget_old_rows(self, first: date) -> None:
        self.published_rows = {
            key: row_hash for key, row_hash in self.published_rows.items() if key[1] >= first - ROWS_KEPT
        }

    def _parsed(self, kind: str, fetched: Fetched, body: bytes) -> ScheduleAnswer:
        try:
            answer = parse_schedule(body)
        except FeedError as exc:
            self._refuse(kind, fetched, exc)
            raise
        if answer.refused:
            POLLER_REFUSED_ROWS.inc(answer.refused)
            log.warning("schedule_rows_refused", kind=kind, count=answer.refused)
        return answer

    def _get(self, endpoint: str, path: str, params: dict[str, str], *, etag: str | None = None) -> Fetched:
        try:
            return self._client.get(endpoint, path, params, etag=etag)
        except RefusedAnswerError as exc:
            self._refuse(endpoint, exc.fetched, exc)
            raise

    def _refuse(self, kind: str, fetched: Fetched, exc: PipelineError) -> None:
        POLLER_REFUSED_ANSWERS.labels(exc.reason).inc()
        log.warning("answer_refused", kind=kind, reason=exc.reason, error=str(exc))
        self._effects.store(self._answer(REFUSED, fetched))

    def _answer(self, kind: str, fetched: Fetched) -> Answer:
        return Answer(
            season=str(baseball_day(self._clock.now()).year),
            kind=kind,
            body=fetched.body or b"",
            fetched_at=fetched.fetched_at,
            http_status=fetched.status,
            url=fetched.url,
        )


def _message(row: ScheduleRow, fetched_at: datetime) -> Outgoing:
    return encode_schedule_row(
        ScheduleRowMessage(
            game_pk=row.game_pk,
            schedule_date=row.day,
            fetched_at=fetched_at,
            content_hash=row.content_hash,
            body=row.body,
        )
    )
