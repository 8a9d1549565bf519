"""What an event type means for the scorer. PURE.

The event types are those of the API's own list (``/api/v1/eventTypes``), the fielding credits and which of them are a
chance or an error those of ``/api/v1/fielderDetailTypes``; the rules are the Official Baseball Rules, 9.
"""

HIT_BASES = {"single": 1, "double": 2, "triple": 3, "home_run": 4}
EXTRA_BASE_HITS = {"double": "doubles", "triple": "triples", "home_run": "home_runs"}
STRIKE_OUTS = frozenset({"strikeout", "strike_out", "strikeout_double_play", "strikeout_triple_play"})
WALKS = frozenset({"walk", "intent_walk"})
SAC_FLIES = frozenset({"sac_fly", "sac_fly_double_play"})
SAC_BUNTS = frozenset({"sac_bunt", "sac_bunt_double_play"})
INTERFERENCES = frozenset({"catcher_interf", "fielder_interference"})
NOT_IN_PLAY = INTERFERENCES | {"hit_by_pitch"}
NO_AT_BAT = WALKS | SAC_FLIES | SAC_BUNTS | NOT_IN_PLAY
"""Turns that are no at-bat (rule 9.02(a)(1))."""

DECIDED_BY_THE_BATTER = frozenset({"fielder_interference", "runner_interference"})
"""Results that the API's list calls no turn, and that end one when the batter himself is out or awarded a base."""
TURNS = (
    frozenset(HIT_BASES)
    | STRIKE_OUTS
    | (NO_AT_BAT - DECIDED_BY_THE_BATTER)
    | {
        "batter_interference",
        "double_play",
        "fan_interference",
        "field_error",
        "field_out",
        "fielders_choice",
        "fielders_choice_out",
        "force_out",
        "grounded_into_double_play",
        "grounded_into_triple_play",
        "os_ruling_pending_primary",
        "triple_play",
    }
)
"""Results that complete a batter's turn."""


def columns_of_turn(kind: str) -> tuple[str, ...]:
    """What a turn that ends so counts for batter and pitcher alike, besides runs batted in and the kind of out."""
    columns = [] if kind in NO_AT_BAT else ["at_bats"]
    if kind in HIT_BASES:
        columns.append("hits")
        if kind in EXTRA_BASE_HITS:
            columns.append(EXTRA_BASE_HITS[kind])
    elif kind in WALKS:
        columns += ["base_on_balls", "intentional_walks"] if kind == "intent_walk" else ["base_on_balls"]
    elif kind in STRIKE_OUTS:
        columns.append("strike_outs")
    elif kind == "hit_by_pitch":
        columns.append("hit_by_pitch")
    elif kind in INTERFERENCES:
        columns.append("catchers_interference")
    elif kind in SAC_FLIES:
        columns.append("sac_flies")
    elif kind in SAC_BUNTS:
        columns.append("sac_bunts")
    return tuple(columns)


def may_be_out_in_play(kind: str) -> bool:
    """Whether the ball was put in play and was no hit, so that it counts as a ground, fly, line or pop out."""
    return kind not in HIT_BASES and kind not in STRIKE_OUTS and kind not in WALKS and kind not in NOT_IN_PLAY


NO_TURNS = frozenset(
    {
        "at_bat_start",
        "balk",
        "batter_timeout",
        "batter_turn",
        "caught_stealing",
        "caught_stealing_2b",
        "caught_stealing_3b",
        "caught_stealing_home",
        "cs_double_play",
        "defensive_indiff",
        "defensive_substitution",
        "defensive_switch",
        "ejection",
        "error",
        "forced_balk",
        "game_advisory",
        "injury",
        "mound_visit",
        "no_pitch",
        "offensive_substitution",
        "os_ruling_pending_prior",
        "other_advance",
        "other_out",
        "passed_ball",
        "pickoff_1b",
        "pickoff_2b",
        "pickoff_3b",
        "pickoff_caught_stealing_2b",
        "pickoff_caught_stealing_3b",
        "pickoff_caught_stealing_home",
        "pickoff_error_1b",
        "pickoff_error_2b",
        "pickoff_error_3b",
        "pitcher_step_off",
        "pitcher_switch",
        "pitching_substitution",
        "runner_double_play",
        "runner_placed",
        "stolen_base",
        "stolen_base_2b",
        "stolen_base_3b",
        "stolen_base_home",
        "umpire_substitution",
        "wild_pitch",
    }
)
"""What may happen while a batter's turn goes on; a play may end with it, and then the batter leads off again."""

KNOWN = TURNS | NO_TURNS | DECIDED_BY_THE_BATTER
RUNNING = frozenset(kind for kind in KNOWN if kind.startswith(("stolen_base", "caught_stealing", "pickoff"))) | {
    "cs_double_play"
}
"""Movements by which bases are stolen or runners caught (rule 9.07)."""

OUT_KINDS = {
    "ground_ball": "ground_outs",
    "bunt_grounder": "ground_outs",
    "fly_ball": "fly_outs",
    "line_drive": "line_outs",
    "bunt_line_drive": "line_outs",
    "popup": "pop_outs",
    "bunt_popup": "pop_outs",
}
"""A ball in play that was no hit, by its trajectory."""

OUT_KINDS_BY_NAME = {
    "Groundout": "ground_outs",
    "Bunt Groundout": "ground_outs",
    "Forceout": "ground_outs",
    "Grounded Into DP": "ground_outs",
    "Sac Bunt": "ground_outs",
    "Flyout": "fly_outs",
    "Sac Fly": "fly_outs",
    "Lineout": "line_outs",
    "Bunt Lineout": "line_outs",
    "Pop Out": "pop_outs",
    "Bunt Pop Out": "pop_outs",
}
"""The same by the result's name, for documents without trajectories."""

ERRORS = frozenset(
    {
        "c_catcher_interf",
        "f_defensive_shift_violation_error",
        "f_error",
        "f_error_dropped_ball",
        "f_fielding_error",
        "f_foul_error",
        "f_interference",
        "f_throwing_error",
    }
)
CREDITS = {"f_putout": "put_outs", "f_assist": "assists", **dict.fromkeys(ERRORS, "errors")}
"""Fielding credits that count. An ``f_assist_of`` comes with an ``f_assist`` of the same fielder."""
NO_CHANCE = frozenset({"c_catcher_interf", "f_defensive_shift_violation_error"})
"""Errors that are no fielding chance."""
NEUTRAL_CREDITS = frozenset(
    {"f_assist_of", "f_deflection", "f_fielded_ball", "f_touch", "t_double_play", "t_triple_play"}
)

CHARGED_TO_FIRST_PITCHER = frozenset({(2, 0), (2, 1), (3, 0), (3, 1), (3, 2)})
"""Counts (balls, strikes) at which a walk is the relieved pitcher's (rule 9.16(h))."""


def outs_for_starter_to_win(innings: int) -> int:
    """A starter needs five innings to win, four when his side was in the field for only five (rule 9.17(b))."""
    return 12 if innings <= 5 else 15


PITCHER, CATCHER, DESIGNATED_HITTER, PINCH_HITTER = "1", "2", "10", "11"
