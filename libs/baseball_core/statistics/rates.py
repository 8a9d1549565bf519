"""Rates from counts; never from other rates. PURE.

A rate without a denominator is None. Innings are outs: three outs are an inning. Formulas: the MLB glossary of
standard statistics, the definitions of Official Baseball Rule 9.21 and 9.22.
"""

from collections.abc import Mapping

Counts = Mapping[str, int]


def innings(outs: int) -> str:
    """Outs as the official text in thirds: 13 outs are ``4.1``."""
    return f"{outs // 3}.{outs % 3}"


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def batting_rates(c: Counts) -> dict[str, float | None]:
    """AVG, OBP, SLG, OPS, BABIP, stolen base share of a batter's or a team's counts."""
    on_base = _share(
        c["hits"] + c["base_on_balls"] + c["hit_by_pitch"],
        c["at_bats"] + c["base_on_balls"] + c["hit_by_pitch"] + c["sac_flies"],
    )
    slugging = _share(c["total_bases"], c["at_bats"])
    return {
        "avg": _share(c["hits"], c["at_bats"]),
        "obp": on_base,
        "slg": slugging,
        "ops": None if on_base is None else on_base + (slugging or 0.0),
        "babip": _share(c["hits"] - c["home_runs"], c["at_bats"] - c["strike_outs"] - c["home_runs"] + c["sac_flies"]),
        "stolen_base_percentage": _share(c["stolen_bases"], c["stolen_bases"] + c["caught_stealing"]),
        "at_bats_per_home_run": _share(c["at_bats"], c["home_runs"]),
    }


def pitching_rates(c: Counts) -> dict[str, float | None]:
    """ERA, WHIP, per nine innings, strike share, what opponents hit."""
    thirds = c["outs"]
    return {
        "era": _share(27 * c["earned_runs"], thirds),
        "whip": _share(3 * (c["base_on_balls"] + c["hits"]), thirds),
        "strike_outs_per_9": _share(27 * c["strike_outs"], thirds),
        "walks_per_9": _share(27 * c["base_on_balls"], thirds),
        "hits_per_9": _share(27 * c["hits"], thirds),
        "home_runs_per_9": _share(27 * c["home_runs"], thirds),
        "strike_out_walk_ratio": _share(c["strike_outs"], c["base_on_balls"]),
        "strike_percentage": _share(c["strikes"], c["number_of_pitches"]),
        "opponents_avg": _share(c["hits"], c["at_bats"]),
        "win_percentage": _share(c["wins"], c["wins"] + c["losses"]),
    }


def fielding_rates(c: Counts) -> dict[str, float | None]:
    """Fielding percentage, caught stealing share."""
    return {
        "fielding_percentage": _share(c["put_outs"] + c["assists"], c["chances"]),
        "caught_stealing_percentage": _share(c["caught_stealing"], c["stolen_bases"] + c["caught_stealing"]),
    }
