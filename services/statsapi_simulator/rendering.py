"""Answers as bytes, each made once: documents, their patches and sections, plain and gzip."""

import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from statsapi_simulator.diffs import make_envelope
from statsapi_simulator.schedule import COPYRIGHT
from statsapi_simulator.slate import Game

_CACHE_BYTES = 96 * 1024 * 1024
_DOCUMENTS_PER_SLATE = 48
_SMALLEST_GZIP = 512
_WHOLE_ONE_IN = 200
_FULL_IN_LIST_ONE_IN = 400

encode = msgspec.json.Encoder().encode


class Body:
    """An answer's bytes; gzip and ETag are made when first asked for and kept."""

    __slots__ = ("_etag", "_gzip", "plain")

    def __init__(self, plain: bytes) -> None:
        self.plain = plain
        self._gzip: bytes | None = None
        self._etag: str | None = None

    @property
    def gzip(self) -> bytes:
        if self._gzip is None:
            packer = zlib.compressobj(1, zlib.DEFLATED, zlib.MAX_WBITS | 16)
            self._gzip = packer.compress(self.plain) + packer.flush()
        return self._gzip

    @property
    def worth_gzip(self) -> bool:
        return len(self.plain) >= _SMALLEST_GZIP

    @property
    def etag(self) -> str:
        if self._etag is None:
            self._etag = f'"{hashlib.sha256(self.plain).hexdigest()[:32]}"'
        return self._etag


class Renderer:
    """Builds and caches by (game, state); beyond a fixed total (before gzip) the least recently used are dropped.

    ``seed`` decides the variants of the patches, so that the same state always gives the same bytes.
    """

    def __init__(self, seed: int, cache_bytes: int = _CACHE_BYTES) -> None:
        self._seed = seed
        self._cache_bytes = cache_bytes
        self._held = 0
        self._bodies: OrderedDict[tuple[object, ...], Body] = OrderedDict()
        self._documents: OrderedDict[tuple[int, int], dict[str, Any]] = OrderedDict()

    def forget(self) -> None:
        """Drops everything, after games were replaced."""
        self._bodies.clear()
        self._held = 0
        self._documents.clear()

    def document(self, game: Game, index: int) -> dict[str, Any]:
        key = (game.game_pk, index)
        found = self._documents.get(key)
        if found is None:
            found = self._documents[key] = game.timeline.document(index)
            if len(self._documents) > _DOCUMENTS_PER_SLATE:
                self._documents.popitem(last=False)
        else:
            self._documents.move_to_end(key)
        return found

    def feed(self, game: Game, index: int) -> Body:
        """The complete document."""
        return self._body(("feed", game.game_pk, index), lambda: encode(self.document(game, index)))

    def bare_feed(self, game: Game, index: int) -> Body:
        """The complete document as diffPatch answers with it: without copyright."""
        return self._body(("bare", game.game_pk, index), lambda: encode(self._bare(game, index)))

    def envelope(self, game: Game, index: int) -> Body:
        """The update that leads from the state before ``index`` to it."""

        def make() -> bytes:
            random = Random(f"{self._seed}/{game.game_pk}/{index}")
            return encode(make_envelope(self._bare(game, index - 1), self._bare(game, index), random))

        return self._body(("envelope", game.game_pk, index), make)

    def section(self, game: Game, index: int, name: str) -> Body:
        """boxscore, linescore or playByPlay."""

        def make() -> bytes:
            timeline = game.timeline
            sections = {
                "boxscore": timeline.boxscore,
                "linescore": timeline.linescore,
                "playByPlay": timeline.play_by_play,
            }
            return encode({"copyright": COPYRIGHT, **sections[name](index)})

        return self._body((name, game.game_pk, index), make)

    def is_full_update(self, game: Game, index: int) -> bool:
        """Whether an answer with this update is a whole document: it says ``fullUpdate``, or it is a rare one."""
        events = self.document(game, index)["metaData"].get("logicalEvents", [])
        return "fullUpdate" in events or self._draw(game, index, "whole", _WHOLE_ONE_IN)

    def is_full_in_list(self, game: Game, index: int) -> bool:
        """Whether this update is one of the rare ones that stand as a whole document among the patches."""
        return self._draw(game, index, "full in list", _FULL_IN_LIST_ONE_IN)

    def _draw(self, game: Game, index: int, what: str, one_in: int) -> bool:
        return Random(f"{self._seed}/{game.game_pk}/{index}/{what}").randrange(one_in) == 0

    def _bare(self, game: Game, index: int) -> dict[str, Any]:
        """Patches never touch the copyright, since a client's base may come from diffPatch and lack it."""
        return {key: value for key, value in self.document(game, index).items() if key != "copyright"}

    def _body(self, key: tuple[object, ...], make: Callable[[], bytes]) -> Body:
        body = self._bodies.get(key)
        if body is None:
            body = self._bodies[key] = Body(make())
            self._held += len(body.plain)
            while self._held > self._cache_bytes and len(self._bodies) > 1:
                _, dropped = self._bodies.popitem(last=False)
                self._held -= len(dropped.plain)
        else:
            self._bodies.move_to_end(key)
        return body
