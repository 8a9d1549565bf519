"""Batting, pitching and fielding lines; their fields come from the catalogue, so that names exist once."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import Field, create_model

from api_service.schemas.base import Answer
from baseball_core.statistics.catalogue import BY_GROUP, Group
from baseball_core.statistics.rates import RATES

M = TypeVar("M", bound=Answer)


def _extended(fields: dict[str, Any]) -> Callable[[type[M]], type[M]]:
    def extend(model: type[M]) -> type[M]:
        return create_model(
            model.__name__, __base__=model, __module__=model.__module__, __doc__=model.__doc__, **fields
        )

    return extend


def _counts(group: Group, kind: Any) -> dict[str, Any]:
    return {one.column: (kind, Field(description=f"{one.label}: {one.text}")) for one in BY_GROUP[group]}


def _official(group: Group) -> Callable[[type[M]], type[M]]:
    """Adds the group's counts as upstream tells them: each may be missing."""
    return _extended(_counts(group, int | None))


def _computed(group: Group) -> Callable[[type[M]], type[M]]:
    """Adds the group's counts, which are always known, and its rates, which may lack a denominator."""
    rates = {one.name: (float | None, Field(description=f"{one.label}: {one.text}")) for one in RATES[group]}
    return _extended(_counts(group, int) | rates)


@_official("batting")
class BattingLine(Answer):
    """Official batting line of one player in one game."""


@_official("pitching")
class PitchingLine(Answer):
    """Official pitching line of one player in one game; innings pitched are ``outs``."""


@_official("fielding")
class FieldingLine(Answer):
    """Official fielding line of one player in one game."""


@_computed("batting")
class BattingStatistics(Answer):
    """Batting computed from the plays. Rates are those of the summed counts, not rounded; null: no denominator."""

    games: int = Field(description="games that this line sums up")


@_computed("pitching")
class PitchingStatistics(Answer):
    """Pitching computed from the plays. Rates are those of the summed counts, not rounded; null: no denominator."""

    games: int = Field(description="games that this line sums up")
    innings_pitched: str = Field(description="``outs`` in innings and thirds: 4.1 are 13 outs")


@_computed("fielding")
class FieldingStatistics(Answer):
    """Fielding computed from the plays. Rates are those of the summed counts, not rounded; null: no denominator."""

    games: int = Field(description="games that this line sums up")
