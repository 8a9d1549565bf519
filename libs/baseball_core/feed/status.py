"""What a game's status code means for us. PURE.

``statusCode`` is a coded letter plus an optional second letter; everything here is driven by it and never by the
texts, which differ between endpoints. Source of the codes: the API's own ``/api/v1/gameStatus``.
"""

import enum
from typing import Final

OFFICIAL_SHORT_LETTERS: Final = "RSGVFCBPYLDAIEOM"


class Phase(enum.StrEnum):
    """The states of a game that change what the pipeline does."""

    SCHEDULED = "scheduled"  # S: nothing happens yet
    PREGAME = "pregame"  # P: line-ups may appear
    DELAYED_START = "delayed_start"  # P + reason: new time unknown
    WARMUP = "warmup"  # PW: "Live" upstream, but no pitch yet
    LIVE = "live"  # I, IZ, IH, M*, N*: being played, reviewed or challenged
    DELAYED = "delayed"  # I + reason
    SUSPENDED = "suspended"  # U, T: goes on later, perhaps on another day
    GAME_OVER = "game_over"  # O, Q: over on the field, data still settles
    FINAL = "final"  # F, R: official
    POSTPONED = "postponed"  # D: "Final" upstream, but replayed under the same gamePk
    CANCELLED = "cancelled"  # C: "Final" upstream, never played
    UNKNOWN = "unknown"  # W, X and whatever we have not seen


_BY_LETTER: Final = {
    "S": Phase.SCHEDULED,
    "P": Phase.PREGAME,
    "I": Phase.LIVE,
    "M": Phase.LIVE,
    "N": Phase.LIVE,
    "U": Phase.SUSPENDED,
    "T": Phase.SUSPENDED,
    "O": Phase.GAME_OVER,
    "Q": Phase.GAME_OVER,
    "F": Phase.FINAL,
    "R": Phase.FINAL,
    "D": Phase.POSTPONED,
    "C": Phase.CANCELLED,
}
_EXACT: Final = {
    "PW": Phase.WARMUP,
    "IZ": Phase.LIVE,  # about to resume
    "IH": Phase.LIVE,  # instant replay
    "UZ": Phase.LIVE,  # about to resume
    "TZ": Phase.LIVE,
}


def phase(status_code: str | None) -> Phase:
    """The phase of a status code; UNKNOWN, never an error, for a code or letter not in the table.

    A second letter that is not known keeps the first letter's meaning: new reasons appear every season.
    """
    if not status_code:
        return Phase.UNKNOWN
    if status_code in _EXACT:
        return _EXACT[status_code]
    by_letter = _BY_LETTER.get(status_code[0])
    if by_letter is None:
        return Phase.UNKNOWN
    if len(status_code) > 1 and by_letter is Phase.PREGAME:
        return Phase.DELAYED_START
    if len(status_code) > 1 and status_code[0] == "I":
        return Phase.DELAYED
    return by_letter


def is_over(value: Phase) -> bool:
    """Nothing more is played under the present row (a postponed game comes back under the same gamePk)."""
    return value in (Phase.GAME_OVER, Phase.FINAL, Phase.CANCELLED, Phase.POSTPONED)


def is_terminal(value: Phase) -> bool:
    """No further poll is owed except the re-reads for corrections."""
    return value in (Phase.FINAL, Phase.CANCELLED)
