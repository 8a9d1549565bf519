"""A game's rows of the schedule: one, or several when it moved or was interrupted."""

from datetime import date, timedelta
from typing import Any

from statsapi_simulator.baseball.moments import ScheduledRow
from statsapi_simulator.baseball.states import Fixture, State
from statsapi_simulator.documents.clubs import (
    full_team,
    league_record,
    short_team,
    short_venue,
    spring_league,
)
from statsapi_simulator.documents.feed import FeedBuilder
from statsapi_simulator.documents.game_data import zulu
from statsapi_simulator.documents.people import person
from statsapi_simulator.documents.statuses import status


class ScheduleRows:
    """Builds the rows of one game. ``states`` ascend; ``builder`` gives line scores for hydrated rows."""

    def __init__(self, fixture: Fixture, builder: FeedBuilder) -> None:
        self._fixture = fixture
        self._builder = builder

    def rows(self, state: State, *, hydrated: bool) -> list[ScheduledRow]:
        """Every row that is to be seen while ``state`` is current."""
        fixture = self._fixture
        moved = state.official_date != fixture.day
        if moved:
            return [self._postponed(state, hydrated=hydrated), *self._make_up(state, hydrated=hydrated)]
        row = self._row(state, hydrated=hydrated)
        if state.resume_date is None:
            return [ScheduledRow(fixture.day, row)]
        resumed = self._row(state, hydrated=hydrated)
        row["resumeDate"] = zulu(state.resume_date)
        row["resumeGameDate"] = self._local_date(state.resume_date).isoformat()
        resumed["gameDate"] = zulu(state.resume_date)
        resumed["resumedFrom"] = zulu(fixture.start)
        resumed["resumedFromDate"] = fixture.day.isoformat()
        return [
            ScheduledRow(fixture.day, row),
            ScheduledRow(self._local_date(state.resume_date), resumed),
        ]

    def _local_date(self, moment: Any) -> date:
        local: date = (moment + timedelta(hours=self._fixture.home.venue.utc_offset)).date()
        return local

    def _postponed(self, state: State, *, hydrated: bool) -> ScheduledRow:
        """The old row: its officialDate is already the new day."""
        fixture = self._fixture
        row = self._row(state, hydrated=hydrated, without_result=True)
        row["gameDate"] = zulu(fixture.start)
        row["rescheduleDate"] = zulu(state.start)
        row["rescheduleGameDate"] = state.official_date.isoformat()
        row["status"] = status("DR")
        return ScheduledRow(fixture.day, row)

    def _make_up(self, state: State, *, hydrated: bool) -> list[ScheduledRow]:
        fixture = self._fixture
        row = self._row(state, hydrated=hydrated)
        row["rescheduledFrom"] = zulu(fixture.start)
        row["rescheduledFromDate"] = fixture.day.isoformat()
        row["description"] = f"Makeup of {fixture.day.month}/{fixture.day.day} ppd"
        row["gameNumber"] = 2
        row["doubleHeader"] = "S"
        if state.status == "DR":
            row["status"] = status("S")
        return [ScheduledRow(state.official_date, row)]

    def _row(self, state: State, *, hydrated: bool, without_result: bool = False) -> dict[str, Any]:
        fixture = self._fixture
        before = state.snapshot is None or without_result
        placeholder = fixture.start_time_tbd and state.snapshot is None
        row: dict[str, Any] = {
            "gamePk": fixture.game_pk,
            "gameGuid": fixture.guid,
            "link": f"/api/v1.1/game/{fixture.game_pk}/feed/live",
            "gameType": fixture.game_type,
            "season": str(fixture.season),
            "gameDate": zulu(state.start),
            "officialDate": state.official_date.isoformat(),
            "status": status(state.status, start_time_tbd=placeholder),
            "teams": {
                "away": self._team(state, 0, hydrated=hydrated, without_result=without_result),
                "home": self._team(state, 1, hydrated=hydrated, without_result=without_result),
            },
        }
        if hydrated and not before:
            row["linescore"] = self._builder.linescore(state)
            if state.decisions is not None and state.decisions.as_dict():
                row["decisions"] = {
                    role: person(fixture.players[player]) for role, player in state.decisions.as_dict().items()
                }
        row |= {
            "venue": short_venue(fixture.home.venue),
            "content": {"link": f"/api/v1/game/{fixture.game_pk}/content"},
        }
        if state.over and not without_result and state.snapshot is not None:
            away, home = state.score
            row["isTie"] = away == home
        local_hour = (state.start + timedelta(hours=fixture.home.venue.utc_offset)).hour
        row |= {
            "gameNumber": fixture.game_number,
            "publicFacing": True,
            "doubleHeader": fixture.double_header,
            "gamedayType": "P",
            "tiebreaker": "N",
            "calendarEventID": f"14-{fixture.game_pk}-{fixture.day.isoformat()}",
            "seasonDisplay": str(fixture.season),
            "dayNight": "day" if local_hour < 17 else "night",
        }
        if fixture.description is not None:
            row["description"] = fixture.description
        row |= {
            "scheduledInnings": 9,
            "reverseHomeAwayStatus": False,
            "inningBreakLength": 120,
            "gamesInSeries": fixture.games_in_series,
            "seriesGameNumber": fixture.series_game,
            "seriesDescription": "Regular Season" if fixture.game_type == "R" else "Exhibition",
            "recordSource": "S",
            "ifNecessary": "N",
            "ifNecessaryDescription": "Normal Game",
        }
        return row

    def _team(self, state: State, side: int, *, hydrated: bool, without_result: bool) -> dict[str, Any]:
        """A side of the row: scores from Pre-Game on, a winner when the game is over."""
        fixture = self._fixture
        club = fixture.clubs[side]
        wins, losses = club.wins, club.losses
        score = state.score
        decided = state.over and not without_result and score[0] != score[1]
        won = decided and score[side] > score[1 - side]
        if decided:
            wins, losses = wins + won, losses + (not won)
        shown: dict[str, Any] = {
            "team": full_team(club, fixture.season) if hydrated else short_team(club),
            "leagueRecord": league_record(wins, losses),
        }
        if not without_result and state.status not in ("S", "DR", "CR"):
            shown["score"] = score[side]
        if state.over and not without_result:
            shown["isWinner"] = won
        if hydrated:
            shown["probablePitcher"] = person(fixture.players[fixture.starters[side]])
        shown |= {"splitSquad": False, "seriesNumber": fixture.series_number}
        if hydrated:
            shown["springLeague"] = spring_league(club)
        return shown
