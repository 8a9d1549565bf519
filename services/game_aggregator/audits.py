"""What must be true of every game, by name. PURE.

These hold whatever the box score says: they compare the plays with themselves and with the rules. A breach means that
the document or our reading of it is wrong, so the game is not loaded. Each audit looks at all games of a batch at once
and goes to the single plays only where something is wrong.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct

from game_aggregator.aggregate import Statistics
from game_aggregator.frames import SIDES
from game_aggregator.reconcile import Difference
from game_aggregator.tallies import Game, Half


class Breach(Struct, frozen=True):
    """One audit that does not hold for a game; ``plays`` are the at-bat indices that show it, as far as known."""

    game_pk: int
    audit: str
    detail: str
    plays: tuple[int, ...] = ()


Audit = Callable[[Sequence[Game], Statistics], Iterator[Breach]]
SAME_FOR_BATTERS_AND_PITCHERS = (
    *("at_bats", "hits", "doubles", "triples", "home_runs", "runs", "rbi", "base_on_balls", "intentional_walks"),
    *("strike_outs", "hit_by_pitch", "sac_bunts", "sac_flies", "stolen_bases", "caught_stealing"),
    *("catchers_interference", "ground_outs", "air_outs", "fly_outs", "line_outs", "pop_outs"),
)


def at_bats_are_turns_less_exceptions(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """PA = AB + BB + HBP + SH + SF + CI for every batter (rule 9.02(a)(1))."""
    b = statistics.batting
    exceptions = ("base_on_balls", "hit_by_pitch", "sac_bunts", "sac_flies", "catchers_interference")
    expected = b["at_bats"] + sum(b[name] for name in exceptions)
    for game_pk, side, player in _keys(b, b["plate_appearances"] != expected):
        yield Breach(game_pk, "at_bats_are_turns_less_exceptions", f"player {player} of {side}")


def hits_are_counted_once(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """No batter has more extra-base hits than hits, or more hits or strike-outs than at-bats."""
    b = statistics.batting
    wrong = (b["doubles"] + b["triples"] + b["home_runs"] > b["hits"]) | (b["hits"] + b["strike_outs"] > b["at_bats"])
    for game_pk, side, player in _keys(b, wrong):
        yield Breach(game_pk, "hits_are_counted_once", f"player {player} of {side}")


def batters_and_pitchers_agree(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """What the batters of one side did is what the pitchers of the other allowed."""
    pairs = [("plate_appearances", "batters_faced"), *((name, name) for name in SAME_FOR_BATTERS_AND_PITCHERS)]
    teams = statistics.teams  # away and home of a game follow one another
    batted = teams[[f"batting_{name}" for name, _ in pairs]].to_numpy()
    pitched = teams[[f"pitching_{name}" for _, name in pairs]].to_numpy()
    allowed = pitched.reshape(-1, 2, len(pairs))[:, ::-1].reshape(-1, len(pairs))
    for row, column in np.argwhere(batted != allowed):
        game_pk, side = int(teams["game_pk"].iloc[row]), teams["side"].iloc[row]
        detail = f"{pairs[column][0]} of {side}: {batted[row, column]} against {allowed[row, column]}"
        yield Breach(game_pk, "batters_and_pitchers_agree", detail)


def pitches_are_balls_or_strikes(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """Every pitch is one of both."""
    p = statistics.pitching
    for game_pk, side, player in _keys(p, p["balls"] + p["strikes"] != p["number_of_pitches"]):
        yield Breach(game_pk, "pitches_are_balls_or_strikes", f"pitcher {player} of {side}")


def outs_have_put_outs(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """A side's put-outs are the outs of its pitchers (rule 9.09)."""
    t = statistics.teams
    counts = zip(t["game_pk"].tolist(), t["side"], t["fielding_put_outs"], t["pitching_outs"], strict=True)
    for game_pk, side, put_outs, outs in counts:
        if put_outs != outs:
            yield Breach(game_pk, "outs_have_put_outs", f"{side}: {put_outs} put-outs, {outs} outs")


def runs_agree(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """Runs of the innings are the runs of the batters."""
    scored = iter(statistics.teams["batting_runs"].tolist())
    for game in games:
        for number, side in enumerate(SIDES):
            innings, batters = sum(half.runs for half in game.halves if half.side == number), next(scored)
            if innings != batters:
                yield Breach(game.game_pk, "runs_agree", f"{side}: {innings} by inning, {batters} by batter")


def runs_have_a_responsible_pitcher(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """Every run is charged to somebody (rule 9.16(g))."""
    for game in games:
        if game.runs_of_nobody:
            plays = tuple(game.runs_of_nobody)
            yield Breach(game.game_pk, "runs_have_a_responsible_pitcher", "a run without a pitcher", plays)


def halves_have_three_outs(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """Every half but the last ends with its third out; none has a fourth."""
    for game in games:
        for place, half in enumerate(game.halves):
            if half.outs > 3 or (half.outs < 3 and place < len(game.halves) - 1):
                yield _of_half(game, place, "halves_have_three_outs", f"{half.outs} outs")


def batters_end_somewhere(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """In each half turns + automatic runners = runs + outs + left on base (rule 9.02)."""
    for game in games:
        for place, half in enumerate(game.halves):
            if half.turns + half.placed != half.runs + half.outs + half.left_on_base:
                detail = (
                    f"{half.turns} turns and {half.placed} placed, "
                    f"but {half.runs} runs, {half.outs} outs, {half.left_on_base} left"
                )
                yield _of_half(game, place, "batters_end_somewhere", detail)


def batters_follow_the_order(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """Each turn belongs to the place in the order after the one before (rule 5.04(a))."""
    for game in games:
        before: list[int | None] = [None, None]
        for turn in game.turns:
            line = game.lines[turn.line]
            if not line.batting_order or not line.batting_order.isdecimal():
                yield Breach(
                    game.game_pk, "batters_follow_the_order", f"player {line.player_id} has no place", (turn.play,)
                )
                continue
            place, last = int(line.batting_order) // 100, before[line.side]
            if last is not None and place != last % 9 + 1:
                detail = f"place {place} of {SIDES[line.side]} after place {last}"
                yield Breach(game.game_pk, "batters_follow_the_order", detail, (turn.play,))
            before[line.side] = place


def orders_have_nine_starters(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """Each side starts with one batter in each of nine places."""
    starters = {f"{place}00" for place in range(1, 10)}
    for game in games:
        for number, side in enumerate(SIDES):
            orders = [line.batting_order for line in game.lines if line.side == number]
            found = [order for order in orders if order is not None and order.endswith("00")]
            if sorted(found) != sorted(starters):
                yield Breach(game.game_pk, "orders_have_nine_starters", f"{side}: {' '.join(sorted(found))}")


def one_side_wins(games: Sequence[Game], statistics: Statistics) -> Iterator[Breach]:
    """Winner and save are of the winning side, the loser is of the other."""
    for game in games:
        sides = {line.player_id: line.side for line in game.lines if line.pitching_order}
        for role, player in game.decisions.items():
            of_winners = role != "loser"
            side = sides.get(player)
            if game.winning_side is not None and (side is None or (side == game.winning_side) != of_winners):
                yield Breach(game.game_pk, "one_side_wins", f"{role} is player {player}")


AUDITS: tuple[Audit, ...] = (
    at_bats_are_turns_less_exceptions,
    hits_are_counted_once,
    batters_and_pitchers_agree,
    pitches_are_balls_or_strikes,
    outs_have_put_outs,
    runs_agree,
    runs_have_a_responsible_pitcher,
    halves_have_three_outs,
    batters_end_somewhere,
    batters_follow_the_order,
    orders_have_nine_starters,
    one_side_wins,
)


def out_of_turn(breach: Breach, differences: Collection[Difference]) -> bool:
    """Whether a batter out of turn is what happened, and no play is missing.

    When the box score agrees with the plays in every cell, the official scorer saw the same turns: a turn that nobody
    appealed stands (rule 6.03(b)(7)), as does one that the league took out later.
    """
    return breach.audit == batters_follow_the_order.__name__ and not differences


def audit(games: Sequence[Game], statistics: Statistics) -> dict[int, list[Breach]]:
    """All breaches by game_pk; games without one are not in it."""
    found: dict[int, list[Breach]] = {}
    for check in AUDITS:
        for breach in check(games, statistics):
            found.setdefault(breach.game_pk, []).append(breach)
    return found


def _keys(frame: pd.DataFrame, wrong: "pd.Series[bool]") -> Iterator[tuple[int, str, int]]:
    """(game_pk, side, player_id) of the rows that are wrong."""
    found = frame[wrong]
    return zip(found["game_pk"].tolist(), found["side"].tolist(), found["player_id"].tolist(), strict=True)


def _of_half(game: Game, place: int, name: str, detail: str) -> Breach:
    half: Half = game.halves[place]
    last = game.halves[place + 1].first_play if place + 1 < len(game.halves) else len(game.play_ends)
    where = f"{'bottom' if half.side else 'top'} of inning {half.inning}: {detail}"
    return Breach(game.game_pk, name, where, tuple(range(half.first_play, last)))
