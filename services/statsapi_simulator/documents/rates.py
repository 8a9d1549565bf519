"""Rates as text, in the box score's spelling ('.---', '-.--', '4.1'). Halves are rounded up."""

from collections.abc import Mapping


def average(part: int, whole: int) -> str:
    """Three digits without the leading zero: .333, 1.000; .000 when nothing was tried."""
    return _three(_rounded(part, whole, 1000)) if whole else ".000"


def share(part: int, whole: int) -> str:
    """As ``average``, but '.---' when nothing was tried."""
    return _three(_rounded(part, whole, 1000)) if whole else ".---"


def _rounded(part: int, whole: int, scale: int) -> int:
    """The quotient times ``scale``."""
    return (2 * part * scale + whole) // (2 * whole)


def _three(thousandths: int) -> str:
    text = f"{thousandths // 1000}.{thousandths % 1000:03d}"
    return text[1:] if text.startswith("0") else text


def ratio(part: int, whole: int) -> str:
    """Two digits: 2.50; '-.--' when the divisor is nothing."""
    if not whole:
        return "-.--"
    hundredths = _rounded(part, whole, 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def strike_share(strikes: int, pitches: int) -> str:
    """Two digits written with three, as .640; '-.--' without pitches."""
    return _three(10 * _rounded(strikes, pitches, 100)) if pitches else "-.--"


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
    on = _rounded(reached, chances, 1000) if chances else 0
    slug = _rounded(line["totalBases"], line["atBats"], 1000) if line["atBats"] else 0
    return _three(on + slug)
