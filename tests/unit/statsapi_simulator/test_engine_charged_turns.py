"""Somebody is replaced in the middle of a turn at bat: who is charged (Official Baseball Rules 9.15(b), 9.16(h))."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from statsapi_simulator.baseball.book import ScoreBook
from statsapi_simulator.baseball.legs import Leg, Outcome
from statsapi_simulator.baseball.recorder import Recorder
from statsapi_simulator.baseball.records import Bases, Event
from support.breadth import TURNS
from support.games import a_final_document, a_played_game
from support.recount import Recount

PLAYED = a_played_game(1)
NOON = datetime(2026, 7, 1, 17, tzinfo=UTC)
AWAY, HOME = PLAYED.opening
BATTER = AWAY.order[0]
SUBSTITUTE = AWAY.bench[0]
STARTER = HOME.pitcher
RELIEVER, LAST = HOME.bullpen[:2]
EVERY_COUNT = [(balls, strikes) for balls in range(4) for strikes in range(3)]


class Turn:
    """The first turn of a game, on a real book."""

    def __init__(self) -> None:
        self.book = ScoreBook(AWAY, HOME)
        self.book.begin_half(1, top=True)
        self.recorder = Recorder(None, self.book, dict(PLAYED.players), NOON)
        self.recorder.begin_play(BATTER)

    def count(self, balls: int, strikes: int) -> "Turn":
        self.book.balls, self.book.strikes = balls, strikes
        return self

    def pitcher(self, pitcher: int) -> "Turn":
        return self._change("pitching_substitution", player=pitcher, position="1")

    def hitter(self, player: int, replaced: int) -> "Turn":
        self.recorder.batter = player
        return self._change("offensive_substitution", player=player, position="11", replaced=replaced)

    def ends(self, event_type: str) -> "Turn":
        """The deciding pitch; a batter who is not out stands on first."""
        is_out = "out" in event_type
        leg = Leg(self.recorder.batter, None, None if is_out else "1B", out_base="1B" if is_out else None)
        outcome = Outcome(event_type, event_type, "", (leg,), is_out=is_out)
        event = self.recorder.new_event("pitch", "", seconds=4.0, code="B")
        moves = self.recorder.moves_of(outcome, event.index, batter_reaches=not is_out)
        self.recorder.add(event, moves)
        self.recorder.finish(outcome, bases_before=Bases(), balls=self.book.balls, strikes=self.book.strikes)
        return self

    def batting(self, player: int) -> tuple[int, int, int]:
        """Plate appearances, at-bats and strike-outs."""
        line = self.book.batting[0][player]
        return line["plateAppearances"], line["atBats"], line["strikeOuts"]

    def pitching(self, player: int) -> tuple[int, int, int]:
        """Batters faced, walks and strike-outs."""
        line = self.book.pitching[1][player]
        return line["battersFaced"], line["baseOnBalls"], line["strikeOuts"]

    def _change(self, kind: str, **more: Any) -> "Turn":
        self.recorder.action(kind, kind, "", seconds=1.0, is_substitution=True, **more)
        return self


# ---- batters (9.15(b)) -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strikeout", ["strikeout", "strikeout_double_play"])
@pytest.mark.parametrize("balls", range(4))
def test_a_substitute_who_comes_with_two_strikes_strikes_out_for_the_first_batter(balls: int, strikeout: str) -> None:
    turn = Turn().count(balls, 2).hitter(SUBSTITUTE, BATTER).ends(strikeout)
    assert turn.batting(BATTER) == (1, 1, 1)
    assert turn.batting(SUBSTITUTE) == (0, 0, 0)
    assert turn.pitching(STARTER) == (1, 0, 1)


@pytest.mark.parametrize(("result", "counts"), [("walk", (1, 0, 0)), ("single", (1, 1, 0)), ("field_out", (1, 1, 0))])
def test_any_other_result_is_the_substitutes_own(result: str, counts: tuple[int, int, int]) -> None:
    turn = Turn().count(1, 2).hitter(SUBSTITUTE, BATTER).ends(result)
    assert turn.batting(SUBSTITUTE) == counts
    assert turn.batting(BATTER) == (0, 0, 0)


@pytest.mark.parametrize("strikes", [0, 1])
def test_a_substitute_with_less_than_two_strikes_strikes_out_himself(strikes: int) -> None:
    turn = Turn().count(3, strikes).hitter(SUBSTITUTE, BATTER).count(3, 2).ends("strikeout")
    assert turn.batting(SUBSTITUTE) == (1, 1, 1)
    assert turn.batting(BATTER) == (0, 0, 0)


def test_of_three_batters_with_two_strikes_the_first_is_charged() -> None:
    third = AWAY.bench[1]
    turn = Turn().count(0, 2).hitter(SUBSTITUTE, BATTER).hitter(third, SUBSTITUTE).ends("strikeout")
    assert [turn.batting(player) for player in (BATTER, SUBSTITUTE, third)] == [(1, 1, 1), (0, 0, 0), (0, 0, 0)]


def test_the_next_turn_is_nobody_elses() -> None:
    turn = Turn().count(0, 2).hitter(SUBSTITUTE, BATTER).ends("strikeout")
    turn.recorder.begin_play(AWAY.order[1])
    turn.ends("strikeout")
    assert turn.batting(AWAY.order[1]) == (1, 1, 1)
    assert turn.batting(BATTER) == (1, 1, 1)


# ---- pitchers (9.16(h)) ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("balls", "strikes"), EVERY_COUNT)
def test_a_walk_is_the_relieved_pitchers_on_the_batters_counts_only(balls: int, strikes: int) -> None:
    turn = Turn().count(balls, strikes).pitcher(RELIEVER).ends("walk")
    batters_counts = {(2, 0), (2, 1), (3, 0), (3, 1), (3, 2)}
    charged = STARTER if (balls, strikes) in batters_counts else RELIEVER
    assert turn.pitching(charged) == (1, 1, 0)
    assert turn.pitching(RELIEVER if charged == STARTER else STARTER) == (0, 0, 0)
    assert turn.recorder.earned.responsible(BATTER, LAST) == charged, "the runner as well"


@pytest.mark.parametrize("result", ["single", "hit_by_pitch", "field_error", "strikeout", "field_out"])
@pytest.mark.parametrize("count", [(3, 1), (2, 0)])
def test_any_other_result_is_the_relievers(result: str, count: tuple[int, int]) -> None:
    turn = Turn().count(*count).pitcher(RELIEVER).ends(result)
    assert turn.pitching(RELIEVER)[0] == 1
    assert turn.pitching(STARTER) == (0, 0, 0)


def test_of_three_pitchers_the_one_relieved_last_is_charged() -> None:
    turn = Turn().count(2, 0).pitcher(RELIEVER).count(3, 1).pitcher(LAST).ends("walk")
    assert [turn.pitching(pitcher)[1] for pitcher in (STARTER, RELIEVER, LAST)] == [0, 1, 0]
    turn = Turn().count(2, 0).pitcher(RELIEVER).count(2, 2).pitcher(LAST).ends("walk")
    assert [turn.pitching(pitcher)[1] for pitcher in (STARTER, RELIEVER, LAST)] == [0, 0, 1]


# ---- inherited runners -------------------------------------------------------------------------------------------


def inherited(turn: Turn, pitcher: int) -> int:
    return turn.book.pitching[1][pitcher]["inheritedRunners"]


@pytest.fixture
def extra() -> Turn:
    """A half that begins with a runner on second."""
    turn = Turn()
    turn.book.place_automatic_runner(AWAY.order[8])
    return turn


def test_an_automatic_runner_is_not_inherited_by_whoever_begins_the_half(extra: Turn) -> None:
    assert inherited(extra.pitcher(RELIEVER), RELIEVER) == 0


def test_he_is_inherited_by_whoever_comes_later(extra: Turn) -> None:
    extra.recorder.add(extra.recorder.new_event("pitch", "", seconds=4.0, code="B", balls=1))
    assert inherited(extra.pitcher(RELIEVER), RELIEVER) == 1


def test_a_runner_for_the_automatic_runner_is_not_inherited_either(extra: Turn) -> None:
    extra._change("offensive_substitution", player=SUBSTITUTE, position="12", replaced=AWAY.order[8], base=2)
    assert inherited(extra.pitcher(RELIEVER), RELIEVER) == 0


# ---- in documents ------------------------------------------------------------------------------------------------


def substitutions(kind: str) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """(document, play, event) of substitutions in the middle of complete turns, over many games."""
    for seed in range(400):
        played = a_played_game(seed)
        if not any(_is_mid_turn(event, kind) for play in played.plays for event in play.events):
            continue
        document = a_final_document(played)
        for play in document["liveData"]["plays"]["allPlays"]:
            for event in play["playEvents"]:
                count = event["count"]
                if (
                    event["details"].get("eventType") == kind
                    and "base" not in event
                    and any((count["balls"], count["strikes"]))
                ):
                    yield document, play, event


def _is_mid_turn(event: Event, kind: str) -> bool:
    return event.event_type == kind and event.base is None and (event.balls, event.strikes) != (0, 0)


def test_the_document_shows_a_change_of_pitchers_as_an_event_inside_the_play() -> None:
    document, play, event = next(substitutions("pitching_substitution"))
    assert play["matchup"]["pitcher"]["id"] == event["player"]["id"], "the matchup is that of the end"
    assert event["isSubstitution"] is True
    assert 0 < event["index"] < len(play["playEvents"]) - 1
    assert event["index"] in play["actionIndex"]
    assert "replacedPlayer" not in event
    assert Recount(document).differences() == []


def test_the_document_shows_a_substitute_for_the_batter_as_an_event_inside_the_play() -> None:
    document, play, event = next(substitutions("offensive_substitution"))
    assert play["matchup"]["batter"]["id"] == event["player"]["id"]
    assert event["replacedPlayer"]["id"] != event["player"]["id"]
    assert event["position"]["code"] == "11"
    assert 0 < event["index"] < len(play["playEvents"]) - 1
    assert Recount(document).differences() == []


def test_a_strike_out_for_another_leaves_the_substitute_without_a_plate_appearance() -> None:
    for document, play, event in substitutions("offensive_substitution"):
        if event["count"]["strikes"] == 2 and play["result"]["eventType"] == "strikeout":
            side = "away" if play["about"]["isTopInning"] else "home"
            players = document["liveData"]["boxscore"]["teams"][side]["players"]
            substitute = players[f"ID{event['player']['id']}"]["stats"]["batting"]
            assert substitute["gamesPlayed"] == 1
            turns = [p for p in document["liveData"]["plays"]["allPlays"] if p["result"]["eventType"] in TURNS]
            ended = sum(turn["matchup"]["batter"]["id"] == event["player"]["id"] for turn in turns)
            assert substitute["plateAppearances"] == ended - 1
            assert players[f"ID{event['replacedPlayer']['id']}"]["stats"]["batting"]["strikeOuts"] >= 1
            return
    pytest.fail("nobody ever struck out for another")
