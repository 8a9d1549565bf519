"""What an earlier moment of a game looks like once its plays have been scored otherwise."""

from dataclasses import replace

from statsapi_simulator.baseball.corrections import read_again
from statsapi_simulator.baseball.engine import Played
from statsapi_simulator.baseball.records import Play
from statsapi_simulator.baseball.snapshot import HalfLine, Snapshot


def as_scored(played: Played, shown: Snapshot, corrected: Snapshot) -> Snapshot:
    """``shown``, a moment after the first pitch, with the plays as they stand in ``corrected``."""
    last = shown.plays[-1]
    plays = [play for play in corrected.plays if play.start < last.start]
    now = next((play for play in corrected.plays if play.start == last.start), None)
    if now is not None:
        is_done = last.complete and last.end == now.end
        plays.append(now if is_done else _so_far(last, now))
    again = read_again(played, plays)
    if now is not None and not last.complete:
        plays[-1] = replace(last, index=now.index)
    in_same_half = (shown.inning, shown.top) == (last.inning, last.top)
    return replace(
        shown,
        plays=tuple(plays),
        bases=again.bases if in_same_half else shown.bases,
        innings=tuple(
            (_half(before[0], again, number, 0), _half(before[1], again, number, 1))
            for number, before in enumerate(shown.innings)
        ),
        batting=again.batting,
        pitching=again.pitching,
        fielding=again.fielding,
        risp=again.risp,
    )


def _so_far(last: Play, now: Play) -> Play:
    """The play as far as it was scored; a first call that did not stand keeps its own moves.

    A ball in play is shown for a moment before anything is scored on it; nor are yet the moves that ended the play.
    """
    if last.complete:
        return replace(last, index=now.index)
    scored = tuple(event for event in last.events if event.hit is None)
    known = min(len(scored), len(now.events) - 1)
    moves = tuple(move for move in now.moves if move.play_index < known)
    return replace(last, index=now.index, events=scored, moves=moves)


def _half(before: HalfLine, again: Snapshot, number: int, side: int) -> HalfLine:
    counted = again.innings[number][side] if number < len(again.innings) else HalfLine()
    left = counted.left if before.over else before.left
    return replace(before, runs=counted.runs, hits=counted.hits, errors=counted.errors, left=left)
