"""Games as frames: one game or a whole season, the columns are the same. PURE."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from msgspec import Struct

from game_aggregator.tallies import WIDTH, Game

SIDES = ("away", "home")


class Frames(Struct, frozen=True):
    """What is aggregated.

    ``lines``: grain (game_pk, side, player_id), columns team_id, batting_order, pitching_order, positions.
    ``facts``: grain one unit of one statistic: ``line`` (row of ``lines``) and ``statistic`` (its number in
    ``tallies.STATISTICS``). ``sides``: grain (game_pk, side), columns team_id, opponent_team_id, runs, hits, errors,
    left_on_base, earned_for_pitcher_only.
    """

    lines: pd.DataFrame
    facts: pd.DataFrame
    sides: pd.DataFrame


def frames_of(games: Sequence[Game]) -> Frames:
    """The frames of some games, in their order."""
    lines = [
        (
            game.game_pk,
            SIDES[line.side],
            line.player_id,
            game.sides[line.side][0],
            line.batting_order,
            line.pitching_order,
            line.positions,
        )
        for game in games
        for line in game.lines
    ]
    parts: list[np.ndarray] = []
    offset = 0
    for game in games:
        parts.append(np.array(game.facts, dtype=np.int64) + offset * WIDTH)
        offset += len(game.lines)
    codes = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return Frames(
        lines=pd.DataFrame(
            lines,
            columns=["game_pk", "side", "player_id", "team_id", "batting_order", "pitching_order", "positions"],
        ),
        facts=pd.DataFrame({"line": codes // WIDTH, "statistic": codes % WIDTH}),
        sides=pd.DataFrame(
            [_side(game, side) for game in games for side in (0, 1)],
            columns=[
                "game_pk", "side", "team_id", "opponent_team_id", "runs", "hits", "errors", "left_on_base",
                "earned_for_pitcher_only",
            ],
        ),
    )  # fmt: skip


def _side(game: Game, side: int) -> tuple[int | str, ...]:
    batted = [half for half in game.halves if half.side == side]
    fielded = [half for half in game.halves if half.side != side]
    return (
        game.game_pk,
        SIDES[side],
        game.sides[side][0],
        game.sides[1 - side][0],
        game.score[side],
        sum(half.hits for half in batted),
        sum(half.errors for half in fielded),
        sum(half.left_on_base for half in batted),
        game.earned_for_pitcher_only[side],
    )
