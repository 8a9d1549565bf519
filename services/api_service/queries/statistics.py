"""The computed statistics of a player and of a team: by game, by season, by split. PURE.

Totals read the views over the tables of games: a season, a sport or a game type is never mixed with another.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal

from msgspec import Struct

from api_service.pagination import Int4, Text
from api_service.queries.lines import line, sums
from api_service.queries.select import Conditions, Listing, columns, page, statement
from api_service.schemas import statistics as schemas
from baseball_core.statistics.catalogue import GROUPS, Group

Per = Literal["game", "season", "split"]


class Filters(Struct, frozen=True):
    """What narrows a list; None means everything. The days are those of games."""

    per: Per = "season"
    groups: Sequence[Group] = GROUPS
    season: str | None = None
    sport_id: int | None = None
    game_type: str | None = None
    team_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None


_SEASON: Final = ("season", "sport_id", "game_type")
_GAME: Final = ("game_pk", "official_date", "side", "team_name", "opponent_team_id", "opponent_team_name")
_SPLIT: Final = ("split", "value")
_KEYS: Final[dict[Per, tuple[str, ...]]] = {
    "game": (*_SEASON, *_GAME),
    "season": _SEASON,
    "split": (*_SEASON, *_SPLIT),
}
"""What identifies a row besides player and team, and what follows from that."""
_ORDERS: Final[dict[Per, tuple[str, ...]]] = {
    "game": ("official_date", "game_pk", "side"),
    "season": (*_SEASON, "team_key"),
    "split": (*_SEASON, *_SPLIT, "team_key"),
}
_CURSORS: Final[dict[Per, Any]] = {
    "game": tuple[date, Int4, Text],
    "season": tuple[Text, Int4, Text, Int4],
    "split": tuple[Text, Int4, Text, Text, Text, Int4],
}
TEAM_THEN: Final = """
(SELECT CASE g.away_team_id WHEN {team_id} THEN g.away_team_name ELSE g.home_team_name END FROM game_results g
 WHERE g.season = {of}.season AND g.sport_id = {of}.sport_id AND g.game_type = {of}.game_type
   AND {team_id} IN (g.away_team_id, g.home_team_id)
 ORDER BY g.official_date DESC, g.game_pk DESC LIMIT 1)
"""
"""The name of a team in its newest game of the season, sport and game type of a row."""


def cursor_key(per: Per) -> Any:
    """The type of the key that a cursor of these rows holds."""
    return _CURSORS[per]


def _of_side(rows: str, name: str, away: str, home: str) -> str:
    """What the result ``r`` of a game says of the team on the side of a row."""
    return f"CASE {rows}.side WHEN 'away' THEN r.{away} ELSE r.{home} END AS {name}"


def _of_game(rows: str) -> str:
    """Season to game type, day and the names of the teams at that time; ``r`` is the game's result."""
    return ", ".join(
        (
            *(f"r.{name}" for name in (*_SEASON, "official_date")),
            _of_side(rows, "team_name", "away_team_name", "home_team_name"),
            _of_side(rows, "opponent_team_name", "home_team_name", "away_team_name"),
        )
    )


def _listing(model: type[schemas.Lines], source: str, filters: Filters, **expressions: str) -> Listing:
    key = _KEYS[filters.per]
    order = tuple(f"s.{name}" for name in _ORDERS[filters.per])
    absent = {name: "NULL" for name in (*_GAME, "split") if name not in key}
    absent["split_value"] = "s.value" if "value" in key else "NULL"
    absent |= {group: "NULL" for group in GROUPS if group not in filters.groups}
    if filters.per != "game":
        absent["team_name"] = statement(TEAM_THEN, team_id="s.team_key", of="s")
    item = columns(model, "s", **absent | expressions)
    return Listing(source=source, alias="s", order=order, key=order, item=item, summed=filters.per != "game")


_KNOWN: Final = """
(SELECT 1::bigint WHERE EXISTS (SELECT FROM {people} WHERE {key} = {value})
                     OR EXISTS (SELECT FROM {lines} WHERE {key} = {value}))
"""
"""A batch over an archive may know people whom the live path never saw."""
_PLAYER_GAMES: Final = """
(SELECT {of_game}, l.game_pk, l.side, {opponent}, l.team_id AS team_key, {line} AS line
 FROM player_game_{group} l JOIN game_results r ON r.game_pk = l.game_pk WHERE {filters}) {group}
"""
_PLAYER_TOTALS: Final = """
(SELECT {names}, coalesce(l.team_id, 0) AS team_key, {line} AS line
 FROM (SELECT {names}, l.team_id, {sums} FROM player_{per}_{group} l WHERE {filters}
       GROUP BY GROUPING SETS ({sets})) l) {group}
"""


def _player_lines(group: Group, filters: Filters, where: str) -> str:
    """A line for each key, of one group. Totals: for each team, and under ``team_key`` 0 for all teams."""
    if filters.per == "game":
        return statement(
            _PLAYER_GAMES,
            of_game=_of_game("l"),
            opponent=_of_side("l", "opponent_team_id", "home_team_id", "away_team_id"),
            line=line(group, "l", games="1"),
            group=group,
            filters=where,
        )
    names = ", ".join(_KEYS[filters.per])
    return statement(
        _PLAYER_TOTALS,
        names=names,
        line=line(group, "l", games="l.games"),
        sums=sums(group, "l"),
        per=filters.per,
        group=group,
        filters=where,
        sets=f"({names}, l.team_id)" + ("" if filters.team_id else f", ({names})"),
    )


def player_statistics_page(
    player_id: int, filters: Filters, limit: int, after: tuple[object, ...] | None
) -> tuple[str, list[object]]:
    """A player's lines; ``version`` is null for a player that nobody knows."""
    where = Conditions()
    player = where.parameter(player_id)
    where.add(f"l.player_id = {player}")
    games = "r" if filters.per == "game" else "l"
    where.equal(f"{games}.season", filters.season)
    where.equal(f"{games}.sport_id", filters.sport_id)
    where.equal(f"{games}.game_type", filters.game_type)
    where.equal("l.team_id", filters.team_id)
    where.between("r.official_date", filters.first_day, filters.last_day)
    key = (*_KEYS[filters.per], "team_key")
    first, *others = (_player_lines(group, filters, where.text) for group in filters.groups)
    source = statement(
        "(SELECT {key}, {lines} FROM {joined}) s",
        key=", ".join(key),
        lines=", ".join(f"{group}.line AS {group}" for group in filters.groups),
        joined=first + "".join(f" FULL JOIN {other} USING ({', '.join(key)})" for other in others),
    )
    listing = _listing(schemas.PlayerStatistics, source, filters, team_id="nullif(s.team_key, 0)")
    exists = statement(_KNOWN, key="player_id", value=player, people="players", lines="player_game_fielding")
    return page(listing, where.outside(), limit, after, version=exists)


_TEAM_SOURCES: Final[dict[Per, str]] = {
    "game": statement(
        """
        (SELECT t.*, 1 AS games, t.team_id AS team_key, {of_game}
         FROM team_game_stats t JOIN game_results r ON r.game_pk = t.game_pk) s
        """,
        of_game=_of_game("t"),
    ),
    "season": "(SELECT t.*, t.team_id AS team_key FROM team_season_stats t) s",
    "split": "(SELECT t.*, t.team_id AS team_key FROM team_split_stats t) s",
}


def team_statistics_page(
    team_id: int, filters: Filters, limit: int, after: tuple[object, ...] | None
) -> tuple[str, list[object]]:
    """A team's lines; ``version`` is null for a team that nobody knows."""
    where = Conditions()
    team = where.parameter(team_id)
    where.add(f"s.team_id = {team}")
    where.equal("s.season", filters.season)
    where.equal("s.sport_id", filters.sport_id)
    where.equal("s.game_type", filters.game_type)
    where.between("s.official_date", filters.first_day, filters.last_day)
    lines = {group: line(group, "s", prefix=f"{group}_", games="s.games") for group in filters.groups}
    listing = _listing(schemas.TeamStatistics, _TEAM_SOURCES[filters.per], filters, **lines)
    exists = statement(_KNOWN, key="team_id", value=team, people="teams", lines="team_game_stats")
    return page(listing, where, limit, after, version=exists)
