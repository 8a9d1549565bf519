"""How the official box score writes a rate: texts made from counts. PURE.

Found in recorded box scores and checked there, cell by cell. A share has three decimals and no leading zero
(``.650``, ``1.000``, ``.---`` without a denominator); the share of strikes is rounded to two decimals first. Other
ratios have two decimals (``17.50``, ``-.--``).
"""

from fractions import Fraction
from functools import lru_cache

from baseball_core.statistics.catalogue import COLUMNS, Group
from baseball_core.statistics.rates import innings

NO_SHARE = ".---"
NO_RATIO = "-.--"
_AT = {group: {column: place for place, column in enumerate(columns)} for group, columns in COLUMNS.items()}


def _rounded(value: Fraction, digits: int) -> str:
    """Half up, as the box score rounds."""
    scaled = int(value * 10**digits + Fraction(1, 2))
    return f"{scaled // 10**digits}.{scaled % 10**digits:0{digits}d}"


@lru_cache(maxsize=4096)
def share(part: int, whole: int, digits: int = 3) -> str:
    """``.650``; ``digits`` are those that it is rounded to."""
    if not whole:
        return NO_SHARE
    text = _rounded(Fraction(part, whole), digits).ljust(5, "0")
    return text[1:] if text.startswith("0") else text


@lru_cache(maxsize=4096)
def ratio(part: int, whole: int) -> str:
    """``17.50``."""
    return _rounded(Fraction(part, whole), 2) if whole else NO_RATIO


def rate_texts(group: Group, counts: tuple[int, ...]) -> tuple[str, ...]:
    """The rates of one game that the box score gives a line of this group, in the order of ``wire.RATE_COLUMNS``."""
    at = _AT[group]
    stolen, caught = counts[at["stolen_bases"]], counts[at["caught_stealing"]]
    stealing = share(stolen, stolen + caught)
    if group == "batting":
        return stealing, ratio(counts[at["at_bats"]], counts[at["home_runs"]])
    if group == "pitching":
        outs = counts[at["outs"]]
        return (
            innings(outs),
            stealing,
            share(counts[at["strikes"]], counts[at["number_of_pitches"]], 2),
            ratio(27 * counts[at["runs"]], outs),
            ratio(27 * counts[at["home_runs"]], outs),
        )
    return (stealing,)
