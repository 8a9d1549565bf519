"""What diffPatch answers: nothing new, envelopes, a whole document, or rarely a list with a document in it."""

import re
from datetime import datetime

from statsapi_simulator.faults import FaultKind
from statsapi_simulator.rendering import Body, Renderer
from statsapi_simulator.slate import Game

_TIME_CODE = re.compile(r"\d{8}_\d{6}")
_NOTHING_NEW = Body(b"[]")
_MOST_UPDATES = 60
"""So far behind, the whole document is smaller than its patches."""


def is_time_code(text: str | None) -> bool:
    return text is not None and _TIME_CODE.fullmatch(text) is not None


def patch_answer(
    renderer: Renderer,
    game: Game,
    start: str | None,
    end: str | None,
    now: datetime,
    fault: FaultKind | None = None,
) -> tuple[Body, int]:
    """The answer and the index of the state that it leads to.

    A missing or malformed ``start``, a malformed ``end``, or a ``start`` that no visible state bears gets the whole
    document. An update is one envelope, or one whole document if it is marked so.
    ``end`` is as of that code; without it the newest state is meant.
    """
    target = game.as_of(end, now) if end is not None and is_time_code(end) else game.current(now)
    base = game.held_under(start, now) if start is not None and is_time_code(start) else None
    malformed_end = end is not None and not is_time_code(end)
    if base is None or malformed_end or fault == "whole_feed":
        return renderer.bare_feed(game, target), target
    if base >= target:
        return _NOTHING_NEW, base
    updates = range(base + 1, target + 1)
    if len(updates) > _MOST_UPDATES or any(renderer.is_full_update(game, index) for index in updates):
        return renderer.bare_feed(game, target), target
    elements = [_element(renderer, game, index, whole=fault == "full_in_list") for index in updates]
    return Body(b"[" + b",".join(elements) + b"]"), target


def _element(renderer: Renderer, game: Game, index: int, *, whole: bool) -> bytes:
    if whole or renderer.is_full_in_list(game, index):
        return renderer.bare_feed(game, index).plain
    return renderer.envelope(game, index).plain
