"""How a searched name is compared: as ``players.search_name`` is written, lower case without accents. PURE."""

import re
import unicodedata
from typing import Final

_WORDS: Final = 6
_SPECIAL: Final = re.compile(r"([\\%_])")


def plain(name: str) -> str:
    """Lower case, accents gone; letters that no accent made (ø, ł) stay."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def like_patterns(name: str) -> list[str]:
    """One LIKE pattern a word, wildcards of the user's taken literally; empty when nothing is left to look for."""
    words = plain(name).split()[:_WORDS]
    return ["%" + _SPECIAL.sub(r"\\\1", word) + "%" for word in words]
