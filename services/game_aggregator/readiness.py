"""Is a document complete enough to count from? PURE.

"Final" alone is not: documents arrive without line score, without decisions, with half a box score, and what is missing
comes later. Such a document is held, with what is missing; the next one is looked at again.
"""

from datetime import date
from typing import TypeVar

from msgspec import Struct

from baseball_core.errors import FeedError
from baseball_core.feed.status import Phase, phase
from game_aggregator.lineups import STARTERS
from game_aggregator.wire import BoxTeam, Decisions, Feed, Linescore, Play, Sides, Team

T = TypeVar("T")

FORFEITS = frozenset("QR")
TIED = "T"
"""Second letter of the status code of a tie."""
WITHOUT_DECISIONS = frozenset("SEIA")
"""Game types that may be over without a winning pitcher: spring, exhibition, intrasquad, All-Star."""


class NotReadyError(FeedError):
    """A document from which nothing can be counted yet. ``reason`` is the first hole's, the message lists all."""

    default_reason = "not_ready"


class Complete(Struct, frozen=True):
    """What a document without holes surely has; ``teams`` and ``boxes`` are away, home."""

    game_pk: int
    season: str
    game_type: str
    official_date: date
    status_code: str
    teams: tuple[Team, Team]
    boxes: tuple[BoxTeam, BoxTeam]
    plays: list[Play]
    linescore: Linescore
    decisions: Decisions | None

    @property
    def forfeited(self) -> bool:
        return self.status_code[:1] in FORFEITS


def complete(feed: Feed) -> Complete:
    """The document's parts. Raises NotReadyError with everything that is missing."""
    data, live = feed.game_data, feed.live_data
    if feed.game_pk is None or data is None or live is None:
        raise NotReadyError("gamePk, gameData or liveData is missing", reason="not_a_feed")
    status = (data.status.status_code if data.status is not None else None) or ""
    if phase(status) not in (Phase.FINAL, Phase.GAME_OVER):
        raise NotReadyError(f"status {status or 'missing'}", reason="not_final", status_code=status)
    identity, official_date = data.game, data.datetime.official_date if data.datetime is not None else None
    teams, boxes = _both(data.teams), _both(live.boxscore.teams if live.boxscore is not None else None)
    plays = (live.plays.all_plays if live.plays is not None else None) or []
    found = [*_holes_of_plays(feed, plays), *_holes_of_score(live.linescore)]
    if teams is None or any(team.id is None for team in teams):
        found.append(("no_teams", "gameData.teams is not complete"))
    for side, box in zip(("away", "home"), boxes or (None, None), strict=True):
        found += _holes_of_box(side, box)
    if not found and live.decisions is None and _has_winner(live.linescore) and not _may_lack_decisions(feed, status):
        found.append(("no_decisions", "nobody has won or lost"))
    if official_date is None:
        found.append(("no_official_date", "gameData.datetime.officialDate is missing"))
    if identity is None or not identity.season or not identity.type:
        found.append(("no_identity", "season or game type is missing"))
    elif not found and teams and boxes and official_date and live.linescore:
        return Complete(
            game_pk=feed.game_pk,
            season=identity.season,
            game_type=identity.type,
            official_date=official_date,
            status_code=status,
            teams=teams,
            boxes=boxes,
            plays=plays,
            linescore=live.linescore,
            decisions=live.decisions,
        )
    raise NotReadyError("; ".join(detail for _, detail in found), reason=found[0][0], status_code=status)


def _both(sides: Sides[T] | None) -> tuple[T, T] | None:
    if sides is None or sides.away is None or sides.home is None:
        return None
    return sides.away, sides.home


def _holes_of_plays(feed: Feed, plays: list[Play]) -> list[tuple[str, str]]:
    if not plays:
        return [("no_plays", "there are no plays")]
    for place, play in enumerate(plays):
        if play.at_bat_index != place:
            return [("plays_missing", f"play {place} is numbered {play.at_bat_index}")]
        if play.about is None or play.about.inning is None or play.about.half_inning not in ("top", "bottom"):
            return [("no_half", f"play {place} says nothing of its half inning")]
    live = feed.live_data
    current = live.plays.current_play if live is not None and live.plays is not None else None
    if current is not None and current.at_bat_index not in (None, len(plays) - 1):
        return [("plays_missing", f"the current play is {current.at_bat_index}, the last one {len(plays) - 1}")]
    return []


def _holes_of_score(line: Linescore | None) -> list[tuple[str, str]]:
    totals = _both(line.teams) if line is not None else None
    if line is None or not line.innings or totals is None:
        return [("no_linescore", "innings or totals of the line score are missing")]
    if any(total.runs is None for total in totals):
        return [("no_score", "a total of runs is missing")]
    return []


def _holes_of_box(side: str, box: BoxTeam | None) -> list[tuple[str, str]]:
    if box is None or not box.players:
        return [("no_boxscore", f"the box score has no players of {side}")]
    found = []
    if not box.pitchers:
        found.append(("no_pitchers", f"the box score has no pitchers of {side}"))
    starters = sum(1 for player in box.players.values() if (player.batting_order or "").endswith("00"))
    if starters < STARTERS:
        found.append(("no_lineup", f"the box score has {starters} starters of {side}"))
    return found


def _has_winner(line: Linescore | None) -> bool:
    totals = _both(line.teams) if line is not None else None
    return totals is not None and totals[0].runs != totals[1].runs


def _may_lack_decisions(feed: Feed, status: str) -> bool:
    data = feed.game_data
    kind = data.game.type if data is not None and data.game is not None else None
    return status[:1] in FORFEITS or status[1:2] == TIED or kind in WITHOUT_DECISIONS
