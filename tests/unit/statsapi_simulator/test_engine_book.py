"""Whatever game is played, the scorer's book balances and the runners move by the rules."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from statsapi_simulator.baseball.corrections import read_again
from statsapi_simulator.baseball.engine import Plan, Played
from statsapi_simulator.baseball.records import Move, Play
from support.games import a_played_game

SEEDS = st.integers(min_value=0, max_value=10**6)
PLANS = st.sampled_from(
    [
        Plan(),
        Plan(),
        Plan(offense=1.6),
        Plan(offense=0.6),
        Plan(two_way=True),
        Plan(tie_after=9),
        Plan(mercy=(5, 4)),
        Plan(forfeit_after=11),
        Plan(call_after=10),
        Plan(rollback=True),
        Plan(delay_after=6, delay_minutes=40),
    ]
)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, plan=PLANS)
def test_what_batters_do_is_what_pitchers_allow(seed: int, plan: Plan) -> None:
    book = a_played_game(seed, plan).book
    for side in (0, 1):
        batting, pitching = book.batting[side].values(), book.pitching[1 - side].values()
        for stat in (
            "runs", "hits", "doubles", "triples", "homeRuns", "strikeOuts", "baseOnBalls", "intentionalWalks",
            "hitByPitch", "atBats", "rbi", "sacFlies", "sacBunts", "groundOuts", "airOuts", "flyOuts", "popOuts",
            "lineOuts", "stolenBases", "caughtStealing", "catchersInterference",
        ):  # fmt: skip
            assert sum(line[stat] for line in batting) == sum(line[stat] for line in pitching), stat
        assert sum(line["plateAppearances"] for line in batting) == sum(line["battersFaced"] for line in pitching)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, plan=PLANS)
def test_every_batter_is_out_scores_or_is_left_on_base(seed: int, plan: Plan) -> None:
    played = a_played_game(seed, plan)
    book = played.book
    for side in (0, 1):
        batters = sum(line["plateAppearances"] for line in book.batting[side].values())
        placed = sum(1 for _, top in played.automatic_runners if top == (side == 0))
        outs = sum(line["outs"] for line in book.pitching[1 - side].values())
        left = sum(pair[side].left for pair in book.innings)
        assert batters + placed == outs + book.runs(side) + left


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, plan=PLANS)
def test_line_score_box_score_and_plays_tell_the_same_score(seed: int, plan: Plan) -> None:
    played = a_played_game(seed, plan)
    book = played.book
    for side in (0, 1):
        scored = sum(move.scores for play in played.plays for move in play.moves if play.top == (side == 0))
        assert scored == book.runs(side) == sum(line["runs"] for line in book.batting[side].values())
        assert sum(pair[side].hits for pair in book.innings) == sum(
            line["hits"] for line in book.batting[side].values()
        )
        errors = sum(line["errors"] for line in book.fielding[side].values())
        assert sum(pair[side].errors for pair in book.innings) == errors
    assert (played.plays[-1].away, played.plays[-1].home) == (book.runs(0), book.runs(1))


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, plan=PLANS)
def test_every_out_is_somebodys_putout(seed: int, plan: Plan) -> None:
    book = a_played_game(seed, plan).book
    for side in (0, 1):
        outs = sum(line["outs"] for line in book.pitching[side].values())
        lines = book.fielding[side].values()
        assert sum(line["putOuts"] for line in lines) == outs
        handled = sum(line["putOuts"] + line["assists"] + line["errors"] for line in lines)
        interference = sum(line["catchersInterference"] for line in book.pitching[side].values())
        assert sum(line["chances"] for line in lines) == handled - interference


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, plan=PLANS)
def test_runners_start_where_they_stood_and_never_share_a_base(seed: int, plan: Plan) -> None:
    played = a_played_game(seed, plan)
    bases: dict[int, str] = {}
    half: tuple[int, bool] | None = None
    for play in played.plays:
        if (play.inning, play.top) != half:
            half = (play.inning, play.top)
            bases = {}
            if half in played.automatic_runners:
                bases[played.automatic_runners[half]] = "2B"
        _run(play, bases)
        assert len(set(bases.values())) == len(bases), play.description
        assert set(bases) == set(play.bases_after.runners().values())


def _run(play: Play, bases: dict[int, str]) -> None:
    for event in play.events:
        if event.event_type == "offensive_substitution" and event.base is not None:
            assert event.replaced is not None
            assert event.player is not None
            bases[event.player] = bases.pop(event.replaced)
        for move in play.moves:
            if move.play_index == event.index:
                _step(move, play, bases)


def _step(move: Move, play: Play, bases: dict[int, str]) -> None:
    if move.start is None:
        assert move.runner == play.batter
    else:
        assert bases[move.runner] == move.start
    bases.pop(move.runner, None)
    if move.end is not None and not move.scores:
        bases[move.runner] = move.end


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, plan=PLANS)
def test_counts_grow_pitch_by_pitch_and_halves_have_three_outs(seed: int, plan: Plan) -> None:
    played = a_played_game(seed, plan)
    for play in played.plays:
        assert play.complete
        assert 0 <= play.balls <= 4
        assert 0 <= play.strikes <= 3
        assert [move.out_number for move in play.moves if move.is_out] == sorted(
            move.out_number or 0 for move in play.moves if move.is_out
        )
        before = (0, 0)
        for event in play.events:
            assert event.balls >= before[0]
            assert event.strikes >= before[1]
            before = (event.balls, event.strikes)
    last_of_half: dict[tuple[int, bool], Play] = {(play.inning, play.top): play for play in played.plays}
    *finished, last = last_of_half.values()
    assert all(play.outs == 3 for play in finished)
    assert last.outs == 3 or (not last.top and last.home > last.away)


@settings(max_examples=12, deadline=None)
@given(seed=SEEDS, plan=PLANS)
def test_reading_the_records_again_gives_the_same_book(seed: int, plan: Plan) -> None:
    played = a_played_game(seed, plan)
    again = read_again(played, played.plays)
    first = played.book.snapshot()
    assert again.batting == first.batting
    assert again.pitching == first.pitching
    assert again.fielding == first.fielding
    assert again.innings == first.innings
    assert again.plays == first.plays
    assert again.bases == first.bases
    assert again.reviews == first.reviews
    assert again.abs_challenges == first.abs_challenges
    assert (again.away, again.home) == (first.away, first.home)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, plan=PLANS)
def test_events_and_pitches_are_numbered_without_a_gap_and_times_ascend(seed: int, plan: Plan) -> None:
    played = a_played_game(seed, plan, frames=True)
    previous = played.plays[0].events[0].start
    for number, play in enumerate(played.plays):
        assert play.index == number
        assert [event.index for event in play.events] == list(range(len(play.events)))
        pitches = [event.pitch_number for event in play.events if event.is_pitch]
        assert pitches == list(range(1, len(pitches) + 1))
        for event in play.events:
            assert previous <= event.start <= event.end
            previous = event.end
    instants = [frame.at for frame in played.frames]
    assert instants == sorted(instants)


def test_the_same_seed_plays_the_same_game() -> None:
    assert a_played_game(5, frames=True).plays == a_played_game(5, frames=True).plays


def test_a_game_played_for_its_result_only_ends_the_same() -> None:
    for seed in range(6):
        full, quick = a_played_game(seed, frames=True), a_played_game(seed)
        assert _results(full) == _results(quick)


def _results(played: Played) -> list[tuple[object, ...]]:
    return [(play.batter, play.event_type, play.balls, play.strikes, play.away, play.home) for play in played.plays]


@pytest.fixture(scope="module")
def many() -> list[Played]:
    return [a_played_game(seed) for seed in range(100)]


def test_a_season_of_games_looks_like_baseball(many: list[Played]) -> None:
    games = len(many)
    plays = [play for played in many for play in played.plays]
    pitches = sum(event.is_pitch for play in plays for event in play.events)
    runs = sum(played.book.runs(0) + played.book.runs(1) for played in many)
    share = {
        kind: sum(play.event_type == kind for play in plays) / len(plays) for kind in ("strikeout", "walk", "home_run")
    }
    assert 7.0 < runs / games < 11.0
    assert 70 < len(plays) / games < 85
    assert 260 < pitches / games < 320
    assert 0.18 < share["strikeout"] < 0.27
    assert 0.06 < share["walk"] < 0.12
    assert 0.02 < share["home_run"] < 0.04


def test_rare_plays_happen(many: list[Played]) -> None:
    results = {play.event_type for played in many for play in played.plays}
    actions = {event.event_type for played in many for play in played.plays for event in play.events}
    moves = {move.event_type for played in many for play in played.plays for move in play.moves}
    assert {
        "single", "double", "triple", "home_run", "walk", "intent_walk", "hit_by_pitch", "strikeout", "field_out",
        "force_out", "grounded_into_double_play", "double_play", "fielders_choice", "fielders_choice_out",
        "field_error", "sac_fly", "sac_bunt", "strikeout_double_play", "catcher_interf",
    } <= results  # fmt: skip
    assert {
        "pitching_substitution", "offensive_substitution", "defensive_substitution", "defensive_switch", "mound_visit",
        "batter_timeout", "ejection", "injury", "runner_placed", "balk", "wild_pitch", "passed_ball", "stolen_base_2b",
        "caught_stealing_2b", "pickoff_1b", "game_advisory",
    } <= actions  # fmt: skip
    assert {"error", "stolen_base_3b", "pickoff_caught_stealing_2b"} <= moves
