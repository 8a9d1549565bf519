"""Who plays where and when: order, positions, substitutes, two-way players (Official Baseball Rules 5.10 and 5.11)."""

from support.scoring import (
    AWAY,
    HOME,
    STARTERS,
    Action,
    ScoredGame,
    advances,
    moves_to,
    new_fielder,
    new_pitcher,
    pinch_hitter,
    pinch_runner,
    steals,
)


def test_who_starts_has_a_line_although_he_did_nothing() -> None:
    counted = ScoredGame().out().counted()
    assert counted.batting(19, "games_played plate_appearances batting_order") == (1, 0, "900")
    assert counted.fielding(24, "games_started put_outs position_codes") == (1, 0, ["4"])
    assert counted.pitching(STARTERS[AWAY], "games_started outs pitching_order") == (1, 0, 1)


def test_the_designated_hitter_does_not_start_in_the_field() -> None:
    """Rule 5.11: he is no fielder."""
    counted = ScoredGame().out().counted()
    assert counted.fielding(19, "games_started position_codes") == (0, ["10"])


def test_a_pitcher_who_does_not_bat_has_no_batting_line() -> None:
    counted = ScoredGame().out().counted()
    assert set(counted.players("batting")).isdisjoint(STARTERS)
    assert counted.fielding(STARTERS[HOME], "games_started position_codes") == (1, ["1"])


def test_a_pinch_hitter_takes_the_place_of_whom_he_bats_for() -> None:
    game = ScoredGame().play("single", pinch_hitter(111, replaces=11), "X").out(3).half(1, top=False).out(3)
    counted = game.half(2, top=True).out(3).half(2, top=False).out(3).half(3, top=True).play("field_out").counted()
    assert counted.batting(111, "batting_order games_played plate_appearances hits") == ("101", 1, 1, 1)
    assert counted.fielding(111, "position_codes games_started") == (["11"], 0)
    assert counted.breaches == set()


def test_a_pinch_runner_takes_the_base_of_whom_he_runs_for() -> None:
    told = (pinch_runner(112, replaces=11), "B", steals(112, "1B", "2B"), "BBB")
    counted = ScoredGame().play("single").play("walk", *told).out(3).counted()
    assert counted.batting(112, "batting_order stolen_bases plate_appearances") == ("101", 1, 0)
    assert counted.fielding(112, "position_codes") == (["12"],)
    assert counted.team(AWAY, "left_on_base") == (2,)
    assert counted.breaches == set()


def test_a_pinch_hitter_who_stays_in_the_field_has_both_positions() -> None:
    game = ScoredGame().play("single", pinch_hitter(111, replaces=11), "X").out(3)
    counted = game.half(1, top=False).play("field_out", moves_to(111, "8"), "X").counted()
    assert counted.fielding(111, "position_codes games_started") == (["11", "8"], 0)


def test_a_defensive_substitute_has_a_batting_line_at_once() -> None:
    """He is in the order from then on (rule 5.10(a))."""
    counted = ScoredGame().play("field_out", new_fielder(211, "5", replaces=25), "X").counted()
    assert counted.batting(211, "games_played batting_order") == (1, "501")
    assert counted.fielding(211, "position_codes games_started") == (["5"], 0)


def test_switches_are_played_in_order_and_a_switch_to_the_same_place_says_nothing() -> None:
    told = (moves_to(24, "6"), moves_to(26, "4"), moves_to(26, "4"), moves_to(24, "4"))
    counted = ScoredGame().play("field_out", *told, "X").counted()
    assert counted.fielding(24, "position_codes") == (["4", "6", "4"],)
    assert counted.fielding(26, "position_codes") == (["6", "4"],)


def test_a_position_player_who_goes_to_the_mound_has_a_pitching_line_and_keeps_his_place() -> None:
    counted = ScoredGame().out().play("strikeout", moves_to(23, "1"), "SSS").counted()
    assert counted.pitching(23, "strike_outs pitching_order games_started games_finished") == (1, 2, 0, 1)
    assert counted.batting(23, "batting_order games_played") == ("300", 1)
    assert counted.fielding(23, "position_codes") == (["3", "1"],)


def test_a_substitute_from_the_bench_who_pitches_and_bats_is_in_the_order() -> None:
    """Rule 5.11(a)(8): the designated hitter is gone and the pitcher bats in his place."""
    game = ScoredGame().play("field_out", new_pitcher(251, order="901"), "X")
    counted = game.counted()
    assert counted.batting(251, "batting_order games_played") == ("901", 1)
    assert counted.pitching(251, "outs") == (1,)


def test_a_reliever_who_does_not_bat_has_no_batting_line() -> None:
    counted = ScoredGame().play("field_out", new_pitcher(251), "X").counted()
    assert 251 not in counted.players("batting")
    assert counted.fielding(251, "games_started position_codes") == (0, ["1"])


def test_a_pitcher_who_bats_has_both_lines() -> None:
    """A game without designated hitter (rule 5.11(a)(1))."""
    game = ScoredGame()
    game.box[HOME]["players"]["ID29"]["allPositions"] = [{"code": "1"}]
    game.box[HOME]["pitchers"] = [29]
    game.pitchers[HOME] = 29
    counted = game.play("strikeout").counted()
    assert counted.pitching(29, "strike_outs games_started") == (1, 1)
    assert counted.batting(29, "batting_order games_played") == ("900", 1)
    assert counted.fielding(29, "position_codes games_started") == (["1"], 1)


def test_a_two_way_player_has_both_lines_and_both_positions() -> None:
    """Rule 5.11(b): he starts as pitcher and as designated hitter."""
    game = ScoredGame(two_way=HOME).play("strikeout").out(2)
    counted = game.counted()
    assert counted.pitching(29, "strike_outs outs games_started") == (1, 3, 1)
    assert counted.batting(29, "games_played batting_order") == (1, "900")
    assert counted.fielding(29, "position_codes games_started") == (["1", "10"], 1)


def test_a_two_way_player_who_is_relieved_bats_on() -> None:
    game = ScoredGame(two_way=HOME).out(3).half(1, top=False).out(3).half(2, top=True)
    game.play("field_out", new_pitcher(251), "X").out(2).half(2, top=False).out(3)
    game.half(3, top=True).out(3).half(3, top=False).out(2).play("home_run", rbi=1)
    counted = game.decided(winner=251, loser=STARTERS[AWAY]).counted()
    assert counted.batting(29, "home_runs batting_order") == (1, "900")
    assert counted.pitching(29, "outs") == (3,)


def test_an_injury_or_an_ejection_is_no_substitution() -> None:
    told = (Action("ejection", {"player": {"id": 11}}), Action("injury", {}), "X")
    counted = ScoredGame().play("single", *told).play("walk", "BBBB", advances(11, "1B", "2B")).counted()
    assert counted.batting(11, "hits") == (1,)
    assert counted.game.unknown == {}


def test_an_unknown_action_is_counted_as_unknown() -> None:
    counted = ScoredGame().play("single", Action("drone_delay", {}), "X").counted()
    assert counted.game.unknown == {"action: drone_delay": 1}
