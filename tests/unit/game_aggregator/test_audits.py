"""Each audit is breached by a document of its own, and names the plays; sound games breach none."""

import copy
from collections.abc import Callable

import pytest

from game_aggregator.aggregate import aggregate
from game_aggregator.audits import AUDITS, audit
from game_aggregator.frames import frames_of
from game_aggregator.reading import read_game
from support.games import a_timeline, last_document
from support.scoring import (
    AWAY,
    HOME,
    STARTERS,
    Document,
    ScoredGame,
    a_sound_game,
    counted,
    put_out,
    read,
)

Spoil = Callable[[Document], None]


def plays(document: Document) -> list[Document]:
    found: list[Document] = document["liveData"]["plays"]["allPlays"]
    return found


def test_a_sound_game_breaches_nothing() -> None:
    assert a_sound_game().counted().breaches == set()


@pytest.mark.parametrize("story", ["regular", "two_way", "extra_innings", "suspended_resumed"])
def test_a_simulated_game_breaches_nothing(story: str) -> None:
    assert counted(last_document(a_timeline(story, 2))).breaches == set()


# ---- what each audit catches -------------------------------------------------------------------------------------


def a_run_of_nobody(document: Document) -> None:
    (run,) = (runner for play in plays(document) for runner in play["runners"] if runner["movement"]["end"] == "score")
    del run["details"]["responsiblePitcher"]


def two_outs_in_the_second(document: Document) -> None:
    """The last out of the top of the second becomes no out, and leaves the batter nowhere."""
    play = [p for p in plays(document) if p["about"]["inning"] == 2 and p["about"]["halfInning"] == "top"][-1]
    play["runners"][0]["movement"] = {"start": None, "end": "1B", "isOut": False}
    play["runners"][0]["credits"] = []


def an_out_without_a_put_out(document: Document) -> None:
    plays(document)[0]["runners"][0]["credits"] = []


def a_batter_who_vanishes(document: Document) -> None:
    plays(document)[0]["result"]["eventType"] = "single"
    plays(document)[0]["runners"] = []


def a_place_left_out(document: Document) -> None:
    """The second batter of the game is the third of the order."""
    play = plays(document)[1]
    play["matchup"]["batter"]["id"] = 13
    play["runners"][0]["details"]["runner"]["id"] = 13


def a_batter_out_of_nowhere(document: Document) -> None:
    play = plays(document)[1]
    play["matchup"]["batter"]["id"] = 999
    play["runners"][0]["details"]["runner"]["id"] = 999


def a_doubled_place(document: Document) -> None:
    players = document["liveData"]["boxscore"]["teams"]["away"]["players"]
    players["ID19"]["battingOrder"] = "800"


def a_winner_of_the_losers(document: Document) -> None:
    document["liveData"]["decisions"] = {"winner": {"id": STARTERS[AWAY]}, "loser": {"id": STARTERS[HOME]}}


def a_save_of_the_losers(document: Document) -> None:
    document["liveData"]["decisions"]["save"] = {"id": STARTERS[AWAY]}


def a_winner_who_never_pitched(document: Document) -> None:
    document["liveData"]["decisions"]["winner"] = {"id": 21}


BREACHED_BY_DOCUMENTS: list[tuple[str, Spoil, set[str]]] = [
    ("runs_have_a_responsible_pitcher", a_run_of_nobody, set()),
    ("halves_have_three_outs", two_outs_in_the_second, set()),
    ("outs_have_put_outs", an_out_without_a_put_out, set()),
    ("batters_end_somewhere", a_batter_who_vanishes, {"halves_have_three_outs", "outs_have_put_outs"}),
    ("batters_follow_the_order", a_place_left_out, set()),
    ("batters_follow_the_order", a_batter_out_of_nowhere, set()),
    ("orders_have_nine_starters", a_doubled_place, {"batters_follow_the_order"}),
    ("one_side_wins", a_winner_of_the_losers, set()),
    ("one_side_wins", a_save_of_the_losers, set()),
    ("one_side_wins", a_winner_who_never_pitched, set()),
]


@pytest.mark.parametrize(("audit", "spoil", "follow_ups"), BREACHED_BY_DOCUMENTS)
def test_what_breaches_an_audit_is_caught_by_its_name(audit: str, spoil: Spoil, follow_ups: set[str]) -> None:
    document = a_sound_game().document()
    spoil(document)
    assert counted(document).breaches - follow_ups == {audit}


@pytest.mark.parametrize(
    ("spoil", "audit", "shown"),
    [
        (a_run_of_nobody, "runs_have_a_responsible_pitcher", {3}),
        (two_outs_in_the_second, "halves_have_three_outs", {7, 8, 9}),
        (a_batter_who_vanishes, "batters_end_somewhere", {0, 1, 2}),
        (a_place_left_out, "batters_follow_the_order", {1, 2}),
        (a_batter_out_of_nowhere, "batters_follow_the_order", {1, 2}),
    ],
)
def test_a_breach_names_the_plays_that_show_it(spoil: Spoil, audit: str, shown: set[int]) -> None:
    document = a_sound_game().document()
    spoil(document)
    breaches = [breach for breach in counted(document).evaluated.breaches if breach.audit == audit]
    assert {play for breach in breaches for play in breach.plays} <= shown
    assert any(breach.plays for breach in breaches)


# No document can breach these: they compare what the scorebook wrote in two places for one event. So the counts are
# changed instead, as a fault of the scorebook would.
BREACHED_BY_COUNTS = [
    ("at_bats_are_turns_less_exceptions", "batting", "plate_appearances"),
    ("hits_are_counted_once", "batting", "doubles"),
    ("hits_are_counted_once", "batting", "strike_outs"),
    ("batters_and_pitchers_agree", "teams", "batting_plate_appearances"),
    ("batters_and_pitchers_agree", "teams", "pitching_strike_outs"),
    ("pitches_are_balls_or_strikes", "pitching", "balls"),
    ("runs_agree", "teams", "batting_runs"),
]


@pytest.mark.parametrize(("name", "frame", "column"), BREACHED_BY_COUNTS)
def test_a_count_that_is_wrong_is_caught_by_its_audit(name: str, frame: str, column: str) -> None:
    game = read_game(read(a_sound_game().document()))
    statistics = aggregate(frames_of([game]))
    assert audit([game], statistics) == {}
    getattr(statistics, frame).loc[0, column] += 9
    assert name in {breach.audit for breach in audit([game], statistics)[game.game_pk]}


def test_every_audit_is_breached_by_some_test() -> None:
    tested = {name for name, *_ in (*BREACHED_BY_DOCUMENTS, *BREACHED_BY_COUNTS)}
    assert tested == {check.__name__ for check in AUDITS}


def test_a_turn_out_of_order_that_the_box_score_confirms_is_counted_and_no_breach() -> None:
    """Rule 6.03(b)(7): nobody appealed, so the turn stands; the official scorer saw the same."""
    document = copy.deepcopy(last_document(a_timeline("regular", 2)))
    for entry in document["liveData"]["boxscore"]["teams"]["away"]["players"].values():
        order = entry.get("battingOrder")
        if order in ("100", "200"):
            entry["battingOrder"] = {"100": "200", "200": "100"}[order]
    made = counted(document)
    assert made.evaluated.judged.differences == ()
    assert made.breaches == set()
    assert made.game.unknown
    assert all(kind.startswith("order: ") for kind in made.game.unknown)


def test_a_fourth_out_is_caught() -> None:
    game = ScoredGame().out(2).play("single")
    game.play("grounded_into_double_play", "X", put_out(13, "1B"), put_out(14, None))
    assert "halves_have_three_outs" in game.half(1, top=False).out(3).counted().breaches
