"""The schedule as observed, with what is known of each game now."""

from datetime import date
from typing import Final

from api_service.pagination import Int4, Micros, Text
from api_service.queries.select import LAST_INSTANT, Conditions, Listing, columns, micros, page
from api_service.schemas.schedule import ScheduleEntry

ScheduleKey = tuple[date, Micros, Int4, Text]

_START: Final = f"coalesce(o.game_date, {LAST_INSTANT})"
SCHEDULE: Final = Listing(
    source="schedule_observations o",
    alias="o",
    order=("o.schedule_date", _START, "o.game_pk", "o.content_hash"),
    key=("o.schedule_date", micros(_START), "o.game_pk", "o.content_hash"),
    item=columns(
        ScheduleEntry,
        "o",
        game_phase="(SELECT g.phase FROM games g WHERE g.game_pk = o.game_pk)",
        game_official_date="(SELECT g.official_date FROM games g WHERE g.game_pk = o.game_pk)",
        game_away_score="(SELECT g.away_score FROM games g WHERE g.game_pk = o.game_pk)",
        game_home_score="(SELECT g.home_score FROM games g WHERE g.game_pk = o.game_pk)",
        game_inning="(SELECT s.inning FROM game_states s WHERE s.game_pk = o.game_pk)",
        game_inning_state="(SELECT s.inning_state FROM game_states s WHERE s.game_pk = o.game_pk)",
    ),
)
# The newest wording of a game's row on a day; a tie of times is broken by the hash, so that exactly one is left.
_NEWEST: Final = """
NOT EXISTS (SELECT FROM schedule_observations n WHERE n.game_pk = o.game_pk AND n.schedule_date = o.schedule_date
            AND (n.last_observed_at, n.content_hash) > (o.last_observed_at, o.content_hash))
"""


def schedule_page(
    *,
    game_pk: int | None,
    first_day: date | None,
    last_day: date | None,
    team_id: int | None,
    game_type: str | None,
    every_wording: bool,
    limit: int,
    after: tuple[object, ...] | None,
) -> tuple[str, list[object]]:
    """Rows by day. ``every_wording`` also gives those that a later one of the same game and day replaced."""
    where = Conditions()
    where.equal("o.game_pk", game_pk)
    if first_day is not None and first_day == last_day:
        where.equal("o.schedule_date", first_day)
    else:
        where.between("o.schedule_date", first_day, last_day)
    if team_id is not None:
        team = where.parameter(team_id)
        where.add(f"(o.away_team_id = {team} OR o.home_team_id = {team})")
    where.equal("o.game_type", game_type)
    if not every_wording:
        where.add(_NEWEST)
    return page(SCHEDULE, where, limit, after)
