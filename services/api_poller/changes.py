"""Is this document news? PURE.

The API's time stamp is no version: finished games carry one stamp with different contents. And some values drift
although nothing happened in the game. So news is a change of the hash over a canonical projection that leaves
those values out.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from baseball_core.codec import content_hash

ENVELOPE_MEMBERS = frozenset({"copyright", "link", "metaData"})
"""Say how and when the document was served, not what happened; copyright is missing in diffPatch answers."""
PLAYER_DRIFT = frozenset({"strikeZoneTop", "strikeZoneBottom", "mlbDebutDate"})
MATCHUP_DRIFT = frozenset(
    {"batterHotColdZones", "batterHotColdZoneStats", "pitcherHotColdZones", "pitcherHotColdZoneStats"}
)
ABOUT_DRIFT = frozenset({"startTime"})
PITCH_DRIFT = frozenset({"strikeZoneTop", "strikeZoneBottom", "typeConfidence"})


def canonical_hash(document: Mapping[str, Any]) -> str:
    """sha256 over the projection, members sorted: the same for any order of members."""
    return content_hash(msgspec.json.encode(projection(document), order="deterministic"))


def is_new(published_hash: str | None, document_hash: str) -> bool:
    """Whether a document of that canonical hash must be published after the one published last."""
    return published_hash != document_hash


def projection(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without the values that drift; shares everything else with it, so it must not be changed."""
    kept = {name: member for name, member in document.items() if name not in ENVELOPE_MEMBERS}
    game_data = kept.get("gameData")
    if isinstance(game_data, dict) and isinstance(game_data.get("players"), dict):
        players = {key: _without(player, PLAYER_DRIFT) for key, player in game_data["players"].items()}
        kept["gameData"] = {**game_data, "players": players}
    live_data = kept.get("liveData")
    if isinstance(live_data, dict) and isinstance(live_data.get("plays"), dict):
        kept["liveData"] = {**live_data, "plays": _plays(live_data["plays"])}
    return kept


def _plays(plays: dict[str, Any]) -> dict[str, Any]:
    kept = dict(plays)
    if isinstance(plays.get("allPlays"), list):
        kept["allPlays"] = [_play(play) for play in plays["allPlays"]]
    if "currentPlay" in plays:
        kept["currentPlay"] = _play(plays["currentPlay"])
    return kept


def _play(play: Any) -> Any:
    if not isinstance(play, dict):
        return play
    kept = dict(play)
    if "about" in play:
        kept["about"] = _without(play["about"], ABOUT_DRIFT)
    if "matchup" in play:
        kept["matchup"] = _without(play["matchup"], MATCHUP_DRIFT)
    if isinstance(play.get("playEvents"), list):
        kept["playEvents"] = [
            {**event, "pitchData": _without(event["pitchData"], PITCH_DRIFT)}
            if isinstance(event, dict) and "pitchData" in event
            else event
            for event in play["playEvents"]
        ]
    return kept


def _without(value: Any, names: frozenset[str]) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: member for name, member in value.items() if name not in names}
