"""What the simulator says was played, held against what the API serves: figure by figure, over HTTP only."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx

Json = Any
SIDES = ("away", "home")
KINDS = ("batting", "pitching", "fielding")
OFFICIAL = ("F", "R")
# The Stats API gives this figure under two names; ours has the one.
SAME_AS = {"pitchesThrown": "numberOfPitches"}


class Reader:
    """JSON of a base URL, whole lists page by page. Raises httpx.HTTPError."""

    def __init__(self, base_url: str, host: str = "") -> None:
        self._http = httpx.Client(
            base_url=base_url, timeout=30.0, trust_env=False, headers={"Host": host} if host else {}
        )

    def get(self, path: str, **parameters: str) -> Json:
        answer = self._http.get(path, params=parameters)
        answer.raise_for_status()
        return answer.json()

    def pages(self, path: str) -> list[Json]:
        page = self.get(path, limit="1000")
        items: list[Json] = list(page["items"])
        while page["next"]:
            answer = self._http.get(page["next"])
            answer.raise_for_status()
            page = answer.json()
            items += page["items"]
        return items

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()


def differences(api: Reader, truth: dict[str, Json], *, computed: bool) -> tuple[int, list[str]]:
    """How many figures were compared, and those that differ, one a line.

    ``computed``: whether the batch's statistics must be there too, equal to what was played and to the official ones.
    """
    compared, lines = 0, []
    for pk, played in truth.items():
        for where, want, have in _game(api, pk, played, computed):
            compared += 1
            if want != have:
                lines.append(f"{pk} {where}: played {want!r}, served {have!r}")
    return compared, lines


def _game(api: Reader, pk: str, played: Json, computed: bool) -> Iterator[tuple[str, Any, Any]]:
    game, box = api.get(f"/games/{pk}"), api.get(f"/games/{pk}/boxscore")
    line = api.get(f"/games/{pk}/linescore")
    yield "status", played["statusCode"], game["status_code"]
    for side in SIDES:
        for figure in ("runs", "hits", "errors"):
            yield f"{side} {figure}", played[side].get(figure, 0), (line[side] or {}).get(figure) or 0
    yield "innings", played["inningsTotal"], len(line["innings"])
    plays = {play["at_bat_index"]: play for play in api.pages(f"/games/{pk}/plays")}
    pitches = Counter(pitch["at_bat_index"] for pitch in api.pages(f"/games/{pk}/pitches"))
    yield "plays", played["playsTotal"], len(plays)
    yield "pitches", played["pitchesTotal"], pitches.total()
    for play in played["plays"]:
        index = play["atBatIndex"]
        have = plays.get(index, {})
        yield f"play {index} pitches", play["pitches"], pitches[index]
        for figure in ("eventType", "balls", "strikes", "outs", "awayScore", "homeScore"):
            yield f"play {index} {figure}", play.get(figure), have.get(_snake(figure))
    yield from _lines("box score", played, box)
    if computed and played["statusCode"][0] in OFFICIAL:
        statistics = box["computed"] or {}
        yield "computed cells that differ from the official box score", 0, statistics.get("cells_differing")
        yield from _lines("computed", played, statistics)


def _lines(source: str, played: Json, served: Json) -> Iterator[tuple[str, Any, Any]]:
    for kind in KINDS:
        for side in SIDES:
            players = {str(player["player_id"]): player[kind] for player in (served.get(side) or {}).get("players", [])}
            for player, figures in played[kind].get(side, {}).items():
                have = players.get(player) or {}
                for name, want in figures.items():
                    if isinstance(want, int) and not isinstance(want, bool):
                        found = have.get(_snake(SAME_AS.get(name, name)))
                        # The official line of a substitute lacks it instead of saying 0.
                        yield (
                            f"{source} {kind} {player} {name}",
                            want,
                            0 if name == "gamesStarted" and found is None else found,
                        )


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
