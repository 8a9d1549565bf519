"""How a searched name is compared with ``players.search_name``. PURE."""

import re
from typing import Final

from baseball_core.feed.names import search_name

_WORDS: Final = 6
_SPECIAL: Final = re.compile(r"([\\%_])")


def like_patterns(name: str) -> list[str]:
    """One LIKE pattern a word, wildcards of the user's taken literally; empty when nothing is left to look for."""
    words = search_name(name).split()[:_WORDS]
    return ["%" + _SPECIAL.sub(r"\\\1", word) + "%" for word in words]
