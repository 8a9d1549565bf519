"""PURE. The table behind ``/api/v1/gameStatus``, made from the rules by which its codes are formed.

A status code is the coded state plus, mostly, one more letter. After P, I, U, T, O, F, D and C that letter is the
reason for the delay or the end; after M and N it names the play under review; after Q and R the cause of the forfeit.
"""

from collections.abc import Iterator
from typing import NamedTuple

_WEATHER_AND_ALIKE = {
    "R": "Rain",
    "S": "Snow",
    "G": "Wet Grounds",
    "V": "Venue",
    "F": "Fog",
    "C": "Cold",
    "D": "Air Quality",
    "B": "Wind",
    "I": "Inclement Weather",
    "P": "Power",
    "L": "Lightning",
    "E": "COVID-19",
    "A": "Tragedy",
}
_REVIEWED_PLAYS = {
    "F": "Close play at 1st",
    "A": "Tag play",
    "U": "Tag-up play",
    "M": "Timing play",
    "C": "Force play",
    "P": "Home-plate collision",
    "E": "Slide interference",
    "H": "Home run",
    "O": "Fair/foul in outfield",
    "D": "Catch/drop in outfield",
    "T": "Trap play in outfield",
    "I": "Hit by pitch",
    "B": "Touching a base",
    "R": "Passing runners",
    "N": "Fan interference",
    "S": "Stadium boundary call",
    "G": "Grounds rule",
    "Q": "Rules check",
    "K": "Record keeping",
    "L": "Multiple issues",
}
_FORFEITS = {
    "K": ("Delay of game ", "Delay"),
    "X": ("Failure to appear ", "Appear"),
    "Q": ("Failure to field lineup ", "Lineup"),
    "J": ("Ignoring ejection ", "Ejection"),
    "I": ("Ineligible player ", "Ineligible"),
    "N": ("Refuses to play ", "Refusal"),
    "V": ("Unplayable field ", "Unplayable"),
    "R": ("Willful rule violation", "Rule"),
}
_ABSTRACT_CODES = {"Preview": "P", "Live": "L", "Final": "F", "Other": "O"}


class Status(NamedTuple):
    """One row of the table: what a game in this state says about itself."""

    code: str
    abstract: str
    text: str
    reason: str | None = None

    def as_row(self) -> dict[str, str]:
        row = {
            "abstractGameState": self.abstract,
            "codedGameState": self.code[0],
            "detailedState": self.text,
            "statusCode": self.code,
        }
        if self.reason is not None:
            row["reason"] = self.reason
        row["abstractGameCode"] = _ABSTRACT_CODES[self.abstract]
        return row


def status_table() -> list[dict[str, str]]:
    """Every row that upstream lists, in its form."""
    return [status.as_row() for status in _statuses()]


def _statuses() -> Iterator[Status]:
    yield Status("S", "Preview", "Scheduled")
    yield Status("P", "Preview", "Pre-Game")
    yield Status("PW", "Live", "Warmup")
    yield from _with_reason("P", "Preview", "Delayed Start", ceremony=True)
    yield Status("I", "Live", "In Progress")
    yield from _with_reason("I", "Live", "Delayed", ceremony=True)
    yield Status("IH", "Live", "Instant Replay", "Review")
    yield Status("IZ", "Live", "Delayed: About to Resume", "About to Resume")
    yield from _reviews("M", "Manager challenge")
    yield Status("MV", "Live", "Manager challenge: Catchers Interference")
    yield Status("MJ", "Live", "Player challenge: Pitch Result")
    yield from _reviews("N", "Umpire review")
    yield Status("NW", "Live", "Umpire review: Def Shift Violation", "Def Shift Violation")
    yield Status("NJ", "Live", "Umpire Challenge: Pitch Result")
    yield from _with_reason("D", "Final", "Postponed")
    yield from _with_reason("C", "Final", "Cancelled")
    for coded, finished in (("O", "Game Over"), ("F", "Final")):
        yield Status(coded, "Final", finished)
        yield from _with_reason(coded, "Final", "Completed Early")
        yield Status(f"{coded}M", "Final", "Completed Early: Mercy Rule", "Mercy")
        yield Status(f"{coded}T", "Final", f"{finished}: Tied", "Tied")
        yield Status(f"{coded}W", "Final", f"{finished}: Tie, decision by tiebreaker", "Tied (won in tiebreaker)")
    for coded in ("T", "U"):
        yield Status(coded, "Live", "Suspended")
        yield from _with_reason(coded, "Live", "Suspended")
        yield Status(f"{coded}U", "Live", "Suspended: Appeal Upheld", "Appeal Upheld")
    yield Status("UZ", "Live", "Suspended: About to Resume", "About to Resume")
    for coded, finished in (("Q", "Forfeit: Game Over"), ("R", "Forfeit: Final")):
        yield Status(coded, "Final", finished)
        for letter, (text, reason) in _FORFEITS.items():
            yield Status(coded + letter, "Final", f"Forfeit: {text}", reason)
        yield Status(f"{coded}O", "Final", "Forfeit")
    yield Status("X", "Other", "Unknown")
    yield Status("W", "Other", "Writing")


def _with_reason(coded: str, abstract: str, text: str, *, ceremony: bool = False) -> Iterator[Status]:
    """One status per reason, and letter O for a reason that is not given. Only delays know ceremonies."""
    reasons = _WEATHER_AND_ALIKE | ({"Y": "Ceremony"} if ceremony else {})
    for letter, reason in reasons.items():
        yield Status(coded + letter, abstract, f"{text}: {reason}", reason)
    yield Status(f"{coded}O", abstract, text)


def _reviews(coded: str, text: str) -> Iterator[Status]:
    for letter, play in _REVIEWED_PLAYS.items():
        yield Status(coded + letter, "Live", f"{text}: {play}", play)
    yield Status(f"{coded}X", "Live", text)
