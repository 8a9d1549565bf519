"""The official box score of a moment, from the scorer's book."""

from typing import Any

from statsapi_simulator.baseball.decisions import Decisions
from statsapi_simulator.baseball.lines import Line
from statsapi_simulator.baseball.people import Player
from statsapi_simulator.baseball.records import Play
from statsapi_simulator.baseball.seasons import season_of
from statsapi_simulator.baseball.snapshot import Snapshot
from statsapi_simulator.baseball.states import Fixture, State
from statsapi_simulator.documents.clubs import boxscore_team
from statsapi_simulator.documents.linescore import current_batter, ordinal
from statsapi_simulator.documents.notes import game_info, team_info
from statsapi_simulator.documents.people import boxscore_name, person, position
from statsapi_simulator.documents.stat_lines import (
    batting_game,
    batting_season,
    fielding_game,
    fielding_season,
    pitching_game,
    pitching_season,
    team_batting,
    team_fielding,
    team_pitching,
)

_OFFICIAL_TYPES = ("Home Plate", "First Base", "Second Base", "Third Base")
_NO_STATS: dict[str, Any] = {"batting": {}, "pitching": {}, "fielding": {}}


def _sum(before: Line, today: Line | None) -> Line:
    return before if today is None else {key: value + today.get(key, 0) for key, value in before.items()}


class BoxScores:
    """Builds box scores of one game. What a player's unchanged line looks like is built once."""

    def __init__(self, fixture: Fixture) -> None:
        self._fixture = fixture
        last_names = [player.last for player in fixture.players.values()]
        self.names = {
            player.id: boxscore_name(player, alone=last_names.count(player.last) == 1)
            for player in fixture.players.values()
        }
        self._seasons = {
            player.id: season_of(fixture.players[player.id], fixture.season, rank)
            for club in fixture.clubs
            for rank, player in enumerate(club.players)
        }
        self._shown: dict[tuple[int, str], tuple[Line | None, dict[str, Any]]] = {}
        self._entries: dict[int, tuple[tuple[Any, ...], dict[str, Any]]] = {}
        self._benched = {player.id: self._on_the_bench(player) for player in fixture.players.values()}

    def boxscore(self, state: State) -> dict[str, Any]:
        fixture = self._fixture
        snapshot = state.snapshot
        shown: dict[str, Any] = {
            "teams": {
                "away": self._team(state, 0),
                "home": self._team(state, 1),
            },
            "officials": []
            if snapshot is None
            else [
                {"official": person(umpire), "officialType": kind}
                for umpire, kind in zip(fixture.umpires, _OFFICIAL_TYPES, strict=True)
            ],
            "info": game_info(fixture, state, self.names),
            "pitchingNotes": self._pitching_notes(snapshot) if state.over and snapshot is not None else [],
        }
        if snapshot is not None:
            shown["topPerformers"] = self._top_performers(shown["teams"], snapshot)
        return shown

    # ---- teams ---------------------------------------------------------------------------------------------

    def _team(self, state: State, side: int) -> dict[str, Any]:
        club = self._fixture.clubs[side]
        snapshot = state.snapshot
        if snapshot is None:
            return self._team_before(side)
        lineup = snapshot.sides[side]
        batting, pitching, fielding = snapshot.batting[side], snapshot.pitching[side], snapshot.fielding[side]
        notes, explanations = self._substitutes(snapshot, side)
        decisions = state.decisions
        return {
            "team": boxscore_team(club),
            "teamStats": {
                "batting": team_batting(list(batting.values())),
                "pitching": team_pitching(
                    list(pitching.values()), earned_for_pitchers_only=_earned_for_pitchers_only(snapshot, side)
                ),
                "fielding": team_fielding(list(fielding.values())),
            },
            "players": {
                f"ID{player.id}": self._player(player, snapshot, side, notes, decisions)
                for player in map(self._fixture.players.__getitem__, (p.id for p in club.players))
            },
            "batters": list(lineup.batters),
            "pitchers": list(lineup.pitchers),
            "bench": list(lineup.bench),
            "bullpen": list(lineup.bullpen),
            "battingOrder": list(lineup.order),
            "info": team_info(snapshot, side, self.names, {p: lines[0] for p, lines in self._seasons.items()})
            if state.on_field
            else [],
            "note": explanations,
        }

    def _team_before(self, side: int) -> dict[str, Any]:
        """No line-up yet: everybody is on the bench or in the bullpen, listed twice as upstream does."""
        club = self._fixture.clubs[side]
        bench = [player.id for player in club.hitters]
        bullpen = [player.id for player in club.pitchers]
        return {
            "team": boxscore_team(club),
            "teamStats": {"batting": team_batting([]), "pitching": team_pitching([]), "fielding": team_fielding([])},
            "players": {f"ID{player.id}": self._benched[player.id] for player in club.players},
            "batters": [],
            "pitchers": [],
            "bench": bench + bench,
            "bullpen": bullpen + bullpen,
            "battingOrder": [],
            "info": [],
            "note": [],
        }

    # ---- players -------------------------------------------------------------------------------------------

    def _entry(self, player: Player, spot: str) -> dict[str, Any]:
        club = next(club for club in self._fixture.clubs if any(p.id == player.id for p in club.players))
        return {
            "person": person(player),
            "jerseyNumber": player.number,
            "position": position(spot),
            "status": {"code": "A", "description": "Active"},
            "parentTeamId": club.id,
        }

    def _on_the_bench(self, player: Player) -> dict[str, Any]:
        """Listed without having played: empty stats, no place in the order."""
        return {
            **self._entry(player, player.position),
            "stats": _NO_STATS,
            "seasonStats": self._season(player, None, None, None),
            "gameStatus": _game_status(bench=True),
        }

    def _player(
        self, player: Player, snapshot: Snapshot, side: int, notes: dict[int, str], decisions: Decisions | None
    ) -> dict[str, Any]:
        lineup = snapshot.sides[side]
        positions = dict(lineup.positions).get(player.id)
        if positions is None:
            return self._benched[player.id]
        batting = snapshot.batting[side].get(player.id)
        pitching = snapshot.pitching[side].get(player.id)
        fielding = snapshot.fielding[side].get(player.id)
        at_bat = snapshot.top == (side == 0)
        bats = at_bat and current_batter(snapshot)[0] == player.id
        pitches = not at_bat and lineup.pitcher == player.id
        code = lineup.code_of(player.id)
        note, decision = notes.get(player.id), self._pitching_note(player.id, decisions)
        what = (id(batting), id(pitching), id(fielding), positions, code, bats, pitches, note, decision)
        known = self._entries.get(player.id)
        if known is not None and known[0] == what:
            return known[1]
        entry = self._entry(player, positions[-1])
        if code is not None:
            entry["battingOrder"] = code
        entry["stats"] = {
            "batting": {} if batting is None else batting_game(batting, note),
            "pitching": {} if pitching is None else pitching_game(pitching, decision),
            "fielding": {} if fielding is None else fielding_game(fielding),
        }
        entry["seasonStats"] = self._season(player, batting, pitching, fielding)
        entry["gameStatus"] = _game_status(
            batter=bats, pitcher=pitches, substitute=code is not None and not code.endswith("00")
        )
        entry["allPositions"] = [position(p) for p in positions]
        # The game's snapshots keep every line alive, so an identity never comes back with other content.
        self._entries[player.id] = (what, entry)
        return entry

    def _season(
        self, player: Player, batting: Line | None, pitching: Line | None, fielding: Line | None
    ) -> dict[str, Any]:
        before = self._seasons[player.id]
        return {
            "batting": self._once(player.id, "batting", before[0], batting),
            "pitching": self._once(player.id, "pitching", before[1], pitching),
            "fielding": self._once(player.id, "fielding", before[2], fielding),
        }

    def _once(self, player: int, group: str, before: Line, today: Line | None) -> dict[str, Any]:
        known = self._shown.get((player, group))
        if known is not None and known[0] is today:
            return known[1]
        build = {"batting": batting_season, "pitching": pitching_season, "fielding": fielding_season}[group]
        built = build(_sum(before, today))
        self._shown[(player, group)] = (today, built)
        return built

    def _pitching_note(self, player: int, decisions: Decisions | None) -> str | None:
        if decisions is None:
            return None
        line = self._seasons[player][1]
        note = ""
        if player == decisions.winner:
            note += f"(W, {line['wins'] + 1}-{line['losses']})"
        if player == decisions.loser:
            note += f"(L, {line['wins']}-{line['losses'] + 1})"
        if player in decisions.blown:
            note += f"(BS, {line['blownSaves'] + 1})"
        if player in decisions.holds:
            note += f"(H, {line['holds'] + 1})"
        if player == decisions.save:
            note += f"(S, {line['saves'] + 1})"
        return note or None

    # ---- notes ---------------------------------------------------------------------------------------------

    def _substitutes(self, snapshot: Snapshot, side: int) -> tuple[dict[int, str], list[dict[str, str]]]:
        """'a-' for pinch hitters, '1-' for pinch runners, with a line each on what they did."""
        notes: dict[int, str] = {}
        explained: list[dict[str, str]] = []
        hitters, runners = 0, 0
        for play in snapshot.plays:
            if play.top != (side == 0):
                continue
            for event in play.events:
                if event.event_type != "offensive_substitution" or event.player is None or event.replaced is None:
                    continue
                replaced = self.names[event.replaced]
                if event.position == "12":
                    runners += 1
                    label, value = str(runners), f"Ran for {replaced} in the {ordinal(play.inning)}."
                else:
                    label = "abcdefghijklmnopqrstuvwxyz"[hitters % 26]
                    hitters += 1
                    value = f"{self._did(play, event.player)} for {replaced} in the {ordinal(play.inning)}."
                notes[event.player] = f"{label}-"
                explained.append({"label": label, "value": value})
        return notes, explained

    def _did(self, play: Play, batter: int) -> str:
        if play.batter != batter or not play.complete:
            return "Batted"
        words = {
            "strikeout": "Struck out",
            "walk": "Walked",
            "single": "Singled",
            "double": "Doubled",
            "triple": "Tripled",
            "home_run": "Homered",
            "hit_by_pitch": "Was hit by a pitch",
        }
        if play.event_type in words:
            return words[play.event_type]
        return {
            "Groundout": "Grounded out",
            "Flyout": "Flied out",
            "Lineout": "Lined out",
            "Pop Out": "Popped out",
        }.get(play.event or "", "Batted")

    def _pitching_notes(self, snapshot: Snapshot) -> list[str]:
        """A pitcher who left without an out in his last inning."""
        notes = []
        for number, side in enumerate(snapshot.sides):
            for pitcher in side.pitchers:
                line = snapshot.pitching[number][pitcher]
                if line["battersFaced"] and not line["outs"]:
                    notes.append(f"{self.names[pitcher]} pitched to {line['battersFaced']} batters without an out.")
        return notes

    def _top_performers(self, teams: dict[str, Any], snapshot: Snapshot) -> list[dict[str, Any]]:
        scored = []
        for number, key in enumerate(("away", "home")):
            for player, line in snapshot.batting[number].items():
                score = 40 + 2 * line["plateAppearances"] + 6 * line["totalBases"] + 4 * line["rbi"] + 3 * line["runs"]
                scored.append((score, "hitter", key, player))
            for player, line in snapshot.pitching[number].items():
                if line["gamesStarted"]:
                    score = 40 + 2 * line["outs"] + 2 * line["strikeOuts"] - 4 * line["earnedRuns"] - 2 * line["hits"]
                    scored.append((score, "starter", key, player))
        scored.sort(key=lambda item: (-item[0], item[3]))
        performers = []
        for score, kind, key, player in scored[:3]:
            entry = dict(teams[key]["players"][f"ID{player}"])
            entry["person"] = entry["person"] | {"boxscoreName": self.names[player]}
            group = "pitchingGameScore" if kind == "starter" else "hittingGameScore"
            performers.append({"player": entry, "type": kind, "gameScore": score, group: score})
        return performers


def _earned_for_pitchers_only(snapshot: Snapshot, side: int) -> int:
    """Runs against a side that its pitchers answer for although an error had cost the third out before they came."""
    return sum(
        move.earned and move.team_unearned for play in snapshot.plays if play.top == (side == 1) for move in play.moves
    )


def _game_status(
    *, batter: bool = False, pitcher: bool = False, bench: bool = False, substitute: bool = False
) -> dict[str, bool]:
    return {
        "isCurrentBatter": batter,
        "isCurrentPitcher": pitcher,
        "isOnBench": bench,
        "isSubstitute": substitute,
    }
