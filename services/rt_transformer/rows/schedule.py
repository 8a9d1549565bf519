"""A row of the schedule: what was observed, and the game as long as no feed describes it. PURE."""

from datetime import date, datetime

import msgspec

from baseball_core.codec import content_hash
from baseball_core.feed.status import phase
from baseball_core.feed.wire import Named, Sides, Status
from baseball_core.feed.wire_feed import ScheduleRow, ScheduleSide
from rt_transformer.rows.game import version_of
from rt_transformer.rows.people import placeholder
from rt_transformer.rows.tables import COLUMNS, KEY_LENGTH, Row, Tables

NOTHING = Named()

KEY = KEY_LENGTH["schedule_observations"]
LAST_OBSERVED = COLUMNS["schedule_observations"].index("last_observed_at")


def observation_row(game_pk: int, schedule_date: date, fetched_at: datetime, row: ScheduleRow) -> Row:
    """The row of ``schedule_observations``; its hash covers what it keeps, not what upstream adds around it."""
    status, venue = row.status or Status(), row.venue or NOTHING
    away, home = _teams(row)
    kept = (
        row.season,
        row.game_type,
        row.game_date,
        row.official_date,
        row.start_time_tbd if status.start_time_tbd is None else status.start_time_tbd,
        status.status_code,
        status.coded_game_state,
        status.abstract_game_state,
        status.detailed_state,
        status.reason,
        phase(status.status_code).value,
        away.id,
        home.id,
        away.name,
        home.name,
        venue.id,
        venue.name,
        row.double_header,
        row.game_number,
        row.gameday_type,
        row.scheduled_innings,
        row.series_description,
        row.description,
        row.reschedule_date,
        row.reschedule_game_date,
        row.rescheduled_from,
        row.rescheduled_from_date,
        row.resume_date,
        row.resume_game_date,
        row.resumed_from,
        row.resumed_from_date,
    )
    return (game_pk, schedule_date, content_hash(msgspec.json.encode(kept)), fetched_at, fetched_at, *kept)


def game_row(game_pk: int, schedule_date: date, fetched_at: datetime, row: ScheduleRow) -> Row:
    """The row of ``games`` for a game that no feed has described yet."""
    status = row.status or Status()
    sides = row.teams or Sides[ScheduleSide]()
    away, home = _teams(row)
    return (
        game_pk,
        row.season,
        row.game_type,
        None,
        row.game_date,
        row.official_date,
        None,
        row.resume_date,
        row.resumed_from,
        row.day_night,
        row.double_header,
        row.game_number,
        row.gameday_type,
        row.tiebreaker,
        row.start_time_tbd if status.start_time_tbd is None else status.start_time_tbd,
        row.scheduled_innings,
        away.id,
        home.id,
        sides.away.score if sides.away else None,
        sides.home.score if sides.home else None,
        (row.venue or NOTHING).id,
        status.abstract_game_state,
        status.coded_game_state,
        status.status_code,
        status.detailed_state,
        status.reason,
        phase(status.status_code).value,
        *(None,) * 12,
        schedule_date,
        None,
        0,
        "",
        "",
        fetched_at,
        version_of(fetched_at),
    )


def placeholders(row: ScheduleRow) -> Tables:
    """Teams and venue that the row names, until a feed describes them."""
    venue = row.venue or NOTHING
    teams = [placeholder("teams", team.id, team.name) for team in _teams(row) if team.id is not None]
    venues = [placeholder("venues", venue.id, venue.name)] if venue.id is not None else []
    return {"teams": teams, "venues": venues}


def _teams(row: ScheduleRow) -> tuple[Named, Named]:
    sides = row.teams or Sides[ScheduleSide]()
    return (
        (sides.away.team if sides.away else None) or NOTHING,
        (sides.home.team if sides.home else None) or NOTHING,
    )
