"""Leaders of a season in one statistic; standings. PURE."""

from typing import Final

from msgspec import Struct

from api_service.pagination import Int4
from api_service.queries.lines import rate, sums
from api_service.queries.quality import FULL_NAME
from api_service.queries.select import Conditions, Listing, columns, page, statement
from api_service.queries.statistics import TEAM_THEN
from api_service.schemas import statistics as schemas
from baseball_core.statistics.catalogue import COLUMNS, GROUPS, Group
from baseball_core.statistics.rates import RATES

LeaderKey = tuple[Int4, Int4]
StandingKey = tuple[Int4, Int4, Int4, Int4]

STATISTICS: Final[dict[str, tuple[Group, ...]]] = {
    name: tuple(group for group in GROUPS if name in (*COLUMNS[group], *(one.name for one in RATES[group])))
    for group in GROUPS
    for name in (*COLUMNS[group], *(one.name for one in RATES[group]))
}
"""Every count and rate, and the groups that have it."""


class _Qualification(Struct, frozen=True):
    """What a minimum is compared with, and how much of it the leaders of a rate need in so many team games."""

    measure: str
    needed: str


_QUALIFICATIONS: Final[dict[Group, _Qualification]] = {
    "batting": _Qualification("plate_appearances", "(31 * l.team_games + 5) / 10"),
    "pitching": _Qualification("outs", "3 * l.team_games"),
    "fielding": _Qualification("games", "(2 * l.team_games + 2) / 3"),
}
"""Official Baseball Rule 9.22: 3.1 turns at bat a team game, rounded; an inning a team game; two thirds."""

_LEADERS: Final = """
(SELECT rank() OVER (ORDER BY q.value {direction})::int AS rank, q.*
 FROM (SELECT l.season, l.sport_id, l.game_type, l.player_id, l.team_ids, {value} AS value,
              l.{measure} AS qualifying, {needed} AS needed
       FROM (SELECT l.season, l.sport_id, l.game_type, l.player_id, {sums}, coalesce(max(t.games), 0) AS team_games,
                    array_agg(l.team_id) AS team_ids
             FROM player_season_{group} l
             LEFT JOIN team_season_stats t USING (season, sport_id, game_type, team_id)
             WHERE {filters} GROUP BY l.season, l.sport_id, l.game_type, l.player_id) l) q
 WHERE q.value IS NOT NULL AND q.qualifying >= q.needed) s
"""
_TEAMS: Final = statement(
    """
    (SELECT json_agg(json_build_object('team_id', k.team_id, 'team_name', {name}) ORDER BY k.team_id)
     FROM unnest(s.team_ids) k (team_id))
    """,
    name=statement(TEAM_THEN, team_id="k.team_id", of="s"),
)


class Season(Struct, frozen=True):
    """What is never mixed with another."""

    season: str
    sport_id: int
    game_type: str


def _of_season(where: Conditions, alias: str, season: Season) -> None:
    where.equal(f"{alias}.season", season.season)
    where.equal(f"{alias}.sport_id", season.sport_id)
    where.equal(f"{alias}.game_type", season.game_type)


def leaders_page(
    statistic: str,
    group: Group,
    season: Season,
    minimum: int | None,
    limit: int,
    after: tuple[object, ...] | None,
) -> tuple[str, list[object]]:
    """Players in order of the statistic. Without ``minimum``: who qualifies for a rate, everybody for a count."""
    where = Conditions()
    _of_season(where, "l", season)
    found = next((one for one in RATES[group] if one.name == statistic), None)
    qualification = _QUALIFICATIONS[group]
    needed = qualification.needed if found else "0"
    source = statement(
        _LEADERS,
        direction="ASC" if found and found.low_is_good else "DESC",
        value=rate(found, "l.{name}") if found else f"l.{statistic}::float8",
        measure=qualification.measure,
        needed=needed if minimum is None else f"{where.parameter(minimum)}::int",
        sums=sums(group, "l"),
        group=group,
        filters=where.text,
    )
    listing = Listing(
        source=source,
        alias="s",
        order=("s.rank", "s.player_id"),
        key=("s.rank", "s.player_id"),
        item=columns(schemas.Leader, "s", full_name=FULL_NAME.format(alias="s"), teams=_TEAMS),
        summed=True,
    )
    return page(listing, where.outside(), limit, after)


# A team whose division is not known is compared with the others of its league that lack one.
_STANDINGS: Final = Listing(
    source="""
    (SELECT p.*, rank() OVER (division ORDER BY p.percentage DESC NULLS LAST)::int AS rank,
            (max(p.wins - p.losses) OVER division - (p.wins - p.losses)) / 2.0::float8 AS games_back
     FROM (SELECT w.*, t.league_id, t.league_name, t.division_id, t.division_name,
                  coalesce(t.league_id, 0) AS league_key, coalesce(t.division_id, 0) AS division_key,
                  w.wins::float8 / nullif(w.wins + w.losses, 0) AS percentage
           FROM standings w LEFT JOIN teams t USING (team_id)) p
     WINDOW division AS (PARTITION BY p.season, p.sport_id, p.game_type, p.league_key, p.division_key)) s
    """,
    alias="s",
    order=("s.league_key", "s.division_key", "s.rank", "s.team_id"),
    key=("s.league_key", "s.division_key", "s.rank", "s.team_id"),
    item=columns(schemas.Standing, "s", team_name=statement(TEAM_THEN, team_id="s.team_id", of="s")),
    summed=True,
)


def standings_page(
    season: Season,
    league_id: int | None,
    division_id: int | None,
    limit: int,
    after: tuple[object, ...] | None,
) -> tuple[str, list[object]]:
    """The teams of a season in order."""
    where = Conditions()
    _of_season(where, "s", season)
    where.equal("s.league_key", league_id)
    where.equal("s.division_key", division_id)
    return page(_STANDINGS, where, limit, after)
