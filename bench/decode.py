"""Decoding a final document and building all its rows, against dict loops and against a scan that keeps nothing."""

import gc
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec

from baseball_core.messages import GameDocument
from bench import targets
from bench.context import Context
from bench.measure import Figure, figure, interleaved, ratios
from bench.scan import scan
from bench.typical_decode import rows_of
from bench.workloads import FETCHED_FROM, finals
from rt_transformer.__main__ import COLLECT_EVERY
from rt_transformer.documents import read_document
from rt_transformer.merge import replacement, state_of
from rt_transformer.rows.tables import COLUMNS, KEY_LENGTH, Tables

EQUAL_CELLS = 0.99
QUICK_DOCUMENTS = 4


def our_rows(message: GameDocument) -> Tables:
    """What the transformer does with a document of a game that it does not know yet, up to the database."""
    document = read_document(message, sliced=False)
    rows = replacement(document).rows
    state = state_of(document)
    rows["game_states"], rows["game_state_history"] = [state], [state]
    return rows


def _message(body: bytes) -> GameDocument:
    document = msgspec.json.decode(body)
    return GameDocument(
        game_pk=document["gamePk"],
        fetched_at=FETCHED_FROM,
        time_code=document["metaData"]["timeStamp"],
        sequence=0,
        content_hash="",
        archive_key="",
        body=body,
    )


def equal_share(ours: Tables, typical: dict[str, list[dict[str, Any]]]) -> float:
    """Share of cells that are equal in both ways' rows. Raises ValueError when they are not the same rows."""
    equal = cells = 0
    for table, rows in typical.items():
        columns = COLUMNS[table]
        key = columns[: KEY_LENGTH[table]]
        found = {tuple(row[: len(key)]): dict(zip(columns, row, strict=True)) for row in ours.get(table, [])}
        wanted = {tuple(row[column] for column in key): row for row in rows}
        if found.keys() != wanted.keys():
            raise ValueError(f"{table}: not the same rows")
        for place, row in wanted.items():
            cells += len(columns)
            equal += sum(found[place][column] == row[column] for column in columns)
    return equal / cells


def _cpu_of(work: Callable[[], object], collect_every: int) -> float:
    """CPU seconds of one pass; nothing but this thread is at work, and other processes do not count."""
    gc.collect()
    usual = gc.get_threshold()
    gc.set_threshold(collect_every, *usual[1:])
    started = time.process_time()
    work()
    took = time.process_time() - started
    gc.set_threshold(*usual)
    return took


def _ours(messages: Sequence[GameDocument]) -> None:
    for message in messages:
        our_rows(message)


def _decode_alone(messages: Sequence[GameDocument]) -> None:
    for message in messages:
        read_document(message, sliced=False)


def _typical(messages: Sequence[GameDocument]) -> None:
    for message in messages:
        rows_of(message.body, message.fetched_at)


def _scan(messages: Sequence[GameDocument]) -> None:
    for message in messages:
        scan(message.body)


def run(context: Context) -> Sequence[Figure]:
    """CPU time of one pass over all documents, one thread.

    The garbage collector is set for our code as the transformer sets it, for the others as it is by default.
    """
    documents = finals()
    messages = [_message(body) for body in documents.bodies[: QUICK_DOCUMENTS if context.quick else None]]
    shares = [equal_share(our_rows(one), rows_of(one.body, one.fetched_at)) for one in messages]
    if min(shares) < EQUAL_CELLS:
        raise ValueError(f"the baseline's rows are not ours: only {min(shares):.1%} of a document's cells are equal")
    context.say(f"{len(messages)} {documents.name}, mean {documents.mean_kilobytes:.0f} KB")
    context.say(f"same rows both ways; at least {min(shares):.2%} of a document's cells are equal")
    gc.freeze()
    default = gc.get_threshold()[0]
    works = {
        "ours": partial(_cpu_of, partial(_ours, messages), COLLECT_EVERY),
        "decode": partial(_cpu_of, partial(_decode_alone, messages), COLLECT_EVERY),
        "typical": partial(_cpu_of, partial(_typical, messages), default),
        "scan": partial(_cpu_of, partial(_scan, messages), default),
    }
    cpu = interleaved(works, context.rounds, context.rng)
    gc.unfreeze()
    return [
        figure(
            "decode and rows of finals: typical / ours",
            ratios(cpu["typical"], cpu["ours"]),
            "x",
            targets.DECODE_AGAINST_TYPICAL,
        ),
        figure(
            "decode and rows of finals: ours / scan", ratios(cpu["ours"], cpu["scan"]), "x", targets.DECODE_AGAINST_SCAN
        ),
        figure("of this the decoding alone / scan", ratios(cpu["decode"], cpu["scan"]), "x"),
    ]
