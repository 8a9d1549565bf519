"""What the demo sees at one moment: the input of both views."""

import msgspec


class GameLine(msgspec.Struct, frozen=True):
    """One game on the scoreboard, as the API serves it; scores are None before the first pitch."""

    game_pk: int
    away: str
    home: str
    away_runs: int | None
    home_runs: int | None
    state: str
    phase: str


class Observed(msgspec.Struct, frozen=True):
    """One look at the pipeline. Rates are per real second; ages in real seconds; None: not known.

    ``finals``: games that are final, as (game_pk, version). ``aggregated`` and ``differing``: games with statistics,
    and cells of theirs that are not those of the official box score.
    """

    simulated_now: str | None
    games: tuple[GameLine, ...]
    finished: int
    games_total: int
    polls_per_second: float
    documents_per_second: float
    documents_total: int
    consumer_lag: int | None
    newest_row_age: float | None
    dead_letters: int
    finals: frozenset[tuple[int, int]]
    aggregated: int
    differing: int
    away_components: tuple[str, ...]
