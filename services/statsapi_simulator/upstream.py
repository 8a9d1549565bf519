"""The simulated endpoints of the MLB Stats API."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.routing import Route

from statsapi_simulator.answering import Answer, Ask, NotFoundError, serve
from statsapi_simulator.baseball.timeline import ScheduledRow
from statsapi_simulator.clock import EASTERN
from statsapi_simulator.game_status import status_table
from statsapi_simulator.patch_answers import is_time_code, patch_answer
from statsapi_simulator.rendering import Body, encode
from statsapi_simulator.schedule import (
    COPYRIGHT,
    BadQueryError,
    changes_answer,
    integer,
    integers,
    parse_query,
    schedule_answer,
    words,
)
from statsapi_simulator.selection import parse_fields, select
from statsapi_simulator.simulator import Simulator
from statsapi_simulator.slate import Game

_STALE_SCHEDULE = timedelta(minutes=10)
_MOST_CHANGES = 1000
_SECTIONS = {"boxscore": "boxscore", "linescore": "linescore", "playByPlay": "plays"}


class Upstream:
    """Each method answers one endpoint; none changes anything."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._status_table = Body(encode(status_table()))

    def routes(self) -> list[Route]:
        game = "/api/v1/game/{game_pk:int}"
        feed = "/api/v1.1/game/{game_pk:int}/feed/live"
        table = (
            ("schedule", "/api/v1/schedule", self.schedule),
            ("feed", feed, self.feed),
            ("timestamps", f"{feed}/timestamps", self.timestamps),
            ("diffPatch", f"{feed}/diffPatch", self.diff_patch),
            ("changes", "/api/v1/game/changes", self.changes),
            ("gameStatus", "/api/v1/gameStatus", self.game_status),
            ("boxscore", f"{game}/boxscore", self.boxscore),
            ("linescore", f"{game}/linescore", self.linescore),
            ("playByPlay", f"{game}/playByPlay", self.play_by_play),
            ("teams", "/api/v1/teams", self.teams),
            ("teams", "/api/v1/teams/{id:int}", self.teams),
            ("people", "/api/v1/people", self.people),
            ("people", "/api/v1/people/{id:int}", self.people),
            ("venues", "/api/v1/venues", self.venues),
            ("venues", "/api/v1/venues/{id:int}", self.venues),
        )
        return [Route(path, serve(self._simulator, name, endpoint)) for name, path, endpoint in table]

    def schedule(self, ask: Ask) -> Answer:
        now = ask.now - _STALE_SCHEDULE if ask.fault is not None and ask.fault.kind == "out_of_order" else ask.now
        query = parse_query(ask.query, ask.now.astimezone(EASTERN).date())
        rows = [
            row
            for game in self._simulator.slate.games.values()
            for row in game.timeline.schedule_rows(now, hydrated=query.hydrated)
            if query.wants(row, game.timeline.sport_id)
        ]
        return _selected(ask, schedule_answer(rows))

    def feed(self, ask: Ask) -> Answer:
        game = self._game(ask)
        code = ask.query.get("timecode")
        if code is not None and not is_time_code(code):
            raise BadQueryError(f"timecode {code}")
        index = _older(ask, _index(ask, game))
        again = _rescored(ask, game, index)
        fields = parse_fields(ask.query.get("fields"))
        if fields is not None:
            return Answer(Body(encode(select(again or self._simulator.renderer.document(game, index), fields))))
        if again is not None:
            return Answer(Body(encode(again)))
        return Answer(self._simulator.renderer.feed(game, index), game, index)

    def timestamps(self, ask: Ask) -> Answer:
        return Answer(Body(encode(self._game(ask).time_codes(ask.now))))

    def diff_patch(self, ask: Ask) -> Answer:
        game = self._game(ask)
        renderer = self._simulator.renderer
        if ask.fault is not None and ask.fault.kind == "out_of_order":
            index = _older(ask, game.current(ask.now))
            return Answer(renderer.bare_feed(game, index), game, index)
        body, index = patch_answer(
            renderer,
            game,
            ask.query.get("startTimecode"),
            ask.query.get("endTimecode"),
            ask.now,
            None if ask.fault is None else ask.fault.kind,
        )
        return Answer(body, game, index)

    def changes(self, ask: Ask) -> Answer:
        since = _instant(ask.query.get("updatedSince"))
        sports, seasons = integers(ask.query, "sportId"), words(ask.query, "season")
        game_types = words(ask.query, "gameType") | words(ask.query, "gameTypes")
        game_pks = integers(ask.query, "gamePk") | integers(ask.query, "gamePks")
        rows: list[ScheduledRow] = []
        for change in self._simulator.slate.changes(since, ask.now):
            timeline = self._simulator.slate.games[change.game_pk].timeline
            wanted = (
                (not sports or timeline.sport_id in sports)
                and (not seasons or timeline.season in seasons)
                and (not game_types or timeline.game_type in game_types)
                and (not game_pks or change.game_pk in game_pks)
            )
            if wanted:
                rows.append(timeline.schedule_rows(ask.now)[-1])
        limit = integer(ask.query, "limit")
        offset = integer(ask.query, "offset") or 0
        if (limit is not None and limit < 0) or offset < 0:
            raise BadQueryError("limit and offset cannot be negative")
        return _selected(ask, changes_answer(rows, min(limit or _MOST_CHANGES, _MOST_CHANGES), offset))

    def game_status(self, ask: Ask) -> Answer:
        return Answer(self._status_table)

    def boxscore(self, ask: Ask) -> Answer:
        return self._section(ask, "boxscore")

    def linescore(self, ask: Ask) -> Answer:
        return self._section(ask, "linescore")

    def play_by_play(self, ask: Ask) -> Answer:
        return self._section(ask, "playByPlay")

    def teams(self, ask: Ask) -> Answer:
        teams = (team for data in self._game_data(ask) for team in data.get("teams", {}).values())
        return self._catalogue(ask, "teams", teams, "teamId")

    def people(self, ask: Ask) -> Answer:
        people = (person for data in self._game_data(ask) for person in data.get("players", {}).values())
        return self._catalogue(ask, "people", people, "personIds")

    def venues(self, ask: Ask) -> Answer:
        return self._catalogue(ask, "venues", (data.get("venue", {}) for data in self._game_data(ask)), "venueIds")

    def _game(self, ask: Ask) -> Game:
        game = self._simulator.slate.games.get(int(ask.path["game_pk"]))
        if game is None:
            raise NotFoundError
        return game

    def _section(self, ask: Ask, name: str) -> Answer:
        game = self._game(ask)
        index = _index(ask, game)
        again = _rescored(ask, game, index)
        if again is not None:
            return Answer(Body(encode({"copyright": COPYRIGHT, **again["liveData"][_SECTIONS[name]]})))
        return Answer(self._simulator.renderer.section(game, index, name))

    def _game_data(self, ask: Ask) -> Iterator[dict[str, Any]]:
        for game in self._simulator.slate.games.values():
            yield self._simulator.renderer.document(game, game.current(ask.now))["gameData"]

    def _catalogue(self, ask: Ask, name: str, items: Iterator[dict[str, Any]], ids_parameter: str) -> Answer:
        """What the games of the slate know, by id; one object when the path names it."""
        known = {item["id"]: item for item in items if "id" in item}
        wanted = integers(ask.query, ids_parameter) | ({int(ask.path["id"])} if "id" in ask.path else set())
        found = [known[key] for key in sorted(known) if not wanted or key in wanted]
        if "id" in ask.path and not found:
            raise NotFoundError
        return _selected(ask, {"copyright": COPYRIGHT, name: found})


def _index(ask: Ask, game: Game) -> int:
    """The state that is asked for: the newest, or that of a time code."""
    code = ask.query.get("timecode")
    return game.current(ask.now) if code is None else game.as_of(code, ask.now)


def _rescored(ask: Ask, game: Game, index: int) -> dict[str, Any] | None:
    """The document of an old time code after a correction; None when it is as it was shown."""
    return game.timeline.rescored(index, game.current(ask.now)) if "timecode" in ask.query else None


def _older(ask: Ask, index: int) -> int:
    """An earlier state when the answer shall come out of order."""
    if ask.fault is not None and ask.fault.kind == "out_of_order":
        return max(0, index - ask.fault.back)
    return index


def _selected(ask: Ask, answer: dict[str, Any]) -> Answer:
    fields = parse_fields(ask.query.get("fields"))
    return Answer(Body(encode(answer if fields is None else select(answer, fields))))


def _instant(text: str | None) -> datetime:
    """ISO 8601; without an offset UTC is meant. Raises BadQueryError."""
    if not text:
        raise BadQueryError("updatedSince is required")
    try:
        instant = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as exc:
        raise BadQueryError(f"updatedSince is not an ISO 8601 instant: {text}") from exc
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
