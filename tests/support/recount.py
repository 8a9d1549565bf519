"""Counts a game's official stats again from its plays alone, reading nothing of the box score but who started.

The rules are those of ``statsapi_simulator.baseball.lines``, written a second time against the fields of a document:
the same recount holds for recorded and for simulated games, so a simulated box score means what a recorded one means.
"""

from collections import Counter, defaultdict
from typing import Any, NamedTuple

Counts = dict[int, Counter[str]]

NOT_A_TURN = (
    "pickoff", "caught_stealing", "cs_double_play", "runner", "other_out", "other_advance", "error", "game_advisory",
    "stolen_base", "wild_pitch", "passed_ball", "balk", "defensive_indiff",
)  # fmt: skip
NO_AT_BAT = ("walk", "intent_walk", "hit_by_pitch", "catcher_interf")
HITS = {"single": (1, None), "double": (2, "doubles"), "triple": (3, "triples"), "home_run": (4, "homeRuns")}
OUT_KINDS = {
    "ground_ball": "groundOuts",
    "bunt_grounder": "groundOuts",
    "fly_ball": "flyOuts",
    "line_drive": "lineOuts",
    "popup": "popOuts",
    "bunt_popup": "popOuts",
    "bunt_line_drive": "lineOuts",
}
FIELDING = {
    "f_putout": "putOuts",
    "f_assist": "assists",
    "f_throwing_error": "errors",
    "f_fielding_error": "errors",
    "f_error_dropped_ball": "errors",
    "c_catcher_interf": "errors",
}
COUNTED = {
    "batting": (
        "plateAppearances", "atBats", "hits", "doubles", "triples", "homeRuns", "runs", "rbi", "baseOnBalls",
        "intentionalWalks", "strikeOuts", "hitByPitch", "sacFlies", "sacBunts", "stolenBases", "caughtStealing",
        "groundIntoDoublePlay", "groundIntoTriplePlay", "groundOuts", "airOuts", "flyOuts", "lineOuts", "popOuts",
        "leftOnBase", "totalBases", "pickoffs", "catchersInterference",
    ),
    "pitching": (
        "battersFaced", "outs", "numberOfPitches", "balls", "strikes", "hits", "doubles", "triples", "homeRuns", "runs",
        "earnedRuns", "baseOnBalls", "intentionalWalks", "strikeOuts", "hitByPitch", "rbi", "atBats", "sacFlies",
        "sacBunts", "wildPitches", "balks", "inheritedRunners", "inheritedRunnersScored", "stolenBases",
        "caughtStealing", "pickoffs", "groundOuts", "airOuts", "flyOuts", "lineOuts", "popOuts", "catchersInterference",
        "losses", "saves", "holds", "blownSaves",
        "gamesStarted", "gamesFinished", "completeGames", "shutouts",
    ),
    "fielding": ("putOuts", "assists", "errors", "chances"),
}  # fmt: skip


BATTERS_COUNTS = ((2, 0), (2, 1), (3, 0), (3, 1), (3, 2))


class Entrance(NamedTuple):
    """What a pitcher came into: the lead of his side, opponents on base, outs that his side has yet to get."""

    pitcher: int
    lead: int
    runners: int
    outs_left: int

    @property
    def is_save_situation(self) -> bool:
        if self.lead <= 0:
            return False
        return self.lead - self.runners <= 2 or (self.lead <= 3 and self.outs_left >= 3)


class Recount:
    """The counts of one final document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.lines: dict[str, Counts] = {group: defaultdict(Counter) for group in COUNTED}
        self._box = document["liveData"]["boxscore"]["teams"]
        self._pitcher = {"top": self._box["home"]["pitchers"][0], "bottom": self._box["away"]["pitchers"][0]}
        self._half: tuple[int, str] | None = None
        self._bases: dict[str, int] = {}
        self._unpitched: int | None = None
        """The automatic runner, until the half's first pitch."""
        self._score = {"top": 0, "bottom": 0}
        self._entered: dict[str, list[Entrance]] = {
            half: [Entrance(pitcher, 0, 0, 0)] for half, pitcher in self._pitcher.items()
        }
        self._blown: set[int] = set()
        self._lead: tuple[str, int, int] | None = None
        """Half in which the leading side bats, its pitcher of record, the pitcher charged with the run that did it."""
        self._scheduled = document["liveData"]["linescore"]["scheduledInnings"]
        for play in document["liveData"]["plays"]["allPlays"]:
            self._play(play)
        self._pitchers(document["liveData"].get("decisions", {}))

    def differences(self) -> list[tuple[str, str, str, int, int]]:
        """(group, player, stat, official, counted) wherever the box score says something else."""
        found = []
        for side in self._box.values():
            for entry in side["players"].values():
                for group, stats in COUNTED.items():
                    official = entry["stats"][group]
                    counted = self.lines[group][entry["person"]["id"]]
                    found += [
                        (group, entry["person"]["fullName"], stat, official[stat], counted[stat])
                        for stat in stats
                        if stat in official and official[stat] != counted[stat]
                    ]
        return found

    def _play(self, play: dict[str, Any]) -> None:
        half = (play["about"]["inning"], play["about"]["halfInning"])
        if half != self._half:
            self._half, self._bases, self._unpitched = half, {}, None
        before = dict(self._bases)
        for number, event in enumerate(play["playEvents"]):
            before = dict(self._bases)
            moves = [runner for runner in play["runners"] if runner["details"]["playIndex"] == number]
            self._event(event, moves)
        kind = play["result"].get("eventType", "")
        if play["about"]["isComplete"] and not kind.startswith(NOT_A_TURN):
            self._turn(play, kind, before)

    def _event(self, event: dict[str, Any], moves: list[dict[str, Any]]) -> None:
        inning, half = self._half or (1, "top")
        kind = event["details"].get("eventType")
        if event["type"] != "action":
            self._unpitched = None
        if kind == "pitching_substitution":
            self._enter(event["player"]["id"], inning, half, event["count"]["outs"])
        elif kind == "offensive_substitution" and "base" in event:
            if self._bases.get(f"{event['base']}B") == self._unpitched:
                self._unpitched = event["player"]["id"]
            self._bases[f"{event['base']}B"] = event["player"]["id"]
        elif kind == "runner_placed":
            self._bases["2B"] = self._unpitched = event["player"]["id"]
        pitcher = self.lines["pitching"][self._pitcher[half]]
        if event["isPitch"]:
            pitcher["numberOfPitches"] += 1
            pitcher["balls" if event["details"]["isBall"] else "strikes"] += 1
        pitcher["balks"] += kind == "balk"
        pitcher["wildPitches"] += any(move["details"]["eventType"] == "wild_pitch" for move in moves)
        for move in moves:
            self._move(move, self._pitcher[half])

    def _enter(self, pitcher: int, inning: int, half: str, outs: int) -> None:
        """A pitcher comes in; whoever begins a half does not inherit its automatic runner."""
        self._pitcher[half] = pitcher
        inherited = sum(runner != self._unpitched for runner in self._bases.values())
        self.lines["pitching"][pitcher]["inheritedRunners"] += inherited
        lead = self._score["bottom" if half == "top" else "top"] - self._score[half]
        halves = max(self._scheduled - inning + 1, 1)
        self._entered[half].append(Entrance(pitcher, lead, len(self._bases), 3 * halves - outs))

    def _run(self, half: str, charged: int) -> None:
        other = "bottom" if half == "top" else "top"
        self._score[half] += 1
        difference = self._score[half] - self._score[other]
        if difference == 0:
            self._lead = None
            self._blown.add(self._pitcher[half])
        elif difference == 1 and self._lead is None:
            self._lead = (half, self._pitcher[other], charged)

    def _pitchers(self, decisions: dict[str, Any]) -> None:
        """What only the whole game tells of a pitcher; the winner is the scorer's choice and is taken from him."""
        winner = decisions.get("winner", {}).get("id")
        in_line: list[Entrance] = []
        """Whoever followed a starter with too few outs to win: he may be the winner, so there is nothing to save."""
        for half, entered in self._entered.items():
            order = [entrance.pitcher for entrance in entered]
            self.lines["pitching"][order[0]]["gamesStarted"] += 1
            if len(order) == 1:
                self.lines["pitching"][order[0]]["completeGames"] += 1
                self.lines["pitching"][order[0]]["shutouts"] += self._score[half] == 0
            else:
                self.lines["pitching"][order[-1]]["gamesFinished"] += 1
            if winner in order and winner != order[-1]:
                last = entered[-1]
                outs = self.lines["pitching"][last.pitcher]["outs"]
                small = last.lead > 0 and (last.lead - last.runners <= 2 or (last.lead <= 3 and outs >= 3))
                earns = small or outs >= 9
                self.lines["pitching"][last.pitcher]["saves"] += outs > 0 and earns
            needs = 15 if self._innings_against(half) >= 6 else 12
            if self.lines["pitching"][order[0]]["outs"] < needs:
                in_line += entered[1:2]
        if winner is not None and self._lead is not None:
            self.lines["pitching"][self._lead[2]]["losses"] += 1
        for entered in self._entered.values():
            for entrance in entered[1:]:
                if not entrance.is_save_situation or entrance in in_line:
                    continue
                if entrance.pitcher in self._blown:
                    self.lines["pitching"][entrance.pitcher]["blownSaves"] += 1
                elif entrance is not entered[-1]:
                    got_one = self.lines["pitching"][entrance.pitcher]["outs"] > 0
                    self.lines["pitching"][entrance.pitcher]["holds"] += got_one and entrance.pitcher != winner

    def _innings_against(self, half: str) -> int:
        last, in_half = self._half or (1, "top")
        return last if half == "top" or in_half == "bottom" else last - 1

    def _move(self, move: dict[str, Any], pitcher: int) -> None:
        details, movement = move["details"], move["movement"]
        runner, kind = details["runner"]["id"], details["eventType"]
        batting, pitching = self.lines["batting"][runner], self.lines["pitching"]
        self._bases = {base: who for base, who in self._bases.items() if who != runner}
        if movement["isOut"]:
            pitching[pitcher]["outs"] += 1
        elif movement["end"] == "score":
            batting["runs"] += 1
            charged = details["responsiblePitcher"]["id"]
            pitching[charged]["runs"] += 1
            pitching[charged]["earnedRuns"] += details["earned"]
            pitching[pitcher]["inheritedRunnersScored"] += charged != pitcher
            self._run(self._half[1] if self._half else "top", charged)
        elif movement["end"] is not None:
            self._bases[movement["end"]] = runner
        if kind.startswith("stolen_base"):
            batting["stolenBases"] += 1
            pitching[pitcher]["stolenBases"] += 1
        if "caught_stealing" in kind and movement["isOut"]:
            batting["caughtStealing"] += 1
            pitching[pitcher]["caughtStealing"] += 1
        credited = move.get("credits", [])
        if kind.startswith("pickoff") and movement["isOut"]:
            batting["pickoffs"] += 1
            pitching[pitcher]["pickoffs"] += credited[0]["position"]["code"] == "1"
        for credit in credited:
            stat = FIELDING.get(credit["credit"])
            if stat is not None:
                self.lines["fielding"][credit["player"]["id"]][stat] += 1
                is_chance = credit["credit"] != "c_catcher_interf"
                self.lines["fielding"][credit["player"]["id"]]["chances"] += is_chance

    def _turn(self, play: dict[str, Any], kind: str, before: dict[str, int]) -> None:
        batter, pitcher = self._charged(play, kind)
        sacrifice = kind.startswith("sac")
        batter["plateAppearances"] += 1
        pitcher["battersFaced"] += 1
        last = len(play["playEvents"]) - 1
        trajectory = play["playEvents"][-1].get("hitData", {}).get("trajectory")
        for line in (batter, pitcher):
            line["rbi"] += play["result"]["rbi"]
            line["atBats"] += kind not in NO_AT_BAT and not sacrifice
            line["baseOnBalls"] += kind in ("walk", "intent_walk")
            line["intentionalWalks"] += kind == "intent_walk"
            line["strikeOuts"] += kind.startswith("strikeout")
            line["hitByPitch"] += kind == "hit_by_pitch"
            line["catchersInterference"] += kind == "catcher_interf"
            line["sacFlies"] += kind.startswith("sac_fly")
            line["sacBunts"] += kind.startswith("sac_bunt")
            if kind in HITS:
                line["hits"] += 1
                stat = HITS[kind][1]
                if stat is not None:
                    line[stat] += 1
            elif trajectory is not None and not kind.startswith("strikeout"):
                line[OUT_KINDS[trajectory]] += 1
                line["airOuts"] += OUT_KINDS[trajectory] != "groundOuts"
        batter["totalBases"] += HITS.get(kind, (0, None))[0]
        batter["groundIntoDoublePlay"] += kind == "grounded_into_double_play"
        on_the_ground = OUT_KINDS.get(trajectory or "") == "groundOuts"
        batter["groundIntoTriplePlay"] += on_the_ground and kind in ("triple_play", "grounded_into_triple_play")
        if kind not in NO_AT_BAT and kind not in HITS and not sacrifice:
            scored = sum(
                runner["movement"]["end"] == "score"
                and runner["details"]["playIndex"] == last
                and runner["details"]["runner"]["id"] != play["matchup"]["batter"]["id"]
                for runner in play["runners"]
            )
            batter["leftOnBase"] += len(before) - scored

    def _charged(self, play: dict[str, Any], kind: str) -> tuple[Counter[str], Counter[str]]:
        """The lines of batter and pitcher who are charged with a turn in which somebody was replaced."""
        batter, pitcher = play["matchup"]["batter"]["id"], play["matchup"]["pitcher"]["id"]
        before = [
            entrance.pitcher for entrance in self._entered[play["about"]["halfInning"]] if entrance.pitcher != pitcher
        ]
        for event in reversed(play["playEvents"]):
            what, count = event["details"].get("eventType"), event["count"]
            if what == "offensive_substitution" and "base" not in event and count["strikes"] == 2:
                batter = event["replacedPlayer"]["id"] if kind.startswith("strikeout") else batter
        changes = [e["count"] for e in play["playEvents"] if e["details"].get("eventType") == "pitching_substitution"]
        if changes and (changes[-1]["balls"], changes[-1]["strikes"]) in BATTERS_COUNTS and kind.endswith("walk"):
            pitcher = before[-1]
        return self.lines["batting"][batter], self.lines["pitching"][pitcher]
