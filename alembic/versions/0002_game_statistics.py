"""Statistics of finished games: tables, the views of seasons, splits and standings, the ledger that only grows.

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

WRITER = "baseball_writer"
APPEND_ONLY = "correction_ledger"

BATTING = """
    games_played plate_appearances at_bats runs hits doubles triples home_runs total_bases rbi base_on_balls
    intentional_walks strike_outs hit_by_pitch sac_bunts sac_flies ground_into_double_play ground_into_triple_play
    stolen_bases caught_stealing pickoffs left_on_base catchers_interference ground_outs air_outs fly_outs line_outs
    pop_outs""".split()
PITCHING = """
    games_played games_pitched games_started games_finished complete_games shutouts wins losses saves save_opportunities
    holds blown_saves outs batters_faced at_bats number_of_pitches balls strikes hits doubles triples home_runs runs
    earned_runs base_on_balls intentional_walks strike_outs hit_by_pitch hit_batsmen balks wild_pitches pickoffs
    stolen_bases caught_stealing rbi inherited_runners inherited_runners_scored catchers_interference sac_bunts
    sac_flies passed_ball ground_outs air_outs fly_outs line_outs pop_outs""".split()
FIELDING = """
    games_started put_outs assists errors chances passed_ball pickoffs stolen_bases caught_stealing""".split()
GROUPS = {"batting": BATTING, "pitching": PITCHING, "fielding": FIELDING}
OF_SEASON = "r.season, r.sport_id, r.game_type"
SPLITS = """
    CROSS JOIN LATERAL (VALUES ('place', {rows}.side), ('month', to_char(r.official_date, 'YYYY-MM'))) s (split, value)
"""


def upgrade() -> None:
    create_tables()
    op.execute(f"REVOKE UPDATE, DELETE ON {APPEND_ONLY} FROM {WRITER}")
    create_views()


def create_tables() -> None:
    op.create_table(
        "game_results",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("season", sa.Text(), nullable=False),
        sa.Column("sport_id", sa.Integer(), nullable=False),
        sa.Column("game_type", sa.Text(), nullable=False),
        sa.Column("official_date", sa.Date(), nullable=False),
        sa.Column("status_code", sa.Text(), nullable=False),
        sa.Column("innings", sa.SmallInteger(), nullable=False),
        sa.Column("away_team_id", sa.Integer(), nullable=False),
        sa.Column("away_team_name", sa.Text(), nullable=False),
        sa.Column("home_team_id", sa.Integer(), nullable=False),
        sa.Column("home_team_name", sa.Text(), nullable=False),
        sa.Column("away_runs", sa.SmallInteger(), nullable=False),
        sa.Column("home_runs", sa.SmallInteger(), nullable=False),
        sa.Column("winning_team_id", sa.Integer(), nullable=True),
        sa.Column("winning_pitcher_id", sa.Integer(), nullable=True),
        sa.Column("losing_pitcher_id", sa.Integer(), nullable=True),
        sa.Column("save_pitcher_id", sa.Integer(), nullable=True),
        sa.Column("cells_compared", sa.Integer(), nullable=False),
        sa.Column("cells_differing", sa.Integer(), nullable=False),
        sa.Column("cells_registered", sa.Integer(), nullable=False),
        sa.Column("unknown_events", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("archive_key", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_aggregated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("game_pk", name=op.f("pk_game_results")),
    )
    op.create_index(
        op.f("ix_game_results_season_sport_id_game_type_official_date_game_pk"),
        "game_results",
        ["season", "sport_id", "game_type", "official_date", "game_pk"],
    )
    op.create_table(
        "game_aggregations",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("game_pk", name=op.f("pk_game_aggregations")),
    )
    op.create_index(op.f("ix_game_aggregations_outcome_since"), "game_aggregations", ["outcome", "since"])
    more = {
        "batting": sa.Column("batting_order", sa.Text(), nullable=True),
        "pitching": sa.Column("pitching_order", sa.SmallInteger(), nullable=False),
        "fielding": sa.Column("position_codes", postgresql.ARRAY(sa.Text()), nullable=False),
    }
    for group, names in GROUPS.items():
        table = f"player_game_{group}"
        op.create_table(
            table,
            sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("side", sa.Text(), nullable=False),
            sa.Column("player_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("team_id", sa.Integer(), nullable=False),
            more[group],
            *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in names),
            sa.PrimaryKeyConstraint("game_pk", "side", "player_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_player_id_game_pk"), table, ["player_id", "game_pk"])
    op.create_table(
        "team_game_stats",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("opponent_team_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in ("runs", "hits", "errors", "left_on_base")),
        *(
            sa.Column(f"{group}_{name}", sa.SmallInteger(), nullable=False)
            for group, names in GROUPS.items()
            for name in names
        ),
        sa.PrimaryKeyConstraint("game_pk", "side", name=op.f("pk_team_game_stats")),
    )
    op.create_index(op.f("ix_team_game_stats_team_id_game_pk"), "team_game_stats", ["team_id", "game_pk"])
    op.create_table(
        "reconciliation",
        sa.Column("game_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("player_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("inning", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("statistic", sa.Text(), nullable=False),
        sa.Column("computed", sa.Text(), nullable=True),
        sa.Column("official", sa.Text(), nullable=True),
        sa.Column("registered", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "game_pk", "side", "player_id", "scope", "inning", "statistic", name=op.f("pk_reconciliation")
        ),
    )
    op.create_index(op.f("ix_reconciliation_player_id_game_pk"), "reconciliation", ["player_id", "game_pk"])
    op.create_table(
        "correction_ledger",
        sa.Column("ledger_id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("game_pk", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("player_id", sa.Integer(), nullable=True),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=True),
        sa.Column("new_value", sa.Text(), nullable=True),
        sa.Column("old_content_hash", sa.Text(), nullable=False),
        sa.Column("new_content_hash", sa.Text(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id", name=op.f("pk_correction_ledger")),
    )
    op.create_index(op.f("ix_correction_ledger_game_pk_ledger_id"), "correction_ledger", ["game_pk", "ledger_id"])
    op.create_index(op.f("ix_correction_ledger_player_id_ledger_id"), "correction_ledger", ["player_id", "ledger_id"])
    op.create_index(op.f("ix_correction_ledger_noticed_at_ledger_id"), "correction_ledger", ["noticed_at", "ledger_id"])


def create_views() -> None:
    create_view_of_player_games()
    for group, names in GROUPS.items():
        create_views_of_seasons(group, names)
    create_views_of_teams()
    create_standings()


def create_view_of_player_games() -> None:
    """Grain: one row per (game_pk, side, player_id) with all three lines; null where there is none."""
    counts = ", ".join(f"{group[0]}.{name} AS {group}_{name}" for group, names in GROUPS.items() for name in names)
    op.execute(
        f"""
        CREATE VIEW player_game_stats AS
        SELECT game_pk, side, player_id, {OF_SEASON}, r.official_date,
               CASE side WHEN 'away' THEN r.away_team_id ELSE r.home_team_id END AS team_id,
               CASE side WHEN 'away' THEN r.away_team_name ELSE r.home_team_name END AS team_name,
               CASE side WHEN 'away' THEN r.home_team_id ELSE r.away_team_id END AS opponent_team_id,
               CASE side WHEN 'away' THEN r.home_team_name ELSE r.away_team_name END AS opponent_team_name,
               b.batting_order, p.pitching_order, f.position_codes, {counts}
        FROM player_game_batting b
        FULL JOIN player_game_pitching p USING (game_pk, side, player_id)
        FULL JOIN player_game_fielding f USING (game_pk, side, player_id)
        JOIN game_results r USING (game_pk)
        """
    )


def create_views_of_seasons(group: str, names: list[str]) -> None:
    """Season totals, and the same by place and by month; sports and game types are never mixed."""
    sums = ", ".join(f"sum(l.{name})::int AS {name}" for name in names)
    lines = f"player_game_{group} l JOIN game_results r USING (game_pk)"
    key = f"{OF_SEASON}, l.player_id, l.team_id"
    op.execute(
        f"CREATE VIEW player_season_{group} AS SELECT {key}, count(*)::int AS games, {sums} FROM {lines} GROUP BY {key}"
    )
    op.execute(
        f"CREATE VIEW player_split_{group} AS "
        f"SELECT {key}, s.split, s.value, count(*)::int AS games, {sums} FROM {lines} "
        f"{SPLITS.format(rows='l')} GROUP BY {key}, s.split, s.value"
    )


def create_views_of_teams() -> None:
    """A team's totals of a season, and the same by place and by month."""
    sums = ", ".join(
        f"sum(t.{name})::int AS {name}"
        for name in (
            "runs",
            "hits",
            "errors",
            "left_on_base",
            *(f"{group}_{name}" for group, names in GROUPS.items() for name in names),
        )
    )
    key = f"{OF_SEASON}, t.team_id"
    lines = "team_game_stats t JOIN game_results r USING (game_pk)"
    op.execute(
        f"CREATE VIEW team_season_stats AS SELECT {key}, count(*)::int AS games, {sums} FROM {lines} GROUP BY {key}"
    )
    op.execute(
        f"CREATE VIEW team_split_stats AS "
        f"SELECT {key}, s.split, s.value, count(*)::int AS games, {sums} FROM {lines} "
        f"{SPLITS.format(rows='t')} GROUP BY {key}, s.split, s.value"
    )


def create_standings() -> None:
    """Grain: one row per (season, sport_id, game_type, team_id)."""
    op.execute(
        f"""
        CREATE VIEW standings AS
        WITH games AS (
            SELECT {OF_SEASON}, r.official_date, t.game_pk, t.side, t.team_id, t.runs, o.runs AS runs_against,
                   CASE WHEN r.winning_team_id IS NULL THEN 'T'
                        WHEN r.winning_team_id = t.team_id THEN 'W' ELSE 'L' END AS result
            FROM team_game_stats t
            JOIN team_game_stats o ON o.game_pk = t.game_pk AND o.side <> t.side
            JOIN game_results r ON r.game_pk = t.game_pk
        ), placed AS (
            SELECT games.*, row_number() OVER newest AS from_last,
                   count(*) FILTER (WHERE result <> first_result) OVER newest AS changes
            FROM (SELECT games.*, first_value(result) OVER newest AS first_result FROM games
                  WINDOW newest AS (PARTITION BY season, sport_id, game_type, team_id
                                    ORDER BY official_date DESC, game_pk DESC)) games
            WINDOW newest AS (PARTITION BY season, sport_id, game_type, team_id
                              ORDER BY official_date DESC, game_pk DESC)
        )
        SELECT season, sport_id, game_type, team_id,
               count(*)::int AS games,
               count(*) FILTER (WHERE result = 'W')::int AS wins,
               count(*) FILTER (WHERE result = 'L')::int AS losses,
               count(*) FILTER (WHERE result = 'T')::int AS ties,
               count(*) FILTER (WHERE result = 'W' AND side = 'home')::int AS home_wins,
               count(*) FILTER (WHERE result = 'L' AND side = 'home')::int AS home_losses,
               count(*) FILTER (WHERE result = 'W' AND side = 'away')::int AS away_wins,
               count(*) FILTER (WHERE result = 'L' AND side = 'away')::int AS away_losses,
               count(*) FILTER (WHERE result = 'W' AND from_last <= 10)::int AS last_ten_wins,
               count(*) FILTER (WHERE result = 'L' AND from_last <= 10)::int AS last_ten_losses,
               sum(runs)::int AS runs,
               sum(runs_against)::int AS runs_against,
               min(result) FILTER (WHERE from_last = 1)
                   || (count(*) FILTER (WHERE changes = 0))::text AS streak
        FROM placed GROUP BY season, sport_id, game_type, team_id
        """
    )
