"""What was really played, put together from the scorer's book."""

from collections.abc import Mapping
from typing import Any

from statsapi_simulator.baseball.lines import Line
from statsapi_simulator.baseball.moments import GameTruth
from statsapi_simulator.baseball.records import Play
from statsapi_simulator.baseball.snapshot import HalfLine, Snapshot
from statsapi_simulator.baseball.states import State


def truth_of(game_pk: int, last: State) -> GameTruth:
    """The truth of a game as of its last state; a game that was never played has no plays and no runs."""
    snapshot = last.snapshot
    if snapshot is None:
        return GameTruth(
            game_pk, last.status, 0, 0, 0, 0, 0, 0, 0, 0, 0, (), (), _sides(), _sides(), _sides(), {}
        )  # fmt: skip
    away, home = snapshot.totals(0), snapshot.totals(1)
    return GameTruth(
        game_pk=game_pk,
        final_status_code=last.status,
        away_runs=last.score[0],
        home_runs=last.score[1],
        away_hits=away.hits,
        home_hits=home.hits,
        away_errors=away.errors,
        home_errors=home.errors,
        plays_total=len(snapshot.plays),
        pitches_total=sum(event.is_pitch for play in snapshot.plays for event in play.events),
        innings_total=len(snapshot.innings),
        linescore=tuple(_inning(number, pair) for number, pair in enumerate(snapshot.innings, start=1)),
        plays=tuple(_play(play) for play in snapshot.plays),
        batting=_lines(snapshot, "batting"),
        pitching=_lines(snapshot, "pitching"),
        fielding=_lines(snapshot, "fielding"),
        decisions={} if last.decisions is None else last.decisions.as_dict(),
    )


def changes_between(old: GameTruth, new: GameTruth) -> list[dict[str, Any]]:
    """What a correction changed in the players' lines, in order. Grain: (group, side, player, statistic)."""
    found = []
    for group in ("batting", "pitching", "fielding"):
        for side in ("away", "home"):
            before, after = getattr(old, group)[side], getattr(new, group)[side]
            for player in sorted(before.keys() | after.keys()):
                was, is_now = before.get(player, {}), after.get(player, {})
                found += [
                    {
                        "group": group,
                        "side": side,
                        "player": player,
                        "statistic": statistic,
                        "old": was.get(statistic),
                        "new": is_now.get(statistic),
                    }
                    for statistic in sorted(was.keys() | is_now.keys())
                    if was.get(statistic) != is_now.get(statistic)
                ]
    return found


def _sides() -> dict[str, dict[int, Mapping[str, Any]]]:
    return {"away": {}, "home": {}}


def _lines(snapshot: Snapshot, group: str) -> dict[str, dict[int, Line]]:
    away, home = getattr(snapshot, group)
    return {"away": dict(away), "home": dict(home)}


def _inning(number: int, pair: tuple[HalfLine, HalfLine]) -> dict[str, Any]:
    def half(line: HalfLine) -> dict[str, int] | None:
        if not line.started:
            return None
        return {"runs": line.runs, "hits": line.hits, "errors": line.errors, "leftOnBase": line.left}

    return {"num": number, "away": half(pair[0]), "home": half(pair[1])}


def _play(play: Play) -> dict[str, Any]:
    return {
        "atBatIndex": play.index,
        "inning": play.inning,
        "halfInning": "top" if play.top else "bottom",
        "eventType": play.event_type,
        "balls": play.balls,
        "strikes": play.strikes,
        "outs": play.outs,
        "pitches": sum(event.is_pitch for event in play.events),
        "awayScore": play.away,
        "homeScore": play.home,
        "rbi": play.rbi,
    }
