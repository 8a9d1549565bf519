"""Corrections after the end: records are changed and read again, so that box score, line score and plays agree.

None of them touches a run, an out or a lead, so that the pitchers' decisions stand unless they are what is corrected.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from statsapi_simulator.baseball.book import ScoreBook
from statsapi_simulator.baseball.decisions import Decisions, decide
from statsapi_simulator.baseball.engine import Played
from statsapi_simulator.baseball.fielding import FIELDER_WORDS
from statsapi_simulator.baseball.moments import CorrectionKind
from statsapi_simulator.baseball.records import Move, Play
from statsapi_simulator.baseball.snapshot import Snapshot


def read_again(played: Played, plays: Sequence[Play]) -> Snapshot:
    """Reads plays into a fresh book: what the engine does play by play, for changed records.

    The last play may be incomplete; its moves are then those made so far.
    """
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
        as_read = replace(play, index=number, outs=book.outs, bases_after=book.bases)
        if play.complete:
            book.finish(as_read, before)
        else:
            book.show(as_read)
        book.balls, book.strikes = play.balls, play.strikes
        if play.is_plate_appearance:
            book.sides[book.offense] = book.batting_side.advanced()
    book.end_half()
    return book.snapshot()


def _side_of(book: ScoreBook, team: int | None) -> int:
    return next(number for number, side in enumerate(book.sides) if side.club.id == team)


def hit_to_error(played: Played, plays: Sequence[Play], rng: Random) -> list[Play] | None:
    """A single becomes an error."""

    def text(batter: str, fielder: str) -> str:
        return f"{batter} reaches on a fielding error by {fielder}."

    number = _one_without_consequence(plays, "single", "f_fielded_ball", rng)
    if number is None:
        return None
    new = ("Field Error", "field_error", "f_fielding_error")
    return _rescored(played, plays, number, "f_fielded_ball", new, text)


def error_to_hit(played: Played, plays: Sequence[Play], rng: Random) -> list[Play] | None:
    """A fielding error becomes a single."""

    def text(batter: str, fielder: str) -> str:
        return f"{batter} singles to {fielder}."

    number = _one_without_consequence(plays, "field_error", "f_fielding_error", rng)
    if number is None:
        return None
    return _rescored(played, plays, number, "f_fielding_error", ("Single", "single", "f_fielded_ball"), text)


def _one_without_consequence(plays: Sequence[Play], kind: str, credit: str, rng: Random) -> int | None:
    """A play of this kind after which nobody scored in its half, so that no run becomes earned or unearned."""
    candidates = [
        number
        for number, play in enumerate(plays)
        if play.event_type == kind
        and not _scores_from(plays, number)
        and any(given.kind == credit for move in play.moves if move.event_type == kind for given in move.credits)
    ]
    return rng.choice(candidates) if candidates else None


def _scores_from(plays: Sequence[Play], number: int) -> bool:
    half = (plays[number].inning, plays[number].top)
    return any(play.is_scoring for play in plays[number:] if (play.inning, play.top) == half)


def _rescored(
    played: Played,
    plays: Sequence[Play],
    number: int,
    credit: str,
    new: tuple[str, str, str],
    text: Callable[[str, str], str],
) -> list[Play]:
    """The plays with one of them called otherwise. ``new``: event, event type, and the credit in ``credit``'s place."""
    play = plays[number]
    event, event_type, new_credit = new

    def corrected(move: Move) -> Move:
        if move.event_type != play.event_type:
            return move
        given = tuple(replace(each, kind=new_credit) if each.kind == credit else each for each in move.credits)
        return replace(move, event=event, event_type=event_type, credits=given)

    moves = tuple(corrected(move) for move in play.moves)
    fielder = next(each for move in moves for each in move.credits if each.kind == new_credit)
    words = text(
        played.players[play.batter].name,
        f"{FIELDER_WORDS[fielder.position]} {played.players[fielder.player].name}",
    )
    again = replace(play, event=event, event_type=event_type, description=words, moves=moves)
    return [*plays[:number], again, *plays[number + 1 :]]


def vanished_play(played: Played, plays: Sequence[Play], rng: Random) -> list[Play] | None:
    """Takes out a turn whose batter was left on base and moved nobody; later plays move up by one.

    If possible one of the place in the order that batted last: then no place has batted more often than it could.
    """
    candidates = [number for number in range(1, len(plays)) if _changed_nothing(plays, number)]
    if not candidates:
        return None
    fitting = [number for number in candidates if _bats_in_the_last_place(played, plays, number)]
    number = rng.choice(fitting or candidates)
    return [replace(play, index=place) for place, play in enumerate((*plays[:number], *plays[number + 1 :]))]


def _bats_in_the_last_place(played: Played, plays: Sequence[Play], number: int) -> bool:
    top = plays[number].top
    turns = [play for play in plays if play.top == top and play.is_plate_appearance]
    places = dict(played.book.sides[0 if top else 1].order_codes)
    return places[plays[number].batter][0] == places[turns[-1].batter][0]


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


def other_decision(played: Played, final: Snapshot, decisions: Decisions) -> Decisions | None:
    """The official scorer gives the win to another pitcher of the winning side; saves and holds follow."""
    for lines in final.pitching:
        if decisions.winner not in lines:
            continue
        others = [p for p in lines if p not in (decisions.winner, decisions.save) and lines[p]["outs"] > 0]
        if others:
            best = max(others, key=lambda p: (lines[p]["outs"], -p))
            return decide(final.plays, final, played.starters, winner=best)
    return None


RESCORINGS: Mapping[CorrectionKind, Callable[[Played, Sequence[Play], Random], list[Play] | None]] = {
    "hit_to_error": hit_to_error,
    "error_to_hit": error_to_hit,
    "vanished_play": vanished_play,
}
"""The corrections that change plays; each gives None when a game has nothing of the kind."""
