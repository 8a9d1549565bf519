"""The codes of the feed that we know of. PURE. Others are kept as they come, and counted (``drift``)."""

from typing import Final


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


STATUS_CODES: Final = _codes(
    """S P PW PR PS PG PV PF PC PB PP PY PL PD PA PI PE PO I IR IS IG IV IF IC IB IP IY IL ID IA II IE IO IZ IH
    MA MB MC MD ME MF MG MH MI MJ MK ML MM MN MO MP MQ MR MS MT MU MV MX
    NA NB NC ND NE NF NG NH NI NJ NK NL NM NN NO NP NQ NR NS NT NU NW NX
    U UR US UG UV UF UC UB UP UY UL UD UA UI UE UO UZ UU UT T TR TS TG TV TF TC TB TP TY TL TD TA TI TE TO TU TT
    O OT OW OR OS OG OV OF OC OB OP OY OL OD OA OI OE OO OM F FT FW FR FS FG FV FF FC FB FP FY FL FD FA FI FE FO FM
    D DR DS DG DV DF DC DB DP DY DL DD DA DI DE DO C CR CS CG CV CF CC CB CP CY CL CD CA CI CE CO
    Q QI QJ QK QN QO QQ QR QV QX R RI RJ RK RN RO RQ RR RV RX W X"""
)
EVENT_TYPES: Final = _codes(
    """pickoff_1b pickoff_2b pickoff_3b pitcher_step_off pickoff_error_1b pickoff_error_2b pickoff_error_3b
    batter_timeout mound_visit no_pitch single double triple home_run double_play field_error error field_out
    fielders_choice fielders_choice_out force_out grounded_into_double_play grounded_into_triple_play strikeout
    strike_out strikeout_double_play strikeout_triple_play triple_play sac_fly catcher_interf batter_interference
    fielder_interference runner_interference fan_interference batter_turn ejection cs_double_play
    defensive_indiff sac_fly_double_play sac_bunt sac_bunt_double_play walk intent_walk hit_by_pitch injury
    os_ruling_pending_prior os_ruling_pending_primary at_bat_start passed_ball other_advance runner_double_play
    runner_placed pitching_substitution offensive_substitution defensive_substitution defensive_switch
    umpire_substitution pitcher_switch game_advisory stolen_base stolen_base_2b stolen_base_3b stolen_base_home
    caught_stealing caught_stealing_2b caught_stealing_3b caught_stealing_home defensive_indifference
    pickoff_caught_stealing_2b pickoff_caught_stealing_3b pickoff_caught_stealing_home balk forced_balk wild_pitch
    other_out stolen_base_on_error wild_pitch_on_error forceout official_scorer_ruling_pending"""
)
EVENT_KINDS: Final = frozenset({"pitch", "action", "pickoff", "stepoff", "no_pitch"})
CALLS: Final = _codes("A AB AC B *B B* C D E F H I J K L M N O P Q R S T V VB VC VP VS W X Y Z 1 2 3 +1 +2 +3")
CREDITS: Final = _codes(
    """f_putout f_assist f_assist_of f_deflection f_fielded_ball f_fielding_error f_throwing_error f_error_dropped_ball
    f_interference f_catcher_interf f_touch c_catcher_interf f_missed_catch"""
)
GAME_TYPES: Final = _codes("S E I R F D L W A C N P")
DOUBLE_HEADERS: Final = _codes("N Y S")
INNING_STATES: Final = frozenset({"Top", "Middle", "Bottom", "End"})
POSITIONS: Final = _codes("1 2 3 4 5 6 7 8 9 10 11 12 13 O I Y X S V J B N")
