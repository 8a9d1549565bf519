"""Which status codes are known, so that a new one is noticed. PURE.

The API's own list, loaded at start, is the authority; the one built here from the rules serves until then.
"""

import msgspec

from api_poller.lenient import member, text
from baseball_core.errors import FeedError

_CAUSES = "RSGVFCBPYLDAIEO"
_PLAY_TYPES = "AFUWMCPEHODTIBRNSGQKLXVJ"
_FORFEITS = "KXQJINVRO"
_SECOND_LETTERS = {
    "S": "",
    "W": "",
    "X": "",
    "P": _CAUSES + "W",
    "I": _CAUSES + "HZ",
    "M": _PLAY_TYPES,
    "N": _PLAY_TYPES,
    "U": _CAUSES + "UZ",
    "T": _CAUSES + "UZ",
    "O": _CAUSES + "MTW",
    "F": _CAUSES + "MTW",
    "D": _CAUSES,
    "C": _CAUSES,
    "Q": _FORFEITS,
    "R": _FORFEITS,
}

KNOWN_CODES = frozenset(
    code for first, seconds in _SECOND_LETTERS.items() for code in (first, *(first + second for second in seconds))
)


def parse_game_status(body: bytes) -> frozenset[str]:
    """The status codes of a ``/api/v1/gameStatus`` answer. Raises FeedError when it holds none."""
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise FeedError(f"gameStatus is not JSON: {exc}", reason="invalid_json") from exc
    codes = {text(member(entry, "statusCode")) for entry in answer} if isinstance(answer, list) else set()
    known = frozenset(code for code in codes if code)
    if not known:
        raise FeedError("gameStatus names no status code", reason="not_a_status_list")
    return known
