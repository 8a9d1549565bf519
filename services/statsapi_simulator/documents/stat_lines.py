"""Lines of the scorer's book in the shape of the box score: a player's game, his season, the team."""

from collections.abc import Mapping, Sequence
from typing import Any

from statsapi_simulator.baseball.lines import BATTING_COUNTS, FIELDING_COUNTS, PITCHING_COUNTS, Line, total
from statsapi_simulator.documents.rates import average, innings, on_base, ops, per_nine, ratio, share, strike_share

_PITCHING_TEAM_ONLY_PLAYERS = frozenset(
    {"gamesPlayed", "gamesStarted", "wins", "losses", "saves", "holds", "blownSaves", "gamesPitched", "gamesFinished"}
)


def batting_summary(line: Mapping[str, int]) -> str:
    """'1-4 | 2B, 2 K, RBI'."""
    parts = []
    for key, label in (
        ("doubles", "2B"), ("triples", "3B"), ("homeRuns", "HR"), ("baseOnBalls", "BB"), ("hitByPitch", "HBP"),
        ("strikeOuts", "K"), ("rbi", "RBI"), ("runs", "R"), ("stolenBases", "SB"),
    ):  # fmt: skip
        count = line[key]
        if count:
            parts.append(label if count == 1 else f"{count} {label}")
    text = f"{line['hits']}-{line['atBats']}"
    return f"{text} | {', '.join(parts)}" if parts else text


def pitching_summary(line: Mapping[str, int]) -> str:
    """'6.0 IP, 2 ER, 5 K, BB'."""

    def count(number: int, label: str) -> str:
        return label if number == 1 else f"{number} {label}"

    parts = [
        f"{innings(line['outs'])} IP",
        count(line["earnedRuns"], "ER"),
        count(line["strikeOuts"], "K"),
        count(line["baseOnBalls"], "BB"),
    ]
    return ", ".join(parts)


def batting_game(line: Line, note: str | None) -> dict[str, Any]:
    shown: dict[str, Any] = {} if note is None else {"note": note}
    shown["summary"] = batting_summary(line)
    shown.update((key, line[key]) for key in BATTING_COUNTS)
    shown["stolenBasePercentage"] = share(line["stolenBases"], line["stolenBases"] + line["caughtStealing"])
    shown["atBatsPerHomeRun"] = ratio(line["atBats"], line["homeRuns"])
    return shown


def pitching_game(line: Line, note: str | None) -> dict[str, Any]:
    """A pitcher who has thrown nothing yet has no pitch fields."""
    shown: dict[str, Any] = {} if note is None else {"note": note}
    shown["summary"] = pitching_summary(line)
    for key in PITCHING_COUNTS:
        if key in ("numberOfPitches", "pitchesThrown") and not line["numberOfPitches"]:
            continue
        shown[key] = line[key]
    attempts = line["stolenBases"] + line["caughtStealing"]
    shown["stolenBasePercentage"] = share(line["stolenBases"], attempts)
    shown["inningsPitched"] = innings(line["outs"])
    shown["strikePercentage"] = strike_share(line["strikes"], line["numberOfPitches"])
    shown["runsScoredPer9"] = per_nine(line["runs"], line["outs"])
    shown["homeRunsPer9"] = per_nine(line["homeRuns"], line["outs"])
    return shown


def fielding_game(line: Line) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for key in FIELDING_COUNTS:
        if key == "gamesStarted" and not line[key]:
            continue
        shown[key] = line[key]
    attempts = line["stolenBases"] + line["caughtStealing"]
    shown["stolenBasePercentage"] = share(line["stolenBases"], attempts)
    shown["caughtStealingPercentage"] = share(line["caughtStealing"], attempts)
    shown["fielding"] = ".000"
    return shown


def batting_season(line: Line) -> dict[str, Any]:
    reached, chances = on_base(line)
    shown: dict[str, Any] = {key: line[key] for key in BATTING_COUNTS}
    attempts = line["stolenBases"] + line["caughtStealing"]
    in_play = line["atBats"] - line["strikeOuts"] - line["homeRuns"] + line["sacFlies"]
    shown |= {
        "avg": average(line["hits"], line["atBats"]),
        "obp": average(reached, chances),
        "slg": average(line["totalBases"], line["atBats"]),
        "ops": ops(line),
        "stolenBasePercentage": share(line["stolenBases"], attempts),
        "caughtStealingPercentage": share(line["caughtStealing"], attempts),
        "babip": share(line["hits"] - line["homeRuns"], in_play),
        "groundOutsToAirouts": ratio(line["groundOuts"], line["airOuts"]),
        "atBatsPerHomeRun": ratio(line["atBats"], line["homeRuns"]),
    }
    return shown


def pitching_season(line: Line) -> dict[str, Any]:
    reached, chances = on_base(line)
    attempts = line["stolenBases"] + line["caughtStealing"]
    decisions = line["wins"] + line["losses"]
    shown: dict[str, Any] = {}
    for key in PITCHING_COUNTS:
        if key == "pitchesThrown" and not line["numberOfPitches"]:
            continue
        shown[key] = line[key]
    shown |= {
        "obp": average(reached, chances),
        "stolenBasePercentage": share(line["stolenBases"], attempts),
        "caughtStealingPercentage": share(line["caughtStealing"], attempts),
        "era": per_nine(line["earnedRuns"], line["outs"]),
        "inningsPitched": innings(line["outs"]),
        "whip": ratio((line["baseOnBalls"] + line["hits"]) * 3, line["outs"]) if line["outs"] else "-",
        "strikePercentage": strike_share(line["strikes"], line["numberOfPitches"]),
        "groundOutsToAirouts": ratio(line["groundOuts"], line["airOuts"]),
        "winPercentage": share(line["wins"], decisions),
        "pitchesPerInning": ratio(line["numberOfPitches"] * 3, line["outs"]),
        "strikeoutWalkRatio": ratio(line["strikeOuts"], line["baseOnBalls"]),
        "strikeoutsPer9Inn": per_nine(line["strikeOuts"], line["outs"]),
        "walksPer9Inn": per_nine(line["baseOnBalls"], line["outs"]),
        "hitsPer9Inn": per_nine(line["hits"], line["outs"]),
        "runsScoredPer9": per_nine(line["runs"], line["outs"]),
        "homeRunsPer9": per_nine(line["homeRuns"], line["outs"]),
    }
    return shown


def fielding_season(line: Line) -> dict[str, Any]:
    attempts = line["stolenBases"] + line["caughtStealing"]
    shown: dict[str, Any] = dict(line)
    shown["stolenBasePercentage"] = share(line["stolenBases"], attempts)
    shown["caughtStealingPercentage"] = share(line["caughtStealing"], attempts)
    shown["fielding"] = average(line["putOuts"] + line["assists"], line["chances"])
    return shown


def team_batting(lines: Sequence[Line]) -> dict[str, Any]:
    line = total(list(lines), BATTING_COUNTS)
    shown = batting_season(line)
    for key in ("gamesPlayed", "babip", "groundOutsToAirouts", "caughtStealingPercentage"):
        del shown[key]
    return shown


def team_pitching(lines: Sequence[Line], *, earned_for_pitchers_only: int = 0) -> dict[str, Any]:
    """``earned_for_pitchers_only``: runs that are earned against a reliever but not against his team (9.16(i))."""
    line = total(list(lines), PITCHING_COUNTS)
    line["earnedRuns"] -= earned_for_pitchers_only
    shown = pitching_season(line)
    for key in (
        *_PITCHING_TEAM_ONLY_PLAYERS, "winPercentage", "strikeoutWalkRatio", "strikeoutsPer9Inn", "walksPer9Inn",
        "hitsPer9Inn",
    ):  # fmt: skip
        del shown[key]
    # Several pitchers may share a team's shutout; before the end nobody has finished.
    shown["shutouts"] = int(line["runs"] == 0 and line["completeGames"] + line["gamesFinished"] > 0)
    # The team's line leaves saves to the pitchers: upstream always says 0.
    shown["saveOpportunities"] = 0
    return shown


def team_fielding(lines: Sequence[Line]) -> dict[str, Any]:
    shown = fielding_season(total(list(lines), FIELDING_COUNTS))
    del shown["fielding"], shown["gamesStarted"]
    return shown
