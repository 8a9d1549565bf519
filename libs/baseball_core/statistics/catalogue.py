"""Every statistic of a player's and a team's game: its names, where it comes from, what it counts. PURE.

The one table: models, aggregator, reconciliation, API and docs/statistics.md are made from it. Order is the order of
the columns.

Sources: ``plays``: counted from plays, runners, credits and pitches, given who started where. ``decisions``: what the
official scorer decides, read from ``liveData.decisions``. ``derived``: a formula of other counts of the same line.
"""

from typing import Literal

from msgspec import Struct

Group = Literal["batting", "pitching", "fielding"]
Source = Literal["plays", "decisions", "derived"]

GROUPS: tuple[Group, ...] = ("batting", "pitching", "fielding")


class Statistic(Struct, frozen=True):
    """One count. ``column`` is its name in tables and in the API, ``official`` its key in the box score.

    ``in_team``: whether the official team totals have it and agree with their players; where they do not, ``note``
    says why.
    """

    group: Group
    column: str
    official: str
    label: str
    source: Source
    text: str
    in_team: bool = True
    note: str = ""


def _batting(column: str, official: str, label: str, source: Source, text: str, *, in_team: bool = True) -> Statistic:
    return Statistic("batting", column, official, label, source, text, in_team)


def _pitching(
    column: str, official: str, label: str, source: Source, text: str, *, in_team: bool = True, note: str = ""
) -> Statistic:
    return Statistic("pitching", column, official, label, source, text, in_team, note)


def _fielding(column: str, official: str, label: str, text: str, *, in_team: bool = True) -> Statistic:
    return Statistic("fielding", column, official, label, "plays", text, in_team)


BATTING: tuple[Statistic, ...] = (
    _batting("games_played", "gamesPlayed", "G", "plays", "1 for who started or came in", in_team=False),
    _batting("plate_appearances", "plateAppearances", "PA", "plays", "completed turns at bat"),
    _batting("at_bats", "atBats", "AB", "plays", "turns that are no walk, hit by pitch, sacrifice, interference"),
    _batting("runs", "runs", "R", "plays", "times he scored"),
    _batting("hits", "hits", "H", "plays", "singles, doubles, triples, home runs"),
    _batting("doubles", "doubles", "2B", "plays", "doubles"),
    _batting("triples", "triples", "3B", "plays", "triples"),
    _batting("home_runs", "homeRuns", "HR", "plays", "home runs"),
    _batting("total_bases", "totalBases", "TB", "derived", "H + 2B + 2 x 3B + 3 x HR"),
    _batting("rbi", "rbi", "RBI", "plays", "runs batted in, as scored on the play"),
    _batting("base_on_balls", "baseOnBalls", "BB", "plays", "walks, intentional ones included"),
    _batting("intentional_walks", "intentionalWalks", "IBB", "plays", "intentional walks"),
    _batting("strike_outs", "strikeOuts", "SO", "plays", "strike-outs, also those on which he reached first"),
    _batting("hit_by_pitch", "hitByPitch", "HBP", "plays", "times hit by a pitch"),
    _batting("sac_bunts", "sacBunts", "SH", "plays", "sacrifice bunts"),
    _batting("sac_flies", "sacFlies", "SF", "plays", "sacrifice flies"),
    _batting("ground_into_double_play", "groundIntoDoublePlay", "GIDP", "plays", "double plays grounded into"),
    _batting("ground_into_triple_play", "groundIntoTriplePlay", "GITP", "plays", "triple plays grounded into"),
    _batting("stolen_bases", "stolenBases", "SB", "plays", "bases stolen"),
    _batting("caught_stealing", "caughtStealing", "CS", "plays", "times out while stealing"),
    _batting("pickoffs", "pickoffs", "PO", "plays", "times picked off a base"),
    _batting(
        "left_on_base", "leftOnBase", "LOB", "plays", "runners on base when his at-bat without a hit began to end"
    ),
    _batting("catchers_interference", "catchersInterference", "CI", "plays", "times on first by interference"),
    _batting("ground_outs", "groundOuts", "GO", "plays", "balls in play on the ground that were no hit"),
    _batting("air_outs", "airOuts", "AO", "derived", "fly + line + pop outs"),
    _batting("fly_outs", "flyOuts", "FO", "plays", "balls in play flied that were no hit"),
    _batting("line_outs", "lineOuts", "LO", "plays", "balls in play lined that were no hit"),
    _batting("pop_outs", "popOuts", "PU", "plays", "balls in play popped up that were no hit"),
)

PITCHING: tuple[Statistic, ...] = (
    _pitching("games_played", "gamesPlayed", "G", "plays", "1 for who pitched", in_team=False),
    _pitching("games_pitched", "gamesPitched", "GP", "plays", "1 for who pitched", in_team=False),
    _pitching("games_started", "gamesStarted", "GS", "plays", "1 for the first pitcher", in_team=False),
    _pitching("games_finished", "gamesFinished", "GF", "plays", "1 for the last of several pitchers", in_team=False),
    _pitching("complete_games", "completeGames", "CG", "plays", "1 for the only pitcher"),
    _pitching(
        "shutouts", "shutouts", "SHO", "plays", "1 for the only pitcher when no run scored; for a team also by several"
    ),
    _pitching("wins", "wins", "W", "decisions", "1 for the winning pitcher", in_team=False),
    _pitching("losses", "losses", "L", "decisions", "1 for the losing pitcher", in_team=False),
    _pitching("saves", "saves", "SV", "decisions", "1 for who saved the game", in_team=False),
    _pitching("save_opportunities", "saveOpportunities", "SVO", "derived", "saves + blown saves", in_team=False),
    _pitching("holds", "holds", "HLD", "plays", "1 for who kept a lead in a save situation and left", in_team=False),
    _pitching("blown_saves", "blownSaves", "BS", "plays", "1 for who lost the lead of a save situation", in_team=False),
    _pitching("outs", "outs", "OUT", "plays", "outs while he pitched; innings are outs / 3"),
    _pitching("batters_faced", "battersFaced", "BF", "plays", "turns charged to him"),
    _pitching("at_bats", "atBats", "AB", "plays", "at-bats of the batters charged to him"),
    _pitching("number_of_pitches", "numberOfPitches", "NP", "plays", "pitches thrown"),
    _pitching("balls", "balls", "B", "plays", "pitches called balls, hit batsmen included"),
    _pitching("strikes", "strikes", "S", "plays", "all other pitches"),
    _pitching("hits", "hits", "H", "plays", "hits charged to him"),
    _pitching("doubles", "doubles", "2B", "plays", "doubles charged to him"),
    _pitching("triples", "triples", "3B", "plays", "triples charged to him"),
    _pitching("home_runs", "homeRuns", "HR", "plays", "home runs charged to him"),
    _pitching("runs", "runs", "R", "plays", "runs of runners for whom he is responsible"),
    _pitching("earned_runs", "earnedRuns", "ER", "plays", "of those the earned ones"),
    _pitching("base_on_balls", "baseOnBalls", "BB", "plays", "walks charged to him"),
    _pitching("intentional_walks", "intentionalWalks", "IBB", "plays", "of those the intentional ones"),
    _pitching("strike_outs", "strikeOuts", "SO", "plays", "strike-outs"),
    _pitching("hit_by_pitch", "hitByPitch", "HBP", "plays", "batters hit"),
    _pitching("hit_batsmen", "hitBatsmen", "HB", "derived", "the same number by its other name"),
    _pitching("balks", "balks", "BK", "plays", "balks"),
    _pitching("wild_pitches", "wildPitches", "WP", "plays", "wild pitches"),
    _pitching("pickoffs", "pickoffs", "PK", "plays", "runners picked off by his own throw"),
    _pitching("stolen_bases", "stolenBases", "SB", "plays", "bases stolen while he pitched"),
    _pitching("caught_stealing", "caughtStealing", "CS", "plays", "runners caught stealing while he pitched"),
    _pitching("rbi", "rbi", "RBI", "plays", "runs batted in by the batters charged to him"),
    _pitching("inherited_runners", "inheritedRunners", "IR", "plays", "runners on base when he came in", in_team=False),
    _pitching(
        "inherited_runners_scored", "inheritedRunnersScored", "IRS", "plays", "of those who scored", in_team=False
    ),
    _pitching("catchers_interference", "catchersInterference", "CI", "plays", "interferences by his catcher"),
    _pitching("sac_bunts", "sacBunts", "SH", "plays", "sacrifice bunts"),
    _pitching("sac_flies", "sacFlies", "SF", "plays", "sacrifice flies"),
    _pitching("passed_ball", "passedBall", "PB", "plays", "0 in every recorded line: the catcher has them"),
    _pitching("ground_outs", "groundOuts", "GO", "plays", "balls in play on the ground that were no hit"),
    _pitching("air_outs", "airOuts", "AO", "derived", "fly + line + pop outs"),
    _pitching("fly_outs", "flyOuts", "FO", "plays", "balls in play flied that were no hit"),
    _pitching("line_outs", "lineOuts", "LO", "plays", "balls in play lined that were no hit"),
    _pitching("pop_outs", "popOuts", "PU", "plays", "balls in play popped up that were no hit"),
)

FIELDING: tuple[Statistic, ...] = (
    _fielding("games_started", "gamesStarted", "GS", "1 for who began in the field", in_team=False),
    _fielding("put_outs", "putOuts", "PO", "put-outs"),
    _fielding("assists", "assists", "A", "assists, one a fielder and out"),
    _fielding("errors", "errors", "E", "errors"),
    _fielding("chances", "chances", "TC", "put-outs + assists + errors, interference left out"),
    _fielding("passed_ball", "passedBall", "PB", "passed balls while he caught"),
    _fielding("pickoffs", "pickoffs", "PK", "runners picked off by his own throw"),
    _fielding("stolen_bases", "stolenBases", "SB", "bases stolen while he caught"),
    _fielding("caught_stealing", "caughtStealing", "CS", "runners caught stealing while he caught"),
)

BY_GROUP: dict[Group, tuple[Statistic, ...]] = {"batting": BATTING, "pitching": PITCHING, "fielding": FIELDING}
COLUMNS: dict[Group, tuple[str, ...]] = {
    group: tuple(statistic.column for statistic in statistics) for group, statistics in BY_GROUP.items()
}
