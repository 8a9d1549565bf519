"""From a batch and what is stored to what is written. PURE.

The newest document of a game wins, by ``fetched_at``; an older one still adds its line to the game's history. So any
order, repetition and grouping of the same documents leads to the same tables.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from baseball_core.feed.repair import Fault
from rt_transformer.batch import Batch, Observation
from rt_transformer.documents import Document, people
from rt_transformer.merge import described_by_older, difference, replacement, state_of
from rt_transformer.rows import schedule
from rt_transformer.rows.tables import Row, extend
from rt_transformer.writes import Stored, Writes


class Decision(msgspec.Struct):
    """What one transaction does, and what to remember and count once it is committed.

    ``kept`` are the documents that the tables hold afterwards and that the next ones may be compared with;
    ``forgotten`` the games that have none. ``outcomes`` counts documents, ``ways`` games.
    """

    writes: Writes
    applied: list[Document] = msgspec.field(default_factory=list)
    kept: dict[int, Document] = msgspec.field(default_factory=dict)
    forgotten: set[int] = msgspec.field(default_factory=set)
    faults: list[tuple[int, Fault]] = msgspec.field(default_factory=list)
    outcomes: dict[str, int] = msgspec.field(default_factory=dict)
    ways: dict[str, int] = msgspec.field(default_factory=dict)

    def count(self, outcome: str, number: int = 1) -> None:
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + number


def decide(batch: Batch, stored: Mapping[int, Stored], kept: Mapping[int, Document]) -> Decision:
    """What the batch changes. ``kept`` are documents written before; one is used only if it is what is stored."""
    decision = Decision(Writes())
    if batch.repeated:
        decision.count("repeated", batch.repeated)
    for game_pk, documents in batch.documents.items():
        _decide_game(decision, documents, stored.get(game_pk), kept.get(game_pk))
    for game_pk, observations in batch.observations.items():
        described = game_pk in batch.documents
        _decide_schedule(decision, observations, stored.get(game_pk), described_by_feed=described)
    return decision


def _decide_game(decision: Decision, documents: list[Document], stored: Stored | None, before: Document | None) -> None:
    writes, newest = decision.writes, documents[-1]
    states = [state_of(document) for document in documents]
    extend(writes.rows, {"game_state_history": states})
    if stored is not None and stored.schedule_date is not None:
        stored = None  # only the schedule has described it so far
    older = documents[:-1]
    if stored is not None and newest.source.order <= stored.order:
        repeated = sum(document.source.order == stored.order for document in documents)
        decision.count("repeated", repeated)
        decision.count("stale", len(documents) - repeated)
        for document in documents:
            if document.source.order != stored.order:
                extend(writes.older, described_by_older(document, ()))
        return
    changes = None
    if stored is not None and before is not None and before.source.order == stored.order:
        changes = difference(before, newest)
    if changes is None:
        changes = replacement(newest)
        if stored is not None:
            writes.replaced.append(newest.source.game_pk)
    extend(writes.rows, changes.rows)
    extend(writes.rows, {"game_states": states[-1:]})
    extend(writes.placeholders, changes.placeholders)
    for table, keys in changes.deleted.items():
        writes.deleted.setdefault(table, []).extend(keys)
    known = people(newest.feed)
    for document in older:
        extend(writes.older, described_by_older(document, known))
    writes.notified.append(newest.source.game_pk)
    decision.applied.append(newest)
    _quarantine(decision, newest.source.game_pk, newest.source.fetched_at, changes.faults)
    decision.count("applied")
    decision.count("superseded", len(older))
    way = "replacement" if changes.replaced else "difference"
    decision.ways[way] = decision.ways.get(way, 0) + 1
    if changes.regular:
        decision.kept[newest.source.game_pk] = newest.to_compare_with()
    else:
        decision.forgotten.add(newest.source.game_pk)


def _decide_schedule(
    decision: Decision, observations: list[Observation], stored: Stored | None, *, described_by_feed: bool
) -> None:
    writes = decision.writes
    extend(writes.rows, {"schedule_observations": _observed(observations)})
    for seen in observations:
        extend(writes.placeholders, schedule.placeholders(seen.row))
        _quarantine(decision, seen.game_pk, seen.fetched_at, seen.faults)
    newest = max(observations, key=lambda seen: (seen.schedule_date, seen.fetched_at))
    if described_by_feed:
        return
    if stored is not None and (
        stored.schedule_date is None
        or (newest.schedule_date, newest.fetched_at) <= (stored.schedule_date, stored.fetched_at)
    ):
        return
    row = schedule.game_row(newest.game_pk, newest.schedule_date, newest.fetched_at, newest.row)
    extend(writes.rows, {"games": [row]})
    writes.notified.append(newest.game_pk)


def _observed(observations: list[Observation]) -> list[Row]:
    """One row a wording, from its first observation in the batch to its last."""
    rows: dict[Row, Row] = {}
    for seen in sorted(observations, key=lambda seen: seen.fetched_at):
        row = schedule.observation_row(seen.game_pk, seen.schedule_date, seen.fetched_at, seen.row)
        first = rows.get(row[: schedule.KEY], row)
        rows[row[: schedule.KEY]] = (*first[: schedule.LAST_OBSERVED], *row[schedule.LAST_OBSERVED :])
    return list(rows.values())


def _quarantine(decision: Decision, game_pk: int, fetched_at: datetime, faults: list[Fault]) -> None:
    decision.faults += [(game_pk, fault) for fault in faults]
    rows = [
        (game_pk, fault.entity, fault.entity_key, fault.json_path, fault.reason, fault.excerpt, fetched_at)
        for fault in faults
    ]
    if rows:
        extend(decision.writes.rows, {"quarantined_entities": rows})
