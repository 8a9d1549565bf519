"""Counts a game's official stats again from its plays alone, reading nothing of the box score but who started.

The rules are those of ``statsapi_simulator.baseball.lines``, written a second time against the fields of a document:
the same recount holds for recorded and for simulated games, so a simulated box score means what a recorded one means.
"""

from collections import Counter, defaultdict
from typing import Any

Counts = dict[int, Counter[str]]

NOT_A_TURN = ("pickoff", "caught_stealing", "runner", "other_out", "game_advisory", "stolen_base", "wild_pitch", "balk")
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
    "c_catcher_interf": "errors",
}
COUNTED = {
    "batting": (
        "plateAppearances", "atBats", "hits", "doubles", "triples", "homeRuns", "runs", "rbi", "baseOnBalls",
        "intentionalWalks", "strikeOuts", "hitByPitch", "sacFlies", "sacBunts", "stolenBases", "caughtStealing",
        "groundIntoDoublePlay", "groundOuts", "airOuts", "leftOnBase", "totalBases", "pickoffs",
    ),
    "pitching": (
        "battersFaced", "outs", "numberOfPitches", "balls", "strikes", "hits", "doubles", "triples", "homeRuns", "runs",
        "earnedRuns", "baseOnBalls", "intentionalWalks", "strikeOuts", "hitByPitch", "rbi", "atBats", "sacFlies",
        "sacBunts", "wildPitches", "balks", "inheritedRunners", "inheritedRunnersScored", "stolenBases",
        "caughtStealing", "pickoffs", "groundOuts", "airOuts",
    ),
    "fielding": ("putOuts", "assists", "errors", "chances"),
}  # fmt: skip


class Recount:
    """The counts of one final document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.lines: dict[str, Counts] = {group: defaultdict(Counter) for group in COUNTED}
        self._box = document["liveData"]["boxscore"]["teams"]
        self._pitcher = {"top": self._box["home"]["pitchers"][0], "bottom": self._box["away"]["pitchers"][0]}
        self._half: tuple[int, str] | None = None
        self._bases: dict[str, int] = {}
        for play in document["liveData"]["plays"]["allPlays"]:
            self._play(play)

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
            self._half, self._bases = half, {}
        before = dict(self._bases)
        for number, event in enumerate(play["playEvents"]):
            before = dict(self._bases)
            moves = [runner for runner in play["runners"] if runner["details"]["playIndex"] == number]
            self._event(event, moves)
        kind = play["result"].get("eventType", "")
        if play["about"]["isComplete"] and not kind.startswith(NOT_A_TURN):
            self._turn(play, kind, before)

    def _event(self, event: dict[str, Any], moves: list[dict[str, Any]]) -> None:
        half = self._half[1] if self._half else "top"
        kind = event["details"].get("eventType")
        if kind == "pitching_substitution":
            self._pitcher[half] = event["player"]["id"]
            self.lines["pitching"][self._pitcher[half]]["inheritedRunners"] += len(self._bases)
        elif kind == "offensive_substitution" and "base" in event:
            self._bases[f"{event['base']}B"] = event["player"]["id"]
        elif kind == "runner_placed":
            self._bases["2B"] = event["player"]["id"]
        pitcher = self.lines["pitching"][self._pitcher[half]]
        if event["isPitch"]:
            pitcher["numberOfPitches"] += 1
            pitcher["balls" if event["details"]["isBall"] else "strikes"] += 1
        pitcher["balks"] += kind == "balk"
        pitcher["wildPitches"] += any(move["details"]["eventType"] == "wild_pitch" for move in moves)
        for move in moves:
            self._move(move, self._pitcher[half])

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
                self.lines["fielding"][credit["player"]["id"]]["chances"] += 1

    def _turn(self, play: dict[str, Any], kind: str, before: dict[str, int]) -> None:
        half = play["about"]["halfInning"]
        batter = self.lines["batting"][play["matchup"]["batter"]["id"]]
        pitcher = self.lines["pitching"][self._pitcher[half]]
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
        if kind not in NO_AT_BAT and kind not in HITS and not sacrifice:
            scored = sum(
                runner["movement"]["end"] == "score"
                and runner["details"]["playIndex"] == last
                and runner["details"]["runner"]["id"] != play["matchup"]["batter"]["id"]
                for runner in play["runners"]
            )
            batter["leftOnBase"] += len(before) - scored
