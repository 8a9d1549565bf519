"""Which metrics and labels a PromQL expression names. No parser: promtool says whether the expression is one."""

import re
from typing import NamedTuple

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")
_TIMES = re.compile(r"\[[^\]]*\]|\boffset\s+\w+")
_SELECTOR = re.compile(r"(?<![\w:.])([a-zA-Z_:][\w:]*)(?![\w:])\s*(?:\{([^}]*)\})?(?!\s*\()")
_LABEL = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)")
_WORDS = {"and", "or", "unless", "bool", "inf", "nan"}


class Named(NamedTuple):
    """``selected`` has each metric with the labels it is matched by; ``grouped`` the labels of by, on and the like."""

    selected: list[tuple[str, set[str]]]
    grouped: set[str]


def named(expression: str) -> Named:
    """What an expression names. Metrics chosen by ``__name__`` alone are not found, so do not write such."""
    assert "__name__" not in expression
    text = _TIMES.sub("", _STRING.sub('""', expression))
    grouped = {label.strip() for found in _GROUPING.findall(text) for label in found.split(",") if label.strip()}
    selectors = _SELECTOR.findall(_GROUPING.sub(" ", text))
    return Named(
        [(name, set(_LABEL.findall(labels))) for name, labels in selectors if name.lower() not in _WORDS], grouped
    )
