"""A day of simulated games: the one entrance for the server side."""

from collections.abc import Mapping, Sequence
from datetime import date

from statsapi_simulator.baseball.moments import CorrectionKind, GameTruth, Moment, ScheduledRow, Timeline

__all__ = ["STORIES", "CorrectionKind", "GameTruth", "Moment", "ScheduledRow", "Timeline", "play_day"]

STORIES: Mapping[str, str] = {
    "regular": "nine innings, nothing special",
    "delayed_start": "first pitch after a rain delay announced before the game (PR)",
    "rain_delay": "play stops in mid game (IR, IZ) and goes on",
    "challenge_rollback": "a manager challenge takes a run off the board again (M)",
    "suspended_resumed": "suspended by rain (UR) and finished on the next day",
    "postponed_made_up": "postponed (DR) and made up on the next day under the same gamePk",
    "doubleheader_traditional": "two games, the second follows the first (Y, placeholder time)",
    "doubleheader_split": "two games with their own times (S)",
    "tie": "called with an even score (FT)",
    "mercy": "ended early by the mercy rule (FM)",
    "forfeit": "ended by forfeit (Q, R)",
    "walk_off": "won in the bottom of the last inning",
    "bottom_ninth_not_played": "the home team leads after eight and a half",
    "extra_innings": "more than nine innings with the automatic runner",
    "long_game": "100 plays and more",
    "completed_early": "official but shortened by rain (FR)",
    "cancelled": "never played (CR)",
    "two_way": "a player who pitches and bats",
    "warmup_live": "long warm-up: abstract state Live without a pitch (PW)",
    "unknown_status": "shows a status code nobody has listed",
}


def play_day(
    *,
    seed: int,
    day: date,
    games: int,
    first_game_pk: int = 900001,
    stories: Sequence[str] | None = None,
) -> list[Timeline]:
    """A slate of ``games`` for the baseball day ``day`` (US Eastern); ``stories`` names the state paths in order.

    Without ``stories`` a mixture is chosen that ends on the same day. Raises ValueError for an unknown story.
    """
    raise NotImplementedError
