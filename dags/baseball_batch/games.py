"""From due games to pods, and from the pods' results to a report. PURE: imports nothing of Airflow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Game = Mapping[str, Any]  # game_pk, official_date, label, reason
Result = Mapping[str, Any]  # what `game-aggregator run --game-pk` answers

OUTCOMES = ("aggregated", "unchanged", "held", "open", "failed")  # open: the game is not over after all
SUMMED = ("rows_written", "ledger_rows", "cells_compared", "cells_differing", "cells_registered")
LISTED = 20


@dataclass(frozen=True)
class Report:
    """What a run did. ``bad`` when a game failed or a cell differs that the register does not know."""

    headline: str
    text: str
    bad: bool
    quiet: bool


def chosen(due: Mapping[str, Any], limit: int) -> list[Game]:
    """The due games of this run, oldest first; those beyond ``limit`` stay due."""
    return list(due["games"][:limit])


def with_changed(due: Mapping[str, Any], changed: Iterable[int]) -> dict[str, Any]:
    """The due games and those that the API named as changed; the aggregator finds out whether these are due."""
    known = {game["game_pk"] for game in due["games"]}
    others = sorted(set(changed) - known)
    return {"games": [*due["games"], *({"game_pk": pk, "label": f"{pk} named as changed"} for pk in others)]}


def run_arguments(game: Game) -> list[str]:
    return ["run", "--game-pk", str(game["game_pk"])]


def chunk_arguments(season: int, game_types: str, workers: int, chunk: int, chunks: int) -> list[str]:
    """``chunk`` counts from 1."""
    types = ["--game-types", game_types] if game_types else []
    return ["run", "--season", str(season), *types, "--workers", str(workers), "--chunk", f"{chunk}/{chunks}"]


def report_games(title: str, due: int, games: Sequence[Game], results: Iterable[Result]) -> Report:
    """``due`` is how many were due at all. A game without a result is one whose pod ended before it could answer."""
    by_game = {result["game_pk"]: result for result in results}
    outcomes = {game["game_pk"]: by_game.get(game["game_pk"], {"outcome": "failed"}) for game in games}
    counts = {kind: _count(outcomes.values(), kind) for kind in OUTCOMES}
    sums = {name: sum(result.get(name, 0) for result in outcomes.values()) for name in SUMMED}
    differing = sums["cells_differing"] - sums["cells_registered"]
    lines = [
        f"{due} due, {len(games)} tried: " + ", ".join(f"{number} {kind}" for kind, number in counts.items()),
        ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in sums.items()),
        *_problems(games, outcomes),
        *_unknown_events(outcomes.values()),
    ]
    bad = counts["failed"] > 0 or differing > 0
    words = f"{counts['failed']} of {len(games)} games failed, {differing} cells differ" if bad else lines[0]
    return Report(f"{title}: {words}", "\n".join(lines), bad, quiet=not games)


def report_season(title: str, chunks: int, results: Iterable[Result]) -> Report:
    """One result a chunk. A missing one is a chunk whose pod ended before it could answer."""
    known = list(results)
    sums = {
        name: sum(result[name] for result in known)
        for name in ("games", "aggregated", "unchanged", "held", "ledger_rows", "cells_compared")
    }
    differing = sum(result["cells_differing"] - result["cells_registered"] for result in known)
    failed = [game for result in known for game in result["failed"]]
    silent = chunks - len(known)
    lines = [", ".join(f"{number} {name.replace('_', ' ')}" for name, number in sums.items())]
    lines += [f"{game['game_pk']} failed: {game['reason']} {game['detail'] or ''}".rstrip() for game in failed[:LISTED]]
    lines += [f"{silent} of {chunks} chunks gave no result"] if silent else []
    lines += _unknown_events(known)
    bad = bool(failed or silent or differing > 0)
    words = f"{len(failed)} games failed, {differing} cells differ" if bad else lines[0]
    return Report(f"{title}: {words}", "\n".join(lines), bad, quiet=False)


def with_ledger(report: Report, ledger: Mapping[str, Any] | None) -> Report:
    """The report with what changed after final; a ledger that could not be read makes it bad."""
    if ledger is None:
        return Report(report.headline, f"{report.text}\nthe ledger could not be read", bad=True, quiet=False)
    entries = ledger["entries"]
    lines = [f"{len(entries)} corrections in {len(ledger['games'])} games", *map(_correction, entries[:LISTED])]
    return Report(report.headline, "\n".join([report.text, *lines]), report.bad, report.quiet and not entries)


def _correction(entry: Mapping[str, Any]) -> str:
    """A ledger row in words: whose cell it is, what it was, what it is."""
    whose = " ".join(str(entry[key]) for key in ("game_pk", "side", "player_id") if entry[key] is not None)
    cell = f"{entry['table_name']}.{entry['column_name']}"
    return f"{whose} {cell}: {entry['old_value']} is now {entry['new_value']}"


def _count(results: Iterable[Result], outcome: str) -> int:
    return sum(result["outcome"] == outcome for result in results)


def _problems(games: Sequence[Game], outcomes: Mapping[int, Result]) -> list[str]:
    """A line for each game that was not aggregated, with the reason; the first ``LISTED`` of them."""
    lines = []
    for game in games:
        result = outcomes[game["game_pk"]]
        differing = result.get("cells_differing", 0) - result.get("cells_registered", 0)
        if result["outcome"] in ("failed", "held"):
            why = " ".join(str(result[key]) for key in ("reason", "detail") if result.get(key)) or "no result"
            lines.append(f"{game['label']}: {result['outcome']}: {why}")
        elif differing > 0:
            lines.append(f"{game['label']}: {differing} cells differ from the official box score")
    more = [f"... and {len(lines) - LISTED} more"] if len(lines) > LISTED else []
    return lines[:LISTED] + more


def _unknown_events(results: Iterable[Result]) -> list[str]:
    total: dict[str, int] = {}
    for result in results:
        for event, number in (result.get("unknown_events") or {}).items():
            total[event] = total.get(event, 0) + number
    return ["unknown events: " + ", ".join(f"{event} {total[event]}" for event in sorted(total))] if total else []
