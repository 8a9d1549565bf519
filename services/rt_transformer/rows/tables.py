"""Which columns the tuples of each table hold, keys first. PURE. A test holds these lists against the models."""

from collections.abc import Iterable
from typing import Any

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]
"""Rows by table name. A table that is missing has no rows."""

STATE_COLUMNS = (
    "version",
    "time_code",
    "sequence",
    "content_hash",
    "status_code",
    "detailed_state",
    "phase",
    "inning",
    "inning_state",
    "is_top_inning",
    "balls",
    "strikes",
    "outs",
    "runner_on_first_id",
    "runner_on_second_id",
    "runner_on_third_id",
    "batter_id",
    "pitcher_id",
    "on_deck_id",
    "in_hole_id",
    "away_runs",
    "away_hits",
    "away_errors",
    "away_left_on_base",
    "home_runs",
    "home_hits",
    "home_errors",
    "home_left_on_base",
    "at_bat_index",
    "last_play_event",
    "last_play_description",
    "last_play_ended_at",
)

_COLUMNS = {
    "games": """
        game_pk season game_type sport_id game_date official_date original_date resume_date resumed_from_date day_night
        double_header game_number gameday_type tiebreaker start_time_tbd scheduled_innings away_team_id home_team_id
        away_score home_score venue_id abstract_game_state coded_game_state status_code detailed_state status_reason
        phase weather_condition weather_temp_fahrenheit weather_wind attendance first_pitch game_duration_minutes
        delay_duration_minutes away_probable_pitcher_id home_probable_pitcher_id winning_pitcher_id losing_pitcher_id
        save_pitcher_id schedule_date time_code sequence content_hash archive_key fetched_at version""",
    "game_states": "game_pk fetched_at " + " ".join(STATE_COLUMNS),
    "game_state_history": "game_pk fetched_at " + " ".join(STATE_COLUMNS),
    "innings": "game_pk inning half runs hits errors left_on_base",
    "plays": """
        game_pk at_bat_index inning half result_type event event_type description rbi away_score home_score is_out
        is_complete is_scoring_play has_review has_out balls strikes outs batter_id bat_side pitcher_id pitch_hand
        men_on_base post_on_first_id post_on_second_id post_on_third_id captivating_index started_at ended_at""",
    "pitches": """
        game_pk at_bat_index event_index play_id pitch_number batter_id pitcher_id call_code call_description type_code
        type_description is_in_play is_strike is_ball is_out has_review balls strikes outs start_speed_mph end_speed_mph
        strike_zone_top_feet strike_zone_bottom_feet zone plate_time_seconds extension_feet plate_x_feet plate_z_feet
        break_angle_degrees break_vertical_induced_inches break_horizontal_inches spin_rate_rpm spin_direction_degrees
        launch_speed_mph launch_angle_degrees total_distance_feet trajectory hardness hit_location hit_coord_x
        hit_coord_y started_at ended_at""",
    "actions": """
        game_pk at_bat_index event_index kind play_id event event_type code description is_substitution
        is_base_running_play is_scoring_play is_out from_catcher has_review player_id replaced_player_id position_code
        batting_order base umpire_id violation_type away_score home_score balls strikes outs started_at ended_at""",
    "runner_movements": """
        game_pk at_bat_index runner_index origin_base start_base end_base out_base is_out out_number event event_type
        movement_reason runner_id responsible_pitcher_id is_scoring_event rbi earned team_unearned play_index""",
    "fielding_credits": "game_pk at_bat_index runner_index credit_index player_id position_code credit",
    "reviews": """
        game_pk at_bat_index event_index review_index is_overturned in_progress review_type challenge_team_id
        player_id""",
    "boxscore_teams": """
        game_pk side team_id batting pitching fielding batter_ids pitcher_ids batting_order_ids""",
    "boxscore_players": """
        game_pk side player_id team_id jersey_number position_code position_codes batting_order status_code
        is_substitute is_on_bench""",
    "boxscore_batting": """
        game_pk side player_id team_id games_played fly_outs ground_outs air_outs runs doubles triples home_runs
        strike_outs base_on_balls intentional_walks hits hit_by_pitch at_bats caught_stealing stolen_bases
        ground_into_double_play ground_into_triple_play plate_appearances total_bases rbi left_on_base sac_bunts
        sac_flies catchers_interference pickoffs pop_outs line_outs""",
    "boxscore_pitching": """
        game_pk side player_id team_id games_played games_started fly_outs ground_outs air_outs runs doubles triples
        home_runs strike_outs base_on_balls intentional_walks hits hit_by_pitch at_bats caught_stealing stolen_bases
        number_of_pitches wins losses saves save_opportunities holds blown_saves earned_runs batters_faced outs
        games_pitched complete_games shutouts balls strikes hit_batsmen balks wild_pitches pickoffs rbi games_finished
        inherited_runners inherited_runners_scored catchers_interference sac_bunts sac_flies passed_ball pop_outs
        line_outs""",
    "boxscore_fielding": """
        game_pk side player_id team_id games_started caught_stealing stolen_bases assists put_outs errors chances
        passed_ball pickoffs""",
    "teams": """
        team_id name abbreviation team_code team_name short_name location_name franchise_name club_name
        first_year_of_play active sport_id league_id league_name division_id division_name venue_id source_game_date
        source_game_pk""",
    "venues": """
        venue_id name active city state country elevation_feet latitude longitude time_zone capacity turf_type roof_type
        left_line_feet left_center_feet center_feet right_center_feet right_line_feet source_game_date
        source_game_pk""",
    "players": """
        player_id full_name first_name last_name primary_number birth_date birth_city birth_state_province birth_country
        height weight_pounds active use_name boxscore_name mlb_debut_date name_slug search_name position_code
        position_abbreviation bat_side pitch_hand source_game_date source_game_pk""",
    "schedule_observations": """
        game_pk schedule_date content_hash first_observed_at last_observed_at season game_type game_date official_date
        start_time_tbd status_code coded_game_state abstract_game_state detailed_state status_reason phase away_team_id
        home_team_id away_team_name home_team_name venue_id venue_name double_header game_number gameday_type
        scheduled_innings series_description description reschedule_date reschedule_game_date rescheduled_from
        rescheduled_from_date resume_date resume_game_date resumed_from resumed_from_date""",
    "feed_drift": "json_path kind value game_pk first_seen_at last_seen_at",
    "quarantined_entities": "game_pk entity entity_key json_path reason excerpt fetched_at",
}
COLUMNS: dict[str, tuple[str, ...]] = {table: tuple(names.split()) for table, names in _COLUMNS.items()}

KEY_LENGTH = {
    "games": 1,
    "game_states": 1,
    "game_state_history": 2,
    "innings": 3,
    "plays": 2,
    "pitches": 3,
    "actions": 3,
    "runner_movements": 3,
    "fielding_credits": 4,
    "reviews": 4,
    "boxscore_teams": 2,
    "boxscore_players": 3,
    "boxscore_batting": 3,
    "boxscore_pitching": 3,
    "boxscore_fielding": 3,
    "teams": 1,
    "venues": 1,
    "players": 1,
    "schedule_observations": 3,
    "feed_drift": 4,
    "quarantined_entities": 3,
}

OWNED_BY_GAME = (
    "innings",
    "plays",
    "pitches",
    "actions",
    "runner_movements",
    "fielding_credits",
    "reviews",
    "boxscore_teams",
    "boxscore_players",
    "boxscore_batting",
    "boxscore_pitching",
    "boxscore_fielding",
)
"""Tables whose rows of a game are exactly what its newest document says: rows that it no longer has are deleted."""

DESCRIBED = ("teams", "venues", "players")
"""Tables that games share; the newest description wins."""


def extend(tables: Tables, more: Tables) -> None:
    """Adds the rows of ``more`` to ``tables``."""
    for table, rows in more.items():
        tables.setdefault(table, []).extend(rows)


def without_repeats(table: str, rows: Iterable[Row]) -> list[Row]:
    """One row a key, the last one; PostgreSQL refuses a statement that writes one row twice."""
    length = KEY_LENGTH[table]
    return list({row[:length]: row for row in rows}.values())
