"""The counting stats of one player's game, with the official names of the box score.

How each is counted, found in recorded games and checked there against the official numbers:

- ``groundOuts``, ``flyOuts``, ``popOuts``, ``lineOuts``: every ball in play that was no hit, by its trajectory, for
  batter and pitcher alike: outs, errors, fielder's choices, sacrifices. ``airOuts`` is the sum of the last three.
- ``leftOnBase`` of a batter: runners on base before the deciding pitch who did not score on it, whenever the turn
  was an at-bat without a hit (an error or a fielder's choice counts; a sacrifice, a walk or a hit does not).
  A team's batting line adds the batters' numbers; the line score counts who really stayed on base.
- ``balls`` and ``strikes`` of a pitcher: real pitches only; a hit batsman is a ball, a ball in play is a strike;
  what is called without a pitch (intentional walk, clock) counts for neither nor for ``numberOfPitches``.
- ``pickoffs`` of a pitcher: runners out on his own throw; a catcher's pickoff stands in his fielding line.
- ``stolenBases``, ``caughtStealing``: pitcher's pitching line, catcher's fielding line. ``passedBall``: catcher's.
- ``wildPitches`` also when the wild pitch came on the last pitch of a turn (the moves say ``wild_pitch``).
- ``saveOpportunities`` = saves + blown saves; a hold is none.
"""

from collections.abc import Mapping

Line = dict[str, int]

BATTING_COUNTS: tuple[str, ...] = (
    "gamesPlayed", "flyOuts", "groundOuts", "airOuts", "runs", "doubles", "triples", "homeRuns", "strikeOuts",
    "baseOnBalls", "intentionalWalks", "hits", "hitByPitch", "atBats", "caughtStealing", "stolenBases",
    "groundIntoDoublePlay", "groundIntoTriplePlay", "plateAppearances", "totalBases", "rbi", "leftOnBase",
    "sacBunts", "sacFlies", "catchersInterference", "pickoffs", "popOuts", "lineOuts",
)  # fmt: skip
PITCHING_COUNTS: tuple[str, ...] = (
    "gamesPlayed", "gamesStarted", "flyOuts", "groundOuts", "airOuts", "runs", "doubles", "triples", "homeRuns",
    "strikeOuts", "baseOnBalls", "intentionalWalks", "hits", "hitByPitch", "atBats", "caughtStealing", "stolenBases",
    "numberOfPitches", "wins", "losses", "saves", "saveOpportunities", "holds", "blownSaves", "earnedRuns",
    "battersFaced", "outs", "gamesPitched", "completeGames", "shutouts", "pitchesThrown", "balls", "strikes",
    "hitBatsmen", "balks", "wildPitches", "pickoffs", "rbi", "gamesFinished", "inheritedRunners",
    "inheritedRunnersScored", "catchersInterference", "sacBunts", "sacFlies", "passedBall", "popOuts", "lineOuts",
)  # fmt: skip
FIELDING_COUNTS: tuple[str, ...] = (
    "gamesStarted", "caughtStealing", "stolenBases", "assists", "putOuts", "errors", "chances", "passedBall",
    "pickoffs",
)  # fmt: skip

OUT_KINDS: Mapping[str, str] = {
    "ground_ball": "groundOuts",
    "bunt_grounder": "groundOuts",
    "fly_ball": "flyOuts",
    "line_drive": "lineOuts",
    "bunt_line_drive": "lineOuts",
    "popup": "popOuts",
    "bunt_popup": "popOuts",
}
EXTRA_BASE_KEYS: Mapping[str, str] = {"double": "doubles", "triple": "triples", "home_run": "homeRuns"}


def empty(counts: tuple[str, ...]) -> Line:
    return dict.fromkeys(counts, 0)


def add(line: Line, **changes: int) -> Line:
    """A new line with the changes added; lines are never changed in place, because snapshots share them."""
    changed = dict(line)
    for key, value in changes.items():
        changed[key] = changed.get(key, 0) + value
    return changed


def total(lines: list[Line], counts: tuple[str, ...]) -> Line:
    return {key: sum(line.get(key, 0) for line in lines) for key in counts}
