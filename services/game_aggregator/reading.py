"""A complete document to a game: the facts and the head that the rows need. PURE."""

from game_aggregator.readiness import Complete
from game_aggregator.scorebook import AWAY, HOME, REGULATION_INNINGS, Scorebook
from game_aggregator.tallies import Game

FORFEIT_RUNS = 9
"""The winner's runs of a forfeited game in which he was not ahead (rule 7.03)."""


def read_game(document: Complete) -> Game:
    """Scores a game from its first play to its last."""
    book = Scorebook(*document.boxes, scheduled_innings=document.linescore.scheduled_innings or REGULATION_INNINGS)
    for play in document.plays:
        book.play(play)
    decisions = book.close(document.decisions)
    away, home = document.teams
    winner, score = _result(book.score, document)
    return Game(
        game_pk=document.game_pk,
        season=document.season,
        sport_id=(home.sport.id if home.sport is not None else None) or 0,
        game_type=document.game_type,
        official_date=document.official_date,
        status_code=document.status_code,
        sides=((away.id or 0, away.name or ""), (home.id or 0, home.name or "")),
        score=score,
        winning_side=winner,
        lines=book.lines,
        facts=book.facts,
        play_ends=book.play_ends,
        halves=book.halves,
        turns=book.turns,
        decisions=decisions,
        unknown=dict(book.unknown),
        earned_for_pitcher_only=book.earned_for_pitcher_only,
        runs_of_nobody=book.runs_of_nobody,
    )


def _result(played: list[int], document: Complete) -> tuple[int | None, tuple[int, int]]:
    """(winning side or None, score): what was played, unless the winner by forfeit was not ahead."""
    forfeit = _winner_by_forfeit(document) if document.forfeited else None
    if forfeit is not None and played[forfeit] <= played[1 - forfeit]:
        return forfeit, (FORFEIT_RUNS, 0) if forfeit == AWAY else (0, FORFEIT_RUNS)
    score = (played[AWAY], played[HOME])
    if forfeit is not None or score[AWAY] != score[HOME]:
        return (AWAY if score[AWAY] > score[HOME] else HOME), score
    return None, score


def _winner_by_forfeit(document: Complete) -> int | None:
    """No play says who was given the game: the line score's totals do."""
    totals = document.linescore.teams
    if totals is None or totals.away is None or totals.home is None:
        return None
    away, home = totals.away.runs, totals.home.runs
    if away is None or home is None or away == home:
        return None
    return AWAY if away > home else HOME
