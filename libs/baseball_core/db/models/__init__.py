"""The schema. One module per subject; each table's docstring states its grain."""

from baseball_core.db.base import Base
from baseball_core.db.models.boxscore import (
    BoxscoreBatting,
    BoxscoreFielding,
    BoxscorePitching,
    BoxscorePlayer,
    BoxscoreTeam,
)
from baseball_core.db.models.games import Game, GameState, GameStateHistory, Inning, ScheduleObservation
from baseball_core.db.models.people import Player, Team, Venue
from baseball_core.db.models.plays import Action, FieldingCredit, Pitch, Play, Review, RunnerMovement
from baseball_core.db.models.quality import FeedDrift, QuarantinedEntity
from baseball_core.db.models.schema import SchemaRevision
from baseball_core.db.models.statistics import (
    GameAggregation,
    GameResult,
    LedgerEntry,
    PlayerGameBatting,
    PlayerGameFielding,
    PlayerGamePitching,
    ReconciliationDifference,
    TeamGameStats,
)

__all__ = [
    "Action",
    "Base",
    "BoxscoreBatting",
    "BoxscoreFielding",
    "BoxscorePitching",
    "BoxscorePlayer",
    "BoxscoreTeam",
    "FeedDrift",
    "FieldingCredit",
    "Game",
    "GameAggregation",
    "GameResult",
    "GameState",
    "GameStateHistory",
    "Inning",
    "LedgerEntry",
    "Pitch",
    "Play",
    "Player",
    "PlayerGameBatting",
    "PlayerGameFielding",
    "PlayerGamePitching",
    "QuarantinedEntity",
    "ReconciliationDifference",
    "Review",
    "RunnerMovement",
    "ScheduleObservation",
    "SchemaRevision",
    "Team",
    "TeamGameStats",
    "Venue",
]
