"""Everything the live path stores: tables, the extension for name search, and who may read and write.

The three login roles are made by whoever runs the database, before the first migration; it only grants.

Revision: 0001
After: nothing
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

WRITER = "baseball_writer"
READER = "baseball_reader"
APPEND_ONLY = "game_state_history"


def upgrade() -> None:
    require_roles()
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")  # trusted: the database's owner may create it
    create_tables()
    grant()


def require_roles() -> None:
    """Grants to roles that do not exist fail one by one; this says at once what is missing."""
    found = set(op.get_bind().scalars(sa.text("SELECT rolname::text FROM pg_roles")))
    missing = [role for role in (WRITER, READER) if role not in found]
    if missing:
        raise CommandError(f"create the login roles first: {', '.join(missing)}")


def grant() -> None:
    """The reader reads; the writer writes rows, but what was known of a game stays as it was written."""
    for role, rights in ((READER, "SELECT"), (WRITER, "SELECT, INSERT, UPDATE, DELETE")):
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON TABLES TO {role}")
        op.execute(f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}")
    op.execute(f"REVOKE UPDATE, DELETE ON {APPEND_ONLY} FROM {WRITER}")
    op.execute(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {WRITER}")


def create_tables() -> None:
    op.create_table(
        "actions",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_bat_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("event_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("play_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("is_substitution", sa.Boolean(), nullable=True),
        sa.Column("is_base_running_play", sa.Boolean(), nullable=True),
        sa.Column("is_scoring_play", sa.Boolean(), nullable=True),
        sa.Column("is_out", sa.Boolean(), nullable=True),
        sa.Column("from_catcher", sa.Boolean(), nullable=True),
        sa.Column("has_review", sa.Boolean(), nullable=True),
        sa.Column("player_id", sa.Integer(), nullable=True),
        sa.Column("replaced_player_id", sa.Integer(), nullable=True),
        sa.Column("position_code", sa.Text(), nullable=True),
        sa.Column("batting_order", sa.Text(), nullable=True),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("umpire_id", sa.Integer(), nullable=True),
        sa.Column("violation_type", sa.Text(), nullable=True),
        sa.Column("away_score", sa.SmallInteger(), nullable=True),
        sa.Column("home_score", sa.SmallInteger(), nullable=True),
        sa.Column("balls", sa.SmallInteger(), nullable=True),
        sa.Column("strikes", sa.SmallInteger(), nullable=True),
        sa.Column("outs", sa.SmallInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "at_bat_index", "event_index", name=op.f("pk_actions")),
    )
    op.create_table(
        "boxscore_batting",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("player_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("games_played", sa.SmallInteger(), nullable=True),
        sa.Column("fly_outs", sa.SmallInteger(), nullable=True),
        sa.Column("ground_outs", sa.SmallInteger(), nullable=True),
        sa.Column("air_outs", sa.SmallInteger(), nullable=True),
        sa.Column("pop_outs", sa.SmallInteger(), nullable=True),
        sa.Column("line_outs", sa.SmallInteger(), nullable=True),
        sa.Column("runs", sa.SmallInteger(), nullable=True),
        sa.Column("doubles", sa.SmallInteger(), nullable=True),
        sa.Column("triples", sa.SmallInteger(), nullable=True),
        sa.Column("home_runs", sa.SmallInteger(), nullable=True),
        sa.Column("strike_outs", sa.SmallInteger(), nullable=True),
        sa.Column("base_on_balls", sa.SmallInteger(), nullable=True),
        sa.Column("intentional_walks", sa.SmallInteger(), nullable=True),
        sa.Column("hits", sa.SmallInteger(), nullable=True),
        sa.Column("hit_by_pitch", sa.SmallInteger(), nullable=True),
        sa.Column("at_bats", sa.SmallInteger(), nullable=True),
        sa.Column("caught_stealing", sa.SmallInteger(), nullable=True),
        sa.Column("stolen_bases", sa.SmallInteger(), nullable=True),
        sa.Column("ground_into_double_play", sa.SmallInteger(), nullable=True),
        sa.Column("ground_into_triple_play", sa.SmallInteger(), nullable=True),
        sa.Column("plate_appearances", sa.SmallInteger(), nullable=True),
        sa.Column("total_bases", sa.SmallInteger(), nullable=True),
        sa.Column("rbi", sa.SmallInteger(), nullable=True),
        sa.Column("left_on_base", sa.SmallInteger(), nullable=True),
        sa.Column("sac_bunts", sa.SmallInteger(), nullable=True),
        sa.Column("sac_flies", sa.SmallInteger(), nullable=True),
        sa.Column("catchers_interference", sa.SmallInteger(), nullable=True),
        sa.Column("pickoffs", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "side", "player_id", name=op.f("pk_boxscore_batting")),
    )
    op.create_index(
        op.f("ix_boxscore_batting_player_id_game_pk"), "boxscore_batting", ["player_id", "game_pk"], unique=False
    )
    op.create_table(
        "boxscore_fielding",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("player_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("games_started", sa.SmallInteger(), nullable=True),
        sa.Column("put_outs", sa.SmallInteger(), nullable=True),
        sa.Column("assists", sa.SmallInteger(), nullable=True),
        sa.Column("errors", sa.SmallInteger(), nullable=True),
        sa.Column("chances", sa.SmallInteger(), nullable=True),
        sa.Column("passed_ball", sa.SmallInteger(), nullable=True),
        sa.Column("pickoffs", sa.SmallInteger(), nullable=True),
        sa.Column("caught_stealing", sa.SmallInteger(), nullable=True),
        sa.Column("stolen_bases", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "side", "player_id", name=op.f("pk_boxscore_fielding")),
    )
    op.create_index(
        op.f("ix_boxscore_fielding_player_id_game_pk"), "boxscore_fielding", ["player_id", "game_pk"], unique=False
    )
    op.create_table(
        "boxscore_pitching",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("player_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("games_played", sa.SmallInteger(), nullable=True),
        sa.Column("games_started", sa.SmallInteger(), nullable=True),
        sa.Column("games_pitched", sa.SmallInteger(), nullable=True),
        sa.Column("games_finished", sa.SmallInteger(), nullable=True),
        sa.Column("complete_games", sa.SmallInteger(), nullable=True),
        sa.Column("shutouts", sa.SmallInteger(), nullable=True),
        sa.Column("wins", sa.SmallInteger(), nullable=True),
        sa.Column("losses", sa.SmallInteger(), nullable=True),
        sa.Column("saves", sa.SmallInteger(), nullable=True),
        sa.Column("save_opportunities", sa.SmallInteger(), nullable=True),
        sa.Column("holds", sa.SmallInteger(), nullable=True),
        sa.Column("blown_saves", sa.SmallInteger(), nullable=True),
        sa.Column("outs", sa.SmallInteger(), nullable=True),
        sa.Column("batters_faced", sa.SmallInteger(), nullable=True),
        sa.Column("at_bats", sa.SmallInteger(), nullable=True),
        sa.Column("number_of_pitches", sa.SmallInteger(), nullable=True),
        sa.Column("balls", sa.SmallInteger(), nullable=True),
        sa.Column("strikes", sa.SmallInteger(), nullable=True),
        sa.Column("hits", sa.SmallInteger(), nullable=True),
        sa.Column("doubles", sa.SmallInteger(), nullable=True),
        sa.Column("triples", sa.SmallInteger(), nullable=True),
        sa.Column("home_runs", sa.SmallInteger(), nullable=True),
        sa.Column("runs", sa.SmallInteger(), nullable=True),
        sa.Column("earned_runs", sa.SmallInteger(), nullable=True),
        sa.Column("base_on_balls", sa.SmallInteger(), nullable=True),
        sa.Column("intentional_walks", sa.SmallInteger(), nullable=True),
        sa.Column("strike_outs", sa.SmallInteger(), nullable=True),
        sa.Column("hit_by_pitch", sa.SmallInteger(), nullable=True),
        sa.Column("hit_batsmen", sa.SmallInteger(), nullable=True),
        sa.Column("balks", sa.SmallInteger(), nullable=True),
        sa.Column("wild_pitches", sa.SmallInteger(), nullable=True),
        sa.Column("pickoffs", sa.SmallInteger(), nullable=True),
        sa.Column("fly_outs", sa.SmallInteger(), nullable=True),
        sa.Column("ground_outs", sa.SmallInteger(), nullable=True),
        sa.Column("air_outs", sa.SmallInteger(), nullable=True),
        sa.Column("pop_outs", sa.SmallInteger(), nullable=True),
        sa.Column("line_outs", sa.SmallInteger(), nullable=True),
        sa.Column("caught_stealing", sa.SmallInteger(), nullable=True),
        sa.Column("stolen_bases", sa.SmallInteger(), nullable=True),
        sa.Column("rbi", sa.SmallInteger(), nullable=True),
        sa.Column("inherited_runners", sa.SmallInteger(), nullable=True),
        sa.Column("inherited_runners_scored", sa.SmallInteger(), nullable=True),
        sa.Column("catchers_interference", sa.SmallInteger(), nullable=True),
        sa.Column("sac_bunts", sa.SmallInteger(), nullable=True),
        sa.Column("sac_flies", sa.SmallInteger(), nullable=True),
        sa.Column("passed_ball", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "side", "player_id", name=op.f("pk_boxscore_pitching")),
    )
    op.create_index(
        op.f("ix_boxscore_pitching_player_id_game_pk"), "boxscore_pitching", ["player_id", "game_pk"], unique=False
    )
    op.create_table(
        "boxscore_players",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("player_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("jersey_number", sa.Text(), nullable=True),
        sa.Column("position_code", sa.Text(), nullable=True),
        sa.Column("position_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("batting_order", sa.Text(), nullable=True),
        sa.Column("status_code", sa.Text(), nullable=True),
        sa.Column("is_substitute", sa.Boolean(), nullable=True),
        sa.Column("is_on_bench", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "side", "player_id", name=op.f("pk_boxscore_players")),
    )
    op.create_index(
        op.f("ix_boxscore_players_player_id_game_pk"), "boxscore_players", ["player_id", "game_pk"], unique=False
    )
    op.create_table(
        "boxscore_teams",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("batting", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("pitching", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("fielding", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("batter_ids", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("pitcher_ids", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("batting_order_ids", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.PrimaryKeyConstraint("game_pk", "side", name=op.f("pk_boxscore_teams")),
    )
    op.create_table(
        "feed_drift",
        sa.Column("json_path", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("json_path", "kind", "value", "game_pk", name=op.f("pk_feed_drift")),
    )
    op.create_table(
        "fielding_credits",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_bat_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("runner_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("credit_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("player_id", sa.Integer(), nullable=True),
        sa.Column("position_code", sa.Text(), nullable=True),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "game_pk", "at_bat_index", "runner_index", "credit_index", name=op.f("pk_fielding_credits")
        ),
    )
    op.create_index(
        op.f("ix_fielding_credits_player_id_game_pk"), "fielding_credits", ["player_id", "game_pk"], unique=False
    )
    op.create_table(
        "game_state_history",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("time_code", sa.Text(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("status_code", sa.Text(), nullable=True),
        sa.Column("detailed_state", sa.Text(), nullable=True),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("inning", sa.SmallInteger(), nullable=True),
        sa.Column("inning_state", sa.Text(), nullable=True),
        sa.Column("is_top_inning", sa.Boolean(), nullable=True),
        sa.Column("balls", sa.SmallInteger(), nullable=True),
        sa.Column("strikes", sa.SmallInteger(), nullable=True),
        sa.Column("outs", sa.SmallInteger(), nullable=True),
        sa.Column("runner_on_first_id", sa.Integer(), nullable=True),
        sa.Column("runner_on_second_id", sa.Integer(), nullable=True),
        sa.Column("runner_on_third_id", sa.Integer(), nullable=True),
        sa.Column("batter_id", sa.Integer(), nullable=True),
        sa.Column("pitcher_id", sa.Integer(), nullable=True),
        sa.Column("on_deck_id", sa.Integer(), nullable=True),
        sa.Column("in_hole_id", sa.Integer(), nullable=True),
        sa.Column("away_runs", sa.SmallInteger(), nullable=True),
        sa.Column("away_hits", sa.SmallInteger(), nullable=True),
        sa.Column("away_errors", sa.SmallInteger(), nullable=True),
        sa.Column("away_left_on_base", sa.SmallInteger(), nullable=True),
        sa.Column("home_runs", sa.SmallInteger(), nullable=True),
        sa.Column("home_hits", sa.SmallInteger(), nullable=True),
        sa.Column("home_errors", sa.SmallInteger(), nullable=True),
        sa.Column("home_left_on_base", sa.SmallInteger(), nullable=True),
        sa.Column("at_bat_index", sa.SmallInteger(), nullable=True),
        sa.Column("last_play_event", sa.Text(), nullable=True),
        sa.Column("last_play_description", sa.Text(), nullable=True),
        sa.Column("last_play_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "fetched_at", name=op.f("pk_game_state_history")),
    )
    op.create_table(
        "game_states",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("time_code", sa.Text(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("status_code", sa.Text(), nullable=True),
        sa.Column("detailed_state", sa.Text(), nullable=True),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("inning", sa.SmallInteger(), nullable=True),
        sa.Column("inning_state", sa.Text(), nullable=True),
        sa.Column("is_top_inning", sa.Boolean(), nullable=True),
        sa.Column("balls", sa.SmallInteger(), nullable=True),
        sa.Column("strikes", sa.SmallInteger(), nullable=True),
        sa.Column("outs", sa.SmallInteger(), nullable=True),
        sa.Column("runner_on_first_id", sa.Integer(), nullable=True),
        sa.Column("runner_on_second_id", sa.Integer(), nullable=True),
        sa.Column("runner_on_third_id", sa.Integer(), nullable=True),
        sa.Column("batter_id", sa.Integer(), nullable=True),
        sa.Column("pitcher_id", sa.Integer(), nullable=True),
        sa.Column("on_deck_id", sa.Integer(), nullable=True),
        sa.Column("in_hole_id", sa.Integer(), nullable=True),
        sa.Column("away_runs", sa.SmallInteger(), nullable=True),
        sa.Column("away_hits", sa.SmallInteger(), nullable=True),
        sa.Column("away_errors", sa.SmallInteger(), nullable=True),
        sa.Column("away_left_on_base", sa.SmallInteger(), nullable=True),
        sa.Column("home_runs", sa.SmallInteger(), nullable=True),
        sa.Column("home_hits", sa.SmallInteger(), nullable=True),
        sa.Column("home_errors", sa.SmallInteger(), nullable=True),
        sa.Column("home_left_on_base", sa.SmallInteger(), nullable=True),
        sa.Column("at_bat_index", sa.SmallInteger(), nullable=True),
        sa.Column("last_play_event", sa.Text(), nullable=True),
        sa.Column("last_play_description", sa.Text(), nullable=True),
        sa.Column("last_play_ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", name=op.f("pk_game_states")),
    )
    op.create_table(
        "games",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("season", sa.Text(), nullable=True),
        sa.Column("game_type", sa.Text(), nullable=True),
        sa.Column("sport_id", sa.Integer(), nullable=True),
        sa.Column("game_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("official_date", sa.Date(), nullable=True),
        sa.Column("original_date", sa.Date(), nullable=True),
        sa.Column("resume_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_from_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day_night", sa.Text(), nullable=True),
        sa.Column("double_header", sa.Text(), nullable=True),
        sa.Column("game_number", sa.SmallInteger(), nullable=True),
        sa.Column("gameday_type", sa.Text(), nullable=True),
        sa.Column("tiebreaker", sa.Text(), nullable=True),
        sa.Column("start_time_tbd", sa.Boolean(), nullable=True),
        sa.Column("scheduled_innings", sa.SmallInteger(), nullable=True),
        sa.Column("away_team_id", sa.Integer(), nullable=True),
        sa.Column("home_team_id", sa.Integer(), nullable=True),
        sa.Column("away_score", sa.SmallInteger(), nullable=True),
        sa.Column("home_score", sa.SmallInteger(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("abstract_game_state", sa.Text(), nullable=True),
        sa.Column("coded_game_state", sa.Text(), nullable=True),
        sa.Column("status_code", sa.Text(), nullable=True),
        sa.Column("detailed_state", sa.Text(), nullable=True),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("weather_condition", sa.Text(), nullable=True),
        sa.Column("weather_temp_fahrenheit", sa.SmallInteger(), nullable=True),
        sa.Column("weather_wind", sa.Text(), nullable=True),
        sa.Column("attendance", sa.Integer(), nullable=True),
        sa.Column("first_pitch", sa.DateTime(timezone=True), nullable=True),
        sa.Column("game_duration_minutes", sa.Integer(), nullable=True),
        sa.Column("delay_duration_minutes", sa.Integer(), nullable=True),
        sa.Column("away_probable_pitcher_id", sa.Integer(), nullable=True),
        sa.Column("home_probable_pitcher_id", sa.Integer(), nullable=True),
        sa.Column("winning_pitcher_id", sa.Integer(), nullable=True),
        sa.Column("losing_pitcher_id", sa.Integer(), nullable=True),
        sa.Column("save_pitcher_id", sa.Integer(), nullable=True),
        sa.Column("schedule_date", sa.Date(), nullable=True),
        sa.Column("time_code", sa.Text(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("archive_key", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("game_pk", name=op.f("pk_games")),
    )
    op.create_index(
        op.f("ix_games_away_team_id_official_date_game_pk"),
        "games",
        ["away_team_id", "official_date", "game_pk"],
        unique=False,
    )
    op.create_index(op.f("ix_games_game_date_game_pk"), "games", ["game_date", "game_pk"], unique=False)
    op.create_index(
        op.f("ix_games_home_team_id_official_date_game_pk"),
        "games",
        ["home_team_id", "official_date", "game_pk"],
        unique=False,
    )
    op.create_index(
        op.f("ix_games_official_date_game_date_game_pk"),
        "games",
        ["official_date", "game_date", "game_pk"],
        unique=False,
    )
    op.create_index(
        op.f("ix_games_phase_official_date_game_pk"), "games", ["phase", "official_date", "game_pk"], unique=False
    )
    op.create_index(
        op.f("ix_games_season_game_type_official_date_game_pk"),
        "games",
        ["season", "game_type", "official_date", "game_pk"],
        unique=False,
    )
    op.create_index(
        op.f("ix_games_status_code_official_date_game_pk"),
        "games",
        ["status_code", "official_date", "game_pk"],
        unique=False,
    )
    op.create_index(op.f("ix_games_venue_id"), "games", ["venue_id"], unique=False)
    op.create_table(
        "innings",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("inning", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("half", sa.Text(), nullable=False),
        sa.Column("runs", sa.SmallInteger(), nullable=True),
        sa.Column("hits", sa.SmallInteger(), nullable=True),
        sa.Column("errors", sa.SmallInteger(), nullable=True),
        sa.Column("left_on_base", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "inning", "half", name=op.f("pk_innings")),
    )
    op.create_table(
        "pitches",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_bat_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("event_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("play_id", sa.Text(), nullable=True),
        sa.Column("pitch_number", sa.SmallInteger(), nullable=True),
        sa.Column("batter_id", sa.Integer(), nullable=True),
        sa.Column("pitcher_id", sa.Integer(), nullable=True),
        sa.Column("call_code", sa.Text(), nullable=True),
        sa.Column("call_description", sa.Text(), nullable=True),
        sa.Column("type_code", sa.Text(), nullable=True),
        sa.Column("type_description", sa.Text(), nullable=True),
        sa.Column("is_in_play", sa.Boolean(), nullable=True),
        sa.Column("is_strike", sa.Boolean(), nullable=True),
        sa.Column("is_ball", sa.Boolean(), nullable=True),
        sa.Column("is_out", sa.Boolean(), nullable=True),
        sa.Column("has_review", sa.Boolean(), nullable=True),
        sa.Column("balls", sa.SmallInteger(), nullable=True),
        sa.Column("strikes", sa.SmallInteger(), nullable=True),
        sa.Column("outs", sa.SmallInteger(), nullable=True),
        sa.Column("start_speed_mph", sa.Double(), nullable=True),
        sa.Column("end_speed_mph", sa.Double(), nullable=True),
        sa.Column("zone", sa.SmallInteger(), nullable=True),
        sa.Column("strike_zone_top_feet", sa.Double(), nullable=True),
        sa.Column("strike_zone_bottom_feet", sa.Double(), nullable=True),
        sa.Column("plate_x_feet", sa.Double(), nullable=True),
        sa.Column("plate_z_feet", sa.Double(), nullable=True),
        sa.Column("extension_feet", sa.Double(), nullable=True),
        sa.Column("plate_time_seconds", sa.Double(), nullable=True),
        sa.Column("spin_rate_rpm", sa.Double(), nullable=True),
        sa.Column("spin_direction_degrees", sa.Double(), nullable=True),
        sa.Column("break_angle_degrees", sa.Double(), nullable=True),
        sa.Column("break_vertical_induced_inches", sa.Double(), nullable=True),
        sa.Column("break_horizontal_inches", sa.Double(), nullable=True),
        sa.Column("launch_speed_mph", sa.Double(), nullable=True),
        sa.Column("launch_angle_degrees", sa.Double(), nullable=True),
        sa.Column("total_distance_feet", sa.Double(), nullable=True),
        sa.Column("trajectory", sa.Text(), nullable=True),
        sa.Column("hardness", sa.Text(), nullable=True),
        sa.Column("hit_location", sa.Text(), nullable=True),
        sa.Column("hit_coord_x", sa.Double(), nullable=True),
        sa.Column("hit_coord_y", sa.Double(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "at_bat_index", "event_index", name=op.f("pk_pitches")),
    )
    op.create_index(op.f("ix_pitches_batter_id_game_pk"), "pitches", ["batter_id", "game_pk"], unique=False)
    op.create_index(op.f("ix_pitches_pitcher_id_game_pk"), "pitches", ["pitcher_id", "game_pk"], unique=False)
    op.create_table(
        "players",
        sa.Column("player_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("full_name", sa.Text(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("use_name", sa.Text(), nullable=True),
        sa.Column("boxscore_name", sa.Text(), nullable=True),
        sa.Column("name_slug", sa.Text(), nullable=True),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.Column("primary_number", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_city", sa.Text(), nullable=True),
        sa.Column("birth_state_province", sa.Text(), nullable=True),
        sa.Column("birth_country", sa.Text(), nullable=True),
        sa.Column("height", sa.Text(), nullable=True),
        sa.Column("weight_pounds", sa.Integer(), nullable=True),
        sa.Column("position_code", sa.Text(), nullable=True),
        sa.Column("position_abbreviation", sa.Text(), nullable=True),
        sa.Column("bat_side", sa.Text(), nullable=True),
        sa.Column("pitch_hand", sa.Text(), nullable=True),
        sa.Column("mlb_debut_date", sa.Date(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("source_game_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_game_pk", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("player_id", name=op.f("pk_players")),
    )
    op.create_index(
        op.f("ix_players_last_name_first_name_player_id"),
        "players",
        ["last_name", "first_name", "player_id"],
        unique=False,
    )
    op.create_index(op.f("ix_players_name_slug"), "players", ["name_slug"], unique=False)
    op.create_index(
        "ix_players_search_name_trgm",
        "players",
        ["search_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_name": "gin_trgm_ops"},
    )
    op.create_table(
        "plays",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_bat_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("inning", sa.SmallInteger(), nullable=True),
        sa.Column("half", sa.Text(), nullable=True),
        sa.Column("result_type", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("rbi", sa.SmallInteger(), nullable=True),
        sa.Column("away_score", sa.SmallInteger(), nullable=True),
        sa.Column("home_score", sa.SmallInteger(), nullable=True),
        sa.Column("is_out", sa.Boolean(), nullable=True),
        sa.Column("is_complete", sa.Boolean(), nullable=True),
        sa.Column("is_scoring_play", sa.Boolean(), nullable=True),
        sa.Column("has_review", sa.Boolean(), nullable=True),
        sa.Column("has_out", sa.Boolean(), nullable=True),
        sa.Column("balls", sa.SmallInteger(), nullable=True),
        sa.Column("strikes", sa.SmallInteger(), nullable=True),
        sa.Column("outs", sa.SmallInteger(), nullable=True),
        sa.Column("batter_id", sa.Integer(), nullable=True),
        sa.Column("bat_side", sa.Text(), nullable=True),
        sa.Column("pitcher_id", sa.Integer(), nullable=True),
        sa.Column("pitch_hand", sa.Text(), nullable=True),
        sa.Column("men_on_base", sa.Text(), nullable=True),
        sa.Column("post_on_first_id", sa.Integer(), nullable=True),
        sa.Column("post_on_second_id", sa.Integer(), nullable=True),
        sa.Column("post_on_third_id", sa.Integer(), nullable=True),
        sa.Column("captivating_index", sa.SmallInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "at_bat_index", name=op.f("pk_plays")),
    )
    op.create_index(op.f("ix_plays_batter_id_game_pk"), "plays", ["batter_id", "game_pk"], unique=False)
    op.create_index(op.f("ix_plays_pitcher_id_game_pk"), "plays", ["pitcher_id", "game_pk"], unique=False)
    op.create_table(
        "quarantined_entities",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_key", sa.Text(), nullable=False),
        sa.Column("json_path", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("game_pk", "entity", "entity_key", name=op.f("pk_quarantined_entities")),
    )
    op.create_index(op.f("ix_quarantined_entities_fetched_at"), "quarantined_entities", ["fetched_at"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_bat_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("event_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("review_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("review_type", sa.Text(), nullable=True),
        sa.Column("is_overturned", sa.Boolean(), nullable=True),
        sa.Column("in_progress", sa.Boolean(), nullable=True),
        sa.Column("challenge_team_id", sa.Integer(), nullable=True),
        sa.Column("player_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "at_bat_index", "event_index", "review_index", name=op.f("pk_reviews")),
    )
    op.create_table(
        "runner_movements",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at_bat_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("runner_index", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("runner_id", sa.Integer(), nullable=True),
        sa.Column("origin_base", sa.Text(), nullable=True),
        sa.Column("start_base", sa.Text(), nullable=True),
        sa.Column("end_base", sa.Text(), nullable=True),
        sa.Column("out_base", sa.Text(), nullable=True),
        sa.Column("is_out", sa.Boolean(), nullable=True),
        sa.Column("out_number", sa.SmallInteger(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("event_type", sa.Text(), nullable=True),
        sa.Column("movement_reason", sa.Text(), nullable=True),
        sa.Column("responsible_pitcher_id", sa.Integer(), nullable=True),
        sa.Column("is_scoring_event", sa.Boolean(), nullable=True),
        sa.Column("rbi", sa.Boolean(), nullable=True),
        sa.Column("earned", sa.Boolean(), nullable=True),
        sa.Column("team_unearned", sa.Boolean(), nullable=True),
        sa.Column("play_index", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "at_bat_index", "runner_index", name=op.f("pk_runner_movements")),
    )
    op.create_index(
        op.f("ix_runner_movements_runner_id_game_pk"), "runner_movements", ["runner_id", "game_pk"], unique=False
    )
    op.create_table(
        "schedule_observations",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("schedule_date", sa.Date(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("first_observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("season", sa.Text(), nullable=True),
        sa.Column("game_type", sa.Text(), nullable=True),
        sa.Column("game_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("official_date", sa.Date(), nullable=True),
        sa.Column("start_time_tbd", sa.Boolean(), nullable=True),
        sa.Column("status_code", sa.Text(), nullable=True),
        sa.Column("coded_game_state", sa.Text(), nullable=True),
        sa.Column("abstract_game_state", sa.Text(), nullable=True),
        sa.Column("detailed_state", sa.Text(), nullable=True),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("away_team_id", sa.Integer(), nullable=True),
        sa.Column("home_team_id", sa.Integer(), nullable=True),
        sa.Column("away_team_name", sa.Text(), nullable=True),
        sa.Column("home_team_name", sa.Text(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("venue_name", sa.Text(), nullable=True),
        sa.Column("double_header", sa.Text(), nullable=True),
        sa.Column("game_number", sa.SmallInteger(), nullable=True),
        sa.Column("gameday_type", sa.Text(), nullable=True),
        sa.Column("scheduled_innings", sa.SmallInteger(), nullable=True),
        sa.Column("series_description", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("reschedule_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reschedule_game_date", sa.Date(), nullable=True),
        sa.Column("rescheduled_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rescheduled_from_date", sa.Date(), nullable=True),
        sa.Column("resume_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resume_game_date", sa.Date(), nullable=True),
        sa.Column("resumed_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_from_date", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("game_pk", "schedule_date", "content_hash", name=op.f("pk_schedule_observations")),
    )
    op.create_index(
        op.f("ix_schedule_observations_away_team_id_schedule_date"),
        "schedule_observations",
        ["away_team_id", "schedule_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_schedule_observations_home_team_id_schedule_date"),
        "schedule_observations",
        ["home_team_id", "schedule_date"],
        unique=False,
    )
    op.create_index(
        op.f("ix_schedule_observations_schedule_date_game_date_game_pk"),
        "schedule_observations",
        ["schedule_date", "game_date", "game_pk"],
        unique=False,
    )
    op.create_table(
        "teams",
        sa.Column("team_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("abbreviation", sa.Text(), nullable=True),
        sa.Column("team_code", sa.Text(), nullable=True),
        sa.Column("team_name", sa.Text(), nullable=True),
        sa.Column("short_name", sa.Text(), nullable=True),
        sa.Column("location_name", sa.Text(), nullable=True),
        sa.Column("franchise_name", sa.Text(), nullable=True),
        sa.Column("club_name", sa.Text(), nullable=True),
        sa.Column("sport_id", sa.Integer(), nullable=True),
        sa.Column("league_id", sa.Integer(), nullable=True),
        sa.Column("league_name", sa.Text(), nullable=True),
        sa.Column("division_id", sa.Integer(), nullable=True),
        sa.Column("division_name", sa.Text(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("first_year_of_play", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("source_game_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_game_pk", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_teams")),
    )
    op.create_index(op.f("ix_teams_name_team_id"), "teams", ["name", "team_id"], unique=False)
    op.create_table(
        "venues",
        sa.Column("venue_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("elevation_feet", sa.Integer(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("turf_type", sa.Text(), nullable=True),
        sa.Column("roof_type", sa.Text(), nullable=True),
        sa.Column("left_line_feet", sa.Integer(), nullable=True),
        sa.Column("left_center_feet", sa.Integer(), nullable=True),
        sa.Column("center_feet", sa.Integer(), nullable=True),
        sa.Column("right_center_feet", sa.Integer(), nullable=True),
        sa.Column("right_line_feet", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("source_game_date", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_game_pk", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_venues")),
    )
