"""The official box score. PURE."""

from typing import Any

from msgspec.structs import astuple, fields, replace

from baseball_core.feed.wire import Coded, Ref
from baseball_core.feed.wire_boxscore import (
    BattingStats,
    BoxTeam,
    FieldingStats,
    Line,
    PitchingStats,
    PlayerGameStatus,
    Stats,
    TeamStats,
)
from rt_transformer.rows.tables import Row, Tables

NOBODY = Ref()
NO_CODE = Coded()
NO_STATS = Stats()
NO_STATUS = PlayerGameStatus()
NO_TOTALS = TeamStats()
NO_BATTING = BattingStats()
NO_PITCHING = PitchingStats()
NO_FIELDING = FieldingStats()

_PITCHING_FIELDS = [field.name for field in fields(PitchingStats)]
# Two fields are other ways to say what two columns hold; they have no columns of their own.
_THIRDS = _PITCHING_FIELDS.index("innings_pitched")
_THROWN = _PITCHING_FIELDS.index("pitches_thrown")


def outs_of(innings: str | None) -> int | None:
    """'4.1' is four and a third innings: 13 outs. None for anything else."""
    whole, _, thirds = (innings or "").partition(".")
    if not whole.isdecimal() or thirds not in ("0", "1", "2", "") or len(whole) > 3:
        return None
    return 3 * int(whole) + int(thirds or "0")


def team_row(game_pk: int, side: str, team: BoxTeam[Any]) -> Row:
    """The totals of one side, with the official keys."""
    totals = team.team_stats or NO_TOTALS
    return (
        game_pk,
        side,
        (team.team or NOBODY).id,
        totals.batting or {},
        totals.pitching or {},
        totals.fielding or {},
        team.batters or [],
        team.pitchers or [],
        team.batting_order or [],
    )


def _pitching_values(stats: PitchingStats) -> Row:
    if stats.outs is None and stats.innings_pitched is not None:
        stats = replace(stats, outs=outs_of(stats.innings_pitched))
    if stats.number_of_pitches is None and stats.pitches_thrown is not None:
        stats = replace(stats, number_of_pitches=stats.pitches_thrown)
    values = astuple(stats)
    return values[:_THIRDS] + values[_THIRDS + 1 : _THROWN] + values[_THROWN + 1 :]


def add_line(to: Tables, game_pk: int, side: str, team_id: int | None, line: Line) -> None:
    """Adds the rows of one listed player; one who did not play has empty stats and is in ``boxscore_players`` only."""
    player_id = (line.person or NOBODY).id
    if player_id is None:
        return
    head = (game_pk, side, player_id, team_id)
    status, stats = line.game_status or NO_STATUS, line.stats or NO_STATS
    to["boxscore_players"].append(
        (
            *head,
            line.jersey_number,
            (line.position or NO_CODE).code,
            [position.code for position in line.all_positions or () if position.code is not None],
            line.batting_order,
            (line.status or NO_CODE).code,
            status.is_substitute,
            status.is_on_bench,
        )
    )
    # An empty stats object decodes to one that equals the class's defaults; null is no object at all.
    if stats.batting is not None and stats.batting != NO_BATTING:
        to["boxscore_batting"].append(head + astuple(stats.batting))
    if stats.pitching is not None and stats.pitching != NO_PITCHING:
        to["boxscore_pitching"].append(head + _pitching_values(stats.pitching))
    if stats.fielding is not None and stats.fielding != NO_FIELDING:
        to["boxscore_fielding"].append(head + astuple(stats.fielding))
