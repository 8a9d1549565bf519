"""Rates from counts; never from other rates. PURE.

The one table of formulas: Python and SQL are both made from it. A rate without a denominator is None. Innings are
outs: three outs are an inning. Formulas: the MLB glossary of standard statistics, the definitions of Official
Baseball Rule 9.21 and 9.22.
"""

from collections.abc import Mapping

from msgspec import Struct

from baseball_core.statistics.catalogue import Group

Counts = Mapping[str, int]


class Share(Struct, frozen=True):
    """A sum of counts over another; each count stands with its factor."""

    part: Mapping[str, int]
    whole: Mapping[str, int]


class Rate(Struct, frozen=True):
    """One rate: the sum of those of its ``shares`` that have a denominator. ``low_is_good`` orders its leaders."""

    name: str
    label: str
    text: str
    shares: tuple[Share, ...]
    low_is_good: bool = False

    def of(self, counts: Counts) -> float | None:
        """The rate of a line or of summed lines."""
        known = [_sum(share.part, counts) / whole for share in self.shares if (whole := _sum(share.whole, counts))]
        return sum(known) if known else None


def _sum(terms: Mapping[str, int], counts: Counts) -> int:
    return sum(factor * counts[name] for name, factor in terms.items())


def _counts(*names: str, **factors: int) -> dict[str, int]:
    return dict.fromkeys(names, 1) | factors


_ON_BASE = Share(
    _counts("hits", "base_on_balls", "hit_by_pitch"), _counts("at_bats", "base_on_balls", "hit_by_pitch", "sac_flies")
)
_SLUGGING = Share(_counts("total_bases"), _counts("at_bats"))
_IN_PLAY = Share(_counts("hits", home_runs=-1), _counts("at_bats", "sac_flies", strike_outs=-1, home_runs=-1))


def _per_9(name: str, label: str, text: str, count: str, *, low_is_good: bool = True) -> Rate:
    return Rate(name, label, text, (Share({count: 27}, _counts("outs")),), low_is_good)


RATES: dict[Group, tuple[Rate, ...]] = {
    "batting": (
        Rate("avg", "AVG", "hits per at-bat", (Share(_counts("hits"), _counts("at_bats")),)),
        Rate("obp", "OBP", "times on base per turn that is no sacrifice bunt", (_ON_BASE,)),
        Rate("slg", "SLG", "total bases per at-bat", (_SLUGGING,)),
        Rate("ops", "OPS", "OBP + SLG", (_ON_BASE, _SLUGGING)),
        Rate("babip", "BABIP", "hits per ball in play that was no home run", (_IN_PLAY,)),
        Rate(
            "stolen_base_percentage",
            "SB%",
            "stolen bases per attempt",
            (Share(_counts("stolen_bases"), _counts("stolen_bases", "caught_stealing")),),
        ),
        Rate(
            "at_bats_per_home_run",
            "AB/HR",
            "at-bats per home run",
            (Share(_counts("at_bats"), _counts("home_runs")),),
            low_is_good=True,
        ),
    ),
    "pitching": (
        _per_9("era", "ERA", "earned runs per nine innings", "earned_runs"),
        Rate(
            "whip",
            "WHIP",
            "walks and hits per inning",
            (Share(_counts(base_on_balls=3, hits=3), _counts("outs")),),
            low_is_good=True,
        ),
        _per_9("strike_outs_per_9", "K/9", "strike-outs per nine innings", "strike_outs", low_is_good=False),
        _per_9("walks_per_9", "BB/9", "walks per nine innings", "base_on_balls"),
        _per_9("hits_per_9", "H/9", "hits per nine innings", "hits"),
        _per_9("home_runs_per_9", "HR/9", "home runs per nine innings", "home_runs"),
        Rate(
            "strike_out_walk_ratio",
            "K/BB",
            "strike-outs per walk",
            (Share(_counts("strike_outs"), _counts("base_on_balls")),),
        ),
        Rate(
            "strike_percentage",
            "S%",
            "strikes per pitch",
            (Share(_counts("strikes"), _counts("number_of_pitches")),),
        ),
        Rate(
            "opponents_avg",
            "OAVG",
            "hits per at-bat of the batters charged to him",
            (Share(_counts("hits"), _counts("at_bats")),),
            low_is_good=True,
        ),
        Rate("win_percentage", "W%", "wins per decision", (Share(_counts("wins"), _counts("wins", "losses")),)),
    ),
    "fielding": (
        Rate(
            "fielding_percentage",
            "FPCT",
            "put-outs and assists per chance",
            (Share(_counts("put_outs", "assists"), _counts("chances")),),
        ),
        Rate(
            "caught_stealing_percentage",
            "CS%",
            "runners caught per attempt while he caught",
            (Share(_counts("caught_stealing"), _counts("stolen_bases", "caught_stealing")),),
        ),
    ),
}


def innings(outs: int) -> str:
    """Outs as the official text in thirds: 13 outs are ``4.1``."""
    return f"{outs // 3}.{outs % 3}"


def rates(group: Group, counts: Counts) -> dict[str, float | None]:
    """Every rate of the group, from a line's or from summed counts."""
    return {rate.name: rate.of(counts) for rate in RATES[group]}
