"""Names as people type them. PURE."""

import unicodedata

# Letters that Unicode does not take apart into a letter and an accent.
_WHOLE_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def search_name(name: str) -> str:
    """Lower case, without accents, single spaces: what ``players.search_name`` holds and what a search looks for."""
    folded = name.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
        folded = "".join(letter for letter in folded if not unicodedata.combining(letter)).translate(_WHOLE_LETTERS)
    return " ".join(folded.split())
