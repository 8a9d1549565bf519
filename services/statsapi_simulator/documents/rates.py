"""Rates as text, in the box score's spelling ('.---', '-.--', '4.1')."""

from collections.abc import Mapping


def average(part: int, whole: int) -> str:
    """Three digits without the leading zero: .333, 1.000; .000 when nothing was tried."""
    return _three(part / whole) if whole else ".000"


def share(part: int, whole: int) -> str:
    """As ``average``, but '.---' when nothing was tried."""
    return _three(part / whole) if whole else ".---"


def _three(value: float) -> str:
    text = f"{value:.3f}"
    return text[1:] if text.startswith("0") else text


def ratio(part: float, whole: float) -> str:
    """Two digits: 2.50; '-.--' when the divisor is nothing."""
    return f"{part / whole:.2f}" if whole else "-.--"


def strike_share(strikes: int, pitches: int) -> str:
    """Two digits written with three, as .640; '-.--' without pitches."""
    return _three(round(strikes / pitches, 2)) if pitches else "-.--"


def innings(outs: int) -> str:
    """Thirds after the point: 13 outs are 4.1 innings."""
    return f"{outs // 3}.{outs % 3}"


def per_nine(count: int, outs: int) -> str:
    return ratio(count * 27, outs)


def on_base(line: Mapping[str, int]) -> tuple[int, int]:
    """(times on base, chances) for the on-base percentage."""
    reached = line["hits"] + line["baseOnBalls"] + line["hitByPitch"]
    return reached, line["atBats"] + line["baseOnBalls"] + line["hitByPitch"] + line["sacFlies"]


def ops(line: Mapping[str, int]) -> str:
    reached, chances = on_base(line)
    on = reached / chances if chances else 0.0
    slug = line["totalBases"] / line["atBats"] if line["atBats"] else 0.0
    return _three(round(on, 3) + round(slug, 3))
