"""Which final games lack an up-to-date result. Reads the database only."""

from datetime import date

import psycopg
from msgspec import Struct

from game_aggregator.evaluation import RULES_VERSION

OVER_FOR = "1 hour"
"""A game that is over but never became official is taken when nothing has changed for this long."""

DUE = f"""
SELECT g.game_pk, g.official_date,
       concat_ws(' ', g.official_date, g.game_pk, coalesce(away.name, '?'), 'at', coalesce(home.name, '?')) AS label,
       CASE WHEN r.game_pk IS NOT NULL THEN 'corrected' WHEN a.game_pk IS NOT NULL THEN 'retry' ELSE 'new' END AS reason
FROM games g
LEFT JOIN game_aggregations a USING (game_pk)
LEFT JOIN game_results r USING (game_pk)
LEFT JOIN teams away ON away.team_id = g.away_team_id
LEFT JOIN teams home ON home.team_id = g.home_team_id
WHERE g.archive_key <> ''
  AND (g.phase = 'final' OR (g.phase = 'game_over' AND g.fetched_at < now() - interval '{OVER_FOR}'))
  AND (a.game_pk IS NULL OR a.rules_version < {RULES_VERSION}
       OR (a.content_hash <> g.content_hash AND a.fetched_at < g.fetched_at))
ORDER BY g.official_date NULLS LAST, g.game_pk
"""  # noqa: S608 - both values are constants of this code


class Due(Struct, frozen=True):
    """A game to run. ``reason``: new, corrected (there is a result already), retry (it was held or failed)."""

    game_pk: int
    official_date: date | None
    label: str
    reason: str


def due_games(connection: psycopg.Connection) -> list[Due]:
    """The games that are due, by date."""
    return [Due(*row) for row in connection.execute(DUE)]
