"""Reads the pipeline's API over HTTP, as any other client would."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx

from pipeline_demo.observed import GameLine
from pipeline_demo.verdict import SIDES, Computed, Served

PAGE_LIMIT = 1000
IN_PLAY = frozenset({"live", "delayed", "suspended"})
KINDS = ("batting", "pitching", "fielding")
ROLES = {"winner": "winning_pitcher_id", "loser": "losing_pitcher_id", "save": "save_pitcher_id"}


class ApiClient:
    """Every call blocks for an answer and raises httpx.HTTPError when there is none."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=30.0, trust_env=False)

    def games(self, **filters: str) -> list[dict[str, Any]]:
        """All games in the API's order."""
        return list(self._pages("/games", **filters))

    def board(self, games: list[dict[str, Any]]) -> tuple[GameLine, ...]:
        """The scoreboard; asks for the state of games in play."""
        return tuple(self._line(game) for game in games)

    def reconciled(self) -> tuple[int, int]:
        """How many games have statistics, and how many cells of them differ from the official box score."""
        totals = (self._one("/reconciliation") or {}).get("totals", {})
        return totals.get("games", 0), totals.get("cells_differing", 0)

    def served(self, game_pk: int) -> Served | None:
        """All that the comparison needs of one game; None when the API does not have it."""
        game = self._one(f"/games/{game_pk}")
        line = self._one(f"/games/{game_pk}/linescore")
        box = self._one(f"/games/{game_pk}/boxscore")
        if game is None or line is None or box is None:
            return None
        plays = {play["at_bat_index"]: play for play in self._pages(f"/games/{game_pk}/plays")}
        pitches = Counter(pitch["at_bat_index"] for pitch in self._pages(f"/games/{game_pk}/pitches"))
        return served_game(game, line, box, plays, dict(pitches))

    def close(self) -> None:
        self._http.close()

    def _line(self, game: dict[str, Any]) -> GameLine:
        state = game["detailed_state"] or game["phase"]
        away, home = game["away_score"], game["home_score"]
        if game["phase"] in IN_PLAY:
            now = self._one(f"/games/{game['game_pk']}/state") or {}
            away, home = now.get("away_runs", away), now.get("home_runs", home)
            state = in_play_text(state, now)
        return GameLine(
            game_pk=game["game_pk"],
            away=game["away_team_name"] or "?",
            home=game["home_team_name"] or "?",
            away_runs=away,
            home_runs=home,
            state=state,
            phase=game["phase"],
        )

    def _one(self, path: str) -> dict[str, Any] | None:
        answer = self._http.get(path)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body

    def _pages(self, path: str, **filters: str) -> Iterator[dict[str, Any]]:
        answer = self._http.get(path, params={"limit": str(PAGE_LIMIT), **filters})
        while True:
            answer.raise_for_status()
            page = answer.json()
            yield from page["items"]
            if page["next"] is None:
                return
            answer = self._http.get(page["next"])


def in_play_text(detailed_state: str, state: dict[str, Any]) -> str:
    """What the scoreboard says about a game in play, as ``Top 5, 1 out, 2-1``."""
    if not state.get("inning"):
        return detailed_state
    place = f"{state.get('inning_state') or ''} {state['inning']}".strip()
    if detailed_state != "In Progress":
        return f"{detailed_state}, {place}"
    if state.get("inning_state") not in ("Top", "Bottom"):
        return place
    return f"{place}, {state.get('outs')} out, {state.get('balls')}-{state.get('strikes')}"


def served_game(
    game: dict[str, Any],
    line: dict[str, Any],
    box: dict[str, Any],
    plays: dict[int, dict[str, Any]],
    pitches: dict[int, int],
) -> Served:
    """The API's answers put into the form of the comparison. Pure."""
    statistics: dict[str, dict[str, dict[int, dict[str, Any]]]] = {kind: {} for kind in KINDS}
    for side in SIDES:
        players = (box[side] or {}).get("players", [])
        for kind in KINDS:
            statistics[kind][side] = _lines(players, kind)
    return Served(
        game_pk=game["game_pk"],
        status_code=game["status_code"],
        teams={side: line[side] or {} for side in SIDES},
        innings={inning["inning"]: {side: inning[side] or {} for side in SIDES} for inning in line["innings"]},
        plays=plays,
        pitches=pitches,
        decisions={role: game[field] for role, field in ROLES.items() if game[field] is not None},
        computed=_computed(box["computed"]),
        **statistics,
    )


def _lines(players: list[dict[str, Any]], kind: str) -> dict[int, dict[str, Any]]:
    return {player["player_id"]: player[kind] for player in players if player[kind]}


def _computed(computed: dict[str, Any] | None) -> Computed | None:
    if computed is None:
        return None
    lines = {kind: {side: _lines(computed[side]["players"], kind) for side in SIDES} for kind in KINDS}
    return Computed(unexplained=computed["cells_differing"] - computed["cells_registered"], **lines)
