"""Corrections after the end: records are changed and read again, so that box score, line score and plays agree."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from statsapi_simulator.baseball.book import ScoreBook
from statsapi_simulator.baseball.decisions import Decisions
from statsapi_simulator.baseball.engine import Played
from statsapi_simulator.baseball.fielding import FIELDER_WORDS
from statsapi_simulator.baseball.records import Move, Play
from statsapi_simulator.baseball.snapshot import Snapshot


def read_again(played: Played, plays: Sequence[Play]) -> Snapshot:
    """Reads complete plays into a fresh book: what the engine does play by play, for changed records."""
    book = ScoreBook(*played.opening)
    half: tuple[int, bool] | None = None
    for number, play in enumerate(plays):
        if (play.inning, play.top) != half:
            if half is not None:
                book.end_half()
            half = (play.inning, play.top)
            book.begin_half(play.inning, top=play.top)
            if half in played.automatic_runners:
                book.place_automatic_runner(played.automatic_runners[half])
        before = book.bases
        for event in play.events:
            before = book.bases
            book.apply(event, [move for move in play.moves if move.play_index == event.index])
            if event.review is not None and not event.review.in_progress:
                side = _side_of(book, event.review.team)
                book.count_review(side, overturned=event.review.overturned, balls_and_strikes=True)
        if play.review is not None and play.review.team is not None:
            side = _side_of(book, play.review.team)
            book.count_review(side, overturned=play.review.overturned, balls_and_strikes=False)
        book.finish(replace(play, index=number, outs=book.outs, bases_after=book.bases), before)
        book.balls, book.strikes = play.balls, play.strikes
        if play.is_plate_appearance:
            book.sides[book.offense] = book.batting_side.advanced()
    book.end_half()
    return book.snapshot()


def _side_of(book: ScoreBook, team: int | None) -> int:
    return next(number for number, side in enumerate(book.sides) if side.club.id == team)


def hit_to_error(played: Played, plays: Sequence[Play], rng: Random) -> list[Play] | None:
    """A single becomes an error. Only one after which nobody scored in its half, so no run changes its kind."""
    candidates = [
        number
        for number, play in enumerate(plays)
        if play.event_type == "single" and not play.is_scoring and not _scores_later(plays, number)
    ]
    if not candidates:
        return None
    number = rng.choice(candidates)
    changed = list(plays)
    changed[number] = _as_error(played, plays[number])
    return changed


def _scores_later(plays: Sequence[Play], number: int) -> bool:
    half = (plays[number].inning, plays[number].top)
    return any(play.is_scoring for play in plays[number:] if (play.inning, play.top) == half)


def _as_error(played: Played, play: Play) -> Play:
    def corrected(move: Move) -> Move:
        if move.event_type != "single":
            return move
        credits_ = tuple(
            replace(credit, kind="f_fielding_error") if credit.kind == "f_fielded_ball" else credit
            for credit in move.credits
        )
        return replace(move, event="Field Error", event_type="field_error", credits=credits_)

    moves = tuple(corrected(move) for move in play.moves)
    fielder = next(credit for move in moves for credit in move.credits if credit.kind == "f_fielding_error")
    batter = played.players[play.batter].name
    words = f"{FIELDER_WORDS[fielder.position]} {played.players[fielder.player].name}"
    text = f"{batter} reaches on a fielding error by {words}."
    return replace(play, event="Field Error", event_type="field_error", description=text, moves=moves, rbi=0)


def vanished_play(plays: Sequence[Play], rng: Random) -> list[Play] | None:
    """Takes out a turn whose batter was left on base and moved nobody; later plays move up by one."""
    candidates = [number for number in range(1, len(plays)) if _changed_nothing(plays, number)]
    if not candidates:
        return None
    number = rng.choice(candidates)
    return [replace(play, index=place) for place, play in enumerate((*plays[:number], *plays[number + 1 :]))]


def _changed_nothing(plays: Sequence[Play], number: int) -> bool:
    play = plays[number]
    if play.event_type not in ("single", "walk", "hit_by_pitch") or len(play.moves) != 1:
        return False
    if any(event.is_substitution or event.kind == "action" or event.review is not None for event in play.events):
        return False
    later = [p for p in plays[number + 1 :] if (p.inning, p.top) == (play.inning, play.top)]
    moved = any(move.runner == play.batter for p in later for move in p.moves)
    replaced = any(event.replaced == play.batter for p in later for event in p.events)
    changed = any(event.event_type == "pitching_substitution" for p in later for event in p.events)
    return bool(later) and not moved and not replaced and not changed


def other_decision(final: Snapshot, decisions: Decisions) -> Decisions | None:
    """The official scorer gives the win to another pitcher of the winning side."""
    for lines in final.pitching:
        if decisions.winner not in lines:
            continue
        others = [p for p in lines if p not in (decisions.winner, decisions.save) and lines[p]["outs"] > 0]
        if others:
            best = max(others, key=lambda p: (lines[p]["outs"], -p))
            holds = tuple(p for p in decisions.holds if p != best)
            return replace(decisions, winner=best, holds=holds)
    return None
