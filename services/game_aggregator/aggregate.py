"""Facts to statistics: frames in, frames out. PURE."""

import numpy as np
import pandas as pd
from msgspec import Struct

from baseball_core.statistics.catalogue import COLUMNS, GROUPS, Group
from game_aggregator.frames import Frames
from game_aggregator.tallies import STATISTICS, WIDTH


class Statistics(Struct, frozen=True):
    """What is computed. Every count is there and never null.

    ``batting``, ``pitching``, ``fielding``: grain (game_pk, side, player_id), then team_id, one column of the group's
    own (batting_order, pitching_order, position_codes), then the group's counts. ``teams``: grain (game_pk, side).
    """

    batting: pd.DataFrame
    pitching: pd.DataFrame
    fielding: pd.DataFrame
    teams: pd.DataFrame

    def players(self, group: Group) -> pd.DataFrame:
        """The frame of a group."""
        frame: pd.DataFrame = getattr(self, group)
        return frame


def aggregate(frames: Frames) -> Statistics:
    """Adds up the facts by line, and the lines by side."""
    counted = _counted(frames)
    by_group = {group: _derived(group, counted[group]) for group in GROUPS}
    heads = frames.lines[["game_pk", "side", "player_id", "team_id"]]
    lines = frames.lines
    return Statistics(
        batting=_players(by_group["batting"], heads, lines["batting_order"], lines["batting_order"].notna()),
        pitching=_players(by_group["pitching"], heads, lines["pitching_order"], lines["pitching_order"] > 0),
        fielding=_players(
            by_group["fielding"], heads, lines["positions"].rename("position_codes"), lines["player_id"].notna()
        ),
        teams=_teams(frames, by_group),
    )


def _counted(frames: Frames) -> dict[Group, pd.DataFrame]:
    """Facts by line and statistic. Counting is what a groupby of two keys does, without sorting four million rows."""
    cells = len(frames.lines) * WIDTH
    codes = frames.facts["line"].to_numpy() * WIDTH + frames.facts["statistic"].to_numpy()
    matrix = np.bincount(codes, minlength=cells).reshape(-1, WIDTH).astype(np.int16)
    places: dict[Group, list[int]] = {
        group: [number for number, (of_group, _) in enumerate(STATISTICS) if of_group == group] for group in GROUPS
    }
    return {
        group: pd.DataFrame(matrix[:, found[0] : found[-1] + 1], columns=list(COLUMNS[group]))
        for group, found in places.items()
    }


def _derived(group: Group, counts: pd.DataFrame) -> pd.DataFrame:
    """The counts that are formulas of others (``derived`` in the catalogue)."""
    c = counts
    if group == "fielding":
        return c
    air = {"air_outs": c["fly_outs"] + c["line_outs"] + c["pop_outs"]}
    if group == "batting":
        return c.assign(total_bases=c["hits"] + c["doubles"] + 2 * c["triples"] + 3 * c["home_runs"], **air)
    return c.assign(hit_batsmen=c["hit_by_pitch"], save_opportunities=c["saves"] + c["blown_saves"], **air)


def _players(counts: pd.DataFrame, heads: pd.DataFrame, own: pd.Series, has_line: pd.Series) -> pd.DataFrame:
    return pd.concat([heads, own, counts], axis=1)[has_line].reset_index(drop=True)


def _teams(frames: Frames, by_group: dict[Group, pd.DataFrame]) -> pd.DataFrame:
    key = [frames.lines["game_pk"], frames.lines["side"]]
    totals = pd.concat([by_group[group].add_prefix(f"{group}_") for group in GROUPS], axis=1)
    summed = totals.groupby(key, sort=False).sum()
    sides = frames.sides.set_index(["game_pk", "side"])
    teams = sides.join(summed)
    # A run may be earned for a relief pitcher and not for his team (rule 9.16(i)); a shutout by several is the team's.
    teams["pitching_earned_runs"] -= teams["earned_for_pitcher_only"]
    teams["pitching_shutouts"] = (teams["pitching_runs"] == 0).astype(np.int16)
    return teams.drop(columns="earned_for_pitcher_only").reset_index()
