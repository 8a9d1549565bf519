"""The whole live feed document of one game at one moment."""

from typing import Any

from statsapi_simulator.baseball.states import Fixture, State
from statsapi_simulator.documents.boxscore import BoxScores
from statsapi_simulator.documents.game_data import GameData
from statsapi_simulator.documents.linescore import linescore
from statsapi_simulator.documents.people import person
from statsapi_simulator.documents.play_parts import PlayParts

COPYRIGHT = "Synthetic data of a simulator: invented clubs, invented players, games that were never played."
WAIT_SECONDS = 10


class FeedBuilder:
    """Builds feed documents and their parts. Nested parts are shared between documents: do not change them."""

    def __init__(self, fixture: Fixture, *, scheduled_innings: int) -> None:
        self._fixture = fixture
        self._scheduled_innings = scheduled_innings
        self._parts = PlayParts(fixture.players, fixture.clubs)
        self._boxes = BoxScores(fixture)
        self._game_data = GameData(fixture, self._boxes.names)

    def feed(self, state: State) -> dict[str, Any]:
        fixture = self._fixture
        live: dict[str, Any] = {
            "plays": self.plays(state),
            "linescore": self.linescore(state),
            "boxscore": self.boxscore(state),
        }
        if state.decisions is not None and state.decisions.as_dict():
            live["decisions"] = {
                role: person(fixture.players[player]) for role, player in state.decisions.as_dict().items()
            }
        live["leaders"] = {"hitDistance": {}, "hitSpeed": {}, "pitchSpeed": {}}
        return {
            "copyright": COPYRIGHT,
            "gamePk": fixture.game_pk,
            "link": f"/api/v1.1/game/{fixture.game_pk}/feed/live",
            "metaData": {
                "wait": WAIT_SECONDS,
                "timeStamp": state.time_code,
                "gameEvents": list(state.game_events),
                "logicalEvents": list(state.logical_events),
            },
            "gameData": self._game_data.build(state),
            "liveData": live,
        }

    def plays(self, state: State) -> dict[str, Any]:
        plays = () if state.snapshot is None else state.snapshot.plays
        if not plays:
            return {"allPlays": [], "scoringPlays": [], "playsByInning": []}
        shown = self._parts.all_plays(plays)
        return {
            "allPlays": shown,
            "currentPlay": shown[-1],
            "scoringPlays": [play.index for play in plays if play.complete and play.is_scoring],
            "playsByInning": self._parts.by_inning(plays),
        }

    def linescore(self, state: State) -> dict[str, Any]:
        return linescore(self._fixture, state, scheduled_innings=self._scheduled_innings)

    def boxscore(self, state: State) -> dict[str, Any]:
        return self._boxes.boxscore(state)
