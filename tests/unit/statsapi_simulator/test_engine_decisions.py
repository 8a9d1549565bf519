"""Who wins, loses and saves: the rules hold in every game that is played (Official Baseball Rules, 9.17, 9.19)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from statsapi_simulator.baseball.decisions import Decisions, credit_pitchers, decide
from statsapi_simulator.baseball.engine import Played
from support.games import a_played_game

SEEDS = st.integers(min_value=0, max_value=10**6)


def decided(seed: int) -> tuple[Played, Decisions]:
    played = a_played_game(seed)
    return played, decide(played.plays, played.book.snapshot(), played.starters)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_winner_and_save_are_of_the_winning_side_and_the_loser_is_not(seed: int) -> None:
    played, decisions = decided(seed)
    book = played.book
    winners = 0 if book.runs(0) > book.runs(1) else 1
    assert decisions.winner in book.pitching[winners]
    assert decisions.loser in book.pitching[1 - winners]
    assert decisions.save is None or decisions.save in book.pitching[winners]
    assert decisions.save != decisions.winner


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_a_starter_needs_five_innings_to_win(seed: int) -> None:
    played, decisions = decided(seed)
    if decisions.winner in played.starters:
        side = played.starters.index(decisions.winner)
        assert played.book.pitching[side][decisions.winner]["outs"] >= 15


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_the_save_goes_to_the_last_pitcher_with_a_small_lead_or_three_innings(seed: int) -> None:
    played, decisions = decided(seed)
    if decisions.save is None:
        return
    side = 0 if decisions.save in played.book.pitching[0] else 1
    assert played.book.sides[side].pitchers[-1] == decisions.save
    entered = next(
        play for play in played.plays for event in play.events
        if event.event_type == "pitching_substitution" and event.player == decisions.save
    )  # fmt: skip
    event = next(event for event in entered.events if event.player == decisions.save)
    lead = (event.away - event.home) * (1 if side == 0 else -1)
    outs = played.book.pitching[side][decisions.save]["outs"]
    assert lead > 0
    assert lead <= 3 or outs >= 9 or lead <= 5


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS)
def test_the_loser_is_charged_with_the_run_that_decided(seed: int) -> None:
    played, decisions = decided(seed)
    leader: int | None = None
    blamed: int | None = None
    score = [0, 0]
    for play in played.plays:
        side = 0 if play.top else 1
        for move in play.moves:
            if not move.scores:
                continue
            score[side] += 1
            if score[0] == score[1]:
                leader = None
            elif score[side] > score[1 - side] and leader != side:
                leader, blamed = side, move.responsible
    assert decisions.loser == blamed


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_pitchers_lines_carry_the_decisions(seed: int) -> None:
    played, decisions = decided(seed)
    final = credit_pitchers(played.book.snapshot(), decisions)
    lines = {pitcher: line for side in final.pitching for pitcher, line in side.items()}
    assert [p for p, line in lines.items() if line["wins"]] == [decisions.winner]
    assert [p for p, line in lines.items() if line["losses"]] == [decisions.loser]
    assert {p for p, line in lines.items() if line["saves"]} == ({decisions.save} if decisions.save else set())
    for number, side in enumerate(final.pitching):
        finished = sum(line["gamesFinished"] + line["completeGames"] for line in side.values())
        assert finished == 1, number
        assert all(line["saveOpportunities"] == line["saves"] + line["blownSaves"] for line in side.values())
        assert all(not (line["holds"] and line["blownSaves"]) for line in side.values())
