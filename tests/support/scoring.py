"""Games told play by play, as small feed documents: for the rules of scoring, for audits and for holes.

Away bats with 11 to 19 in the order 1 to 9 and pitches with 150; home has 21 to 29 and 250. Place 2 catches (12, 22),
place 3 plays first base (13, 23), place 9 is the designated hitter. Who else comes in is whoever the teller names.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from game_aggregator.evaluation import Evaluated, evaluate
from game_aggregator.readiness import Complete, complete
from game_aggregator.rows import COLUMNS_OF
from game_aggregator.wire import decode

Document = dict[str, Any]

AWAY, HOME = 0, 1
SIDES = ("away", "home")
STARTERS = (150, 250)
CATCHERS = (12, 22)
FIRST_BASE = (13, 23)
SHORTSTOP = (16, 26)
POSITIONS = ("8", "2", "3", "4", "5", "6", "7", "9", "10")
GAME_PK = 900_001

REACHES = {
    **dict.fromkeys(("single", "walk", "intent_walk", "hit_by_pitch", "catcher_interf", "field_error"), "1B"),
    **dict.fromkeys(("force_out", "fielders_choice", "fielders_choice_out"), "1B"),
    "double": "2B",
    "triple": "3B",
    "home_run": "score",
}
"""Where the batter is after a result that leaves him on base; else he is out."""
LAST_PITCH = {"walk": "BBBB", "intent_walk": "BBBB", "strikeout": "SSS", "hit_by_pitch": "H"}
STAY_AT_BAT = ("pickoff", "caught_stealing", "stolen_base", "other_out", "game_advisory", "wild_pitch", "runner_double")


class Action(NamedTuple):
    """Something between pitches: its event type and the rest of its event."""

    kind: str
    more: Document


class Move(NamedTuple):
    """One movement, on the event before which it is told. ``credits`` are (fielder, credit).

    ``charged`` None: the pitcher who was on the mound when the runner reached base.
    """

    runner: int
    start: str | None
    end: str | None
    kind: str = ""
    reason: str | None = None
    out: bool = False
    credits: Sequence[tuple[int, str]] = ()
    charged: int | None = None
    earned: bool = True
    team_unearned: bool = False


# ---- what may be told --------------------------------------------------------------------------------------------


def advances(runner: int, start: str | None, end: str, *, kind: str = "", **more: Any) -> Move:
    return Move(runner, start, end, kind, **more)


def put_out(runner: int, start: str | None, *credited: tuple[int, str], kind: str = "", **more: Any) -> Move:
    """Without credits first base of home puts him out."""
    return Move(runner, start, None, kind, out=True, credits=credited or ((FIRST_BASE[HOME], "f_putout"),), **more)


def steals(runner: int, start: str, end: str) -> Move:
    return Move(runner, start, end, f"stolen_base_{end.lower()}", f"r_stolen_base_{end.lower()}")


def new_pitcher(player: int, **more: Any) -> Action:
    return Action("pitching_substitution", _substitution(player, position="1", **more))


def pinch_hitter(player: int, *, replaces: int) -> Action:
    return Action("offensive_substitution", _substitution(player, position="11", replaces=replaces))


def pinch_runner(player: int, *, replaces: int) -> Action:
    return Action("offensive_substitution", _substitution(player, position="12", replaces=replaces))


def new_fielder(player: int, position: str, *, replaces: int) -> Action:
    return Action("defensive_substitution", _substitution(player, position=position, replaces=replaces))


def moves_to(player: int, position: str) -> Action:
    return Action("defensive_switch", _substitution(player, position=position))


def automatic_runner(player: int) -> Action:
    return Action("runner_placed", {"player": {"id": player}, "base": 2})


def _substitution(player: int, *, position: str, replaces: int | None = None, order: str | None = None) -> Document:
    told: Document = {"player": {"id": player}, "isSubstitution": True, "position": {"code": position}}
    if replaces is not None:
        told["replacedPlayer"] = {"id": replaces}
        order = order or f"{replaces % 10}01"
    if order is not None:
        told["battingOrder"] = order
    return told


# ---- the game ----------------------------------------------------------------------------------------------------


class ScoredGame:
    """A game that begins in the top of the first inning. Every method adds to it and returns it."""

    def __init__(self, *, scheduled_innings: int = 9, two_way: int | None = None) -> None:
        self.plays: list[Document] = []
        self.inning, self.side = 1, AWAY
        self.score = [0, 0]
        self.pitchers = list(STARTERS)
        self.scheduled_innings = scheduled_innings
        self.decisions: Document | None = None
        self.status = "F"
        self.box = [_box(AWAY), _box(HOME)]
        self._outs = 0
        self._batters = [0, 0]
        self._order = [[10 * (side + 1) + place for place in range(1, 10)] for side in (AWAY, HOME)]
        self._charged: dict[int, int] = {}
        if two_way is not None:
            self._starts_both_ways(two_way)

    def _starts_both_ways(self, side: int) -> None:
        batter = self._order[side][8]
        self.pitchers[side] = batter
        self.box[side]["pitchers"] = [batter]
        self.box[side]["players"][f"ID{batter}"]["allPositions"] = [{"code": "1"}, {"code": "10"}]

    def half(self, inning: int, *, top: bool) -> "ScoredGame":
        """The next half begins."""
        self.inning, self.side, self._outs, self._charged = inning, AWAY if top else HOME, 0, {}
        return self

    def quiet(self, first: int, last: int) -> "ScoredGame":
        """Innings in which every batter is out."""
        for inning in range(first, last + 1):
            self.half(inning, top=True).out(3).half(inning, top=False).out(3)
        return self

    def out(self, count: int = 1) -> "ScoredGame":
        for _ in range(count):
            self.play("field_out")
        return self

    @property
    def next_batter(self) -> int:
        return self._order[self.side][self._batters[self.side] % 9]

    def play(
        self,
        result: str,
        *told: str | Action | Move,
        rbi: int = 0,
        complete: bool = True,
        trajectory: str | None = None,
        event: str | None = None,
    ) -> "ScoredGame":
        """One play of the batter whose turn it is.

        ``told`` is what happened, in order: pitches as letters (B ball, S strike, X in play, H hits the batter, A and
        K automatic ball and strike), actions, and movements on the event before. A batter of whom no movement is told
        goes where the result sends him.
        """
        turn = _Telling(self, result, told)
        index = len(self.plays)
        if trajectory is not None:
            turn.events[-1]["hitData"] = {"trajectory": trajectory}
        self.plays.append(
            {
                "atBatIndex": index,
                "about": {
                    "atBatIndex": index,
                    "inning": self.inning,
                    "halfInning": ("top", "bottom")[self.side],
                    "isComplete": complete,
                },
                "result": {"eventType": result, "event": event or result, "rbi": rbi, "description": f"{result}."},
                "matchup": {"batter": {"id": turn.batter}, "pitcher": {"id": self.pitchers[1 - self.side]}},
                "playEvents": turn.events,
                "runners": turn.runners,
            }
        )
        if not result.startswith(STAY_AT_BAT):
            self._batters[self.side] += 1
        return self

    def decided(self, *, winner: int, loser: int, save: int | None = None) -> "ScoredGame":
        told = {"winner": winner, "loser": loser, "save": save}
        self.decisions = {role: {"id": player} for role, player in told.items() if player is not None}
        return self

    # ---- what becomes of it --------------------------------------------------------------------------------------

    def document(self) -> Document:
        """The final document. Its box score says who started and nothing of what they did."""
        leader = HOME if self.score[HOME] > self.score[AWAY] else AWAY
        if self.decisions is None and self.score[AWAY] != self.score[HOME]:
            self.decided(winner=STARTERS[leader], loser=STARTERS[1 - leader])
        innings = sorted({play["about"]["inning"] for play in self.plays})
        return {
            "gamePk": GAME_PK,
            "gameData": {
                "game": {"pk": GAME_PK, "type": "R", "season": "2026"},
                "datetime": {"officialDate": "2026-07-04"},
                "status": {"statusCode": self.status},
                "teams": {side: {"id": 1 + n, "name": side, "sport": {"id": 1}} for n, side in enumerate(SIDES)},
            },
            "liveData": {
                "plays": {"allPlays": self.plays, "currentPlay": self.plays[-1] if self.plays else None},
                "linescore": {
                    "scheduledInnings": self.scheduled_innings,
                    "innings": [{"num": inning} for inning in innings],
                    "teams": {side: {"runs": runs} for side, runs in zip(SIDES, self.score, strict=True)},
                },
                "boxscore": {"teams": dict(zip(SIDES, self.box, strict=True))},
                **({"decisions": self.decisions} if self.decisions is not None else {}),
            },
        }

    def counted(self) -> "Counted":
        return counted(self.document())


class _Telling:
    """Turns what is told of one play into its events and movements, and keeps the game's state."""

    def __init__(self, game: ScoredGame, result: str, told: Sequence[str | Action | Move]) -> None:
        self._game, self._result = game, result
        self._count = {"balls": 0, "strikes": 0}
        self.events: list[Document] = []
        self.runners: list[Document] = []
        self.batter = game.next_batter
        if not any(isinstance(item, str) for item in told) and not result.startswith(STAY_AT_BAT):
            at = 1 + max((n for n, item in enumerate(told) if isinstance(item, Action)), default=-1)
            told = (*told[:at], LAST_PITCH.get(result, "X"), *told[at:])
        for item in told:
            if isinstance(item, str):
                self._pitches(item)
            elif isinstance(item, Action):
                self._action(item)
            else:
                self._move(item)
        moved = any(
            r["movement"]["start"] is None and r["details"]["runner"]["id"] == self.batter for r in self.runners
        )
        if not moved and not result.startswith(STAY_AT_BAT):
            self._batter_goes()

    def _batter_goes(self) -> None:
        base = REACHES.get(self._result)
        defense = 1 - self._game.side
        fielder = (CATCHERS if self._result.startswith("strikeout") else FIRST_BASE)[defense]
        if base is None:
            self._move(put_out(self.batter, None, (fielder, "f_putout"), kind=self._result))
        else:
            self._move(advances(self.batter, None, base, kind=self._result))

    def _pitches(self, letters: str) -> None:
        for letter in letters:
            thrown, ball = letter not in "AK", letter in "BHA"
            key = "balls" if ball else "strikes"
            if letter != "X":
                self._count[key] += 1
            self._add({"isPitch": thrown, "type": "pitch" if thrown else "no_pitch", "details": {"isBall": ball}})

    def _action(self, action: Action) -> None:
        self._add({"isPitch": False, "type": "action", "details": {"eventType": action.kind}, **action.more})
        game = self._game
        player = action.more.get("player", {}).get("id")
        replaced = action.more.get("replacedPlayer", {}).get("id")
        if action.kind == "runner_placed":
            game._charged[player] = game.pitchers[1 - game.side]
        elif action.more.get("position", {}).get("code") == "1":
            game.pitchers[1 - game.side] = player
        if replaced is not None:
            for order in game._order:
                order[:] = [player if batter == replaced else batter for batter in order]
            game._charged[player] = game._charged.pop(replaced, 0) or game.pitchers[1 - game.side]
            if replaced == self.batter:
                self.batter = player

    def _add(self, event: Document) -> None:
        self.events.append({**event, "count": {**self._count, "outs": self._game._outs}})

    def _move(self, move: Move) -> None:
        game = self._game
        mound = game.pitchers[1 - game.side]
        charged = game._charged.setdefault(move.runner, mound)
        details: Document = {
            "eventType": move.kind or self._result,
            "movementReason": move.reason,
            "runner": {"id": move.runner},
            "earned": move.earned and move.end == "score",
            "teamUnearned": move.team_unearned,
            "playIndex": max(len(self.events) - 1, 0),
        }
        if move.end == "score":
            details["responsiblePitcher"] = {"id": move.charged or charged}
            game.score[game.side] += 1
        game._outs += move.out
        self.runners.append(
            {
                "movement": {"start": move.start, "end": move.end, "isOut": move.out},
                "details": details,
                "credits": [{"player": {"id": fielder}, "credit": credit} for fielder, credit in move.credits],
            }
        )


class Counted:
    """What was made of a game. Counts are asked for by names in one text and come as a tuple."""

    def __init__(self, evaluated: Evaluated) -> None:
        self.evaluated = evaluated
        self.game = evaluated.game

    def batting(self, player: int, names: str) -> tuple[Any, ...]:
        return self.line("batting", player, names)

    def pitching(self, player: int, names: str) -> tuple[Any, ...]:
        return self.line("pitching", player, names)

    def fielding(self, player: int, names: str) -> tuple[Any, ...]:
        return self.line("fielding", player, names)

    def line(self, group: str, player: int, names: str) -> tuple[Any, ...]:
        table = f"player_game_{group}"
        (found,) = (row for row in self.evaluated.rows[table] if row[2] == player)
        row = dict(zip(COLUMNS_OF[table], found, strict=True))
        return tuple(row[name] for name in names.split())

    def team(self, side: int, names: str) -> tuple[Any, ...]:
        row = dict(zip(COLUMNS_OF["team_game_stats"], self.evaluated.rows["team_game_stats"][side], strict=True))
        return tuple(row[name] for name in names.split())

    def players(self, group: str) -> list[int]:
        return [row[2] for row in self.evaluated.rows[f"player_game_{group}"]]

    @property
    def breaches(self) -> set[str]:
        return {breach.audit for breach in self.evaluated.breaches}


def read(document: Document) -> Complete:
    """The document as the aggregator reads it."""
    return complete(decode(msgspec.json.encode(document)))


def counted(document: Document) -> Counted:
    return Counted(evaluate([read(document)], {})[0])


def _box(side: int) -> Document:
    first = 10 * (side + 1)
    players = {
        f"ID{first + place}": {
            "person": {"id": first + place},
            "battingOrder": f"{place}00",
            "allPositions": [{"code": POSITIONS[place - 1]}],
        }
        for place in range(1, 10)
    }
    return {"team": {"id": 1 + side}, "players": players, "pitchers": [STARTERS[side]]}


def a_sound_game() -> ScoredGame:
    """Nine innings, 1-0 for the home team by a home run in the first; nothing is wrong with it."""
    game = ScoredGame().half(1, top=True).out(3)
    game.half(1, top=False).play("home_run", rbi=1).out(3).quiet(2, 8).half(9, top=True).out(3)
    return game
