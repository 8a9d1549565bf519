"""The register of known faults of source documents. PURE but for ``shipped``, which reads the package's own file.

An entry names one cell with both values, so it excuses that difference and no other; one that no longer applies is an
error, because what it said of the document is no longer true.
"""

import csv
from collections.abc import Iterable, Mapping
from importlib.resources import files
from io import StringIO

from msgspec import Struct

from baseball_core.errors import SettingsError
from game_aggregator.reconcile import Difference

FILE = "known_faults.csv"
COLUMNS = ("game_pk", "side", "player_id", "scope", "inning", "statistic", "computed", "official", "reason")

Register = Mapping[int, Mapping[Difference, str]]
"""Reasons by game_pk and difference."""


class Judged(Struct, frozen=True):
    """Differences with their reasons (None: nobody has explained it), and entries that do not apply any more."""

    differences: tuple[tuple[Difference, str | None], ...]
    stale: tuple[Difference, ...]

    @property
    def registered(self) -> int:
        return sum(reason is not None for _, reason in self.differences)

    @property
    def unexplained(self) -> int:
        return len(self.differences) - self.registered


def parse(text: str) -> Register:
    """The register of a CSV text. Raises SettingsError that names the line."""
    rows = csv.reader(StringIO(text))
    if next(rows, None) != list(COLUMNS):
        raise SettingsError(f"{FILE}: the first line must be {','.join(COLUMNS)}")
    register: dict[int, dict[Difference, str]] = {}
    for number, row in enumerate(rows, start=2):
        try:
            game_pk, side, player, scope, inning, statistic, computed, official, reason = row
            cell = Difference(side, int(player), scope, int(inning), statistic, computed or None, official or None)
            key = int(game_pk)
        except ValueError as exc:
            raise SettingsError(f"{FILE} line {number}: {exc}") from exc
        if not reason.strip():
            raise SettingsError(f"{FILE} line {number}: the reason is missing")
        register.setdefault(key, {})[cell] = reason
    return register


def shipped() -> Register:
    """The register that comes with the package."""
    return parse(files("game_aggregator").joinpath(FILE).read_text(encoding="utf-8"))


def judge(game_pk: int, differences: Iterable[Difference], register: Register) -> Judged:
    """Puts the register's reasons to a game's differences."""
    entries = register.get(game_pk, {})
    judged = tuple((difference, entries.get(difference)) for difference in differences)
    found = {difference for difference, _ in judged}
    return Judged(judged, tuple(sorted(entries.keys() - found)))
